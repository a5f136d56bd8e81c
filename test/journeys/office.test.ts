/** Working in the office by clicks and keys: the palette, views that are kept, files, several orders at once, a new shop's first steps. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { journey, skip } from '../support/journey.ts';

const at = journey();

async function office(path: string): Promise<Page> {
  const context = await at.browser.newContext({ locale: 'fr-FR', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const answer = await page.request.post(`${at.house.url}/api/session`, {
    data: { email: 'louise@maison-ourcel.example', password: 'tout-sous-un-toit' },
  });
  assert.equal(answer.status(), 200);
  await page.goto(`${at.house.url}/office${path}`);
  await page.locator('main h1').waitFor();
  return page;
}

test('the palette goes, does, and opens what a scanner types', { skip }, async () => {
  const page = await office('/orders');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('produit simple');
  await page.getByRole('button', { name: 'Créer un produit simple' }).click();
  await page.waitForURL(/\/office\/products\/simple$/);
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Commande, client, produit ou écran' }).waitFor();
  await page.keyboard.type('ROB-BEL-GRO-38', { delay: 2 });
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/office\/products\/prd_/);
  assert.match(await page.locator('main h1').innerText(), /Robe Bellecour/);
  await page.context().close();
});

test(
  'on a machine that is slow what is typed right after Ctrl-K is all in the palette, and no row hears it',
  { skip },
  async () => {
    const page = await office('/orders');
    await page.locator('.row-link').first().waitFor();
    await page.keyboard.press('j');
    assert.equal(await page.locator('tbody tr:nth-child(1) .row-link:focus').count(), 1);
    const chromium = await page.context().newCDPSession(page);
    await chromium.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    const field = page.getByRole('textbox', { name: 'Commande, client, produit ou écran' });
    for (const opening of ['by keys', 'by a click']) {
      if (opening === 'by keys') await page.keyboard.press('Control+k');
      else await page.locator('.bar-search').click();
      await page.keyboard.type('jx exporter');
      await field.waitFor();
      assert.equal(await field.inputValue(), 'jx exporter', opening);
      await page.keyboard.press('Escape');
      await field.waitFor({ state: 'detached' });
    }
    await page.keyboard.press('Control+k');
    await page.keyboard.type('sortez');
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    assert.equal(await page.locator('tbody input:checked').count(), 0, 'x chose no row');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('produit simple');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/office\/products\/simple$/);
    await page.context().close();
  },
);

test('rows by keys, a view kept with its columns, and the file of exactly what it shows', { skip }, async () => {
  const page = await office('/orders');
  await page.locator('.row-link').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const second = page.locator('tbody tr').nth(1);
  assert.equal(await page.locator('tbody tr:nth-child(2) .row-link:focus').count(), 1);
  await page.keyboard.press('x');
  assert.equal(await second.getByRole('checkbox').isChecked(), true);

  await page.getByRole('button', { name: 'Annulées' }).click();
  await page.getByRole('button', { name: 'Colonnes' }).click();
  await page.getByRole('checkbox', { name: 'Pièces' }).uncheck();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Garder cette vue' }).click();
  await page.getByLabel('Nom de la vue').fill('Perdues');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('button', { name: 'Perdues', exact: true }).waitFor();

  const again = await office('/orders');
  await again.getByRole('button', { name: 'Perdues', exact: true }).click();
  await again.waitForURL(/state=cancelled/);
  assert.equal(await again.getByRole('columnheader', { name: 'Pièces' }).count(), 0);
  await again.getByRole('button', { name: 'Exporter' }).click();
  const [download] = await Promise.all([
    again.waitForEvent('download'),
    again.getByRole('menuitem', { name: 'CSV pour un tableur' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  assert.match(text, /^\uFEFFNuméro,Client,Canal/);
  const states = text
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.includes(',cancelled,'));
  assert.ok(states.every(Boolean), 'the file holds what the view shows');
  await page.context().close();
  await again.context().close();
});

test('the status of chosen products: seen before, taken back after', { skip }, async () => {
  const page = await office('/products?q=tasse-graslin');
  const row = page.getByRole('row', { name: /Tasse Graslin/ });
  await row.getByRole('checkbox').check();
  await page.locator('.choice-bar').getByRole('button', { name: 'État' }).click();
  await page.getByRole('menuitem', { name: 'Archivé' }).click();
  await page.getByRole('dialog').getByText('En vente').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click();
  await row.getByText('Archivé').waitFor();
  await page.getByRole('button', { name: 'Annuler' }).click();
  await row.getByText('En vente').waitFor();
  await page.context().close();
});

test('a product typed in one form is priced, stocked and ticks a first step', { skip }, async () => {
  const page = await office('/products/simple');
  await page.getByLabel('Nom du produit').fill('Bougie des Traboules');
  await page.getByLabel('Référence').fill('BOU-TRA');
  await page.getByLabel('Prix TTC').fill('24,50');
  await page.getByLabel('Combien en avez-vous ?').fill('7');
  await page.getByRole('button', { name: 'Créer' }).click();
  await page.waitForURL(/\/office\/products\/prd_/);
  const products = await (await page.request.get(`${at.house.url}/api/products?q=BOU-TRA`)).json();
  const skuId: string = products.items[0].skuIds[0];
  const stock = await (await page.request.get(`${at.house.url}/api/stock?skuIds=${skuId}`)).json();
  // A market at "bridged" may have taken its lease of them already: of what is free, not of what lies there.
  assert.equal(stock.items[0].onHand, 7);
  const shop = await page.request.get(`${at.house.url}/p/bougie-des-traboules`);
  assert.match(await shop.text(), /24,50/);

  await page.goto(`${at.house.url}/office/start`);
  await page.locator('.steps li[data-done]', { hasText: 'Ajouter un produit' }).waitFor();
  const till = page.locator('.steps li', { hasText: 'Ouvrir la caisse' });
  if ((await till.getAttribute('data-done')) === null) {
    await till.getByRole('button', { name: 'Passer' }).click();
    await till.getByRole('button', { name: 'Reprendre' }).waitFor();
  }
  await page.context().close();
});
