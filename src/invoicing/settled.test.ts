/** Differences of exchange and letters: an order that is paid leaves nothing on the account of customers, whatever the rates did meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Day } from '#base/time';
import { dayTotals, entriesOf, type Entry, type Sale, type Tender } from './book.ts';
import { fecOf } from './fec.ts';
import { defaultProfile } from './profile.ts';
import { bookIn, converted, crossOn } from './rates.ts';
import { settledOf } from './settled.ts';

const { accounts } = defaultProfile;
const dayNo = (n: number): Day => `2026-11-${String(n).padStart(2, '0')}` as Day;
const on = (entries: readonly Entry[], account: string): number =>
  entries
    .flatMap((entry) => entry.lines)
    .reduce((sum, one) => sum + (one.account === account ? one.debitMinor - one.creditMinor : 0), 0);

const customer = { id: '732829320', name: 'Horlogerie Favre SA' };
const sale = (day: Day, orderId: string, gross: number, told: Sale['told'], kind: Sale['kind'] = 'sale'): Sale => ({
  ...{ day, told, kind, orderId, ref: told === 'document' ? `F-${orderId}-${day}-${kind}` : 'web' },
  customer: told === 'document' ? customer : null,
  groups: [
    { rate: 81_000, netMinor: gross - Math.round(gross / 13), taxMinor: Math.round(gross / 13), outside: false },
  ],
});

/** Orders in francs: sold once, paid in parts on any days, some of them back again; `open`: not all was paid. */
const anyOrder = fc.record({
  told: fc.constantFrom('total' as const, 'document' as const),
  gross: fc.integer({ min: 1, max: 500_000 }),
  soldOn: fc.integer({ min: 1, max: 28 }),
  cuts: fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 3 }),
  paidOn: fc.array(fc.integer({ min: 1, max: 28 }), { minLength: 4, maxLength: 4 }),
  back: fc.boolean(),
  open: fc.integer({ min: 0, max: 3 }).map((n) => (n === 0 ? 1 : 0)),
});
const anyRates = fc.array(fc.integer({ min: 850_000, max: 1_250_000 }), { minLength: 28, maxLength: 28 });
const text = (micro: number): string =>
  `${Math.floor(micro / 1_000_000)}.${String(micro % 1_000_000).padStart(6, '0')}`;

type Order = {
  told: Sale['told'];
  gross: number;
  soldOn: number;
  cuts: number[];
  paidOn: number[];
  back: boolean;
  open: number;
};

function factsOf({ told, gross, soldOn, cuts, paidOn, back, open }: Order, i: number) {
  const orderId = `ord_${i}`;
  const sales = [sale(dayNo(soldOn), orderId, gross, told)];
  const tender = (n: number, minor: number): Tender => ({
    ...{ day: dayNo(paidOn[n % 4] ?? 1), account: n % 2 === 0 ? 'bank' : 'psp:stripe', minor, orderId },
  });
  let left = gross - open;
  const tenders: Tender[] = [];
  for (const [n, cut] of cuts.entries()) {
    const part = Math.min(left, Math.floor((gross * cut) / 1_000));
    if (part > 0) tenders.push(tender(n, part));
    left -= part;
  }
  if (left > 0) tenders.push(tender(3, left));
  if (back) {
    const day = dayNo(28);
    sales.push({ ...sale(day, orderId, -Math.ceil(gross / 2), told, 'return') });
    tenders.push({ day, account: 'bank', minor: -Math.ceil(gross / 2), orderId });
  }
  return { sales, tenders };
}

test('orders in francs that are paid leave nothing on 411; what rates did is on 666 and 766; letters tie entries that balance', () => {
  fc.assert(
    fc.property(fc.array(anyOrder, { minLength: 1, maxLength: 6 }), anyRates, (orders, micros) => {
      const facts = orders.map(factsOf);
      const book = bookIn(
        'EUR',
        { sales: facts.flatMap((one) => one.sales), tenders: facts.flatMap((one) => one.tenders), transfers: [] },
        'CHF',
        (day) => ({ theirs: text(micros[Number(day.slice(8)) - 1] ?? 1_000_000), ours: '1' }),
      );
      const { differences, letters } = settledOf(book.sales, book.tenders);
      const companies = new Map(
        book.sales.flatMap((one) => (one.customer ? [[one.orderId, one.customer] as const] : [])),
      );
      const entries = entriesOf(book.sales, book.tenders, accounts, [], { differences, letters, companies });
      for (const { lines, label } of entries)
        assert.equal(
          lines.reduce((sum, one) => sum + one.debitMinor - one.creditMinor, 0),
          0,
          label,
        );
      if (orders.every(({ open }) => open === 0)) assert.equal(on(entries, accounts.customers), 0);
      const lettered = Map.groupBy(
        entries.flatMap((entry) => entry.lines.filter((one) => one.letter !== null)),
        (one) => one.letter?.code,
      );
      for (const [code, lines] of lettered) {
        const sum = (pick: (one: (typeof lines)[number]) => number) => lines.reduce((all, one) => all + pick(one), 0);
        assert.equal(
          sum((one) => one.debitMinor - one.creditMinor),
          0,
          `letter ${code}`,
        );
        assert.ok(lines.every((one) => one.account === accounts.customers && one.aux !== null));
        assert.equal(new Set(lines.map((one) => one.letter?.day)).size, 1);
      }
      // Nobody's entries are lettered while something is owed.
      const open = new Set(orders.flatMap((one, i) => (one.open > 0 && !one.back ? [`ord_${i}`] : [])));
      assert.ok(differences.every(({ orderId }) => !open.has(orderId)));
      for (const day of dayTotals(entries, accounts))
        assert.equal(day.salesMinor - day.returnsMinor, day.tendersMinor + day.exchangeMinor + day.receivableMinor);
    }),
  );
});

test('francs that were worth less when they were paid are a loss, more a gain, on the day on which nothing was owed any more', () => {
  const rates = [
    { currency: 'CHF', fromOn: dayNo(20), perOne: '1' },
    { currency: 'CHF', fromOn: dayNo(10), perOne: '0.8' },
    { currency: 'CHF', fromOn: dayNo(1), perOne: '0.9' },
  ];
  const paidOn = (first: number, then: number) => {
    const sales = [sale(dayNo(2), 'ord_1', 9_000, 'document')];
    const part = (n: number, minor: number) => ({ day: dayNo(n), account: 'bank', minor, orderId: 'ord_1' });
    const book = bookIn(
      'EUR',
      { sales, tenders: [part(first, 4_000), part(then, 5_000)], transfers: [] },
      'CHF',
      (day) => crossOn(rates, { currency: 'CHF', into: 'EUR', day }),
    );
    return settledOf(book.sales, book.tenders);
  };
  const table = [
    [3, 4, []],
    // 4 000 at 0.8 are 5 000, 5 000 are 6 250; sold for 10 000.
    [11, 12, [[dayNo(12), -1_250]]],
    [21, 22, [[dayNo(22), 1_000]]],
  ] as const;
  for (const [first, then, expected] of table)
    assert.deepEqual(
      paidOn(first, then).differences.map(({ day, minor }) => [day, minor]),
      expected,
    );
  const { letters } = paidOn(11, 12);
  const code = 'F-ord_1-2026-11-02-sale';
  assert.deepEqual(
    [...letters.keys()],
    [2, 11, 12].map((n) => `ord_1 ${dayNo(n)}`),
  );
  assert.ok([...letters.values()].every((one) => one.code === code && one.day === dayNo(12)));
});

test('in the file: 666 against 411 in the journal of other entries, lettered with the sale and the money', () => {
  const sales = [{ ...sale(dayNo(2), 'ord_1', 9_000, 'document'), ref: 'F2026-7' }];
  const tenders = [{ day: dayNo(20), account: 'bank', minor: 9_000, orderId: 'ord_1' }];
  const book = bookIn('EUR', { sales, tenders, transfers: [] }, 'CHF', (day) => ({
    theirs: day < dayNo(10) ? '0.9' : '1',
    ours: '1',
  }));
  const { differences, letters } = settledOf(book.sales, book.tenders);
  const companies = new Map([['ord_1', customer]]);
  const entries = entriesOf(book.sales, book.tenders, accounts, [], { differences, letters, companies });
  const rows = fecOf(entries, dayNo(30))
    .slice(0, -2)
    .split('\r\n')
    .slice(1)
    .map((row) => row.split('\t'));
  const short = rows.map((row) => [row[0], row[4], row[6], row[11], row[12], row[13], row[14], row[16], row[17]]);
  assert.deepEqual(
    short.filter((row) => row[1] !== '707000' && row[1] !== '445710'),
    [
      ['VE', '411000', '732829320', '100,00', '0,00', 'F2026-7', '20261120', '90,00', 'CHF'],
      ['OD', '666000', '', '10,00', '0,00', '', '', '', ''],
      ['OD', '411000', '732829320', '0,00', '10,00', 'F2026-7', '20261120', '', ''],
      ['BQ', '512000', '', '90,00', '0,00', '', '', '90,00', 'CHF'],
      ['BQ', '411000', '732829320', '0,00', '90,00', 'F2026-7', '20261120', '90,00', 'CHF'],
    ],
  );
});

test('a book in francs: euros by the rate of the franc, dollars by way of the euro, rounded once; the missing rate is named', () => {
  const day = dayNo(5);
  const rates = [
    { currency: 'CHF', fromOn: dayNo(1), perOne: '0.95' },
    { currency: 'USD', fromOn: dayNo(1), perOne: '1.1' },
  ];
  const into = (minor: number, currency: string) =>
    converted(minor, currency, 'CHF', crossOn(rates, { currency, into: 'CHF', day }));
  assert.deepEqual([into(10_000, 'EUR'), into(11_000, 'USD'), into(-10_000, 'EUR')], [9_500, 9_500, -9_500]);
  assert.equal(converted(16_235, 'JPY', 'CHF', { theirs: '162.35', ours: '0.95' }), 9_500);
  const missing = (currency: string, target: string, known: typeof rates) => {
    try {
      crossOn(known, { currency, into: target, day });
    } catch (error) {
      return (error as { facts: { currency: string } }).facts.currency;
    }
    return null;
  };
  assert.deepEqual(
    [missing('EUR', 'CHF', []), missing('USD', 'CHF', rates.slice(0, 1)), missing('USD', 'EUR', rates.slice(1))],
    ['CHF', 'USD', null],
  );
});
