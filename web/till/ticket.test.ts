/** The ticket while it is made: quantities, sums and VAT as the server will find them, change in the fewest pieces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { money, type Money } from '#base/money';
import { percent } from '#base/rate';
import type { TaxCase } from '#tax/model';
import type { Item, SendQuote } from './api.ts';
import type { Company } from './company/calls.ts';
import type { Pricing } from './price.ts';
import { atHome, NOW, plainPricing, pricingWith, promotion } from './price-examples.ts';
import { catalogueOf } from './catalogue.ts';
import {
  change,
  emptyTicket,
  inPieces,
  keepsCart,
  likelyCash,
  MOST,
  shownTicket as shown,
  type Act,
  type Ticket,
} from './ticket.ts';

const both = (text: string) => ({ fr: text, en: text });
const item = (skuId: string, minor: number | null, more: Partial<Item> = {}): Item => ({
  ...{ skuId, productId: skuId, sku: skuId, gtin: null, name: both(skuId), option: both(''), image: '', minor },
  ...{
    compareAtMinor: null,
    taxRate: 200_000,
    taxClass: 'standard',
    here: 2,
    elsewhere: [],
    categoryIds: [],
    traits: [],
  },
  ...{ prices: minor === null ? [] : [{ code: 'base', own: false, minor, compareAtMinor: null }], priorMinor: null },
  ...more,
});
const shownTicket = (ticket: Ticket, known = catalogue, told: Partial<Pricing> = {}) =>
  shown(ticket, known, { ...plainPricing, ...told }, NOW);
const address = { name: 'Ada', line1: '2 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' };
const quoteOf = (tax: TaxCase, carriage: Money, total: Money): SendQuote => ({
  ...{ tax, carriage, total, taxGroups: [], vat: null, promise: null, from: [], why: [] },
});
const acts = (...all: Act[]): Ticket => all.reduce(change, emptyTicket);
const add = (skuId: string, quantity = 1): Act => ({ act: 'add', skuId, quantity });
const reduced = { code: 'base', own: false, minor: 550, compareAtMinor: 700 };
const catalogue = catalogueOf([
  {
    items: [
      item('a', 1_000),
      item('b', 550, { taxRate: 55_000, taxClass: 'reduced', prices: [reduced] }),
      item('free', null),
    ],
    next: null,
    categories: [],
    sites: [],
  },
]);

test('the same article twice is one line of two, and the line touched last is open', () => {
  const ticket = acts(add('a'), add('b'), add('a'));
  assert.deepEqual(ticket.lines, [
    { skuId: 'a', quantity: 2, toldMinor: null },
    { skuId: 'b', quantity: 1, toldMinor: null },
  ]);
  assert.equal(ticket.selected, 'a');
});

test('nothing left of a line removes it; no line grows without end', () => {
  assert.deepEqual(acts(add('a'), { act: 'set', skuId: 'a', quantity: 0 }).lines, []);
  assert.equal(acts(add('a', MOST), add('a', 5)).lines[0]?.quantity, MOST);
});

test('sums and VAT per rate, what was reduced, and what the shelf does not hold', () => {
  const told = shownTicket(acts(add('a', 3), add('b')));
  assert.deepEqual([told.units, told.total.minor, told.cutMinor], [4, 3_550, 150]);
  assert.deepEqual(
    told.taxGroups.map((group) => [group.rate, group.tax.minor]),
    [
      [200_000, 500],
      [55_000, 29],
    ],
  );
  assert.deepEqual(
    told.lines.map((line) => line.short),
    [true, false],
  );
});

test('a price that is another than the one told is announced with both', () => {
  const told: Act = { act: 'add', skuId: 'a', toldMinor: 900 };
  const [line] = shownTicket(acts(told, add('a'))).lines;
  assert.deepEqual([line?.toldMinor, line?.totalMinor], [900, 2_000]);
  const [same] = shownTicket(acts({ ...told, toldMinor: 1_000 })).lines;
  assert.equal(same?.toldMinor, null);
});

test('what has no price or is no longer sold here falls out of the ticket', () => {
  assert.equal(shownTicket(acts(add('free'), add('gone'))).lines.length, 0);
});

test('a cart brought in adds to what lies there; without its customer it goes', () => {
  const customer = { customerId: 'cus_1', name: 'Camille Rey', code: 'X', email: null, phone: null };
  const cart = { cartId: 'crt_1', channel: null, customer, units: 2, updatedAt: '', canWork: true };
  const brought = acts(add('a'), {
    act: 'bring',
    cart,
    customer,
    lines: [{ skuId: 'a', quantity: 2 }],
    codes: ['RENTREE'],
  });
  assert.deepEqual(
    [brought.lines[0]?.quantity, brought.customer?.name, brought.cart?.cartId, brought.codes],
    [3, 'Camille Rey', 'crt_1', ['RENTREE']],
  );
  assert.equal(change(brought, { act: 'customer', customer: null }).cart, null);
});

test('likely cash begins with the exact sum, then round ones, none twice, none too little', () => {
  assert.deepEqual(likelyCash(9_850), [9_850, 9_900, 10_000]);
  for (const total of [1, 99, 100, 2_000, 14_999]) {
    const sums = likelyCash(total);
    assert.equal(sums[0], total);
    assert.ok(sums.every((sum, i) => sum >= total && (i === 0 || sum > (sums[i - 1] ?? 0))));
  }
});

test('change is given in the fewest notes and coins', () => {
  assert.deepEqual(inPieces(150), [
    { value: 100, count: 1 },
    { value: 50, count: 1 },
  ]);
  for (const minor of [0, 1, 99, 12_345]) {
    assert.equal(
      inPieces(minor).reduce((sum, { value, count }) => sum + value * count, 0),
      minor,
    );
  }
});

test('a brought cart stays with its customer: a guest’s may become theirs, another’s goes back', () => {
  const person = (customerId: string) => ({ customerId, name: customerId, code: '', email: null, phone: null });
  const brought: Ticket = { ...emptyTicket, cart: { cartId: 'crt_1', units: 2 } };
  const [camille, zoe] = [person('cus_camille'), person('cus_zoe')];
  assert.ok(keepsCart(brought, camille));
  const hers: Ticket = { ...brought, customer: camille };
  assert.ok(keepsCart(hers, { ...camille }));
  for (const next of [zoe, null]) {
    assert.ok(!keepsCart(hers, next));
    assert.equal(change(hers, { act: 'customer', customer: next }).cart, null);
  }
});

test('what is sent is a line of its own beside what is carried; without it no line is marked', () => {
  const ticket = acts(add('a', 3), add('b'), { act: 'send', skuId: 'a', units: 1 });
  const { lines, sale, sentUnits } = shownTicket(ticket);
  assert.equal(sentUnits, 1);
  assert.deepEqual(lines[0]?.short, false, 'two of three lie here, one is sent');
  assert.deepEqual(
    sale.map(({ skuId, quantity, carried }) => [skuId, quantity, carried]),
    [
      ['a', 2, true],
      ['a', 1, undefined],
      ['b', 1, true],
    ],
  );
  const plain = shownTicket(acts(add('a'))).sale;
  assert.deepEqual(plain, [{ skuId: 'a', quantity: 1, unitMinor: 1_000, discountMinor: 0 }]);
});

test('no more is sent than is sold; carriage counts while its quote holds, and another line ends it', () => {
  const eur = (minor: number) => money(minor, 'EUR');
  const quote = quoteOf(atHome, eur(490), eur(2_490));
  const to = { method: 'delivery', address } as const;
  const sent = acts(
    add('a', 2),
    { act: 'send', skuId: 'a', units: 9 },
    { act: 'sending', sending: { to, contact: { name: 'Ada' }, quote } },
  );
  assert.equal(sent.lines[0]?.sent, 2);
  assert.equal(shownTicket(sent).total.minor, 2_490);
  const one = change(sent, { act: 'set', skuId: 'a', quantity: 1 });
  assert.deepEqual([one.lines[0]?.sent, one.sending?.quote, one.sending?.contact.name], [1, null, 'Ada']);
  assert.equal(shownTicket(one).total.minor, 1_000);
});

test('where the net stays, what is sent abroad follows the VAT of there, and is told line by line; ended, it costs what it costs here', () => {
  const eur = (minor: number) => money(minor, 'EUR');
  const swiss = { ...atHome, scheme: 'export', destination: 'CH', stays: 'net' } as const;
  const german = { ...atHome, scheme: 'oss', country: 'DE', destination: 'DE', stays: 'net' } as const;
  const table = [
    [swiss, 833, 1_666 + 408],
    [german, 992, 1_984 + 486],
    [{ ...german, stays: 'gross' as const }, 1_000, 2_000 + 490],
  ] as const;
  for (const [tax, unit, total] of table) {
    const sent = acts(
      add('a', 2),
      { act: 'send', skuId: 'a', units: 2 },
      {
        act: 'sending',
        sending: { to: { method: 'delivery', address }, contact: { name: 'Ada' }, quote: quoteOf(tax, eur(0), eur(0)) },
      },
    );
    const shown = shownTicket(sent);
    assert.deepEqual([shown.sale[0]?.unitMinor, shown.total.minor], [unit, total], `${tax.scheme} ${tax.stays}`);
    assert.equal(shownTicket(change(sent, { act: 'set', skuId: 'a', quantity: 1 })).sale[0]?.unitMinor, 1_000);
  }
});

test('a company stays with who it was chosen for, and another one ends what was quoted', () => {
  const company = { companyId: 'com_1', name: 'Atelier' } as Company;
  const customer = { customerId: 'cus_1', name: 'Ada', code: '', email: null, phone: null };
  const mine = acts({ act: 'customer', customer }, { act: 'company', company });
  assert.equal(change(mine, { act: 'customer', customer: { ...customer } }).company, company);
  assert.equal(change(mine, { act: 'customer', customer: null }).company, null);
  assert.equal(change(mine, { act: 'customer', customer: { ...customer, customerId: 'cus_2' } }).company, null);
  const eur = (minor: number) => money(minor, 'EUR');
  const quote = quoteOf(atHome, eur(490), eur(490));
  const quoted = change(mine, {
    ...{ act: 'sending' as const },
    sending: { to: { method: 'delivery', address }, contact: { name: 'Ada' }, quote },
  });
  assert.equal(change(quoted, { act: 'company', company: null }).sending?.quote, null);
});

test('what comes off the basket is told of each line, named, and of what is sent', () => {
  const three = promotion('prm_1', { kind: 'percent', rate: percent('10'), capMinor: null });
  const told = pricingWith([three]);
  const { lines, less, sale, total } = shownTicket(acts(add('a', 2), add('b')), catalogue, told);
  assert.deepEqual([total.minor, less[0]?.minor, less[0]?.name.fr], [2_295, 255, 'prm_1']);
  assert.deepEqual(
    lines.map((line) => [line.totalMinor, line.less[0]?.minor]),
    [
      [1_800, 200],
      [495, 55],
    ],
  );
  assert.deepEqual(
    sale.map((line) => [line.unitMinor, line.discountMinor]),
    [
      [1_000, 200],
      [550, 55],
    ],
  );
});

test('a code says what became of it; while nobody can be asked, nothing limited is promised, and that is said', () => {
  const coded = { ...promotion('prm_1', { kind: 'amount', minor: 300 }), coded: true };
  const opened = [{ code: 'RENTREE', promotionId: 'prm_1', limited: false }];
  const ticket = acts(add('a'), { act: 'code', code: 'RENTREE' }, { act: 'code', code: 'AUTRE' });
  const told = pricingWith([coded], { opened });
  const { total, codes } = shownTicket(ticket, catalogue, told);
  assert.equal(total.minor, 700);
  assert.deepEqual(
    codes.map((one) => one.state),
    ['applied', 'unknown'],
  );
  const once = {
    ...told,
    carried: { ...told.carried, opened: [{ ...opened[0], limited: true } as never] },
    asks: false,
  };
  const alone = shownTicket(ticket, catalogue, once);
  assert.deepEqual([alone.total.minor, alone.unasked, alone.codes[0]?.state], [1_000, true, 'cannot_ask']);
  assert.deepEqual(change(ticket, { act: 'uncode', code: 'RENTREE' }).codes, ['AUTRE']);
});

test('a gift that is earned is offered, and costs nothing once it lies there', () => {
  const gift = { ...promotion('prm_1', { kind: 'gift', skuId: 'b', quantity: 1 }), minimumMinor: 1_500 };
  const told = pricingWith([gift]);
  assert.equal(shownTicket(acts(add('a')), catalogue, told).offered.length, 0);
  const earned = shownTicket(acts(add('a', 2)), catalogue, told);
  assert.deepEqual([earned.offered[0]?.item.skuId, earned.offered[0]?.quantity], ['b', 1]);
  const taken = shownTicket(acts(add('a', 2), add('b')), catalogue, told);
  assert.deepEqual([taken.total.minor, taken.offered.length], [2_000, 0]);
});

test('so many units cost another price each, and who is known has theirs', () => {
  const prices = [
    { code: 'base', own: false, minor: 1_000, compareAtMinor: null },
    { code: 'base', own: false, minor: 900, compareAtMinor: null, fromUnits: 3 },
  ];
  const stepped = catalogueOf([{ items: [item('a', 1_000, { prices })], next: null, categories: [], sites: [] }]);
  assert.deepEqual(
    [2, 3].map((n) => shownTicket(acts(add('a', n)), stepped).total.minor),
    [2_000, 2_700],
  );
  const theirs = [{ code: 'amis', own: false, minor: 700, compareAtMinor: null, buyer: 'group:grp_amis' }];
  const told = { ownPrices: [{ skuId: 'a', prices: theirs }] };
  assert.equal(shownTicket(acts(add('a', 2)), stepped, told).total.minor, 1_400);
});
