import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Day } from '#base/time';
import { Unavailable, refuse } from '#base/refusal';
import { browser, options, type Fields } from './sample/browser.ts';
import { goods } from './sample/goods.ts';
import { sampleShop } from './sample/shop.ts';
import { failure } from './server.ts';
import type { ShopApi, StoreRequest } from './server.ts';
import { availabilityOf } from './seo.ts';

const hiddenFields = (html = ''): Fields =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map((m) => [m[1], m[2] ?? '']),
  );
const dress = `sku_robe-bellecour_groseille_38`;
const buyer = {
  email: 'a@b.fr',
  phone: '',
  name: 'Camille',
  line1: '',
  line2: '',
  postcode: '',
  city: '',
  country: 'FR',
};

test('a shopper without JavaScript buys: product, cart, checkout, order', async () => {
  const { get, post } = browser();
  const product = await get('/p/robe-bellecour?v=' + dress);
  assert.match(product.html ?? '', /<form method="post" action="\/cart\/lines"/);
  const cart = await post('/cart/lines', {
    ...hiddenFields(/<form method="post".*/s.exec(product.html ?? '')?.[0]),
    placeId: 'plc_online',
  });
  assert.match(cart.html ?? '', /Robe Bellecour/);
  const checkout = await get('/checkout');
  const form = hiddenFields(checkout.html);
  const order = await post('/checkout', {
    ...buyer,
    ...form,
    deliveryId: 'pickup:sit_bellecour',
    method: 'card',
    outcome: 'approve',
  });
  assert.equal(order.status, 200);
  assert.match(order.html ?? '', /Merci, votre commande est confirmée/);
  assert.match((await get('/cart')).html ?? '', /Votre panier est vide/);
});

test('sending the checkout twice shows the same order', async () => {
  const { get, post, visit } = browser();
  await post('/cart/lines', { skuId: dress });
  const form = {
    ...buyer,
    ...hiddenFields((await get('/checkout')).html),
    deliveryId: 'pickup:sit_bellecour',
    method: 'pay_in_store',
  };
  const first = await visit('POST', '/checkout', form);
  const second = await visit('POST', '/checkout', form);
  assert.equal(first.status, 303);
  assert.equal(second.redirect, first.redirect);
});

test('another total than the one agreed to comes back announced, and nothing is placed', async () => {
  const { get, post, visit } = browser();
  await post('/cart/lines', { skuId: dress });
  const form = {
    ...buyer,
    ...hiddenFields((await get('/checkout')).html),
    deliveryId: 'pickup:sit_bellecour',
    method: 'card',
  };
  const changed = await visit('POST', '/checkout', { ...form, agreedMinor: '7800' });
  assert.equal(changed.status, 409);
  assert.match(changed.html ?? '', /Le total est passé de 78,00\u00a0€ à 79,00\u00a0€/);
  assert.match((await get('/cart')).html ?? '', /Robe Bellecour/);
});

test('home delivery without an address is asked for, and what was typed stays', async () => {
  const { get, post, visit } = browser();
  await post('/cart/lines', { skuId: dress });
  const form = { ...buyer, ...hiddenFields((await get('/checkout')).html), deliveryId: 'home', method: 'card' };
  const again = await visit('POST', '/checkout', { ...form, name: '"><script>alert(1)</script>' });
  assert.equal(again.status, 422);
  assert.match(again.html ?? '', /id="e-postcode"/);
  assert.match(again.html ?? '', /value="&quot;&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;"/);
});

test('a declined card can be tried again from the order’s page', async () => {
  const { get, post } = browser();
  await post('/cart/lines', { skuId: dress });
  const form = hiddenFields((await get('/checkout')).html);
  const order = await post('/checkout', {
    ...buyer,
    ...form,
    deliveryId: 'pickup:sit_bellecour',
    method: 'card',
    outcome: 'decline',
  });
  assert.match(order.html ?? '', /Le paiement n’est pas passé/);
  const code = /data-order="(\w+)"/.exec(order.html ?? '')?.[1];
  const paid = await post(`/orders/${code}/pay`, { ...hiddenFields(order.html), outcome: 'approve' });
  assert.match(paid.html ?? '', /confirmée/);
});

test('quantities change by plain buttons, and zero removes', async () => {
  const { post } = browser();
  const cart = await post('/cart/lines', { skuId: dress });
  const line = /action="(\/cart\/lines\/[^"]+)"/.exec(cart.html ?? '')?.[1] ?? '';
  assert.match((await post(line, { quantity: '1', set: '2' })).html ?? '', /158,00/);
  assert.match((await post(line, { quantity: '3' })).html ?? '', /237,00/);
  assert.match((await post(line, { quantity: '3', set: '0' })).html ?? '', /Votre panier est vide/);
});

test('a cart’s code opens it on another device, after a click', async () => {
  const api = sampleShop();
  const phone = browser(api);
  const cart = await phone.post('/cart/lines', { skuId: dress });
  const link = /href="(\/cart\/open\/\w+)"/.exec(cart.html ?? '')?.[1] ?? '';
  const computer = browser(api);
  assert.match((await computer.get(link)).html ?? '', /Reprendre ce panier/);
  assert.deepEqual(computer.cookies, {});
  assert.match((await computer.post(link, { take: '1' })).html ?? '', /Robe Bellecour/);
  assert.equal((await computer.get('/cart/open/NOPE')).status, 404);
});

test('signing in leads back, wrong passwords and unknown e-mails look alike', async () => {
  const { get, post, visit, cookies } = browser();
  assert.equal((await visit('GET', '/account')).redirect, '/account/sign-in?next=/account');
  const form = { next: '/account', email: 'camille@example.org', password: 'wrong' };
  const wrong = await visit('POST', '/account/sign-in', form);
  const unknown = await visit('POST', '/account/sign-in', { ...form, email: 'nobody@example.org' });
  assert.deepEqual([wrong.status, unknown.status], [401, 401]);
  assert.equal(
    (wrong.html ?? '').replaceAll(form.email, ''),
    (unknown.html ?? '').replaceAll('nobody@example.org', ''),
  );
  const account = await post('/account/sign-in', { ...form, password: 'bellecour-2026' });
  assert.match(account.html ?? '', /Bonjour Camille Rey.*Caisse, Lyon Bellecour/s);
  assert.equal(cookies['halle_shopper'], 'cus_camille');
  await post('/account/sign-out', { out: '1' });
  assert.match((await get('/')).html ?? '', /aria-label="Compte"/);
});

test('a forgotten password: the same answer for everybody, a good link opens a form, any other says that it is over', async () => {
  const { get, visit } = browser();
  assert.match((await get('/account/sign-in')).html ?? '', /href="\/account\/forgotten"/);
  const [known, unknown] = await Promise.all(
    ['camille@example.org', 'nobody@example.org'].map(async (email) => {
      const page = await visit('POST', '/account/forgotten', { email });
      return `${page.status} ${(page.html ?? '').replaceAll(email, '')}`;
    }),
  );
  assert.equal(known, unknown);
  assert.match((await get('/account/new-password?t=good')).html ?? '', /camille@example\.org/);
  for (const path of ['/account/new-password', '/account/new-password?t=old', '/en/account/new-password?t=old'])
    assert.equal((await get(path)).status, 404);
  const set = (token: string, password: string) => visit('POST', '/account/new-password', { token, password });
  assert.equal((await set('good', 'short')).status, 422);
  assert.equal((await set('old', 'neuf cerises noires')).status, 404);
  assert.equal((await set('good', 'neuf cerises noires')).redirect, '/account/sign-in?changed=1');
});

test('a sign-in never redirects to another host', async () => {
  const { visit } = browser();
  const form = { email: 'camille@example.org', password: 'bellecour-2026', next: '//evil.example' };
  assert.equal((await visit('POST', '/account/sign-in', form)).redirect, '/account');
});

test('pages of visitors without cart and session may be kept; nobody else’s may', async () => {
  const { get, post } = browser();
  const kept = await get('/p/robe-bellecour');
  assert.ok(kept.cache?.tags.includes('product:prd_robe-bellecour'));
  assert.notEqual(kept.cache?.key, (await get('/en/p/robe-bellecour')).cache?.key);
  assert.notEqual(kept.cache?.key, (await get(`/p/robe-bellecour?v=${dress}`)).cache?.key);
  assert.equal((await get('/cart')).cache, undefined);
  await post('/cart/lines', { skuId: dress });
  assert.equal((await get('/p/robe-bellecour')).cache, undefined);
});

test('both languages have every page, and each names the other', async () => {
  const { get } = browser();
  for (const path of [
    '/',
    '/stores',
    '/c/vetements',
    '/p/robe-bellecour',
    '/search?q=robe',
    '/cart',
    '/account/sign-in',
    '/account/forgotten',
  ]) {
    const fr = await get(path);
    const english = path === '/' ? '/en' : `/en${path}`;
    const en = await get(english);
    assert.match(fr.html ?? '', /<html lang="fr"/);
    assert.match(en.html ?? '', /<html lang="en"/);
    assert.ok(fr.html?.includes(`href="${english}"`), english);
    assert.ok(en.html?.includes(`href="${path}"`), path);
  }
});

test('nothing runs inline and nothing comes from elsewhere', async () => {
  const { get, post } = browser();
  await post('/cart/lines', { skuId: dress });
  for (const path of [
    '/',
    '/c/vetements',
    '/p/robe-bellecour',
    '/cart',
    '/checkout',
    '/account/sign-in',
    '/account/forgotten',
    '/search?q=zzz',
  ]) {
    const html = (await get(path)).html ?? '';
    assert.doesNotMatch(html, /<[^>]+\s(?:style|on\w+)=/i, path);
    for (const [, attributes] of html.matchAll(/<script([^>]*)>/g)) {
      assert.match(attributes ?? '', /src="\/assets\/|type="application\/(?:ld\+)?json"/, path);
    }
    assert.doesNotMatch(html, /(?:src|href|action)="(?:https?:)?\/\/(?!shop\.example)/, path);
  }
});

test('a hostile name, query or path is shown as text', async () => {
  const canary = '<img src=x onerror=alert(1)>"\'';
  const good = goods[0];
  assert.ok(good);
  const api = sampleShop();
  const hostile: ShopApi = {
    ...api,
    product: async (ask, handle, skuId) => {
      const view = await api.product(ask, handle, skuId);
      return view && { ...view, name: canary, brand: canary, text: canary, facts: [{ name: canary, text: canary }] };
    },
  };
  const { get } = browser(hostile);
  for (const path of [
    '/p/robe-bellecour',
    `/search?q=${encodeURIComponent(canary)}`,
    `/c/${encodeURIComponent(canary)}`,
  ]) {
    const html = ((await get(path)).html ?? '').replaceAll(
      /<script type="application\/(?:ld\+)?json"[^>]*>.*?<\/script>/gs,
      '',
    );
    assert.doesNotMatch(html, /<img src=x/, path);
  }
});

test('refusals, outages and missing pages have pages of their own', async () => {
  const { get, visit } = browser();
  assert.equal((await get('/p/nothing')).status, 404);
  assert.equal((await get('/orders/NOPE?t=x')).status, 404);
  assert.equal((await visit('POST', '/cart/lines', { skuId: dress, quantity: '-3' })).status, 400);
  assert.equal((await visit('POST', '/cart/lines', { skuId: dress, price: '1' })).status, 400);
  assert.equal((await visit('POST', '/cart/lines', { skuId: 'sku_nope' })).status, 404);
  const down: ShopApi = {
    ...sampleShop(),
    shell: () => Promise.reject(new Unavailable('database')),
    home: () => Promise.reject(new Unavailable('database', { retryAfterS: 3 })),
  };
  const outage = await browser(down).get('/');
  assert.deepEqual([outage.status, outage.cache], [503, undefined]);
  assert.match(outage.html ?? '', /votre panier est gardé/);
  const slow: ShopApi = { ...sampleShop(), cart: () => refuse('request.rate_limited', { detail: 'x' }) };
  assert.match((await browser(slow).get('/cart')).html ?? '', /Référence.{1,3}: request\.rate_limited/);
});

test('an address nobody serves answers in its language', async () => {
  const request: StoreRequest = {
    url: '/en/nothing',
    origin: 'https://shop.example',
    params: {},
    query: {},
    body: {},
    cookies: {},
  };
  const page = await failure(sampleShop(), options, request, { status: 404, reference: 'req-1' });
  assert.equal(page.status, 404);
  assert.match(page.html ?? '', /This page does not exist.*req-1/s);
});

test('the site map is an index of parts; each page stands there in both languages, which name each other', async () => {
  const { get } = browser();
  const index = (await get('/sitemap.xml')).text?.body ?? '';
  assert.match(index, /<sitemap><loc>https:\/\/shop\.example\/sitemaps\/products\.xml<\/loc><lastmod>2026-/);
  const map = (await get('/sitemaps/products.xml')).text?.body ?? '';
  const entry = /<url><loc>https:\/\/shop\.example\/en\/p\/robe-bellecour<\/loc>.*<\/url>/.exec(map)?.[0] ?? '';
  assert.match(entry, /<lastmod>2026-.*hreflang="fr" href="https:\/\/shop\.example\/p\/robe-bellecour"/);
  assert.equal((await get('/sitemaps/else.xml')).status, 404);
  const robots = (await get('/robots.txt')).text?.body ?? '';
  assert.match(robots, /Sitemap: https:\/\/shop\.example\/sitemap\.xml/);
  assert.match(robots, /Disallow: \/en\/account/);
});

type Thing = Record<string, unknown> & { '@type'?: string };

/** What schema.org and the search engines' guides ask of each kind: these members, of these forms. */
const asked: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  Product: { name: /./, image: /^https:/, offers: /./ },
  Offer: {
    price: /^\d+\.\d\d$/,
    priceCurrency: /^[A-Z]{3}$/,
    availability: /^https:\/\/schema\.org\/(InStock|OutOfStock|LimitedAvailability|BackOrder|PreOrder)$/,
    url: /^https:/,
  },
  BreadcrumbList: { itemListElement: /./ },
  ListItem: { position: /^\d+$/, name: /./, item: /^https:\/\/shop\.example\// },
  Organization: { name: /./ },
  WebSite: { name: /./, url: /^https:/ },
  Brand: { name: /./ },
};

function thingsIn(value: unknown): Thing[] {
  if (Array.isArray(value)) return value.flatMap(thingsIn);
  if (value === null || typeof value !== 'object') return [];
  return [...('@type' in value ? [value as Thing] : []), ...Object.values(value).flatMap(thingsIn)];
}

test('what is not there is never said to be in stock: it is sold beforehand, from the day it is expected on', () => {
  const said = (available: 'none' | 'low' | 'in_stock', later?: 'back_order' | 'pre_order', expected?: Day) => {
    const day = expected === undefined ? {} : { expected };
    const data = availabilityOf({ available, ...(later === undefined ? {} : { later: { kind: later, ...day } }) });
    return Object.values(data).map((value) => String(value).replace('https://schema.org/', ''));
  };
  assert.deepEqual(said('in_stock'), ['InStock']);
  assert.deepEqual(said('low', 'back_order'), ['BackOrder']);
  assert.deepEqual(said('in_stock', 'pre_order', '2026-12-04' as Day), ['PreOrder', '2026-12-04']);
  assert.deepEqual(said('none', 'back_order', '2026-12-04' as Day), ['OutOfStock'], 'the cap is reached');
});

test('structured data says what search engines ask of it, and pictures for social networks are no SVG', async () => {
  const { get } = browser();
  const wanted = {
    '/': ['Organization', 'WebSite'],
    '/c/vetements': ['BreadcrumbList'],
    '/p/robe-bellecour': ['Product', 'Offer', 'BreadcrumbList'],
  };
  for (const [path, kinds] of Object.entries(wanted)) {
    const { html = '' } = await get(path);
    const data: unknown = JSON.parse(
      /<script type="application\/ld\+json"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? 'null',
    );
    const things = thingsIn(data);
    for (const kind of kinds)
      assert.ok(
        things.some((thing) => thing['@type'] === kind),
        `${kind} on ${path}`,
      );
    for (const thing of things)
      for (const [member, form] of Object.entries(asked[thing['@type'] ?? ''] ?? { known: /never/ })) {
        const value = thing[member];
        const text =
          typeof value === 'object' ? (Array.isArray(value) ? String(value[0]) : 'object') : String(value ?? '');
        assert.match(text, form, `${thing['@type']}.${member} on ${path}`);
      }
    const steps = things.filter((thing) => thing['@type'] === 'ListItem').map((thing) => thing['position']);
    assert.deepEqual(
      steps,
      steps.map((_, i) => i + 1),
    );
    const image = /<meta property="og:image" content="([^"]+)"/.exec(html)?.[1] ?? '';
    assert.match(image, /^https:\/\/shop\.example\/.*\.(png|jpg|webp)$/, path);
    assert.match(html, new RegExp(`<link rel="canonical" href="https://shop\\.example${path}"`));
    for (const lang of ['fr', 'en', 'x-default']) assert.match(html, new RegExp(`rel="alternate" hreflang="${lang}"`));
  }
});

test('what was sold once is gone, what never was is not found', async () => {
  const { get } = browser();
  assert.equal((await get('/p/robe-passee')).status, 410);
  assert.equal((await get('/p/jamais')).status, 404);
});
