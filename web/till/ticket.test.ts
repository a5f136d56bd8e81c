/** The ticket while it is made: quantities, sums and VAT as the server will find them, change in the fewest pieces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { money } from '#base/money';
import type { Item } from './api.ts';
import { catalogueOf } from './catalogue.ts';
import {
  change,
  emptyTicket,
  inPieces,
  keepsCart,
  likelyCash,
  MOST,
  saleLines,
  shownTicket,
  type Act,
  type Ticket,
} from './ticket.ts';

const both = (text: string) => ({ fr: text, en: text });
const item = (skuId: string, minor: number | null, more: Partial<Item> = {}): Item => ({
  ...{ skuId, productId: skuId, sku: skuId, gtin: null, name: both(skuId), option: both(''), image: '', minor },
  ...{ compareAtMinor: null, taxRate: 200_000, here: 2, elsewhere: [], categoryIds: [] },
  ...more,
});
const acts = (...all: Act[]): Ticket => all.reduce(change, emptyTicket);
const add = (skuId: string, quantity = 1): Act => ({ act: 'add', skuId, quantity });
const catalogue = catalogueOf([
  {
    items: [item('a', 1_000), item('b', 550, { taxRate: 55_000, compareAtMinor: 700 }), item('free', null)],
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
  const shown = shownTicket(acts(add('a', 3), add('b')), catalogue, 'EUR');
  assert.deepEqual([shown.units, shown.total.minor, shown.cutMinor], [4, 3_550, 150]);
  assert.deepEqual(
    shown.taxGroups.map((group) => [group.rate, group.tax.minor]),
    [
      [200_000, 500],
      [55_000, 29],
    ],
  );
  assert.deepEqual(
    shown.lines.map((line) => line.short),
    [true, false],
  );
});

test('a price that is another than the one told is announced with both', () => {
  const told: Act = { act: 'add', skuId: 'a', toldMinor: 900 };
  const [line] = shownTicket(acts(told, add('a')), catalogue, 'EUR').lines;
  assert.deepEqual([line?.toldMinor, line?.totalMinor], [900, 2_000]);
  const [same] = shownTicket(acts({ ...told, toldMinor: 1_000 }), catalogue, 'EUR').lines;
  assert.equal(same?.toldMinor, null);
});

test('what has no price or is no longer sold here falls out of the ticket', () => {
  assert.equal(shownTicket(acts(add('free'), add('gone')), catalogue, 'EUR').lines.length, 0);
});

test('a cart brought in adds to what lies there; without its customer it goes', () => {
  const customer = { customerId: 'cus_1', name: 'Camille Rey', code: 'X', email: null, phone: null };
  const cart = { cartId: 'crt_1', channel: null, customer, units: 2, updatedAt: '', canWork: true };
  const brought = acts(add('a'), { act: 'bring', cart, customer, lines: [{ skuId: 'a', quantity: 2 }] });
  assert.deepEqual(
    [brought.lines[0]?.quantity, brought.customer?.name, brought.cart?.cartId],
    [3, 'Camille Rey', 'crt_1'],
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
  const { lines, sentUnits } = shownTicket(ticket, catalogue, 'EUR');
  assert.equal(sentUnits, 1);
  assert.deepEqual(lines[0]?.short, false, 'two of three lie here, one is sent');
  assert.deepEqual(
    saleLines(lines).map(({ skuId, quantity, carried }) => [skuId, quantity, carried]),
    [
      ['a', 2, true],
      ['a', 1, undefined],
      ['b', 1, true],
    ],
  );
  const plain = saleLines(shownTicket(acts(add('a')), catalogue, 'EUR').lines);
  assert.deepEqual(plain, [{ skuId: 'a', quantity: 1, unitMinor: 1_000 }]);
});

test('no more is sent than is sold; carriage counts while its quote holds, and another line ends it', () => {
  const eur = (minor: number) => money(minor, 'EUR');
  const quote = { carriage: eur(490), total: eur(1_490), taxGroups: [], promise: null, from: [], why: [] };
  const to = { method: 'pickup', siteId: 'sit_x' } as const;
  const sent = acts(
    add('a', 2),
    { act: 'send', skuId: 'a', units: 9 },
    { act: 'sending', sending: { to, contact: { name: 'Ada' }, quote } },
  );
  assert.equal(sent.lines[0]?.sent, 2);
  assert.equal(shownTicket(sent, catalogue, 'EUR').total.minor, 2_490);
  const one = change(sent, { act: 'set', skuId: 'a', quantity: 1 });
  assert.deepEqual([one.lines[0]?.sent, one.sending?.quote, one.sending?.contact.name], [1, null, 'Ada']);
  assert.equal(shownTicket(one, catalogue, 'EUR').total.minor, 1_000);
});
