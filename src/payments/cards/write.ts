/** The only writer of cards. */
import { lock, sql, type Sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Day } from '#base/time';
import { newSecretOfCard, sealCard } from './code.ts';
import type { GiftCard } from './model.ts';
import { hashOfCode, hashOfPin } from './secret.ts';

export const cardColumns: Sql = sql`c.card_id AS "cardId", c.currency, c.value_minor AS "valueMinor", c.state, c.last4, c.pin_hash IS NOT NULL AS "hasPin",
  c.order_id AS "orderId", c.line_no AS "lineNo", c.customer_id AS "customerId", c.moved_to AS "movedTo", c.expires_on AS "expiresOn",
  c.reason, c.told_at AS "toldAt", c.made_at AS "madeAt", c.version`;

export type NewCard = {
  readonly cardId: string;
  readonly currency: string;
  readonly valueMinor: number;
  readonly expiresOn: Day | null;
  readonly customerId?: string | undefined;
  readonly unit?: { readonly orderId: string; readonly lineNo: number; readonly unitNo: number };
  readonly reason: string;
};

/**
 * Inserts cards with codes of their own; one whose unit has a card already is left out. Gives those that are new. Nobody sees their codes
 * here: they are told once (`tellCard`).
 */
export async function insertCards(tx: Tx, cards: readonly NewCard[]): Promise<GiftCard[]> {
  if (cards.length === 0) return [];
  const made = await Promise.all(
    cards.map(async (card) => {
      const secret = newSecretOfCard();
      const [codeHash, pinHash] = await Promise.all([
        hashOfCode(tx.database, secret.code),
        hashOfPin(tx.database, card.cardId, secret.pin),
      ]);
      return { ...card, codeHash, pinHash, last4: secret.code.slice(-4), sealed: sealCard(card.cardId, secret) };
    }),
  );
  return tx.query<GiftCard>(sql`
    INSERT INTO payments.card AS c (card_id, currency, value_minor, expires_on, customer_id, order_id, line_no, unit_no, reason, code_hash, pin_hash, last4,
      sealed, state, made_at)
    SELECT n.*, 'active', ${tx.now}::timestamptz
    FROM unnest(${made.map((c) => c.cardId)}::text[], ${made.map((c) => c.currency)}::text[], ${made.map((c) => c.valueMinor)}::bigint[],
      ${made.map((c) => c.expiresOn)}::date[], ${made.map((c) => c.customerId ?? null)}::text[], ${made.map((c) => c.unit?.orderId ?? null)}::text[],
      ${made.map((c) => c.unit?.lineNo ?? null)}::int[], ${made.map((c) => c.unit?.unitNo ?? null)}::int[], ${made.map((c) => c.reason)}::text[],
      ${made.map((c) => c.codeHash)}::text[], ${made.map((c) => c.pinHash)}::text[], ${made.map((c) => c.last4)}::text[],
      ${made.map((c) => c.sealed)}::text[]) AS n
    ON CONFLICT DO NOTHING RETURNING ${cardColumns}`);
}

export type CardFact =
  | 'issued'
  | 'blocked'
  | 'unblocked'
  | 'moved'
  | 'expired'
  | 'extended'
  | 'reloaded'
  | 'returned'
  | 'kept'
  | 'told';

/** Locks a card. Refuses `payments.card_unknown`. */
export async function holdCard(tx: Tx, cardId: string): Promise<GiftCard> {
  lock(tx, 'payments.card');
  const [card] = await tx.query<GiftCard>(
    sql`SELECT ${cardColumns} FROM payments.card c WHERE card_id = ${cardId} FOR NO KEY UPDATE`,
  );
  return card ?? refuse('payments.card_unknown', { detail: cardId });
}

/** Writes a locked card as it is now, and tells what happened to it. */
export async function changeCard(
  tx: Tx,
  card: GiftCard,
  type: Exclude<CardFact, 'issued'>,
  body: Readonly<Record<string, unknown>> = {},
): Promise<GiftCard> {
  const next = { ...card, version: card.version + 1 };
  await tx.query(sql`
    UPDATE payments.card SET state = ${next.state}, customer_id = ${next.customerId}, moved_to = ${next.movedTo}, expires_on = ${next.expiresOn},
      reason = ${next.reason}, version = ${next.version} WHERE card_id = ${next.cardId}`);
  tellOfCard(tx, next, type, body);
  return next;
}

/** A fact of a card: amounts and ids, never its code. */
export function tellOfCard(tx: Tx, card: GiftCard, type: CardFact, body: Readonly<Record<string, unknown>> = {}): void {
  announce(tx, {
    type: `payments.card_${type}`,
    subjectKind: 'card',
    subjectId: card.cardId,
    version: card.version,
    mentions: [card.orderId, card.customerId].filter((id) => id !== null),
    body: { currency: card.currency, ...body },
  });
}
