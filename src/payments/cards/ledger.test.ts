/** Gift cards and store credit on real PostgreSQL, beside a model that a child could keep on paper. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as fc from 'fast-check';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { customerId as someone, testEntity } from '../../../test/support/cards.ts';
import { testDatabase } from '../../../test/support/database.ts';
import {
  blockCard,
  cardByCode,
  cardById,
  cardMovements,
  cardTold,
  carryOut,
  carryOutRefunds,
  creditAccount,
  creditOf,
  expireCards,
  giftAccount,
  giveCard,
  giveCredit,
  issueCards,
  liabilityOf,
  moveCard,
  openPayments,
  openRefunds,
  paymentById,
  printCode,
  releasePayments,
  reloadCard,
  secretOfCard,
  settlePayments,
  unblockCard,
  lockPayments,
  type PaymentRequest,
} from '../index.ts';
import { paymentsModule } from '../module.ts';
import { checkCharacter } from './model.ts';

const by = { actor: 'test' };
let database: Database;
let close: () => unknown = () => undefined;
before(async () => {
  database = await testDatabase({ after: (fn) => void (close = fn as typeof close) });
  await testEntity(database);
});
after(() => close());

async function sound(): Promise<void> {
  for (const oracle of paymentsModule.oracles ?? [])
    assert.deepEqual(await database.query(oracle.violations), [], oracle.promise);
}

const newCard = async (minor: number): Promise<string> => {
  const cardId = newId('gft');
  await database.transaction(by, (tx) => giveCard(tx, { cardId, minor, currency: 'EUR', reason: 'test' }));
  return cardId;
};
const byCard = (accountId: string, amountMinor: number, takeNow = true): PaymentRequest => ({
  ...{ paymentId: newId('pay'), orderId: newId('ord'), method: 'gift_card', provider: 'gift-card', currency: 'EUR' },
  ...{ amountMinor, accountId, takeNow },
});
const open = async (...requests: PaymentRequest[]) =>
  (await database.transaction(by, (tx) => openPayments(tx, requests))).map((one) =>
    one.ok ? one.value.state : one.refusal.code,
  );
const holds = async (cardId: string): Promise<number> => (await cardById(database, cardId))?.balanceMinor ?? -1;

test('a card pays a part, then the rest, then nothing; what it holds is never below zero', async () => {
  const cardId = await newCard(5_000);
  const account = giftAccount(cardId);
  assert.deepEqual(await open(byCard(account, 3_000)), ['captured']);
  assert.equal(await holds(cardId), 2_000);
  assert.deepEqual(await open(byCard(account, 2_001)), ['payments.card_short']);
  assert.deepEqual(
    await open(byCard(account, 1_500), byCard(account, 600), byCard(account, 500)),
    ['captured', 'payments.card_short', 'captured'],
    'of three in one batch the one that is too much is refused, alone',
  );
  assert.equal(await holds(cardId), 0);
  assert.deepEqual(
    await open(byCard(giftAccount(newId('gft')), 1), byCard(account, 1, false), {
      ...byCard(account, 1),
      currency: 'USD',
    }),
    ['payments.card_unknown', 'payments.card_short', 'payments.card_currency'],
  );
  const left = await database.query(
    sql`SELECT 1 FROM payments.payment WHERE account_id = ${account} AND captured_minor = 0`,
  );
  assert.deepEqual(left, [], 'what was refused leaves no payment');
  await sound();
});

test('what is set aside is taken once its order stands, or goes back when it ends', async () => {
  const cardId = await newCard(5_000);
  const [taken, ended] = [byCard(giftAccount(cardId), 2_000, false), byCard(giftAccount(cardId), 1_000, false)];
  assert.deepEqual(await open(taken, ended), ['authorised', 'authorised']);
  assert.equal(await holds(cardId), 2_000);
  await sound();
  await database.transaction(by, (tx) =>
    settlePayments(tx, [{ paymentId: taken.paymentId, state: 'captured', claim: 'capture' }]),
  );
  await database.transaction(by, async (tx) => {
    await lockPayments(tx, [ended.orderId]);
    await releasePayments(tx, [ended.orderId], 'cancelled');
  });
  await carryOut(database);
  await carryOut(database);
  assert.equal((await paymentById(database, ended.paymentId))?.state, 'voided');
  assert.equal(await holds(cardId), 3_000, 'what was set aside came back once, though the worker came twice');
  await sound();
});

test('a refund goes back to the card that paid, or to the one that took its place; as credit where the buyer wishes', async () => {
  const [cardId, newCardId] = [await newCard(4_000), newId('gft')];
  const customerId = someone();
  const [first, second] = [byCard(giftAccount(cardId), 1_000), byCard(giftAccount(cardId), 2_000)];
  await open(first, second);
  const refund = async (paymentId: string, minor: number, more = {}) => {
    const refundId = newId('rfd');
    const wish = { refundId, paymentId, minor, currency: 'EUR', reason: 'test', ...more };
    unwrap((await database.transaction(by, (tx) => openRefunds(tx, [wish])))[0]!);
    await carryOutRefunds(database, { only: [refundId] });
  };
  await refund(first.paymentId, 1_000);
  assert.equal(await holds(cardId), 2_000);
  await database.transaction(by, (tx) => moveCard(tx, { cardId, newCardId, reason: 'lost' }));
  assert.deepEqual([await holds(cardId), await holds(newCardId)], [0, 2_000]);
  await refund(second.paymentId, 500);
  assert.deepEqual([await holds(cardId), await holds(newCardId)], [0, 2_500], 'the lost one stays empty');
  assert.deepEqual(await open(byCard(giftAccount(cardId), 1)), ['payments.card_blocked']);
  await refund(second.paymentId, 300, { by: 'credit', customerId });
  assert.deepEqual(await creditOf(database, customerId), [{ currency: 'EUR', balanceMinor: 300 }]);
  assert.deepEqual(await open(byCard(creditAccount(customerId), 300)), ['captured'], 'and credit pays');
  await sound();
});

test('a sold unit has one card, whoever asks and how often; it holds what it cost', async () => {
  const sold = { orderId: newId('ord'), lineNo: 1, quantity: 2, unitMinor: 2_500, currency: 'EUR' };
  const made = await database.transaction(by, (tx) => issueCards(tx, [sold]));
  assert.deepEqual(await database.transaction(by, (tx) => issueCards(tx, [sold])), []);
  assert.deepEqual(await Promise.all(made.map(({ cardId }) => holds(cardId))), [2_500, 2_500]);
  await sound();
});

test('the code is told once; it opens the card, a wrong PIN says as little as a wrong code, and tries are counted', async () => {
  const cardId = await newCard(1_000);
  const told = await secretOfCard(database, cardId);
  assert.ok(told);
  const ask = (code: string, pin: string | undefined, from: string) =>
    cardByCode(database, { code, pin, needsPin: true, by: from }).then(
      (card) => card.cardId,
      (error: { code?: string }) => error.code,
    );
  assert.equal(await ask(told.code, told.pin, 'a'), cardId);
  assert.equal(await ask(told.code, undefined, 'a'), 'payments.card_pin');
  assert.equal(await ask(told.code, told.pin === '0000' ? '0001' : '0000', 'a'), 'payments.card_unknown');
  await database.transaction(by, (tx) => cardTold(tx, cardId));
  assert.equal(await secretOfCard(database, cardId), undefined, 'it can not be read any more');
  const answers = [];
  for (let i = 0; i < 12; i++) answers.push(await ask('0'.repeat(20), undefined, 'guesser'));
  assert.deepEqual(answers.slice(9), ['payments.card_unknown', 'request.rate_limited', 'request.rate_limited']);
  assert.equal(await ask(told.code, told.pin, 'b'), cardId, 'who asks from elsewhere is not held up by it');
  const body = 'kdt9xk2m4pq7rv3abc8';
  const plastic = `${body}${checkCharacter(body)}`;
  const blank = await newCard(1_500);
  await database.transaction(by, (tx) => printCode(tx, { cardId: blank, code: plastic.toUpperCase() }));
  assert.equal(await ask(plastic, undefined, 'c'), blank, 'a card of plastic has no PIN');
  await assert.rejects(
    database.transaction(by, (tx) => printCode(tx, { cardId, code: plastic })),
    { code: 'payments.card_taken' },
  );
  const [row] = await database.query<{ all: string }>(sql`
    SELECT string_agg(t, ' ') AS all FROM (SELECT c::text AS t FROM payments.card c UNION ALL SELECT e::text FROM journal.event e
      UNION ALL SELECT m::text FROM payments.movement m) everything`);
  for (const secret of [told.code, plastic]) assert.ok(!row?.all.includes(secret), 'a code stands in no table');
  await sound();
});

test('what is left of a card that is over is ours, but not what came back to it lately', async () => {
  const [old, back, young] = [await newCard(700), await newCard(800), await newCard(900)];
  const paid = byCard(giftAccount(back), 300);
  await open(paid);
  const refundId = newId('rfd');
  await database.transaction(by, (tx) =>
    openRefunds(tx, [{ refundId, paymentId: paid.paymentId, minor: 300, currency: 'EUR', reason: 'test' }]),
  );
  await carryOutRefunds(database, { only: [refundId] });
  await database.query(sql`
    UPDATE payments.card SET expires_on = current_date - 2 WHERE card_id = ANY(${[old, back]}::text[])`);
  assert.deepEqual(await open(byCard(giftAccount(old), 1)), ['payments.card_expired']);
  await expireCards(database);
  await expireCards(database);
  assert.deepEqual([await holds(old), await holds(back), await holds(young)], [0, 800, 900]);
  assert.deepEqual(
    (await cardMovements(database, old)).map(({ minor, reason }) => [minor, reason]),
    [
      [-700, 'expired'],
      [700, 'given'],
    ],
  );
  await sound();
});

test('any sequence of what may be done to cards ends where the model ends', async () => {
  const step = fc.record({
    kind: fc.constantFrom('pay', 'hold', 'take', 'end', 'refund', 'reload', 'block', 'free', 'credit', 'pay_credit'),
    of: fc.nat(2),
    minor: fc.integer({ min: 1, max: 900 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (steps) => {
      const customerId = someone();
      const cards = await Promise.all([newCard(1_000), newCard(500), newCard(250)]);
      const model = { held: [1_000, 500, 250], blocked: [false, false, false], credit: 0 };
      const aside: { request: PaymentRequest; of: number }[] = [];
      const taken: { request: PaymentRequest; of: number; left: number }[] = [];
      const may = (of: number, minor: number) => !model.blocked[of] && (model.held[of] ?? 0) >= minor;
      for (const { kind, of, minor } of steps) {
        const cardId = cards[of] ?? '';
        if (kind === 'pay' || kind === 'hold') {
          const request = byCard(giftAccount(cardId), minor, kind === 'pay');
          const [said] = await open(request);
          const good = may(of, minor);
          assert.equal(
            said,
            good
              ? kind === 'pay'
                ? 'captured'
                : 'authorised'
              : model.blocked[of]
                ? 'payments.card_blocked'
                : 'payments.card_short',
          );
          if (good) {
            model.held[of] = (model.held[of] ?? 0) - minor;
            if (kind === 'pay') taken.push({ request, of, left: minor });
            else aside.push({ request, of });
          }
        } else if (kind === 'take' || kind === 'end') {
          const one = aside.pop();
          if (!one) continue;
          const state = kind === 'take' ? ('captured' as const) : ('voided' as const);
          await database.transaction(by, (tx) => settlePayments(tx, [{ paymentId: one.request.paymentId, state }]));
          if (kind === 'take') taken.push({ ...one, left: one.request.amountMinor });
          else model.held[one.of] = (model.held[one.of] ?? 0) + one.request.amountMinor;
        } else if (kind === 'refund') {
          const one = taken.at(-1);
          if (!one) continue;
          const refundId = newId('rfd');
          const wish = { refundId, paymentId: one.request.paymentId, minor, currency: 'EUR', reason: 'test' };
          const [outcome] = await database.transaction(by, (tx) => openRefunds(tx, [wish]));
          assert.equal(outcome?.ok, minor <= one.left);
          if (!outcome?.ok) continue;
          await carryOutRefunds(database, { only: [refundId] });
          one.left -= minor;
          if (one.of >= 0) model.held[one.of] = (model.held[one.of] ?? 0) + minor;
          else model.credit += minor;
        } else if (kind === 'reload') {
          const wish = { movementId: newId('mny'), cardId, minor, currency: 'EUR' };
          const again = () =>
            database
              .transaction(by, (tx) => reloadCard(tx, wish))
              .then(
                () => true,
                () => false,
              );
          assert.equal(await again(), !model.blocked[of]);
          await again();
          if (!model.blocked[of]) model.held[of] = (model.held[of] ?? 0) + minor;
        } else if (kind === 'block' || kind === 'free') {
          await database.transaction(by, (tx) =>
            kind === 'block' ? blockCard(tx, { cardId, reason: 'test' }) : unblockCard(tx, { cardId }),
          );
          model.blocked[of] = kind === 'block';
        } else if (kind === 'credit') {
          const wish = { movementId: newId('mny'), customerId, minor, currency: 'EUR', reason: 'test' };
          for (let twice = 0; twice < 2; twice++) await database.transaction(by, (tx) => giveCredit(tx, wish));
          model.credit += minor;
        } else {
          const request = byCard(creditAccount(customerId), minor);
          const [said] = await open(request);
          assert.equal(said, model.credit >= minor ? 'captured' : 'payments.card_short');
          if (model.credit < minor) continue;
          model.credit -= minor;
          taken.push({ request, of: -1, left: minor });
        }
      }
      assert.deepEqual(await Promise.all(cards.map(holds)), model.held);
      assert.equal((await creditOf(database, customerId))[0]?.balanceMinor ?? 0, model.credit);
    }),
    { numRuns: 8 },
  );
  const [owed] = await liabilityOf(database);
  assert.ok(owed && owed.giftMinor > 0 && owed.creditMinor >= 0);
  await sound();
});
