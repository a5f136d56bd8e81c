/** An accountant's way in a real browser: from the list to a document, why its total, its PDF, a credit note by hand, the day's totals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from '../support/look.ts';
import { openPage, signIn } from '../support/office.ts';
import { journey, skip } from '../support/journey.ts';

const at = journey();

test('an invoice is found, looked into and taken back by hand; the days tie', { skip }, async () => {
  const page = await openPage(at.browser);
  await signIn(page, `${at.house.url}/office/documents?kind=invoice`);
  const row = page.getByRole('row').filter({ hasText: /^F\d{4}-000001/ });
  await page.getByLabel('Numéro, commande, acheteur').fill('F');
  await row.first().waitFor();
  await look(page, 'office-documents');
  await row.first().click();
  await page.getByRole('heading', { name: /^F\d{4}-000001$/ }).waitFor();
  await page.getByRole('heading', { name: /Pourquoi ce total/ }).waitFor();
  await look(page, 'office-document');
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const pdf = await page.request.get(`${at.house.url}/api/documents/${id}/pdf`);
  assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-');
  const xml = await page.request.get(`${at.house.url}/api/documents/${id}/xml`);
  assert.match(await xml.text(), /<ram:TypeCode>380<\/ram:TypeCode>/);
  await page.getByRole('button', { name: 'Annuler par un avoir' }).click();
  await page.getByLabel('Raison').fill('Adresse fausse');
  await page.getByRole('dialog').getByRole('button', { name: 'Annuler par un avoir' }).click();
  await page.getByText('Annulée par un avoir').first().waitFor();
  await page.goto(`${at.house.url}/office/documents/accounts`);
  await page.getByRole('region', { name: 'Chaque jour' }).waitFor();
  await look(page, 'office-accounts');
  const fec = await page.request.get(`${at.house.url}/api/invoicing/fec?from=2026-01-01&to=2026-12-31`);
  assert.match(await fec.text(), /^JournalCode\t/);
});
