/**
 * Errors have three fates: *refused* (the business says no: listed code, undoes the transaction, HTTP 4xx), *broken* (our bug:
 * AssertionError, 500), *unavailable* (the world: retried, bounded). A refusal is a value first; commands throw it, batch
 * commands return it as the outcome of one item.
 */

/** Codes a module may refuse with: HTTP status and a title for people. Declared in each module's `refusals.ts`. */
export type RefusalCodes = Readonly<
  Record<string, { status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429; title: string }>
>;

export type FieldError = { field: string; rule: string };
export type RefusalFacts = {
  readonly detail?: string;
  readonly fields?: readonly FieldError[];
  readonly [fact: string]: unknown;
};

export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: string;
  readonly facts: RefusalFacts;
  constructor(code: string, facts: RefusalFacts = {}) {
    super(facts.detail === undefined ? code : `${code}: ${facts.detail}`);
    this.code = code;
    this.facts = facts;
  }
}

/** The world did not answer, or not in time. `unknown` means a commit or a payment whose result we have not seen. */
export class Unavailable extends Error {
  override name = 'Unavailable';
  readonly retryAfterS: number;
  readonly unknown: boolean;
  constructor(message: string, options: { retryAfterS?: number; unknown?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterS = options.retryAfterS ?? 1;
    this.unknown = options.unknown ?? false;
  }
}

/** Refuses: undoes the transaction and tells the caller why. */
export function refuse(code: string, facts: RefusalFacts = {}): never {
  throw new Refusal(code, facts);
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const granted = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refused = <T>(code: string, facts: RefusalFacts = {}): Outcome<T> => ({
  ok: false,
  refusal: new Refusal(code, facts),
});

/** The value of an outcome, or its refusal thrown. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw outcome.refusal;
}

/** Codes every part of the house may use. */
export const baseRefusals = {
  'request.invalid': { status: 400, title: 'The request does not fit its schema' },
  'request.malformed': { status: 400, title: 'The request could not be read' },
  'request.too_large': { status: 413, title: 'The request is too large' },
  'request.media_type': { status: 415, title: 'This media type is not accepted here' },
  'request.not_found': { status: 404, title: 'Nothing is here' },
  'request.unauthenticated': { status: 401, title: 'Sign in first' },
  'request.forbidden': { status: 403, title: 'This is not allowed for you' },
  'request.card_number': { status: 422, title: 'This text holds a card number; never write one down' },
  'request.csrf': { status: 403, title: 'The request came from another site' },
  'request.rate_limited': { status: 429, title: 'Too many requests' },
  'request.id_reused': { status: 422, title: 'The same id came with other content' },
  'request.in_flight': { status: 409, title: 'The same request is still being worked on' },
  'request.version': { status: 400, title: 'This version of the API is not spoken here' },
  'request.id_missing': { status: 400, title: 'This write needs an Idempotency-Key' },
} as const satisfies RefusalCodes;
