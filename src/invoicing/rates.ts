/**
 * Rates at which other currencies stand in the accounts, which are kept in euros (Code de commerce, art. L123-22): typed by the merchant, each
 * from a day on until the next. Never guessed, never fetched.
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

/** An amount in euro cents, half up away from zero; `perOne` units of the currency are one euro. */
export function inEuro(minor: number, currency: string, perOne: string): number {
  const [whole = '0', rest = ''] = perOne.split('.');
  const micro = BigInt(whole + rest.padEnd(6, '0').slice(0, 6));
  const shift = 10n ** BigInt(2 - Math.min(2, decimalsOf(currency)));
  const perUnit = micro * 10n ** BigInt(Math.max(0, decimalsOf(currency) - 2));
  const cents = Number(divide(BigInt(Math.abs(minor)) * 1_000_000n * shift, perUnit, 'half_up'));
  return minor < 0 ? -cents : cents;
}

export type Book = {
  readonly sales: readonly Sale[];
  readonly tenders: readonly Tender[];
  readonly transfers: readonly Transfer[];
};

/** What was sold and moved in one other currency, as it stands in the accounts. Refuses `invoicing.no_rate` with the currency and the day. */
export function bookInEuro(
  { sales, tenders, transfers }: Book,
  currency: string,
  perOneOn: (day: Day) => string | undefined,
): Book {
  const rateFor = (day: Day): string =>
    perOneOn(day) ?? refuse('invoicing.no_rate', { detail: `${currency} ${day}`, currency, day });
  const moved = <T extends { day: Day; minor: number }>(one: T) => ({
    ...{ ...one, minor: inEuro(one.minor, currency, rateFor(one.day)) },
    foreign: { minor: one.minor, currency },
  });
  return {
    sales: sales.map((sale) => ({
      ...{ ...sale, currency },
      groups: sale.groups.map(({ netMinor, taxMinor, ...group }) => ({
        ...group,
        netMinor: inEuro(netMinor, currency, rateFor(sale.day)),
        taxMinor: inEuro(taxMinor, currency, rateFor(sale.day)),
        foreign: { netMinor, taxMinor },
      })),
    })),
    tenders: tenders.map(moved),
    transfers: transfers.map(moved),
  };
}
