/**
 * RELIABILITY, G5: text that people, programs and files give us stays text. Whatever has a name or a note is given one that would
 * break out of an attribute, a title, a script, a drawing or a link; then every page of shop, till and office is opened in a real
 * browser, and every mail without the protection of a policy. No script runs, and none has to be stopped.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import PostalMime from 'postal-mime';
import sharp from 'sharp';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { createStaff, hashSecret } from '#identity';
import { notificationsModule } from '../../src/notifications/index.ts';
import { sendQueued } from '../../src/notifications/send.ts';
import { modules } from '../../src/modules.ts';
import { serve, type Served } from '../../src/serve.ts';
import { chromiumPath, startBrowser } from '../support/chromium.ts';
import { testDatabase } from '../support/database.ts';
import { visitor, type Visitor } from '../support/house.ts';
import { mailServer } from '../support/mail-server.ts';
import { react } from '../support/react.ts';
import { until } from '../support/until.ts';
import { testShop, type TestShop } from '../support/shop.ts';

const skip = chromiumPath() === undefined ? 'Chromium is not installed' : false;
const password = 'sept pommes vertes';
const undo: (() => unknown)[] = [];
let database: Database;
let served: Served | undefined;
let url = '';
let shop: TestShop;
let browser: Browser | undefined;
let owner: Visitor;
let shopper: Visitor;
let mails: string[];
/** What the pages that show one record are called. */
const made: Record<string, string> = {};

/** Breaks out of quotes, of elements that hold plain text, of a comment and of JSON in a page; the tag says from which field it came. */
const breakout = (tag: string): string =>
  `"'></title></style></script></textarea>--><img src=x onerror=alert(1)><x-canary>${tag}`;
/** The same for fields of eighty characters. */
const short = (tag: string): string => `"'></script><svg onload=alert(1)><x-canary>${tag}`;
/** The same for names of files, which lead nowhere: one with a slash is refused. */
const named = (tag: string): string => `"'><img src=x onerror=alert(1)><x-canary>${tag}`;
const both = (tag: string): { fr: string; en: string } => ({ fr: breakout(`${tag}F`), en: breakout(`${tag}E`) });
const template = '{{constructor.constructor("alert(1)")()}}${alert(1)}<%= 1 %>';
const address = {
  name: breakout('AN'),
  company: breakout('AC'),
  line1: breakout('A1'),
  line2: 'javascript:alert(1)//',
  postcode: '69001',
  city: short('AV'),
  country: 'FR',
};

before(async () => {
  if (skip) return;
  database = await testDatabase({ after: (fn: () => unknown) => void undo.push(fn) });
  shop = await testShop(database);
  const staff = { staffId: newId('stf'), email: 'canary@halle.test', name: breakout('ST'), role: 'owner' } as const;
  const passwordHash = await hashSecret(password);
  await database.transaction({ actor: 'test' }, (tx) => createStaff(tx, { ...staff, passwordHash }));
  const post = await mailServer({ after: (fn: () => unknown) => void undo.push(fn) });
  mails = post.mails;
  process.env.HALLE_SMTP = post.url;
  served = await serve(database, { port: 0, host: '127.0.0.1' });
  url = served.url;
  owner = visitor(url);
  shopper = visitor(url);
  await say(owner, 'POST', '/api/session', { email: staff.email, password });
  await furnish();
  await sell();
  const reactions = modules.flatMap((module) => module.reactions ?? []);
  await react(database, reactions);
  await sendQueued(database);
  browser = await startBrowser();
});
after(async () => {
  delete process.env.HALLE_SMTP;
  await browser?.close();
  await served?.close();
  for (const fn of undo.reverse()) await fn();
});

async function say<T = Record<string, unknown>>(
  who: Visitor,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await who.call<T>(method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The house, its people and its catalogue, all with names that hurt. */
async function furnish(): Promise<void> {
  const ids = { categoryId: newId('cat'), productId: newId('prd'), endpointId: newId('whe'), importId: newId('imp') };
  Object.assign(made, ids);
  const write = (method: string, path: string, body?: unknown) => say(owner, method, path, body);
  await write('PATCH', '/api/settings', { shopName: short('SN'), shopText: both('SX'), email: 'shop@halle.test' });
  const site = await say<{ items: { siteId: string; entityId: string }[] }>(owner, 'GET', '/api/sites');
  await write('PATCH', `/api/sites/${shop.siteId}`, { name: breakout('SI'), address });
  await write('PATCH', `/api/entities/${site.items[0]?.entityId}`, { name: breakout('EN'), address });
  for (const [kind, id] of Object.entries(shop.channels))
    await write('PATCH', `/api/channels/${id}`, { name: { fr: short(kind), en: short(kind) } });
  await write('POST', '/api/categories', { categoryId: ids.categoryId, handle: 'canari', name: both('CA') });
  const choices = [{ code: 'rouge', name: both('CH') }];
  await write('POST', '/api/attributes', {
    code: 'teinte',
    name: both('AT'),
    kind: 'choice',
    facetable: true,
    choices,
  });
  await write('POST', '/api/attributes', { code: 'soin', name: both('AR'), kind: 'rich_text' });
  const attributes = ['teinte', 'soin'].map((code) => ({ code, required: 'no' }));
  await write('POST', '/api/families', { code: 'canaris', name: both('FA'), attributes });
  const channelIds = Object.values(shop.channels);
  const product = {
    productId: ids.productId,
    handle: 'canari',
    name: both('PN'),
    description: { fr: `<p>${breakout('PD')}<a href="javascript:alert(1)">x</a></p>${template}`, en: breakout('PE') },
    facts: { material: both('PF') },
    brand: breakout('PB'),
    productType: breakout('PT'),
    tags: [breakout('PG')],
    options: [both('PO')],
    status: 'active',
    categoryIds: [ids.categoryId],
    channelIds,
    variants: [{ sku: `C-"'<x-canary>`, gtin: '4006381333931', optionValues: [both('PV')] }],
  };
  const answer = await say<{ version: number; skus: { skuId: string }[] }>(owner, 'POST', '/api/products', product);
  const skuId = answer.skus[0]?.skuId ?? '';
  made.skuId = skuId;
  const seen = await say<{ version: number }>(owner, 'PUT', `/api/products/${ids.productId}/family`, {
    version: (await say<{ version: number }>(owner, 'GET', `/api/products/${ids.productId}`)).version,
    family: 'canaris',
  });
  const values = [
    { attribute: 'teinte', value: 'rouge' },
    { attribute: 'soin', value: `<p onclick="alert(1)">${breakout('AV')}</p>` },
  ];
  await write('PUT', `/api/products/${ids.productId}/values`, { version: seen.version, values });
  await write('PUT', `/api/price-lists/${shop.listId}/prices`, { prices: [{ skuId, minor: 4_200 }] });
  const lines = [{ skuId, quantity: 9 }];
  await write('POST', '/api/stock/receipts', { siteId: shop.siteId, document: breakout('SD'), lines });
  await giveRights();
  await picture();
  await importFile();
}

/** Texts, rights, keys, views and endpoints. */
async function giveRights(): Promise<void> {
  const write = (method: string, path: string, body?: unknown) => say(owner, method, path, body);
  await write('PUT', '/api/texts/terms/fr', {
    ...(await text()),
    title: breakout('TT'),
    body: `## ${breakout('TB')}\n\n- ${template}`,
  });
  await write('PUT', `/api/roles/${newId('rol')}`, {
    name: short('RO'),
    rights: ['orders.read'],
    secondFactor: false,
    version: 0,
  });
  await write('POST', '/api/keys', { keyId: newId('key'), name: short('KE'), rights: ['orders.read'] });
  const person = { email: 'guest@halle.test', name: breakout('IN'), role: 'clerk' };
  await write('POST', '/api/invitations', { invitationId: newId('inv'), ...person });
  const endpoint = { name: short('WH'), url: 'https://example.com/%22%3E', eventTypes: ['orders.placed'] };
  await write('POST', '/api/webhook-endpoints', { endpointId: made.endpointId, ...endpoint });
  await write('PUT', `/api/views/${newId('viw')}`, { list: 'orders', name: short('VW'), search: '', shared: true });
}

async function text(): Promise<{ validFrom: string; version: number }> {
  const { items } = await say<{ items: { slug: string; language: string; version: number }[] }>(
    owner,
    'GET',
    '/api/texts',
  );
  const known = items.find((one) => one.slug === 'terms' && one.language === 'fr');
  return { validFrom: '2026-01-01', version: known?.version ?? 0 };
}

async function picture(): Promise<void> {
  const body = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#a33' } })
    .png()
    .toBuffer();
  const query = new URLSearchParams({ mediaId: newId('med'), productId: made.productId ?? '', alt: breakout('ME') });
  query.set('fileName', named('MF'));
  await upload(`/api/media?${query}`, 'image/png', body);
}

/** A catalogue of another shop, as a file. */
async function importFile(): Promise<void> {
  const cell = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  const head =
    'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty,Status';
  const row = [
    'canari-importe',
    breakout('IT'),
    `<script>alert(1)</script>${breakout('IB')}`,
    breakout('IV'),
    breakout('IY'),
  ];
  row.push(short('IG'), 'TRUE', breakout('IO'), breakout('IU'), 'IMP-1', '12.00', '3', 'active');
  const query = new URLSearchParams({ importId: made.importId ?? '', fileName: named('IF'), format: 'shopify' });
  await upload(`/api/imports/catalogue?${query}`, 'text/csv', `${head}\n${row.map(cell).join()}\n`);
}

async function upload(path: string, type: string, body: Buffer | string): Promise<void> {
  const cookie = [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { cookie, 'content-type': type, 'idempotency-key': newId('key') };
  const answer = await fetch(url + path, { method: 'POST', headers, body: body as string });
  assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
}

/** A customer, a cart, an order, a return and a wish, all with notes that hurt. */
async function sell(): Promise<void> {
  const ids = { customerId: newId('cus'), orderId: newId('ord'), cartId: newId('crt') };
  Object.assign(made, ids);
  const email = `"'><x-canary>@halle.test`;
  const write = (method: string, path: string, body?: unknown) => say(shopper, method, path, body);
  await write('POST', '/api/shop/register', { customerId: ids.customerId, name: breakout('CN'), email, password });
  await write('POST', '/api/shop/addresses', { addressId: newId('adr'), address, preferred: true });
  const skuId = made.skuId ?? '';
  const order = {
    orderId: ids.orderId,
    channelId: shop.channels.web,
    lines: [{ skuId, quantity: 1, unitMinor: 4_200 }],
    contact: { name: short('ON'), email, phone: '06 12 34 56 78' },
    delivery: { method: 'delivery', address },
    payment: { method: 'promise', paymentId: newId('pay') },
  };
  const placed = await say<{ number: string; token?: string }>(shopper, 'POST', '/api/shop/orders', order);
  made.number = placed.number;
  await write('POST', '/api/carts', { cartId: ids.cartId, channel: 'web' });
  await write('POST', `/api/carts/${ids.cartId}/lines`, { addId: newId('add').slice(-20), skuId, quantity: 1 });
  await shopper.call('POST', '/wishes', new URLSearchParams({ handle: 'canari' }).toString(), form);
  await shopper.call('POST', '/wishes/lists', new URLSearchParams({ name: short('WL') }).toString(), form);
  const till = { deviceId: newId('dev'), channelId: shop.channels.till, name: short('TD') };
  await say(owner, 'POST', '/api/till/device', till);
  await database.query(sql`
    INSERT INTO returns.request (return_id, number, order_id, source, reason, withdrawal, note, state, content_hash, asked_by, asked_at)
    VALUES (${newId('rtn')}, 'R0000000001', ${ids.orderId}, 'shopper', 'other', false, ${breakout('RN')}, 'requested', '', 'test', now())`);
}
const form = { 'content-type': 'application/x-www-form-urlencoded' };

// Run in the page, so they are its language, not ours.
const TELL_STOPPED = `addEventListener('securitypolicyviolation', (event) =>
  console.warn('stopped: ' + event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample))`;
const LOOK = `(() => {
  const broken = [...document.querySelectorAll('x-canary, [onerror], [onload], [onclick], iframe:not(.look-preview), object, embed')];
  const leads = (one) => ['href', 'src', 'action', 'formaction'].some((name) => /^\\s*javascript:/i.test(one.getAttribute(name) ?? ''));
  const links = [...document.querySelectorAll('[href], [src], [action], [formaction]')].filter(leads);
  const data = [...document.querySelectorAll('script[type*="json"]')].filter((one) => {
    try {
      return JSON.parse(one.textContent) === undefined;
    } catch {
      return true;
    }
  });
  const fields = [...document.querySelectorAll('input, textarea')].map((one) => one.value);
  const says = [document.title, document.body.innerText, ...fields].some((text) => text.includes('<x-canary>'));
  return { broken: [...broken, ...links, ...data].map((one) => one.outerHTML.slice(0, 200)), says };
})()`;

/** Somebody's browser, which tells of every script that ran or was stopped, and of every mark of ours that became an element. */
async function browse(who: Visitor | undefined, faults: string[]): Promise<{ context: BrowserContext; page: Page }> {
  const context = await (browser as Browser).newContext({
    locale: 'fr-FR',
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 800 },
  });
  const cookies = [...(who?.cookies ?? [])].map(([name, value]) => ({ name, value, url: url }));
  if (cookies.length > 0) await context.addCookies(cookies);
  await context.addInitScript({ content: TELL_STOPPED });
  const page = await context.newPage();
  page.on('dialog', (dialog) => {
    faults.push(`${page.url()}: a script ran`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.text().startsWith('stopped: ')) faults.push(`${page.url()}: ${message.text()}`);
  });
  const open = new Set<Request>();
  waiting.set(page, open);
  page.on('request', (request) => void (/\/(live|events?|stream)\b/.test(request.url()) || open.add(request)));
  page.on('requestfinished', (request) => void open.delete(request));
  page.on('requestfailed', (request) => void open.delete(request));
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  return { context, page };
}

const waiting = new WeakMap<Page, Set<Request>>();
/** All that a page asked for has come (streams go on), and two frames later it has asked for nothing more. */
async function quiet(page: Page): Promise<boolean> {
  if ((waiting.get(page)?.size ?? 0) > 0) return false;
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  return (waiting.get(page)?.size ?? 0) === 0;
}

/** What on a page is there because a text became more than text; and whether it says one of our marks at all. */
async function look(page: Page): Promise<{ broken: string[]; says: boolean }> {
  return (await page.evaluate(LOOK)) as { broken: string[]; says: boolean };
}

async function visit(page: Page, paths: readonly string[], faults: string[], settled: string): Promise<number> {
  let saying = 0;
  for (const path of paths) {
    const answer = await page.goto(url + path);
    assert.ok((answer?.status() ?? 500) < 500, `${path}: ${answer?.status()}`);
    await page.locator(settled).first().waitFor({ timeout: 10_000 });
    await until(`${path} is quiet`, () => quiet(page));
    const { broken, says } = await look(page);
    faults.push(...broken.map((one) => `${path}: ${one}`));
    if (says) saying++;
  }
  return saying;
}

test('what is looked for is found where it is: a text put into a page as it is', { skip }, async () => {
  const faults: string[] = [];
  const { context, page } = await browse(undefined, faults);
  await page.setContent(`<input value="${breakout('XX')}"><a href="javascript:alert(1)">x</a>`);
  await until('the script ran', () => faults.length > 0);
  const { broken } = await look(page);
  assert.ok(
    ['<img', '<x-canary', '<a'].every((mark) => broken.some((one) => one.startsWith(mark))),
    broken.join(),
  );
  await context.close();
});

test('the shop: every page shows them as text', { skip }, async (t) => {
  const faults: string[] = [];
  const { context, page } = await browse(shopper, faults);
  const q = encodeURIComponent(breakout('QQ'));
  const paths = [
    '/',
    '/en/',
    '/c/canari',
    '/p/canari',
    '/p/canari-importe',
    '/stores',
    '/cart',
    '/checkout',
    '/wishes',
  ];
  paths.push(
    '/account',
    '/account/purchases',
    '/account/addresses',
    '/account/privacy',
    '/legal/terms',
    '/compare',
    '/seen',
  );
  paths.push(
    `/search?q=${q}`,
    `/c/canari?teinte=${q}&sort=${q}&page=${q}`,
    `/p/canari?${q}=${q}`,
    `/${q}`,
    `/c/${q}`,
    '/search?q=canari',
  );
  paths.push(
    `/orders/${made.number}`,
    `/orders/${made.number}/receipt`,
    `/orders/find?code=${q}&email=${q}`,
    `/wishes/shared/${q}`,
  );
  paths.push(
    `/account/sign-in?next=${q}`,
    `/01/04006381333931`,
    `/in/${shop.siteId}/p/canari`,
    '/scan',
    '/app',
    '/offline',
  );
  const saying = await visit(page, paths, faults, 'body');
  t.diagnostic(`${saying} of ${paths.length} pages show one`);
  assert.deepEqual(faults, []);
  assert.ok(saying >= 20, `${saying} of ${paths.length} pages show a canary`);
  await context.close();
});

test('the office: every screen shows them as text', { skip }, async (t) => {
  const faults: string[] = [];
  const { context, page } = await browse(owner, faults);
  const { productId, skuId, orderId, customerId, cartId, endpointId } = made;
  const paths = [
    '',
    '/orders',
    `/orders/${orderId}`,
    '/carts',
    `/carts/${cartId}`,
    '/customers',
    `/customers/${customerId}`,
  ];
  paths.push(
    '/products',
    `/products/${productId}`,
    ...['values', 'media', 'variants', 'relations', 'history'].map((part) => `/products/${productId}/${part}`),
  );
  paths.push(
    '/products/families',
    '/products/assortment',
    '/products/categories',
    '/products/import',
    `/products/grid?ids=${productId}`,
  );
  paths.push(
    '/stock',
    `/stock/${skuId}`,
    '/prices',
    `/prices/${skuId}`,
    '/media',
    '/channels',
    `/channels/${shop.channels.web}`,
  );
  paths.push(
    '/settings',
    '/settings/shop',
    '/settings/look',
    '/settings/texts',
    '/settings/sites',
    `/settings/sites/${shop.siteId}`,
  );
  paths.push(
    '/settings/entity',
    '/settings/staff',
    '/settings/devices',
    '/settings/vat',
    '/people',
    '/people/roles',
    '/people/keys',
    '/people/audit',
  );
  paths.push(
    '/developers/webhooks',
    `/developers/webhooks/${endpointId}`,
    '/developers/calls',
    '/start',
    '/orders?q=%22%3E%3Cx-canary%3E',
  );
  const saying = await visit(
    page,
    paths.map((path) => `/office${path}`),
    faults,
    'main',
  );
  t.diagnostic(`${saying} of ${paths.length} screens show one`);
  assert.deepEqual(faults, []);
  assert.ok(saying >= 25, `${saying} of ${paths.length} screens show a canary`);
  await context.close();
});

test('the till shows them as text', { skip }, async () => {
  const faults: string[] = [];
  const { context, page } = await browse(owner, faults);
  const saying = await visit(page, ['/till'], faults, '.tile');
  await page.keyboard.type('4006381333931');
  await page.keyboard.press('Enter');
  await page.locator('.line').first().waitFor();
  const { broken } = await look(page);
  assert.deepEqual([...faults, ...broken], []);
  assert.equal(saying, 1);
  await context.close();
});

test('mails show them as text, with no policy to protect them, and no head of a mail is broken', { skip }, async () => {
  assert.ok((notificationsModule.reactions ?? []).length > 0);
  assert.ok(mails.length >= 2, `${mails.length} mails`);
  const faults: string[] = [];
  const { context, page } = await browse(undefined, faults);
  for (const raw of mails) {
    const mail = await PostalMime.parse(raw.replaceAll('\r\n..', '\r\n.'));
    assert.doesNotMatch(mail.headers.map(({ key }) => key).join(), /x-canary|bcc/i);
    await page.setContent(mail.html ?? '');
    const { broken, says } = await look(page);
    faults.push(...broken);
    assert.ok(says, mail.subject);
  }
  assert.deepEqual(faults, []);
  await context.close();
});
