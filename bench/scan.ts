/**
 * `node bench/scan.ts [--articles 10000] [--scans 200] [--json FILE]`: from the Enter of a scanned code to the frame that shows the
 * line, in Chromium, at a till whose catalogue has so many articles, while others sell: ten changes of stock a second.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { openDatabase, sql } from '#base/db';
import { newId } from '#base/ids';
import { openSession, staffCookie } from '#identity';
import { startBrowser } from '../test/support/chromium.ts';
import { catalogueCsv, startHouse, type BenchHouse } from './house.ts';
import { percentile } from './machine.ts';

const { values } = parseArgs({
  options: {
    articles: { type: 'string', default: '10000' },
    scans: { type: 'string', default: '200' },
    json: { type: 'string' },
  },
});
const articles = Number(values.articles);
const scans = Number(values.scans);
/** Then the ticket is set aside: a long one. */
const LINES = 25;

type Seen = { readonly painted: number; readonly handled: number };
/** `cpu`: the main thread's own milliseconds from Enter until the line is seen. */
type Scan = Seen & { readonly cpu: number };

/**
 * In the page: from each Enter until the ticket has a line more (`handled`), and until the frame that shows it is done (`painted`);
 * `floor` is the same for a key that does nothing: what this machine needs for any frame.
 */
const WATCH = `
  const it = (globalThis.scanning = { seen: [], floor: [], lines: 0, pending: undefined });
  const drawn = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = then;
    port2.postMessage(0);
  });
  addEventListener('keydown', (event) => {
    if (event.key === 'Enter') it.pending = event.timeStamp;
    if (event.key === 'F9') drawn(() => it.floor.push(performance.now() - event.timeStamp));
  }, true);
  new MutationObserver(() => {
    const lines = document.querySelectorAll('.lines .line').length;
    const more = lines > it.lines;
    it.lines = lines;
    if (!more || it.pending === undefined) return;
    const from = it.pending;
    it.pending = undefined;
    const handled = performance.now() - from;
    drawn(() => it.seen.push({ handled, painted: performance.now() - from }));
  }).observe(document.body, { childList: true, subtree: true });`;

const dir = mkdtempSync(join(tmpdir(), 'halle-scan-'));
try {
  const house = await startHouse(join(dir, 'shop'), catalogueCsv(articles / 2, 2));
  const browser = await startBrowser();
  try {
    const page = await till(browser, house);
    await page.evaluate(WATCH);
    await scan(page, 20); // the compiler has seen the paths
    let selling = true;
    const others = sellElsewhere(house, () => selling);
    const seen = await scan(page, scans);
    selling = false;
    await others;
    const floor = (await page.evaluate<number[]>('scanning.floor')).slice(-scans);
    const spread = (ms: readonly number[]) => ({
      p50_ms: percentile(ms, 50),
      p95_ms: percentile(ms, 95),
      p99_ms: percentile(ms, 99),
      max_ms: Math.round(Math.max(...ms)),
    });
    const of = (pick: (one: Scan) => number) => spread(seen.map(pick));
    const result = {
      ...{ articles, scans: seen.length, load: loadavg()[0] },
      floor: spread(floor),
      ...{ painted: of((one) => one.painted), handled: of((one) => one.handled), cpu: of((one) => one.cpu) },
    };
    console.log(JSON.stringify(result));
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await browser.close();
    await house.stop();
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** A till that is open and has its catalogue. */
async function till(browser: Browser, house: BenchHouse): Promise<Page> {
  const url = `http://127.0.0.1:${house.port}`;
  const database = openDatabase(house.databaseUrl, { max: 1 });
  const [owner] = await database.query<{ staffId: string }>(
    sql`SELECT staff_id AS "staffId" FROM identity.staff LIMIT 1`,
  );
  const [channel] = await database.query<{ channelId: string }>(
    sql`SELECT channel_id AS "channelId" FROM channels.channel WHERE kind = 'till' LIMIT 1`,
  );
  const session = await database.transaction({ actor: 'bench' }, (tx) =>
    openSession(tx, { kind: 'staff', subjectId: owner?.staffId ?? '' }),
  );
  await database.close();
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, locale: 'fr-FR' });
  await context.addCookies([{ name: staffCookie, value: session.token, url }]);
  const page = await context.newPage();
  const data = { deviceId: newId('dev'), channelId: channel?.channelId, name: 'Caisse 1' };
  const opened = await page.request.post(`${url}/api/till/device`, { data });
  if (!opened.ok()) throw new Error(`the till did not open: ${await opened.text()}`);
  await page.goto(`${url}/till`);
  await page.locator('.search input').waitFor({ timeout: 60_000 });
  await page.locator('.search input').focus();
  return page;
}

/** Scans so many codes as a scanner types them; each is an article that the ticket does not hold yet. */
async function scan(page: Page, count: number): Promise<readonly Scan[]> {
  const seen = (): Promise<Seen[]> => page.evaluate('scanning.seen');
  const profiler = await page.context().newCDPSession(page);
  await profiler.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpu: number[] = [];
  const before = (await seen()).length;
  for (let i = 0; i < count; i++) {
    if (i % LINES === 0) await page.keyboard.press('F6');
    await page.keyboard.type(`SKU-${(i * 241) % (articles / 2)}-${i % 2}`);
    const from = await threadMs(profiler);
    await page.keyboard.press('Enter');
    for (let turn = 0; turn < 500 && (await page.evaluate<number>('scanning.seen.length')) <= before + i; turn++)
      await page.waitForTimeout(10);
    cpu.push((await threadMs(profiler)) - from);
    // Pauses of different length: a scan may meet a change of stock, or nothing.
    await page.waitForTimeout(60 + ((i * 37) % 200));
    await page.keyboard.press('F9');
    await page.waitForTimeout(60);
  }
  return (await seen()).slice(before).map((one, i) => ({ ...one, cpu: cpu[i] ?? 0 }));
}

/** What the page's main thread has worked so far: independent of who else uses the machine. */
async function threadMs(profiler: CDPSession): Promise<number> {
  const { metrics } = await profiler.send('Performance.getMetrics');
  return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1_000;
}

async function sellElsewhere(house: BenchHouse, going: () => boolean): Promise<void> {
  for (let i = 0; going(); i++) {
    const good = house.goods[(i * 17) % house.goods.length];
    if (good) await house.move(good.skuId, 1_000 + i);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
