/** Money of cards and credits on its way to an order and back: each change locks the account before it decides. */
import { lock, sql, type Tx } from '#base/db';
import { refused, type Outcome } from '#base/refusal';
import { dayIn, type Day } from '#base/time';
import { settings } from '#org';
import { lockAccounts, newMovementId, postMovements, type NewMovement } from '../ledger.ts';
import type { Payment } from '../model.ts';
import { cardBar, cardOfAccount, HELD, isVoucherAccount, type CardState } from './model.ts';

type Known = {
  readonly cardId: string;
  readonly state: CardState;
  readonly currency: string;
  readonly expiresOn: Day | null;
};

/**
 * Sets money aside for payments that were just inserted; each for itself, in the order in which they stand. What is refused here is the
 * caller's to take out again: `payments.card_unknown`, `payments.card_blocked`, `payments.card_expired`, `payments.card_currency`,
 * `payments.card_short` (with what is left).
 */
export async function holdVouchers(tx: Tx, payments: readonly Payment[]): Promise<Map<string, Outcome<never>>> {
  const bars = new Map<string, Outcome<never>>();
  if (payments.length === 0) return bars;
  const accounts = payments.flatMap(({ accountId, currency }) =>
    accountId === null ? [] : [{ account: accountId, currency }],
  );
  const cards = await lockCards(
    tx,
    accounts.flatMap(({ account }) => cardOfAccount(account) ?? []),
  );
  const balances = await lockAccounts(tx, accounts);
  const today = dayIn(tx.now, (await settings(tx.database)).timeZone);
  const left = new Map([...balances].map(([key, { balance, floor }]) => [key, balance - floor]));
  const movements: NewMovement[] = [];
  for (const payment of payments) {
    const account = payment.accountId ?? '';
    const key = `${account} ${payment.currency}`;
    const has = left.get(key) ?? 0;
    const bar = barOf(payment, cards, has, today);
    if (bar) bars.set(payment.paymentId, bar);
    else {
      left.set(key, has - payment.amountMinor);
      movements.push(movementOf(payment, account, HELD, 'hold'));
    }
  }
  await postMovements(tx, movements);
  return bars;
}

function barOf(
  { accountId, amountMinor, currency }: Payment,
  cards: ReadonlyMap<string, Known>,
  has: number,
  today: Day,
): Outcome<never> | undefined {
  const cardId = cardOfAccount(accountId ?? '');
  if (!isVoucherAccount(accountId ?? '')) return refused('payments.card_unknown');
  const card = cards.get(cardId ?? '');
  if (cardId !== undefined) {
    if (!card) return refused('payments.card_unknown');
    if (card.currency !== currency) return refused('payments.card_currency', { detail: card.currency });
    const why = cardBar(card, today);
    if (why) return refused(`payments.card_${why}`);
  }
  return amountMinor > has
    ? refused('payments.card_short', { left: { minor: Math.max(0, has), currency } })
    : undefined;
}

const movementOf = (payment: Payment, from: string, to: string, reason: string): NewMovement => ({
  ...{ movementId: newMovementId(), from, to, minor: payment.amountMinor, currency: payment.currency, reason },
  ...{ paymentId: payment.paymentId, orderId: payment.orderId },
});

/** Locks cards in id order. */
export async function lockCards(tx: Tx, cardIds: readonly string[]): Promise<Map<string, Known>> {
  if (cardIds.length === 0) return new Map();
  lock(tx, 'payments.card');
  const rows = await tx.query<Known>(sql`
    SELECT card_id AS "cardId", state, currency, expires_on AS "expiresOn" FROM payments.card
    WHERE card_id = ANY(${[...new Set(cardIds)]}::text[]) ORDER BY card_id FOR NO KEY UPDATE`);
  return new Map(rows.map((row) => [row.cardId, row]));
}

/** What was set aside goes back, when the payment is over without having been taken. */
export async function backFromHeld(tx: Tx, payments: readonly Payment[]): Promise<NewMovement[]> {
  const heirs = await heirsOf(tx, payments);
  return payments.map((payment) => movementOf(payment, HELD, heirs.get(payment.paymentId) ?? '', 'hold_ended'));
}

/** Where money of these payments goes back to: the account it came from, or the one of the card that took its card's place. */
export async function heirsOf(
  tx: Tx,
  payments: readonly Pick<Payment, 'paymentId' | 'accountId'>[],
): Promise<Map<string, string>> {
  const heirs = new Map<string, string>();
  const ofCards = new Map<string, string>();
  for (const { paymentId, accountId } of payments) {
    if (accountId === null) continue;
    const cardId = cardOfAccount(accountId);
    if (cardId === undefined) heirs.set(paymentId, accountId);
    else ofCards.set(paymentId, cardId);
  }
  if (ofCards.size === 0) return heirs;
  const rows = await tx.query<{ first: string; last: string }>(sql`
    WITH RECURSIVE chain AS (
      SELECT card_id AS first, card_id, moved_to FROM payments.card WHERE card_id = ANY(${[...new Set(ofCards.values())]}::text[])
      UNION ALL SELECT chain.first, c.card_id, c.moved_to FROM chain JOIN payments.card c ON c.card_id = chain.moved_to)
    SELECT first, card_id AS last FROM chain WHERE moved_to IS NULL`);
  const last = new Map(rows.map((row) => [row.first, row.last]));
  for (const [paymentId, cardId] of ofCards) heirs.set(paymentId, `gift:${last.get(cardId) ?? cardId}`);
  return heirs;
}

/** Payments that set money of cards aside for these orders, by payment: what is taken when the order stands. */
export async function heldFor(tx: Tx, orderIds: readonly string[]): Promise<Map<string, string>> {
  if (orderIds.length === 0) return new Map();
  const rows = await tx.query<{ paymentId: string; orderId: string }>(sql`
    SELECT payment_id AS "paymentId", order_id AS "orderId" FROM payments.payment
    WHERE order_id = ANY(${orderIds}::text[]) AND method = 'gift_card' AND state = 'authorised' AND wish IS DISTINCT FROM 'void'`);
  return new Map(rows.map((row) => [row.paymentId, row.orderId]));
}
