/** A deposit that staff ask for on an order that is promised to be paid later: a part of the promise becomes due now, by link. */
import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { lockPayments } from '#payments';
import { entriesOf, owingOf, squareUp } from './balance.ts';
import { writeEntries } from './balance-entries.ts';
import { lockHeads } from './settle.ts';

export type AskDeposit = {
  readonly orderId: string;
  /** The caller's: the same id is the same deposit. */
  readonly depositId: string;
  /** Of the order's total, minor units. */
  readonly minor: number;
};

/**
 * Makes a part of what is promised due now, before the goods: whoever has a payment link pays it, and its document is a deposit invoice. Nothing
 * of the order has left. Refuses `orders.not_found`, `orders.not_placed`, `orders.shipped`, `orders.nothing_promised` (with what is
 * promised). Repeatable by `depositId`.
 */
export async function askDeposit(tx: Tx, { orderId, depositId, minor }: AskDeposit): Promise<void> {
  const payments = await lockPayments(tx, [orderId]);
  const [head] = await lockHeads(tx, [orderId]);
  if (!head) refuse('orders.not_found', { detail: orderId });
  const marker = `${depositId}:deposit`;
  if ((await entriesOf(tx, orderId)).has(marker)) return;
  if (head.state !== 'placed') refuse('orders.not_placed', { detail: head.state });
  const [gone] = await tx.query(sql`SELECT 1 FROM orders.line WHERE order_id = ${orderId} AND shipped > 0 LIMIT 1`);
  if (gone) refuse('orders.shipped', { detail: orderId });
  const promised = payments
    .filter(({ method, state }) => method === 'promise' && state === 'promised')
    .toSorted((a, b) => b.amountMinor - a.amountMinor)[0];
  const { currency } = await owingOf(tx, orderId);
  if (!promised || minor > promised.amountMinor)
    refuse('orders.nothing_promised', { promised: { minor: promised?.amountMinor ?? 0, currency } });
  const entries = await squareUp(
    tx,
    { orderId, currency },
    {
      endPromises: [{ paymentId: promised.paymentId, minor: promised.amountMinor }],
      promiseMinor: promised.amountMinor - minor,
      ...{ lowers: [], refunds: [], balanceMinor: minor },
    },
  );
  await writeEntries(tx, orderId, [...entries, { entryId: marker, kind: 'asked', minor: 0 }]);
  await tx.query(sql`UPDATE orders.order SET version = version + 1 WHERE order_id = ${orderId}`);
  announce(tx, {
    type: 'orders.deposit_asked',
    subjectKind: 'order',
    subjectId: orderId,
    version: head.version + 1,
    channelId: head.channelId,
    mentions: head.customerId === null ? [] : [head.customerId],
    body: { depositId, minor, currency },
  });
}
