/** What promotions came to: by channel how many orders used each, what they gave away, and their share of what was sold there. */
import { z } from 'zod';
import { empty, sql, type Database } from '#base/db';
import { route, type Route } from '#base/route';
import { clock, DAY, dayIn, plus, type Day } from '#base/time';
import { settings } from '#org';
import { promotionIdShape, promotionsAt } from '#pricing';

export type PromotionFigures = {
  readonly promotionId: string;
  readonly channelId: string;
  readonly currency: string;
  /** Orders that it lowered. */
  readonly uses: number;
  /** What it took off, VAT included: of the basket as frozen with the order, of prices by the units of their lines. */
  readonly givenMinor: number;
  /** What these orders came to. */
  readonly worthMinor: number;
  /** All orders of the channel in that time and currency, and what they came to. */
  readonly orders: number;
  readonly turnoverMinor: number;
  /** Of turnover, in parts per million. */
  readonly share: number;
};

/** Orders placed on that day of the merchant's calendar or later, and not cancelled: from the running totals, whatever the number of orders. */
export function promotionFigures(
  database: Database,
  { promotionId, since }: { readonly promotionId?: string | undefined; readonly since: Day },
): Promise<PromotionFigures[]> {
  return database.query<PromotionFigures>(sql`
    WITH told AS (
      -- The days of the month in which it begins, and the months after it.
      SELECT promotion_id, channel_id, currency, sum(uses) AS uses, sum(given_minor) AS given, sum(worth_minor) AS worth FROM (
        SELECT * FROM orders.promotion_day WHERE day >= ${since}::date AND day < (date_trunc('month', ${since}::date) + interval '1 month')::date
        UNION ALL
        SELECT * FROM orders.promotion_month WHERE month >= (date_trunc('month', ${since}::date) + interval '1 month')::date) d
      WHERE true ${promotionId === undefined ? empty : sql`AND promotion_id = ${promotionId}`} GROUP BY 1, 2, 3 HAVING sum(uses) > 0
    ), all_of AS (
      SELECT channel_id, currency, sum(orders) AS orders, sum(turnover_minor) AS turnover FROM orders.sales_day WHERE day >= ${since}::date GROUP BY 1, 2)
    SELECT t.promotion_id AS "promotionId", t.channel_id AS "channelId", t.currency, t.uses::int AS uses, t.given::bigint AS "givenMinor",
      t.worth::bigint AS "worthMinor", a.orders::int AS orders, a.turnover::bigint AS "turnoverMinor",
      CASE WHEN a.turnover > 0 THEN (t.worth * 1000000 / a.turnover)::bigint ELSE 0 END AS share
    FROM told t JOIN all_of a USING (channel_id, currency) ORDER BY 5 DESC, 1, 2, 3 LIMIT 2000`);
}

const figures = z.strictObject({
  promotionId: z.string(),
  name: z.strictObject({ fr: z.string(), en: z.string() }),
  channelId: z.string(),
  currency: z.string(),
  uses: z.int(),
  givenMinor: z.int(),
  worthMinor: z.int(),
  orders: z.int(),
  turnoverMinor: z.int(),
  share: z.int(),
});

export const promotionFiguresRoute: Route = route({
  method: 'GET',
  path: '/api/promotions/figures',
  permission: 'staff:promotions.write',
  summary:
    'What promotions came to in the last days, by channel: orders, what was given away, their share of what was sold',
  query: z.strictObject({
    promotionId: promotionIdShape.optional(),
    days: z.int().min(1).max(400).default(90),
  }),
  output: z.strictObject({ since: z.string(), items: z.array(figures), next: z.null() }),
  run: async ({ db }, { query }) => {
    const { timeZone } = await settings(db);
    const since = dayIn(plus(clock(), -query.days * DAY), timeZone);
    const [rows, known] = await Promise.all([
      promotionFigures(db, { promotionId: query.promotionId, since }),
      promotionsAt(db),
    ]);
    const names = new Map(known.map(({ promotionId, rule }) => [promotionId, rule.name]));
    const named = (id: string): { fr: string; en: string } => {
      const { fr = id, en = id } = names.get(id) ?? {};
      return { fr, en };
    };
    return { since, items: rows.map((row) => ({ ...row, name: named(row.promotionId) })), next: null };
  },
});
