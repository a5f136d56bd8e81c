/** A catalogue looked after by clicks and keys: values in both languages, many products in a grid, a change taken back, a channel's rule. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { isSound } from '../support/look.ts';
import { journey, skip } from '../support/journey.ts';

const at = journey();

async function office(path: string, width = 1440, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await at.browser.newContext({
    locale: 'fr-FR',
    colorScheme,
    reducedMotion: 'reduce',
    viewport: { width, height: 900 },
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(`script: ${error.message}`));
  const answer = await page.request.post(`${at.house.url}/api/session`, {
    data: { email: 'louise@maison-ourcel.example', password: 'tout-sous-un-toit' },
  });
  assert.equal(answer.status(), 200);
  await page.goto(`${at.house.url}/office${path}`);
  await page.locator('main h1').waitFor();
  return page;
}

type Line = { productId: string; name: { fr: string }; brand: string | null };
async function clothes(page: Page): Promise<Line[]> {
  return (await (await page.request.get(`${at.house.url}/api/products?family=clothing`)).json()).items;
}

test('a value said in both languages makes a product complete in both', { skip }, async () => {
  const page = await office('/products');
  const [dress] = await clothes(page);
  assert.ok(dress);
  await page.goto(`${at.house.url}/office/products/${dress.productId}/content`);
  const save = page.getByRole('button', { name: 'Enregistrer', exact: true });
  const missing = page.getByText(/Il manque : .*Entretien/);
  await page.getByLabel('Entretien (Français)').fill('');
  await page.getByLabel('Entretien (Anglais)').fill('');
  await save.click();
  await missing.first().waitFor();
  await page.getByLabel('Entretien (Français)').fill('À la main, eau froide');
  await page.getByLabel('Entretien (Anglais)').fill('By hand, cold water');
  await page.getByText('2 valeurs à enregistrer').waitFor();
  await save.click();
  await missing.first().waitFor({ state: 'detached' });
  await isSound(page, 'content');
  await page.context().close();
});

test(
  'two chosen products are edited in the grid by keys, and one of them is taken back in its history',
  { skip },
  async () => {
    const page = await office('/products?q=robe');
    await page.locator('tbody tr').nth(1).waitFor();
    const boxes = page.locator('tbody').getByRole('checkbox');
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.locator('.choice-bar').getByRole('link', { name: 'Modifier' }).click();
    const rows = page.getByRole('grid').locator('tbody tr');
    await rows.nth(1).waitFor();
    assert.equal(await rows.count(), 2, 'the chosen ones alone');
    await rows.nth(0).locator('td').nth(2).click();
    await page.keyboard.type('Atelier Perrache');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByText('cellule modifiée').count(), 0, 'Escape gives up');
    await page.keyboard.type('Atelier Perrache');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Control+d');
    await page.getByText('2 cellules modifiées').waitFor();
    assert.equal(await page.locator('td[data-typed]').count(), 2);
    await page.getByRole('button', { name: 'Voir les changements' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 produits changeront.').waitFor();
    await isSound(page, 'the changes');
    const ids = new URL(page.url()).searchParams.get('ids')?.split(',') ?? [];
    const brands = async (): Promise<string[]> =>
      Promise.all(
        ids.map(async (id) => (await (await page.request.get(`${at.house.url}/api/products/${id}`)).json()).brand),
      );
    const before = await brands();
    assert.ok(!before.includes('Atelier Perrache'), 'nothing is written by looking');
    await dialog.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('2 produits enregistrés').waitFor();
    assert.deepEqual(await brands(), ['Atelier Perrache', 'Atelier Perrache']);

    await page.goto(`${at.house.url}/office/products/${ids[0]}/history`);
    await page.locator('.changes > li').first().getByRole('button', { name: 'Annuler cette modification' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Annuler cette modification' }).click();
    await page.getByText('annulée depuis').first().waitFor();
    assert.deepEqual(await brands(), [before[0], 'Atelier Perrache']);
    await page.context().close();
  },
);

test('a row that a rule refuses says why and stays typed; the others are saved', { skip }, async () => {
  const page = await office('/products/grid?family=clothing');
  const rows = page.getByRole('grid').locator('tbody tr');
  await rows.nth(1).waitFor();
  const heads = await page.getByRole('grid').locator('thead th').allInnerTexts();
  const column = heads.findIndex((head) => head.startsWith('Lavage')) - 1;
  for (const [row, degrees] of [
    [0, '400'],
    [1, '35'],
  ] as const) {
    await rows.nth(row).locator('td').nth(column).click();
    await page.keyboard.type(degrees);
    await page.keyboard.press('Tab');
  }
  await page.getByRole('button', { name: 'Colonnes' }).click();
  await page.getByRole('checkbox', { name: 'Couleur' }).uncheck();
  await page.keyboard.press('Escape');
  await page.getByRole('columnheader', { name: 'Couleur' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Voir les changements' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('1 produit enregistré').waitFor();
  await rows.nth(0).locator('.grid-problem').getByText('au plus 95').waitFor();
  assert.equal(await page.locator('td[data-typed]').count(), 1);
  await page.getByText('1 cellule modifiée').waitFor();
  await page.context().close();
});

for (const [width, scheme] of [
  [390, 'light'],
  [1024, 'dark'],
  [1440, 'light'],
  [1440, 'dark'],
] as const)
  test(`the grid is sound at ${width}, ${scheme}`, { skip }, async () => {
    const page = await office('/products/grid?family=clothing', width, scheme);
    await page.getByRole('grid').locator('tbody tr').first().locator('td').nth(2).click();
    await page.keyboard.type('Perrache');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.locator('.grid-field').waitFor();
    await isSound(page, `${width} ${scheme}`);
    await page.context().close();
  });

test('variants made from options: what is there stays, what is left out is not made', { skip }, async () => {
  const page = await office('/products');
  const [dress] = await clothes(page);
  assert.ok(dress);
  const read = async (): Promise<{ sku: string }[]> =>
    (await (await page.request.get(`${at.house.url}/api/products/${dress.productId}`)).json()).variants;
  const before = (await read()).map((one) => one.sku);
  await page.goto(`${at.house.url}/office/products/${dress.productId}`);
  await page.getByRole('button', { name: 'Générer les variantes' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('existe').first().waitFor();
  await dialog.getByLabel('Valeurs').last().fill('XXXL');
  await page.keyboard.press('Enter');
  const fresh = dialog.getByRole('checkbox');
  await fresh.first().waitFor();
  const count = await fresh.count();
  await fresh.first().uncheck();
  await isSound(page, 'generate');
  assert.ok(count > 1, 'one for each value of the other option');
  await dialog.getByRole('button', { name: /^Créer/ }).click();
  await dialog.waitFor({ state: 'detached' });
  const now = (await read()).map((one) => one.sku);
  assert.equal(now.length, before.length + count - 1);
  assert.ok(before.every((sku) => now.includes(sku)));
  await page.context().close();
});

test('a channel’s rule is tried before it is kept', { skip }, async () => {
  const page = await office('/products/assortment');
  await page
    .getByRole('button', { name: /^Faire une règle/ })
    .first()
    .click();
  await page.getByLabel('Condition 1', { exact: true }).selectOption({ label: 'a un prix sur ce canal' });
  await page.getByRole('button', { name: 'Voir l’effet' }).click();
  await page.getByText(/produits répondent :/).waitFor();
  await isSound(page, 'rule');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await page.getByText('Règle enregistrée').waitFor();
  await page.context().close();
});
