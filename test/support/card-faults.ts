/** Gift cards and store credit as `verify` finds them: a small honest past, and what must not go unnoticed in it. */
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { cardTold, giftAccount, giveCard, giveCredit, moveCard, openPayments } from '#payments';
import { unwrap } from '#base/refusal';
import { bookReceipt, receivableAccount } from '#payments';
import { clock, dayIn } from '#base/time';
import { testCompany } from './buyers.ts';
import type { Fault } from './faults.ts';

const by = { actor: 'test' };

/** A card that paid, one that waits with a part set aside, one that took another's place, and a credit. */
export async function cardPast(
  database: Database,
): Promise<{ giftCard: string; giftHeld: string; giftOld: string; owedBy: string; receivable: string }> {
  const [giftCard, giftOld, giftNew] = [newId('gft'), newId('gft'), newId('gft')];
  const wish = { minor: 5_000, currency: 'EUR', reason: 'test' };
  const payment = (amountMinor: number, takeNow: boolean) => ({
    ...{ paymentId: newId('pay'), orderId: newId('ord'), method: 'gift_card' as const, provider: 'gift-card' as const },
    ...{ amountMinor, currency: 'EUR', accountId: giftAccount(giftCard), takeNow },
  });
  const held = payment(700, false);
  await database.transaction(by, async (tx) => {
    await giveCard(tx, { cardId: giftCard, ...wish });
  });
  await database.transaction(by, (tx) => giveCard(tx, { cardId: giftOld, ...wish }));
  await database.transaction(by, (tx) => cardTold(tx, giftOld));
  await database.transaction(by, (tx) => moveCard(tx, { cardId: giftOld, newCardId: giftNew, reason: 'lost' }));
  await database.transaction(by, (tx) =>
    giveCredit(tx, { movementId: newId('mny'), customerId: newId('cus'), ...wish }),
  );
  await database.transaction(by, async (tx) => {
    for (const outcome of await openPayments(tx, [payment(1_200, true), held])) unwrap(outcome);
  });
  const { companyId } = await testCompany(database, { terms: { days: 30, endOfMonth: false, limitMinor: null } });
  const owed = {
    ...{ paymentId: newId('pay'), orderId: newId('ord'), method: 'account' as const, provider: 'on-account' as const },
    ...{ amountMinor: 4_000, currency: 'EUR', accountId: receivableAccount(companyId) },
  };
  await database.transaction(by, async (tx) => {
    for (const outcome of await openPayments(tx, [owed])) unwrap(outcome);
  });
  const receivedOn = dayIn(clock(), 'Europe/Paris');
  const receipt = { receiptId: newId('rcp'), companyId, minor: 1_500, currency: 'EUR', receivedOn, reference: 'test' };
  await database.transaction(by, (tx) => bookReceipt(tx, receipt));
  return { giftCard, giftOld, giftHeld: held.paymentId, owedBy: companyId, receivable: owed.paymentId };
}

export const cardFaults: Record<string, Fault> = {
  'a purchase on account that nobody owes': {
    code: 'RCV1',
    promise: /owed once/,
    plant: `DELETE FROM payments.receivable WHERE payment_id = :receivable`,
    says: ':receivable',
  },
  'more received than came in': {
    code: 'RCV1',
    promise: /sum of its receipts/,
    plant: `UPDATE payments.receivable SET received_minor = received_minor + 1 WHERE payment_id = :receivable`,
    says: ':receivable',
  },
  'a receipt that was not spread': {
    code: 'RCV2',
    promise: /spread whole/,
    plant: `UPDATE payments.receipt SET minor = minor + 1 WHERE company_id = :owedBy`,
    says: 'spread',
  },
  'a receipt that moved no money': {
    code: 'RCV2',
    promise: /leave open/,
    plant: `DELETE FROM payments.movement WHERE from_account = 'receivable:' || :owedBy`,
    says: ':owedBy',
  },
  'money that was put on a card by nobody': {
    code: 'GFT1',
    promise: /owe to holders/,
    plant: `UPDATE payments.account SET balance = balance + 1 WHERE account_id = 'gift:' || :giftCard`,
    says: 'owed to holders',
  },
  'a card that was sold with more than it was filled with': {
    code: 'GFT1',
    promise: /every cent/,
    plant: `UPDATE payments.card SET value_minor = value_minor + 1 WHERE card_id = :giftCard`,
    says: ':giftCard',
  },
  'a card that paid twice with the same money': {
    code: 'GFT2',
    promise: /below zero/,
    plant: `UPDATE payments.account SET balance = -1 WHERE account_id = 'gift:' || :giftCard`,
    says: ':giftCard',
  },
  'money set aside for a payment that is over': {
    code: 'GFT2',
    promise: /set aside/,
    plant: `UPDATE payments.payment SET state = 'voided' WHERE payment_id = :giftHeld`,
    says: ':giftHeld',
  },
  'a code that can be read': {
    code: 'GFT3',
    promise: /no code/,
    plant: `UPDATE payments.card SET code_hash = 'k7pq2m9xtr4vbn8cz3hw' WHERE card_id = :giftCard`,
    says: ':giftCard',
  },
  'a code that is kept after it was told': {
    code: 'GFT3',
    promise: /once it is told/,
    plant: `UPDATE payments.card SET sealed = 'seal1.x.y' WHERE card_id = :giftOld`,
    says: ':giftOld',
  },
};
