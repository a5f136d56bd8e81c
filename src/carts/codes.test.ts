/** A code from the cart to the order: what was shown is what is paid, and the last use of a promotion is given once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '#base/canonical';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { percent } from '#base/rate';
import { unwrap } from '#base/refusal';
import type { Instant } from '#base/time';
import { cancelOrder, editOrder, findOrder } from '#orders';
import { addCodes, savePromotion, type NewVersion } from '#pricing';
import { react } from '../../test/support/react.ts';
import { testApp } from '../../test/support/app.ts';
import { testShop } from '../../test/support/shop.ts';
import { modules, oracles } from '../modules.ts';
import { verify } from '../verify.ts';
import { addToCart, checkoutCart, openCart, setCode, type Access } from './index.ts';

test('a code from the cart to the order', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const shop = await testShop(database, { stock: 1_000 });
  const [skuId = ''] = shop.skuIds;
  const by = { actor: 'test' };
  const reactions = modules.flatMap((module) => module.reactions ?? []).filter(({ name }) => name === 'pricing.uses');
  const promote = async (code: string, limits: Partial<NewVersion> = {}): Promise<string> => {
    const promotionId = newId('prm');
    const rule: NewVersion['rule'] = {
      ...{
        name: { fr: 'Bienvenue', en: 'Welcome' },
        currency: 'EUR',
        from: '2026-01-01T00:00:00Z' as Instant,
        until: null,
      },
      ...{ hours: null, audience: { channelIds: null, siteIds: null, buyers: null }, of: { anyOf: [], noneOf: [] } },
      ...{
        effect: { kind: 'percent', rate: percent('15'), capMinor: null },
        coded: true,
        minimumMinor: 0,
        minimumUnits: 0,
      },
      ...{ priority: 10, stacks: 'all', set: null },
    };
    const none = { maxUses: null, maxEach: null, budgetMinor: null };
    await database.transaction(by, async (tx) => {
      await savePromotion(tx, { promotionId, version: 0, state: 'on', rule, note: '', ...none, ...limits });
      await addCodes(tx, { promotionId, codes: [code], maxUses: null });
    });
    return promotionId;
  };
  const cartWith = async (code: string, quantity = 3) => {
    const cartId = newId('crt');
    const { token } = unwrap(
      await openCart(database, { cartId, channelId: shop.channels.web, actor: 'visitor', customerId: undefined }),
    );
    const access: Access = { tokenHash: sha256(token ?? ''), customerId: undefined };
    const call = { cartId, access, actor: 'visitor' };
    unwrap(await addToCart(database, { ...call, addId: newId('lin'), skuId, quantity }));
    return { call, view: unwrap(await setCode(database, { ...call, code, keep: true })) };
  };
  const checkout = (call: Awaited<ReturnType<typeof cartWith>>['call'], agreedMinor: number) =>
    checkoutCart(database, {
      ...call,
      ...{ orderId: newId('ord'), agreedMinor, contact: { name: 'Ada Essai', email: 'ada@exemple.fr' } },
      delivery: { method: 'pickup', siteId: shop.siteId },
      payment: { method: 'promise', paymentId: newId('pay') },
    });
  const uses = async (promotionId: string): Promise<number> =>
    (
      await database.query<{ uses: number }>(
        sql`SELECT uses FROM pricing.promotion_tally WHERE promotion_id = ${promotionId}`,
      )
    )[0]?.uses ?? -1;

  await t.test('is shown, paid and frozen; a unit given up gives back its share', async () => {
    await promote('BIENVENUE');
    const { call, view } = await cartWith(' bienvenue');
    assert.deepEqual(view.codes, [{ code: 'BIENVENUE', state: 'applied' }]);
    const { minor } = view.totals.items;
    assert.deepEqual([minor, view.lines[0]?.discount?.minor], [2_550, 450]);
    assert.equal((await checkout(call, 3_000)).ok, false, 'another total than the one agreed to is not taken');
    const receipt = unwrap(await checkout(call, minor));
    const order = await findOrder(database, receipt.orderId);
    assert.deepEqual(
      [order?.total.minor, order?.lines[0]?.discount.minor, order?.reductions[0]?.name.fr],
      [2_550, 450, 'Bienvenue'],
    );
    const { orderId } = receipt;
    const edit = { lines: [{ lineNo: 1, less: 1 }] };
    await editOrder(
      database,
      { orderId, editId: newId('edt'), edit, why: 'test', by: 'staff', kind: 'edited' },
      'test',
    );
    assert.equal((await findOrder(database, receipt.orderId))?.total.minor, 1_700);
  });

  await t.test('the last use is given once; a cancelled order gives it back', async () => {
    const promotionId = await promote('UNIQUE', { maxUses: 1 });
    const carts = await Promise.all(Array.from({ length: 6 }, () => cartWith('UNIQUE', 1)));
    const outcomes = await Promise.all(carts.map(({ call, view }) => checkout(call, view.totals.items.minor)));
    const won = outcomes.filter((outcome) => outcome.ok);
    assert.equal(won.length, 1);
    for (const outcome of outcomes)
      if (!outcome.ok) assert.match(outcome.refusal.code, /^orders\.(promotion_used_up|price_changed)$/);
    assert.equal(await uses(promotionId), 1);
    const [first] = won;
    assert.ok(first?.ok);
    const { orderId } = first.value;
    await database.transaction(by, (tx) => cancelOrder(tx, { orderId, reason: 'test' }));
    await react(database, reactions);
    assert.equal(await uses(promotionId), 0);
  });

  await t.test('an order that finds no stock has used nothing', async () => {
    const promotionId = await promote('STOCK', { maxUses: 5 });
    const { call, view } = await cartWith('STOCK', 900);
    await cartWith('STOCK', 1);
    const other = await cartWith('STOCK', 900);
    unwrap(await checkout(call, view.totals.items.minor));
    assert.equal((await checkout(other.call, other.view.totals.items.minor)).ok, false);
    assert.equal(await uses(promotionId), 1);
  });

  await t.test('a code that opens nothing is refused; one that does not hold says why', async () => {
    const { call } = await cartWith('BIENVENUE');
    const wrong = await setCode(database, { ...call, code: 'PERDU', keep: true });
    assert.equal(!wrong.ok && wrong.refusal.code, 'carts.unknown_code');
    await promote('CLIENTS', { maxEach: 1 });
    const view = unwrap(await setCode(database, { ...call, code: 'clients', keep: true }));
    assert.deepEqual(view.codes[1], { code: 'CLIENTS', state: 'needs_buyer' });
    const without = unwrap(await setCode(database, { ...call, code: 'bienvenue', keep: false }));
    assert.deepEqual(
      without.codes.map(({ code }) => code),
      ['CLIENTS'],
    );
  });

  await t.test('a whole order in one call has its codes too; another discount than was shown is refused', async () => {
    await promote('DIRECT', { maxUses: 1 });
    const order = (codes: readonly string[], discountMinor: number) => ({
      ...{ orderId: newId('ord'), channelId: shop.channels.web, codes, contact: { name: 'Ada', email: 'a@b.example' } },
      lines: [{ skuId, quantity: 1, unitMinor: 1_000, discountMinor }],
      delivery: { method: 'pickup', siteId: shop.siteId },
      payment: { method: 'promise', paymentId: newId('pay') },
    });
    const call = (body: object) => app.call('POST', '/api/shop/orders', { body });
    assert.equal((await call(order(['PERDU'], 0))).body.code, 'orders.unknown_code');
    assert.deepEqual((await call(order(['direct'], 0))).body.changed, [
      { skuId, expected: 1_000, actual: 850, of: 'line' },
    ]);
    const placed = await call(order(['direct'], 150));
    assert.deepEqual([placed.status, placed.body.total?.minor], [201, 850], placed.text);
    assert.equal((await call(order(['direct'], 150))).status, 409, 'its one use is taken');
  });

  await t.test('and every sum of the house still holds', async () => {
    const findings = await verify(database.url, oracles);
    assert.deepEqual(
      findings.flatMap(({ violations }) => violations),
      [],
    );
  });
});
