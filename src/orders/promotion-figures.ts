/** What promotions came to: by channel how many orders used each, what they gave away, and their share of what was sold there. */
import { z } from 'zod';
import { sql, type Database } from '#base/db';
import { route, type Route } from '#base/route';
import { clock, DAY, instantOfMs, msOf, type Instant } from '#base/time';
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

/** Orders placed since then and not cancelled; a promotion of prices stands in the trace of a line, one of the basket in what was frozen. */
export function promotionFigures(
  database: Database,
  { promotionId, since }: { readonly promotionId?: string | undefined; readonly since: Instant },
): Promise<PromotionFigures[]> {
  return database.query<PromotionFigures>(sql`
    WITH sold AS (
      SELECT order_id, channel_id, currency, gross_minor, reductions, CASE jsonb_typeof(trace) WHEN 'array' THEN trace ELSE '[]' END AS trace
      FROM orders.order WHERE placed_at >= ${since}::timestamptz AND state <> 'cancelled'
    ), told AS (
      SELECT o.order_id, o.channel_id, o.currency, o.gross_minor, h.promotion_id, sum(h.minor)::bigint AS given
      FROM sold o CROSS JOIN LATERAL (
        SELECT r->>'promotionId' AS promotion_id, (r->>'minor')::bigint AS minor FROM jsonb_array_elements(o.reductions) r
        UNION ALL
        SELECT substr(s->>'rule', 11), -(s->'amount'->>'minor')::bigint * l.ordered
        FROM jsonb_array_elements(o.trace) s JOIN orders.line l ON l.order_id = o.order_id AND l.line_no = (s->>'lineNo')::int
        WHERE s->>'rule' LIKE 'promotion:%' AND (s->>'applied')::boolean
          AND NOT o.reductions @> jsonb_build_array(jsonb_build_object('promotionId', substr(s->>'rule', 11)))) h
      WHERE ${promotionId ?? null}::text IS NULL OR h.promotion_id = ${promotionId ?? null}
      GROUP BY 1, 2, 3, 4, 5 HAVING sum(h.minor) > 0
    ), all_of AS (SELECT channel_id, currency, count(*)::int AS orders, sum(gross_minor)::bigint AS turnover FROM sold GROUP BY 1, 2)
    SELECT t.promotion_id AS "promotionId", t.channel_id AS "channelId", t.currency, count(*)::int AS uses, sum(t.given)::bigint AS "givenMinor",
      sum(t.gross_minor)::bigint AS "worthMinor", a.orders, a.turnover AS "turnoverMinor",
      CASE WHEN a.turnover > 0 THEN (sum(t.gross_minor) * 1000000 / a.turnover)::bigint ELSE 0 END AS share
    FROM told t JOIN all_of a USING (channel_id, currency)
    GROUP BY t.promotion_id, t.channel_id, t.currency, a.orders, a.turnover ORDER BY 5 DESC, 1, 2, 3 LIMIT 2000`);
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
    const since = instantOfMs(msOf(clock()) - query.days * DAY);
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
