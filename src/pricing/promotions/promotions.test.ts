/** Promotions in the database: versions, limits under races, codes, and the price before a reduction. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { percent } from '#base/rate';
import { day, plus, type Instant } from '#base/time';
import { setLevels } from '#channels';
import { Refusal } from '#base/refusal';
import { testApp } from '../../../test/support/app.ts';
import { testShop } from '../../../test/support/shop.ts';
import { price, rulesFor, setPrices, shownPrices } from '../index.ts';
import { addCodes } from './codes.ts';
import { everything, type Effect, type Promotion } from './model.ts';
import { usesOf, type Occasion } from './occasion.ts';
import { giveBackUses, takeUses, type Use } from './uses.ts';
import { promotionsAt, promotionsInForce, savePromotion, type Limits, type NewVersion } from './versions.ts';

const noLimits: Limits = { maxUses: null, maxEach: null, budgetMinor: null };

test('promotions in the database', async (t) => {
  const { database } = await testApp(t);
  const shop = await testShop(database, { stock: 0 });
  const by = { actor: 'test' };
  const [first = '', second = ''] = shop.skuIds;
  const began = '2026-01-01T00:00:00Z' as Instant;
  const make = async (
    effect: Effect,
    more: Partial<Promotion> = {},
    rest: Partial<NewVersion> = {},
  ): Promise<string> => {
    const promotionId = rest.promotionId ?? newId('prm');
    const name = { fr: 'Essai', en: 'Trial' };
    const audience = { channelIds: null, siteIds: null, buyers: null };
    const rule = {
      ...{ name, currency: 'EUR', from: began, until: null, hours: null, audience, of: everything, effect },
      ...{ coded: false, minimumMinor: 0, minimumUnits: 0, priority: 10, stacks: 'all' as const, set: null },
      ...more,
    };
    const input = { promotionId, version: 0, state: 'on' as const, rule, note: '', ...noLimits, ...rest };
    await database.transaction(by, (tx) => savePromotion(tx, input));
    return promotionId;
  };
  /** Each part of this test begins without promotions. */
  const closeAll = () =>
    database.transaction(by, async (tx) => {
      for (const { promotionId, version, rule, note } of await promotionsAt(tx))
        await savePromotion(tx, { promotionId, version, rule, note, state: 'off', ...noLimits });
    });
  t.afterEach(closeAll);
  const priced = async (lines: [string, number][], occasion: Occasion = {}, channelId = shop.channels.web) => {
    const rules = await rulesFor(
      database,
      channelId,
      lines.map(([skuId]) => skuId),
      undefined,
      occasion,
    );
    const numbered = lines.map(([skuId, quantity], i) => ({ lineNo: i + 1, skuId, quantity }));
    return { rules, ...price({ country: 'FR', day: day('2026-11-22'), lines: numbered, delivery: 'flat' }, rules) };
  };
  const set = (skuId: string, minor: number) =>
    database.transaction(by, (tx) => setPrices(tx, { listId: shop.listId, prices: [{ skuId, minor }] }));
  const shown = async (skuId: string) => (await shownPrices(database, shop.channels.web, [skuId])).get(skuId);
  await set(first, 1_990);
  await set(first, 2_000);
  await set(second, 1_000);

  await t.test('a basket says what came off, and still sums to the cent with its VAT', async () => {
    await make({ kind: 'percent', rate: percent('33.33'), capMinor: null });
    const found = await priced([
      [first, 1],
      [second, 3],
    ]);
    assert.deepEqual(
      found.reductions.map(({ minor, name }) => [minor, name.fr]),
      [[1_667, 'Essai']],
    );
    assert.equal(found.totals.items.minor, 5_000 - 1_667);
    for (const line of found.lines) {
      assert.equal(line.total.minor, line.unit.minor * line.quantity - line.discount.minor);
      assert.equal(line.net.minor + line.tax.minor, line.total.minor);
    }
    assert.equal(found.totals.net.minor + found.totals.tax.minor, found.totals.gross.minor);
    await closeAll();
    assert.equal((await priced([[first, 1]])).totals.items.minor, 2_000);
  });

  await t.test('a past moment is priced with the promotions of then', async () => {
    const [now] = await database.query<{ now: Instant }>(sql`SELECT now()`);
    await make({ kind: 'amount', minor: 500 });
    assert.equal((await priced([[first, 1]])).totals.items.minor, 1_500);
    assert.equal(await promotionsInForce(database, plus(now?.now as Instant, -1)), undefined);
  });

  await t.test('a reduced price is seen on the page, beside the lowest of the 30 days before', async () => {
    await make({ kind: 'price_percent', rate: percent('52.5') }, { of: { anyOf: [`sku:${first}`], noneOf: [] } });
    const seen = await shown(first);
    assert.deepEqual([seen?.price.minor, seen?.compareAt?.minor], [950, 1_000], 'the test shop began with 10.00');
    assert.equal((await shown(second))?.price.minor, 1_000);
    await closeAll();
    assert.equal((await shown(first))?.price.minor, 2_000);
  });

  await t.test('a channel that keeps its promotions to itself knows only those that name it', async () => {
    await make({ kind: 'amount', minor: 500 });
    await database.transaction(by, (tx) =>
      setLevels(tx, { channelId: shop.channels.till, levels: { prices: 'bridged' }, by: 'test' }),
    );
    assert.equal((await priced([[second, 1]], {}, shop.channels.till)).totals.items.minor, 1_000);
    assert.equal((await priced([[second, 1]])).totals.items.minor, 500);
  });

  await t.test('a code opens it, in whatever case it is typed; another does not', async () => {
    const promotionId = await make({ kind: 'amount', minor: 300 }, { coded: true });
    await database.transaction(by, (tx) => addCodes(tx, { promotionId, codes: ['NOEL-26'], maxUses: null }));
    assert.equal((await priced([[first, 1]])).reductions.length, 0);
    assert.equal((await priced([[first, 1]], { codes: [' noel-26 '] })).reductions[0]?.minor, 300);
    assert.equal((await priced([[first, 1]], { codes: ['noel-27', 'ß€'] })).reductions.length, 0);
    const other = await make({ kind: 'amount', minor: 1 }, { coded: true });
    await assert.rejects(
      database.transaction(by, (tx) => addCodes(tx, { promotionId: other, codes: ['AAA', 'NOEL-26'], maxUses: null })),
      (error) => error instanceof Refusal && error.code === 'pricing.code_taken',
    );
  });

  const useOf = (promotionId: string, buyer: string | null, minor = 100, code: string | null = null): Use => ({
    ...{ orderId: newId('ord'), promotionId, code, buyer, minor },
  });
  const limitedBy = (promotionId: string, limits: Partial<Limits>) =>
    new Map([[promotionId, { ...noLimits, ...limits }]]);
  const take = (uses: Use[], limits: Map<string, Limits>) =>
    database.transaction(by, (tx) => takeUses(tx, uses, limits));

  await t.test('one use left, twenty buyers at once: one has it (C17)', async () => {
    const promotionId = await make({ kind: 'amount', minor: 100 }, {}, { maxUses: 1 });
    const limits = limitedBy(promotionId, { maxUses: 1 });
    const uses = Array.from({ length: 20 }, (_, i) => useOf(promotionId, `b${i}`));
    const late = await Promise.all(uses.map((use) => take([use], limits)));
    assert.equal(late.filter((one) => one.size === 0).length, 1);
    assert.equal((await priced([[first, 1]])).reductions.length, 0, 'used up is seen in the basket');
    const winner = uses[late.findIndex((one) => one.size === 0)] as Use;
    await Promise.all([1, 2].map(() => database.transaction(by, (tx) => giveBackUses(tx, [winner.orderId]))));
    const again = await priced([[first, 1]]);
    assert.equal(again.reductions.length, 1, 'given back once, it can be used once');
  });

  await t.test('a batch decides in its order; who is late has used nothing', async () => {
    const promotionId = await make({ kind: 'amount', minor: 100 }, {}, { budgetMinor: 250 });
    const limits = limitedBy(promotionId, { budgetMinor: 250 });
    const uses = [useOf(promotionId, 'a', 200), useOf(promotionId, 'b', 100), useOf(promotionId, 'c', 50)];
    assert.deepEqual([...(await take(uses, limits))], [uses[1]?.orderId]);
  });

  await t.test('once a buyer: the second time, and whoever is not known, is late', async () => {
    const promotionId = await make({ kind: 'amount', minor: 100 }, {}, { maxEach: 1 });
    const limits = limitedBy(promotionId, { maxEach: 1 });
    const uses = [useOf(promotionId, 'a'), useOf(promotionId, 'a'), useOf(promotionId, null), useOf(promotionId, 'b')];
    assert.equal((await take(uses, limits)).size, 2);
    const unknown = await priced([[first, 1]]);
    assert.ok(
      unknown.trace.some((step) => step.reason === 'needs_buyer'),
      'whoever has not signed in is told so',
    );
    assert.equal((await priced([[first, 1]], { customerId: 'a' })).reductions.length, 0);
    assert.equal((await priced([[first, 1]], { customerId: 'c' })).reductions.length, 1);
  });

  await t.test('a code for one use', async () => {
    const promotionId = await make({ kind: 'amount', minor: 100 }, { coded: true });
    await database.transaction(by, (tx) => addCodes(tx, { promotionId, codes: ['ONCE-1', 'ONCE-2'], maxUses: 1 }));
    const { rules, reductions } = await priced([[first, 1]], { codes: ['once-1'] });
    assert.ok(rules.promoted);
    const uses = usesOf(rules.promoted, { orderId: newId('ord'), customerId: null, reductions });
    assert.deepEqual(
      uses.map(({ code, minor }) => [code, minor]),
      [['ONCE-1', 100]],
    );
    assert.equal((await take(uses, new Map())).size, 0);
    assert.equal((await take([useOf(promotionId, null, 100, 'ONCE-1')], new Map())).size, 1);
    assert.equal((await priced([[first, 1]], { codes: ['ONCE-1'] })).reductions.length, 0);
  });

  await t.test('what makes no sense is refused by field; a version seen too late is not written over', async () => {
    const wrong: [Effect, Partial<Promotion>, Partial<NewVersion>, string][] = [
      [{ kind: 'amount', minor: 1 }, { until: began }, {}, 'body.rule.until'],
      [{ kind: 'price_less', minor: 1 }, { coded: true }, {}, 'body.rule.coded'],
      [{ kind: 'price_less', minor: 1 }, {}, { maxUses: 1 }, 'body.maxUses'],
      [
        {
          kind: 'tiers',
          by: 'units',
          tiers: [
            { from: 2, rate: percent('1') },
            { from: 2, rate: percent('2') },
          ],
        },
        {},
        {},
        'body.rule.effect.tiers',
      ],
    ];
    for (const [effect, more, rest, field] of wrong)
      await assert.rejects(
        make(effect, more, rest),
        (error) => error instanceof Refusal && JSON.stringify(error).includes(field),
        field,
      );
    const promotionId = await make({ kind: 'amount', minor: 1 }, {}, { state: 'draft' });
    await assert.rejects(
      make({ kind: 'amount', minor: 2 }, {}, { promotionId, state: 'draft' }),
      (error) => error instanceof Refusal && error.code === 'pricing.version_changed',
    );
  });
});
