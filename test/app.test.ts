/** The shop as an app, and the phone in the store: the channel `app`, labels, this store's stock, J7 over the pages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { createProduct } from '#catalog';
import { createChannel } from '#channels';
import { findOrder } from '#orders';
import { createPriceList, setPrices } from '#pricing';
import { browser, fieldsOf, openStreet, setPrice, setStock, type Browser, type Street } from './support/storefront.ts';

const by = { actor: 'test' };
const both = (text: string) => ({ fr: text, en: text });
const GTIN = '4006381333931';

/** A street with the channel `app` at a level, and a lamp with a GTIN on both channels, 2 in Lyon and 10 in the warehouse. */
async function openApp(t: Parameters<typeof openStreet>[0], preset: 'unified' | 'multichannel' = 'unified') {
  const street = await openStreet(t);
  const { database } = street.app;
  const appId = newId('chn');
  const app = { code: 'app', kind: 'app', name: both('app'), siteId: null, currency: 'EUR', language: 'fr' } as const;
  await database.transaction(by, (tx) =>
    createChannel(tx, { ...app, channelId: appId, status: 'live', lagS: 0, preset }),
  );
  const lamp = await makeLamp(street, appId);
  return { street, appId, lamp };
}

async function makeLamp(street: Street, appId: string): Promise<string> {
  const { database } = street.app;
  const draft = {
    ...{ productId: newId('prd'), handle: 'lampe', name: both('Lampe Saône'), description: both('Lin.'), facts: {} },
    ...{
      brand: null,
      productType: null,
      taxClass: 'standard' as const,
      tags: [],
      options: [],
      status: 'active' as const,
    },
    ...{ attributes: {}, media: [], categoryIds: [], published: true, sourceHash: null },
    variants: [{ sku: 'lampe', gtin: `0${GTIN}`, weightG: null, image: null, attributes: {}, optionValues: [] }],
  };
  const { skus } = await database.transaction(by, (tx) => createProduct(tx, draft, [street.webId, appId]));
  const skuId = skus[0]?.skuId ?? '';
  await setPrice(street, skuId, 5_000);
  await setStock(street, skuId, { corbas: 10, lyon: 2 });
  return skuId;
}

/** Starts the app: its start page leads to the home page and says who it is from then on. */
async function startApp(street: Street): Promise<Browser> {
  const phone = browser(street);
  assert.equal((await phone.get('/app')).path, '/');
  return phone;
}

test('the app is a channel of its own: its assortment, its prices; a browser beside it keeps the web’s', async (t) => {
  const { street, appId, lamp } = await openApp(t);
  const listId = newId('prl');
  const { database } = street.app;
  await database.transaction(by, async (tx) => {
    await createPriceList(tx, { listId, code: 'app', name: 'App', currency: 'EUR', channelId: appId });
    await setPrices(tx, { listId, prices: [{ skuId: lamp, minor: 4_200 }] });
  });
  const [phone, desk] = [await startApp(street), browser(street)];
  for (let round = 0; round < 2; round++) {
    // Twice: the second answers come from what the server keeps of pages.
    assert.match((await phone.get('/p/lampe')).html, /42,00/);
    assert.match((await desk.get('/p/lampe')).html, /50,00/);
    assert.notEqual((await phone.get('/p/robe')).status, 200, 'not in the app’s assortment');
    assert.equal((await desk.get('/p/robe')).status, 200);
  }
  assert.match((await phone.get('/p/lampe')).html, /<html[^>]* data-channel="app"/);
  await phone.post('/app', { on: '' });
  assert.match((await phone.get('/p/lampe')).html, /50,00/, 'back in the browser');
});

test('the cookie opens nothing, and with another value than ours it is the web', async (t) => {
  const { street } = await openApp(t);
  const other = browser(street);
  for (const value of ['b2b', 'true', '2', 'app']) {
    other.cookies.set('halle_app', value);
    assert.doesNotMatch((await other.get('/p/lampe')).html, /data-channel/, value);
  }
});

test('carts are shared between browser and app by the level, and each keeps its own below it', async (t) => {
  const { street, lamp } = await openApp(t);
  const phone = browser(street);
  await phone.post('/cart/lines', { skuId: lamp, quantity: '1' });
  await phone.get('/app');
  assert.match((await phone.get('/cart')).html, /Lampe Saône/, 'unified: one cart');

  const apart = await openApp(t, 'multichannel');
  const both = browser(apart.street);
  await both.post('/cart/lines', { skuId: apart.lamp, quantity: '1' });
  const mine = both.cookies.get('halle_cart');
  await both.get('/app');
  assert.doesNotMatch((await both.get('/cart')).html, /data-line-sku/, 'isolated: nothing of the browser’s');
  assert.equal(both.cookies.get('halle_cart'), mine, 'and the browser’s cart stays where it was');
});

test('a browser finds all it needs to install the app, in both languages', async (t) => {
  const { street } = await openApp(t);
  const page = await browser(street).get('/');
  assert.match(page.html, /<link rel="manifest" href="\/app\.webmanifest">/);
  for (const base of ['', '/en']) {
    const { html } = await browser(street).get(`${base}/app.webmanifest`);
    const manifest = JSON.parse(html);
    assert.deepEqual(
      [manifest.start_url, manifest.scope, manifest.display, manifest.id],
      [`${base}/app`, '/', 'standalone', '/app'],
    );
    const icons = manifest.icons.map((icon: { sizes: string; purpose: string }) => `${icon.sizes} ${icon.purpose}`);
    assert.deepEqual(icons, ['192x192 any', '512x512 any', '512x512 maskable']);
    assert.equal(manifest.shortcuts.length, 3);
  }
  assert.equal((await browser(street).get('/app?to=scan')).path, '/scan');
  assert.equal(
    (await browser(street).get('/app?to=https://else.example')).path,
    '/',
    'a start page leads nowhere else',
  );
});

test('a label leads to the article in the store it hangs in; without a store to the article', async (t) => {
  const { street, lamp } = await openApp(t);
  const { sites } = street;
  const call = (url: string) => street.app.app.inject({ method: 'GET', url, headers: { accept: 'text/html' } });
  const here = await call(`/01/0${GTIN}?in=lyon`);
  assert.deepEqual([here.statusCode, here.headers.location], [307, `/in/${sites.lyon}/p/lampe?v=${lamp}`]);
  for (const rest of ['', '/', '/21/12345', '/10/ABC/21/1', '/414/9521234000013', '?17=261231'])
    assert.equal((await call(`/01/0${GTIN}${rest}`)).headers.location, `/p/lampe?v=${lamp}`, rest);
  assert.equal((await call(`/en/01/${GTIN}`)).headers.location, `/en/p/lampe?v=${lamp}`, 'a shorter GTIN, in English');
  assert.equal((await call('/01/04006381333932')).statusCode, 404, 'a wrong check digit');
  assert.equal((await call('/01/09521234543213')).statusCode, 404, 'an article of somebody else');
  assert.equal(
    (await call(`/01/0${GTIN}?in=corbas`)).headers.location,
    `/p/lampe?v=${lamp}`,
    'nobody shops in a warehouse',
  );
});

test('what the camera reads is found as a barcode, a link or an own code; what is not is said', async (t) => {
  const { street, lamp } = await openApp(t);
  const phone = browser(street);
  for (const code of [GTIN, 'lampe', `https://else.example/01/0${GTIN}/10/X`, `(01)0${GTIN}(21)7`])
    assert.equal((await phone.get(`/scan?code=${encodeURIComponent(code)}`)).path, `/p/lampe?v=${lamp}`, code);
  const link = encodeURIComponent(`http://localhost/01/0${GTIN}?in=lyon`);
  assert.match((await phone.get(`/scan?code=${link}`)).path, /^\/in\//);
  assert.match((await phone.get(`/scan?code=${GTIN}`)).path, /^\/in\//, 'the store is remembered');
  const unknown = await phone.get('/scan?code=%3Cscript%3E');
  assert.equal(unknown.status, 404);
  assert.match(unknown.html, /&lt;script&gt;/);
  assert.match(unknown.html, /href="\/search\?q=%3Cscript%3E"/, 'and it can be searched for');
  assert.doesNotMatch(unknown.html, /<script>/);
});

test('only the page with the camera may run WebAssembly', async (t) => {
  const { street } = await openApp(t);
  const policy = async (url: string) =>
    String((await street.app.app.inject({ method: 'GET', url })).headers['content-security-policy']);
  assert.match(await policy('/scan'), /script-src 'self' 'wasm-unsafe-eval';/);
  assert.match(await policy('/'), /script-src 'self';/);
});

test('J7: scan in the store, see its stock, pay on the phone, and show the order’s code on the way out', async (t) => {
  const { street } = await openApp(t);
  const { sites } = street;
  const phone = await startApp(street);
  const page = await phone.get(`/scan?code=${encodeURIComponent(`http://localhost/01/0${GTIN}?in=lyon`)}`);
  assert.match(page.html, /2 à Lyon, en rayon/);
  const [, skuId = ''] = /name="skuId" value="([^"]+)"/.exec(page.html) ?? [];
  const [, lineId = ''] = /name="lineId" value="([^"]+)"/.exec(page.html) ?? [];
  await phone.post('/cart/lines', { skuId, quantity: '1' });
  const take = { skuId, lineId, way: 'pay' };
  await phone.post(`/in/${sites.lyon}/take`, take);
  const bag = await phone.post(`/in/${sites.lyon}/take`, take);
  assert.equal(bag.path, `/in/${sites.lyon}/pay`);
  assert.match(bag.html, /L’autre article de votre panier y reste/);
  const agreed = fieldsOf(bag, ['orderId', 'agreedMinor']);
  const form = { ...agreed, email: 'ada@exemple.fr', name: 'Ada Martin', outcome: 'tok_ok' };
  assert.equal(
    (await phone.post(bag.path, { ...form, agreedMinor: '1' })).status,
    409,
    'another amount than was shown',
  );
  assert.equal((await phone.post(bag.path, { ...form, email: 'nobody' })).status, 422);
  const order = await phone.post(bag.path, form);
  assert.match(order.path, /^\/orders\//);
  assert.match(order.html, /À montrer à la sortie/);
  const number = /\/orders\/([0-9A-Z]+)/.exec(order.path)?.[1] ?? '';
  const placed = await findOrder(street.app.database, number);
  assert.deepEqual(
    placed?.lines.map((line) => [line.snapshot.sku, line.ordered]),
    [['lampe', 1]],
    'a second tap took no second one',
  );
  assert.deepEqual(
    placed?.lines[0]?.allocations.map((one) => one.siteId),
    [sites.lyon],
    'from this store’s shelf',
  );
  assert.equal((await phone.post(bag.path, form)).path, order.path, 'a second tap pays no second time');
  assert.match((await phone.get(bag.path)).html, /Rien n’est pris ici/);
  assert.match((await phone.get('/cart')).html, /data-line-sku/, 'what was in the cart is still there');
  assert.match((await phone.get(`/in/${sites.lyon}/p/lampe`)).html, /Le dernier à Lyon/);
});

test('a bag is of one store, changed there, and nobody else’s; what is not here cannot be paid here', async (t) => {
  const { street, lamp } = await openApp(t);
  const { sites } = street;
  const [phone, other] = [await startApp(street), await startApp(street)];
  const pay = `/in/${sites.lyon}/pay`;
  await phone.post(`/in/${sites.lyon}/take`, { skuId: lamp, way: 'pay' });
  for (const path of [`/in/${sites.nantes}/pay`]) assert.match((await phone.get(path)).html, /Rien n’est pris ici/);
  assert.match((await other.get(pay)).html, /Rien n’est pris ici/);
  assert.equal((await phone.get(`/in/${sites.corbas}/pay`)).status, 404);
  const set = (quantity: string) => phone.post(`/in/${sites.lyon}/bag`, { skuId: lamp, set: quantity });
  assert.match((await set('2')).html, /100,00/);
  await setStock(street, lamp, { corbas: 10, lyon: 0 });
  const short = await phone.get(pay);
  assert.doesNotMatch(short.html, /name="agreedMinor"/);
  assert.match(short.html, /Passez en caisse/);
  assert.match((await set('0')).html, /Rien n’est pris ici/);
});

test('what was scanned is compared as it lies in this store', async (t) => {
  const { street, lamp } = await openApp(t);
  const { sites } = street;
  const phone = await startApp(street);
  const page = await phone.get(`/in/${sites.lyon}/p/lampe?v=${lamp}`);
  const [, productId = ''] = /name="add" value="([^"]+)"/.exec(page.html) ?? [];
  const back = encodeURIComponent(`/in/${sites.lyon}/p/lampe`);
  const again = await phone.post(`/compare?back=${back}`, { add: productId });
  assert.match(again.html, new RegExp(`href="/in/${sites.lyon}/compare"`));
  const compared = await phone.get(`/in/${sites.lyon}/compare`);
  assert.match(compared.html, /Comparer à Lyon.*Lampe Saône.*<b>2 ici<\/b>/s);
  assert.match((await phone.get(`/in/${sites.nantes}/compare`)).html, /<b>aucun ici<\/b>/);
  assert.equal((await phone.get(`/in/${sites.corbas}/compare`)).status, 404);
});

test('J7, the other way: the cart’s code for the till; sold out here, neither way is offered', async (t) => {
  const { street, lamp } = await openApp(t);
  const { sites } = street;
  const phone = await startApp(street);
  const code = await phone.post(`/in/${sites.lyon}/take`, { skuId: lamp, way: 'till' });
  assert.equal(code.path, `/in/${sites.lyon}/till`);
  assert.match(code.html, /class="code num">[0-9A-Z-]{19}</i);
  assert.match(code.html, /Lampe Saône/);
  const away = await phone.get(`/in/${sites.nantes}/p/lampe`);
  assert.match(away.html, /Aucun à Nantes en ce moment/);
  assert.doesNotMatch(away.html, /name="way"/);
  assert.equal((await phone.get(`/in/${sites.corbas}/p/lampe`)).status, 404);
  assert.equal((await phone.post('/in/sit_x/take', { skuId: lamp, way: 'till' })).status, 404);
});

test('labels to print carry a link that this shop resolves to the article in that store', async (t) => {
  const { street, lamp } = await openApp(t);
  const { sites, app } = street;
  assert.equal((await app.call('GET', '/api/labels')).status, 401);
  const as = await app.staff('marketer');
  const page = await app.call('GET', `/api/labels?site=${sites.lyon}`, { as });
  const [link = ''] = /http[^"]*\/01\/[^"]+/.exec(page.text) ?? [];
  assert.match(link, new RegExp(`/01/0${GTIN}\\?in=lyon$`));
  assert.match(page.text, /Lampe Saône/);
  assert.match(page.text, /50,00/);
  const opened = await app.app.inject({ method: 'GET', url: link.replace(/^https?:\/\/[^/]+/, '') });
  assert.equal(opened.headers.location, `/in/${sites.lyon}/p/lampe?v=${lamp}`);
  assert.match((await app.call('GET', '/api/labels', { as })).text, /<select name="site">/);
  assert.equal((await app.call('GET', `/api/labels?site=${newId('sit')}`, { as })).body.code, 'shop.unknown_store');
  assert.equal((await app.call('GET', `/api/labels?site=${sites.lyon}&size=huge`, { as })).status, 400);
});

test('more labels than one print holds go on at the next; none is left out, and what can have none is counted', async (t) => {
  const { street } = await openApp(t);
  const { app, sites, webId } = street;
  const gtin = (n: number): string => {
    const digits = String(376_000_000_000 + n);
    const sum = [...digits].reduce((all, digit, i) => all + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
    return `0${digits}${(10 - (sum % 10)) % 10}`;
  };
  const PRODUCTS = 4;
  const colour = (c: number) => both(`C${c}`);
  const made: string[] = [];
  for (let p = 0; p < PRODUCTS; p++) {
    const base = {
      productId: newId('prd'),
      handle: `p-${p}`,
      name: both(`Article ${p}`),
      description: both(''),
      facts: {},
    };
    const kind = { brand: null, productType: null, taxClass: 'standard' as const, tags: [], status: 'active' as const };
    const rest = { attributes: {}, media: [], categoryIds: [], published: true, sourceHash: null };
    const values = Array.from({ length: 100 }, (_, c) => colour(c));
    const variants = values.map((value, c) => ({
      ...{ sku: `a-${p}-${c}`, gtin: p === 3 && c === 0 ? null : gtin(p * 100 + c), weightG: null, image: null },
      ...{ attributes: {}, optionValues: [value] },
    }));
    const draft = { ...base, ...kind, ...rest, options: [both('Couleur')], variants };
    const { skus } = await app.database.transaction(by, (tx) => createProduct(tx, draft, [webId]));
    made.push(...skus.map(({ skuId }) => skuId));
  }
  await app.database.transaction(by, (tx) =>
    setPrices(tx, { listId: street.listId, prices: made.map((skuId) => ({ skuId, minor: 1_000 })) }),
  );
  const as = await app.staff('marketer');
  const seen: string[] = [];
  let next: string | undefined = `?site=${sites.lyon}&size=small`;
  for (let prints = 0; next !== undefined; prints++) {
    assert.ok(prints < 4, 'it ends');
    const { text }: { text: string } = await app.call('GET', `/api/labels${next}`, { as });
    seen.push(...[...text.matchAll(/aria-label="[^"]*\/01\/(\d{14})/g)].map(([, code]) => code ?? ''));
    assert.match(text, /<ul class="small">/);
    if (/rel="next"/.test(text) === false) assert.match(text, /pas de GTIN ou pas de prix/);
    next = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
  }
  const wanted = Array.from({ length: 400 }, (_, n) => gtin(n)).filter((code) => code !== gtin(300));
  assert.deepEqual(
    wanted.filter((code) => !seen.includes(code)),
    [],
  );
  assert.equal(new Set(seen).size, seen.length, 'and none twice');
});
