/** Paying an order by card: command, call, command. The payment's row stands before the provider is asked. */
import type { Database, Tx } from '#base/db';
import { must } from '#base/assert';
import { crashPoint } from '#base/crash-point';
import { timeline } from '#base/journal';
import { refuse, unwrap } from '#base/refusal';
import {
  authorisePayment,
  lockPayments,
  openPayments,
  paymentSettings,
  paymentsOf,
  settlePayments,
  type Payment,
  type ProviderName,
} from '#payments';
import type { OrderState } from './model.ts';
import { orderBrief, type OrderBrief } from './queries.ts';
import { lockHeads, settleOrder } from './settle.ts';

export type CardCall = {
  readonly orderId: string;
  /** The order's own first payment, or a new one after it was declined. */
  readonly paymentId: string;
  readonly card: string;
  readonly actor: string;
  /** The order as the caller has just read it. */
  readonly seen?: OrderBrief | undefined;
};

/**
 * Asks the provider for the money of an order that awaits it, and places the order with the answer. Without an answer the order goes on
 * waiting: the sweep asks by our id. Another attempt brings a payment id of its own; repeatable by that. That the caller may pay this
 * order is theirs to check. Refuses `orders.not_found`, `orders.expired`, `orders.payment` (another attempt is still under way),
 * `orders.declined`.
 */
export async function payOrder(database: Database, call: CardCall): Promise<OrderBrief> {
  const { orderId, paymentId, card, actor } = call;
  const order = call.seen ?? (await orderBrief(database, orderId)) ?? refuse('orders.not_found', { detail: orderId });
  const known = await paymentsOf(database, orderId);
  const mine = known.find((payment) => payment.paymentId === paymentId);
  if (order.state === 'cancelled' && !mine?.claimedAt) refuse('orders.expired', { detail: order.number });
  if (order.state !== 'awaiting_payment') return { ...order, state: await stateWhenPaid(database, order) };
  if (!mine) await database.transaction({ actor }, (tx) => openAnother(tx, order, paymentId));
  const result = await authorisePayment(database, { paymentId, card });
  if (result.state === 'unknown') return must(await orderBrief(database, orderId), orderId);
  const settled = unwrap(await settleOrder(database, { ...result.settlement, orderId }));
  crashPoint('orders.pay.settled');
  if (result.state === 'declined') refuse('orders.declined', { detail: result.code ?? 'declined' });
  // A person cancelled it meanwhile: what then counts is whether this payment had placed it before.
  return settled.state === 'cancelled'
    ? payOrder(database, { ...call, seen: undefined })
    : { ...order, state: settled.state };
}

/** What its payment made of an order, as the journal has it: a repetition is told that, whatever has become of the order since. */
async function stateWhenPaid(database: Database, { orderId, state }: OrderBrief): Promise<OrderState> {
  const facts = (await timeline(database, orderId, 1_000)).filter((fact) => fact.subjectId === orderId);
  const paid = facts.findLast((fact) => fact.type === 'orders.placed' || fact.type === 'orders.needs_decision');
  if (!paid) return state;
  return paid.type === 'orders.placed' ? 'placed' : 'needs_decision';
}

/** What stands beside the money that an order waits for: what gift cards have set aside, and the rest beside a deposit, promised or owed. */
const isAside = ({ method, state }: Payment): boolean =>
  (method === 'gift_card' && state === 'authorised') ||
  (method === 'promise' && state === 'promised') ||
  (method === 'account' && state === 'captured');

/** What an order that waits for its money waits for, minor units. */
export const dueFirst = (totalMinor: number, payments: readonly Payment[]): number =>
  totalMinor - payments.filter(isAside).reduce((sum, payment) => sum + payment.amountMinor, 0);

/** Another payment of an order whose earlier ones came to nothing. */
export async function openAnother(tx: Tx, order: OrderBrief, paymentId: string): Promise<void> {
  const before = await lockPayments(tx, [order.orderId]);
  if (before.some((payment) => payment.paymentId === paymentId)) return; // the same call, at the same time, was first
  const others = before.filter((payment) => payment.method !== 'gift_card' && !isAside(payment));
  const mayFollow = (payment: Payment): boolean =>
    (payment.method === 'card' || payment.method === 'transfer') && cameToNothing(payment);
  if (!others.every(mayFollow)) refuse('orders.payment', { detail: 'an earlier payment is still open' });
  const { currency } = order.total;
  const wanted = {
    paymentId,
    orderId: order.orderId,
    method: 'card',
    provider: (await paymentSettings(tx.database)).cardProvider,
    amountMinor: dueFirst(order.total.minor, before),
    currency,
    ...(before.some((payment) => payment.purpose === 'deposit') ? { purpose: 'deposit' as const } : {}),
  } as const;
  unwrap(must((await openPayments(tx, [wanted]))[0], 'an outcome'));
  const [head] = await lockHeads(tx, [order.orderId]);
  if (head?.state !== 'awaiting_payment') refuse('orders.expired', { detail: order.number });
  // Another attempt may have begun between our look and the order's lock: of two at once one is refused.
  const now = await paymentsOf(tx, order.orderId);
  if (now.some((payment) => payment.paymentId !== paymentId && payment.method === 'card' && !cameToNothing(payment)))
    refuse('orders.payment', { detail: 'an earlier payment is still open' });
}

/**
 * A transfer that is awaited for an order is not waited for any more: the order may be paid by card. What comes of it all the same is a late
 * transfer, which a person decides of. Again it changes nothing. Refuses `orders.not_found`, `orders.expired` (the order awaits no payment).
 */
export async function giveUpTransfer(tx: Tx, { orderId }: { readonly orderId: string }): Promise<void> {
  const payments = await lockPayments(tx, [orderId]);
  const [head] = await lockHeads(tx, [orderId]);
  if (!head) refuse('orders.not_found', { detail: orderId });
  if (head.state !== 'awaiting_payment') refuse('orders.expired', { detail: head.state });
  const awaited = payments.filter(({ method, state }) => method === 'transfer' && state === 'promised');
  await settlePayments(
    tx,
    awaited.map(({ paymentId }) => ({ paymentId, state: 'voided', code: 'changed' })),
    true,
  );
}

/** Declined, or given up before any money was set aside. */
export const cameToNothing = (payment: Pick<Payment, 'state'>): boolean =>
  payment.state === 'declined' || payment.state === 'failed' || payment.state === 'voided';

/** Through whom a shopper's order is paid. */
export async function providerFor(database: Database, method: 'card' | 'promise' | 'transfer'): Promise<ProviderName> {
  if (method === 'card') return (await paymentSettings(database)).cardProvider;
  return method === 'transfer' ? 'bank-transfer' : 'promise';
}
