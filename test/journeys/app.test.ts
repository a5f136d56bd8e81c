/** The shop as an app in a real browser: its manifest and worker, a start without a connection, a cart changed offline, a label scanned. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import qrcode from 'qrcode';
import { film, square } from '../support/barcode.ts';
import { chromiumPath, startBrowser } from '../support/chromium.ts';
import { until } from '../support/until.ts';
import { startHouse, tearDown, type RunningHouse } from '../support/house.ts';

const skip = chromiumPath() === undefined ? 'Chromium is not installed' : false;

let house: RunningHouse;
let browser: Browser | undefined;
let skuId: string;

before(async () => {
  if (skip) return;
  house = await startHouse();
  type Product = { variants: { sku: string; skuId: string; gtin: string }[] };
  const found = (await (await fetch(`${house.url}/api/shop/products/robe-bellecour`)).json()) as Product;
  const dress = found.variants.find((variant) => variant.sku === 'ROB-BEL-GRO-38');
  assert.ok(dress);
  skuId = dress.skuId;
  const { modules } = qrcode.create(`${house.url}/01/${dress.gtin}?in=LYO`, {});
  const file = join(house.dataDir, 'label.y4m');
  film(file, [square(modules.size, (row, column) => modules.get(row, column) === 1, 8)], 20);
  browser = await startBrowser(['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`]);
});
after(async () => {
  if (skip) return;
  await browser?.close();
  await tearDown(house);
});

async function phone(): Promise<{ page: Page; context: BrowserContext; faults: string[] }> {
  const options = { locale: 'fr-FR', viewport: { width: 390, height: 844 }, permissions: ['camera'] };
  const context = await (browser as Browser).newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(house.url);
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
    const product = `${house.url}/p/robe-bellecour?v=${skuId}`;
    await page.goto(product);
    await until('the page is kept', () =>
      page.evaluate<boolean>(`caches.match('${product}').then((kept) => kept !== undefined)`),
    );
    await context.setOffline(true);
    await page.goto(product);
    assert.match(await page.locator('#offline').innerText(), /Hors connexion.*Page gardée le/s);
    await page.locator('#buy button.cta:visible').first().click();
    await page.locator('#offline .queued', { hasText: '1 changement' }).waitFor();
    await page.goto(`${house.url}/checkout`);
    assert.match(await page.title(), /hors ligne/);
    await context.setOffline(false);
    await page.goto(`${house.url}/cart`);
    await page.locator('[data-line-sku] input[name=quantity]').waitFor();
    assert.equal(await page.locator('[data-line-sku] input[name=quantity]').inputValue(), '1');
    assert.equal(await page.evaluate(() => localStorage.getItem('halle-outbox')), null);
    assert.deepEqual(faults, []);
    await context.close();
  },
);

test('J7: the camera reads a shelf label and opens the article in this store', { skip }, async () => {
  const { page, context, faults } = await phone();
  await page.goto(`${house.url}/scan`);
  await page.locator('#scan-start').click();
  await page.waitForURL('**/in/**');
  assert.match(await page.locator('.here').innerText(), /Vous êtes à Lyon Bellecour/);
  await page.locator('button[value=till]').click();
  await page.locator('.to-till-code .qr').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});
