import { createHmac, timingSafeEqual } from 'node:crypto';
import { sql, type Database, type Db, type Sql } from '#base/db';
import { money, type Money } from '#base/money';
import { clock, msOf, SECOND, type Instant } from '#base/time';
import type { OrderBuyer } from '#customers';
import { siteOfPlace } from '#inventory';
import type { Priced } from '#pricing/model';
import type { DayRange, StoredSourcing } from '#sourcing/model';
import type { TaxGroup } from '#tax/model';
import { shareOf, wantedOf } from './edit-model.ts';
import {
  fulfilmentOf,
  type Contact,
  type Delivery,
  type OrderState,
  type OrderTax,
  type Snapshot,
  type OrderReceipt,
} from './model.ts';
import { orderSecret } from './secret.ts';

export type OrderHead = {
  orderId: string;
  number: string;
  channelId: string;
  siteId: string | null;
  customerId: string | null;
  sourceRef: string | null;
  state: OrderState;
  contact: Contact;
  openedAt: Instant;
  placedAt: Instant | null;
  /** When somebody said that it lies ready to be collected. */
  readyAt: Instant | null;
  /** Since when it is on hold; null: it is not. */
  heldAt: Instant | null;
  total: Money;
  units: number;
  fulfilment: 'open' | 'partly' | 'done';
};

export type OrderFilter = {
  /** These alone. */
  orderIds?: readonly string[] | undefined;
  q?: string;
  state?: OrderState;
  channelId?: string;
  customerId?: string;
  /** Bought for this company. */
  companyId?: string;
  /** Only of these channels. */
  channelIds?: readonly string[];
  /** Opened at this moment or later. */
  from?: Instant;
  /** Only those that touch one of these sites. */
  siteIds?: readonly string[] | undefined;
  /** By when they were opened; the newest first unless told. */
  sort?: 'newest' | 'oldest';
  after?: { at: Instant; orderId: string };
  limit: number;
};

/** Of an order `o`: whether it was sold at, is collected from, or is served by one of these sites; undefined: all sites. */
export const touches = (siteIds: readonly string[] | undefined): Sql =>
  siteIds === undefined
    ? sql`true`
    : sql`(o.site_id = ANY(${siteIds}::text[]) OR EXISTS (SELECT 1 FROM orders.allocation w
        WHERE w.order_id = o.order_id AND 'sit' || substr(w.place_id, 4) = ANY(${siteIds}::text[])))`;

/** Whether an order touches one of these sites; undefined: all sites. */
export async function orderTouches(db: Db, orderId: string, siteIds: readonly string[] | undefined): Promise<boolean> {
  if (siteIds === undefined) return true;
  return (
    (await db.query(sql`SELECT 1 FROM orders.order o WHERE o.order_id = ${orderId} AND ${touches(siteIds)}`)).length > 0
  );
}

/** Orders, newest first; `q` is a number's beginning, a name or an e-mail. */
/** A page of the list: the newest first, or the oldest. */
function pageOf({ sort, after, limit }: OrderFilter): Sql {
  const at = after?.at ?? null;
  const id = after?.orderId ?? '';
  return sort === 'oldest'
    ? sql`AND (${at}::timestamptz IS NULL OR (o.opened_at, o.order_id) > (${at}::timestamptz, ${id}))
        ORDER BY o.opened_at, o.order_id LIMIT ${limit}`
    : sql`AND (${at}::timestamptz IS NULL OR (o.opened_at, o.order_id) < (${at}::timestamptz, ${id}))
        ORDER BY o.opened_at DESC, o.order_id DESC LIMIT ${limit}`;
}

export async function listOrders(db: Db, filter: OrderFilter): Promise<OrderHead[]> {
  const q = filter.q?.trim() ?? '';
  const like = `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
  const rows = await db.query<
    Omit<OrderHead, 'total' | 'fulfilment'> & { grossMinor: number; currency: string; left: number; gone: number }
  >(sql`
    SELECT o.order_id AS "orderId", o.number, o.channel_id AS "channelId", o.site_id AS "siteId", o.customer_id AS "customerId", o.source_ref AS "sourceRef",
      o.state, o.contact, o.opened_at AS "openedAt", o.placed_at AS "placedAt", o.ready_at AS "readyAt", o.held_at AS "heldAt", o.gross_minor AS "grossMinor", o.currency,
      l.units, l."left", l.gone
    FROM orders.order o CROSS JOIN LATERAL (
      SELECT coalesce(sum(CASE WHEN o.state = 'cancelled' THEN ordered ELSE ordered - cancelled END), 0)::bigint AS units, coalesce(sum(ordered - cancelled - shipped), 0)::bigint AS "left", coalesce(sum(shipped), 0)::bigint AS gone
      FROM orders.line WHERE order_id = o.order_id) l
    WHERE (${filter.state ?? null}::text IS NULL OR o.state = ${filter.state ?? null})
      AND (${filter.channelId ?? null}::text IS NULL OR o.channel_id = ${filter.channelId ?? null})
      AND (${filter.customerId ?? null}::text IS NULL OR o.customer_id = ${filter.customerId ?? null})
      AND (${filter.companyId ?? null}::text IS NULL OR o.buyer->>'companyId' = ${filter.companyId ?? null})
      AND ${touches(filter.siteIds)}
      AND (${filter.channelIds ?? null}::text[] IS NULL OR o.channel_id = ANY(${filter.channelIds ?? null}::text[]))
      AND (${filter.orderIds ?? null}::text[] IS NULL OR o.order_id = ANY(${filter.orderIds ?? null}::text[]))
      AND (${filter.from ?? null}::timestamptz IS NULL OR o.opened_at >= ${filter.from ?? null}::timestamptz)
      AND (${q} = '' OR o.number LIKE ${`${q.toUpperCase().replace(/[\\%_]/g, '')}%`} OR o.source_ref = ${q} OR o.contact->>'name' ILIKE ${like} OR o.contact->>'email' ILIKE ${like})
      ${pageOf(filter)}`);
  return rows.map(({ grossMinor, currency, left, gone, ...row }) => ({
    ...row,
    total: money(grossMinor, currency),
    fulfilment: left > 0 ? (gone > 0 ? 'partly' : 'open') : 'done',
  }));
}

export type OrderBrief = OrderReceipt & { readonly customerId: string | null };

/** What a receipt says of an order, and whose it is: one row, for paths that need no lines. */
export async function orderBrief(db: Db, orderId: string): Promise<OrderBrief | undefined> {
  const [row] = await db.query<Omit<OrderBrief, 'total'> & { grossMinor: number; currency: string }>(sql`
    SELECT order_id AS "orderId", number, state, opened_at AS "openedAt", customer_id AS "customerId", coalesce(first_minor, gross_minor) AS "grossMinor", currency
    FROM orders.order WHERE order_id = ${orderId}`);
  if (!row) return undefined;
  const { grossMinor, currency, ...rest } = row;
  return { ...rest, total: money(grossMinor, currency) };
}

export type OrderLine = {
  lineNo: number;
  skuId: string;
  snapshot: Snapshot;
  ordered: number;
  cancelled: number;
  shipped: number;
  returned: number;
  flagged: number;
  /** Sold beyond stock, waiting for it. */
  backordered: number;
  unit: Money;
  /** What promotions took off all units that were ordered. */
  discount: Money;
  /** What all units that were ordered cost, after discounts. */
  total: Money;
  /** What those of them that are still wanted cost: their frozen share. */
  worth: Money;
  net: Money;
  tax: Money;
  taxRate: number;
  /** Null for orders of before classes were kept. */
  taxClass: string | null;
  allocations: { siteId: string; quantity: number; state: string }[];
};
export type Order = OrderHead & {
  /** The company it was bought for, as it was then; null: a person’s own purchase. */
  buyer: OrderBuyer | null;
  cartId: string | null;
  delivery: Delivery;
  expiresAt: Instant | null;
  taxGroups: TaxGroup[];
  /** Which VAT it bears, and why; null for orders of before that was kept. */
  vat: OrderTax | null;
  totals: { items: Money; delivery: Money; gross: Money; net: Money; tax: Money };
  trace: unknown;
  /** What each promotion took off when it was bought, carriage too. */
  reductions: Priced['reductions'];
  /** What it was sourced by; null where there was nothing to choose. */
  sourcing: StoredSourcing | null;
  /** From when to when it was promised; null: it was not. */
  promise: DayRange | null;
  version: number;
  /** What it was worth when it was bought; null: it never changed. */
  firstMinor: number | null;
  /** What is owed for its changes: above zero by the buyer, below zero by us. */
  balanceMinor: number;
  heldUntil: Instant | null;
  /** When somebody began to gather it. */
  pickingAt: Instant | null;
  lines: OrderLine[];
};

/** The VAT of orders, by their ids; one of before it was kept is absent. */
export async function taxOfOrders(db: Db, orderIds: readonly string[]): Promise<Map<string, OrderTax>> {
  const rows = await db.query<{ orderId: string; vat: OrderTax }>(sql`
    SELECT order_id AS "orderId", tax AS vat FROM orders.order WHERE order_id = ANY(${[...orderIds]}::text[]) AND tax IS NOT NULL`);
  return new Map(rows.map(({ orderId, vat }) => [orderId, vat]));
}

type HeadRow = Omit<OrderHead, 'total' | 'fulfilment' | 'units'> & {
  buyer: OrderBuyer | null;
  cartId: string | null;
  delivery: Delivery;
  expiresAt: Instant | null;
  taxGroups: TaxGroup[];
  vat: OrderTax | null;
  trace: unknown;
  reductions: Priced['reductions'];
  sourcing: StoredSourcing | null;
  promise: DayRange | null;
  version: number;
  firstMinor: number | null;
  balanceMinor: number;
  heldUntil: Instant | null;
  pickingAt: Instant | null;
  currency: string;
  items: number;
  deliveryMinor: number;
  gross: number;
  net: number;
  tax: number;
};

type LineRow = Omit<OrderLine, 'unit' | 'discount' | 'total' | 'worth' | 'net' | 'tax' | 'allocations'> &
  Record<'unit' | 'discount' | 'total' | 'net' | 'tax', number>;
type AllocationRow = { lineNo: number; placeId: string; quantity: number; state: string };

/** One order by its id or its number, whole, in one statement; undefined when there is none. */
export async function findOrder(db: Db, idOrNumber: string): Promise<Order | undefined> {
  const [row] = await db.query<HeadRow & { lines: LineRow[] | null; allocations: AllocationRow[] | null }>(sql`
    SELECT order_id AS "orderId", number, channel_id AS "channelId", site_id AS "siteId", customer_id AS "customerId", cart_id AS "cartId", source_ref AS "sourceRef",
      state, contact, delivery, opened_at AS "openedAt", placed_at AS "placedAt", expires_at AS "expiresAt", ready_at AS "readyAt", tax_groups AS "taxGroups", o.tax AS vat, trace, reductions, sourcing, promise, buyer, version, currency,
      first_minor AS "firstMinor", balance_minor AS "balanceMinor", held_at AS "heldAt", held_until AS "heldUntil", picking_at AS "pickingAt",
      items_minor AS items, delivery_minor AS "deliveryMinor", gross_minor AS gross, net_minor AS net, tax_minor AS tax,
      (SELECT jsonb_agg(jsonb_build_object('lineNo', line_no, 'skuId', sku_id, 'snapshot', snapshot, 'ordered', ordered, 'cancelled', cancelled,
          'shipped', shipped, 'returned', returned, 'flagged', flagged, 'backordered', backordered, 'unit', unit_minor, 'discount', discount_minor, 'total', total_minor, 'net', net_minor, 'tax', tax_minor,
          'taxRate', tax_rate, 'taxClass', tax_class) ORDER BY line_no)
        FROM orders.line l WHERE l.order_id = o.order_id) AS lines,
      (SELECT jsonb_agg(jsonb_build_object('lineNo', a.line_no, 'placeId', a.place_id, 'quantity', a.quantity, 'state', r.state) ORDER BY a.line_no, a.place_id)
        FROM orders.allocation a JOIN inventory.reservation r ON r.sku_id = a.sku_id AND r.reservation_id = a.reservation_id
        WHERE a.order_id = o.order_id) AS allocations
    FROM orders.order o WHERE order_id = ${idOrNumber} OR number = ${idOrNumber.toUpperCase()}`);
  if (!row) return undefined;
  const { items, deliveryMinor, gross, net, tax, currency, lines: lineRows, allocations, ...head } = row;
  const of = (minor: number): Money => money(minor, currency);
  const gone = head.state === 'cancelled';
  const lines = (lineRows ?? []).map((line) =>
    lineOf(line, gone ? line.ordered : wantedOf(line), allocations ?? [], of),
  );
  return {
    ...head,
    total: of(gross),
    totals: { items: of(items), delivery: of(deliveryMinor), gross: of(gross), net: of(net), tax: of(tax) },
    units: lines.reduce((sum, line) => sum + (gone ? line.ordered : wantedOf(line)), 0),
    fulfilment: fulfilmentOf(lines),
    lines,
  };
}

function lineOf(
  row: LineRow,
  wanted: number,
  allocations: readonly AllocationRow[],
  of: (minor: number) => Money,
): OrderLine {
  const mine = allocations.flatMap(({ lineNo, placeId, ...allocation }) => {
    const place = lineNo === row.lineNo ? siteOfPlace(placeId) : undefined;
    return place ? [{ ...allocation, siteId: place.siteId }] : [];
  });
  return {
    ...row,
    unit: of(row.unit),
    discount: of(row.discount),
    total: of(row.total),
    worth: of(shareOf({ ordered: row.ordered, totalMinor: row.total }, wanted)),
    net: of(row.net),
    tax: of(row.tax),
    allocations: mine,
  };
}

export type OrderSummary = {
  /** The first article's name, and how many lines there are. */
  readonly name: Readonly<Record<string, string>>;
  readonly lines: number;
  /** All that left has come back. */
  readonly back: boolean;
  readonly delivery: Delivery;
  readonly siteId: string | undefined;
};

/** What lists say of orders beside their heads, by order id. */
export async function summariesOf(db: Db, orderIds: readonly string[]): Promise<Map<string, OrderSummary>> {
  const rows = await db.query<{
    orderId: string;
    name: Record<string, string>;
    lines: number;
    back: boolean;
    delivery: Delivery & { siteId?: string };
  }>(sql`
    SELECT o.order_id AS "orderId", o.delivery, l.snapshot->'name' AS name,
      n.lines, n.back
    FROM orders.order o
      CROSS JOIN LATERAL (SELECT count(*)::int AS lines, sum(shipped) > 0 AND bool_and(returned >= shipped) AS back
        FROM orders.line WHERE order_id = o.order_id) n
      JOIN orders.line l ON l.order_id = o.order_id AND l.line_no = 1 WHERE o.order_id = ANY(${orderIds}::text[])`);
  return new Map(rows.map(({ orderId, ...row }) => [orderId, { ...row, siteId: row.delivery.siteId }]));
}

export type CartOrder = {
  readonly orderId: string;
  readonly cartId: string;
  readonly number: string;
  readonly state: OrderState;
  readonly openedAt: Instant;
  readonly lines: readonly { readonly skuId: string; readonly quantity: number }[];
};

/** The orders that carts became, with what was ordered of each article; an order without a cart is absent. */
export async function cartsOfOrders(db: Db, orderIds: readonly string[]): Promise<CartOrder[]> {
  return db.query<CartOrder>(sql`
    SELECT o.order_id AS "orderId", o.cart_id AS "cartId", o.number, o.state, o.opened_at AS "openedAt",
      (SELECT jsonb_agg(jsonb_build_object('skuId', l.sku_id, 'quantity', l.ordered) ORDER BY l.line_no) FROM orders.line l WHERE l.order_id = o.order_id) AS lines
    FROM orders.order o WHERE o.order_id = ANY(${orderIds}::text[]) AND o.cart_id IS NOT NULL ORDER BY o.order_id`);
}

/** What opens an order's page without an account: a signature of its id. */
export async function orderToken(database: Database, orderId: string): Promise<string> {
  return createHmac('sha256', await orderSecret(database))
    .update(orderId)
    .digest('base64url')
    .slice(0, 32);
}

/** The same for a time: what a mail's link or a guest's visit carries. `<until>.<signature>`, `until` in seconds, base 36. */
export async function orderLinkToken(database: Database, orderId: string, until: Instant): Promise<string> {
  return signedUntil(database, orderId, Math.floor(msOf(until) / SECOND).toString(36));
}

async function signedUntil(database: Database, orderId: string, until: string): Promise<string> {
  const signature = createHmac('sha256', await orderSecret(database)).update(`${orderId} until ${until}`);
  return `${until}.${signature.digest('base64url').slice(0, 32)}`;
}

/** Whether a token opens the order now. Compares in constant time. */
export async function tokenOpens(database: Database, orderId: string, token: string): Promise<boolean> {
  const until = /^([0-9a-z]{1,9})\./.exec(token)?.[1];
  const right = await (until === undefined ? orderToken(database, orderId) : signedUntil(database, orderId, until));
  const [known, given] = [Buffer.from(right), Buffer.from(token)];
  const fits = known.length === given.length && timingSafeEqual(known, given);
  return fits && (until === undefined || Number.parseInt(until, 36) * SECOND > msOf(clock()));
}
