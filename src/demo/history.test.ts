import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayIn, instant } from '#base/time';
import type { Day } from '#base/time';
import { minutesOf, parisTime, shift, weekday } from './history/paris.ts';
import { openingOn } from './history/rhythm.ts';
import { deliveriesFor } from './history/supply.ts';
import { planHistory } from './history.ts';
import type { HistoryInput } from './history.ts';
import { channels, sites } from './merchant.ts';
import { moreCustomers, namedCustomers } from './people.ts';
import { demoProducts } from './products/index.ts';
import type { Fact, SaleFact } from './types.ts';

const today = '2026-11-21' as Day;
const input: HistoryInput = {
  seed: 'ourcel',
  today,
  products: demoProducts,
  customers: [...namedCustomers, ...moreCustomers(400)],
  sites,
  channels,
};
const past = [...planHistory(input)];
const sales = past.filter((fact) => fact.fact === 'sale');

/** Replays the facts on shelves; fails where one falls below zero. Returns what is left, by `sku/site`. */
function replay(facts: readonly Fact[]): Map<string, number> {
  const shelves = new Map<string, number>();
  const made = new Map<string, SaleFact>();
  const move = (sku: string, site: string, quantity: number): void => {
    const left = (shelves.get(`${sku}/${site}`) ?? 0) + quantity;
    assert.ok(left >= 0, `${sku} at ${site} falls to ${left}`);
    shelves.set(`${sku}/${site}`, left);
  };
  for (const fact of facts) {
    if (fact.fact === 'receipt') for (const line of fact.lines) move(line.sku, fact.site, line.quantity);
    if (fact.fact === 'transfer') {
      for (const line of fact.lines) {
        move(line.sku, fact.from, -line.quantity);
        move(line.sku, fact.to, line.quantity);
      }
    }
    if (fact.fact === 'sale') {
      made.set(fact.key, fact);
      for (const line of fact.lines) move(line.sku, line.from, -line.quantity);
    }
    if (fact.fact === 'cancellation') {
      for (const line of made.get(fact.sale)!.lines) move(line.sku, line.from, line.quantity);
    }
  }
  return shelves;
}

const left = (shelves: Map<string, number>, start: string): Record<string, number> =>
  Object.fromEntries([...shelves].filter(([shelf, quantity]) => shelf.startsWith(start) && quantity > 0).toSorted());

test('the same input gives the same past, to the byte; another seed gives another', () => {
  assert.equal(JSON.stringify([...planHistory(input)]), JSON.stringify(past));
  assert.notEqual(JSON.stringify([...planHistory({ ...input, seed: 'other', days: 10 })]), JSON.stringify(past));
});

test('the past is in order, in its window, and names each fact once', () => {
  const until = parisTime(today, 0);
  for (const [index, fact] of past.entries()) {
    if (index > 0) assert.ok(past[index - 1]!.at <= fact.at);
    assert.ok(fact.at < until, fact.key);
    assert.equal(instant(fact.at), fact.at);
  }
  assert.equal(new Set(past.map((fact) => fact.key)).size, past.length);
});

test('it never sells more than it received, whatever the seed, the day and the length', () => {
  replay(past);
  const trials: Partial<HistoryInput>[] = [
    { seed: 1, today: '2027-01-04' as Day },
    { seed: 2, today: '2026-03-30' as Day, days: 30 },
    { seed: 3, until: parisTime(today, minutesOf('14:51')), orders: 6000 },
    { seed: 4, today: '2028-02-29' as Day, days: 3 },
  ];
  for (const trial of trials) replay([...planHistory({ ...input, ...trial })]);
});

test('three to four thousand orders, most at the tills and on the web, some cancelled, some open', () => {
  assert.ok(sales.length > 3000 && sales.length < 4000, `${sales.length} orders`);
  const share = (handles: string[]): number =>
    sales.filter((sale) => handles.includes(sale.channel)).length / sales.length;
  assert.ok(share(['till-lyo-1', 'till-nan-1', 'till-par-1']) > 0.38);
  assert.ok(share(['web']) > 0.22);
  assert.ok(share(['marche']) > 0.08);
  const cancelled = past.filter((fact) => fact.fact === 'cancellation').length;
  assert.ok(cancelled > 10 && cancelled < sales.length * 0.05, `${cancelled} cancelled`);
  const settled = new Set(
    past.flatMap((fact) => (fact.fact === 'shipment' || fact.fact === 'cancellation' ? [fact.sale] : [])),
  );
  const waiting = sales.filter((sale) => sale.receive !== 'taken' && !settled.has(sale.key)).length;
  assert.ok(waiting >= 5 && waiting <= 90, `${waiting} to prepare`);
});

test('tills sell while their shop is open, and from its own shelves', () => {
  for (const sale of sales.filter((one) => one.receive === 'taken')) {
    const site = sites.find((one) => one.code === channels.find((channel) => channel.handle === sale.channel)!.site)!;
    const date = dayIn(sale.at, 'Europe/Paris');
    const hours = openingOn(site, date);
    assert.ok(hours, `${sale.key}: closed`);
    assert.ok(sale.at >= parisTime(date, minutesOf(hours.opens)) && sale.at < parisTime(date, minutesOf(hours.closes)));
    assert.ok(sale.lines.every((line) => line.from === site.code) && sale.staff !== undefined, sale.key);
  }
});

test('every line names a product that is on sale by then and no line comes twice in an order', () => {
  const launched = new Map(
    demoProducts.flatMap((product) => product.variants.map((one) => [one.sku, shift(today, -product.launchedDaysAgo)])),
  );
  const people = new Set(input.customers.map((customer) => customer.key));
  for (const sale of sales) {
    assert.ok(sale.lines.length > 0, sale.key);
    assert.equal(new Set(sale.lines.map((line) => line.sku)).size, sale.lines.length, sale.key);
    for (const { sku, quantity } of sale.lines) {
      assert.ok(quantity > 0 && launched.get(sku)! <= dayIn(sale.at, 'Europe/Paris'), `${sale.key} ${sku}`);
    }
    if (sale.customer !== undefined) assert.ok(people.has(sale.customer), sale.customer);
  }
});

test('popularity follows a long tail: a fifth of the products make more than half of the sales', () => {
  const owner = new Map(demoProducts.flatMap((product) => product.variants.map((one) => [one.sku, product.handle])));
  const counts = new Map<string, number>();
  for (const { sku } of sales.flatMap((sale) => sale.lines)) {
    counts.set(owner.get(sku)!, (counts.get(owner.get(sku)!) ?? 0) + 1);
  }
  const ranked = [...counts.values()].toSorted((a, b) => b - a);
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  assert.ok(sum(ranked.slice(0, Math.floor(demoProducts.length / 5))) > sum(ranked) / 2);
});

test('what is left tells the stories: the last Manteau Saône is in Paris, ink is at Seclin only', () => {
  const shelves = replay(past);
  assert.deepEqual(left(shelves, 'MAN-SAO-'), { 'MAN-SAO-LIN-38/PAR': 1 });
  assert.deepEqual(left(shelves, 'EN-305XL'), { 'EN-305XL/SEC': 41 });
  assert.deepEqual(left(shelves, 'BAS-PER-SAU-39'), { 'BAS-PER-SAU-39/COR': 2, 'BAS-PER-SAU-39/LYO': 1 });
  assert.deepEqual(left(shelves, 'ROB-BEL-GRO-38'), {
    'ROB-BEL-GRO-38/COR': 23,
    'ROB-BEL-GRO-38/LYO': 2,
    'ROB-BEL-GRO-38/PAR': 1,
    'ROB-BEL-GRO-38/SEC': 9,
  });
  const inStock = new Set([...shelves].filter(([, quantity]) => quantity > 0).map(([shelf]) => shelf.split('/')[0]));
  const goods = demoProducts.filter((product) => product.taxClass !== 'outside');
  const empty = goods.filter((product) => !product.variants.some((variant) => inStock.has(variant.sku)));
  assert.deepEqual(empty, []);
});

test("Camille's cart waits on her telephone; her six purchases were made in two shops and online", () => {
  const cart = past.find((fact) => fact.fact === 'cart' && fact.customer === 'camille.rey');
  assert.ok(cart?.fact === 'cart' && cart.device === 'phone');
  assert.deepEqual(
    cart.lines.map((line) => line.sku),
    ['ROB-BEL-GRO-38', 'ROU-GRA-TER'],
  );
  const hers = sales.filter((sale) => sale.customer === 'camille.rey');
  assert.equal(hers.length, 6);
  assert.deepEqual(new Set(hers.map((sale) => sale.channel)), new Set(['web', 'app', 'till-lyo-1', 'till-par-1']));
});

test('the order of Atelier Brossard leaves from both warehouses', () => {
  const order = sales.find((sale) => sale.customer === 'nora.brossard' && sale.key.startsWith('told-'))!;
  assert.deepEqual(new Set(order.lines.map((line) => line.from)), new Set(['COR', 'SEC']));
});

test('deliveries cover each use and leave the target, no more', () => {
  const at = (n: number) => parisTime(shift(today, n), 0);
  const uses = [
    { at: at(1), quantity: 3 },
    { at: at(8), quantity: 4 },
    { at: at(15), quantity: 5 },
  ];
  const slots = [0, 7, 14].map((n) => ({ at: at(n), opening: n === 0 }));
  const delivered = deliveriesFor(uses, slots, 2);
  assert.deepEqual(
    delivered.map((one) => one.quantity),
    [9, 5],
  );
});

test('Paris changes its clocks on the last Sundays of March and October', () => {
  assert.equal(parisTime('2026-10-24' as Day, 720), '2026-10-24T10:00:00.000Z');
  assert.equal(parisTime('2026-10-25' as Day, 720), '2026-10-25T11:00:00.000Z');
  assert.equal(parisTime('2026-03-28' as Day, 720), '2026-03-28T11:00:00.000Z');
  assert.equal(parisTime('2026-03-29' as Day, 720), '2026-03-29T10:00:00.000Z');
  assert.equal(parisTime('2026-10-25' as Day, 0), '2026-10-24T22:00:00.000Z');
  assert.equal(weekday('2026-11-21' as Day), 6);
  assert.equal(shift('2028-02-28' as Day, 1), '2028-02-29');
});
