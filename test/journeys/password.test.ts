/** A forgotten password in a real browser: asked for at the door of the shop and of the office, found in the mail, chosen, used. */
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage } from '../support/office.ts';
import { look } from '../support/look.ts';
import { until } from '../support/until.ts';
import { journey, skip } from '../support/journey.ts';

const at = journey();

const open = (width: number, theme: 'light' | 'dark' = 'light'): Promise<Page> =>
  openPage(at.browser, { width, theme });

/** Where the link of the newest mail to this address leads, in this house. */
async function linkFor(email: string, path: string): Promise<string> {
  const catcher = /Mail catcher\s+(http:\S+)/.exec(at.house.output())?.[1] ?? '';
  let link: string | undefined;
  await until(`the mail to ${email}`, async () => {
    const list = await (await fetch(catcher)).text();
    const [, id] = new RegExp(`href="/(mail_\\w+)">[^<]*mot de passe[^<]*</a> to ${email}`).exec(list) ?? [];
    const mail = id === undefined ? '' : await (await fetch(catcher + id)).text();
    link = new RegExp(`href="https?://[^/"]+(${path}[^"]+)"`).exec(mail)?.[1];
    return link !== undefined;
  });
  return `${at.house.url}${link}`;
}

test('a shopper forgot their password', { skip }, async () => {
  const page = await open(390);
  await page.goto(`${at.house.url}/account/sign-in`);
  await look(page, 'store-sign-in-390');
  await page.getByRole('link', { name: 'Mot de passe oublié ?' }).click();
  await page.getByLabel('E-mail').fill('camille.rey@courriel.example');
  await look(page, 'store-forgotten-390');
  await page.getByRole('button', { name: 'Recevoir le lien' }).click();
  await page.getByRole('heading', { name: 'Regardez vos e-mails' }).waitFor();
  await look(page, 'store-forgotten-sent-390');
  const link = await linkFor('camille.rey@courriel.example', '/account/new-password');
  await page.goto(link);
  await page.getByLabel('Mot de passe').fill('court');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('C’est trop court.').waitFor();
  await look(page, 'store-new-password-390');
  await page.getByLabel('Mot de passe').fill('neuf cerises noires');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Votre nouveau mot de passe est enregistré.').waitFor();
  await look(page, 'store-new-password-saved-390');
  await page.getByLabel('E-mail').fill('camille.rey@courriel.example');
  await page.getByLabel('Mot de passe').fill('neuf cerises noires');
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.getByRole('heading', { name: 'Bonjour Camille Rey' }).waitFor();
  await page.goto(link.replace('/account', '/en/account'));
  await page.getByRole('heading', { name: 'This link is over' }).waitFor();
  await look(page, 'store-new-password-over-en-390');
  await page.context().close();
});

test('somebody of the team forgot theirs', { skip }, async () => {
  const page = await open(1024, 'dark');
  const elsewhere = await open(1024);
  await elsewhere.goto(`${at.house.url}/office/`);
  await elsewhere.getByLabel('E-mail').fill('ines@maison-ourcel.example');
  await elsewhere.getByLabel('Mot de passe').fill('tout-sous-un-toit');
  await elsewhere.getByRole('button', { name: 'Se connecter' }).click();
  await elsewhere.getByRole('navigation').first().waitFor();

  await page.goto(`${at.house.url}/office/`);
  await page.getByRole('link', { name: 'Mot de passe oublié ?' }).click();
  await page.getByLabel('E-mail').fill('ines@maison-ourcel.example');
  await look(page, 'office-forgotten-1024-dark');
  await page.getByRole('button', { name: 'Recevoir le lien' }).click();
  await page.getByRole('heading', { name: 'Regardez vos e-mails' }).waitFor();
  await look(page, 'office-forgotten-sent-1024-dark');
  const link = await linkFor('ines@maison-ourcel.example', '/office/new-password#');
  await page.goto(link);
  await page.getByLabel('Nouveau mot de passe').fill('dix prunes vertes');
  await look(page, 'office-new-password-1024-dark');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('heading', { name: 'C’est enregistré' }).waitFor();
  await page.getByRole('link', { name: 'Se connecter' }).click();
  await page.getByLabel('E-mail').fill('ines@maison-ourcel.example');
  await page.getByLabel('Mot de passe').fill('dix prunes vertes');
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.getByRole('navigation').first().waitFor();

  await elsewhere.reload();
  await elsewhere.getByRole('button', { name: 'Se connecter' }).waitFor();
  await elsewhere.goto(link);
  await elsewhere.getByText('Ce lien a servi').waitFor();
  await elsewhere.setViewportSize({ width: 390, height: 844 });
  await look(elsewhere, 'office-new-password-over-390');
  await elsewhere.context().close();
  await page.context().close();
});
