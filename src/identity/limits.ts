/**
 * How often a secret may be tried. Token buckets in this process: with n processes an attacker has n times as many tries, which the
 * sizes allow for. Nobody is ever locked out: a bucket fills again, and whoever signed in lately from an address is not held up
 * by what others try on the same account.
 */
import { perDatabase, type Database } from '#base/db';
import { refuse } from '#base/refusal';
import { elapsed, MINUTE, SECOND } from '#base/time';

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

const limits = perDatabase(() => ({
  /** Everybody together: argon2 costs a core 20 ms, so this also bounds what sign-ins may cost. */
  all: createLimiter(200, 40),
  ip: createLimiter(60, SECOND),
  account: createLimiter(30, 10 * SECOND),
  pair: createLimiter(8, 20 * SECOND),
  pin: createLimiter(5, MINUTE),
  known: new Map<string, true>(),
}));

export type Try = {
  /** The secret was right: this try does not count. */
  right(): void;
};

/** Counts a try of a password on an account from an address. Refuses with request.rate_limited. */
export function countTry(database: Database, account: string, ip: string): Try {
  const { all, ip: perIp, account: perAccount, pair, known } = limits(database);
  const both = `${account} ${ip}`;
  const free = perIp.take(ip) && all.take('') && pair.take(both) && (known.has(both) || perAccount.take(account));
  if (!free) refuse('request.rate_limited', { detail: 'too many tries; wait a little' });
  return {
    right() {
      perIp.giveBack(ip);
      pair.giveBack(both);
      if (!known.has(both)) perAccount.giveBack(account);
      if (known.size >= 20_000) known.clear();
      known.set(both, true);
    },
  };
}

/** Counts a try of a PIN on a till: five at once, then one a minute for each person and device. Refuses with request.rate_limited. */
export function countPinTry(database: Database, staffId: string, deviceId: string): Try {
  const { all, pin } = limits(database);
  const key = `${staffId} ${deviceId}`;
  if (!all.take('') || !pin.take(key)) refuse('request.rate_limited', { detail: 'too many tries; wait a minute' });
  return { right: () => pin.giveBack(key) };
}
