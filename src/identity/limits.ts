/**
 * How often a secret may be tried. The buckets are in the database, so that several processes count together; what all of them may
 * cost this process is counted here. Nobody is ever locked out: a bucket fills again, and whoever signed in lately from an address
 * is not held up by what others try on the same account.
 */
import { sha256 } from '#base/canonical';
import { perDatabase, sql, type Database } from '#base/db';
import { refuse } from '#base/refusal';
import { DAY, elapsed, MINUTE, SECOND } from '#base/time';

type Bucket = { tokens: number; at: number };
export type Limiter = { take(key: string): boolean; giveBack(key: string): void };

/** `burst` tries at once, one more every `everyMs`. Holds at most 20,000 keys; the longest unused are forgotten first. */
export function createLimiter(burst: number, everyMs: number, now: () => number = elapsed): Limiter {
  const buckets = new Map<string, Bucket>();
  function bucketOf(key: string): Bucket {
    const at = now();
    const old = buckets.get(key);
    const bucket = { tokens: old ? Math.min(burst, old.tokens + (at - old.at) / everyMs) : burst, at };
    buckets.delete(key);
    if (buckets.size >= 20_000) {
      const first = buckets.keys().next().value;
      if (first !== undefined) buckets.delete(first);
    }
    buckets.set(key, bucket);
    return bucket;
  }
  return {
    take(key) {
      const bucket = bucketOf(key);
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
    giveBack(key) {
      const bucket = bucketOf(key);
      bucket.tokens = Math.min(burst, bucket.tokens + 1);
    },
  };
}

const processes = perDatabase(() => ({
  /** Everybody together: argon2 costs a core 20 ms, so this bounds what sign-ins may cost a process. */
  all: createLimiter(200, 40),
  /** What is left of the tokens that this process took for a key of a program. */
  keys: new Map<string, number>(),
}));

/** `burst` at once, one more every `everyMs`; `count` of them are taken. */
type Shared = { readonly key: string; readonly burst: number; readonly everyMs: number; readonly count?: number };

/**
 * Takes from buckets that all processes share, from each for itself. A bucket is one moment: when it will be full again. Gives how
 * many milliseconds to wait when one of them was empty; undefined when all had enough.
 */
export async function takeShared(database: Database, buckets: readonly Shared[]): Promise<number | undefined> {
  const keys = buckets.map(({ key }) => sha256(key));
  const costs = buckets.map(({ everyMs, count = 1 }) => everyMs * count);
  const spans = buckets.map(({ everyMs, burst }) => everyMs * burst);
  const asked = sql`unnest(${keys}::text[], ${costs}::float8[], ${spans}::float8[]) AS a(key, cost, span)`;
  const taken = await database.query<{ key: string }>(sql`
    INSERT INTO identity.bucket AS b (key, full_at)
    SELECT a.key, now() + make_interval(secs => a.cost / 1000) FROM ${asked} ORDER BY a.key
    ON CONFLICT (key) DO UPDATE SET full_at = greatest(b.full_at, now()) + (excluded.full_at - now())
      WHERE greatest(b.full_at, now()) + (excluded.full_at - now())
        <= now() + (SELECT make_interval(secs => a.span / 1000) FROM ${asked} WHERE a.key = excluded.key)
    RETURNING key`);
  if (taken.length === keys.length) return undefined;
  const [wait] = await database.query<{ ms: number }>(sql`
    SELECT coalesce(max(extract(epoch FROM b.full_at - now()) * 1000 + a.cost - a.span), 0)::bigint AS ms
    FROM ${asked} JOIN identity.bucket b USING (key)`);
  return Math.max(wait?.ms ?? 0, 1);
}

async function giveBack(database: Database, buckets: readonly Shared[]): Promise<void> {
  const keys = buckets.map(({ key }) => sha256(key));
  const costs = buckets.map(({ everyMs }) => everyMs);
  await database.query(sql`
    UPDATE identity.bucket b SET full_at = b.full_at - make_interval(secs => a.cost / 1000)
    FROM unnest(${keys}::text[], ${costs}::float8[]) AS a(key, cost) WHERE b.key = a.key`);
}

function tooOften(waitMs: number): never {
  refuse('request.rate_limited', { detail: 'too many tries; wait a little', retryAfterS: Math.ceil(waitMs / SECOND) });
}

export type Try = {
  /** The secret was right: this try does not count. */
  right(): Promise<void>;
};

/** How long somebody who signed in from an address is known there. */
const KNOWN_MS = 30 * DAY;

/** Counts a try of a password on an account from an address. Refuses with request.rate_limited, saying how long to wait. */
export async function countTry(database: Database, account: string, ip: string): Promise<Try> {
  if (!processes(database).all.take('')) tooOften(SECOND);
  const both = `${account} ${ip}`;
  const near = [
    { key: `ip ${ip}`, burst: 60, everyMs: SECOND },
    { key: `pair ${both}`, burst: 8, everyMs: 20 * SECOND },
  ];
  const wait = await takeShared(database, near);
  if (wait !== undefined) tooOften(wait);
  const known = `known ${both}`;
  const [knows] = await database.query(
    sql`SELECT 1 FROM identity.bucket WHERE key = ${sha256(known)} AND full_at > now()`,
  );
  const far = knows ? [] : [{ key: `account ${account}`, burst: 30, everyMs: 10 * SECOND }];
  const longer = far.length > 0 ? await takeShared(database, far) : undefined;
  if (longer !== undefined) tooOften(longer);
  return {
    async right() {
      await giveBack(database, [...near, ...far]);
      if (far.length > 0) await takeShared(database, [{ key: known, burst: 1, everyMs: KNOWN_MS }]);
    },
  };
}

/** Counts a try of a PIN on a till: five at once, then one a minute for each person and device. Refuses with request.rate_limited. */
export async function countPinTry(database: Database, staffId: string, deviceId: string): Promise<Try> {
  if (!processes(database).all.take('')) tooOften(SECOND);
  const pin = [{ key: `pin ${staffId} ${deviceId}`, burst: 5, everyMs: MINUTE }];
  const wait = await takeShared(database, pin);
  if (wait !== undefined) tooOften(wait);
  return { right: () => giveBack(database, pin) };
}

/** Counts something else that may not be done often: a link followed, a code tried. Refuses with request.rate_limited. */
export async function countUse(database: Database, what: string, burst: number, everyMs: number): Promise<void> {
  const wait = await takeShared(database, [{ key: what, burst, everyMs }]);
  if (wait !== undefined) tooOften(wait);
}

/**
 * Counts a call with a program's key. A process takes a second's worth of tokens at a time, so that most calls cost no statement.
 * Refuses with request.rate_limited.
 */
export async function countCall(database: Database, keyId: string, perMinute: number): Promise<void> {
  const { keys } = processes(database);
  const left = keys.get(keyId) ?? 0;
  if (left > 0) {
    keys.set(keyId, left - 1);
    return;
  }
  const count = Math.max(1, Math.floor(perMinute / 60));
  const wait = await takeShared(database, [
    { key: `key ${keyId}`, burst: perMinute, everyMs: MINUTE / perMinute, count },
  ]);
  if (wait !== undefined) tooOften(wait);
  keys.set(keyId, (keys.get(keyId) ?? 0) + count - 1);
}
