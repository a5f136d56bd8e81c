/** Gift cards of chosen amounts: from the cart, with who gets them, to the card that is made and the mail that waits for its day. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { must } from '#base/assert';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { money } from '#base/money';
import { clock, DAY, dayIn, instant, plus } from '#base/time';
import { cardGiftsOf, findOrder } from '#orders';
import { carryOut, listCards, setCardArticle } from '#payments';
import { modules } from '../modules.ts';
import { parcelsOf } from '../shop/parcels.ts';
import { sendQueued } from '../notifications/send.ts';
import { add, device, headers, show, sku, town, type Device, type Town } from '../../test/support/carts.ts';
import { mailServer } from '../../test/support/mail-server.ts';
import { sound } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { ofQuantity, partsOfLines, pricedParts } from './cards.ts';
import { applyChange, emptyCart, mergeLines, type Cart, type CartLine, type LineChange, type Offer } from './model.ts';

const now = instant('2026-11-22T10:00:00Z');
const offer: Offer = { known: true, onSale: true, unit: money(5_000, 'EUR'), available: 30 };
const open = (): Cart => emptyCart({ cartId: 'crt', tokenHash: 'h', customerId: null, channelId: 'web' }, now);
const run = (cart: Cart, change: LineChange): Cart => {
  const outcome = applyChange(cart, change, 'web', now);
  return outcome.ok ? outcome.value.cart : cart;
};
const one = fc.oneof(
  fc.record({ kind: fc.constant('card' as const), key: fc.nat(30), minor: fc.integer({ min: 500, max: 30_000 }) }),
  fc.record({ kind: fc.constant('card_out' as const), key: fc.nat(30) }),
  fc.record({ kind: fc.constant('set' as const), quantity: fc.nat(6) }),
  fc.record({ kind: fc.constant('add' as const), quantity: fc.integer({ min: 1, max: 3 }), key: fc.nat(1_000) }),
);
const changeOf = (drawn: typeof one extends fc.Arbitrary<infer T> ? T : never): LineChange => {
  if (drawn.kind === 'card_out') return { kind: 'card_out', cardKey: `k${drawn.key}` };
  if (drawn.kind === 'set') return { kind: 'set', skuId: 'sku', quantity: drawn.quantity, offer };
  if (drawn.kind === 'add')
    return { kind: 'add', skuId: 'sku', quantity: drawn.quantity, addId: `a${drawn.key}`, offer };
  return { kind: 'card', skuId: 'sku', card: { cardKey: `k${drawn.key}`, minor: drawn.minor, for: null }, offer };
};

test('whatever is done to a cart, a line never has more cards than units, each once, and its parts are all of it', () => {
  fc.assert(
    fc.property(fc.array(one, { maxLength: 40 }), (drawn) => {
      const cart = drawn.map(changeOf).reduce(run, open());
      for (const line of cart.lines) {
        const keys = (line.cards ?? []).map(({ cardKey }) => cardKey);
        assert.ok(keys.length <= line.quantity);
        assert.equal(new Set(keys).size, keys.length);
        assert.ok(line.quantity > 0);
      }
      const parts = partsOfLines(cart.lines, () => ({ leastMinor: 500, mostMinor: 30_000, currency: 'EUR' }));
      const units = parts.reduce((sum, { quantity }) => sum + quantity, 0);
      assert.equal(
        units,
        cart.lines.reduce((sum, { quantity }) => sum + quantity, 0),
      );
      const { lines, agreed } = pricedParts(parts, 'web');
      assert.deepEqual([lines.length, agreed.size], [parts.length, parts.filter(({ card }) => card).length]);
    }),
  );
});

test('an amount that is sold no longer has no price; a merge keeps both carts’ cards; fewer units, fewer cards', () => {
  const line = (key: string): CartLine => ({
    ...{ skuId: 'sku', quantity: 2, addedChannelId: 'web', addedAt: now, seen: null },
    cards: [{ cardKey: key, minor: 4_000, for: null }],
  });
  const barred = partsOfLines([line('a')], () => ({ leastMinor: 5_000, mostMinor: 9_000, currency: 'EUR' }));
  assert.deepEqual(
    pricedParts(barred, 'web').lines.map(({ lineNo }) => lineNo),
    [2],
  );
  const [merged] = mergeLines([line('a')], [line('b')], new Map([['sku', offer]])).lines;
  assert.deepEqual([merged?.quantity, merged?.cards?.map(({ cardKey }) => cardKey)], [4, ['a', 'b']]);
  assert.equal(ofQuantity(line('a'), 1).cards?.length, 1);
  assert.equal(ofQuantity(line('a'), 0).cards, undefined);
});

const reactions = modules
  .flatMap((module) => module.reactions ?? [])
  .filter(({ name }) => /^(orders\.|payments\.|notifications\.gift)/.test(name));
const gift = { name: 'Léa', email: 'lea@exemple.test', words: 'Bon anniversaire' };

async function cardTown(t: Parameters<typeof town>[0]): Promise<Town & { free: string }> {
  const here = await town(t, { articles: 3, stock: 50 });
  const free = sku(here.shop, 1);
  await here.app.database.transaction({ actor: 'test' }, (tx) =>
    setCardArticle(tx, {
      ...{ skuId: free, byMail: true },
      free: { leastMinor: 1_000, mostMinor: 50_000, currency: 'EUR' },
    }),
  );
  return { ...here, free };
}
const put = ({ app }: Town, at: Device, body: object) =>
  app.call('POST', `/api/carts/${at.cartId}/cards`, { as: at.as, headers: headers(at), body });

test('cards of free amounts in a cart', async (t) => {
  const here = await cardTown(t);
  const { app, shop, free } = here;
  const { database } = app;
  const today = dayIn(clock(), 'Europe/Paris');

  await t.test('each amount within its limits is a line of its own; the same again adds nothing', async () => {
    const at = await device(here);
    const body = { cardKey: newId('gcd'), skuId: free, amountMinor: 7_350, for: { ...gift, day: null } };
    const first = await put(here, at, body);
    assert.equal(first.status, 200, first.text);
    assert.deepEqual((await put(here, at, body)).body.lines, first.body.lines);
    assert.equal((await put(here, at, { ...body, amountMinor: 8_000 })).body.code, 'request.id_reused');
    await put(here, at, { cardKey: newId('gcd'), skuId: free, amountMinor: 1_000 });
    await add(here, at, free, 1);
    const { body: cart } = await show(here, at);
    assert.deepEqual(
      cart.lines.map((line: { unit: { minor: number }; card?: { for: unknown } }) => [line.unit.minor, line.card?.for]),
      [
        [7_350, { ...gift, day: null }],
        [1_000, null],
        [1_001, undefined],
      ],
    );
    assert.equal(cart.totals.items.minor, 9_351);
    const out = await app.call('DELETE', `/api/carts/${at.cartId}/cards/${body.cardKey}`, { headers: headers(at) });
    assert.deepEqual([out.status, out.body.units], [200, 2]);
  });

  await t.test('what does not fit is refused, and nothing is in the cart', async () => {
    const at = await device(here);
    const card = (given: object) => put(here, at, { cardKey: newId('gcd'), skuId: free, amountMinor: 2_000, ...given });
    for (const amountMinor of [999, 50_001])
      assert.deepEqual(
        [(await card({ amountMinor })).body.code, (await card({ amountMinor })).body.mostMinor],
        ['orders.card_amount', 50_000],
      );
    assert.equal((await card({ skuId: sku(shop, 0) })).body.code, 'carts.not_a_card');
    for (const day of ['2020-01-01', dayIn(plus(clock(), 800 * DAY), 'Europe/Paris')])
      assert.equal((await card({ for: { ...gift, day } })).body.code, 'request.invalid', day);
    assert.equal((await card({ for: { ...gift, email: 'nobody', day: null } })).status, 400);
    assert.equal((await show(here, at)).body.units, 0);
  });

  await t.test('who opens a link of it sees amounts, and nobody’s name', async () => {
    const at = await device(here);
    await put(here, at, { cardKey: newId('gcd'), skuId: free, amountMinor: 3_000, for: { ...gift, day: null } });
    const link = await app.call('POST', `/api/carts/${at.cartId}/copy`, { headers: headers(at) });
    const seen = await app.call('GET', `/api/cart-links/${link.body.code}`);
    assert.deepEqual([seen.body.lines[0].unit.minor, seen.text.includes(gift.email)], [3_000, false]);
    const copied = await app.call('POST', `/api/cart-links/${link.body.code}/copies`, {
      body: { cartId: newId('crt'), channel: 'web' },
    });
    assert.deepEqual([copied.body.cart.lines[0].unit.minor, copied.text.includes(gift.email)], [3_000, false]);
  });

  await t.test(
    'paid, each card holds its amount; the gift is nobody’s account but its own, told on its day',
    async (s) => {
      const { url, mails } = await mailServer(s);
      process.env.HALLE_SMTP = url;
      s.after(() => delete process.env.HALLE_SMTP);
      const at = await device(here);
      const day = dayIn(plus(clock(), 10 * DAY), 'Europe/Paris');
      await put(here, at, { cardKey: newId('gcd'), skuId: free, amountMinor: 12_300, for: { ...gift, day } });
      await put(here, at, { cardKey: newId('gcd'), skuId: free, amountMinor: 4_500, for: { ...gift, day: today } });
      const orderId = newId('ord');
      const paymentId = newId('pay');
      const contact = { name: 'Ada Essai', email: 'ada@exemple.test' };
      const order = { orderId, contact, delivery: { method: 'pickup', siteId: shop.siteId } };
      const call = (path: string, body: object) => app.call('POST', path, { headers: headers(at), body });
      const placed = await call(`/api/carts/${at.cartId}/checkout`, {
        ...order,
        payment: { method: 'card', paymentId },
      });
      assert.equal(placed.body.total?.minor, 16_800, placed.text);
      const paid = await call(`/api/shop/orders/${orderId}/pay`, {
        paymentId,
        card: { token: 'tok_ok' },
        orderToken: placed.body.token,
      });
      assert.equal(paid.body.state, 'placed', paid.text);
      await carryOut(database);
      await react(database, reactions);
      const cards = await listCards(database, { orderId, limit: 10 });
      assert.deepEqual(
        cards.map(({ lineNo, balanceMinor, customerId }) => [lineNo, balanceMinor, customerId]).toSorted(),
        [
          [1, 12_300, null],
          [2, 4_500, null],
        ],
      );
      assert.equal((await cardGiftsOf(database, [orderId], 'Europe/Paris'))[0]?.day, day);
      const due = await database.query<{ later: boolean }>(sql`
      SELECT due_at > now() + interval '8 days' AS later FROM notifications.message WHERE kind = 'gift_card' ORDER BY due_at`);
      assert.deepEqual(due, [{ later: false }, { later: true }]);
      await database.query(
        sql`UPDATE notifications.message SET due_at = now() WHERE kind = 'gift_card' AND due_at < now() + interval '8 days'`,
      );
      await sendQueued(database);
      const mail = mails.find((text) => text.includes(gift.email));
      assert.ok(mail, 'who gets it is written to');
      assert.ok(mail.includes('Bon anniversaire') && mail.includes('Ada Essai'), mail);
      assert.ok(!mails.some((text) => text.includes(contact.email)), 'its buyer is not told the code');
      const owner = await app.staff('owner');
      const inOffice = async () => (await app.call('GET', `/api/orders/${orderId}`, { as: owner })).body.cardsFor;
      const told = await inOffice();
      assert.deepEqual(
        told.map((one: { name: string; email: string; day: string }) => [one.name, one.email, one.day]),
        [
          [gift.name, gift.email, day],
          [gift.name, gift.email, today],
        ],
      );
      const page = await parcelsOf(database, must(await findOrder(database, orderId), orderId), 'fr');
      assert.deepEqual(
        page.views.flatMap(({ lines }) => lines.map((line) => line.cardFor?.email)),
        [gift.email, gift.email],
        'its buyer reads who gets them',
      );
      await put(here, at, {
        cardKey: newId('gcd'),
        skuId: free,
        amountMinor: 4_500,
        for: { ...gift, email: 'autre@exemple.test', day: null },
      });
      await call(`/api/carts/${at.cartId}/checkout`, { ...order, payment: { method: 'card', paymentId } });
      assert.deepEqual(await inOffice(), told, 'who gets it stays who was written to');
      await sound(database);
    },
  );
});
