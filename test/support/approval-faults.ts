/** What the oracles must find of requests for approval that hold goods, and of payment links that the house makes by itself. */
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { editOrder, ordersModule, payOrder, placeOrder } from '#orders';
import { carryOut } from '#payments';
import type { Fault } from './faults.ts';
import { webDraft, type Market } from './orders.ts';
import { react } from './react.ts';

/** A card order of which one unit more is wanted since: the house asks for it by a link. Returns the order. */
export async function owingOrder(database: Database, shop: Market, skuId: string): Promise<string> {
  const draft = webDraft(shop, [[skuId, 1]], 'card');
  const { orderId } = draft;
  unwrap(await placeOrder(database, draft));
  await payOrder(database, { orderId, paymentId: draft.payments[0]?.paymentId ?? '', card: 'tok_ok', actor: 'test' });
  await carryOut(database);
  const edit = { add: [{ skuId, quantity: 1 }] };
  const change = { orderId, editId: newId('edt'), edit, why: 'asked', by: 'staff', kind: 'edited' } as const;
  await editOrder(database, change, 'test');
  const links = (ordersModule.reactions ?? []).filter(({ name }) => name === 'orders.own_links');
  await react(database, links);
  return orderId;
}

const held = `INSERT INTO inventory.reservation (sku_id, reservation_id, place_id, quantity, holder, state, expires_at, made_at)
  VALUES (:skuId, 'rsv_asked', :shelf, 1, 'bap_asked', 'pending', now() + interval '7 days', now())`;
const asked = (state: string, until: string): string => `
  WITH a AS (INSERT INTO carts.approval (ask_id, cart_id, company_id, customer_id, channel_id, asked, lines, shown, total_minor, currency, note,
    state, asked_at, held_until) VALUES ('bap_asked', 'crt_x', 'com_x', 'cus_x', 'chn_x', '{}', '', '[]', 100, 'EUR', '', '${state}', now(), ${until}))
  ${held}`;
/** The last change of the order was an hour ago: what hears of it has long had its turn. */
const longAgo = `WITH b AS (UPDATE orders.balance SET at = at - interval '1 hour' WHERE order_id = :owes),
  v AS (UPDATE orders.version SET at = at - interval '1 hour' WHERE order_id = :owes)`;

export const approvalFaults: Record<string, Fault> = {
  'goods set aside for a request that nobody made': {
    code: 'CRT1',
    promise: /request for approval/,
    plant: held,
    says: 'bap_asked',
  },
  'goods of a request that was refused': {
    code: 'CRT1',
    promise: /request for approval/,
    plant: asked('refused', `now() + interval '6 days'`),
    says: 'bap_asked, which is refused',
  },
  'goods of a request that was agreed to, beside those of its order': {
    code: 'CRT1',
    promise: /request for approval/,
    plant: asked('approved', 'NULL'),
    says: 'bap_asked, which is approved',
  },
  'goods of a request whose week is over': {
    code: 'CRT1',
    promise: /request for approval/,
    plant: asked('waiting', `now() - interval '1 hour'`),
    says: 'bap_asked, which is waiting',
  },
  'a second live link for one owed sum': {
    code: 'ORD9',
    promise: /two live links/,
    plant: `INSERT INTO orders.pay_link (link_id, order_id, made_by, made_at, expires_at, minor)
      SELECT 'lnk_twin', order_id, made_by, made_at, expires_at, minor FROM orders.pay_link WHERE order_id = :owes AND minor IS NOT NULL`,
    says: ':owes has 2 live links',
  },
  'a live link for a sum that is not owed any more': {
    code: 'ORD9',
    promise: /two live links/,
    plant: `${longAgo} UPDATE orders.pay_link SET minor = minor + 1 WHERE order_id = :owes AND minor IS NOT NULL`,
    says: ':owes is placed',
  },
  'a live link of an order that was cancelled': {
    code: 'ORD9',
    promise: /two live links/,
    plant: `${longAgo} UPDATE orders.order SET state = 'cancelled' WHERE order_id = :owes`,
    says: ':owes is cancelled',
  },
};
