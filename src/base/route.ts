/**
 * Routes are data: method, path, permission, shapes, and the command or query they call. From this one table come permission
 * checks, validation, OpenAPI and the authorisation tests. No web framework is known here; `src/http` serves the table.
 */
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Caller, Database, Tx } from './db.ts';
import type { JournalEvent } from './journal.ts';
import { refuse } from './refusal.ts';
import type { Instant } from './time.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Who may call: `public` anyone; `shopper` a visitor with a cart token or a signed-in customer, whose ownership the route itself
 * checks; `customer` a signed-in customer; `staff:<right>` a staff member with the right; `webhook` an outside system whose
 * signature the route checks.
 */
export type Permission = 'public' | 'shopper' | 'customer' | 'webhook' | `staff:${string}`;

export type Principal =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'customer'; readonly customerId: string; readonly sessionId: string }
  | {
      readonly kind: 'staff';
      readonly staffId: string;
      readonly name: string;
      readonly role: string;
      readonly rights: ReadonlySet<string>;
      /** Where this person works; null = no one place. What they may do where is in `rights` and `sites`. */
      readonly siteId: string | null;
      /** Rights held at some sites only, with those sites. A right that is not in here is held everywhere. */
      readonly sites: ReadonlyMap<string, ReadonlySet<string>>;
      readonly sessionId: string;
      /** What this person must do before they get their rights. */
      readonly needs?: 'second_factor';
    };

/** What a handler may know of the request beside its validated input. */
export type RequestFacts = {
  readonly ip: string;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as it came; only on routes with `raw`. */
  readonly rawBody: Buffer | undefined;
  /** The base URL people use to reach us, e.g. for links in QR codes. */
  readonly origin: string;
};

export type Reply = {
  status(code: number): void;
  header(name: string, value: string): void;
  setCookie(name: string, value: string, options: { maxAgeS: number; httpOnly?: boolean }): void;
  clearCookie(name: string): void;
};

export type RouteContext = {
  readonly db: Database;
  readonly principal: Principal;
  readonly caller: Caller;
  readonly request: RequestFacts;
  readonly reply: Reply;
  /** The Idempotency-Key; always there on routes with `idempotency: 'key'`. */
  readonly key: string;
  /**
   * Runs a command in one transaction. With `idempotency: 'key'`, its receipt is remembered in that transaction and repeated for the
   * same principal, route and key.
   */
  command<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  readonly now: () => Instant;
};

/** How a write is made repeatable: the id in its body, the Idempotency-Key header, or its own nature (setting a state). */
export type Idempotency = 'id' | 'key' | 'natural';

/** A route on its way out: since when, until when it answers, and the operation to call instead. Said in headers and in the description. */
export type Deprecation = { readonly since: Instant; readonly sunset: Instant; readonly instead: string };

type Shape = z.ZodType | undefined;
type Output<S extends Shape> = S extends z.ZodType ? z.output<S> : undefined;

export type RouteInput<P extends Shape, Q extends Shape, B extends Shape> = {
  readonly params: Output<P>;
  readonly query: Output<Q>;
  readonly body: Output<B>;
};

export type Route = {
  readonly method: Method;
  readonly path: string;
  readonly permission: Permission;
  readonly summary: string;
  readonly idempotency?: Idempotency;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Absent for streams and files; such a route writes its own reply. */
  readonly output?: z.ZodType;
  readonly status?: number;
  /** `run` returns an EventStream: journal events as server-sent events, resumable by Last-Event-ID. */
  readonly stream?: boolean;
  /** `run` returns a Download: bytes of another media type. */
  readonly download?: boolean;
  /** Content of another kind than JSON: the handler gets `body` as a stream of the upload. */
  readonly upload?: { readonly mediaTypes: readonly string[]; readonly maxBytes: number };
  /** Bytes of any media type, not parsed: the handler finds them in `request.rawBody`, to check a signature before it reads them. */
  readonly raw?: boolean;
  readonly refusals?: readonly string[];
  readonly deprecated?: Deprecation;
  readonly run: (context: RouteContext, input: RouteInput<z.ZodType, z.ZodType, z.ZodType>) => Promise<unknown>;
};

/** What one listener may see: a message for each event that concerns it, undefined for the rest. */
export type EventStream = (event: JournalEvent) => { readonly event: string; readonly data: unknown } | undefined;

export type Download = {
  readonly mediaType: string;
  readonly content: Buffer | Readable;
  readonly fileName?: string;
  readonly cacheS?: number;
};

/** Declares a route; the shapes give the handler its types. */
export function route<
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends Shape = undefined,
  O extends Shape = undefined,
>(
  definition: Omit<Route, 'params' | 'query' | 'body' | 'output' | 'run'> & {
    params?: P;
    query?: Q;
    body?: B;
    output?: O;
    run: (context: RouteContext, input: RouteInput<P, Q, B>) => Promise<O extends z.ZodType ? z.input<O> : unknown>;
  },
): Route {
  return definition as unknown as Route;
}

/** The staff principal of a `staff:` route. */
export function staffOf(context: RouteContext): Extract<Principal, { kind: 'staff' }> {
  if (context.principal.kind !== 'staff') throw new Error('this route is not for staff');
  return context.principal;
}

/** The sites at which the caller holds a right; undefined: everywhere. */
export function sitesOf(context: Pick<RouteContext, 'principal'>, right: string): readonly string[] | undefined {
  const { principal } = context;
  if (principal.kind !== 'staff' || !principal.rights.has(right)) return [];
  const sites = principal.sites.get(right);
  return sites && [...sites];
}

/** Whether the caller holds a right at one of these sites at least; who holds it everywhere does, whatever the sites. */
export function holdsAt(
  context: Pick<RouteContext, 'principal'>,
  right: string,
  siteIds: readonly (string | null)[],
): boolean {
  const sites = sitesOf(context, right);
  return sites === undefined || siteIds.some((siteId) => siteId !== null && sites.includes(siteId));
}

/** Refuses `request.forbidden` unless the caller holds the right at each of these sites. */
export function checkSites(context: Pick<RouteContext, 'principal'>, right: string, siteIds: readonly string[]): void {
  if (!siteIds.every((siteId) => holdsAt(context, right, [siteId])))
    refuse('request.forbidden', { detail: 'another site' });
}
