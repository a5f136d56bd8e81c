/** Stories of shoppers on the pages as they are without scripts, over PostgreSQL. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { type JournalEvent } from '#base/journal';
import { sleep } from '#base/time';
import { ordersModule } from '#orders';
import { sweepPayments } from '#payments';
import { registerCustomer } from '#customers';
import { hashSecret } from '#identity';
import { staleTags } from '../src/storefront.ts';
import { browser, checkoutForm, openStreet, setPrice, setStock, type Page, type Street } from './support/storefront.ts';
import { count, free, sound } from './support/orders.ts';
import { react } from './support/react.ts';

const sku = (street: Street, handle: string, i = 0): string => street.goods[handle]?.skuIds[i] ?? '';
const text = (page: Page): string => page.html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/[\s\u00a0]+/g, ' ');

async function withCart(street: Street, handle = 'pull', quantity = 1) {
  const shopper = browser(street);
  await shopper.post('/cart/lines', { skuId: sku(street, handle), quantity: String(quantity), lineId: newId('lin') });
  return shopper;
}

test('a shopper browses, collects in a store, and the order’s page tells the story', async (t) => {
  const street = await openStreet(t);
  const shopper = browser(street);

  await t.test('home, department and product show price, places and words', async () => {
    assert.match(text(await shopper.get('/')), /Robe Bellecour/);
    assert.match(text(await shopper.get('/c/vetements')), /3 articles .*Robe Bellecour.* En ligne · 4 à Lyon/);
    const page = await shopper.get('/p/robe');
    assert.equal(page.status, 200);
    assert.match(text(page), /79,00 €/);
    assert.match(text(page), /Retrait à Lyon Prêt .* 2 en rayon/);
    assert.match(text(page), /Retrait à Nantes .*Épuisé ici/);
    assert.match(text(await shopper.get('/en/p/robe')), /Online|Home delivery/);
    assert.equal((await shopper.get('/p/inconnu')).status, 404);
    assert.equal((await shopper.get('/c/inconnu')).status, 404);
  });

  await t.test('what is put into the cart keeps the place it was wanted from', async () => {
    const form = { skuId: sku(street, 'robe'), quantity: '1', placeId: street.sites.lyon, lineId: newId('lin') };
    const cart = await shopper.post('/cart/lines', form);
    assert.match(text(cart), /Robe Bellecour .*Retrait à Lyon · plus que 2/);
    await shopper.post('/cart/lines', form); // the same click once more
    assert.match(text(await shopper.get('/cart')), /79,00 €/);
    const checkout = await shopper.get('/checkout');
    assert.match(checkout.html, new RegExp(`value="pickup:${street.sites.lyon}" checked`));
  });

  await t.test('the way chosen on the cart’s page is the checkout’s, and what a store lacks is named', async () => {
    const { lyon, nantes } = street.sites;
    const home = await shopper.post('/cart/delivery', { deliveryId: 'home' });
    assert.match(text(home), /Livraison à domicile · en stock/);
    assert.match(text(home), /Total 83,90 €/, 'with what delivery costs');
    assert.match((await shopper.get('/checkout')).html, /value="home" checked/);
    assert.match(text(home), /Retrait à Nantes Pas en assez grand nombre ici : Robe Bellecour/);
    const absent = await shopper.post('/cart/delivery', { deliveryId: `pickup:${nantes}` });
    assert.match(absent.html, /value="home" checked/, 'a wish for what is not there is no promise');
    assert.equal((await shopper.post('/cart/delivery', { deliveryId: `pickup:${newId('sit')}` })).status, 422);
    assert.equal((await browser(street).post('/cart/delivery', { deliveryId: 'home' })).status, 200, 'nothing to keep');
    const back = await shopper.post('/cart/delivery', { deliveryId: `pickup:${lyon}` });
    assert.match(text(back), /Total 79,00 €/);
    assert.match((await shopper.get('/checkout')).html, new RegExp(`value="pickup:${lyon}" checked`));
  });

  await t.test('a promise to pay in the store places the order; the same form again is the same order', async () => {
    const checkout = await shopper.get('/checkout');
    const form = checkoutForm(checkout, { deliveryId: `pickup:${street.sites.lyon}`, method: 'pay_in_store' });
    const order = await shopper.post('/checkout', form);
    assert.match(order.path, /^\/orders\/[0-9A-Z]{10}\?t=/);
    assert.match(text(order), /Commandée .*Paiement au retrait .*Prête en boutique .*Retirée .*Commande confirmée/);
    assert.match(text(order), /À payer en boutique/);
    assert.equal((await shopper.post('/checkout', form)).path, order.path);
    assert.equal(await count(street.app.database, 'order'), 1);
    assert.equal(await free(street.app.database, sku(street, 'robe')), 11);
    assert.match(text(await shopper.get('/cart')), /Votre panier est vide/);
    const stranger = browser(street);
    assert.equal((await stranger.get(order.path.replace(/t=.*/, 't=wrong'))).status, 404);
    assert.equal((await stranger.get(order.path.replace(/\?.*/, ''))).status, 404);
    await sound(street.app.database);
  });
});

test('paying by card', async (t) => {
  const street = await openStreet(t);
  const { database } = street.app;
  const buy = async (outcome: string): Promise<{ shopper: ReturnType<typeof browser>; order: Page }> => {
    const shopper = await withCart(street);
    const order = await shopper.post('/checkout', checkoutForm(await shopper.get('/checkout'), { outcome }));
    assert.match(order.path, /^\/orders\//, text(order));
    return { shopper, order };
  };

  await t.test('accepted: the order is placed, delivery is in the sum', async () => {
    const { order } = await buy('tok_ok');
    assert.match(text(order), /Confirmée/);
    assert.match(text(order), /Total 83,90 €/);
  });

  await t.test('declined: nothing is lost, and another card places the same order', async () => {
    const { shopper, order } = await buy('tok_declined');
    assert.match(text(order), /Le paiement n’est pas passé/);
    assert.match(text(order), /Paiement refusé par la banque/);
    const code = /orders\/([0-9A-Z]{10})/.exec(order.path)?.[1] ?? '';
    const token = /t=([^&]+)/.exec(order.path)?.[1] ?? '';
    const again = { t: token, attemptId: newId('att'), outcome: 'tok_ok' };
    assert.match(text(await shopper.post(`/orders/${code}/pay`, again)), /Confirmée/);
    assert.match(text(await shopper.post(`/orders/${code}/pay`, again)), /Confirmée/);
    const [row] = await database.query<{ n: number }>(sql`
      SELECT count(*)::int AS n FROM payments.payment p JOIN orders.order o USING (order_id)
      WHERE o.number = ${code} AND p.state IN ('authorised', 'captured')`);
    assert.equal(row?.n, 1);
  });

  await t.test('no answer: the order waits without a second charge, and the sweep finds the money', async () => {
    const { shopper, order } = await buy('tok_lost_answer');
    assert.match(text(order), /La banque n’a pas encore répondu/);
    assert.doesNotMatch(text(order), /Le paiement n’est pas passé/);
    await database.query(sql`UPDATE payments.payment SET created_at = created_at - interval '1 hour',
      updated_at = updated_at - interval '1 hour', called_at = called_at - interval '1 hour' WHERE state = 'unknown'`);
    await sweepPayments(database);
    await react(database, ordersModule.reactions ?? []);
    assert.match(text(await shopper.get(order.path)), /Confirmée/);
  });
});

test('what changes between cart and payment is announced', async (t) => {
  const street = await openStreet(t);
  const { database } = street.app;

  await t.test('a price: nothing is placed until the shopper has seen the new total', async () => {
    const shopper = await withCart(street);
    const before = checkoutForm(await shopper.get('/checkout'));
    await setPrice(street, sku(street, 'pull'), 8_100);
    const changed = await shopper.post('/checkout', before);
    assert.equal(changed.status, 409);
    assert.match(text(changed), /le prix est passé de 79,00 € à 81,00 €/);
    assert.match(text(changed), /Le total est passé de 83,90 € à 85,90 €/);
    assert.match(changed.html, /value="Ada Martin"/);
    assert.equal(await count(database, 'order'), 0);
    const order = await shopper.post('/checkout', checkoutForm(changed));
    assert.match(text(order), /Total 85,90 €/);
  });

  await t.test('the last unit: exactly one of two shoppers gets it, the other is told', async () => {
    await setStock(street, sku(street, 'vase'), { corbas: 0, lyon: 1 });
    const shoppers = await Promise.all([withCart(street, 'vase'), withCart(street, 'vase')]);
    const forms = await Promise.all(shoppers.map(async (one) => checkoutForm(await one.get('/checkout'))));
    const answers = await Promise.all(shoppers.map((one, i) => one.post('/checkout', forms[i] ?? {})));
    const won = answers.filter((page) => page.path.startsWith('/orders/'));
    const lost = answers.find((page) => !page.path.startsWith('/orders/'));
    assert.equal(won.length, 1);
    assert.equal(lost?.status, 409);
    assert.match(text(lost as Page), /Vase Halles : 0 disponible sur 1 demandé/);
    assert.match(text(await browser(street).get('/p/vase')), /Épuisé/);
    await sound(database);
  });

  await t.test('an address that is none is shown again with what to correct', async () => {
    const shopper = await withCart(street);
    const form = checkoutForm(await shopper.get('/checkout'), { postcode: '6900' });
    const page = await shopper.post('/checkout', form);
    assert.equal(page.status, 422);
    assert.match(page.html, /name="postcode"[^>]*aria-invalid="true"/);
  });
});

test('signing in keeps what is in the cart; one history; nobody sees another’s', async (t) => {
  const street = await openStreet(t);
  const { database } = street.app;
  const passwordHash = await hashSecret('robe-bellecour');
  const camille = { customerId: newId('cus'), name: 'Camille Rey', email: 'camille@exemple.fr', phone: null };
  await database.transaction({ actor: 'test' }, (tx) => registerCustomer(tx, { ...camille, passwordHash }));
  const signIn = { email: camille.email, password: 'robe-bellecour', next: '/account' };

  const phone = await withCart(street, 'robe');
  assert.match(text(await phone.post('/account/sign-in', signIn)), /Bonjour Camille/);
  assert.match(text(await phone.get('/cart')), /Robe Bellecour/);
  const desk = await withCart(street, 'pull');
  await desk.post('/account/sign-in', signIn);
  const cart = text(await desk.get('/cart'));
  assert.match(cart, /Robe Bellecour/);
  assert.match(cart, /Pull Croix-Rousse/);
  assert.match(cart, /Vos deux paniers sont réunis/);

  const order = await desk.post('/checkout', checkoutForm(await desk.get('/checkout')));
  assert.match(order.path, /^\/orders\//);
  const code = /orders\/([0-9A-Z]{10})/.exec(order.path)?.[1] ?? '';
  assert.match(text(await phone.get('/account')), /Robe Bellecour et 1 autre|Pull Croix-Rousse et 1 autre/);
  assert.equal((await phone.get(`/orders/${code}`)).status, 200);
  assert.match(text(await phone.get('/cart')), /Votre panier est vide/);
  const stranger = await withCart(street, 'pull');
  assert.equal((await stranger.get(`/orders/${code}`)).status, 404);
  assert.equal((await stranger.post('/account/sign-in', { ...signIn, password: 'wrong wrong' })).status, 401);
  assert.match(text(await stranger.get('/account')), /Se connecter/);
});

test('a cart goes to another device by its code', async (t) => {
  const street = await openStreet(t);
  const phone = await withCart(street, 'robe', 2);
  const link = /\/cart\/open\/([0-9A-Z-]{19})/.exec((await phone.get('/cart')).html)?.[1] ?? '';
  assert.match((await phone.get('/cart')).html, new RegExp(link), 'the same code is shown again');
  const desk = browser(street);
  assert.match(text(await desk.get(`/cart/open/${link.toLowerCase()}`)), /Robe Bellecour/);
  assert.match(text(await desk.post(`/cart/open/${link}`, { take: '1' })), /Robe Bellecour/);
  const full = await withCart(street, 'pull');
  const joined = text(await full.post(`/cart/open/${link}`, { take: '1' }));
  assert.match(joined, /Robe Bellecour/);
  assert.match(joined, /Pull Croix-Rousse/);
  assert.match(text(await phone.get(`/cart/open/${link}`)), /déjà le vôtre/);
  assert.equal((await desk.get('/cart/open/0000-0000-0000-0000')).status, 404);
});

/** A page shows the change as soon as its event may be read; other tests on the server may hold that back, the page's own 30 s never help. */
async function shows(who: ReturnType<typeof browser>, path: string, words: RegExp): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (words.test(text(await who.get(path)))) return;
    await sleep(50);
  }
  assert.match(text(await who.get(path)), words);
}

test('pages for nobody in particular are the same for everybody, kept, and dropped when they are wrong', async (t) => {
  const street = await openStreet(t);
  const { database } = street.app;
  const anybody = browser(street);
  await street.app.heard();
  const first = await anybody.get('/p/robe');
  let asked = 0;
  const query = database.query.bind(database);
  Object.assign(database, { query: (statement: never) => (asked++, query(statement)) });
  for (const path of ['/', '/c/vetements', '/p/robe', '/p/pull', '/stores']) {
    for (let i = 0; i < 100 && (await browser(street).get(path)).cache !== 'private, no-cache'; i++) await sleep(50);
    const pages = await Promise.all([browser(street).get(path), browser(street).get(path)]);
    assert.equal(pages[0]?.html, pages[1]?.html, path);
    assert.equal(pages[0]?.cache, 'private, no-cache', path);
    await browser(street).get(`${path}?warm=1`);
    asked = 0;
    await browser(street).get(path);
    await browser(street).get(`${path}?fresh=1`);
    assert.equal(asked, 0, `${path} asks the database ${asked} times when warm`);
  }
  const own = await withCart(street, 'robe');
  assert.equal((await own.get('/p/robe')).cache, 'private, no-store');
  assert.equal(
    (await anybody.get('/p/robe')).html,
    first.html,
    'a shopper with a cart leaves no trace in what others see',
  );
  await setStock(street, sku(street, 'robe'), { corbas: 0, lyon: 1 });
  await shows(anybody, '/p/robe', /Dernière pièce/);
  await setPrice(street, sku(street, 'robe'), 5_500);
  await shows(anybody, '/p/robe', /55,00 €/);
  await shows(anybody, '/c/vetements', /55,00 €/);
});

test('an event makes stale the pages that show what it changed, and no others', async (t) => {
  const street = await openStreet(t);
  const { database } = street.app;
  await browser(street).get('/c/vetements');
  const robe = street.goods.robe?.productId ?? '';
  const event = (type: string, body: object, subjectId = 'x'): JournalEvent => ({
    xid: '1',
    seq: 1,
    at: '' as JournalEvent['at'],
    type,
    subjectKind: 'x',
    subjectId,
    version: null,
    mentions: [],
    channelId: null,
    actor: 'test',
    body: body as JournalEvent['body'],
  });
  const stale = (...events: JournalEvent[]): string[] | 'all' => {
    const tags = staleTags(database, events);
    return tags === 'all' ? tags : [...tags];
  };
  const skuIds = [sku(street, 'robe')];
  assert.deepEqual(stale(event('inventory.changed', { skuIds })), [`product:${robe}`]);
  assert.deepEqual(stale(event('inventory.changed', { skuIds: [newId('sku')] })), []);
  assert.deepEqual(stale(event('pricing.changed', { skuIds })), [`product:${robe}`, 'lists']);
  assert.deepEqual(stale(event('catalog.product_changed', { skuIds }, robe)), [`product:${robe}`, 'lists', 'home']);
  assert.deepEqual(stale(event('catalog.media_changed', { productId: robe }, 'med')), [
    `product:${robe}`,
    'lists',
    'home',
  ]);
  for (const type of ['org.settings_changed', 'channels.level_changed', 'catalog.category_changed'])
    assert.equal(stale(event(type, {})), 'all');
  for (const type of ['orders.placed', 'carts.changed', 'payments.settled', 'customers.customer_changed', 'till.sold'])
    assert.deepEqual(stale(event(type, { skuIds })), []);
});
