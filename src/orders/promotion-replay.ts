/** The orders of the last days under a promotion that did not hold then: how many, how much, on which channels. Nothing is written. */
import { z } from 'zod';
import { sql, type Database } from '#base/db';
import { route, type Route } from '#base/route';
import { clock, DAY, instantOfMs, msOf, type Instant } from '#base/time';
import { channelsOf, policy } from '#channels';
import { settings } from '#org';
import {
  limitsShape,
  promotionIdShape,
  promotionTraits,
  replay,
  ruleShape,
  shopTime,
  type Limits,
  type PastSale,
  type Replayed,
  type Rule,
} from '#pricing';

/** Orders that are looked at at most: the newest. */
const MOST_ORDERS = 2_000;

type Row = {
  readonly orderId: string;
  readonly number: string;
  readonly channelId: string;
  readonly siteId: string | null;
  readonly currency: string;
  readonly deliveryMinor: number;
  readonly at: Instant;
  readonly lines: readonly { readonly skuId: string; readonly quantity: number; readonly unitMinor: number }[];
};

const pastRows = (database: Database, since: Instant): Promise<Row[]> =>
  database.query<Row>(sql`
    SELECT o.order_id AS "orderId", o.number, o.channel_id AS "channelId", o.site_id AS "siteId", o.currency,
      o.delivery_minor AS "deliveryMinor", o.opened_at AS at,
      (SELECT jsonb_agg(jsonb_build_object('skuId', sku_id, 'quantity', ordered, 'unitMinor', unit_minor) ORDER BY line_no)
        FROM orders.line l WHERE l.order_id = o.order_id) AS lines
    FROM orders.order o
    WHERE o.opened_at >= ${since}::timestamptz AND o.state <> 'cancelled'
    ORDER BY o.opened_at DESC, o.order_id DESC LIMIT ${MOST_ORDERS}`);

/** Past sales as a promotion sees them: by the shop's clock of then, with the articles' traits of today. */
async function salesOf(database: Database, rows: readonly Row[]): Promise<PastSale[]> {
  const [{ timeZone }, channels, traits] = await Promise.all([
    settings(database),
    channelsOf(database),
    promotionTraits(database, [...new Set(rows.flatMap((row) => row.lines.map((line) => line.skuId)))]),
  ]);
  const kinds = new Map(channels.map(({ channelId, kind }) => [channelId, kind]));
  const levels = new Map<string, string>();
  for (const channelId of new Set(rows.map((row) => row.channelId)))
    levels.set(channelId, await policy(database, channelId, 'prices'));
  return rows.map(({ at, lines, siteId, number: _number, ...row }) => ({
    ...row,
    ...shopTime(at, timeZone),
    siteId: kinds.get(row.channelId) === 'till' ? siteId : null,
    ownOnly: ['isolated', 'bridged'].includes(levels.get(row.channelId) ?? ''),
    lines: lines.map((line) => ({ ...line, traits: traits.get(line.skuId) ?? [] })),
  }));
}

export type PromotionReplay = {
  readonly since: Instant;
  readonly orders: number;
  /** There were more: only the newest were looked at. */
  readonly cut: boolean;
  readonly touched: number;
  readonly takenMinor: number;
  /** What the orders it touches were worth. */
  readonly worthMinor: number;
  readonly byChannel: readonly {
    readonly channelId: string;
    readonly orders: number;
    readonly touched: number;
    readonly takenMinor: number;
  }[];
  readonly passedOver: Readonly<Record<string, number>>;
  /** Those it would have cost most. */
  readonly examples: readonly { readonly orderId: string; readonly number: string; readonly takenMinor: number }[];
};

/** Orders in another currency than the promotion's are not looked at. */
export async function replayPromotion(
  database: Database,
  input: { readonly promotionId: string; readonly rule: Rule; readonly days: number } & Limits,
): Promise<PromotionReplay> {
  const since = instantOfMs(msOf(clock()) - input.days * DAY);
  const all = await pastRows(database, since);
  const rows = all.filter((row) => row.currency === input.rule.currency).toReversed();
  const told = replay(
    { promotionId: input.promotionId, version: 0, ...input.rule },
    input,
    await salesOf(database, rows),
  );
  const touched = told.filter((one) => one.passedOver === null);
  const numbers = new Map(rows.map(({ orderId, number }) => [orderId, number]));
  const passedOver: Record<string, number> = {};
  for (const { passedOver: why } of told) if (why) passedOver[why] = (passedOver[why] ?? 0) + 1;
  return {
    since,
    orders: rows.length,
    cut: all.length === MOST_ORDERS,
    touched: touched.length,
    takenMinor: sumOf(touched, 'minor'),
    worthMinor: sumOf(touched, 'worthMinor'),
    byChannel: [...Map.groupBy(told, (one) => one.channelId)]
      .map(([channelId, mine]) => {
        const hit = mine.filter((one) => one.passedOver === null);
        return { channelId, orders: mine.length, touched: hit.length, takenMinor: sumOf(hit, 'minor') };
      })
      .toSorted((a, b) => b.takenMinor - a.takenMinor || b.orders - a.orders),
    passedOver,
    examples: touched
      .toSorted((a, b) => b.minor - a.minor)
      .slice(0, 8)
      .map(({ orderId, minor }) => ({ orderId, number: numbers.get(orderId) ?? '', takenMinor: minor })),
  };
}

const sumOf = (some: readonly Replayed[], what: 'minor' | 'worthMinor'): number =>
  some.reduce((sum, one) => sum + one[what], 0);

/** `POST /api/promotions/what-if`. */
export const promotionReplayRoute: Route = route({
  method: 'POST',
  path: '/api/promotions/what-if',
  permission: 'staff:promotions.write',
  summary: 'The orders of the last days as if this promotion, and no other, had held: how many, how much, where',
  idempotency: 'natural',
  body: z.strictObject({
    promotionId: promotionIdShape,
    rule: ruleShape,
    ...limitsShape,
    days: z.int().min(1).max(92),
  }),
  output: z.strictObject({
    since: z.string(),
    orders: z.int(),
    cut: z.boolean(),
    touched: z.int(),
    takenMinor: z.int(),
    worthMinor: z.int(),
    byChannel: z.array(
      z.strictObject({ channelId: z.string(), orders: z.int(), touched: z.int(), takenMinor: z.int() }),
    ),
    passedOver: z.record(z.string(), z.int()),
    examples: z.array(z.strictObject({ orderId: z.string(), number: z.string(), takenMinor: z.int() })),
  }),
  run: async ({ db }, { body }) => {
    const said = await replayPromotion(db, { ...body, rule: body.rule as unknown as Rule });
    return {
      ...said,
      byChannel: [...said.byChannel],
      passedOver: { ...said.passedOver },
      examples: [...said.examples],
    };
  },
});
