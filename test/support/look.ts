/** Looking at a screen, as every journey does: a picture of it, axe finds nothing, nothing is wider than the window. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** `HALLE_SCREENS` names another folder, such as docs/screens. */
const pictures = join(import.meta.dirname, '../..', process.env.HALLE_SCREENS ?? 'tmp/screens');
/** `HALLE_THEME=dark` looks at every screen by night, whatever its journey asks for. */
const night = process.env.HALLE_THEME === 'dark';
/** Until what moves has come to rest. */
const REST_MS = 400;

/** Fails when axe finds something, or the page is wider than its window. */
export async function isSound(page: Page, name: string): Promise<void> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    type Violations = { violations: { id: string; nodes: { target: unknown[] }[] }[] };
    const { axe, innerWidth, document } = globalThis as unknown as {
      axe: { run(): Promise<Violations> };
      innerWidth: number;
      document: { documentElement: { scrollWidth: number } };
    };
    const { violations } = await axe.run();
    const wide = document.documentElement.scrollWidth > innerWidth ? ['wider than the window'] : [];
    return [...wide, ...violations.map((one) => `${one.id}: ${one.nodes[0]?.target.join(' ') ?? ''}`)];
  });
  assert.deepEqual(found, [], name);
}

/** Keeps a picture of the screen under this name, and fails where it is not sound. */
export async function look(page: Page, name: string, options: { readonly fullPage?: boolean } = {}): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  if (night) await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.waitForTimeout(REST_MS);
  await page.screenshot({ path: join(pictures, `${name}${night ? '-night' : ''}.png`), ...options });
  await isSound(page, name);
}
