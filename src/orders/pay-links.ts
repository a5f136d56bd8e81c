/**
 * Payment links: whoever has one pays what is due of one order now, by card, without an account. The secret is `<link id>.<signature>` under
 * the house's sealed key: made anew whenever it is shown, kept nowhere, worth nothing once the link is over.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { must } from '#base/assert';
import { maybeOne, sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { clock, DAY, msOf, plus, type Instant } from '#base/time';
import { dueFirst, giveUpTransfer, openAnother, payOrder } from './pay.ts';
import { askBalance, owingOf, payBalance } from './balance.ts';
import { lockHeads } from './settle.ts';
import { findOrder, orderBrief, type Order } from './queries.ts';
import { orderSecret } from './secret.ts';
import { openPage, paymentsOf } from '#payments';

export type PayLink = {
  readonly linkId: string;
  readonly orderId: string;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
  /** For this sum alone, minor units; null: for whatever is due. */
  readonly minor: number | null;
};
const columns = sql`link_id AS "linkId", order_id AS "orderId", made_by AS "madeBy", made_at AS "madeAt", expires_at AS "expiresAt",
  revoked_at AS "revokedAt", minor`;

async function signature(database: Database, linkId: string): Promise<string> {
  const mac = createHmac('sha256', await orderSecret(database)).update(`pay link ${linkId}`);
  return mac.digest('base64url').slice(0, 32);
}

/** The secret of a link: 26 characters of its id and 192 bits that only this house can make. */
export async function payLinkSecret(database: Database, linkId: string): Promise<string> {
  return `${linkId.slice(4)}.${await signature(database, linkId)}`;
}

/**
 * Makes a link for an order, open for `days`. The same id again is the same link. Refuses `orders.not_found`, `orders.nothing_due`,
 * `request.id_reused` (the id is another order's).
 */
export async function makePayLink(
  tx: Tx,
  wanted: { readonly linkId: string; readonly orderId: string; readonly days: number },
): Promise<PayLink> {
  const { linkId, orderId, days } = wanted;
  const [head] = await lockHeads(tx, [orderId]);
  if (!head) refuse('orders.not_found', { detail: orderId });
  const known = await linkById(tx, linkId);
  if (known) return known.orderId === orderId ? known : refuse('request.id_reused', { detail: linkId });
  const { balanceMinor } = await owingOf(tx, orderId);
  if (head.state !== 'awaiting_payment' && !(head.state === 'placed' && balanceMinor > 0))
    refuse('orders.nothing_due', { detail: head.state });
  const link: PayLink = {
    ...{
      linkId,
      orderId,
      madeBy: tx.caller.actor,
      madeAt: tx.now,
      expiresAt: plus(tx.now, days * DAY),
      revokedAt: null,
      minor: null,
    },
  };
  await insertLink(tx, link);
  return link;
}

/** Writes a link down and tells of it, from which it is mailed; the order is locked. */
export async function insertLink(tx: Tx, link: PayLink): Promise<void> {
  const { linkId, orderId, madeBy, madeAt, expiresAt, minor } = link;
  await tx.query(sql`
    INSERT INTO orders.pay_link (link_id, order_id, made_by, made_at, expires_at, minor)
    VALUES (${linkId}, ${orderId}, ${madeBy}, ${madeAt}::timestamptz, ${expiresAt}::timestamptz, ${minor}::bigint)`);
  await tell(tx, orderId, 'link_made', { linkId, expiresAt, ...(minor === null ? {} : { minor }) });
}

/** Ends a link at once. Refuses `orders.link_unknown`; one that is over already stays as it is. */
export async function revokePayLink(tx: Tx, { linkId, orderId }: { linkId: string; orderId: string }): Promise<void> {
  await lockHeads(tx, [orderId]);
  const link = await linkById(tx, linkId);
  if (link?.orderId !== orderId) refuse('orders.link_unknown', { detail: linkId });
  if (link.revokedAt === null) await endLink(tx, { linkId, orderId });
}

/** Ends an open link and tells of it; the order is locked. */
export async function endLink(tx: Tx, { linkId, orderId }: { linkId: string; orderId: string }): Promise<void> {
  await tx.query(sql`UPDATE orders.pay_link SET revoked_at = ${tx.now}::timestamptz WHERE link_id = ${linkId}`);
  await tell(tx, orderId, 'link_revoked', { linkId });
}

async function tell(tx: Tx, orderId: string, what: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const [row] = await tx.query<{ version: number; channelId: string }>(sql`
    UPDATE orders.order SET version = version + 1 WHERE order_id = ${orderId} RETURNING version, channel_id AS "channelId"`);
  const { version, channelId } = must(row, orderId);
  announce(tx, { type: `orders.${what}`, subjectKind: 'order', subjectId: orderId, version, channelId, body });
}

async function linkById(db: Db, linkId: string): Promise<PayLink | undefined> {
  return maybeOne(db.query<PayLink>(sql`SELECT ${columns} FROM orders.pay_link WHERE link_id = ${linkId}`));
}

/** The links of an order, newest first. */
export async function payLinksOf(db: Db, orderId: string): Promise<PayLink[]> {
  return db.query<PayLink>(
    sql`SELECT ${columns} FROM orders.pay_link WHERE order_id = ${orderId} ORDER BY made_at DESC, link_id`,
  );
}

export type Payable = {
  readonly order: Order;
  /** `pay`: this much is due; `wait`: a payment is under way; `done`: nothing is; `over`: the link or the order is. */
  readonly state: 'pay' | 'wait' | 'done' | 'over';
  readonly dueMinor: number;
};

/** What a secret opens now; undefined for one that this house never made. Compared in constant time before anything is read. */
export async function payableBy(database: Database, secret: string): Promise<Payable | undefined> {
  const [, random = '', given = ''] = /^([0-9a-hjkmnp-tv-z]{26})\.([\w-]{32})$/.exec(secret) ?? [];
  const linkId = `lnk_${random}`;
  const right = await signature(database, linkId);
  if (given.length !== right.length || !timingSafeEqual(Buffer.from(given), Buffer.from(right))) return undefined;
  const link = await linkById(database, linkId);
  const order = link && (await findOrder(database, link.orderId));
  if (!link || !order) return undefined;
  if (link.revokedAt !== null || msOf(link.expiresAt) <= msOf(clock())) return { order, state: 'over', dueMinor: 0 };
  const payments = await paymentsOf(database, order.orderId);
  const dueMinor =
    order.state === 'awaiting_payment'
      ? dueFirst(order.total.minor, payments)
      : order.state === 'placed'
        ? Math.max(0, order.balanceMinor)
        : 0;
  if (order.state === 'cancelled') return { order, state: 'over', dueMinor: 0 };
  if (dueMinor === 0) return { order, state: 'done', dueMinor };
  if (link.minor !== null && link.minor !== dueMinor) return { order, state: 'over', dueMinor: 0 };
  // An order that is not placed yet may be paid by card instead of the transfer that is awaited, as on its own page.
  const open = payments.some(
    (payment) =>
      (payment.state === 'promised' && payment.method === 'transfer' && order.state === 'placed') ||
      (payment.method === 'card' &&
        (payment.state === 'unknown' || (payment.state === 'authorised' && payment.claimedAt === null))),
  );
  return { order, state: open ? 'wait' : 'pay', dueMinor };
}

/**
 * Pays what a link's order owes now by a card that our own form was given. Refuses `orders.link_unknown`, `orders.link_over`, and as
 * `payOrder` and `payBalance` do.
 */
export async function payByLink(
  database: Database,
  call: { readonly secret: string; readonly paymentId: string; readonly card: string },
): Promise<void> {
  const { secret, paymentId, card } = call;
  const { order, state } = (await payableBy(database, secret)) ?? refuse('orders.link_unknown');
  if (state === 'over') refuse('orders.link_over');
  if (state === 'done') return;
  await cardInstead(database, order);
  // An attempt that was opened with the order and never asked is the one that is paid.
  const first = (await paymentsOf(database, order.orderId)).find(
    (one) => one.method === 'card' && one.state === 'intent',
  );
  const asked = { orderId: order.orderId, paymentId: first?.paymentId ?? paymentId, card, actor: 'pay_link' };
  if (order.state === 'awaiting_payment') await payOrder(database, asked);
  else await payBalance(database, asked);
}

/** Who pays by card does not send the transfer that is awaited: what comes of it all the same waits for a person. */
async function cardInstead(database: Database, { orderId, state }: Order): Promise<void> {
  const isAwaited = (await paymentsOf(database, orderId)).some(
    (payment) => payment.method === 'transfer' && payment.state === 'promised',
  );
  if (isAwaited && state === 'awaiting_payment')
    await database.transaction({ actor: 'pay_link' }, (tx) => giveUpTransfer(tx, { orderId }));
}

/**
 * The provider's own page on which the link's order is paid, for providers that have one: no card number reaches us. An attempt that is
 * still open is taken up again, so that two clicks are one payment. Refuses as `payByLink`.
 */
export async function pageByLink(
  database: Database,
  call: { readonly secret: string; readonly paymentId: string; readonly lang: 'fr' | 'en'; readonly backUrl: string },
): Promise<{ url: string } | undefined> {
  const { order, state } = (await payableBy(database, call.secret)) ?? refuse('orders.link_unknown');
  if (state === 'over') refuse('orders.link_over');
  if (state !== 'pay') return undefined;
  await cardInstead(database, order);
  const { orderId, number } = order;
  const open = (await paymentsOf(database, orderId)).find(
    (payment) => payment.method === 'card' && payment.state === 'intent' && payment.provider === 'stripe',
  );
  const paymentId = open?.paymentId ?? call.paymentId;
  if (!open) {
    const brief = must(await orderBrief(database, orderId), orderId);
    await database.transaction({ actor: 'pay_link', commandId: paymentId }, async (tx) => {
      if (order.state === 'awaiting_payment') await openAnother(tx, brief, paymentId);
      else await askBalance(tx, orderId, paymentId);
    });
  }
  const page = { title: number, lang: call.lang, returnUrl: call.backUrl, cancelUrl: call.backUrl };
  return openPage(database, paymentId, page);
}
