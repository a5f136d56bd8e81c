/** The manifest of a module: data that says what it contributes to the house. */
import type { Sql, Database } from './db.ts';
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
export type Oracle = { readonly code: string; readonly promise: string; readonly violations: Sql };

export type Manifest = {
  readonly name: string;
  readonly dir: string;
  readonly routes?: readonly Route[];
  readonly reactions?: readonly Reaction[];
  readonly schedules?: readonly Schedule[];
  readonly jobs?: readonly Job[];
  readonly refusals?: RefusalCodes;
  /** Rights of this module with the roles that hold them by default; `owner` holds all. */
  readonly rights?: Readonly<Record<string, { readonly title: string; readonly roles: readonly string[] }>>;
  /** Lock classes in the order this module takes them. */
  readonly locks?: readonly string[];
  readonly oracles?: readonly Oracle[];
  /** Keeps this module's in-process caches current; given every committed event, in order. */
  readonly caches?: (database: Database) => (events: readonly JournalEvent[]) => void;
};

export const defineModule = (manifest: Manifest): Manifest => manifest;
