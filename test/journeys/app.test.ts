/** The shop as an app in a real browser: its manifest and worker, a start without a connection, a cart changed offline, a label scanned. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import qrcode from 'qrcode';
import { newId } from '#base/ids';
import { idFor, SHOPPER_PASSWORD } from '#demo';
import { film, square } from '../support/barcode.ts';
import { journey, skip } from '../support/journey.ts';
import { until } from '../support/until.ts';
import { pushService, type PushService } from '../support/push-service.ts';
import { visitor } from '../support/house.ts';

let skuId: string;

const at = journey({
  env: { HALLE_PUSH_PRIVATE: '1' },
  camera: async (house) => {
    type Product = { variants: { sku: string; skuId: string; gtin: string }[] };
    const found = (await (await fetch(`${house.url}/api/shop/products/robe-bellecour`)).json()) as Product;
    const dress = found.variants.find((variant) => variant.sku === 'ROB-BEL-GRO-38');
    assert.ok(dress);
    skuId = dress.skuId;
    const { modules } = qrcode.create(`${house.url}/01/${dress.gtin}?in=LYO`, {});
    const file = join(house.dataDir, 'label.y4m');
    film(file, [square(modules.size, (row, column) => modules.get(row, column) === 1, 8)], 20);
    return file;
  },
});

async function phone(): Promise<{ page: Page; context: BrowserContext; faults: string[] }> {
  const options = { locale: 'fr-FR', viewport: { width: 390, height: 844 }, permissions: ['camera'] };
  const context = await at.browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(at.house.url);
  // The worker is in charge from the next page on.
  await until('a worker in charge', () => page.evaluate<boolean>('navigator.serviceWorker.controller !== null'));
  return { page, context, faults };
}

test('a browser finds nothing that stands against installing it', { skip }, async () => {
  const { page, context } = await phone();
  const session = await context.newCDPSession(page);
  assert.deepEqual((await session.send('Page.getAppManifest')).errors, []);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A test's browser keeps nothing, and says so.
  assert.deepEqual(
    installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'),
    [],
  );
  await context.close();
});

test(
  'without a connection: what was seen, with a banner; the rest says so; the cart waits and is sent once',
  { skip },
  async () => {
    const { page, context, faults } = await phone();
    const product = `${at.house.url}/p/robe-bellecour?v=${skuId}`;
    await page.goto(product);
    await until('the page is kept', () =>
      page.evaluate<boolean>(`caches.match('${product}').then((kept) => kept !== undefined)`),
    );
    await context.setOffline(true);
    await page.goto(product);
    assert.match(await page.locator('#offline').innerText(), /Hors connexion.*Page gardée le/s);
    await page.locator('#buy button.cta:visible').first().click();
    await page.locator('#offline .queued', { hasText: '1 changement' }).waitFor();
    await page.goto(`${at.house.url}/checkout`);
    assert.match(await page.title(), /hors ligne/);
    const back = page.waitForEvent('load'); // it looks again by itself
    await context.setOffline(false);
    await back;
    await page.goto(`${at.house.url}/cart`);
    await page.locator('[data-line-sku] input[name=quantity]').waitFor();
    assert.equal(await page.locator('[data-line-sku] input[name=quantity]').inputValue(), '1');
    assert.equal(await page.evaluate(() => localStorage.getItem('halle-outbox')), null);
    assert.deepEqual(faults, []);
    await context.close();
  },
);

test('J7: the camera reads a shelf label and opens the article in this store', { skip }, async () => {
  const { page, context, faults } = await phone();
  await page.goto(`${at.house.url}/scan`);
  await page.locator('#scan-start').click();
  await page.waitForURL('**/in/**');
  assert.match(await page.locator('.here').innerText(), /Vous êtes à Lyon Bellecour/);
  await page.locator('button[value=till]').click();
  await page.locator('.to-till-code .qr').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

/**
 * A browser's own push service is out there on the network: in its place `service` answers, to which the house really sends. The page,
 * the worker and the house are real; only the way from the service to the worker is walked by the test.
 */
async function inPlaceOf(page: Page, service: PushService): Promise<void> {
  const { endpoint, keys } = service;
  await page.addInitScript(`{
    const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.codePointAt(0)).buffer;
    const keys = ${JSON.stringify(keys)};
    const own = { endpoint: ${JSON.stringify(endpoint)}, getKey: (name) => bytes(keys[name]),
      unsubscribe: async () => { localStorage.removeItem('test-push'); return true; } };
    PushManager.prototype.getSubscription = async () => (localStorage.getItem('test-push') ? own : null);
    PushManager.prototype.subscribe = async (options) => {
      if (!options.userVisibleOnly || options.applicationServerKey.length !== 87) throw new Error('not as it must be');
      localStorage.setItem('test-push', '1');
      return own;
    };
    const ask = Notification.requestPermission.bind(Notification);
    Notification.requestPermission = () => { localStorage.setItem('test-asked', '1'); return ask(); };
  }`);
}

/** Camille orders the dress to be collected in Lyon. */
async function orderToCollect(): Promise<{ orderId: string; number: string }> {
  const camille = visitor(at.house.url);
  const email = 'camille.rey@courriel.example';
  await camille.call('POST', '/api/shop/session', { email, password: SHOPPER_PASSWORD });
  type Product = { variants: { skuId: string; price: { minor: number } }[] };
  const { body: found } = await camille.call<Product>('GET', '/api/shop/products/robe-bellecour');
  const unitMinor = found.variants.find((one) => one.skuId === skuId)?.price.minor ?? 0;
  const { status, body } = await camille.call<{ orderId: string; number: string }>('POST', '/api/shop/orders', {
    ...{ orderId: newId('ord'), channelId: idFor('chn', 'web'), lines: [{ skuId, quantity: 1, unitMinor }] },
    contact: { name: 'Camille Rey', email },
    delivery: { method: 'pickup', siteId: idFor('sit', 'LYO') },
    payment: { method: 'promise', paymentId: newId('pay') },
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

test(
  'messages: asked for on an order’s page, shown by the worker, opening the order; given up, and forgotten where the device is gone',
  { skip },
  async (t) => {
    const service = await pushService(t);
    const { page, context, faults } = await phone();
    await context.grantPermissions(['notifications']);
    await inPlaceOf(page, service);
    await page.goto(`${at.house.url}/account/sign-in`);
    await page.fill('[name=email]', 'camille.rey@courriel.example');
    await page.fill('[name=password]', SHOPPER_PASSWORD);
    await page.locator('main form button').first().click();
    await page.waitForURL('**/account');
    const order = await orderToCollect();
    await page.goto(`${at.house.url}/orders/${order.number}`);
    const button = page.locator('#push button');
    await button.waitFor();
    assert.equal(await page.evaluate(`localStorage.getItem('test-asked')`), null, 'nobody is asked before they press');
    await button.click();
    await page.getByText('Cet appareil reçoit les messages.').waitFor();

    const session = await context.newCDPSession(page);
    const worker = new Promise<string>((resolve) =>
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [one] }) => {
        if (one) resolve(one.registrationId);
      }),
    );
    await session.send('ServiceWorker.enable');
    const louise = visitor(at.house.url);
    await louise.call('POST', '/api/session', { email: 'louise@maison-ourcel.example', password: 'tout-sous-un-toit' });
    const ready = (orderId: string) => louise.call('POST', `/api/orders/${orderId}/ready`, {});
    for (let i = 0; i < 2; i++) assert.equal((await ready(order.orderId)).status, 204);
    await until('the house has sent it', () => service.got.some(({ text }) => text.includes('ready-')));
    const [told, ...more] = service.got.filter(({ text }) => text.includes('ready-'));
    assert.deepEqual(more, [], 'once');
    const message = { origin: at.house.url, registrationId: await worker, data: told?.text ?? '' };
    await session.send('ServiceWorker.deliverPushMessage', message);
    const shown = `navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((all) => all.map((one) => one.title + ' ' + one.body))`;
    await until('it is shown', async () => (await page.evaluate<string[]>(shown)).length > 0);
    const [words] = await page.evaluate<string[]>(shown);
    assert.match(words ?? '', new RegExp(`^Votre commande est prête .*${order.number}.*Lyon`));

    await page.goto(at.house.url);
    await context.serviceWorkers()[0]?.evaluate(`self.registration.getNotifications().then(([notification]) =>
      void self.dispatchEvent(new NotificationEvent('notificationclick', { notification })))`);
    await page.waitForURL(`**/orders/${order.number}?t=*`);
    assert.match(await page.locator('h1').innerText(), /Votre commande est prête/);
    assert.equal(await page.locator('#push').isVisible(), false, 'who has them is not asked again');

    service.status = 410;
    const later = await orderToCollect();
    await ready(later.orderId);
    await page.goto(`${at.house.url}/account`);
    await until('forgotten, and said so', async () => {
      await page.reload();
      await button.waitFor();
      return (await button.innerText()) === 'Recevoir ces messages' && !(await button.isDisabled());
    });
    service.status = 201;
    await button.click();
    await page.getByText('Cet appareil reçoit les messages.').waitFor();
    await button.click();
    await until('given up', async () => (await button.innerText()) === 'Recevoir ces messages');
    assert.equal(await page.evaluate(`localStorage.getItem('test-push')`), null);
    assert.deepEqual(faults, []);
    await context.close();
  },
);
