/** Many documents issued at once: every number once, none left out, whatever is refused or rolled back between them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase, sql } from '#base/db';
import { unwrap } from '#base/refusal';
import { askInvoice } from '#invoicing';
import { shipOrder } from '#orders';
import { testDatabase } from '../support/database.ts';
import { marketTown, placeTogether, sound, stock, webDraft } from '../support/orders.ts';

test('fifty invoices at once, one in five rolled back: numbers without a gap, none twice, days and hashes in order', async (t) => {
  const database = await testDatabase(t, { max: 12 });
  const other = openDatabase(database.url, { max: 12 });
  t.after(() => other.close());
  const shop = await marketTown(database);
  const [a = ''] = shop.skuIds;
  await stock(database, shop, a, 100);
  const drafts = Array.from({ length: 50 }, () => webDraft(shop, [[a, 1]]));
  for (const outcome of await placeTogether(database, drafts)) unwrap(outcome);
  for (const { orderId } of drafts) await database.transaction({ actor: 'race' }, (tx) => shipOrder(tx, { orderId }));
  const outcomes = await Promise.all(
    drafts.flatMap(({ orderId }, i) =>
      // Each is asked for twice, by two processes.
      [database, other].map((one) =>
        one
          .transaction({ actor: 'race' }, async (tx) => {
            const made = await askInvoice(tx, { orderId, atOnce: false });
            if (i % 5 === 0) throw new Error('lost');
            return made.length;
          })
          .catch((error: Error) => (error.message === 'lost' ? 0 : assert.fail(error))),
      ),
    ),
  );
  assert.equal(
    outcomes.reduce((sum, count) => sum + count, 0),
    40,
  );
  const numbers = await database.query<{ sequence: number }>(sql`SELECT sequence FROM invoicing.document ORDER BY 1`);
  assert.deepEqual(
    numbers.map((one) => one.sequence),
    Array.from({ length: 40 }, (_, i) => i + 1),
  );
  await sound(database);
});
