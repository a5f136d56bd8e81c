/** Promotions in a real browser: one is made with its preview, tried on the past, started, and given codes; axe finds nothing. */
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage, signIn } from '../support/office.ts';
import { look } from '../support/look.ts';
import { journey, skip } from '../support/journey.ts';

const at = journey();

async function signedIn(): Promise<Page> {
  const page = await openPage(at.browser);
  await signIn(page, `${at.house.url}/office/promotions`);
  return page;
}

test('a promotion is tried before it holds, started, and opened by codes', { skip }, async () => {
  const page = await signedIn();
  await page.getByRole('cell', { name: '10 % sur le panier, 100 € au plus, avec code', exact: true }).waitFor();
  await look(page, 'office-promotions-1440');
  await page.getByRole('link', { name: 'Nouvelle promotion' }).click();
  await page.getByRole('radio', { name: /^Montant/ }).check();
  await page.getByLabel('Montant TTC (EUR)').fill('5');
  await page.getByRole('combobox', { name: 'Ajouter : Articles choisis' }).fill('papet');
  await page.getByRole('option', { name: 'Papeterie · Bureau' }).click();
  await page.getByLabel('Demande un code').check();
  await page.getByText('5 € de réduction sur la catégorie Papeterie, avec code').waitFor();
  await page.getByRole('region', { name: 'Panier de 1 pièce' }).getByText('−5,00 €').waitFor();
  await look(page, 'office-promotion-edit-1440');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Un nom dans une langue au moins.').waitFor();
  await page.getByLabel('Nom sur le ticket (français)').fill('Rentrée');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('heading', { name: 'Rentrée' }).waitFor();
  await page.getByRole('button', { name: 'Rejouer les commandes' }).click();
  await page.getByText(/en auraient profité/).waitFor();
  await page.getByRole('button', { name: 'Lancer…' }).click();
  await page.getByText(/personne ne pourra s’en servir/).waitFor();
  await page.getByRole('button', { name: 'Lancer', exact: true }).click();
  await page.getByText('En vigueur', { exact: true }).waitFor();
  await page.getByLabel('Préfixe').fill('RENTREE-');
  await page.getByLabel('Combien').fill('25');
  await page.getByRole('button', { name: 'Créer les codes' }).click();
  await page
    .getByText(/^RENTREE-[A-Z0-9]{10}$/)
    .first()
    .waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await look(page, 'office-promotion-390');
  await page.context().close();
});
