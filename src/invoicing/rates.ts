/**
 * What one euro is worth in other currencies: typed by the merchant, each from a day on until the next, never guessed, never fetched. By it
 * what was charged otherwise stands in the accounts: those of a French company in euros (Code de commerce, art. L123-22), of a Swiss one in
 * francs (or in what its profile says; CO, art. 957a al. 4). Between two other currencies the euro is the way.
 */
import { sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { decimalsOf, divide } from '#base/money';
import { refuse } from '#base/refusal';
import type { Day, Instant } from '#base/time';
import type { Sale, Tender, Transfer } from './book.ts';

export type Rate = {
  readonly rateId: string;
  readonly currency: string;
  readonly fromOn: Day;
  /** Units of the currency for one euro, as text, six decimals at most. */
  readonly perOne: string;
  readonly by: string;
  readonly at: Instant;
};

/** All rates, the latest day first; of a day that was corrected the last word first. */
export async function ratesOf(db: Db, limit = 1_000): Promise<Rate[]> {
  return db.query<Rate>(sql`
    SELECT rate_id AS "rateId", currency, from_on::text AS "fromOn", per_one AS "perOne", by, at FROM invoicing.rate
    ORDER BY from_on DESC, at DESC, rate_id LIMIT ${limit}`);
}

/** Writes a rate; the same id again is the same rate. Refuses `invoicing.bad_value` (of the euro itself, or a rate of nothing), `request.id_reused`. */
export async function setRate(
  tx: Tx,
  { rateId, currency, fromOn, perOne }: Pick<Rate, 'rateId' | 'currency' | 'fromOn' | 'perOne'>,
): Promise<void> {
  if (currency === 'EUR')
    refuse('invoicing.bad_value', { fields: [{ field: 'body.currency', rule: 'another than the accounts’' }] });
  if (!/[1-9]/.test(perOne)) refuse('invoicing.bad_value', { fields: [{ field: 'body.perOne', rule: 'above zero' }] });
  const made = await tx.affected(sql`
    INSERT INTO invoicing.rate (rate_id, currency, from_on, per_one, by, at)
    VALUES (${rateId}, ${currency}, ${fromOn}::date, ${perOne}, ${tx.caller.actor}, ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const same = await tx.query(sql`
      SELECT FROM invoicing.rate WHERE rate_id = ${rateId} AND currency = ${currency} AND from_on = ${fromOn}::date AND per_one = ${perOne}`);
    if (same.length === 0) refuse('request.id_reused', { detail: rateId });
    return;
  }
  announce(tx, {
    ...{ type: 'invoicing.rate_set', subjectKind: 'rate', subjectId: rateId },
    body: { currency, fromOn, perOne },
  });
}

/** The rate of a currency on a day; undefined where none is known. `rates` as `ratesOf` gives them; `always` holds where no day does. */
export const rateOn = (
  rates: readonly Pick<Rate, 'currency' | 'fromOn' | 'perOne'>[],
  currency: string,
  day: Day,
  always: Readonly<Record<string, string>> = {},
): string | undefined =>
  rates.find((rate) => rate.currency === currency && rate.fromOn <= day)?.perOne ?? always[currency];

/** What one euro is worth in the currency of an amount and in that of the accounts, as text; of the euro itself `1`. */
export type Cross = { readonly theirs: string; readonly ours: string };

const micro = (perOne: string): bigint => {
  const [whole = '0', rest = ''] = perOne.split('.');
  return BigInt(whole + rest.padEnd(6, '0').slice(0, 6));
};

/** An amount in another currency, in its minor units, half up away from zero, rounded once. */
export function converted(minor: number, currency: string, into: string, { theirs, ours }: Cross): number {
  const above = BigInt(Math.abs(minor)) * micro(ours) * 10n ** BigInt(decimalsOf(into));
  const found = Number(divide(above, micro(theirs) * 10n ** BigInt(decimalsOf(currency)), 'half_up'));
  return minor < 0 ? -found : found;
}

/** An amount in euro cents; `perOne` units of the currency are one euro. */
export const inEuro = (minor: number, currency: string, perOne: string): number =>
  converted(minor, currency, 'EUR', { theirs: perOne, ours: '1' });

/**
 * What both currencies are worth on a day. `always`: units of a currency for one of the accounts', where no day's rate is known. Refuses
 * `invoicing.no_rate` with the currency and the day.
 */
export function crossOn(
  rates: readonly Pick<Rate, 'currency' | 'fromOn' | 'perOne'>[],
  { currency, into, day }: { readonly currency: string; readonly into: string; readonly day: Day },
  always: Readonly<Record<string, string>> = {},
): Cross {
  const of = (one: string): string | undefined => (one === 'EUR' ? '1' : rateOn(rates, one, day));
  const [theirs, ours] = [of(currency), of(into)];
  if (theirs !== undefined && ours !== undefined) return { theirs, ours };
  const known = always[currency];
  if (known !== undefined) return { theirs: known, ours: '1' };
  const missing = theirs === undefined ? currency : into;
  refuse('invoicing.no_rate', { detail: `${missing} ${day}`, currency: missing, day });
}

export type Book = {
  readonly sales: readonly Sale[];
  readonly tenders: readonly Tender[];
  readonly transfers: readonly Transfer[];
};

/** What was sold and moved in one other currency, as it stands in the accounts, each by the rates of its day. */
export function bookIn(
  into: string,
  { sales, tenders, transfers }: Book,
  currency: string,
  crossOf: (day: Day) => Cross,
): Book {
  const crosses = new Map<Day, Cross>();
  const stands = (minor: number, day: Day): number => {
    const cross = crosses.get(day) ?? crossOf(day);
    crosses.set(day, cross);
    return converted(minor, currency, into, cross);
  };
  const moved = <T extends { day: Day; minor: number }>(one: T) => ({
    ...{ ...one, minor: stands(one.minor, one.day) },
    foreign: { minor: one.minor, currency },
  });
  return {
    sales: sales.map((sale) => ({
      ...{ ...sale, currency },
      groups: sale.groups.map(({ netMinor, taxMinor, ...group }) => ({
        ...group,
        netMinor: stands(netMinor, sale.ratedOn ?? sale.day),
        taxMinor: stands(taxMinor, sale.ratedOn ?? sale.day),
        foreign: { netMinor, taxMinor },
      })),
    })),
    tenders: tenders.map(moved),
    transfers: transfers.map(moved),
  };
}
