/** People and rights in a real browser: invited by mail, joined, a second factor, a key; each screen looked at, axe finds nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { codeAt } from '../../src/identity/totp.ts';
import { look } from '../support/look.ts';
import { openPage, signIn } from '../support/office.ts';
import { journey, skip } from '../support/journey.ts';

const at = journey();

const open = (width: number, theme: 'light' | 'dark' = 'light'): Promise<Page> =>
  openPage(at.browser, { width, theme });

const signInAs = (page: Page, email: string, password: string): Promise<void> =>
  signIn(page, `${at.house.url}/office/people`, { email, password });

/** The link in the newest mail. */
async function linkOfMail(): Promise<string> {
  const catcher = /Mail catcher\s+(http:\S+)/.exec(at.house.output())?.[1] ?? '';
  for (let i = 0; i < 100; i++) {
    const list = await (await fetch(catcher)).text();
    const id = /href="\/(mail_\w+)">[^<]*accès/.exec(list)?.[1];
    if (id !== undefined) {
      const mail = await (await fetch(catcher + id)).text();
      return /\/office\/join#[\w.-]+/.exec(mail)?.[0] ?? '';
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('no mail came');
}

test('somebody is invited, joins, and is asked for a second factor from then on', { skip }, async () => {
  const owner = await open(1440);
  await signInAs(owner, 'louise@maison-ourcel.example', 'tout-sous-un-toit');
  await owner.getByRole('table', { name: 'Équipe' }).waitFor();
  await look(owner, 'people-team');
  await owner.getByRole('button', { name: 'Inviter' }).click();
  const form = owner.getByRole('dialog');
  await form.getByLabel('Nom').fill('Ida Perrin');
  await form.getByLabel('E-mail').fill('ida@maison-ourcel.example');
  await form.getByLabel('Rôle').selectOption('accountant');
  await look(owner, 'people-invite');
  await form.getByRole('button', { name: 'Inviter' }).click();
  await owner.getByRole('table', { name: 'Invitations en attente' }).waitFor();

  const link = await linkOfMail();
  const ida = await open(390);
  await ida.goto(at.house.url + link);
  await ida.getByText('ida@maison-ourcel.example').waitFor();
  await look(ida, 'people-join');
  await ida.getByLabel('Mot de passe').fill('mon propre choix');
  await ida.getByRole('button', { name: 'Entrer' }).click();
  await ida.waitForURL(/\/office\/now/);
  await ida.goto(`${at.house.url}/office/people/me`);
  const panel = ida.locator('section', { has: ida.getByRole('heading', { name: 'Second facteur' }) });
  await panel.getByLabel('Mot de passe actuel').fill('mon propre choix');
  await panel.getByRole('button', { name: 'Mettre en place' }).click();
  const secret = (await panel.locator('code').textContent()) ?? '';
  await look(ida, 'people-factor');
  const code = (ahead = 0): string => codeAt(bytesOf(secret), Math.floor(Date.now() / 30_000) + ahead);
  await panel.getByLabel('Code à six chiffres').fill(code());
  await panel.getByRole('button', { name: 'Confirmer' }).click();
  await panel.getByText('Codes de secours').waitFor();
  await look(ida, 'people-recovery');
  await ida.getByRole('button', { name: 'Je les ai gardés' }).click();
  await look(ida, 'people-me-390');

  const again = await open(1024);
  await signInAs(again, 'ida@maison-ourcel.example', 'mon propre choix');
  await again.getByLabel('Code du second facteur').waitFor();
  await look(again, 'people-sign-in-code');
  await again.getByLabel('Code du second facteur').fill('000000');
  await again.getByRole('button', { name: 'Se connecter' }).click();
  await again.getByText('Ce code ne va pas, ou a déjà servi.').waitFor();
  await again.getByLabel('Code du second facteur').fill(code(1));
  await again.getByRole('button', { name: 'Se connecter' }).click();
  await again.getByRole('table', { name: 'Équipe' }).waitFor();
  await again.goto(`${at.house.url}/office/people/keys`);
  await again.waitForURL(/people\/team/, { timeout: 10_000 });

  const late = await open(390);
  await late.goto(at.house.url + link);
  await late.getByText('Cette invitation a servi').waitFor();
});

test('roles, keys, the list of changes and my account, light and dark, small and large', { skip }, async () => {
  const page = await open(1440);
  await signInAs(page, 'louise@maison-ourcel.example', 'tout-sous-un-toit');
  await page.getByRole('table', { name: 'Équipe' }).waitFor();
  await page.goto(`${at.house.url}/office/people/keys`);
  await page.getByText('Aucune clé').waitFor();
  await look(page, 'people-keys-empty');
  await page.getByRole('button', { name: 'Clé', exact: true }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Pour quoi').fill('Tableau de bord');
  await form.getByLabel('Voir les commandes').check();
  await look(page, 'people-key-form');
  await form.getByRole('button', { name: 'Ajouter' }).click();
  const key = (await form.locator('code').textContent()) ?? '';
  await look(page, 'people-key-shown');
  const headers = { authorization: `Bearer ${key}` };
  assert.equal((await fetch(`${at.house.url}/api/orders`, { headers })).status, 200);
  assert.equal((await fetch(`${at.house.url}/api/customers`, { headers })).status, 403);
  await form.getByRole('button', { name: 'J’ai copié la clé' }).click();
  await page.getByRole('button', { name: 'Révoquer Tableau de bord' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Révoquer' }).click();
  await page.getByText('révoquée', { exact: true }).waitFor();
  assert.equal((await fetch(`${at.house.url}/api/orders`, { headers })).status, 401);

  await page.goto(`${at.house.url}/office/people/roles`);
  await page.getByRole('button', { name: 'Rôle', exact: true }).click();
  await page.getByLabel('Nom du rôle').fill('Vitrine');
  await page.getByLabel('Partir de').selectOption('picker');
  await look(page, 'people-role-form');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('columnheader', { name: /Vitrine/ }).waitFor();
  await page.goto(`${at.house.url}/office/people/audit`);
  await page.getByText('Rôle modifié').first().waitFor();
  const cookies = await page.context().cookies();
  for (const [width, theme] of [
    [1440, 'light'],
    [1440, 'dark'],
    [390, 'light'],
    [1024, 'dark'],
  ] as const) {
    const other = await open(width, theme);
    await other.context().addCookies(cookies);
    for (const [tab, sign] of [
      ['team', 'Louise Ourcel'],
      ['roles', 'Vitrine'],
      ['keys', 'Tableau de bord'],
      ['audit', 'Rôle modifié'],
      ['me', 'celle-ci'],
    ] as const) {
      await other.goto(`${at.house.url}/office/people/${tab}`);
      await other.locator('#content').getByText(sign).first().waitFor();
      await look(other, `people-${tab}-${width}-${theme}`);
    }
    await other.close();
  }
});

test('a price far too low waits for another person; a customer is forgotten only by their code', { skip }, async () => {
  await at.house.said('days are loaded');
  const page = await open(1440);
  await signInAs(page, 'louise@maison-ourcel.example', 'tout-sous-un-toit');
  await page.getByRole('table', { name: 'Équipe' }).waitFor();
  await page.goto(`${at.house.url}/office/prices?q=Tasse`);
  await page.getByRole('row', { name: /Tasse/ }).first().getByRole('checkbox').check();
  await page.locator('.choice-bar').getByRole('button', { name: 'Changer les prix' }).click();
  const box = page.getByRole('dialog');
  await box.getByLabel('De combien (%)').fill('-70');
  await look(page, 'prices-change');
  await box.getByRole('button', { name: /^Changer \d+ prix$/ }).click();
  await box.getByRole('alert').getByText('Une autre personne doit être d’accord').waitFor();

  const cookies = await page.context().cookies();
  for (const [width, theme] of [
    [1440, 'light'],
    [390, 'dark'],
  ] as const) {
    const other = await open(width, theme);
    await other.context().addCookies(cookies);
    await other.goto(`${at.house.url}/office/people/approvals`);
    await other.getByText('une autre personne décide').waitFor();
    assert.equal(await other.getByRole('button', { name: 'Accorder' }).count(), 0, 'nobody agrees with themselves');
    await look(other, `people-approvals-${width}-${theme}`);
    await other.goto(`${at.house.url}/office/customers?q=Camille%20Rey`);
    await other.getByRole('link', { name: 'Camille Rey' }).first().click();
    await other.getByRole('button', { name: 'Effacer' }).click();
    const erase = other.getByRole('dialog').getByRole('button', { name: 'Effacer pour toujours' });
    await erase.waitFor();
    assert.equal(await erase.isDisabled(), true, 'the customer’s code is asked first');
    await look(other, `customer-erase-${width}-${theme}`);
    await other.close();
  }
});

/** Base 32 as the screen shows it. */
function bytesOf(text: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text.replaceAll(' ', '')].map((one) => alphabet.indexOf(one).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
