/** A shop that has nothing yet: its owner goes from the first sign-in to the first sale by the first steps alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { journey, skip } from '../support/journey.ts';

const at = journey({ empty: true });

const step = (page: Page, title: string) =>
  page.locator('.steps li', { has: page.getByRole('heading', { name: title }) });

/** From the steps to a step's screen; `act` does it there; back by the way through the office, where it is ticked. */
async function take(page: Page, title: string, act: () => Promise<void>): Promise<void> {
  await step(page, title).getByRole('link').last().click();
  await act();
  await page.getByRole('link', { name: /^Premiers pas/ }).click();
  await page.locator('.steps li[data-done]', { hasText: title }).waitFor();
}

const save = (page: Page, path: string) => async (): Promise<void> => {
  const saved = page.waitForResponse((answer) => answer.url().includes(path) && answer.request().method() === 'PATCH');
  await page.getByRole('button', { name: 'Enregistrer' }).first().click();
  assert.equal((await saved).status(), 200);
};

test('named, registered, placed, stocked, opened, sold: an empty shop by its first steps', { skip }, async () => {
  const [, email = '', password = ''] = /signs in as (\S+) with (\S+)/.exec(at.house.output()) ?? [];
  const context = await at.browser.newContext({ locale: 'fr-FR', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`${at.house.url}/office`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Mot de passe').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/office\/start$/);

  await take(page, 'Nommer la boutique', async () => {
    await page.getByLabel('Nom de la boutique').fill('Savons du Rhône');
    await save(page, '/api/settings')();
    await page.locator('.nav-shop', { hasText: 'Savons du Rhône' }).waitFor();
  });
  await take(page, 'Dire qui vend', async () => {
    await page.getByLabel('Raison sociale').fill('Savons du Rhône SARL');
    await page.getByLabel('SIREN').fill('732829320');
    await save(page, '/api/entities/')();
  });
  await take(page, 'Régler le premier lieu', async () => {
    await page.locator('main table a').first().click();
    await page.getByLabel('Nom', { exact: false }).first().fill('Boutique du quai');
    await save(page, '/api/sites/')();
  });
  await take(page, 'Ajouter un produit', async () => {
    await page.getByLabel('Nom du produit').fill('Savon de Lyon');
    await page.getByLabel('Référence').fill('SAV-LYO');
    await page.getByLabel('Prix TTC').fill('6,50');
    await page.getByLabel('Combien en avez-vous ?').fill('12');
    await page.getByRole('button', { name: 'Créer' }).click();
    await page.waitForURL(/\/office\/products\/prd_/);
  });

  await step(page, 'Ouvrir la caisse').getByRole('link', { name: 'Ouvrir la caisse' }).click();
  await page.getByRole('button', { name: 'Ouvrir la caisse' }).click();
  await page.locator('.tile', { hasText: 'Savon de Lyon' }).click();
  await page.locator('.line', { hasText: 'Savon de Lyon' }).waitFor();
  await page.getByRole('button', { name: /Encaisser/ }).click();
  await page.getByRole('button', { name: /Espèces/ }).click();
  await page.locator('.cash').waitFor();
  await page.getByRole('button', { name: /Valider/ }).click();
  await page.locator('.paper').waitFor();

  await page.goto(`${at.house.url}/office/start`);
  await page.getByText('Votre boutique est prête.').waitFor();
  assert.equal(await page.locator('.steps li[data-done]').count(), 6);
  assert.equal(await page.getByRole('navigation').getByText('Premiers pas').count(), 0, 'the way through is as ever');
  await page.goto(`${at.house.url}/office/orders`);
  await page.getByRole('row', { name: /6,50/ }).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});
