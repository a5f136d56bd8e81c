/** What the house makes of a wire that goes wrong: a commit has three outcomes, and a provider's lost answer is no second charge. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { connectionOf, openDatabase, sql, type Database } from '#base/db';
import { callOut } from '#base/http-client';
import { Unavailable } from '#base/refusal';
import { elapsed } from '#base/time';
import { openWire, type Target, type Wire } from '../../src/simulate/wire.ts';
import { rollOf } from '../../src/simulate/roll.ts';
import { testDatabase } from '../support/database.ts';

async function wired(t: { after(run: () => unknown): void }): Promise<{ direct: Database; far: Database; wire: Wire }> {
  const direct = await testDatabase(t as never);
  await direct.query(sql`CREATE TABLE public.note (id text PRIMARY KEY)`);
  const { host, port, user, password, database } = connectionOf(direct.url);
  const target: Target = String(host).startsWith('/')
    ? { path: `${String(host)}/.s.PGSQL.${port}` }
    : { host: String(host), port: Number(port) };
  const wire = await openWire(target);
  const far = openDatabase(
    `postgresql://${user}:${String(password)}@127.0.0.1:${wire.port}/${database}?sslmode=disable`,
    {
      max: 4,
    },
  );
  t.after(async () => {
    await far.close();
    await wire.close();
  });
  return { direct, far, wire };
}

const write = (database: Database, id: string): Promise<unknown> =>
  database.transaction({ actor: 'test' }, (tx) => tx.query(sql`INSERT INTO public.note VALUES (${id})`));
const isThere = async (database: Database, id: string): Promise<boolean> =>
  (await database.query(sql`SELECT 1 FROM public.note WHERE id = ${id}`)).length === 1;
const lost = (unknown: boolean) => (error: unknown) => error instanceof Unavailable && error.unknown === unknown;

test('a commit is done, failed or unknown, and the word for it is right', async (t) => {
  const { direct, far, wire } = await wired(t);
  await write(far, 'done');
  assert.ok(await isThere(direct, 'done'));

  wire.trouble.trap = { words: 'failed', side: 'asked', cut: 'before' };
  await assert.rejects(write(far, 'failed'), lost(false));
  assert.ok(!(await isThere(direct, 'failed')), 'what failed is not there');

  wire.trouble.trap = { words: 'COMMIT', side: 'asked', cut: 'before' };
  await assert.rejects(write(far, 'asked'), lost(true));
  assert.ok(!(await isThere(direct, 'asked')), 'its commit never arrived');

  wire.trouble.trap = { words: 'COMMIT', side: 'asked', cut: 'after' };
  await assert.rejects(write(far, 'answered'), lost(true));
  assert.ok(await isThere(direct, 'answered'), 'only the answer was lost');

  assert.equal(wire.sprung(), 3);
  await write(far, 'again');
  assert.ok(await isThere(direct, 'again'), 'the next one has another connection');
});

test('all connections cut, slow, refused: what is asked afterwards is answered', async (t) => {
  const { far, wire } = await wired(t);
  await far.query(sql`SELECT 1`);
  assert.ok(wire.cut() > 0);
  wire.trouble.latencyMs = [5, 20];
  await write(far, 'slow');
  delete wire.trouble.latencyMs;
  wire.trouble.refuses = true;
  wire.cut();
  await assert.rejects(write(far, 'refused'), lost(false));
  delete wire.trouble.refuses;
  await write(far, 'back');
});

test('a server that opens no connection is away, whatever it says of it: to who reads and to who writes', async (t) => {
  const { url } = await testDatabase(t);
  const nowhere = openDatabase(url.replace(/[^/]+$/, 'no_such_database'), { max: 4 });
  t.after(() => nowhere.close());
  await assert.rejects(nowhere.query(sql`SELECT 1`), lost(false));
  await assert.rejects(write(nowhere, 'nowhere'), lost(false));
});

test('an answer of a provider that is lost, cut in the middle or swallowed is unavailable, in time', async (t) => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    request.resume();
    response.end('x'.repeat(5_000));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  const wire = await openWire({ host: '127.0.0.1', port }, rollOf(3));
  t.after(async () => {
    await wire.close();
    server.closeAllConnections();
    server.close();
  });
  const call = () =>
    callOut({ url: `http://127.0.0.1:${wire.port}/`, method: 'POST', body: '{}', timeoutMs: 300, allowPrivate: true });
  assert.equal((await call()).status, 200);
  for (const trouble of [
    { trap: { words: 'POST', side: 'asked', cut: 'after' } },
    { cutAfterBytes: 700 },
    { blackHole: true },
    { refuses: true },
  ] as const) {
    Object.assign(wire.trouble, trouble);
    const began = elapsed();
    await assert.rejects(call(), Unavailable, JSON.stringify(trouble));
    assert.ok(elapsed() - began < 2_000, 'nobody waits for ever');
    for (const name of Object.keys(trouble)) delete wire.trouble[name as keyof typeof wire.trouble];
  }
  assert.equal(asked, 3, 'it heard the first, the one whose answer was lost, and the one whose answer was cut');
  assert.equal((await call()).status, 200);
});
