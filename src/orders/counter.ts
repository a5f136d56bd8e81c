/** Money of an order that is paid or given back at a counter: what was promised for it, and what its changes cost. */
import { must } from '#base/assert';
import { sql, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { money, type Money } from '#base/money';
import { refuse, unwrap } from '#base/refusal';
import { lockPayments, openPayments, openRefunds, paymentsById, paymentsOfOrders, type Payment } from '#payments';
import { claimAsked, entriesOf, giveBackOwed, owingOf, writePaid } from './balance.ts';
import { writeEntries } from './balance-entries.ts';
import { squareOf } from './edit-money.ts';
import { cameToNothing } from './pay.ts';
import { lockHeads, type Head } from './settle.ts';

type Known = Pick<Payment, 'state' | 'amountMinor'>;

/** What its buyer owes, minor units: promises that stand, and the balance of its changes; below zero, we owe it. */
const dueMinorOf = (balanceMinor: number, payments: readonly Known[]): number =>
  payments.reduce((sum, one) => sum + (one.state === 'promised' ? one.amountMinor : 0), balanceMinor);

/** What is owed for placed orders, by id: above zero by their buyers, below zero by us. Others are absent. */
export async function duesOf(db: Db, orderIds: readonly string[]): Promise<Map<string, Money>> {
  const rows = await db.query<{ orderId: string; currency: string; balanceMinor: number }>(sql`
    SELECT order_id AS "orderId", currency, balance_minor AS "balanceMinor" FROM orders.order
    WHERE order_id = ANY(${orderIds}::text[]) AND state = 'placed'`);
  const payments = await paymentsOfOrders(
    db,
    rows.map((row) => row.orderId),
  );
  return new Map(
    rows.map(({ orderId, currency, balanceMinor }) => [
      orderId,
      money(dueMinorOf(balanceMinor, payments.get(orderId) ?? []), currency),
    ]),
  );
}

export type CounterPayment = {
  readonly orderId: string;
  /** The caller's: the same id is the same payment. */
  readonly paymentId: string;
  /** The till that takes it. */
  readonly deviceId: string;
  /** What its buyer was told they owe, minor units. */
  readonly dueMinor: number;
};

/** Refuses `orders.payment` while a card that was asked for the balance may still bring money. */
function refuseOpen(payments: readonly Payment[], entries: ReadonlySet<string>): void {
  const open = payments.some(
    (one) =>
      entries.has(one.paymentId) &&
      !entries.has(`${one.paymentId}:paid`) &&
      !cameToNothing(one) &&
      one.method === 'card',
  );
  if (open) refuse('orders.payment', { detail: 'an earlier payment is still open' });
}

/** The order is locked: it stands, and what is due is what was told. */
function checkDue(head: Head | undefined, orderId: string, told: number, due: Money): Head {
  if (!head) refuse('orders.not_found', { detail: orderId });
  if (head.state !== 'placed' || due.minor === 0) refuse('orders.nothing_due', { detail: head.state });
  if (due.minor !== told) refuse('orders.due_changed', { detail: String(due.minor), due });
  return head;
}

/**
 * Opens the card payment of all that is due, before the terminal is asked. True when it has been taken already. Refuses
 * `orders.not_found`, `orders.nothing_due`, `orders.due_changed` (with what is due), `orders.payment` (another card is under way).
 */
export async function openCardAtCounter(tx: Tx, call: CounterPayment): Promise<boolean> {
  const { orderId, paymentId, deviceId, dueMinor } = call;
  const payments = await lockPayments(tx, [orderId]);
  const entries = await entriesOf(tx, orderId);
  const mine = payments.find((payment) => payment.paymentId === paymentId);
  if (mine && !entries.has(paymentId)) refuse('orders.payment', { detail: 'it pays for something else' });
  if (mine) return entries.has(`${paymentId}:paid`);
  refuseOpen(payments, entries);
  const { balanceMinor, currency } = await owingOf(tx, orderId);
  if (dueMinorOf(balanceMinor, payments) > 0) {
    const wanted = { paymentId, orderId, currency, deviceId, amountMinor: dueMinorOf(balanceMinor, payments) };
    unwrap(must((await openPayments(tx, [{ ...wanted, method: 'card', provider: 'pretend' }]))[0], 'an outcome'));
  }
  const [head] = await lockHeads(tx, [orderId]);
  checkDue(head, orderId, dueMinor, money(dueMinorOf((await owingOf(tx, orderId)).balanceMinor, payments), currency));
  await writeEntries(tx, orderId, [{ entryId: paymentId, kind: 'asked', minor: 0 }]);
  return false;
}

/**
 * Takes all that is due, in cash into the drawer of a till, or by a card that `openCardAtCounter` opened and that was approved. What was
 * promised for it is promised no longer. Refuses like `openCardAtCounter`, and `orders.payment` when the card's money is not there.
 */
export async function takeAtCounter(
  tx: Tx,
  call: CounterPayment & { readonly method: 'cash' | 'card' },
): Promise<Money> {
  const { orderId, paymentId, deviceId, dueMinor, method } = call;
  if (method === 'card') {
    await claimAsked(tx, [orderId]);
    const [mine] = await paymentsById(tx, [paymentId]);
    const paid = (await entriesOf(tx, orderId)).has(`${paymentId}:paid`);
    if (!mine || !paid || mine.orderId !== orderId || mine.amountMinor !== dueMinor)
      refuse('orders.payment', { detail: mine ? `the card is ${mine.state}` : 'no such payment' });
    return money(mine.amountMinor, mine.currency);
  }
  const payments = await lockPayments(tx, [orderId]);
  refuseOpen(payments, await entriesOf(tx, orderId));
  const { balanceMinor, currency } = await owingOf(tx, orderId);
  const amountMinor = dueMinorOf(balanceMinor, payments);
  if (amountMinor <= 0) refuse('orders.nothing_due', { detail: orderId });
  const wanted = { paymentId, orderId, currency, deviceId, amountMinor, method, provider: 'cash' as const };
  const taken = unwrap(must((await openPayments(tx, [wanted]))[0], 'an outcome'));
  const [locked] = await lockHeads(tx, [orderId]);
  const now = dueMinorOf((await owingOf(tx, orderId)).balanceMinor, payments);
  const head = checkDue(locked, orderId, dueMinor, money(now, currency));
  if (now !== amountMinor) refuse('orders.due_changed', { detail: String(now), due: money(now, currency) });
  await writePaid(tx, head, [taken]);
  await giveBackOwed(tx, orderId, payments);
  return money(amountMinor, currency);
}

export type GivenBack = { readonly paymentId: string; readonly method: 'cash' | 'card'; readonly minor: number };

/**
 * Gives back what we owe for the changes of an order: to the cards it was paid with, as far as they go; the rest, where it was paid in
 * cash, out of the drawer of this till. Refuses `orders.nothing_due`, `orders.due_changed`, `payments.drawer_short`.
 */
export async function giveBackAtCounter(
  tx: Tx,
  call: Pick<CounterPayment, 'orderId' | 'deviceId' | 'dueMinor'>,
): Promise<GivenBack[]> {
  const { orderId, deviceId, dueMinor } = call;
  const payments = await lockPayments(tx, [orderId]);
  const { balanceMinor, currency } = await owingOf(tx, orderId);
  if (dueMinorOf(balanceMinor, payments) >= 0) refuse('orders.nothing_due', { detail: orderId });
  const { refunds, balanceMinor: left } = squareOf(balanceMinor, payments, 'link');
  const cash = cashBack(-left, payments).map((one) => ({ ...one, refundId: newId('rfd') }));
  const asked = cash.map((one) => ({ ...one, currency, deviceId, reason: 'changed' }));
  for (const outcome of await openRefunds(tx, asked, true)) unwrap(outcome);
  const [head] = await lockHeads(tx, [orderId]);
  const now = (await owingOf(tx, orderId)).balanceMinor;
  checkDue(head, orderId, dueMinor, money(dueMinorOf(now, payments), currency));
  if (now !== balanceMinor) refuse('orders.due_changed', { detail: String(now) });
  await writeEntries(
    tx,
    orderId,
    cash.map(({ refundId, minor }) => ({ entryId: refundId, kind: 'refund', minor })),
  );
  await giveBackOwed(tx, orderId, payments);
  const given = (method: 'cash' | 'card') => (one: { paymentId: string; minor: number }) => ({
    ...{ paymentId: one.paymentId, minor: one.minor, method },
  });
  const back = [...refunds.map(given('card')), ...cash.map(given('cash'))];
  return back.length > 0
    ? back
    : refuse('orders.nothing_due', { detail: 'it was paid in no way that we give back by' });
}

/** Which cash payments give back how much, the last first. */
function cashBack(owedMinor: number, payments: readonly Payment[]): { paymentId: string; minor: number }[] {
  let owed = owedMinor;
  return payments
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .flatMap(({ paymentId, method, capturedMinor, refundedMinor, refundingMinor }) => {
      const left = method === 'cash' ? capturedMinor - refundedMinor - refundingMinor : 0;
      const minor = Math.min(owed, left);
      if (minor <= 0) return [];
      owed -= minor;
      return [{ paymentId, minor }];
    });
}
