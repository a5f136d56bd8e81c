/** The manifest of a module: data that says what it contributes to the house. */
import type { Database, Db, Sql, Tx } from './db.ts';
import type { JournalEvent, Reaction } from './journal.ts';
import type { RefusalCodes } from './refusal.ts';
import type { Route } from './route.ts';

/** A command run by the clock, in a worker; repeatable, since several workers may run it at once. */
export type Schedule = {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (database: Database) => Promise<void>;
};

/** A job enqueued in a business transaction: the place for calls to the outside. At least once, so repeatable. */
export type Job = {
  readonly name: string;
  readonly run: (database: Database, payload: Readonly<Record<string, unknown>>) => Promise<void>;
};

/** An invariant as SQL that returns one row (`what text`) for each violation, run by `verify` in one snapshot. */
export type Oracle = {
  readonly code: string;
  readonly promise: string;
  readonly violations: Sql;
  /** Bounds a time: it is broken by a house that works, not by one that was killed before it could. */
  readonly inTime?: true;
};

/**
 * A right. Roles of the house hold it that are named here; beside them `owner` holds all, `manager` all but those of `owner` alone,
 * `read_only` all that end in `.read`.
 */
export type Right = {
  readonly title: string;
  readonly roles: readonly string[];
  /** What it changes is the whole house's (prices, products, settings): who holds a role at some sites only does not get it. */
  readonly house?: boolean;
};

/** A person whose data is told or erased; `records` are the ids of what is theirs alone (orders): what mentions those is about them. */
export type Person = {
  readonly customerId: string;
  readonly email: string | null;
  readonly records: readonly string[];
};

/** What stays of a person after they were erased, and which rule says so. */
export type Kept = { readonly what: string; readonly why: 'fiscal' | 'consent' | 'ledger'; readonly count: number };

/** What a module knows of people who buy. `privacy` asks each module in the order of `modules.ts`. */
export type Personal = {
  /** Ids of records that are this customer's alone. */
  readonly records?: (db: Db, customerId: string) => Promise<readonly string[]>;
  /** What is owed on either side, so that the person cannot be forgotten yet: short codes. */
  readonly open?: (db: Db, person: Person) => Promise<readonly string[]>;
  /** All that is known of the person, for people and machines to read (GDPR, articles 15 and 20). */
  readonly export: (db: Db, person: Person) => Promise<Readonly<Record<string, unknown>>>;
  /** Takes the person out of this module's tables and says what stays. Run again, it finds nothing more to do. */
  readonly erase: (tx: Tx, person: Person) => Promise<readonly Kept[]>;
};

export type Manifest = {
  readonly name: string;
  readonly dir: string;
  readonly routes?: readonly Route[];
  readonly reactions?: readonly Reaction[];
  readonly schedules?: readonly Schedule[];
  readonly jobs?: readonly Job[];
  readonly refusals?: RefusalCodes;
  /** Rights of this module with the roles that hold them. */
  readonly rights?: Readonly<Record<string, Right>>;
  /** Lock classes in the order this module takes them. */
  readonly locks?: readonly string[];
  readonly oracles?: readonly Oracle[];
  /** What this module's tables know of people who buy; every module with a `customer_id` has it. */
  readonly personal?: Personal;
  /** Seals this module's secrets that are readable or sealed with an older key; run when the house is opened. Throws SealError. */
  readonly secrets?: (database: Database) => Promise<void>;
  /** Keeps this module's in-process caches current; given every committed event, in order. */
  readonly caches?: (database: Database) => (events: readonly JournalEvent[]) => void;
};

export const defineModule = (manifest: Manifest): Manifest => manifest;
