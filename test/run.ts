/**
 * `npm test`: every test, the fast ones and the journeys, with the journeys in a browser where Chromium is found. `--fast` leaves the
 * journeys, races and kills out: the part of `npm run check`. `--slow` runs those alone: what is left after a check.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumPath } from './support/chromium.ts';

const fastOnly = process.argv.includes('--fast');
const slowOnly = process.argv.includes('--slow');
const browser = fastOnly ? undefined : chromiumPath();
if (!fastOnly)
  console.log(
    browser
      ? `Browser journeys run in ${browser}.`
      : 'No Chromium was found: the browser journeys are left out. Install it (apt-get install chromium) or set CHROMIUM.',
  );

const fast = slowOnly
  ? []
  : globSync(['src/**/*.test.ts', 'web/**/*.test.ts', 'test/*.test.ts', 'bench/*.test.ts'], {
      exclude: (path) => String(path).includes('node_modules'),
    });
const journeys = fastOnly ? [] : globSync('test/{journeys,races,chaos}/**/*.test.ts');

/** Every file is a process that reads our sources: what one has read, the next takes from here. */
const cache = join(import.meta.dirname, '../node_modules/.cache/tests');

async function run(files: string[], concurrency: number): Promise<number> {
  if (files.length === 0) return 0;
  const child = spawn(process.execPath, ['--test', `--test-concurrency=${concurrency}`, ...files], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: cache, ...process.env, ...(browser ? { CHROMIUM: browser } : {}) },
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

// Journeys start whole systems: one at a time, so that two cores are not shared by many.
const codes = [await run(fast.sort(), 2), await run(journeys.sort(), 1)];
process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;
