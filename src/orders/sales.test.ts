import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { unwrap } from '#base/refusal';
import { cancelOrder, placeOrder } from '#orders';
import { testApp } from '../../test/support/app.ts';
import { marketTown, stock, webDraft } from '../../test/support/orders.ts';

test('sales by day count each order once, on its day, and compare with as many days before up to the same time', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  // A zone in which it is about noon now, so that no day ends while the test runs.
  const hours = new Date().getUTCHours() - 12;
  await database.query(sql`UPDATE org.settings SET time_zone = ${`Etc/GMT${hours < 0 ? '' : '+'}${hours}`}`);
  const shop = await marketTown(database);
  const [skuId = ''] = shop.skuIds;
  await stock(database, shop, skuId, 100);
  /** An order of some units, as if placed so many days ago; `later`: at a time of day that is still to come today. */
  const sell = async (units: number, daysAgo: number, later = false): Promise<string> => {
    const { orderId } = unwrap(await placeOrder(database, webDraft(shop, [[skuId, units]])));
    await database.query(sql`
      UPDATE orders.order SET placed_at = now() - make_interval(days => ${daysAgo}, mins => ${later ? -20 : 1}) WHERE order_id = ${orderId}`);
    return orderId;
  };
  const worth = async (orderId: string): Promise<number> =>
    (
      await database.query<{ minor: number }>(
        sql`SELECT gross_minor AS minor FROM orders.order WHERE order_id = ${orderId}`,
      )
    )[0]?.minor ?? 0;
  const [today, six, seven, afterwards, last, tooOld] = [
    await sell(1, 0),
    await sell(2, 6),
    await sell(3, 7),
    await sell(4, 7, true),
    await sell(5, 13),
    await sell(6, 14),
  ];
  const gone = await sell(7, 1);
  await database.transaction({ actor: 'test' }, (tx) => cancelOrder(tx, { orderId: gone, reason: 'test' }));
  const as = await app.staff('clerk');
  const { body } = await app.call('GET', '/api/sales?days=7', { as });
  assert.equal(body.days.length, 7);
  assert.equal(
    body.days[6],
    new Date(Date.now() - hours * 3_600_000).toISOString().slice(0, 10),
    'days of the shop’s clock',
  );
  assert.equal(body.total.minor, (await worth(today)) + (await worth(six)));
  assert.equal(body.orders, 2);
  assert.deepEqual(
    body.byChannel.map(({ channelId, days }: { channelId: string; days: number[] }) => [
      channelId,
      days.length,
      days[0],
      days[6],
    ]),
    [[shop.channels.web, 7, await worth(six), await worth(today)]],
  );
  const before = (await worth(seven)) + (await worth(last));
  assert.equal(body.totalBefore.minor, before, 'what was sold later on that day does not count yet');
  const whole = body.before.reduce((sum: number, minor: number) => sum + minor, 0);
  assert.equal(whole, before + (await worth(afterwards)), 'but the line shows that day whole');
  assert.ok((await worth(tooOld)) > 0, 'older than both: nowhere');
  assert.equal((await app.call('GET', '/api/sales?days=1', { as })).status, 400);
});
