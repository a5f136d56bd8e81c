/**
 * A short chaos run: orders from the web, paid later or by card, tickets of tills, the office and a marketplace, while APIs, the worker
 * and PostgreSQL are killed, stopped and cut off. What was acknowledged is there, what is repeated gets the same answer, nothing was
 * sold twice, and every invariant held all the time. The long one is `npm run chaos`.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { stopPostgres } from '#base/postgres';
import { openHouse } from '../../src/house.ts';
import { chaos, killsOf } from '../../src/simulate/chaos/run.ts';

const seed = Number(process.env.SEED ?? crypto.getRandomValues(new Uint16Array(1))[0]);
const seconds = Number(process.env.CHAOS_SECONDS ?? 40);
const KILLS = 20;

test(`kill -9 in mid-sale, seed ${seed}`, { skip: process.platform !== 'linux' && 'it reads /proc' }, async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'halle-chaos-'));
  t.after(async () => {
    await stopPostgres(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  });
  process.env.HALLE_DATA = dataDir;
  delete process.env.DATABASE_URL;
  const house = await openHouse({ max: 4 });
  const hear = (line: string): void => t.diagnostic(line);
  const report = await chaos({ house, seed, seconds, enough: (kills) => killsOf(kills) >= KILLS, gapMs: 1_200, hear });
  await house.close();
  const { history, struck, verdict, violations } = report;
  const { ok, fail, unknown } = history.counts;
  t.diagnostic(`${ok} done, ${fail} refused, ${unknown} without an answer; ${killsOf(struck.kills)} kills`);
  assert.deepEqual(violations, [], `SEED=${seed}`);
  assert.equal(verdict.lost, 0);
  assert.ok(ok > 50 && unknown > 0, 'there was a sale, and somebody was in the middle of it');
  assert.ok(killsOf(struck.kills) >= 5 && verdict.checks > 2, 'much was killed, and the books were read meanwhile');
});
