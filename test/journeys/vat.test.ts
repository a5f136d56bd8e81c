/** VAT in a real browser: the house's settings, a rate of one's own, a number that is checked, and why an order bears what it bears. */
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumPath, startBrowser } from '../support/chromium.ts';
import { openPage, signIn } from '../support/office.ts';
import { startHouse, tearDown, type RunningHouse } from '../support/house.ts';
import { look } from '../support/look.ts';

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

test('the office tells how it stands with VAT, and takes a rate and a proof', { skip }, async () => {
  const page = await openPage(browser);
  await signIn(page, `${house.url}/office/settings/vat`);
  await page.getByRole('region', { name: 'Taux en vigueur' }).getByText('Code général des impôts, art. 297').waitFor();
  await page.getByText('sous le seuil').waitFor();
  await look(page, 'office-vat-1440');
  await page.getByRole('button', { name: 'Corriger un taux' }).click();
  await page.getByLabel('Taux en %').fill('5,5');
  await page.getByRole('textbox', { name: 'Source' }).fill('Rescrit de la direction départementale');
  await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('à vous', { exact: true }).waitFor();
  await page.getByPlaceholder('Numéro de TVA').fill('BE0403170701');
  await page.getByRole('button', { name: 'Vérifier' }).click();
  await page.getByRole('cell', { name: 'BE0403170701', exact: true }).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await look(page, 'office-vat-390');
});

test('why an order bears the VAT it bears: a parcel to Berlin', { skip }, async () => {
  const page = await openPage(browser);
  await signIn(page, `${house.url}/office/orders?q=Jonas+Brandt`);
  await page
    .getByRole('link', { name: /Jonas Brandt/ })
    .or(page.getByText('Jonas Brandt'))
    .first()
    .click();
  await page
    .getByRole('button', { name: /^Pourquoi \? TVA de/ })
    .first()
    .click();
  await page.getByText('Guichet unique : Allemagne').waitFor();
  await page.getByText('TVA de destination, par choix').waitFor();
  await look(page, 'office-why-vat-1440');
});
