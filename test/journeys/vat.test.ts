/** VAT in a real browser: the house's settings, a rate of one's own, a number that is checked, and why an order bears what it bears. */
import { test } from 'node:test';
import { openPage, signIn } from '../support/office.ts';
import { look } from '../support/look.ts';
import { journey, skip } from '../support/journey.ts';

const at = journey();

test('the office tells how it stands with VAT, and takes a rate and a proof', { skip }, async () => {
  const page = await openPage(at.browser);
  await signIn(page, `${at.house.url}/office/settings/vat`);
  await page.getByRole('region', { name: 'Taux en vigueur' }).getByText('Code général des impôts, art. 297').waitFor();
  // The threshold is a seller's of the Union: the house in Geneva has none.
  await page.getByText('Maison Ourcel Suisse Sàrl').waitFor();
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
  const page = await openPage(at.browser);
  await signIn(page, `${at.house.url}/office/orders?q=Jonas+Brandt`);
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
