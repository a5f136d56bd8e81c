/** What an approved platform (plateforme agréée) must be able to do: no decisions, only speaking to one outside system. */
import type { Database } from '#base/db';
import type { Instant } from '#base/time';

export type Filing = { readonly reference: string; readonly number: string; readonly xml: string };
export type PlatformStatus = {
  readonly eventId: string;
  readonly code: number;
  readonly why: string;
  readonly at: Instant;
};

/** Life-cycle codes that all platforms must tell (AFNOR XP Z12-012). */
export const lifeCodes = { deposited: 200, refused: 210, paid: 212, rejected: 213 } as const;

export type Platform = {
  readonly name: string;
  /** Deposits an invoice under our reference; the same reference again is the same deposit. Throws `Unavailable` where no answer comes. */
  readonly deposit: (database: Database, filing: Filing) => Promise<{ readonly externalId: string }>;
  /** What was told of a deposit so far, the oldest first; undefined: it was never deposited. */
  readonly statuses: (database: Database, reference: string) => Promise<readonly PlatformStatus[] | undefined>;
  /** Tells the platform that an invoice was paid (212). */
  readonly paid: (database: Database, reference: string, minor: number) => Promise<void>;
};
