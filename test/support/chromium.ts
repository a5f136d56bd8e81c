/** Finds Chromium and starts it headless, with everything off that would reach for the network. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser's path: CHROMIUM, or a usual place; undefined when there is none. */
export function chromiumPath(): string | undefined {
  return [process.env.CHROMIUM, ...places].find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** `more` are further switches, such as a film for its camera. */
export async function startBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('no Chromium');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}
