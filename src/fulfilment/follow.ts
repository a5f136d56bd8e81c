/** Orders change while they are prepared: what was picked for nobody any more is told, and stops counting as picked. */
import { lock, sql, type Tx } from '#base/db';
import { announce, type JournalEvent } from '#base/journal';
import { lockWork, type OrderWork } from '#orders';
import { lockParcel, tellParcel } from './parcels.ts';

/** Facts after which less may be kept for an order than was picked for it. */
export const changesOfOrders = ['orders.cancelled', 'orders.expired', 'orders.shipped', 'orders.edited'] as const;

/**
 * Trims what was picked to what is kept, and unpacks parcels that would hold more than that. What is over lies beside its shelf and is to
 * be put back: `fulfilment.put_back` says so, but for what has left. Repeatable.
 */
export async function onOrdersChanged(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = [...new Set(events.map((event) => event.subjectId))];
  const left = new Set(events.filter(({ type }) => type === 'orders.shipped').map((event) => event.subjectId));
  const known = await tx.query<{ orderId: string }>(sql`
    SELECT DISTINCT order_id AS "orderId" FROM fulfilment.pick WHERE order_id = ANY(${ids}::text[]) AND picked > 0`);
  if (known.length === 0) return;
  const orders = await lockWork(
    tx,
    known.map((row) => row.orderId),
  );
  lock(tx, 'fulfilment.pick');
  const over: Over[] = [];
  for (const order of orders) over.push(...(await trim(tx, order, left.has(order.orderId))));
  for (const one of over) await unpack(tx, one);
}

type Over = {
  readonly order: OrderWork;
  readonly siteId: string;
  readonly lineNo: number;
  readonly kept: number;
};

async function trim(tx: Tx, order: OrderWork, gone: boolean): Promise<Over[]> {
  const rows = await tx.query<{ lineNo: number; siteId: string; skuId: string; picked: number }>(sql`
    SELECT line_no AS "lineNo", site_id AS "siteId", sku_id AS "skuId", picked FROM fulfilment.pick
    WHERE order_id = ${order.orderId} AND picked > 0`);
  const over: Over[] = [];
  for (const { lineNo, siteId, skuId, picked } of rows) {
    const kept = order.kept.find((one) => one.lineNo === lineNo && one.siteId === siteId)?.quantity ?? 0;
    if (picked <= kept) continue;
    await tx.query(sql`
      UPDATE fulfilment.pick SET picked = ${kept}, order_version = ${order.version}
      WHERE order_id = ${order.orderId} AND line_no = ${lineNo} AND site_id = ${siteId}`);
    over.push({ order, siteId, lineNo, kept });
    if (gone) continue;
    announce(tx, {
      ...{ type: 'fulfilment.put_back', subjectKind: 'order', subjectId: order.orderId, channelId: order.channelId },
      mentions: [siteId, skuId],
      body: { siteId, lineNo, skuId, units: picked - kept },
    });
  }
  return over;
}

/** Unpacks parcels that hold more of a line than is kept, the last one first. */
async function unpack(tx: Tx, { order, siteId, lineNo, kept }: Over): Promise<void> {
  const open = await tx.query<{ parcelId: string; quantity: number }>(sql`
    SELECT p.parcel_id AS "parcelId", l.quantity FROM fulfilment.parcel p JOIN fulfilment.parcel_line l USING (parcel_id)
    WHERE p.order_id = ${order.orderId} AND p.site_id = ${siteId} AND l.line_no = ${lineNo} AND p.state IN ('packing', 'packed')
    ORDER BY p.made_at, p.parcel_id`);
  let room = kept;
  for (const { parcelId, quantity } of open) {
    room -= quantity;
    if (room >= 0) continue;
    const parcel = await lockParcel(tx, parcelId, ['packing', 'packed', 'left', 'dropped']);
    if (parcel.state !== 'packing' && parcel.state !== 'packed') continue;
    await tx.query(sql`
      UPDATE fulfilment.parcel SET state = 'dropped', version = version + 1 WHERE parcel_id = ${parcelId}`);
    tellParcel(tx, { ...parcel, version: parcel.version + 1 }, order, 'fulfilment.unpacked', {
      cause: 'order_changed',
    });
  }
}
