import { sql, type Database, type Db } from '#base/db';
import { money, type Money } from '#base/money';
import { clock, DAY, dayIn, type Day } from '#base/time';
import { settings } from '#org';
import { touches } from './queries.ts';

export type SalesByDay = {
  /** The days of the period, oldest first; the last one is today, so far. */
  days: Day[];
  total: Money;
  /** What the same number of days before sold, up to the same time of the last of them. */
  totalBefore: Money;
  orders: number;
  /** Minor units of each day, by channel. */
  byChannel: { channelId: string; total: Money; days: number[] }[];
  /** Minor units of each of the days before, whole. */
  before: number[];
};

type Row = { day: Day; channelId: string; minor: number; soFar: number; orders: number };

/** Sales of the last days by day and channel, beside those of as many days before; days as the shop's clock has them; `siteIds`: only what touches one of these sites. */
export async function salesByDay(database: Database, count: number, siteIds?: readonly string[]): Promise<SalesByDay> {
  const shop = await settings(database);
  const today = dayIn(clock(), shop.timeZone);
  const rows = await database.query<Row>(sql`
    SELECT (o.placed_at AT TIME ZONE ${shop.timeZone})::date::text AS day, o.channel_id AS "channelId", sum(o.gross_minor)::bigint AS minor,
      coalesce(sum(o.gross_minor) FILTER (WHERE o.placed_at <= now() - make_interval(days => ${count})), 0)::bigint AS "soFar", count(*)::int AS orders
    FROM orders.order o
    WHERE o.placed_at >= ((${today}::date - ${2 * count - 1}::int)::timestamp AT TIME ZONE ${shop.timeZone}) AND o.state <> 'cancelled'
      AND ${touches(siteIds)}
    GROUP BY 1, 2`);
  const all = daysUntil(today, 2 * count);
  const days = all.slice(count);
  const past = all.slice(0, count);
  const mine = rows.filter((row) => days.includes(row.day));
  const before = rows.filter((row) => past.includes(row.day));
  const of = (minor: number): Money => money(minor, shop.currency);
  return {
    days,
    total: of(sum(mine.map((row) => row.minor))),
    totalBefore: of(sum(before.map((row) => row.soFar))),
    orders: sum(mine.map((row) => row.orders)),
    byChannel: [...Map.groupBy(mine, (row) => row.channelId)].map(([channelId, own]) => ({
      channelId,
      total: of(sum(own.map((row) => row.minor))),
      days: perDay(own, days),
    })),
    before: perDay(before, past),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const perDay = (rows: readonly Row[], days: readonly Day[]): number[] =>
  days.map((day) => sum(rows.flatMap((row) => (row.day === day ? [row.minor] : []))));

/** So many days of the calendar, the last one given. */
function daysUntil(last: Day, count: number): Day[] {
  const end = Date.parse(`${last}T00:00:00Z`);
  return Array.from(
    { length: count },
    (_, i) => new Date(end - (count - 1 - i) * DAY).toISOString().slice(0, 10) as Day,
  );
}

/** Units of each product sold on all channels in the last `days` days, cancelled ones left out; by product id, the 5,000 most sold. */
export async function unitsSold(db: Db, days: number): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ productId: string; units: number }>(sql`
    SELECT l.snapshot->>'productId' AS "productId", sum(l.ordered - l.cancelled)::bigint AS units
    FROM orders.order o JOIN orders.line l USING (order_id)
    WHERE o.placed_at >= now() - make_interval(days => ${days}) AND o.state <> 'cancelled'
    GROUP BY 1 ORDER BY 2 DESC LIMIT 5000`);
  return new Map(rows.map(({ productId, units }) => [productId, units]));
}
