/** Sourcing in a real browser: rules tried on an order and on the last days, put in force; a back-order opened; axe finds nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from '../support/look.ts';
import { openPage, signIn } from '../support/office.ts';
import { journey, skip } from '../support/journey.ts';

const at = journey();

test('rules are tried before they hold, and a back-order is opened', { skip }, async () => {
  const page = await openPage(at.browser);
  await signIn(page, `${at.house.url}/office/sourcing`);
  await page.getByRole('heading', { name: 'Points contre un lieu' }).waitFor();
  await page.getByLabel('Par 100 km').fill('900');
  await page.getByRole('button', { name: 'Simuler' }).click();
  await page.getByText(/commandes? rejouées?/).waitFor();
  await look(page, 'office-sourcing-1440');
  await page.getByRole('button', { name: 'Mettre en vigueur…' }).click();
  await page.getByLabel('Note').fill('Plus près');
  await page.getByRole('button', { name: 'Mettre ces règles en vigueur' }).click();
  await page.getByText(/Version \d+, en vigueur/).waitFor();
  assert.equal(await page.getByLabel('Par 100 km').inputValue(), '900');
  await page.setViewportSize({ width: 390, height: 844 });
  await look(page, 'office-sourcing-390');
  await page.setViewportSize({ width: 1024, height: 800 });
  await page.getByRole('button', { name: 'Au-delà du stock' }).click();
  await page.getByRole('button', { name: 'Vendre un article au-delà du stock' }).click();
  await page.getByLabel('Référence de l’article').fill('BAS-PER-SAU-43');
  await page.getByLabel('Canal').selectOption({ label: 'Boutique web' });
  await page.getByLabel('Plafond').fill('6');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('cell', { name: '0 / 6' }).waitFor();
  await look(page, 'office-later-1024');
  await page.context().close();
});
