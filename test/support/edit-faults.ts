/** An order that was changed in an honest past, and what the oracles must find when its past is broken. */
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { editOrder, payBalance, payOrder, placeOrder } from '#orders';
import { carryOut, carryOutRefunds } from '#payments';
import { webDraft, type Market } from './orders.ts';

/** A card order of two units: one more article that is paid, then one unit fewer that is given back. Returns the order. */
export async function changedOrder(database: Database, shop: Market, skuId: string): Promise<string> {
  const draft = webDraft(shop, [[skuId, 2]], 'card');
  const { orderId } = draft;
  unwrap(await placeOrder(database, draft));
  await payOrder(database, { orderId, paymentId: draft.payments[0]?.paymentId ?? '', card: 'tok_ok', actor: 'test' });
  const change = { orderId, why: 'asked', by: 'staff', kind: 'edited' } as const;
  await editOrder(database, { ...change, editId: newId('edt'), edit: { add: [{ skuId, quantity: 1 }] } }, 'test');
  await payBalance(database, { orderId, paymentId: newId('pay'), card: 'tok_ok', actor: 'test' });
  await carryOut(database);
  await editOrder(database, { ...change, editId: newId('edt'), edit: { lines: [{ lineNo: 1, quantity: 1 }] } }, 'test');
  await carryOutRefunds(database);
  return orderId;
}

export const editFaults = {
  'a version that is missing': {
    code: 'ORD5',
    promise: /last version/,
    plant: `DELETE FROM orders.version WHERE order_id = :changed AND number = 2`,
    says: ':changed',
  },
  'a version that was bettered': {
    code: 'ORD5',
    promise: /last version/,
    plant: `UPDATE orders.version SET gross_minor = gross_minor + 1, delta_minor = delta_minor + 1 WHERE order_id = :changed AND number = 3`,
    says: ':changed',
  },
  'a line wanted that nobody counts': {
    code: 'ORD3',
    promise: /sum to its total/,
    plant: `UPDATE orders.line SET cancelled = cancelled - 1, flagged = flagged + 1 WHERE order_id = :changed AND line_no = 1`,
    says: ':changed',
  },
  'a refund for a change that was never made': {
    code: 'ORD6',
    promise: /owed for changes/,
    plant: `DELETE FROM orders.balance WHERE order_id = :changed AND kind = 'refund'`,
    says: ':changed',
  },
  'a balance that was paid with nothing': {
    code: 'ORD6',
    promise: /owed for changes/,
    plant: `UPDATE orders.balance SET entry_id = 'pay_nobody:paid' WHERE order_id = :changed AND kind = 'paid'`,
    says: 'pay_nobody',
  },
  'a change that cost nothing': {
    code: 'ORD3',
    promise: /no order without its money/,
    plant: `UPDATE payments.payment SET state = 'voided' WHERE order_id = :changed`,
    says: ':changed',
  },
};
