import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase, sql } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { testDatabase } from '../test/support/database.ts';
import { testShop } from '../test/support/shop.ts';
import { emptyDatabase, furnishedAs, furnishForTests } from './environment.ts';

test('a database that does not say it is a demo or a test is never emptied', async (t) => {
  const database = await testDatabase(t);
  await testShop(database);
  assert.equal(await furnishedAs(database), undefined);
  await assert.rejects(emptyDatabase(database, database.url), /does not say/);
  await assert.rejects(furnishForTests(database, 'empty'), /not empty/);
  const sites = await database.query(sql`SELECT 1 FROM org.site`);
  assert.ok(sites.length > 0);
});

test('one that does is emptied and furnished again, but not under the feet of somebody connected; what is not ours stays', async (t) => {
  const { url } = await testDatabase(t); // not used otherwise: it holds no connection
  const house = openDatabase(url, { max: 2 });
  assert.match(await furnishForTests(house, 'empty'), /signs in with/);
  await house.pool.query('CREATE TABLE public.theirs AS SELECT 1 AS one');
  const orderId = newId('ord');
  await house.transaction({ actor: 'test' }, async (tx) =>
    announce(tx, { type: 'orders.placed', subjectKind: 'order', subjectId: orderId }),
  );
  // As the verb opens it: it knows of no other connection than its own.
  const first = openDatabase(url, { max: 2 });
  await assert.rejects(emptyDatabase(first, url), /connected/);
  await Promise.all([first.close(), house.close()]);
  const alone = openDatabase(url, { max: 2 });
  t.after(() => alone.close());
  assert.equal(await emptyDatabase(alone, url), 'empty');
  assert.match(await furnishForTests(alone, 'empty'), /signs in with/);
  const left = await alone.query(sql`SELECT 1 FROM journal.event WHERE subject_id = ${orderId}`);
  assert.equal(left.length, 0);
  assert.equal((await alone.query(sql`SELECT one FROM public.theirs`)).length, 1);
});
