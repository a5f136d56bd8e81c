/** A customer's gift cards and store credit, for the account. */
import type { Database } from '#base/db';
import { money } from '#base/money';
import { Refusal, refuse } from '#base/refusal';
import { cardByCode, cardMovements, creditAccount, creditOf, keepCard, listCards, voucherMovements } from '#payments';
import type { CardProblem, CardsView, VoucherMove, VoucherView } from '../../web/store/service-api.ts';

const SHOWN = 20;
type Movements = Awaited<ReturnType<typeof voucherMovements>>;

/** What happened to money, in a word of the page. */
const wordOf = (reason: string, minor: number): VoucherMove['what'] => {
  if (reason === 'hold') return 'spent';
  if (reason === 'refund' || reason === 'hold_ended') return 'back';
  if (reason === 'expired') return 'expired';
  if (reason === 'moved') return 'moved';
  return minor > 0 ? 'given' : 'spent';
};

export async function cardsOf(database: Database, customerId: string): Promise<CardsView> {
  const [cards, credits] = await Promise.all([
    listCards(database, { customerId, limit: SHOWN }),
    creditOf(database, customerId),
  ]);
  const shown = cards.filter((card) => card.state !== 'moved');
  const [ofCards, ofCredit] = await Promise.all([
    Promise.all(shown.map(({ cardId }) => cardMovements(database, cardId))),
    credits.length > 0 ? voucherMovements(database, creditAccount(customerId), SHOWN) : [],
  ]);
  const moves = (some: Movements): VoucherMove[] =>
    some
      .slice(0, SHOWN)
      .map(({ at, minor, currency, reason }) => ({ at, amount: money(minor, currency), what: wordOf(reason, minor) }));
  return {
    credits: credits.map(({ balanceMinor, currency }): VoucherView => ({
      ...{ balance: money(balanceMinor, currency), expiresOn: null, bar: null },
      movements: moves(ofCredit.filter((one) => one.currency === currency)),
    })),
    cards: shown.map((card, i): VoucherView => ({
      ...{ last4: card.last4, balance: money(card.balanceMinor, card.currency) },
      ...{ expiresOn: card.expiresOn, bar: card.bar, movements: moves(ofCards[i] ?? []) },
    })),
  };
}

const problems: Readonly<Record<string, CardProblem>> = {
  'payments.card_unknown': 'unknown',
  'payments.card_taken': 'taken',
  'request.rate_limited': 'often',
};

/** Keeps the card of a code in an account; why not, else. */
export async function keepByCode(
  database: Database,
  { customerId = refuse('request.forbidden'), ip = '' }: { customerId?: string | undefined; ip?: string | undefined },
  code: string,
): Promise<CardProblem | undefined> {
  try {
    const { cardId } = await cardByCode(database, { code, needsPin: false, by: ip === '' ? customerId : ip });
    await database.transaction({ actor: customerId }, (tx) => keepCard(tx, { cardId, customerId }));
    return undefined;
  } catch (error) {
    const problem = error instanceof Refusal ? problems[error.code] : undefined;
    if (problem === undefined) throw error;
    return problem;
  }
}
