/** Paying an order by card: command, call, command. The payment's row stands before the provider is asked. */
import type { Database, Tx } from '#base/db';
import { must } from '#base/assert';
import { refuse, unwrap } from '#base/refusal';
import { authorisePayment, lockPayments, openPayments, paymentsOf, type Payment } from '#payments';
import { orderBrief, type OrderBrief } from './queries.ts';
import { lockHeads, settleOrder } from './settle.ts';

export type CardCall = {
  readonly orderId: string;
  /** The order's own first payment, or a new one after it was declined. */
  readonly paymentId: string;
  readonly card: string;
  readonly actor: string;
};

/**
 * Asks the provider for the money of an order that awaits it, and places the order with the answer. Without an answer the order goes on
 * waiting: the sweep asks by our id. Another attempt brings a payment id of its own; repeatable by that. That the caller may pay this
 * order is theirs to check. Refuses `orders.not_found`, `orders.expired`, `orders.payment` (another attempt is still under way),
 * `orders.declined`.
 */
export async function payOrder(database: Database, call: CardCall): Promise<OrderBrief> {
  const { orderId, paymentId, card, actor } = call;
  const order = (await orderBrief(database, orderId)) ?? refuse('orders.not_found', { detail: orderId });
  if (order.state === 'cancelled') refuse('orders.expired', { detail: order.number });
  if (order.state !== 'awaiting_payment') return order;
  const known = await paymentsOf(database, orderId);
  if (!known.some((payment) => payment.paymentId === paymentId))
    await database.transaction({ actor }, (tx) => openAnother(tx, order, paymentId));
  const result = await authorisePayment(database, { paymentId, card });
  if (result.state !== 'unknown') unwrap(await settleOrder(database, { ...result.settlement, orderId }));
  if (result.state === 'declined') refuse('orders.declined', { detail: result.code ?? 'declined' });
  return must(await orderBrief(database, orderId), orderId);
}

/** Another payment of an order whose earlier ones came to nothing. */
async function openAnother(tx: Tx, order: OrderBrief, paymentId: string): Promise<void> {
  const before = await lockPayments(tx, [order.orderId]);
  if (before.some((payment) => payment.method !== 'card' || !cameToNothing(payment)))
    refuse('orders.payment', { detail: 'an earlier payment is still open' });
  const { minor: amountMinor, currency } = order.total;
  const wanted = {
    paymentId,
    orderId: order.orderId,
    method: 'card',
    provider: 'pretend',
    amountMinor,
    currency,
  } as const;
  unwrap(must((await openPayments(tx, [wanted]))[0], 'an outcome'));
  const [head] = await lockHeads(tx, [order.orderId]);
  if (head?.state !== 'awaiting_payment') refuse('orders.expired', { detail: order.number });
}

/** Declined, or given up before any money was set aside. */
export const cameToNothing = (payment: Pick<Payment, 'state'>): boolean =>
  payment.state === 'declined' || payment.state === 'failed' || payment.state === 'voided';
