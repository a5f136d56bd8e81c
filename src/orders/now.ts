import { sql, type Database } from '#base/db';
import { money, type Money } from '#base/money';
import { clock, dayIn, instantOfMs, msOf, DAY, type Day, type Instant } from '#base/time';
import { skuFacts } from '#catalog';
import { openBreaches, siteOfPlace } from '#inventory';
import { settings } from '#org';
import { touches } from './queries.ts';

export type ShopNow = {
  day: Day;
  salesToday: Money;
  salesLastWeek: Money;
  orders: number;
  averageBasket: Money;
  byChannel: { channelId: string; total: Money; hours: number[] }[];
  lastWeekHours: number[];
  toPrepare: { siteId: string; orders: number; late: number }[];
  atRisk: {
    skuId: string;
    productId: string;
    name: Record<string, string>;
    optionText: Record<string, string>;
    image: string;
    free: number;
    perWeek: number;
  }[];
  needsPerson: {
    kind: 'breach' | 'decision';
    /** The order: what was sold beyond stock, or what is to be decided. */
    id: string;
    /** Its number; null for a sale beyond stock. */
    number: string | null;
    /** What was sold beyond stock, and how much of it. */
    article: { skuId: string; name: Record<string, string>; optionText: Record<string, string> } | null;
    units: number;
    at: Instant;
  }[];
};

/** The shop as it is now: today's sales by channel and hour, what to prepare, what runs out, what needs a person; all of it, or what touches some sites. */
export async function shopNow(database: Database, siteIds?: readonly string[]): Promise<ShopNow> {
  const shop = await settings(database);
  const now = clock();
  const today = dayIn(now, shop.timeZone);
  const lastWeek = dayIn(instantOfMs(msOf(now) - 7 * DAY), shop.timeZone);
  const [sales, toPrepare, atRisk, needsPerson] = await Promise.all([
    salesOf(database, [today, lastWeek], shop.timeZone, siteIds),
    ordersToPrepare(database),
    stockAtRisk(database, siteIds),
    waiting(database, siteIds),
  ]);
  const mine = sales.filter((row) => row.day === today);
  const before = sales.filter((row) => row.day === lastWeek);
  const total = mine.reduce((sum, row) => sum + row.minor, 0);
  const orders = mine.reduce((sum, row) => sum + row.orders, 0);
  const hourNow = Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: shop.timeZone }).format(
      new Date(now),
    ),
  );
  const of = (minor: number): Money => money(minor, shop.currency);
  return {
    day: today,
    salesToday: of(total),
    salesLastWeek: of(before.filter((row) => row.hour <= hourNow).reduce((sum, row) => sum + row.minor, 0)),
    orders,
    averageBasket: of(orders === 0 ? 0 : Math.round(total / orders)),
    byChannel: [...new Set(mine.map((row) => row.channelId))].map((channelId) => {
      const rows = mine.filter((row) => row.channelId === channelId);
      return { channelId, total: of(rows.reduce((sum, row) => sum + row.minor, 0)), hours: hoursOf(rows) };
    }),
    lastWeekHours: hoursOf(before),
    toPrepare: toPrepare.filter((row) => siteIds?.includes(row.siteId) ?? true),
    atRisk,
    needsPerson,
  };
}

type Sale = { day: Day; channelId: string; hour: number; minor: number; orders: number };

async function salesOf(
  database: Database,
  days: readonly Day[],
  zone: string,
  siteIds: readonly string[] | undefined,
): Promise<Sale[]> {
  return database.query<Sale>(sql`
    SELECT d.day::text AS day, o.channel_id AS "channelId", extract(hour FROM o.placed_at AT TIME ZONE ${zone})::int AS hour,
      sum(o.gross_minor)::bigint AS minor, count(*)::int AS orders
    FROM unnest(${days}::date[]) AS d(day)
    JOIN orders.order o ON o.placed_at >= (d.day::timestamp AT TIME ZONE ${zone}) AND o.placed_at < ((d.day + 1)::timestamp AT TIME ZONE ${zone})
    WHERE o.state <> 'cancelled' AND ${touches(siteIds)} GROUP BY 1, 2, 3`);
}

function hoursOf(rows: readonly Sale[]): number[] {
  const hours = Array.from({ length: 24 }, () => 0);
  for (const row of rows) hours[row.hour] = (hours[row.hour] ?? 0) + row.minor;
  return hours;
}

async function ordersToPrepare(database: Database): Promise<ShopNow['toPrepare']> {
  const rows = await database.query<{ placeId: string; orders: number; late: number }>(sql`
    SELECT r.place_id AS "placeId", count(DISTINCT r.holder)::int AS orders,
      count(DISTINCT r.holder) FILTER (WHERE r.made_at < now() - interval '24 hours')::int AS late
    FROM inventory.reservation r JOIN orders.order o ON o.order_id = r.holder AND o.state = 'placed'
    WHERE r.state = 'pending' AND r.expires_at IS NULL AND o.ready_at IS NULL GROUP BY 1 ORDER BY 2 DESC`);
  return rows.flatMap(({ placeId, ...row }) => {
    const place = siteOfPlace(placeId);
    return place ? [{ siteId: place.siteId, ...row }] : [];
  });
}

/** What sells and will be gone within a week at the rate of the last four. */
async function stockAtRisk(database: Database, siteIds: readonly string[] | undefined): Promise<ShopNow['atRisk']> {
  const rows = await database.query<{ skuId: string; free: number; sold: number }>(sql`
    WITH sold AS (
      SELECT l.sku_id, sum(l.ordered - l.cancelled)::bigint AS sold FROM orders.order o JOIN orders.line l USING (order_id)
      WHERE o.placed_at > now() - interval '28 days' AND ${touches(siteIds)} GROUP BY 1),
    stock AS (SELECT sku_id, sum(on_hand - reserved - leased)::bigint AS free FROM inventory.shelf
      WHERE place_id LIKE 'plc\\_%' AND (${siteIds ?? null}::text[] IS NULL OR 'sit' || substr(place_id, 4) = ANY(${siteIds ?? null}::text[])) GROUP BY 1)
    SELECT sku_id AS "skuId", free, sold FROM sold JOIN stock USING (sku_id)
    WHERE sold >= 2 AND free * 4 < sold ORDER BY free::numeric / sold, sold DESC LIMIT 6`);
  const facts = await skuFacts(
    database,
    rows.map((row) => row.skuId),
  );
  return rows.flatMap(({ skuId, free, sold }) => {
    const fact = facts.get(skuId);
    if (!fact) return [];
    const { productId, name, optionText, image } = fact;
    return [{ skuId, productId, name, optionText, image, free, perWeek: Math.round((sold * 10) / 4) / 10 }];
  });
}

async function waiting(database: Database, siteIds: readonly string[] | undefined): Promise<ShopNow['needsPerson']> {
  const [breaches, decisions] = await Promise.all([
    openBreaches(database, 20, siteIds),
    database.query<{ id: string; number: string; units: number; at: Instant }>(sql`
      SELECT o.order_id AS id, o.number, coalesce(o.placed_at, o.opened_at) AS at,
        (SELECT sum(l.ordered) FROM orders.line l WHERE l.order_id = o.order_id)::int AS units
      FROM orders.order o WHERE o.state = 'needs_decision' AND ${touches(siteIds)} ORDER BY o.opened_at LIMIT 20`),
  ]);
  const facts = await skuFacts(
    database,
    breaches.map((breach) => breach.skuId),
  );
  return [
    ...breaches.map(({ skuId, document, quantity, at }) => {
      const fact = facts.get(skuId);
      const article = fact ? { skuId, name: fact.name, optionText: fact.optionText } : null;
      return { kind: 'breach' as const, id: document, number: null, article, units: quantity, at };
    }),
    ...decisions.map((row) => ({ kind: 'decision' as const, article: null, ...row })),
  ];
}
