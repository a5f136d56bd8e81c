import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { until } from '../../test/support/until.ts';
import { sql, type Database } from './db.ts';
import { announce, reactOnce, startTail, type Reaction } from './journal.ts';

async function tell(database: Database, ...subjects: string[]): Promise<void> {
  for (const subjectId of subjects)
    await database.transaction({ actor: 'test' }, async (tx) =>
      announce(tx, { type: subjectId.startsWith('x') ? 'test.other' : 'test.said', subjectKind: 'test', subjectId }),
    );
}

test('a reaction passes the same rows, in the same order, whether a tail remembers them or the journal is asked', async (t) => {
  const database = await testDatabase(t);
  await tell(database, 'before', 'x1');
  const tail = await startTail(database, { idleMs: 5 });
  t.after(() => tail.stop());
  const heard: Record<string, string[]> = { asked: [], remembered: [] };
  const reaction = (name: 'asked' | 'remembered'): Reaction => ({
    name: `test.${name}`,
    on: ['test.said'],
    run: async (_, events) => void heard[name]?.push(...events.map((event) => event.subjectId)),
  });
  const both = async (): Promise<number[]> => [
    await reactOnce(database, reaction('asked'), { limit: 3 }),
    await reactOnce(database, reaction('remembered'), { limit: 3, tail }),
  ];
  await both(); // the cursors
  // What was before the tail began, it does not remember: the journal is asked.
  assert.deepEqual(await both(), [2, 2]);
  await tell(database, 'a', 'b', 'x2', 'c', 'x3', 'd');
  const [last] = await database.query<{ seq: number }>(sql`SELECT max(seq)::int AS seq FROM journal.event`);
  await until('the tail has heard all', () => tail.position().seq === last?.seq);
  assert.deepEqual(await both(), [3, 3]);
  assert.deepEqual(await both(), [3, 3]);
  assert.deepEqual(await both(), [0, 0]);
  assert.deepEqual(heard, { asked: ['before', 'a', 'b', 'c', 'd'], remembered: ['before', 'a', 'b', 'c', 'd'] });
});

test('a tail forgets what lies far back, and says so rather than leaving a gap', async (t) => {
  const database = await testDatabase(t);
  const tail = await startTail(database, { idleMs: 5 });
  t.after(() => tail.stop());
  const begin = tail.position();
  const many = Array.from({ length: 12_000 }, (_, i) => `s${i}`);
  await database.transaction({ actor: 'test' }, async (tx) =>
    announce(
      tx,
      many.map((subjectId) => ({ type: 'test.said', subjectKind: 'test', subjectId })),
    ),
  );
  const [last] = await database.query<{ seq: number }>(sql`SELECT max(seq)::int AS seq FROM journal.event`);
  await until('the tail has heard all', () => tail.position().seq === last?.seq);
  assert.equal(tail.since(begin), undefined);
  const near = { ...tail.position(), seq: tail.position().seq - 4_000 };
  assert.deepEqual(
    tail.since(near)?.map(({ subjectId }) => subjectId),
    many.slice(-4_000),
  );
  assert.deepEqual(tail.since(tail.position()), []);
});
