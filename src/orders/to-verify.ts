/**
 * Orders sold without VAT to a number whose register was closed: told to the office when they are placed, and again when the register has
 * spoken. What then is not in force is a person's to put right: the case of an order is frozen with it.
 */
import { sql, type Tx } from '#base/db';
import { announce, type JournalEvent } from '#base/journal';
import { checkById } from '#tax';
import { lockHeads } from './settle.ts';

const isOpen = sql`vat_verified IS NULL AND tax @> '{"why": [{"rule": "to_verify"}]}'`;

/** Hears of orders that were placed, and of what registers said; each order is told of once each way. */
export async function onVatToVerify(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const placed = events.flatMap(({ type, subjectId }) => (type === 'orders.placed' ? [subjectId] : []));
  const marked = await tx.query<{ orderId: string }>(sql`
    SELECT order_id AS "orderId" FROM orders.order WHERE order_id = ANY(${placed}::text[]) AND ${isOpen}`);
  await tell(tx, marked, 'vat_to_verify');
  for (const { type, subjectId, body } of events) {
    if (type !== 'tax.vat_checked' || (body['outcome'] !== 'valid' && body['outcome'] !== 'invalid')) continue;
    const check = await checkById(tx, subjectId);
    if (!check) continue;
    const { vatNumber, outcome } = check;
    const known = await tx.query<{ orderId: string }>(sql`
      SELECT order_id AS "orderId" FROM orders.order WHERE tax->>'buyerVatNumber' = ${vatNumber} AND ${isOpen}`);
    await tell(tx, known, outcome === 'valid' ? 'vat_verified' : 'vat_refuted', outcome);
  }
}

async function tell(
  tx: Tx,
  rows: readonly { readonly orderId: string }[],
  what: 'vat_to_verify' | 'vat_verified' | 'vat_refuted',
  outcome: string | null = null,
): Promise<void> {
  if (rows.length === 0) return;
  await lockHeads(tx, rows.map(({ orderId }) => orderId).sort());
  const told = await tx.query<{ orderId: string; number: string; version: number; channelId: string }>(sql`
    UPDATE orders.order SET vat_verified = ${outcome}, version = version + 1
    WHERE order_id = ANY(${rows.map(({ orderId }) => orderId)}::text[])
    RETURNING order_id AS "orderId", number, version, channel_id AS "channelId"`);
  announce(
    tx,
    told.map(({ orderId, number, version, channelId }) => ({
      ...{ type: `orders.${what}`, subjectKind: 'order', subjectId: orderId, version, channelId },
      body: { number },
    })),
  );
}
