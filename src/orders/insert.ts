import { sql, type Tx } from '#base/db';
import type { Reservation, Taken } from '#inventory';
import type { DayRange } from '#sourcing/model';
import type { OrderReceipt, OrderTax, PreparedOrder } from './model.ts';

export type NewOrder = {
  readonly order: PreparedOrder;
  readonly taken: Taken;
  readonly receipt: OrderReceipt;
  /** From when to when it is to come; undefined: nothing is promised. */
  readonly promise: DayRange | undefined;
};

/** Inserts orders, their lines and allocations: three statements for the whole batch, and one for who gets gift cards, if anybody does. */
export async function insertOrders(tx: Tx, placed: readonly NewOrder[]): Promise<void> {
  await Promise.all([
    ...[insertHeads(tx, placed), insertLines(tx, placed), insertAllocations(tx, allocationsOf(placed))],
    insertCardsFor(tx, placed),
  ]);
}

function insertHeads(tx: Tx, placed: readonly NewOrder[]): Promise<unknown> {
  const of = <T>(pick: (order: PreparedOrder, row: NewOrder) => T): T[] => placed.map((row) => pick(row.order, row));
  const totals = (name: 'items' | 'delivery' | 'gross' | 'net' | 'tax'): number[] =>
    of((o) => o.priced.totals[name].minor);
  return tx.query(sql`
    INSERT INTO orders.order (order_id, number, channel_id, site_id, customer_id, cart_id, source_ref, state, currency, items_minor, delivery_minor,
      gross_minor, net_minor, tax_minor, tax_groups, contact, delivery, trace, reductions, tax, content_hash, expires_at, sourcing, promise, buyer, opened_at, placed_at)
    SELECT n.*, ${tx.now}::timestamptz, CASE WHEN n.state = 'placed' THEN ${tx.now}::timestamptz END
    FROM unnest(
      ${of((o) => o.draft.orderId)}::text[], ${of((_, row) => row.receipt.number)}::text[], ${of((o) => o.draft.channelId)}::text[],
      ${of((o) => o.siteId)}::text[], ${of((o) => o.draft.customerId ?? null)}::text[], ${of((o) => o.draft.cartId ?? null)}::text[],
      ${of((o) => o.draft.sourceRef ?? null)}::text[], ${of((_, row) => row.receipt.state)}::text[], ${of((o) => o.currency)}::text[],
      ${totals('items')}::bigint[], ${totals('delivery')}::bigint[], ${totals('gross')}::bigint[], ${totals('net')}::bigint[], ${totals('tax')}::bigint[],
      ${of((o) => JSON.stringify(o.priced.taxGroups))}::jsonb[], ${of((o) => JSON.stringify(o.draft.contact))}::jsonb[],
      ${of((o) => JSON.stringify(o.draft.delivery))}::jsonb[], ${of((o) => JSON.stringify(o.priced.trace))}::jsonb[], ${of((o) => JSON.stringify(o.priced.reductions))}::jsonb[],
      ${of((o) => JSON.stringify(frozenTax(o)))}::jsonb[],
      ${of((o) => o.contentHash)}::text[], ${of((o) => o.take.expiresAt ?? null)}::timestamptz[],
      ${of((_, row) => row.taken.why ?? null)}::jsonb[], ${of((_, row) => (row.promise ? JSON.stringify(row.promise) : null))}::jsonb[],
      ${of((o) => (o.buyer ? JSON.stringify(o.buyer) : null))}::jsonb[]
    ) AS n(order_id, number, channel_id, site_id, customer_id, cart_id, source_ref, state, currency, items_minor, delivery_minor, gross_minor,
      net_minor, tax_minor, tax_groups, contact, delivery, trace, reductions, tax, content_hash, expires_at, sourcing, promise, buyer)`);
}

function insertLines(tx: Tx, placed: readonly NewOrder[]): Promise<unknown> {
  const lines = placed.flatMap(({ order, taken }) =>
    order.priced.lines.map((line) => ({
      ...line,
      orderId: order.draft.orderId,
      shipped: order.take.as === 'sell' ? line.quantity : 0,
      backordered: taken.later.find(({ lineNo }) => lineNo === line.lineNo)?.quantity ?? 0,
      snapshot: JSON.stringify(order.snapshots.get(line.skuId) ?? {}),
    })),
  );
  return tx.query(sql`
    INSERT INTO orders.line (order_id, line_no, sku_id, snapshot, ordered, shipped, backordered, unit_minor, discount_minor, discounts, total_minor, net_minor, tax_minor, tax_rate, tax_class)
    SELECT * FROM unnest(
      ${lines.map((l) => l.orderId)}::text[], ${lines.map((l) => l.lineNo)}::int[], ${lines.map((l) => l.skuId)}::text[],
      ${lines.map((l) => l.snapshot)}::jsonb[], ${lines.map((l) => l.quantity)}::bigint[], ${lines.map((l) => l.shipped)}::bigint[], ${lines.map((l) => l.backordered)}::bigint[],
      ${lines.map((l) => l.unit.minor)}::bigint[], ${lines.map((l) => l.discount.minor)}::bigint[], ${lines.map((l) => JSON.stringify(l.discounts))}::jsonb[], ${lines.map((l) => l.total.minor)}::bigint[], ${lines.map((l) => l.net.minor)}::bigint[],
      ${lines.map((l) => l.tax.minor)}::bigint[], ${lines.map((l) => l.taxRate)}::int[], ${lines.map((l) => l.taxClass)}::text[])`);
}

async function insertCardsFor(tx: Tx, placed: readonly NewOrder[]): Promise<void> {
  const gifts = placed.flatMap(({ order: { draft } }) =>
    draft.lines.flatMap(({ card }, i) => (card ? [{ orderId: draft.orderId, lineNo: i + 1, ...card }] : [])),
  );
  if (gifts.length === 0) return;
  await tx.query(sql`
    INSERT INTO orders.card_for (order_id, line_no, name, email, day, words)
    SELECT * FROM unnest(${gifts.map((g) => g.orderId)}::text[], ${gifts.map((g) => g.lineNo)}::int[], ${gifts.map((g) => g.name)}::text[],
      ${gifts.map((g) => g.email)}::text[], ${gifts.map((g) => g.day)}::date[], ${gifts.map((g) => g.words)}::text[])`);
}

/** The case as the order keeps it: with how its prices are read, and by how much its VAT is not that of its nets (docs/decisions/0007). */
function frozenTax({ tax, priced }: PreparedOrder): OrderTax {
  const roundingMinor = priced.taxGroups.reduce((sum, group) => sum + (group.rounding?.minor ?? 0), 0);
  return { ...tax, basis: priced.basis, onNet: priced.onNet, roundingMinor };
}

function allocationsOf(placed: readonly NewOrder[]): (Reservation & { orderId: string })[] {
  return placed.flatMap(({ order, taken }) => taken.reservations.map((r) => ({ ...r, orderId: order.draft.orderId })));
}

/** Says which reservation serves which line. */
export function insertAllocations(tx: Tx, rows: readonly (Reservation & { orderId: string })[]): Promise<unknown> {
  if (rows.length === 0) return Promise.resolve();
  return tx.query(sql`
    INSERT INTO orders.allocation (order_id, line_no, reservation_id, sku_id, place_id, quantity)
    SELECT * FROM unnest(${rows.map((r) => r.orderId)}::text[], ${rows.map((r) => r.lineNo)}::int[], ${rows.map((r) => r.reservationId)}::text[],
      ${rows.map((r) => r.skuId)}::text[], ${rows.map((r) => r.placeId)}::text[], ${rows.map((r) => r.quantity)}::bigint[])`);
}
