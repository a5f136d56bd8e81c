/**
 * Payment links that the house makes by itself: what a change leaves due, and no way of paying covers, is asked for by a link for just that
 * sum, which is mailed once; taken back, or changed again, the link is over.
 */
import { createHash } from 'node:crypto';
import { crockford } from '#base/ids';
import { sql, type Tx } from '#base/db';
import { announce, type JournalEvent } from '#base/journal';
import { DAY, msOf, plus } from '#base/time';
import { lockPayments } from '#payments';
import { owingOf, squareUp } from './balance.ts';
import { writeEntries } from './balance-entries.ts';
import { insertLink, endLink } from './pay-links.ts';
import { lockHeads, type Head } from './settle.ts';

/** For how long such a link is good, days. */
const DAYS = 14;

/** The id of the link for what a version of an order leaves due: the same fact, however often it is heard, is one link. */
const linkOf = (orderId: string, version: number, minor: number): string =>
  `lnk_${crockford(createHash('sha256').update(`${orderId}:${version}:${minor}`).digest().subarray(0, 17), 26)}`;

/** A change was made: what is due now has a link of its own, and those for other sums are over. What is older than a link lasts is history. */
export async function onEditedForLinks(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const fresh = events.filter(({ at }) => msOf(tx.now) - msOf(at) < DAYS * DAY);
  const last = new Map(fresh.map(({ subjectId, version }) => [subjectId, version ?? 0]));
  for (const head of await lockHeads(tx, [...last.keys()].sort()))
    await followDue(tx, head, last.get(head.orderId) ?? 0);
}

async function followDue(tx: Tx, { orderId, state }: Head, version: number): Promise<void> {
  const { balanceMinor } = await owingOf(tx, orderId);
  const dueMinor = state === 'placed' ? Math.max(0, balanceMinor) : 0;
  const own = await tx.query<{ linkId: string; minor: number }>(sql`
    SELECT link_id AS "linkId", minor FROM orders.pay_link
    WHERE order_id = ${orderId} AND minor IS NOT NULL AND revoked_at IS NULL AND used_at IS NULL AND expires_at > ${tx.now}::timestamptz`);
  for (const { linkId, minor } of own) if (minor !== dueMinor) await endLink(tx, { linkId, orderId });
  if (dueMinor === 0 || own.some(({ minor }) => minor === dueMinor)) return;
  const linkId = linkOf(orderId, version, dueMinor);
  const [known] = await tx.query(sql`SELECT 1 FROM orders.pay_link WHERE link_id = ${linkId}`);
  if (known) return;
  const times = { madeAt: tx.now, expiresAt: plus(tx.now, DAYS * DAY), revokedAt: null };
  await insertLink(tx, { linkId, orderId, madeBy: tx.caller.actor, minor: dueMinor, ...times });
}

/**
 * What orders that stand for goods given back were promised beside their worth becomes due now: nobody comes to a counter to pay it.
 * Repeatable; an order of which nothing is promised, or that is handed over in a store, stays as it is. Announces `orders.rest_due`.
 */
export async function askRest(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const payments = await lockPayments(tx, orderIds);
  const heads = await lockHeads(tx, orderIds);
  const sent = await tx.query<{ orderId: string; currency: string }>(sql`
    SELECT order_id AS "orderId", currency FROM orders.order
    WHERE order_id = ANY(${[...orderIds]}::text[]) AND state = 'placed' AND delivery->>'method' = 'delivery'`);
  for (const { orderId, channelId, customerId, version } of heads) {
    const currency = sent.find((one) => one.orderId === orderId)?.currency;
    const promised = payments.filter(
      (one) => one.orderId === orderId && one.method === 'promise' && one.state === 'promised',
    );
    if (currency === undefined || promised.length === 0) continue;
    const minor = promised.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const endPromises = promised.map(({ paymentId, amountMinor }) => ({ paymentId, minor: amountMinor }));
    const nothing = { promiseMinor: 0, lowers: [], refunds: [], balanceMinor: minor };
    await writeEntries(tx, orderId, await squareUp(tx, { orderId, currency }, { endPromises, ...nothing }));
    await tx.query(sql`UPDATE orders.order SET version = version + 1 WHERE order_id = ${orderId}`);
    announce(tx, {
      ...{ type: 'orders.rest_due', subjectKind: 'order', subjectId: orderId, version: version + 1, channelId },
      mentions: customerId === null ? [] : [customerId],
      body: { minor, currency },
    });
  }
}
