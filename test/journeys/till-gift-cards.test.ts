/** A gift card over the counter in a real browser: sold for a chosen amount, read, spent in part, given back to; axe finds nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { newId } from '#base/ids';
import { idFor } from '#demo';
import { journey, skip } from '../support/journey.ts';
import { look } from '../support/look.ts';

const at = journey();

/** A till of its own, with somebody at it. */
async function till(): Promise<Page> {
  const context = await at.browser.newContext({
    ...{ locale: 'fr-FR', reducedMotion: 'reduce', viewport: { width: 1024, height: 768 } },
  });
  const page = await context.newPage();
  const post = async (path: string, data: unknown): Promise<void> => {
    const answer = await page.request.post(at.house.url + path, { data });
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`);
  };
  await post('/api/session', { email: 'louise@maison-ourcel.example', password: 'tout-sous-un-toit' });
  await post('/api/till/device', { deviceId: newId('dev'), channelId: idFor('chn', 'till-lyo-1'), name: 'Caisse' });
  await page.goto(`${at.house.url}/till`);
  await page.locator('.tile').first().waitFor();
  return page;
}

test(
  'a card of a chosen amount is sold, told once, pays beside cash, and gets back what it paid',
  { skip },
  async () => {
    const page = await till();
    const field = page.getByLabel('Article, code ou client');
    await field.fill('carte cadeau');
    await page.locator('.tile').filter({ hasText: 'Carte cadeau' }).first().click();
    await page.locator('.tile').filter({ hasText: 'Montant libre' }).click();
    await page.getByLabel(/Montant choisi/).fill('25');
    await look(page, 'till-gift-sell-1024');
    await page.getByRole('button', { name: 'Ajouter au ticket' }).click();
    await page.locator('.line').filter({ hasText: '25,00' }).waitFor();
    await page.locator('.pay-button').click();
    await page.keyboard.press('F4');
    await page.locator('.pay-button').click();
    await page.getByText('Vente enregistrée').waitFor();
    await look(page, 'till-gift-sold-1024');
    await page.getByRole('button', { name: 'Code sur le ticket' }).click();
    const code = (await page.getByText(/^Code\s?: [0-9A-Z-]{24}$/).innerText()).slice(-24);
    const pin = (await page.getByText(/^Code PIN en magasin\s?: \d{4}$/).innerText()).slice(-4);
    await look(page, 'till-gift-paper-1024');
    await page.locator('.pay-button').click();

    await field.fill(code);
    await page.keyboard.press('Enter');
    await page.getByLabel('Code PIN de la carte').fill(pin);
    await page.keyboard.press('Enter');
    await page.getByText(`Carte •••• ${code.slice(-4)}`).waitFor();
    await look(page, 'till-gift-look-1024');

    await field.fill('tasse graslin');
    await page.locator('.tile').first().click();
    await page.locator('.tile').first().click();
    await page.locator('.line').first().waitFor();
    await page.locator('.pay-button').click();
    await page.keyboard.press('F6');
    await page.getByLabel('Code de la carte').fill(code);
    await page.keyboard.press('Enter');
    await page.getByLabel('Code PIN de la carte').fill(pin);
    await page.keyboard.press('Enter');
    await page.locator('.voucher .pays').waitFor();
    await look(page, 'till-gift-pay-1024');
    const covered = await page.getByText('Tout est payé').isVisible();
    if (!covered) await page.keyboard.press('F4');
    await page.locator('.pay-button').click();
    await page.getByText('Vente enregistrée').waitFor();
    await page
      .locator('.paper')
      .getByText(`Carte •••• ${code.slice(-4)}`)
      .waitFor();
    await look(page, 'till-gift-spent-1024');
    await page.getByRole('button', { name: 'Facture' }).click();
    await page.getByLabel('SIREN, SIRET ou numéro de TVA').fill('356 000 001');
    await page.getByText('Un chiffre de ce numéro est faux').waitFor();
    await page.getByLabel('SIREN, SIRET ou numéro de TVA').fill('356 000 000');
    await page.getByText('Numéro juste, TVA FR39356000000').waitFor();
    await page.getByLabel('Nom').fill('Atelier Rey SARL');
    await page.getByLabel('Adresse', { exact: true }).fill('3 quai de Saône');
    await page.getByLabel('Code postal').fill('69001');
    await page.getByLabel('Ville').fill('Lyon');
    await page.getByLabel(/^E-mail/).fill('compta@atelier-rey.example');
    await look(page, 'till-invoice-form-1024');
    await page.getByRole('button', { name: 'Émettre et envoyer' }).click();
    await page.getByText(/^Facture \S+/).waitFor();
    await page.getByText('envoyée 1 fois par e-mail').waitFor();
    await page.getByRole('button', { name: 'Envoyer par e-mail' }).click();
    await page.getByLabel('Adresse e-mail').fill('direction@atelier-rey.example');
    await page.keyboard.press('Enter');
    await page.getByText('Elle part à direction@atelier-rey.example').waitFor();
    await look(page, 'till-invoice-1024');
    const number = (await page.getByText(/^Commande [0-9A-Z]{10}$/).innerText()).slice(-10);
    await page.locator('.pay-button').click();

    await page.keyboard.press('Shift+F8');
    await page.getByLabel(/Ticket, n° de commande/).fill(number);
    await page.keyboard.press('Enter');
    await page
      .getByRole('button', { name: /Un de plus/ })
      .first()
      .click();
    await look(page, 'till-gift-return-1024');
    await page.getByRole('button', { name: 'En avoir' }).click();
    await page.getByText(/Un avoir a un porteur/).waitFor();
    await page.getByRole('button', { name: /Rembourser sur/ }).click();
    await page.getByText('Retour enregistré').waitFor();
    await page.keyboard.press('F8');
    await page.getByRole('button', { name: 'Journée', exact: true }).click();
    await page.getByText('Grand total perpétuel').waitFor();
    await page.getByText('hors TVA').waitFor();
    await look(page, 'till-day-1024');
    await page.getByRole('button', { name: 'Ouvrir la journée' }).click();
    await page.getByLabel(/^50\s€$/).fill('2');
    await page.getByLabel(/^20\s€$/).fill('1');
    await look(page, 'till-day-begin-1024');
    await page.getByRole('button', { name: /Ouvrir avec 120,00/ }).click();
    await page.getByText(/Journée nº 1 ouverte/).waitFor();
    await page.getByRole('button', { name: 'Clôturer', exact: true }).click();
    await page.getByLabel(/^50\s€$/).fill('2');
    await page.getByLabel(/^10\s€$/).fill('1');
    await page.getByLabel('Laissé dans le tiroir').fill('100');
    await look(page, 'till-day-end-1024');
    await page.getByRole('button', { name: 'Clôturer la journée' }).click();
    await page.getByText('Clôture nº 1 (Z)').waitFor();
    await page.locator('.paper').getByText('Écart').waitFor();
    await look(page, 'till-day-z-1024');
    await page.context().close();
  },
);
