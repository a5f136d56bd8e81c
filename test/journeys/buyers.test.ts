/** A company in a real browser: the office shows who buys for it and at which prices; its buyer chooses it and pays them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage, signIn } from '../support/office.ts';
import { look } from '../support/look.ts';
import { journey, skip } from '../support/journey.ts';

const at = journey();

test('a company has buyers, groups and a negotiated list', { skip }, async () => {
  const page = await openPage(at.browser);
  await signIn(page, `${at.house.url}/office/companies`);
  await page.getByRole('link', { name: /Atelier Brossard/ }).waitFor();
  await look(page, 'office-companies-1440');
  await page.getByRole('link', { name: /Atelier Brossard/ }).click();
  await page.getByRole('link', { name: 'Camille Rey' }).waitFor();
  await page.getByText('30 jours fin de mois').waitFor();
  await page.getByText('Architectes et ateliers').first().waitFor();
  await look(page, 'office-company-1440');
  await page.setViewportSize({ width: 390, height: 844 });
  await look(page, 'office-company-390');
  await page.setViewportSize({ width: 1024, height: 800 });
  await page.goto(`${at.house.url}/office/companies/groups`);
  await page.getByRole('cell', { name: 'Écoles', exact: true }).waitFor();
  await look(page, 'office-groups-1024');
  await page.context().close();
});

const price = (page: Page): Promise<string> => page.locator('#price .price, #price p').first().innerText();

test('who buys for a company pays what it negotiated, and is told why', { skip }, async () => {
  const page = await openPage(at.browser, { width: 1024, height: 800 });
  await page.goto(`${at.house.url}/account/sign-in`);
  await page.getByLabel('E-mail').fill('camille.rey@courriel.example');
  await page.getByLabel('Mot de passe').fill('robe-bellecour');
  await page.locator('form[action$="/account/sign-in"] button').click();
  await page.getByText('Pour qui achetez-vous').waitFor();
  await look(page, 'account-company-1024');
  await page.goto(`${at.house.url}/p/pot-a-crayons-comptoir`);
  const open = await price(page);
  assert.equal(await page.locator('.price-steps').count(), 0, 'for herself she pays what everybody pays');
  await page.goto(`${at.house.url}/account`);
  await page.getByLabel('Atelier Brossard').check();
  await page.getByRole('button', { name: 'Choisir' }).click();
  await page.getByText('Vos coordonnées sont enregistrées').waitFor();
  await page.goto(`${at.house.url}/p/pot-a-crayons-comptoir`);
  await page.getByRole('row', { name: /Dès 10/ }).waitFor();
  assert.notEqual(await price(page), open);
  await page.getByText('Pourquoi ce prix').click();
  await page.getByText('Prix négocié de votre société').waitFor();
  await look(page, 'product-negotiated-1024');
  await page.setViewportSize({ width: 390, height: 844 });
  await look(page, 'product-negotiated-390');
  await page.context().close();
});
