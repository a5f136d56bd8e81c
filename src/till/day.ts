/** What a till comes to on a day or in a session: read from its chained tickets alone, so that it says what they say. */
import { sql, type Database, type Db } from '#base/db';
import { clock, dayIn, type Day, type Instant } from '#base/time';
import { settings } from '#org';
import { channelById } from '#channels';
import type { MoveSum } from './cash.ts';
import type { Device } from './model.ts';

type Sum = { readonly count: number; readonly minor: number };
export type DayReport = TicketSums & { readonly day: Day; readonly madeAt: Instant; readonly currency: string };
/** With money that went into the drawer or out of it without a sale. */
export type TillSums = TicketSums & { readonly moves: readonly MoveSum[] };
export type TicketSums = {
  /** The first and last ticket of the day; null: there is none. */
  readonly first: number | null;
  readonly last: number | null;
  readonly lastHash: string | null;
  /** Goods sold, goods taken back (below zero), money of orders taken or given back. */
  readonly sales: Sum;
  readonly returns: Sum;
  readonly payments: Sum;
  /** What promotions took off. */
  readonly discountMinor: number;
  /** By how it was paid: above zero taken, below given back. */
  readonly tenders: readonly {
    readonly method: string;
    readonly inMinor: number;
    readonly outMinor: number;
    readonly count: number;
  }[];
  /** By VAT rate, returns taken off; parts per million. */
  readonly rates: readonly {
    readonly rate: number;
    readonly grossMinor: number;
    readonly netMinor: number;
    readonly taxMinor: number;
  }[];
  /** Cash that was counted less what it settled. */
  readonly roundingMinor: number;
  /** Sales less returns since the first ticket of this till. */
  readonly grandMinor: number;
};

type Head = Pick<TicketSums, 'first' | 'last' | 'lastHash' | 'discountMinor' | 'roundingMinor' | 'grandMinor'> & {
  readonly [K in 'sales' | 'returns' | 'payments' as `${K}Count` | `${K}Minor`]: number;
};

/** The report of a till's day, by the clock of the house. A day that runs says what it has come to so far. */
export async function dayReport(database: Database, device: Device, day?: Day): Promise<DayReport> {
  const [{ timeZone }, channel] = await Promise.all([settings(database), channelById(database, device.channelId)]);
  const of = day ?? dayIn(clock(), timeZone);
  const sums = await sumsOf(database, device, { day: of, timeZone, first: 1, last: Number.MAX_SAFE_INTEGER });
  return { ...sums, day: of, madeAt: clock(), currency: channel?.currency ?? 'EUR' };
}

/** The sums of a till's tickets between two of its numbers, both included. */
export const spanSums = (
  db: Db,
  device: Pick<Device, 'deviceId'>,
  span: { readonly first: number; readonly last: number },
): Promise<TicketSums> => sumsOf(db, device, { ...span, day: null, timeZone: 'UTC' });

type Which = {
  /** Null: whatever the day. */
  readonly day: Day | null;
  readonly timeZone: string;
  readonly first: number;
  readonly last: number;
};

async function sumsOf(
  db: Db,
  { deviceId }: Pick<Device, 'deviceId'>,
  { day, timeZone, first, last }: Which,
): Promise<TicketSums> {
  const mine = sql`SELECT t.*, t.body::jsonb AS b FROM till.ticket t WHERE t.device_id = ${deviceId} AND t.sequence BETWEEN ${first} AND ${last}
    AND (${day}::date IS NULL OR (t.at AT TIME ZONE ${timeZone})::date = ${day}::date)`;
  const [[head], tenders, rates] = await Promise.all([
    db.query<Head>(sql`
      WITH mine AS (${mine})
      SELECT min(sequence) AS first, max(sequence) AS last, (SELECT hash FROM mine ORDER BY sequence DESC LIMIT 1) AS "lastHash",
        count(*) FILTER (WHERE kind = 'sale')::int AS "salesCount", coalesce(sum((b->>'totalMinor')::bigint) FILTER (WHERE kind = 'sale'), 0)::bigint AS "salesMinor",
        count(*) FILTER (WHERE kind = 'return')::int AS "returnsCount", coalesce(sum((b->>'totalMinor')::bigint) FILTER (WHERE kind = 'return'), 0)::bigint AS "returnsMinor",
        count(*) FILTER (WHERE kind = 'payment')::int AS "paymentsCount", coalesce(sum((b->>'totalMinor')::bigint) FILTER (WHERE kind = 'payment'), 0)::bigint AS "paymentsMinor",
        coalesce((SELECT sum((d->>'minor')::bigint) FROM mine m, jsonb_array_elements(m.b->'lines') l, jsonb_array_elements(l->'discounts') d WHERE m.kind = 'sale'), 0)::bigint AS "discountMinor",
        coalesce((SELECT sum((p->>'roundingMinor')::bigint) FROM mine m, jsonb_array_elements(m.b->'payments') p), 0)::bigint AS "roundingMinor",
        coalesce((SELECT sum((g.body::jsonb->>'totalMinor')::bigint) FROM till.ticket g WHERE g.device_id = ${deviceId} AND g.kind <> 'payment'
          AND g.sequence <= ${last} AND (${day}::date IS NULL OR (g.at AT TIME ZONE ${timeZone})::date <= ${day}::date)), 0)::bigint AS "grandMinor"
      FROM mine`),
    db.query<TicketSums['tenders'][number]>(sql`
      WITH mine AS (${mine})
      SELECT p->>'method' AS method, count(*)::int AS count,
        coalesce(sum((p->>'amountMinor')::bigint) FILTER (WHERE (p->>'amountMinor')::bigint > 0), 0)::bigint AS "inMinor",
        coalesce(-sum((p->>'amountMinor')::bigint) FILTER (WHERE (p->>'amountMinor')::bigint < 0), 0)::bigint AS "outMinor"
      FROM mine, jsonb_array_elements(b->'payments') p GROUP BY 1 ORDER BY 1`),
    db.query<TicketSums['rates'][number]>(sql`
      WITH mine AS (${mine})
      SELECT (g->>'rate')::int AS rate, sum((g->>'grossMinor')::bigint)::bigint AS "grossMinor", sum((g->>'netMinor')::bigint)::bigint AS "netMinor",
        sum((g->>'taxMinor')::bigint)::bigint AS "taxMinor"
      FROM mine, jsonb_array_elements(b->'taxGroups') g GROUP BY 1 ORDER BY 1 DESC`),
  ]);
  const sum = (of: 'sales' | 'returns' | 'payments'): Sum => ({
    count: head?.[`${of}Count`] ?? 0,
    minor: head?.[`${of}Minor`] ?? 0,
  });
  return {
    ...{ first: head?.first ?? null, last: head?.last ?? null, lastHash: head?.lastHash ?? null },
    ...{ sales: sum('sales'), returns: sum('returns'), payments: sum('payments') },
    ...{ discountMinor: head?.discountMinor ?? 0, roundingMinor: head?.roundingMinor ?? 0 },
    ...{ grandMinor: head?.grandMinor ?? 0, tenders, rates },
  };
}
