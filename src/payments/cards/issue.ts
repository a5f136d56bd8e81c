/** Cards and credits that begin: sold, reloaded, given. Each is money owed to its holder, never revenue. */
import { must } from '#base/assert';
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { dayIn } from '#base/time';
import { settings } from '#org';
import { lockAccounts, openAccount, newMovementId, postMovements, type NewMovement } from '../ledger.ts';
import { cardBar, creditAccount, giftAccount, lastDay, VOUCHERS, type GiftCard } from './model.ts';
import { changeCard, holdCard, insertCards, tellOfCard, type NewCard } from './write.ts';

export type SoldCards = {
  readonly orderId: string;
  readonly lineNo: number;
  readonly quantity: number;
  /** What each unit was sold for, and holds; minor units. */
  readonly unitMinor: number;
  readonly currency: string;
  /** Whose account page shows them; absent for a guest. */
  readonly customerId?: string | undefined;
};

/**
 * Makes the cards that paid lines sold, one for each unit, with what they cost as what they hold. Repeatable: a unit has one card. The
 * caller has seen that the order is paid.
 */
export async function issueCards(tx: Tx, sold: readonly SoldCards[]): Promise<GiftCard[]> {
  const units = sold.filter(({ unitMinor }) => unitMinor > 0);
  if (units.length === 0) return [];
  const until = await endOf(tx);
  return writeNew(
    tx,
    units.flatMap(({ orderId, lineNo, quantity, unitMinor, currency, customerId }) =>
      Array.from({ length: quantity }, (_, i): NewCard => ({
        ...{ cardId: newId('gft'), currency, valueMinor: unitMinor, expiresOn: until, customerId, reason: '' },
        unit: { orderId, lineNo, unitNo: i + 1 },
      })),
    ),
    'sold',
  );
}

/** Inserts cards and fills them. */
async function writeNew(tx: Tx, cards: readonly NewCard[], reason: string): Promise<GiftCard[]> {
  const made = await insertCards(tx, cards);
  await postMovements(
    tx,
    made.map((card) => loadOf(card, card.valueMinor, reason)),
  );
  for (const card of made)
    tellOfCard(tx, card, 'issued', {
      minor: card.valueMinor,
      ...(card.lineNo === null ? {} : { lineNo: card.lineNo }),
    });
  return made;
}

const loadOf = ({ cardId, currency, orderId }: GiftCard, minor: number, reason: string): NewMovement => ({
  ...{ movementId: newMovementId(), from: VOUCHERS, to: giftAccount(cardId), minor, currency, reason },
  ...(orderId === null ? {} : { orderId }),
});

/** The last day of a card made today, by the merchant's rule and the law of their country. */
export async function endOf(tx: Tx): Promise<GiftCard['expiresOn']> {
  const [shop, [rules]] = await Promise.all([
    settings(tx.database),
    tx.query<{ months: number | null }>(sql`SELECT valid_months AS months FROM payments.card_rules`),
  ]);
  return lastDay(dayIn(tx.now, shop.timeZone), rules?.months ?? null, shop.country);
}

/**
 * A card that is given, not sold: by a person, for a reason. The same id is the same card. Refuses `payments.amount`,
 * `request.id_reused`.
 */
export async function giveCard(
  tx: Tx,
  input: { readonly cardId: string; readonly minor: number; readonly currency: string; readonly reason: string },
): Promise<GiftCard> {
  const { cardId, minor, currency, reason } = input;
  if (!Number.isSafeInteger(minor) || minor <= 0) refuse('payments.amount', { detail: String(minor) });
  const [made] = await writeNew(
    tx,
    [{ cardId, currency, valueMinor: minor, expiresOn: await endOf(tx), reason }],
    'given',
  );
  if (made) return made;
  const known = await holdCard(tx, cardId);
  const same = known.valueMinor === minor && known.currency === currency && known.reason === reason;
  return same ? known : refuse('request.id_reused', { detail: cardId });
}

/**
 * Puts more on a card. The movement's id is the caller's: the same again moves nothing. Refuses `payments.card_unknown`,
 * `payments.card_blocked`, `payments.card_expired`, `payments.card_currency`, `payments.amount`, `request.id_reused`.
 */
export async function reloadCard(
  tx: Tx,
  input: { readonly movementId: string; readonly cardId: string; readonly minor: number; readonly currency: string },
): Promise<GiftCard> {
  const { movementId, cardId, minor, currency } = input;
  if (!Number.isSafeInteger(minor) || minor <= 0) refuse('payments.amount', { detail: String(minor) });
  const card = await holdCard(tx, cardId);
  if (await isPosted(tx, { movementId, to: giftAccount(cardId), minor, currency })) return card;
  const why = cardBar(card, dayIn(tx.now, (await settings(tx.database)).timeZone));
  if (why) refuse(`payments.card_${why}`);
  if (card.currency !== currency) refuse('payments.card_currency', { detail: card.currency });
  await postMovements(tx, [{ ...loadOf(card, minor, 'reload'), movementId }]);
  return changeCard(tx, card, 'reloaded', { minor });
}

/**
 * Gives a customer store credit for a reason. The movement's id is the caller's: the same again gives nothing more. Refuses
 * `payments.amount`, `request.id_reused`.
 */
export async function giveCredit(
  tx: Tx,
  input: {
    readonly movementId: string;
    readonly customerId: string;
    readonly minor: number;
    readonly currency: string;
    readonly reason: string;
  },
): Promise<void> {
  const { movementId, customerId, minor, currency, reason } = input;
  if (!Number.isSafeInteger(minor) || minor <= 0) refuse('payments.amount', { detail: String(minor) });
  const account = creditAccount(customerId);
  await openAccount(tx, account, currency);
  await lockAccounts(tx, [{ account, currency }]);
  if (await isPosted(tx, { movementId, to: account, minor, currency })) return;
  await postMovements(tx, [{ movementId, from: VOUCHERS, to: account, minor, currency, reason }]);
  tellOfCredit(tx, movementId, { customerId, minor, currency });
}

/** A fact of a credit; its subject is the movement, of which there is one. */
export function tellOfCredit(
  tx: Tx,
  movementId: string,
  { customerId, minor, currency }: { customerId: string; minor: number; currency: string },
): void {
  announce(tx, {
    ...{ type: 'payments.credit_given', subjectKind: 'credit', subjectId: movementId, version: 1 },
    ...{ mentions: [customerId], body: { minor, currency } },
  });
}

type Load = { readonly movementId: string; readonly to: string; readonly minor: number; readonly currency: string };

/** Whether this was booked already; its account is locked. Refuses `request.id_reused` where the id stands for something else. */
async function isPosted(tx: Tx, { movementId, to, minor, currency }: Load): Promise<boolean> {
  const [known] = await tx.query<{ same: boolean }>(sql`
    SELECT to_account = ${to} AND minor = ${minor}::bigint AND currency = ${currency} AS same FROM payments.movement WHERE movement_id = ${movementId}`);
  if (known && !known.same) refuse('request.id_reused', { detail: movementId });
  return known !== undefined;
}

/** What a card holds; it is locked. */
export async function balanceOfCard(tx: Tx, card: GiftCard): Promise<number> {
  const account = giftAccount(must(card.cardId, 'a card'));
  const balances = await lockAccounts(tx, [{ account, currency: card.currency }]);
  return balances.get(`${account} ${card.currency}`)?.balance ?? 0;
}
