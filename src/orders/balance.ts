/**
 * What is owed for the changes of an order: entries whose sum is its balance. A change adds what it costs, a payment or promise takes
 * away what it pays, a refund adds what it gives back; each is written once, under the lock of the order.
 */
import { must } from '#base/assert';
import { sql, type Database, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce, type JournalEvent } from '#base/journal';
import { refuse, unwrap } from '#base/refusal';
import {
  authorisePayment,
  claimPayments,
  isReleased,
  lockPayments,
  lowerHeld,
  openPayments,
  openRefunds,
  paymentsById,
  paymentSettings,
  settlePayments,
  type Payment,
} from '#payments';
import { asksDeposit, writeEntries, type Entry } from './balance-entries.ts';
import { squareOf, type Squaring } from './edit-money.ts';
import { cameToNothing } from './pay.ts';
import { lockHeads, type Head } from './settle.ts';

/** Does what was decided of the money; the order and its payments are locked. Returns the entries that say so. */
export async function squareUp(
  tx: Tx,
  order: { readonly orderId: string; readonly currency: string },
  { endPromises: ended, promiseMinor, lowers, refunds }: Squaring,
): Promise<Entry[]> {
  const { orderId, currency } = order;
  const entries: Entry[] = ended.map(({ paymentId, minor }) => ({
    entryId: `${paymentId}:ended`,
    kind: 'promise_ended',
    minor,
  }));
  await settlePayments(
    tx,
    ended.map(({ paymentId }) => ({ paymentId, state: 'voided', code: 'changed' })),
    true,
  );
  if (promiseMinor > 0) {
    const paymentId = newId('pay');
    const wanted = { paymentId, orderId, currency, amountMinor: promiseMinor };
    unwrap(must((await openPayments(tx, [{ ...wanted, method: 'promise', provider: 'promise' }]))[0], 'an outcome'));
    entries.push({ entryId: paymentId, kind: 'promised', minor: -promiseMinor });
  }
  for (const { paymentId, minor } of await lowerHeld(tx, lowers))
    entries.push({ entryId: `${paymentId}:${newId('low')}`, kind: 'unheld', minor });
  const asked = refunds.map((refund) => ({ ...refund, refundId: newId('rfd'), currency, reason: 'changed' }));
  for (const outcome of await openRefunds(tx, asked, true)) unwrap(outcome);
  return [...entries, ...asked.map(({ refundId, minor }): Entry => ({ entryId: refundId, kind: 'refund', minor }))];
}

type Owing = { currency: string; balanceMinor: number };

/** What stands to be paid or given back for an order’s changes. Refuses `orders.not_found`. */
export async function owingOf(db: Db, orderId: string): Promise<Owing> {
  const rows = await db.query<Owing>(sql`
    SELECT currency, balance_minor AS "balanceMinor" FROM orders.order WHERE order_id = ${orderId}`);
  return rows[0] ?? refuse('orders.not_found', { detail: orderId });
}

/** Gives back what is owed and can be given back; the order and its payments are locked. */
export async function giveBackOwed(tx: Tx, orderId: string, payments: readonly Payment[]): Promise<void> {
  const { balanceMinor, currency } = await owingOf(tx, orderId);
  if (balanceMinor >= 0) return;
  const squaring = squareOf(balanceMinor, payments, 'link');
  await writeEntries(tx, orderId, await squareUp(tx, { orderId, currency }, squaring));
}

/**
 * A person says that what is owed to a buyer is to be given back now: what failed before, what had waited for a card. What lies as cash
 * stays owed. Refuses `orders.not_found`. Repeatable: what is under way is not owed any more.
 */
export async function settleBalance(tx: Tx, { orderId }: { readonly orderId: string }): Promise<void> {
  const payments = await lockPayments(tx, [orderId]);
  const [head] = await lockHeads(tx, [orderId]);
  if (!head) refuse('orders.not_found', { detail: orderId });
  await giveBackOwed(tx, orderId, payments);
}

export type BalanceCall = {
  readonly orderId: string;
  /** The caller's: the same id is the same attempt. */
  readonly paymentId: string;
  readonly card: string;
  readonly actor: string;
};
export type BalancePaid = { readonly paymentId: string; readonly state: 'paid' | 'pending'; readonly dueMinor: number };

/**
 * Pays by card what is due for the changes of an order: command, call, command, as its first payment was. Without an answer it is
 * `pending`, and the sweep asks by our id. Refuses `orders.not_found`, `orders.nothing_due`, `orders.payment` (another attempt is under
 * way), `orders.declined`. That the caller may pay it is theirs to check.
 */
export async function payBalance(database: Database, call: BalanceCall): Promise<BalancePaid> {
  const { orderId, paymentId, card, actor } = call;
  const done = await database.transaction({ actor, commandId: paymentId }, (tx) => askBalance(tx, orderId, paymentId));
  const dueNow = async () => Math.max(0, (await owingOf(database, orderId)).balanceMinor);
  if (done) return { paymentId, state: 'paid', dueMinor: await dueNow() };
  const result = await authorisePayment(database, { paymentId, card });
  if (result.state === 'unknown') return { paymentId, state: 'pending', dueMinor: await dueNow() };
  await database.transaction({ actor, commandId: paymentId }, async (tx) => {
    await settlePayments(tx, [result.settlement]);
    await claimAsked(tx, [orderId]);
  });
  if (result.state === 'declined') refuse('orders.declined', { detail: result.code ?? 'declined' });
  return { paymentId, state: 'paid', dueMinor: await dueNow() };
}

/** Opens the payment of what is due, once. True when it is paid already. */
export async function askBalance(tx: Tx, orderId: string, paymentId: string): Promise<boolean> {
  const payments = await lockPayments(tx, [orderId]);
  const entries = await entriesOf(tx, orderId);
  const mine = payments.find((payment) => payment.paymentId === paymentId);
  if (mine) {
    if (!entries.has(paymentId)) refuse('orders.payment', { detail: 'it pays for something else' });
    return entries.has(`${paymentId}:paid`);
  }
  const { balanceMinor, currency } = await owingOf(tx, orderId);
  if (balanceMinor > 0) {
    const open = payments.some(
      (payment) =>
        entries.has(payment.paymentId) &&
        payment.method === 'card' &&
        !cameToNothing(payment) &&
        !entries.has(`${payment.paymentId}:paid`),
    );
    if (open) refuse('orders.payment', { detail: 'an earlier payment is still open' });
    const wanted = { paymentId, orderId, currency, amountMinor: balanceMinor };
    const { cardProvider } = await paymentSettings(tx.database);
    const purpose = asksDeposit(entries) ? { purpose: 'deposit' as const } : {};
    const card = { ...wanted, ...purpose, method: 'card', provider: cardProvider } as const;
    unwrap(must((await openPayments(tx, [card]))[0], 'an outcome'));
  }
  const [head] = await lockHeads(tx, [orderId]);
  if (!head) refuse('orders.not_found', { detail: orderId });
  const now = await owingOf(tx, orderId);
  if (head.state !== 'placed' || now.balanceMinor <= 0 || now.balanceMinor !== balanceMinor)
    refuse('orders.nothing_due', { detail: head.state });
  // Another attempt may have begun between our look and the order's lock: of two at once one is refused.
  const since = await entriesOf(tx, orderId);
  const others = [...since].filter((entry) => !entries.has(entry) && entry.startsWith('pay_'));
  if (others.length > 0) refuse('orders.payment', { detail: 'another payment has just begun' });
  await writeEntries(tx, orderId, [{ entryId: paymentId, kind: 'asked', minor: 0 }]);
  return false;
}

/**
 * What is still due of an order is awaited as a transfer: money that has come without being asked for pays it by that. The same id again
 * awaits the same. Refuses `orders.not_found`, `orders.nothing_due`, `orders.payment` (the id pays for something else).
 */
export async function awaitTransfer(
  tx: Tx,
  { orderId, paymentId }: { readonly orderId: string; readonly paymentId: string },
): Promise<{ dueMinor: number; currency: string }> {
  const payments = await lockPayments(tx, [orderId]);
  const mine = payments.find((payment) => payment.paymentId === paymentId);
  if (mine && mine.method !== 'transfer') refuse('orders.payment', { detail: 'it pays for something else' });
  if (mine) return { dueMinor: mine.amountMinor, currency: mine.currency };
  const { balanceMinor, currency } = await owingOf(tx, orderId);
  if (balanceMinor > 0) {
    const wanted = { paymentId, orderId, currency, amountMinor: balanceMinor };
    const asked = { ...wanted, method: 'transfer', provider: 'bank-transfer' } as const;
    unwrap(must((await openPayments(tx, [asked]))[0], 'an outcome'));
  }
  const [head] = await lockHeads(tx, [orderId]);
  const now = (await owingOf(tx, orderId)).balanceMinor;
  if (head?.state !== 'placed' || now <= 0 || now !== balanceMinor)
    refuse('orders.nothing_due', { detail: head?.state ?? '' });
  await writeEntries(tx, orderId, [{ entryId: paymentId, kind: 'promised', minor: -balanceMinor }]);
  return { dueMinor: balanceMinor, currency };
}

/** The ids of what is written of an order’s balance. */
export async function entriesOf(db: Db, orderId: string): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    sql`SELECT entry_id AS id FROM orders.balance WHERE order_id = ${orderId}`,
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Takes the money of payments that were asked for these orders' balances and has come; what then is too much, because the change was
 * undone meanwhile, goes back. An order that is no more takes nothing: its payments were released.
 */
export async function claimAsked(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const payments = await lockPayments(tx, orderIds);
  const asked = await tx.query<{ orderId: string; entryId: string }>(sql`
    SELECT b.order_id AS "orderId", b.entry_id AS "entryId" FROM orders.balance b
    WHERE b.order_id = ANY(${orderIds}::text[]) AND b.kind = 'asked'
      AND NOT EXISTS (SELECT 1 FROM orders.balance p WHERE p.order_id = b.order_id AND p.entry_id = b.entry_id || ':paid')`);
  const waiting = new Set(asked.map((row) => row.entryId));
  const come = payments.filter((payment) => {
    const { paymentId, state } = payment;
    return waiting.has(paymentId) && !isReleased(payment) && (state === 'authorised' || state === 'captured');
  });
  const claims = await claimPayments(
    tx,
    come.map(({ paymentId }) => paymentId),
  );
  const heads = await lockHeads(tx, orderIds);
  for (const head of heads) {
    const mine = payments.filter(({ orderId }) => orderId === head.orderId);
    const paid = claims.flatMap((claim) =>
      claim.ok && claim.value.claimed && claim.value.orderId === head.orderId ? [claim.value.paymentId] : [],
    );
    if (head.state !== 'placed') continue;
    await writePaid(
      tx,
      head,
      mine.filter(({ paymentId }) => paid.includes(paymentId)),
    );
    await giveBackOwed(tx, head.orderId, mine);
  }
}

/** Writes down that these payments paid what was due; the order is locked. */
export async function writePaid(tx: Tx, head: Head, payments: readonly Payment[]): Promise<void> {
  const [first] = payments;
  if (!first) return;
  await writeEntries(
    tx,
    head.orderId,
    payments.map(({ paymentId, amountMinor }) => ({ entryId: `${paymentId}:paid`, kind: 'paid', minor: -amountMinor })),
  );
  await tx.query(sql`
    UPDATE orders.pay_link SET used_at = ${tx.now}::timestamptz WHERE order_id = ${head.orderId} AND minor IS NOT NULL AND used_at IS NULL`);
  await tx.query(sql`UPDATE orders.order SET version = version + 1 WHERE order_id = ${head.orderId}`);
  announce(tx, {
    type: 'orders.balance_paid',
    subjectKind: 'order',
    subjectId: head.orderId,
    version: head.version + 1,
    channelId: head.channelId,
    mentions: head.customerId === null ? [] : [head.customerId],
    body: { minor: payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0), currency: first.currency },
  });
}

/**
 * What became of payments, for the balances of changed orders: a payment that was asked for and came is taken, a card that has been
 * charged gives back what was waiting for that, and a refund that failed is owed again until a person says to try once more.
 */
export async function onPaymentsForBalance(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const failed = events.filter(({ type }) => type === 'payments.refund_failed');
  const told = await paymentsById(
    tx,
    events.map(({ subjectId }) => subjectId),
  );
  const changed = await tx.query<{ orderId: string }>(sql`
    SELECT DISTINCT order_id AS "orderId" FROM orders.balance WHERE order_id = ANY(${told.map(({ orderId }) => orderId)}::text[])
    ORDER BY 1`);
  const orderIds = changed.map((row) => row.orderId);
  if (orderIds.length === 0) return;
  const settled = new Set(events.filter(({ type }) => type === 'payments.settled').map(({ subjectId }) => subjectId));
  const moved = told.filter(({ paymentId, orderId }) => settled.has(paymentId) && orderIds.includes(orderId));
  if (moved.length > 0) await claimAsked(tx, [...new Set(moved.map(({ orderId }) => orderId))].sort());
  await owedAgain(tx, orderIds, failed);
}

async function owedAgain(tx: Tx, orderIds: readonly string[], failed: readonly JournalEvent[]): Promise<void> {
  if (failed.length === 0) return;
  await lockHeads(tx, orderIds);
  const ids = failed.map(({ body }) => String((body as { refundId?: string }).refundId));
  const rows = await tx.query<{ orderId: string; entryId: string; minor: number }>(sql`
    SELECT order_id AS "orderId", entry_id AS "entryId", minor FROM orders.balance WHERE kind = 'refund' AND entry_id = ANY(${ids}::text[])
      AND order_id = ANY(${orderIds}::text[])`);
  for (const { orderId, entryId, minor } of rows)
    await writeEntries(tx, orderId, [{ entryId: `${entryId}:failed`, kind: 'refund_failed', minor: -minor }]);
}
