import assert from 'node:assert/strict';
import { test } from 'node:test';
import { day, instant, type Instant } from '#base/time';
import { stateOf } from './order.ts';
import { hasCome, isBack, promiseIn, stepsOf } from './tracking.ts';

type Tracked = Parameters<typeof stepsOf>[0];
type Facts = Parameters<typeof stepsOf>[2];

const at = (hour: number): Instant => instant(`2026-11-22T${String(hour).padStart(2, '0')}:00:00Z`);
const fact = (type: string, hour: number, body = {}): Facts[number] => ({ type, at: at(hour), body });
const line = (over = {}) =>
  ({ ordered: 2, shipped: 0, cancelled: 0, returned: 0, ...over }) as Tracked['lines'][number];
const order = (over: Partial<Tracked> = {}): Tracked => ({
  state: 'placed',
  fulfilment: 'open',
  delivery: { method: 'pickup', siteId: 'sit_x' },
  openedAt: at(9),
  placedAt: at(9),
  readyAt: null,
  lines: [line()],
  ...over,
});
const home = { method: 'delivery', address: { name: '', line1: '', postcode: '', city: '', country: 'FR' } } as const;
const card = [{ method: 'card', state: 'captured' }] as const;
const paid = fact('payments.settled', 10, { state: 'captured' });
const told = (...args: [Tracked, Parameters<typeof stepsOf>[1], Facts]): string[] =>
  stepsOf(...args, 'fr').map(({ words, state, at: when }) =>
    [words, state, when?.slice(11, 13)].filter(Boolean).join(' '),
  );

test('an order to collect: ordered, paid, ready, collected, each with the time its fact has', () => {
  assert.deepEqual(told(order(), card, [paid]), [
    'Commandée done 09',
    'Payée done 10',
    'Prête en boutique now',
    'Retirée next',
  ]);
  const ready = order({ readyAt: at(11) });
  assert.deepEqual(told(ready, card, [paid]).slice(2), ['Prête en boutique done 11', 'Retirée now']);
  const gone = order({ readyAt: at(11), fulfilment: 'done' });
  assert.deepEqual(told(gone, card, [paid, fact('orders.shipped', 12)]).slice(2), [
    'Prête en boutique done 11',
    'Retirée done 12',
  ]);
  const unsaid = told(order({ fulfilment: 'done' }), card, [paid, fact('orders.shipped', 12)]);
  assert.deepEqual(
    unsaid.slice(2),
    ['Prête en boutique done', 'Retirée done 12'],
    'no time is made up for what nobody wrote down',
  );
});

test('what is sent home is never said to have arrived, for no carrier tells us', () => {
  const open = told(order({ delivery: home }), card, [paid]);
  assert.deepEqual(open.slice(2), ['Partie now', 'Livrée next']);
  const sent = stepsOf(order({ delivery: home, fulfilment: 'done' }), card, [paid, fact('orders.shipped', 15)], 'fr');
  assert.deepEqual(
    sent.slice(2).map(({ key, state, at: when }) => [key, state, when]),
    [
      ['shipped', 'done', at(15)],
      ['delivered', 'unknown', undefined],
    ],
  );
  assert.match(sent[3]?.text ?? '', /ne nous dit pas/);
  const part = order({ delivery: home, fulfilment: 'partly', lines: [line({ shipped: 1 }), line({ cancelled: 1 })] });
  assert.match(stepsOf(part, card, [paid, fact('orders.shipped', 15)], 'fr')[2]?.text ?? '', /^1 article sur 3/);
});

test('what a carrier follows has arrived when it says so, and the last of several parcels ends it', () => {
  const done = order({ delivery: home, fulfilment: 'done' });
  const last = (...came: (number | null)[]) => {
    const sent = came.map((hour) => ({ tracked: true, deliveredAt: hour === null ? null : at(hour) }));
    const step = stepsOf(done, card, [paid, fact('orders.shipped', 15)], 'fr', sent)[3];
    return [step?.state, step?.at, step?.text];
  };
  assert.deepEqual(last(16, 17), ['done', at(17), undefined]);
  assert.deepEqual(last(16, null), ['now', undefined, '1 colis sur 2, le reste suit.']);
  assert.match(String(last(null)[2]), /nous tient au courant/);
});

test('a payment is done when money was there, not when it was tried', () => {
  const waiting = order({ state: 'awaiting_payment', placedAt: null, delivery: home });
  const declined = [{ method: 'card', state: 'declined' }] as const;
  const facts = [fact('payments.settled', 10, { state: 'declined' })];
  assert.deepEqual(told(waiting, declined, facts).slice(0, 3), ['Commandée done 09', 'Paiement now', 'Partie next']);
  const unanswered = stepsOf(waiting, [{ method: 'card', state: 'unknown' }], [], 'fr')[1];
  assert.match(unanswered?.text ?? '', /pas encore répondu/);
  const promise = [{ method: 'promise', state: 'promised' }] as const;
  assert.deepEqual(told(order(), promise, []), [
    'Commandée done 09',
    'Paiement au retrait next',
    'Prête en boutique now',
    'Retirée next',
  ]);
  const there = told(order({ delivery: { method: 'marketplace' } as never }), [], []);
  assert.equal(there[1], 'Payée done', 'a marketplace was paid, and told us no time');
});

test('what ended otherwise promises nothing more', () => {
  const cancelled = told(order({ state: 'cancelled' }), card, [paid, fact('orders.cancelled', 13)]);
  assert.deepEqual(cancelled, ['Commandée done 09', 'Annulée done 13']);
  const expired = stepsOf(order({ state: 'cancelled' }), [], [fact('orders.expired', 14)], 'fr')[1];
  assert.deepEqual([expired?.at, /pas arrivé à temps/.test(expired?.text ?? '')], [at(14), true]);
  const person = told(order({ state: 'needs_decision' }), card, [paid]);
  assert.deepEqual(person, ['Commandée done 09', 'Payée done 10', 'Une personne s’en occupe now']);
  assert.deepEqual(stepsOf(order({ delivery: { method: 'handover', siteId: 'sit_x' } }), card, [], 'fr'), []);
});

test('at most one step is under way, in either language', () => {
  const states = (['placed', 'awaiting_payment', 'cancelled', 'needs_decision'] as const).flatMap((state) =>
    (['open', 'partly', 'done'] as const).flatMap((fulfilment) =>
      [home, { method: 'pickup', siteId: 'sit_x' } as const].map((delivery) => order({ state, fulfilment, delivery })),
    ),
  );
  for (const one of states)
    for (const lang of ['fr', 'en'] as const) {
      const steps = stepsOf(one, [], [], lang);
      assert.ok(steps.filter((step) => step.state === 'now').length <= 1);
      const first = steps.findIndex((step) => step.state === 'next');
      assert.ok(
        !steps.slice(Math.max(0, first)).some((step) => first >= 0 && step.state === 'done') ||
          one.fulfilment === 'done',
      );
    }
});

test('a promised day is said until all has come, as past once it is over, and not of what is no more', () => {
  const promise = { earliest: day('2026-11-24'), latest: day('2026-11-25') };
  const said = (over: object, came: boolean[] = [], now = at(9)): string | undefined =>
    promiseIn(
      { promise, state: 'placed', fulfilment: 'open', lines: [line({ shipped: 2 })] as never, ...over },
      came.map((one) => ({ tracked: true, deliveredAt: one ? at(8) : null })),
      'fr',
      now,
    ).promise;
  assert.equal(said({}), 'Livraison prévue entre mardi 24 et mercredi 25');
  assert.equal(said({ fulfilment: 'done' }, [true, false]), said({}), 'a parcel is still on its way');
  assert.equal(said({ fulfilment: 'done' }, [true]), undefined);
  assert.equal(said({ state: 'cancelled' }), undefined);
  assert.equal(said({ fulfilment: 'done', lines: [line({ shipped: 2, returned: 2 })] }), undefined, 'all came back');
  assert.equal(said({ promise: null }), undefined);
  assert.equal(said({}, [], instant('2026-11-26T09:00:00Z')), 'Elle était attendue entre mardi 24 et mercredi 25');
});

test('of what is all back again the last step is that it came back', () => {
  const back = order({ delivery: home, fulfilment: 'done', lines: [line({ shipped: 2, returned: 2 })] });
  const steps = told(back, card, [paid, fact('orders.shipped', 15), fact('returns.received', 17)]);
  assert.deepEqual(steps.slice(2), ['Partie done 15', 'Revenue chez nous done 17']);
});

test('an order is on its way until all has come, and not when all has come back', () => {
  const heads = (over: Partial<Tracked>, came: boolean[] = []): string => {
    const one = order({ delivery: home, fulfilment: 'done', lines: [line({ shipped: 2 })], ...over });
    const sent = came.map((yes) => ({ tracked: true, deliveredAt: yes ? at(8) : null }));
    return stateOf(one, isBack(one), hasCome(one, sent));
  };
  assert.equal(heads({}), 'shipped', 'nobody told us that it came');
  assert.equal(heads({}, [true, false]), 'shipped');
  assert.equal(heads({}, [true, true]), 'delivered');
  assert.equal(heads({ lines: [line({ shipped: 2, returned: 1 })] }), 'shipped', 'a part came back');
  const back = line({ shipped: 1, cancelled: 1, returned: 1 });
  assert.equal(heads({ lines: [back, back] }, [true]), 'returned');
  assert.equal(heads({ delivery: { method: 'handover', siteId: 'sit_x' }, lines: [back] }), 'returned');
  assert.equal(heads({ lines: [back], fulfilment: 'partly' }), 'preparing', 'the rest is still to leave');
  assert.equal(heads({ lines: [back], state: 'cancelled' }), 'cancelled');
});
