/** Documents of an honest past, and what the oracles must find when it is broken. */
import type { Database } from '#base/db';
import { sql } from '#base/db';
import { unwrap } from '#base/refusal';
import { askInvoice } from '#invoicing';
import { placeOrder, shipOrder } from '#orders';
import { webDraft, type Market } from './orders.ts';

/** Two invoices of orders that have left, long ago. Returns the first and its order. */
export async function invoicedOrders(
  database: Database,
  shop: Market,
  skuId: string,
): Promise<{ invoice: string; invoiced: string }> {
  const made: { invoice: string; invoiced: string }[] = [];
  for (let i = 0; i < 2; i++) {
    const draft = webDraft(shop, [[skuId, 1]]);
    const { orderId } = draft;
    unwrap(await placeOrder(database, draft));
    const receipts = await database.transaction({ actor: 'test' }, async (tx) => {
      await shipOrder(tx, { orderId });
      return askInvoice(tx, { orderId, atOnce: false });
    });
    made.push({ invoice: receipts[0]?.documentId ?? '', invoiced: orderId });
  }
  await database.query(sql`
    UPDATE orders.order SET placed_at = now() - interval '1 hour' WHERE order_id = ANY(${made.map((one) => one.invoiced)}::text[])`);
  return made[0] ?? { invoice: '', invoiced: '' };
}

export const invoiceFaults = {
  'an invoice that was left out': {
    code: 'INV1',
    promise: /without a gap/,
    plant: `DELETE FROM invoicing.document WHERE document_id = :invoice`,
    says: 'does not follow',
  },
  'a series that stands elsewhere': {
    code: 'INV1',
    promise: /without a gap/,
    plant: `UPDATE invoicing.series SET last_sequence = last_sequence + 1`,
    says: 'its last document is',
  },
  'an invoice that was bettered': {
    code: 'INV2',
    promise: /changed/,
    plant: `UPDATE invoicing.document SET content = replace(content, '"kind":"invoice"', '"kind":"invoice" ') WHERE document_id = :invoice`,
    says: 'was changed',
  },
  'an invoice whose row says another sum': {
    code: 'INV2',
    promise: /changed/,
    plant: `UPDATE invoicing.document SET net_minor = net_minor + 1, gross_minor = gross_minor + 1 WHERE document_id = :invoice`,
    says: 'its row says',
  },
  'an invoice beyond its order': {
    code: 'INV3',
    promise: /ledger/,
    plant: `UPDATE orders.order SET gross_minor = gross_minor - 1, items_minor = items_minor - 1 WHERE order_id = :invoiced`,
    says: ':invoiced',
  },
  'an order that left without its invoice': {
    code: 'INV4',
    promise: /policy/,
    plant: `WITH gone AS (DELETE FROM invoicing.document WHERE document_id = :invoice)
      UPDATE journal.event SET at = at - interval '1 hour' WHERE subject_id = :invoiced OR :invoiced = ANY(mentions)`,
    says: ':invoiced',
  },
};
