/** The office as journeys open it: a page in French without movement, where an error of a script fails the test; and signing in by hand. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';

export type Looks = { readonly width?: number; readonly height?: number; readonly theme?: 'light' | 'dark' };

/** A page of its own, with its own session. */
export async function openPage(
  browser: Browser,
  { width = 1440, height = 900, theme = 'light' }: Looks = {},
): Promise<Page> {
  const context = await browser.newContext({
    locale: 'fr-FR',
    colorScheme: theme,
    reducedMotion: 'reduce',
    viewport: { width, height },
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(`script: ${error.message}`));
  return page;
}

/** The owner of the demo shop. */
const owner = { email: 'louise@maison-ourcel.example', password: 'tout-sous-un-toit' };

/** Goes to a page of the office and fills in what it asks for first. */
export async function signIn(
  page: Page,
  address: string,
  who: { email: string; password: string } = owner,
): Promise<void> {
  await page.goto(address);
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Mot de passe').fill(who.password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
}
