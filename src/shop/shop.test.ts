import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { z } from 'zod';
import { newId } from '#base/ids';
import type { JournalEvent } from '#base/journal';
import { updateProduct, productById } from '#catalog';
import { openCart } from '#carts';
import { setLevels } from '#channels';
import type { Site } from '#org';
import { openStreet, setPrice, setStock, type Street } from '../../test/support/storefront.ts';
import { findProducts } from './find.ts';
import { shopStream } from './live.ts';
import { instant, sleep } from '#base/time';
import { dispatchAt, grouped, levelOf, nextOpening, pickupReady, stockOf, ungrouped } from './model.ts';
import { offerOf } from './offers.ts';
import { detailShape, foundShape, listShape } from './shapes.ts';

const sku = (street: Street, handle: string, i = 0): string => street.goods[handle]?.skuIds[i] ?? '';

test('reads for headless shops', async (t) => {
  const street = await openStreet(t);
  const { app } = street;
  const { database } = app;
  const get = async <S extends z.ZodType>(path: string, shape: S): Promise<z.output<S>> => {
    const answer = await app.call('GET', path);
    assert.equal(answer.status, 200, answer.text);
    return shape.parse(answer.body) as z.output<S>;
  };

  await t.test('a list, a product and a search say what their schema says', async () => {
    const list = await get('/api/shop/products?category=vetements&sort=price_up', listShape);
    assert.deepEqual([list.count, list.items.length, list.next], [3, 3, null]);
    const detail = await get('/api/shop/products/robe', detailShape);
    assert.deepEqual(
      detail.variants.map((variant) => [variant.price?.minor, variant.quantity, variant.sites.length]),
      [
        [7_900, 12, 2],
        [7_900, 12, 2],
      ],
    );
    assert.equal((await get(`/api/shop/products/${detail.productId}`, detailShape)).handle, 'robe');
    const found = await get('/api/shop/search?q=rbe', foundShape);
    assert.deepEqual([found.corrected, found.items.map((item) => item.handle)], ['robe', ['robe']]);
    assert.equal((await app.call('GET', '/api/shop/categories')).body.items[0].products, 3);
    const stores = (await app.call('GET', '/api/shop/stores')).body.items;
    assert.deepEqual([stores.length, typeof stores[0].readyAt], [2, 'string']);
  });

  await t.test('paging shows everything once, in each order', async () => {
    for (const sort of ['featured', 'newest', 'price_up', 'price_down', 'name']) {
      const seen: string[] = [];
      for (let after: string | null = ''; after !== null;) {
        const query = `limit=1&sort=${sort}${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`;
        const page: z.output<typeof listShape> = await get(`/api/shop/products?${query}`, listShape);
        seen.push(...page.items.map((item) => item.handle));
        after = page.next;
      }
      assert.deepEqual(seen.toSorted(), ['pull', 'robe', 'vase'], sort);
    }
  });

  await t.test('what is not there is a clean 404', async () => {
    for (const path of [
      'products/nothing',
      'products?category=nothing',
      'products?channel=nothing',
      'search?q=a&channel=x',
    ])
      assert.equal((await app.call('GET', `/api/shop/${path}`)).status, 404, path);
  });

  await t.test('a warm read asks the database nothing', async () => {
    const paths = [
      'products?limit=20',
      'products/robe',
      'products?sort=price_up&in_stock=true',
      'search?q=robe',
      'stores',
    ];
    await app.heard();
    for (const path of paths) await app.call('GET', `/api/shop/${path}`);
    let asked = 0;
    const query = database.query.bind(database);
    Object.assign(database, { query: (statement: never) => (asked++, query(statement)) });
    for (const path of paths) await app.call('GET', `/api/shop/${path}`);
    Object.assign(database, { query });
    assert.equal(asked, 0);
  });

  await t.test('stock, price, product and level show in the very next read of this process', async () => {
    const robe = async () => get('/api/shop/products/robe', detailShape);
    await setStock(street, sku(street, 'robe'), { corbas: 1, lyon: 0 });
    assert.deepEqual((await robe()).variants[0]?.sites, [{ siteId: street.sites.corbas, quantity: 1 }]);
    await setPrice(street, sku(street, 'robe'), 6_600);
    assert.equal((await robe()).variants[0]?.price?.minor, 6_600);
    const list = await get('/api/shop/products?sort=price_up', listShape);
    assert.deepEqual([list.items[0]?.price?.minor, list.items[0]?.from], [6_600, true]);
    const product = await productById(database, street.goods.robe?.productId ?? '');
    assert.ok(product);
    const { productId, version } = product;
    await database.transaction({ actor: 'test' }, (tx) =>
      updateProduct(tx, { productId, version, patch: { name: { fr: 'Robe Ainay', en: 'Ainay dress' } } }),
    );
    assert.equal((await robe()).name.fr, 'Robe Ainay');
    await database.transaction({ actor: 'test' }, (tx) =>
      setLevels(tx, { channelId: street.webId, levels: { stock: 'isolated' }, by: 'test' }),
    );
    assert.equal((await robe()).quantity, 0, 'an isolated channel sells only what it holds');
  });

  await t.test('an offer is kept while nothing of it changes', async () => {
    const offer = () => offerOf(database, street.webId, street.goods.pull?.productId ?? '');
    await sleep(150); // what came before is told by the journal once more
    const before = await offer();
    await setStock(street, sku(street, 'vase'), { corbas: 4 });
    assert.equal(await offer(), before);
    await setStock(street, sku(street, 'pull'), { corbas: 4 });
    assert.notEqual(await offer(), before);
    assert.deepEqual((await findProducts(database, { channelId: street.webId, q: 'pull', lang: 'fr' })).productIds, [
      street.goods.pull?.productId,
    ]);
  });
});

test('the live stream tells what is on screen and nothing of others', async (t) => {
  const street = await openStreet(t);
  const { database } = street.app;
  await offerOf(database, street.webId, street.goods.robe?.productId ?? '');
  const opened = await openCart(database, { cartId: newId('crt'), channelId: street.webId, actor: 'visitor' });
  assert.ok(opened.ok);
  const { cart, token } = opened.value;
  const robe = street.goods.robe?.productId ?? '';
  const interest = { products: new Set([robe]), skus: new Set<string>() };
  const mine = await shopStream(database, { principal: { kind: 'nobody' }, cartToken: token ?? '' }, interest);
  const me = { kind: 'customer', customerId: newId('cus'), sessionId: 'ses' } as const;
  const signedIn = await shopStream(database, { principal: me, cartToken: undefined }, interest);
  const nobody = await shopStream(database, { principal: { kind: 'nobody' }, cartToken: undefined }, interest);
  const event = (type: string, given: Partial<JournalEvent>): JournalEvent => ({
    xid: '1',
    seq: 1,
    at: instant('2026-11-22T10:00:00Z'),
    type,
    subjectKind: 'x',
    subjectId: 'x',
    version: 1,
    mentions: [],
    channelId: null,
    actor: 'somebody',
    body: {},
    ...given,
  });
  const stock = event('inventory.changed', { body: { skuIds: [sku(street, 'robe')] } });
  assert.deepEqual(nobody(stock), { event: 'stock', data: { skuIds: [], productIds: [robe] } });
  assert.equal(nobody(event('inventory.changed', { body: { skuIds: [sku(street, 'pull')] } })), undefined);
  assert.equal(nobody(event('catalog.product_changed', { subjectId: robe }))?.event, 'product');
  const changed = event('carts.changed', { subjectId: cart.cartId, version: 7, body: { lines: 3 } });
  assert.deepEqual(mine(changed), { event: 'cart', data: { cartId: cart.cartId, version: 7 } });
  assert.equal(nobody(changed), undefined);
  assert.equal(signedIn(changed), undefined);
  assert.equal(signedIn(event('carts.brought', { subjectId: newId('crt'), mentions: [me.customerId] }))?.event, 'cart');
  for (const type of ['orders.placed', 'customers.customer_changed', 'payments.settled', 'identity.signed_out'])
    for (const stream of [mine, signedIn, nobody])
      assert.equal(stream(event(type, { mentions: [me.customerId] })), undefined);
});

test('what is promised follows from opening hours', () => {
  const site: Site = {
    siteId: 'sit_x',
    entityId: 'ent_x',
    code: 'x',
    kind: 'store',
    name: 'x',
    siret: null,
    phone: null,
    priority: 1,
    address: { name: 'x', line1: 'x', postcode: '69001', city: 'Lyon', country: 'FR' },
    specialDays: [],
    timeZone: 'Europe/Paris',
    pickup: true,
    pickupMinutes: 60,
    latitude: null,
    longitude: null,
    open: true,
    version: 1,
    hours: [1, 2, 3, 4, 5, 6].map((day) => ({ day, opens: '10:00', closes: '19:30' })),
  };
  // Saturday 21 November 2026; Paris is an hour ahead of UTC.
  const at = (time: string) => instant(`2026-11-21T${time}:00Z`);
  assert.equal(pickupReady(site, at('14:05')), at('15:10'), 'rounded up to ten minutes');
  assert.equal(
    pickupReady(site, at('18:00')),
    instant('2026-11-23T10:00:00Z'),
    'too late: Monday, an hour after opening',
  );
  assert.equal(pickupReady({ ...site, pickupMinutes: null }, at('14:05')), instant('2026-11-23T09:00:00Z'));
  assert.equal(pickupReady({ ...site, pickup: false }, at('14:05')), undefined);
  assert.equal(pickupReady({ ...site, hours: [] }, at('14:05')), undefined);
  assert.equal(dispatchAt(site, at('14:05')), at('14:05'));
  assert.equal(dispatchAt(site, at('22:00')), instant('2026-11-23T09:00:00Z'));
  assert.equal(nextOpening(site, at('14:05')), instant('2026-11-23T09:00:00Z'));
});

test('what a channel may sell, by its level', () => {
  const pool = { total: 5, places: [{ siteId: 'a', free: 5 }] };
  const own = [
    { siteId: 'a', free: 2 },
    { siteId: 'b', free: 1 },
  ];
  assert.deepEqual(stockOf(pool, own, 'pool'), { total: 5, sites: new Map([['a', 5]]) });
  assert.deepEqual(stockOf(pool, own, 'own').total, 3);
  assert.deepEqual(
    [...stockOf(pool, own, 'both').sites],
    [
      ['a', 7],
      ['b', 1],
    ],
  );
  assert.deepEqual([0, -2, 1, 3, 4].map(levelOf), ['none', 'none', 'low', 'low', 'in_stock']);
});

test('a code survives being read aloud and typed', () => {
  assert.equal(grouped('0123456789abcdef'), '0123-4567-89AB-CDEF');
  assert.equal(ungrouped(' O123-4567 89ab-CDEF'), '0123456789abcdef');
});
