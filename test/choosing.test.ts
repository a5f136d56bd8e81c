/** Finding and choosing on the pages as they are without scripts: facets, comparison, wish lists, and waiting for stock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { registerCustomer } from '#customers';
import { hashSecret } from '#identity';
import { notificationsModule } from '../src/notifications/index.ts';
import { sendQueued } from '../src/notifications/send.ts';
import { tellBack } from '../src/shop/back.ts';
import { mailServer } from './support/mail-server.ts';
import { react } from './support/react.ts';
import { browser, openStreet, setPrice, setStock, type Page, type Street } from './support/storefront.ts';

const text = (page: Page): string => page.html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/[\s\u00a0]+/g, ' ');
const id = (street: Street, handle: string): string => street.goods[handle]?.productId ?? '';
const sku = (street: Street, handle: string, i = 0): string => street.goods[handle]?.skuIds[i] ?? '';
const nothing = { corbas: 0, lyon: 0 };

async function signUp(street: Street, shopper: ReturnType<typeof browser>, email: string): Promise<Page> {
  const { database } = street.app;
  const passwordHash = await hashSecret('assez long pour tous');
  await database.transaction({ actor: 'test' }, (tx) =>
    registerCustomer(tx, { customerId: newId('cus'), name: 'Ada', email, phone: null, passwordHash }),
  );
  return shopper.post('/account/sign-in', { email, password: 'assez long pour tous', next: '/wishes' });
}

test('facets narrow by address alone, and say how many each choice leaves', async (t) => {
  const street = await openStreet(t);
  const shopper = browser(street);
  await setPrice(street, sku(street, 'vase'), 1_900);
  const whole = await shopper.get('/c/vetements');
  assert.match(text(whole), /3 articles/);
  assert.match(whole.html, /name="o\.taille" value="38"[^>]*><span>38<\/span><span class="num faint">1</);
  assert.match(text(await shopper.get('/c/vetements?o.taille=38')), /1 article .*Robe Bellecour/);
  assert.match(text(await shopper.get('/c/vetements?price=-2000')), /1 article .*Vase/);
  assert.match(text(await shopper.get('/c/vetements?price=-2000&o.taille=38')), /Rien ne répond à ces filtres/);
  assert.doesNotMatch(text(await shopper.get('/search?q=robe&brand=ourcel')), /Pull/);
  await setStock(street, sku(street, 'robe', 1), nothing);
  assert.match(
    text(await shopper.get('/c/vetements?o.taille=38&stock=1')),
    /0 article/,
    'the 36 that is there is no 38',
  );
  for (const odd of [
    '?o.taille=',
    '?f.x=1&f.x=2',
    '?brand[]=a',
    '?price=9-1',
    "?cat='--",
    '?__proto__=1',
    `?brand=${'a'.repeat(900)}`,
  ])
    assert.ok((await shopper.get(`/c/vetements${odd}`)).status < 400, odd);
  const json = await street.app.call(
    'GET',
    `/api/shop/products?facets=true&where=${encodeURIComponent('o.taille=36')}`,
  );
  assert.equal(json.status, 200, json.text);
  assert.equal(json.body.count, 1);
  const sizes = json.body.facets.find((facet: { key: string }) => facet.key === 'o.taille');
  assert.deepEqual(
    sizes.values.map(({ value, count }: { value: string; count: number }) => [value, count]),
    [
      ['36', 1],
      ['38', 1],
    ],
  );
  assert.equal((await street.app.call('GET', '/api/shop/products?sort=best')).status, 200);
});

test('a product says the attributes of its family, and lists are narrowed by them', async (t) => {
  const street = await openStreet(t);
  const owner = await street.app.staff('owner');
  const both = (text: string) => ({ fr: text, en: text });
  const attribute = {
    ...{
      code: 'matiere',
      name: both('Étoffe'),
      kind: 'choice',
      level: 'product',
      localisable: false,
      perChannel: false,
    },
    ...{ facetable: true, unit: null, rules: {}, position: 1 },
    choices: [
      { code: 'lin', name: both('Lin') },
      { code: 'soie', name: both('Soie') },
    ],
  };
  const call = async (method: 'POST' | 'PUT', path: string, body: object): Promise<void> => {
    const answer = await street.app.call(method, path, { as: owner, body });
    assert.ok(answer.status < 300, answer.text);
  };
  await call('POST', '/api/attributes', attribute);
  const attributes = [{ code: 'matiere', required: 'no' }];
  await call('POST', '/api/families', { code: 'robes', name: both('Robes'), position: 1, attributes });
  for (const [handle, value] of [
    ['robe', 'lin'],
    ['pull', 'soie'],
  ] as const) {
    await call('PUT', `/api/products/${id(street, handle)}/family`, { version: 1, family: 'robes' });
    const values = [{ attribute: 'matiere', skuId: null, language: null, channelId: null, value }];
    await call('PUT', `/api/products/${id(street, handle)}/values`, { version: 2, values });
  }
  const shopper = browser(street);
  assert.match(text(await shopper.get('/p/robe')), /Étoffe Lin/);
  assert.match((await shopper.get('/c/vetements')).html, /name="f\.matiere" value="soie"/);
  assert.match(text(await shopper.get('/c/vetements?f.matiere=soie')), /1 article .*Pull/);
});

test('a search says what it looked for instead, what else was meant, and never ends in nothing', async (t) => {
  const street = await openStreet(t);
  const shopper = browser(street);
  assert.match(
    text(await shopper.get('/search?q=bellecuor')),
    /Résultats pour « bellecour » .*Rien ne s’écrit « bellecuor »/,
  );
  assert.match(text(await shopper.get('/search?q=robe+velours+bellecour')), /Essayez aussi : .*robe/);
  const nothing = text(await shopper.get('/search?q=zzzzqqqq'));
  assert.match(nothing, /Rien pour « zzzzqqqq » .*Vêtements .*Nos meilleures ventes .*(Robe|Pull|Vase)/);
});

test('up to four products stand side by side, on this device', async (t) => {
  const street = await openStreet(t);
  const shopper = browser(street);
  await shopper.post('/compare?back=/p/robe', { add: id(street, 'robe') });
  const page = await shopper.post('/compare', { add: id(street, 'vase') });
  assert.match(text(page), /Robe Bellecour.*Vase Halles.*Taille diffère 36, 38/);
  assert.doesNotMatch(text(await shopper.get('/compare?only=1')), /Matière/, 'in what they agree is left out');
  assert.match(text(await shopper.get('/p/robe')), /Dans la comparaison/);
  assert.match((await shopper.get('/p/robe')).cache, /no-store/, 'a page that knows somebody is not kept for others');
  assert.doesNotMatch(text(await browser(street).get('/p/robe')), /Dans la comparaison/);
  const four = ['1', '2'].map((end) => `prd_${id(street, 'pull').slice(4, 29)}${end}`);
  for (const add of four) await shopper.post('/compare', { add });
  assert.match((await shopper.post('/compare', { add: id(street, 'pull') })).path, /full=1/);
  assert.doesNotMatch(text(await shopper.post('/compare', { remove: id(street, 'vase') })), /Vase Halles/);
  assert.equal((await shopper.post('/compare', { add: 'robe' })).status, 400);
  assert.equal((await shopper.post('/compare?back=//evil.example', { add: id(street, 'vase') })).path, '/compare');
  shopper.cookies.set('halle_compare', "x.<script>.'--");
  assert.equal((await shopper.get('/compare')).status, 200);
});

test('a guest’s wishes are on the device, say what has become better, and join the account’s', async (t) => {
  const street = await openStreet(t);
  const shopper = browser(street);
  await setStock(street, sku(street, 'pull'), nothing);
  await shopper.post('/wishes?back=/c/vetements', { add: id(street, 'robe') });
  await shopper.post('/wishes', { add: id(street, 'pull') });
  assert.deepEqual(
    await street.app.database.query(sql`SELECT 1 FROM shop.wish_list`),
    [],
    'nothing of a guest is stored',
  );
  for (const skuId of street.goods['robe']?.skuIds ?? []) await setPrice(street, skuId, 5_900);
  await setStock(street, sku(street, 'pull'), { lyon: 3 });
  assert.match(text(await shopper.get('/wishes')), /De retour en stock.*Prix en baisse, 79,00 € quand/);
  await signUp(street, shopper, 'ada@exemple.fr');
  assert.equal(shopper.cookies.get('halle_wishes'), undefined);
  const mine = await shopper.get('/wishes');
  assert.match(text(mine), /Pull Croix-Rousse.*Robe Bellecour.*Prix en baisse, 79,00 €/);
  const cart = await shopper.post('/cart/lines', { skuId: sku(street, 'robe', 1) });
  assert.match(text(cart), /Robe Bellecour/);
  assert.doesNotMatch(text(await shopper.post('/wishes', { remove: id(street, 'robe') })), /Prix en baisse/);
});

test('lists have names, a link lets others look, and nobody changes another’s', async (t) => {
  const street = await openStreet(t);
  const [ada, otto] = [browser(street), browser(street)];
  await signUp(street, ada, 'ada@exemple.fr');
  await signUp(street, otto, 'otto@exemple.fr');
  const listId = newId('wsl');
  for (let i = 0; i < 2; i++) assert.match(text(await ada.post('/wishes/lists', { listId, name: 'Noël' })), /Noël/);
  await ada.post('/wishes', { add: id(street, 'vase'), list: listId });
  const shared = await ada.post(`/wishes/lists/${listId}`, { act: 'share', name: 'Noël' });
  const link = /\/wishes\/shared\/[0-9a-z]+/.exec(shared.html)?.[0] ?? '';
  const seen = await browser(street).get(link);
  assert.match(text(seen), /Noël.*Vase Halles/);
  assert.doesNotMatch(seen.html, /name="act"|ada@exemple/);
  assert.match(seen.html, /<meta name="robots" content="noindex">/);

  assert.equal((await otto.get(`/wishes?list=${listId}`)).status, 404);
  for (const form of [{ act: 'rename', name: 'x' }, { act: 'remove' }, { act: 'share' }])
    assert.equal((await otto.post(`/wishes/lists/${listId}`, form)).status, 404);
  assert.equal((await otto.post('/wishes/lists', { listId, name: 'Mine' })).status, 404, 'an id that is another’s');
  assert.equal((await otto.post('/wishes', { add: id(street, 'robe'), list: listId })).status, 404);
  await otto.post('/wishes', { remove: id(street, 'vase'), list: listId });
  assert.match(text(await ada.get(`/wishes?list=${listId}`)), /Vase Halles/);
  assert.equal((await browser(street).post('/wishes/lists', { listId: newId('wsl'), name: 'x' })).status, 401);

  await ada.post(`/wishes/lists/${listId}`, { act: 'unshare' });
  assert.equal((await browser(street).get(link)).status, 404, 'a link that was taken back opens nothing');
  assert.equal((await ada.post(`/wishes/lists/${listId}`, { act: 'remove' })).status, 200);
  assert.equal((await ada.get(`/wishes?list=${listId}`)).status, 404);
});

test('who waits for an article gets one mail when it is back, and no other', async (t) => {
  const street = await openStreet(t);
  const { database } = street.app;
  const { url, mails } = await mailServer(t);
  process.env.HALLE_SMTP = url;
  t.after(() => delete process.env.HALLE_SMTP);
  const shopper = browser(street);
  const skuId = sku(street, 'vase');
  await setStock(street, skuId, nothing);
  assert.match((await shopper.get('/p/vase')).html, /action="\/p\/vase\/back"/);
  assert.match(
    text(await shopper.post('/p/vase/back', { skuId, email: 'pas une adresse' })),
    /adresse ne semble pas complète/,
  );
  for (const email of ['ada@exemple.fr', 'ADA@exemple.fr ', 'otto@exemple.fr'])
    assert.match(text(await shopper.post('/p/vase/back', { skuId, email })), /C’est noté/);
  assert.equal((await shopper.post('/p/vase/back', { skuId: 'sku_none', email: 'a@b.fr' })).status, 404);
  await tellBack(database);
  await react(database, notificationsModule.reactions ?? []);
  await sendQueued(database);
  assert.equal(mails.length, 0, 'nothing is back yet');
  await setStock(street, skuId, { lyon: 1 });
  for (let i = 0; i < 2; i++) {
    await tellBack(database);
    await react(database, notificationsModule.reactions ?? []);
    await sendQueued(database);
  }
  assert.equal(mails.length, 2);
  assert.deepEqual(mails.map((mail) => /^To: (.*)$/m.exec(mail)?.[1]?.trim()).toSorted(), [
    'ada@exemple.fr',
    'otto@exemple.fr',
  ]);
  const tries = [];
  for (let i = 0; i < 12; i++)
    tries.push((await shopper.post('/p/vase/back', { skuId, email: `x${i}@exemple.fr` })).status);
  assert.ok(tries.includes(429), 'not from one address without end');
});
