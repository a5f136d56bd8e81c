import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Instant } from '#base/time';
import {
  holdsCardNumber,
  isClaimed,
  maskCardNumbers,
  paymentState,
  settle,
  ceilingOf,
  heldMinor,
  lifeOf,
  lower,
  want,
  type Payment,
  type Settlement,
} from './model.ts';

const now = '2026-03-01T10:00:00.000Z' as Instant;
const payment: Payment = {
  paymentId: 'pay_1',
  orderId: 'ord_1',
  method: 'card',
  provider: 'pretend',
  currency: 'EUR',
  amountMinor: 5_000,
  state: 'intent',
  externalId: null,
  authorisedMinor: 0,
  capturedMinor: 0,
  refundedMinor: 0,
  refundingMinor: 0,
  ...{ wantedMinor: 0, ceilingMinor: null, releasedMinor: 0, disputedMinor: 0, lapsesAt: null, releasedAt: null },
  deviceId: null,
  accountId: null,
  purpose: null,
  code: null,
  wish: null,
  claimedAt: null,
  calledAt: null,
  createdAt: now,
  updatedAt: now,
  version: 0,
};

const fact = fc.record(
  {
    paymentId: fc.constant('pay_1'),
    state: fc.constantFrom('authorised', 'captured', 'declined', 'voided', 'failed'),
    externalId: fc.constant('chg_1'),
    currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
    authorisedMinor: fc.constantFrom(5_000, 5_000, 5_000, 4_999),
    capturedMinor: fc.constantFrom(5_000, 3_000, 6_000),
    heldMinor: fc.constantFrom(0, 1_000, 2_000, 4_000),
  },
  { requiredKeys: ['paymentId'] },
) as fc.Arbitrary<Settlement>;

const after = (facts: readonly Settlement[]): Payment =>
  facts.reduce((known, next) => settle(known, next, now).next, payment);
const seen = (known: Payment) => {
  const { state, authorisedMinor, capturedMinor, externalId } = known;
  return [state, authorisedMinor, capturedMinor, externalId, heldMinor(known)];
};

test('the order in which facts arrive, and how often, changes nothing (B5)', () => {
  fc.assert(
    fc.property(
      fc
        .array(fact, { maxLength: 6 })
        .chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2, maxLength: facts.length * 2 }),
          ),
        ),
      ([facts, shuffled]) => assert.deepEqual(seen(after(shuffled)), seen(after(facts))),
    ),
    { numRuns: 500 },
  );
});

test('taken is never more than authorised, nor authorised more than asked for', () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 8 }), (facts) => {
      const end = after(facts);
      assert.ok(end.capturedMinor <= end.authorisedMinor && end.authorisedMinor <= end.amountMinor);
    }),
  );
});

test('another amount, currency or charge puts the payment into quarantine', () => {
  const of = (given: Partial<Settlement>) =>
    settle(payment, { paymentId: 'pay_1', state: 'authorised', ...given }, now).next;
  assert.equal(of({ authorisedMinor: 4_999 }).code, 'amount_differs');
  assert.equal(of({ currency: 'USD' }).state, 'quarantined');
  assert.equal(of({ state: 'captured', capturedMinor: 5_001 }).state, 'quarantined');
  const charged = of({ externalId: 'chg_1' });
  assert.equal(charged.state, 'authorised');
  const second = settle(charged, { paymentId: 'pay_1', state: 'authorised', externalId: 'chg_2' }, now).next;
  assert.deepEqual([second.state, second.code, second.externalId], ['quarantined', 'second_external_id', 'chg_1']);
});

test('a claim needs money that is there, and released money is not claimed again', () => {
  const claim = { paymentId: 'pay_1', claim: 'capture' } as const;
  assert.equal(isClaimed(settle(payment, claim, now).next), false);
  const authorised = settle(payment, { ...claim, state: 'authorised' }, now).next;
  assert.deepEqual([isClaimed(authorised), authorised.wish], [true, 'capture']);
  const captured = settle(authorised, { paymentId: 'pay_1', state: 'captured' }, now).next;
  assert.deepEqual([isClaimed(captured), captured.wish], [true, null]);
  const released = settle({ ...authorised, wish: 'void' }, claim, now).next;
  assert.deepEqual([isClaimed(released), released.wish], [false, 'void']);
  assert.equal(isClaimed({ ...captured, refundingMinor: 5_000 }), false);
});

test('the payment state of an order is derived', () => {
  assert.deepEqual(paymentState([]), {
    authorisedMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    owedMinor: 0,
    status: 'unpaid',
  });
  const paid = after([{ paymentId: 'pay_1', state: 'captured' }]);
  const declined = after([{ paymentId: 'pay_1', state: 'declined' }]);
  assert.deepEqual(paymentState([declined, paid]), {
    authorisedMinor: 5_000,
    capturedMinor: 5_000,
    refundedMinor: 0,
    owedMinor: 0,
    status: 'paid',
  });
  assert.equal(paymentState([paid], 7_000).owedMinor, 2_000);
  assert.equal(paymentState([paid], 7_000).status, 'partly_paid');
  assert.equal(paymentState([{ ...paid, refundedMinor: 5_000 }], 0).status, 'refunded');
  assert.equal(paymentState([{ ...payment, state: 'promised' }]).owedMinor, 5_000);
  assert.throws(() => paymentState([paid, { ...paid, currency: 'USD' }]), /one currency/);
});

test('card numbers are found in free text, however they are written', () => {
  for (const text of [
    '4111111111111111',
    'carte 4111 1111 1111 1111 exp 12/29',
    'card: 4111-1111-1111-1111 12/26 123',
    '5500 0000 0000 0004',
    '2223 0031 2200 3222',
    'amex 3782 822463 10005',
    '30569309025904',
    '3530111333300000',
    '6011 1111 1111 1117',
    '4111.1111.1111.1111',
    '４１１１ １１１１ １１１１ １１１１',
  ]) {
    assert.equal(holdsCardNumber(text), true, text);
  }
});

test('phone numbers, article numbers, order numbers and ordinary text are left alone', () => {
  for (const text of [
    '',
    'Sonnez au 2e étage, code 1234B',
    '+33 6 12 34 56 78',
    '4006381333931',
    '4111111111111112',
    'FR76 3000 6000 0112 3456 7890 189',
    '1234567890123456',
    'ord_01k3y6z1x2c3v4b5n6m7q8w9e0',
    '2026-11-22 04:26:17.123456',
  ]) {
    assert.equal(holdsCardNumber(text), false, text);
  }
});

test('masking keeps the last four digits and everything around the number', () => {
  assert.equal(maskCardNumbers('ma carte 4111 1111 1111 1111, merci'), 'ma carte •••• •••• •••• 1111, merci');
  assert.equal(maskCardNumbers('378282246310005'), '•••••••••••0005');
  assert.equal(maskCardNumbers('appelez le 06 12 34 56 78'), 'appelez le 06 12 34 56 78');
  assert.equal(holdsCardNumber(maskCardNumbers('4111 1111 1111 1111 et 5500-0000-0000-0004')), false);
});

const setAside = after([{ paymentId: 'pay_1', state: 'authorised', claim: 'hold' }]);
const told = (known: Payment, capturedMinor: number, rest: number): Payment =>
  settle(known, { paymentId: 'pay_1', state: 'captured', capturedMinor, heldMinor: rest }, now).next;

test('each parcel takes its share of what is set aside, the last one gives the rest back', () => {
  assert.equal(setAside.wish, null);
  const first = want(setAside, 2_000, false);
  assert.deepEqual([first.wish, first.wantedMinor], ['capture', 2_000]);
  const partly = told(first, 2_000, 3_000);
  assert.deepEqual([partly.wish, heldMinor(partly), lifeOf(partly)], [null, 3_000, 'partly_captured']);
  const last = want(partly, 4_500, true);
  assert.deepEqual([last.wish, ceilingOf(last)], ['capture', 4_500]);
  const whole = told(last, 4_500, 0);
  assert.deepEqual([whole.wish, heldMinor(whole), whole.releasedMinor, lifeOf(whole)], [null, 0, 500, 'captured']);
});

test('no more is ever wanted than was asked for, nor than is left of it after an order became cheaper', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 0, max: 3_000 }), fc.boolean()), {
        maxLength: 8,
      }),
      (steps) => {
        let known = setAside;
        for (const [minor, cheaper, final] of steps) {
          const { next, loweredMinor } = lower(known, cheaper);
          assert.ok(loweredMinor <= cheaper && ceilingOf(next) === ceilingOf(known) - loweredMinor);
          const before = ceilingOf(next);
          known = want(next, minor, final);
          assert.ok(known.wantedMinor <= before && known.wantedMinor >= next.wantedMinor);
          if (known.wish === 'capture') known = told(known, known.wantedMinor, 5_000 - known.wantedMinor);
        }
        assert.ok(known.capturedMinor <= ceilingOf(known) && ceilingOf(known) <= 5_000);
      },
    ),
  );
});

test('a final word with nothing wanted gives all of it back', () => {
  assert.equal(want(setAside, 0, true).wish, 'void');
});
