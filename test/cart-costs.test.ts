/**
 * Complaints 41, 42 and 44: a cart that takes seconds with a promotion, with many lines, or once the shop has sold much. Instead of a
 * clock, which others disturb, what costs time is counted: the statements asked of the database and the rows that come back.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { newId } from '#base/ids';
import { percent } from '#base/rate';
import type { Instant } from '#base/time';
import type { Promotion } from '#pricing/model';
import type { Device, Town } from './support/carts.ts';

const asked: { text: string; rows: number }[] = [];
// Counted before anybody imports it.
const plain = pg.Client.prototype.query as (...all: unknown[]) => unknown;
pg.Client.prototype.query = function counted(this: pg.Client, ...all: unknown[]) {
  const [first] = all as [{ text?: string } | string];
  const one = {
    text: (typeof first === 'string' ? first : (first.text ?? '')).replaceAll(/\s+/g, ' ').trim(),
    rows: 0,
  };
  asked.push(one);
  const answer = plain.apply(this, all);
  if (answer instanceof Promise)
    answer.then(
      (result: { rows?: unknown[] }) => (one.rows = result?.rows?.length ?? 0),
      () => undefined,
    );
  return answer;
} as typeof pg.Client.prototype.query;

const { add, device, headers, show, sku, town } = await import('./support/carts.ts');
const { promotionsAt, savePromotion } = await import('#pricing');
const { everything } = await import('../src/pricing/promotions/model.ts');

const LINES = 60;
const PROMOTIONS = 50;
const by = { actor: 'test' };

type Cost = { readonly statements: readonly string[]; readonly rows: number };

/** The journal's tail reads in its own time. */
const mine = (text: string): boolean => !/ journal\./.test(text) || text.startsWith('INSERT INTO journal');

/** What a call asks of the database. */
async function costOf(call: () => Promise<{ status: number; text: string }>): Promise<Cost> {
  asked.length = 0;
  const { status, text } = await call();
  assert.ok(status < 300, text);
  const heard = asked.filter((one) => mine(one.text));
  return { statements: heard.map((one) => one.text), rows: heard.reduce((sum, one) => sum + one.rows, 0) };
}

const PLAIN: Promotion['effect'] = { kind: 'price_less', minor: 1 };

/** How many statements each of them is saved by. A hundredth off the price, a cent, a hundredth off the basket: each with a priority of its own. */
async function promote({ app }: Town, count: number, from = 0): Promise<number> {
  const effects: Promotion['effect'][] = [
    { kind: 'price_percent', rate: percent('1') },
    PLAIN,
    { kind: 'percent', rate: percent('1'), capMinor: null },
  ];
  asked.length = 0;
  for (let i = from; i < from + count; i++)
    await app.database.transaction(by, (tx) => savePromotion(tx, promotion(i, effects[i % effects.length] ?? PLAIN)));
  const each = Math.ceil(asked.filter((one) => mine(one.text)).length / count);
  await app.heard();
  return each;
}

const promotion = (i: number, effect: Promotion['effect']) => ({
  ...{ promotionId: newId('prm'), version: 0, state: 'on' as const, note: '' },
  ...{ maxUses: null, maxEach: null, budgetMinor: null },
  rule: {
    ...{ name: { fr: `Essai ${i}`, en: `Trial ${i}` }, currency: 'EUR', from: '2026-01-01T00:00:00Z' as Instant },
    ...{ until: null, hours: null, audience: { channelIds: null, siteIds: null, buyers: null }, of: everything },
    ...{ effect, coded: false, minimumMinor: 0, minimumUnits: 0, priority: i, stacks: 'all' as const, set: null },
  },
});

async function filled(here: Town, lines: number): Promise<Device> {
  const at = await device(here);
  for (let i = 0; i < lines; i++) await add(here, at, sku(here.shop, i));
  return at;
}

const checkout = ({ app, shop }: Town, at: Device) =>
  app.call('POST', `/api/carts/${at.cartId}/checkout`, {
    headers: headers(at),
    body: {
      ...{ orderId: newId('ord'), contact: { name: 'Ada' }, payment: { method: 'promise', paymentId: newId('pay') } },
      delivery: { method: 'pickup', siteId: shop.siteId },
    },
  });

/** No more than before, but for a cache that is filled again, in one statement, wherever it had been dropped. */
function noMore(cost: Cost, than: Cost, lines = 0): void {
  const story = cost.statements.join('\n');
  assert.ok(cost.statements.length <= than.statements.length + 3, story);
  assert.ok(cost.rows <= than.rows + 3 * lines + PROMOTIONS, `${cost.rows} rows, ${than.rows} before\n${story}`);
}

test('what a cart asks of the database does not grow: by its lines, by promotions, by what was sold before', async (t) => {
  const here = await town(t, { articles: LINES + 1, stock: 500 });
  const next = sku(here.shop, LINES);
  const adding = (at: Device) => costOf(() => add(here, at, next));
  const showing = (at: Device) => costOf(() => show(here, at));
  const ordering = (at: Device) => costOf(() => checkout(here, at));
  const few = await filled(here, 3);
  await adding(few);
  const [added, shown, ordered] = [await adding(few), await showing(few), await ordering(few)];
  assert.ok(added.statements.length > 0 && ordered.statements.length > 3, 'statements are counted');
  const asBefore = async (): Promise<void> => {
    const many = await filled(here, LINES);
    await adding(many);
    noMore(await adding(many), added, LINES);
    noMore(await showing(many), shown, LINES);
    noMore(await ordering(many), ordered, LINES);
  };

  await t.test(`${LINES} lines cost what three do`, asBefore);

  await t.test(`and so they do under ${PROMOTIONS} promotions, after twenty orders`, async () => {
    const [first, last] = [await promote(here, 1), await promote(here, PROMOTIONS - 1, 1)];
    assert.equal((await promotionsAt(here.app.database)).length, PROMOTIONS);
    assert.ok(last <= first, `saving one of them asks ${last} statements, the first one ${first}: no price is written`);
    for (let i = 0; i < 20; i++) await ordering(await filled(here, 1));
    await asBefore();
  });
});
