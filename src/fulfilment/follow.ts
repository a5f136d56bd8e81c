/** Orders change while they are prepared: what was picked for nobody any more is told, and stops counting as picked. */
import { lock, sql, type Tx } from '#base/db';
import { announce, type JournalEvent } from '#base/journal';
import { lockWork } from '#orders';

/** Facts after which less may be kept for an order than was picked for it. */
export const changesOfOrders = ['orders.cancelled', 'orders.expired', 'orders.shipped', 'orders.edited'] as const;

/**
 * Trims what was picked to what is kept. What is over lies beside its shelf and is to be put back: `fulfilment.put_back` says so, but for
 * what has left. Repeatable.
 */
export async function onOrdersChanged(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = [...new Set(events.map((event) => event.subjectId))];
  const left = new Set(events.filter(({ type }) => type === 'orders.shipped').map((event) => event.subjectId));
  const [known] = await tx.query(
    sql`SELECT 1 FROM fulfilment.pick WHERE order_id = ANY(${ids}::text[]) AND picked > 0 LIMIT 1`,
  );
  if (!known) return;
  const orders = await lockWork(tx, ids);
  lock(tx, 'fulfilment.pick');
  for (const order of orders) {
    const rows = await tx.query<{ lineNo: number; siteId: string; skuId: string; picked: number }>(sql`
      SELECT line_no AS "lineNo", site_id AS "siteId", sku_id AS "skuId", picked FROM fulfilment.pick WHERE order_id = ${order.orderId} AND picked > 0`);
    for (const row of rows) {
      const kept = order.kept.find((one) => one.lineNo === row.lineNo && one.siteId === row.siteId)?.quantity ?? 0;
      if (row.picked <= kept) continue;
      await tx.query(sql`
        UPDATE fulfilment.pick SET picked = ${kept}, order_version = ${order.version}
        WHERE order_id = ${order.orderId} AND line_no = ${row.lineNo} AND site_id = ${row.siteId}`);
      if (left.has(order.orderId)) continue;
      announce(tx, {
        ...{ type: 'fulfilment.put_back', subjectKind: 'order', subjectId: order.orderId, channelId: order.channelId },
        mentions: [row.siteId, row.skuId],
        body: { siteId: row.siteId, lineNo: row.lineNo, skuId: row.skuId, units: row.picked - kept },
      });
    }
  }
}
