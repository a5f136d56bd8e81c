/**
 * `npm test`: every test, the fast ones and the journeys, with the journeys in a browser where Chromium is found. `--fast` leaves the
 * journeys, races and kills out: the part of `npm run check`. `--slow` runs those alone: what is left after a check.
 */
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
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
const slow = fastOnly ? [] : globSync('test/{journeys,races,chaos}/**/*.test.ts');

/** Every process reads our sources: what one has read, the next takes from here. */
const cache = join(import.meta.dirname, '../node_modules/.cache/tests');

async function run(files: string[], how: readonly string[]): Promise<number> {
  if (files.length === 0) return 0;
  const child = spawn(process.execPath, ['--test', ...how, ...files], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: cache, ...process.env, ...(browser ? { CHROMIUM: browser } : {}) },
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

/** What changes its process, or what others import, has one of its own. */
const alone = (file: string): boolean =>
  /process\.env|mock\.(module|timers)|createRequire|await import\(/.test(readFileSync(file, 'utf8'));

/** The others in a few shares, each a process: reading our sources once for each of 200 files took as long as the tests. */
const SHARES = 4;
const together = fast.filter((file) => !alone(file)).sort();
const work = Array.from(
  { length: SHARES },
  (_, share) => () =>
    run(
      together.filter((_file, i) => i % SHARES === share),
      ['--test-isolation=none'],
    ),
);
work.unshift(() => run(fast.filter(alone).sort(), ['--test-concurrency=1']));

/** Three at a time: each waits for its database half of the time. */
async function lane(): Promise<number[]> {
  const codes: number[] = [];
  for (let next = work.shift(); next; next = work.shift()) codes.push(await next());
  return codes;
}

const codes = (await Promise.all([lane(), lane(), lane()])).flat();
// Journeys start whole systems, each a browser too: one after the other. What has no browser runs beside them.
const [inBrowser, without] = [/journeys/, /races|chaos/].map((kind) => slow.filter((file) => kind.test(file)).sort());
codes.push(...(await Promise.all([inBrowser, without].map((files = []) => run(files, ['--test-concurrency=1'])))));
process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;
