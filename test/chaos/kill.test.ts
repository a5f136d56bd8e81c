/**
 * The sale goes on while its machines are killed: `kill -9` of the server, of the worker and of PostgreSQL, again and again, in the
 * middle of orders from the web, paid later or by card, and from a till. Every client writes down what it was told. Afterwards: what
 * was acknowledged is there, what is repeated gets the same receipt, nothing was sold twice, and every invariant holds.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { stopPostgres } from '#base/postgres';
import { elapsed, sleep } from '#base/time';
import { openHouse } from '../../src/house.ts';
import { oracles } from '../../src/modules.ts';
import { verify } from '../../src/verify.ts';
import { freePort } from '../support/house.ts';
import { marketTown, stock, type Market } from '../support/orders.ts';

const seed = Number(process.env.SEED ?? crypto.getRandomValues(new Uint16Array(1))[0]);
const saleMs = Number(process.env.SALE_MS ?? 30_000);
const CLIENTS = 10;
const UNITS = 1_500;
/** The last article is scarce: its end is reached in the middle of the sale. */
const SCARCE = 60;

/** A small generator (mulberry32): the same seed, the same choices. */
function chance(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Receipt = { orderId: string; number: string; total: { minor: number }; openedAt: string; state: string };
/** One order as its client knows it: what was asked, what was told, in the order of telling. */
type Story = {
  body: { orderId: string };
  card?: string;
  tellings: Telling[];
  paid?: 'placed' | 'unknown' | 'declined';
};
type Telling = { how: 'ok'; receipt: Receipt } | { how: 'refused'; code: string } | { how: 'unknown' };

type Processes = { url: string; kill(which: 'serve' | 'work'): void; end(): Promise<void>; output(): string };

/** Keeps a server and a worker running, as a supervisor would. */
async function supervised(dataDir: string): Promise<Processes> {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), HALLE_DATA: dataDir, NODE_TEST_CONTEXT: '' };
  const bin = join(import.meta.dirname, '../../bin/halle.js');
  const running = new Map<string, ChildProcess>();
  let ending = false;
  let text = '';
  const start = (verb: 'serve' | 'work'): void => {
    const child = spawn(process.execPath, [bin, verb], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part: Buffer) => (text += `${verb}: ${part}`));
    running.set(verb, child);
    child.once('exit', () => !ending && start(verb));
  };
  start('serve');
  start('work');
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => text,
    kill: (which) => void running.get(which)?.kill('SIGKILL'),
    end: async () => {
      ending = true;
      const gone = [...running.values()].map((child) => new Promise((done) => child.once('exit', done)));
      for (const child of running.values()) child.kill('SIGTERM');
      await Promise.all(gone);
    },
  };
}

/** Every process of the PostgreSQL of this data directory: the main one, or all of them at once. */
function killPostgres(dataDir: string, which: 'all' | 'one backend'): void {
  const main = Number(readFileSync(join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === main)
    .map(Number);
  const victims = which === 'all' ? [main, ...children] : children.filter(isBackend).slice(0, 1);
  for (const pid of victims) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has gone by itself
    }
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}
const parentOf = (pid: string): number => Number(/^PPid:\s*(\d+)/m.exec(readProc(`${pid}/status`))?.[1] ?? 0);
const isBackend = (pid: number): boolean => readProc(`${pid}/cmdline`).includes(' halle halle ');

async function post(
  url: string,
  path: string,
  body: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** Asks once, and writes down what was told; no answer, or 503, is unknown. Anything else of the five hundreds is our bug. */
async function place(url: string, story: Story): Promise<Telling> {
  let telling: Telling = { how: 'unknown' };
  try {
    const { status, body } = await post(url, '/api/shop/orders', story.body);
    if (status === 201) telling = { how: 'ok', receipt: body as unknown as Receipt };
    else if (status < 500) telling = { how: 'refused', code: String(body.code) };
    else assert.equal(status, 503, JSON.stringify(body));
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
  }
  story.tellings.push(telling);
  return telling;
}

async function pay(url: string, story: Story): Promise<void> {
  const last = story.tellings.findLast((telling) => telling.how === 'ok');
  if (!story.card || last?.how !== 'ok') return;
  const token = (last.receipt as unknown as { token: string }).token;
  const { orderId, payment } = story.body as unknown as { orderId: string; payment: { paymentId: string } };
  try {
    const { status, body } = await post(url, `/api/shop/orders/${orderId}/pay`, {
      paymentId: payment.paymentId,
      card: { token: story.card },
      orderToken: token,
    });
    assert.ok(status < 500 || status === 503, JSON.stringify(body));
    if (status === 200 && body.state === 'placed') story.paid = 'placed';
    else if (body.code === 'orders.declined') story.paid = 'declined';
    else story.paid ??= 'unknown';
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    story.paid ??= 'unknown';
  }
}

/** A shopper who orders until the end, and asks again with the same id until they know. */
async function shopper(url: string, shop: Market, roll: () => number, until: number, stories: Story[]): Promise<void> {
  while (elapsed() < until) {
    const picks = [0, 1].map(() => Math.floor(roll() * shop.skuIds.length)).slice(0, roll() < 0.4 ? 2 : 1);
    const lines = picks.map((i) => ({ skuId: shop.skuIds[i] ?? '', quantity: 1, unitMinor: 1_000 + i }));
    const card = roll() < 0.3 ? (roll() < 0.8 ? 'tok_ok' : 'tok_declined') : undefined;
    const body = {
      orderId: newId('ord'),
      channelId: shop.channels.web,
      lines,
      contact: { name: 'Ada Essai', email: 'ada@exemple.fr' },
      delivery: { method: 'pickup', siteId: shop.siteId },
      payment: { method: card ? 'card' : 'promise', paymentId: newId('pay') },
    };
    const story: Story = { body, tellings: [], ...(card ? { card } : {}) };
    stories.push(story);
    for (let tries = 0; tries < 30; tries++) {
      const telling = await place(url, story);
      if (telling.how !== 'unknown' || elapsed() > until + 10_000) break;
      await sleep(100 + roll() * 200);
    }
    if (roll() < 0.15) await place(url, story); // a nervous finger
    await pay(url, story);
    await sleep(roll() * 60);
  }
}

/** What is killed when: from the seed alone. */
function schedule(roll: () => number): { afterMs: number; what: 'serve' | 'work' | 'all' | 'one backend' }[] {
  const kinds = ['all', 'serve', 'one backend', 'all', 'serve', 'work'] as const;
  const shuffled = [...kinds].sort(() => roll() - 0.5);
  return shuffled.map((what) => ({ afterMs: (saleMs / (kinds.length + 1)) * (0.6 + roll() * 0.8), what }));
}

async function filledHouse(dataDir: string): Promise<Market> {
  process.env.HALLE_DATA = dataDir;
  delete process.env.DATABASE_URL;
  const house = await openHouse();
  try {
    const shop = await marketTown(house.database, 4);
    for (const skuId of shop.skuIds.slice(0, -1)) await stock(house.database, shop, skuId, UNITS);
    await stock(house.database, shop, shop.skuIds.at(-1) ?? '', SCARCE);
    return shop;
  } finally {
    await house.close();
  }
}

test(`kill -9 in mid-sale, seed ${seed}`, { skip: process.platform !== 'linux' && 'it reads /proc' }, async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'halle-chaos-'));
  let processes: Processes | undefined;
  t.after(async () => {
    await processes?.end();
    await stopPostgres(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  });
  const roll = chance(seed);
  const shop = await filledHouse(dataDir);
  processes = await supervised(dataDir);
  const { url } = processes;
  await ready(processes);
  const stories: Story[] = [];
  const until = elapsed() + saleMs;
  const clients = Array.from({ length: CLIENTS }, (_, i) => shopper(url, shop, chance(seed + i + 1), until, stories));
  for (const { afterMs, what } of schedule(roll)) {
    await sleep(afterMs);
    if (what === 'serve' || what === 'work') processes.kill(what);
    else killPostgres(dataDir, what);
    t.diagnostic(`killed ${what}`);
  }
  await Promise.all(clients);
  await ready(processes);
  const counts = await judge(processes, dataDir, shop, stories);
  t.diagnostic(counts);
});

async function ready(processes: Processes): Promise<void> {
  const begun = elapsed();
  while ((await fetch(`${processes.url}/health`).catch(() => undefined))?.status !== 200) {
    assert.ok(elapsed() - begun < 30_000, `the house does not come back: ${processes.output().slice(-3_000)}`);
    await sleep(50);
  }
}

async function judge(processes: Processes, dataDir: string, shop: Market, stories: readonly Story[]): Promise<string> {
  const { url } = processes;
  await sleep(4_000); // reactions and sweeps finish what was under way
  for (const story of stories) await repeat(url, story);
  const house = await openHouse({ migrate: false, max: 3 });
  try {
    const findings = await verify(house.url, oracles);
    const broken = findings.flatMap((finding) => finding.violations.map((what) => `${finding.code} ${what}`));
    assert.deepEqual(broken, []);
    await acknowledged(house.database, stories);
    await nothingTwice(house.database, shop);
  } finally {
    await house.close();
  }
  const tellings = stories.flatMap((story) => story.tellings);
  const count = (how: Telling['how']): number => tellings.filter((telling) => telling.how === how).length;
  assert.ok(count('ok') > 100, `there was a sale: ${count('ok')}`);
  assert.ok(count('unknown') > 0, 'somebody was in the middle of it');
  return `${stories.length} orders; told ok ${count('ok')}, refused ${count('refused')}, unknown ${count('unknown')}`;
}

/** Told once, told for ever: the receipt's columns that never change. */
async function repeat(url: string, story: Story): Promise<void> {
  const told = story.tellings.filter((telling) => telling.how === 'ok').map((telling) => telling.receipt);
  const again = await place(url, story);
  const [first] = told;
  if (!first) return assert.notEqual(again.how, 'unknown', 'the house is up: whoever asks is told');
  assert.equal(again.how, 'ok', `${story.body.orderId} was acknowledged, and then: ${JSON.stringify(again)}`);
  const unchanging = ({ orderId, number, total, openedAt }: Receipt) => ({ orderId, number, total, openedAt });
  for (const receipt of [...told, ...(again.how === 'ok' ? [again.receipt] : [])])
    assert.deepEqual(unchanging(receipt), unchanging(first));
}

async function acknowledged(database: Database, stories: readonly Story[]): Promise<void> {
  const rows = await database.query<{ orderId: string; state: string; number: string }>(
    sql`SELECT order_id AS "orderId", state, number FROM orders.order`,
  );
  const known = new Map(rows.map((row) => [row.orderId, row]));
  for (const { body, tellings, paid, card } of stories) {
    const row = known.get(body.orderId);
    const ok = tellings.find((telling) => telling.how === 'ok');
    if (ok) assert.equal(row?.number, ok.receipt.number, `${body.orderId} was acknowledged and is lost`);
    else assert.equal(row, undefined, `${body.orderId} was refused to the last, and is there`);
    if (paid === 'placed' || (ok && !card)) assert.equal(row?.state, 'placed', body.orderId);
    if (paid === 'declined') assert.notEqual(row?.state, 'placed', body.orderId);
  }
  assert.equal(rows.length, stories.filter(({ tellings }) => tellings.some(({ how }) => how === 'ok')).length);
}

/** Units promised or sold are units that were there. */
async function nothingTwice(database: Database, shop: Market): Promise<void> {
  const rows = await database.query<{ skuId: string; left: number; ordered: number }>(sql`
    SELECT s.sku_id AS "skuId", sum(s.on_hand - s.reserved)::bigint AS left,
      (SELECT coalesce(sum(l.ordered - l.cancelled), 0) FROM orders.line l WHERE l.sku_id = s.sku_id)::bigint AS ordered
    FROM inventory.shelf s GROUP BY s.sku_id`);
  for (const { skuId, left, ordered } of rows)
    assert.equal(left + ordered, skuId === shop.skuIds.at(-1) ? SCARCE : UNITS, skuId);
}
