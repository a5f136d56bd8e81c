/** Prices in a real browser: at an instant in the office, a file into a list, and in the shop why a price is what it is and which VAT it bears. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumPath, startBrowser } from '../support/chromium.ts';
import { startHouse, tearDown, type RunningHouse } from '../support/house.ts';
import { look } from '../support/look.ts';
import { openPage, signIn } from '../support/office.ts';

const skip = chromiumPath() === undefined ? 'Chromium is not installed' : false;

let house: RunningHouse;
let browser: Browser;

before(async () => {
  if (skip) return;
  house = await startHouse();
  await house.said('days are loaded');
  browser = await startBrowser();
});
after(async () => {
  if (skip) return;
  await browser.close();
  await tearDown(house);
});

test(
  'the office sorts prices by amount at an instant, and takes a file into a list after a trial',
  { skip },
  async () => {
    const page = await openPage(browser);
    await signIn(page, `${house.url}/office/prices/at?sort=amount`);
    const first = page.getByRole('row').nth(1);
    await first.getByRole('button', { name: /^Pourquoi/ }).waitFor();
    const amounts = async (): Promise<number[]> =>
      (await page.locator('tbody tr td strong').allInnerTexts()).map((text) =>
        Number(text.replaceAll(/[^\d,]/g, '').replace(',', '.')),
      );
    const rising = await amounts();
    assert.deepEqual(
      rising,
      rising.toSorted((a, b) => a - b),
    );
    await look(page, 'office-prices-at-1440');
    await page.setViewportSize({ width: 390, height: 844 });
    await look(page, 'office-prices-at-390');
    await page.setViewportSize({ width: 1440, height: 900 });

    const sku = await first.locator('td').nth(1).innerText();
    await page.goto(`${house.url}/office/prices/files`);
    const content = `sku,price,from_units\n${sku},999.50,\n${sku},950,10\nINCONNU,1,\n`;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'prix.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
    await page.getByRole('button', { name: 'Essayer' }).click();
    await page.getByText('aucun article de cette référence').waitFor();
    await page.getByText(`${sku} × 10`).waitFor();
    await look(page, 'office-price-file-1440');
    await page.getByRole('button', { name: 'Importer', exact: true }).click();
    await page.getByRole('heading', { name: 'Ce qui change', exact: true }).waitFor();
    await page.goto(`${house.url}/office/prices/at?q=${encodeURIComponent(sku)}`);
    await page
      .getByText(/999,50/)
      .first()
      .waitFor();
    await page.getByText('1 palier').waitFor();
    await page.goto(`${house.url}/office/settings/documents`);
    await page.getByText('Quand une facture est faite').first().waitFor();
    await look(page, 'office-document-settings-1440');
  },
);

test(
  'a shopper sees why a line costs what it costs, and the VAT of where it goes, before paying',
  { skip },
  async () => {
    const page = await openPage(browser);
    await page.goto(`${house.url}/p/vase-halles`);
    await page.locator('#buy button.cta, form[action$="/cart/lines"] button.cta').first().click();
    await page.locator('a[href$="/cart"]').first().waitFor();
    await page.goto(`${house.url}/cart`);
    await page.getByText('Pourquoi ce prix ?').first().click();
    await page.getByText('Prix public').first().waitFor();
    await look(page, 'shop-cart-why-1440');
    await page.goto(`${house.url}/checkout`);
    await page.getByRole('radio', { name: /Livraison à domicile/ }).check();
    await page.locator('#f-country').selectOption('DE');
    await page.locator('#summary .totals').getByText('dont TVA 19 %').waitFor();
    await page.locator('#summary').getByText('Pourquoi cette TVA ?').click();
    await page.locator('#summary').getByText('TVA du pays d’arrivée : Allemagne').waitFor();
    await look(page, 'shop-checkout-de-1440');
    await page.setViewportSize({ width: 390, height: 844 });
    await look(page, 'shop-checkout-de-390');
  },
);
