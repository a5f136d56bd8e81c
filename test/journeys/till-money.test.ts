/** Money at a till in a real browser: a ticket for a company, its account looked at; a copy of a receipt; money out of the drawer, to the office. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { idFor } from '#demo';
import { journey, skip } from '../support/journey.ts';
import { openPage } from '../support/office.ts';

const at = journey();

test(
  'for a company: its name on ticket and receipt; the second paper is a copy; what leaves the drawer is seen in the office',
  { skip },
  async () => {
    const page = await openPage(at.browser, { width: 1024, height: 768 });
    const post = async (path: string, data: unknown): Promise<void> => {
      const answer = await page.request.post(at.house.url + path, { data });
      assert.ok(answer.ok(), `${path}: ${await answer.text()}`);
    };
    await post('/api/session', { email: 'louise@maison-ourcel.example', password: 'tout-sous-un-toit' });
    await post('/api/till/device', { deviceId: newId('dev'), channelId: idFor('chn', 'till-lyo-1'), name: 'Essai' });
    type Found = { items: { sku: string; here: number; minor: number | null; card?: unknown }[] };
    const catalogue = (await (await page.request.get(`${at.house.url}/api/till/catalogue?limit=300`)).json()) as Found;
    const article = catalogue.items.find(({ here, minor, card }) => here > 4 && minor !== null && card === undefined);
    assert.ok(article, 'an article that lies here');
    await post('/api/till/session', { sessionId: newId('ses'), floatMinor: 20_000 });
    await page.addInitScript('window.print = () => undefined');
    await page.goto(`${at.house.url}/till`);
    await page.locator('.tile').first().waitFor();

    await page.getByRole('button', { name: /^Client/ }).click();
    await page.locator('input[type=search], .search input').first().fill('etienne.aubrac');
    await page.locator('.hits button', { hasText: 'Étienne Aubrac' }).click();
    await page.locator('.companies button', { hasText: 'Cabinet Aubrac' }).click();
    await page.locator('.customer.company', { hasText: 'SIREN 999' }).waitFor();
    await page.locator('input[type=search], .search input').first().fill(article.sku);
    await page.keyboard.press('Enter');
    await page.locator('.line').first().waitFor();
    await page.locator('.pay-button').click();
    await page.locator('.tenders button', { hasText: 'En compte' }).click();
    await page.getByRole('heading', { name: 'Sur le compte de Cabinet Aubrac' }).waitFor();
    await page.locator('.tenders button', { hasText: 'Espèces' }).click();
    await page.locator('.pay-button', { hasText: 'Valider' }).click();
    await page.locator('.paper', { hasText: 'Pour Cabinet Aubrac' }).waitFor();

    await page.getByRole('button', { name: 'Imprimer' }).click();
    await page.getByText('Déjà imprimé : le prochain papier est un duplicata.').waitFor();
    assert.equal(await page.locator('.paper-copy').count(), 0, 'the first paper is the receipt');
    await page.getByRole('button', { name: 'Imprimer' }).click();
    await page.locator('.paper-copy', { hasText: 'DUPLICATA nº 1' }).waitFor();
    await page.locator('.pay-button', { hasText: 'Vente suivante' }).click();

    await page.getByRole('button', { name: /^Derniers/ }).click();
    await page.getByRole('button', { name: 'Entrée, sortie' }).click();
    await page.getByLabel('Montant sorti du tiroir').fill('12,50');
    await page.getByLabel('Pour quoi ?').fill('Piles pour la balance');
    await page.getByRole('button', { name: /^Sortir/ }).click();
    await page.locator('.cash-moves li', { hasText: 'Piles pour la balance' }).waitFor();

    await page.goto(`${at.house.url}/office/payments/tills?show=open`);
    await page.locator('tbody a').first().click();
    await page.getByText('Piles pour la balance').waitFor();
    await page.locator('tbody tr', { hasText: 'Espèces' }).waitFor();
    await page.context().close();
  },
);
