import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { unwrap } from '#base/refusal';
import { findOrder, placeOrder, shipOrder, shipUnits } from '#orders';
import { testDatabase } from '../../test/support/database.ts';
import { secondProcess, sound, webDraft } from '../../test/support/orders.ts';
import { testShop } from '../../test/support/shop.ts';
import { until } from '../../test/support/until.ts';

test('what is shipped whole while a part of it leaves is shipped to the last unit', async (t) => {
  const database = await testDatabase(t);
  const other = secondProcess(t, database);
  const shop = await testShop(database, { articles: 1, stock: 10 });
  const [a = ''] = shop.skuIds;
  const { orderId } = webDraft(shop, [[a, 3]]);
  unwrap(await placeOrder(database, { ...webDraft(shop, [[a, 3]]), orderId }));
  let whole: Promise<void> = Promise.resolve();
  await database.transaction({ actor: 'test' }, async (tx) => {
    await shipUnits(tx, { orderId, units: [{ lineNo: 1, siteId: shop.siteId, quantity: 1 }] });
    whole = other.transaction({ actor: 'test' }, (inner) => shipOrder(inner, { orderId }));
    await until('the other one waits for the shelf', async () => {
      const [row] = await other.query<{ waits: boolean }>(sql`
        SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') AS waits`);
      return row?.waits === true;
    });
  });
  await whole;
  const found = await findOrder(database, orderId);
  assert.deepEqual([found?.lines[0]?.shipped, found?.fulfilment], [3, 'done']);
  await sound(database);
});
