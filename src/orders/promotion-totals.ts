/** Running totals of what promotions came to, by day and channel: each order is counted once, and counted anew when it changes. */
import { sql, type Sql, type Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import type { Day } from '#base/time';
import { settings } from '#org';

type Counted = {
  readonly orderId: string;
  readonly day: Day;
  readonly channelId: string;
  readonly currency: string;
  readonly grossMinor: number;
  /** What each promotion took off it, minor units, VAT included. */
  readonly told: Readonly<Record<string, number>>;
};

/**
 * What orders `o` are counted as: those placed and not cancelled; a promotion of prices stands in the trace of a line, one of the basket in
 * what was frozen with the order. Needs `day` of the merchant's calendar beside it.
 */
export const toldOf: Sql = sql`(
  SELECT coalesce(jsonb_object_agg(promotion_id, minor), '{}') FROM (
    SELECT promotion_id, sum(minor)::bigint AS minor FROM (
      SELECT r->>'promotionId' AS promotion_id, (r->>'minor')::bigint AS minor FROM jsonb_array_elements(o.reductions) r
      UNION ALL
      SELECT substr(s->>'rule', 11), -(s->'amount'->>'minor')::bigint * l.ordered
      FROM jsonb_array_elements(CASE jsonb_typeof(o.trace) WHEN 'array' THEN o.trace ELSE '[]' END) s
      JOIN orders.line l ON l.order_id = o.order_id AND l.line_no = (s->>'lineNo')::int
      WHERE s->>'rule' LIKE 'promotion:%' AND (s->>'applied')::boolean
        AND NOT o.reductions @> jsonb_build_array(jsonb_build_object('promotionId', substr(s->>'rule', 11)))) h
    GROUP BY 1 HAVING sum(minor) > 0) p)`;

type Totals = Map<string, { readonly keys: readonly string[]; count: number; minor: number; worth: number }>;

/** Adds an order to the sums of its day, or takes it out of them. */
function sum(sales: Totals, promotions: Totals, order: Counted, sign: 1 | -1): void {
  const { day, channelId, currency, grossMinor, told } = order;
  const into = (totals: Totals, keys: readonly string[], minor: number): void => {
    const key = keys.join(' ');
    const total = totals.get(key) ?? { keys, count: 0, minor: 0, worth: 0 };
    total.count += sign;
    total.minor += sign * minor;
    total.worth += sign * grossMinor;
    totals.set(key, total);
  };
  into(sales, [day, channelId, currency], grossMinor);
  for (const [promotionId, minor] of Object.entries(told))
    into(promotions, [promotionId, day, channelId, currency], minor);
}

const rowsOf = (totals: Totals) =>
  [...totals]
    .filter(([, { count, minor, worth }]) => count !== 0 || minor !== 0 || worth !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, total]) => total);

/**
 * Hears of placed, changed and cancelled orders: what each is counted as now takes the place of what it was counted as, in the totals of the
 * day on which it was first counted. Run by the journal, one batch at a time; repeatable.
 */
export async function onSoldCount(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = [...new Set(events.map(({ subjectId }) => subjectId))].toSorted();
  const { timeZone } = await settings(tx.database);
  const [is, was] = await Promise.all([
    tx.query<Counted>(sql`
      SELECT o.order_id AS "orderId", (o.placed_at AT TIME ZONE ${timeZone})::date::text AS day, o.channel_id AS "channelId", o.currency,
        o.gross_minor AS "grossMinor", ${toldOf} AS told
      FROM orders.order o WHERE o.order_id = ANY(${ids}::text[]) AND o.placed_at IS NOT NULL AND o.state <> 'cancelled'`),
    tx.query<Counted>(sql`
      SELECT order_id AS "orderId", day::text AS day, channel_id AS "channelId", currency, gross_minor AS "grossMinor", told
      FROM orders.counted WHERE order_id = ANY(${ids}::text[])`),
  ]);
  const before = new Map(was.map((order) => [order.orderId, order]));
  const now = is.map((order) => ({ ...order, day: before.get(order.orderId)?.day ?? order.day }));
  const [sales, promotions]: [Totals, Totals] = [new Map(), new Map()];
  for (const order of was) sum(sales, promotions, order, -1);
  for (const order of now) sum(sales, promotions, order, 1);
  await writeCounted(tx, ids, now);
  await addTotals(tx, sales, promotions);
}

async function writeCounted(tx: Tx, ids: readonly string[], now: readonly Counted[]): Promise<void> {
  await tx.query(sql`DELETE FROM orders.counted WHERE order_id = ANY(${[...ids]}::text[])`);
  if (now.length === 0) return;
  await tx.query(sql`
    INSERT INTO orders.counted (order_id, day, channel_id, currency, gross_minor, told)
    SELECT * FROM unnest(${now.map((o) => o.orderId)}::text[], ${now.map((o) => o.day)}::date[], ${now.map((o) => o.channelId)}::text[],
      ${now.map((o) => o.currency)}::text[], ${now.map((o) => o.grossMinor)}::bigint[], ${now.map((o) => JSON.stringify(o.told))}::jsonb[])`);
}

async function addTotals(tx: Tx, sales: Totals, promotions: Totals): Promise<void> {
  const sold = rowsOf(sales);
  const given = rowsOf(promotions);
  const key = (rows: typeof sold, i: number): (string | undefined)[] => rows.map(({ keys }) => keys[i]);
  if (sold.length > 0)
    await tx.query(sql`
      INSERT INTO orders.sales_day AS t (day, channel_id, currency, orders, turnover_minor)
      SELECT * FROM unnest(${key(sold, 0)}::date[], ${key(sold, 1)}::text[], ${key(sold, 2)}::text[], ${sold.map((r) => r.count)}::bigint[],
        ${sold.map((r) => r.minor)}::bigint[])
      ON CONFLICT (day, channel_id, currency) DO UPDATE SET orders = t.orders + excluded.orders, turnover_minor = t.turnover_minor + excluded.turnover_minor`);
  if (given.length > 0)
    await tx.query(sql`
      INSERT INTO orders.promotion_day AS t (promotion_id, day, channel_id, currency, uses, given_minor, worth_minor)
      SELECT * FROM unnest(${key(given, 0)}::text[], ${key(given, 1)}::date[], ${key(given, 2)}::text[], ${key(given, 3)}::text[],
        ${given.map((r) => r.count)}::bigint[], ${given.map((r) => r.minor)}::bigint[], ${given.map((r) => r.worth)}::bigint[])
      ON CONFLICT (promotion_id, day, channel_id, currency) DO UPDATE SET uses = t.uses + excluded.uses, given_minor = t.given_minor + excluded.given_minor,
        worth_minor = t.worth_minor + excluded.worth_minor`);
  if (given.length > 0)
    await tx.query(sql`
      INSERT INTO orders.promotion_month AS t (promotion_id, month, channel_id, currency, uses, given_minor, worth_minor)
      SELECT n.promotion_id, date_trunc('month', n.day)::date, n.channel_id, n.currency, sum(n.uses), sum(n.given), sum(n.worth)
      FROM unnest(${key(given, 0)}::text[], ${key(given, 1)}::date[], ${key(given, 2)}::text[], ${key(given, 3)}::text[],
        ${given.map((r) => r.count)}::bigint[], ${given.map((r) => r.minor)}::bigint[], ${given.map((r) => r.worth)}::bigint[])
        AS n(promotion_id, day, channel_id, currency, uses, given, worth)
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      ON CONFLICT (promotion_id, month, channel_id, currency) DO UPDATE SET uses = t.uses + excluded.uses, given_minor = t.given_minor + excluded.given_minor,
        worth_minor = t.worth_minor + excluded.worth_minor`);
}
