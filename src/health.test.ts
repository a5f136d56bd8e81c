import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { enqueue } from '#base/jobs';
import { announce, type Reaction } from '#base/journal';
import { instant } from '#base/time';
import { testApp } from '../test/support/app.ts';
import { testDatabase } from '../test/support/database.ts';
import { secondProcess } from '../test/support/orders.ts';
import { react } from '../test/support/react.ts';
import { health } from './health.ts';
import { modules } from './modules.ts';
import { houseRoutes } from './serve.ts';

const by = { actor: 'test' };
const reaction = (name: string): Reaction => ({ name, on: ['test.happened'], run: async () => undefined });

test('the lag of the worker is told, whoever works and if nobody does', async (t) => {
  const database = await testDatabase(t);
  const elsewhere = secondProcess(t, database);
  const [quick, idle] = [reaction('test.quick'), reaction('test.idle')];
  const names = [quick.name, idle.name];
  const lag = async (): Promise<Record<string, [number, boolean]>> =>
    Object.fromEntries(
      (await health(database, names)).followers.map(({ name, behind, lagMs }) => [name, [behind, lagMs > 0]]),
    );
  await react(elsewhere, [quick]);
  const happens = () =>
    database.transaction(by, async (tx) =>
      announce(tx, { type: 'test.happened', subjectKind: 'test', subjectId: 'one' }),
    );
  await happens();
  const before = await lag();
  assert.equal(before['test.quick']?.[1], true, 'no worker runs: what waits is told');
  assert.equal(before['test.idle']?.[1], true, 'a follower that has never run is not silently absent');
  const first = (await health(database, names)).workerLagMs;
  await database.query(sql`SELECT pg_sleep(0.05)`);
  assert.ok((await health(database, names)).workerLagMs >= first + 50, 'it grows while nobody works');

  await react(elsewhere, [quick]);
  const after = await lag();
  assert.deepEqual(after['test.quick'], [0, false], 'done by another process');
  assert.equal(after['test.idle']?.[1], true, 'one follower’s diligence hides no other’s lag');
  await react(elsewhere, [quick, idle]);
  assert.equal((await health(database, names)).workerLagMs, 0);

  await database.query(sql`UPDATE journal.epoch SET epoch = epoch + 1`);
  assert.ok((await lag())['test.quick']?.[1], 'a cursor of another cluster counts for nothing');
});

test('jobs that are due and that were given up are told; one for later is neither', async (t) => {
  const database = await testDatabase(t);
  await database.transaction(by, async (tx) => {
    await enqueue(tx, 'test.now', {});
    await enqueue(tx, 'test.later', {}, { runAt: instant('2999-01-01T00:00:00.000Z') });
  });
  await database.query(sql`SELECT pg_sleep(0.02)`);
  const { jobs, workerLagMs } = await health(database, []);
  assert.equal(jobs.due, 1);
  assert.ok(jobs.lagMs >= 20 && workerLagMs >= jobs.lagMs);
  await database.query(
    sql`SELECT graphile_worker.permanently_fail_jobs(ARRAY(SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'test.now'), 'test')`,
  );
  const gone = (await health(database, [])).jobs;
  assert.deepEqual([gone.due, gone.lagMs, gone.givenUp], [0, 0, 1]);
});

test('GET /health names every follower of the house', async (t) => {
  const app = await testApp(t, { more: houseRoutes() });
  const { status, body } = await app.call('GET', '/health');
  assert.deepEqual([status, body.status], [200, 'ready']);
  const all = modules.flatMap((module) => module.reactions ?? []).map((one) => one.name);
  assert.deepEqual(
    body.followers.map((follower: { name: string }) => follower.name),
    all.toSorted(),
  );
});
