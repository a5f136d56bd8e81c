/** What becomes of a card: blocked, moved to another, over, told to its buyer, kept in an account. */
import { lock, sql, type Database, type Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { refuse } from '#base/refusal';
import { clock, DAY, dayIn, plus, type Instant } from '#base/time';
import { settings } from '#org';
import { lockAccounts, newMovementId, postMovements } from '../ledger.ts';
import { openSealedCard, type Secret } from './code.ts';
import { balanceOfCard } from './issue.ts';
import { cardBar, EXPIRED, giftAccount, isCode, plainCode, VOUCHERS, type GiftCard } from './model.ts';
import { hashOfCode, hashOfPin } from './secret.ts';
import { cardColumns, changeCard, holdCard, insertCards, tellOfCard } from './write.ts';

/** Lost, or in doubt: it pays nothing until it is freed. What it holds stays. Repeatable. Refuses `payments.card_unknown`, `payments.card_moved`. */
export async function blockCard(tx: Tx, { cardId, reason }: { cardId: string; reason: string }): Promise<GiftCard> {
  const card = await holdCard(tx, cardId);
  if (card.state === 'moved') refuse('payments.card_moved');
  return card.state === 'blocked' ? card : changeCard(tx, { ...card, state: 'blocked', reason }, 'blocked');
}

/** It pays again. Repeatable. Refuses `payments.card_unknown`, `payments.card_moved`. */
export async function unblockCard(tx: Tx, { cardId }: { cardId: string }): Promise<GiftCard> {
  const card = await holdCard(tx, cardId);
  if (card.state === 'moved') refuse('payments.card_moved');
  return card.state === 'active' ? card : changeCard(tx, { ...card, state: 'active', reason: '' }, 'unblocked');
}

/**
 * A new card takes the place of a lost one: all that it holds moves, what is given back later goes to the new one, and the old code is
 * worth nothing. The new card's id is the caller's, so that it is made once. Refuses `payments.card_unknown`, `payments.card_moved`,
 * `payments.card_empty`.
 */
export async function moveCard(
  tx: Tx,
  { cardId, newCardId, reason }: { cardId: string; newCardId: string; reason: string },
): Promise<GiftCard> {
  const card = await holdCard(tx, cardId);
  if (card.movedTo === newCardId) return cardAt(tx, newCardId);
  if (card.state === 'moved') refuse('payments.card_moved');
  const minor = await balanceOfCard(tx, card);
  if (minor === 0) refuse('payments.card_empty');
  const { currency, expiresOn, customerId } = card;
  const [made] = await insertCards(tx, [
    { cardId: newCardId, currency, valueMinor: minor, expiresOn, customerId: customerId ?? undefined, reason: '' },
  ]);
  if (!made) refuse('request.id_reused', { detail: newCardId });
  const [from, to] = [giftAccount(cardId), giftAccount(newCardId)];
  await postMovements(tx, [{ movementId: newMovementId(), from, to, minor, currency, reason: 'moved' }]);
  await changeCard(tx, { ...card, state: 'moved', movedTo: newCardId, reason }, 'moved', { to: newCardId, minor });
  tellOfCard(tx, made, 'issued', { minor, from: cardId });
  return made;
}

async function cardAt(tx: Tx, cardId: string): Promise<GiftCard> {
  const [card] = await tx.query<GiftCard>(sql`SELECT ${cardColumns} FROM payments.card c WHERE card_id = ${cardId}`);
  return card ?? refuse('payments.card_unknown', { detail: cardId });
}

/** Code and PIN of a card, to be told to its buyer now; undefined when they were told before, or another code was given to it. */
export async function secretOfCard(
  database: Database,
  cardId: string,
): Promise<(Secret & { card: GiftCard }) | undefined> {
  const [row] = await database.query<GiftCard & { sealed: string | null }>(
    sql`SELECT ${cardColumns}, c.sealed FROM payments.card c WHERE card_id = ${cardId}`,
  );
  if (!row || row.sealed === null) return undefined;
  const { sealed, ...card } = row;
  return { ...openSealedCard(cardId, sealed), card };
}

/** They were told: from now on nobody can read them here. Repeatable. Refuses `payments.card_unknown`. */
export async function cardTold(tx: Tx, cardId: string): Promise<void> {
  const card = await holdCard(tx, cardId);
  if (card.toldAt !== null) return;
  await tx.query(
    sql`UPDATE payments.card SET sealed = NULL, told_at = ${tx.now}::timestamptz WHERE card_id = ${cardId}`,
  );
  await changeCard(tx, card, 'told');
}

/**
 * A blank card of plastic that was sold at a counter: the code printed on it becomes the code of a card nobody was told yet, with the PIN
 * under its scratch field, or without one where it has none. Refuses `payments.card_unknown`, `payments.card_code` (not a code),
 * `payments.card_told`, `payments.card_taken` (another card's code).
 */
export async function printCode(
  tx: Tx,
  { cardId, code: typed, pin }: { cardId: string; code: string; pin?: string | undefined },
): Promise<GiftCard> {
  const code = plainCode(typed);
  if (!isCode(code)) refuse('payments.card_code');
  const [hash, pinHash] = await Promise.all([
    hashOfCode(tx.database, code),
    pin === undefined ? null : hashOfPin(tx.database, cardId, pin),
  ]);
  const card = await holdCard(tx, cardId);
  const [twin] = await tx.query<{ cardId: string }>(
    sql`SELECT card_id AS "cardId" FROM payments.card WHERE code_hash = ${hash}`,
  );
  if (twin?.cardId === cardId) return card;
  if (twin) refuse('payments.card_taken');
  if (card.toldAt !== null) refuse('payments.card_told');
  await tx.query(sql`
    UPDATE payments.card SET code_hash = ${hash}, pin_hash = ${pinHash}, last4 = ${code.slice(-4)}, sealed = NULL, told_at = ${tx.now}::timestamptz
    WHERE card_id = ${cardId}`);
  return changeCard(tx, { ...card, hasPin: pinHash !== null, last4: code.slice(-4) }, 'told');
}

/** Whether a card has this code already: asked before a blank one is sold. */
export async function isCodeFree(database: Database, typed: string): Promise<boolean> {
  const code = plainCode(typed);
  if (!isCode(code)) return false;
  const rows = await database.query(
    sql`SELECT 1 FROM payments.card WHERE code_hash = ${await hashOfCode(database, code)}`,
  );
  return rows.length === 0;
}

/**
 * Cards that their buyer brings back: what they hold is ours again, and they pay nothing any more. Only untouched ones, those first that
 * nobody was told. Refuses `payments.card_spent` when fewer than that are left.
 */
export async function returnCards(
  tx: Tx,
  { orderId, lineNo, quantity }: { orderId: string; lineNo: number; quantity: number },
): Promise<void> {
  lock(tx, 'payments.card');
  const cards = await tx.query<GiftCard>(sql`
    SELECT ${cardColumns} FROM payments.card c WHERE order_id = ${orderId} AND line_no = ${lineNo} AND state <> 'moved'
    ORDER BY card_id FOR NO KEY UPDATE`);
  const currency = cards[0]?.currency ?? '';
  const accounts = cards.map(({ cardId }) => ({ account: giftAccount(cardId), currency }));
  const balances = await lockAccounts(tx, accounts);
  const whole = cards
    .filter(({ cardId, valueMinor }) => balances.get(`${giftAccount(cardId)} ${currency}`)?.balance === valueMinor)
    .toSorted((a, b) => Number(a.toldAt !== null) - Number(b.toldAt !== null))
    .slice(0, quantity);
  if (whole.length < quantity) refuse('payments.card_spent', { left: whole.length });
  await postMovements(
    tx,
    whole.map(({ cardId, valueMinor }) => ({
      ...{ movementId: newMovementId(), from: giftAccount(cardId), to: VOUCHERS, minor: valueMinor, currency, orderId },
      reason: 'returned',
    })),
  );
  for (const card of whole)
    await changeCard(tx, { ...card, state: 'blocked', reason: 'returned' }, 'returned', { minor: card.valueMinor });
}

/** A customer keeps a card in their account: who has its code may. Refuses `payments.card_unknown`, `payments.card_taken` (another's). */
export async function keepCard(
  tx: Tx,
  { cardId, customerId }: { cardId: string; customerId: string },
): Promise<GiftCard> {
  const card = await holdCard(tx, cardId);
  if (card.customerId === customerId) return card;
  if (card.customerId !== null) refuse('payments.card_taken');
  return changeCard(tx, { ...card, customerId }, 'kept');
}

/** Days for which money is good that came back to a card which was over, or nearly. */
export const DAYS_AFTER_REFUND = 90;

/** What is left of cards whose last day is over is ours; not what came back to them lately. Repeatable, some at a time. */
export async function expireCards(database: Database): Promise<void> {
  const shop = await settings(database);
  const today = dayIn(clock(), shop.timeZone);
  const late = await database.query<{ cardId: string }>(sql`
    SELECT card_id AS "cardId" FROM payments.card c
    WHERE expires_on < ${today}::date AND state = 'active'
      AND EXISTS (SELECT FROM payments.account a WHERE a.account_id = 'gift:' || c.card_id AND a.balance > 0)
    ORDER BY card_id LIMIT 100`);
  for (const { cardId } of late)
    await database.transaction({ actor: 'schedule:payments.cards' }, (tx) => expireCard(tx, cardId));
}

async function expireCard(tx: Tx, cardId: string): Promise<void> {
  const card = await holdCard(tx, cardId);
  const minor = await balanceOfCard(tx, card);
  const today = dayIn(tx.now, (await settings(tx.database)).timeZone);
  if (cardBar(card, today) !== 'expired' || minor === 0 || (await cameBackLately(tx, cardId))) return;
  const { currency } = card;
  const movement = { movementId: newMovementId(), from: giftAccount(cardId), to: EXPIRED, minor, currency };
  await postMovements(tx, [{ ...movement, reason: 'expired' }]);
  await changeCard(tx, card, 'expired', { minor });
}

async function cameBackLately(tx: Tx, cardId: string): Promise<boolean> {
  const since = plus(tx.now, -DAYS_AFTER_REFUND * DAY);
  const rows = await tx.query(sql`
    SELECT 1 FROM payments.movement WHERE to_account = ${giftAccount(cardId)} AND reason = 'refund' AND at >= ${since}::timestamptz LIMIT 1`);
  return rows.length > 0;
}

/** Money that came back to a card is good for a while, whatever its last day was. Repeatable. */
export async function onRefundsToCards(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const refunds = events.flatMap(({ body }) => (typeof body['refundId'] === 'string' ? [body['refundId']] : []));
  const zone = (await settings(tx.database)).timeZone;
  const rows = await tx.query<{ cardId: string; at: Instant }>(sql`
    SELECT c.card_id AS "cardId", max(m.at) AS at FROM payments.refund r JOIN payments.movement m ON m.payment_id = r.payment_id AND m.reason = 'refund'
    JOIN payments.card c ON m.to_account = 'gift:' || c.card_id
    WHERE r.refund_id = ANY(${refunds}::text[]) AND c.expires_on IS NOT NULL GROUP BY 1 ORDER BY 1`);
  for (const { cardId, at } of rows) {
    const card = await holdCard(tx, cardId);
    const until = dayIn(plus(at, DAYS_AFTER_REFUND * DAY), zone);
    if (card.expiresOn === null || card.expiresOn >= until) continue;
    await changeCard(tx, { ...card, expiresOn: until }, 'extended', { until });
  }
}
