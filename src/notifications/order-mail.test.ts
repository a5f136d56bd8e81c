import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { placeOrder, readyOrder, shipOrder } from '#orders';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown, stock, webDraft } from '../../test/support/orders.ts';
import { mailServer } from '../../test/support/mail-server.ts';
import { react } from '../../test/support/react.ts';
import { notificationsModule } from './index.ts';
import { sendQueued } from './send.ts';

const reactions = notificationsModule.reactions ?? [];

test('an order is one mail, however often it is heard of; a deaf mail server loses none', async (t) => {
  const database = await testDatabase(t);
  const town = await marketTown(database);
  const [skuId = ''] = town.skuIds;
  await stock(database, town, skuId, 5);
  const { url, mails, deaf } = await mailServer(t);
  process.env.HALLE_SMTP = url;
  t.after(() => delete process.env.HALLE_SMTP);
  const outcome = await placeOrder(database, webDraft(town, [[skuId, 1]]));
  assert.ok(outcome.ok);
  await react(database, reactions);
  await database.query(sql`UPDATE journal.cursor SET xid = '0', seq = 0`);
  await react(database, reactions);
  deaf.on = true;
  await assert.rejects(sendQueued(database));
  const [waiting] = await database.query<{ state: string }>(sql`SELECT state FROM notifications.message`);
  assert.equal(waiting?.state, 'queued');
  deaf.on = false;
  await database.query(sql`UPDATE notifications.message SET claimed_at = NULL`);
  await sendQueued(database);
  await sendQueued(database);
  assert.equal(mails.length, 1);
  assert.match(mails[0] ?? '', new RegExp(outcome.value.number));
});

test('an order that lies ready is one mail that says where, and none once it was handed over', async (t) => {
  const database = await testDatabase(t);
  const town = await marketTown(database);
  const [skuId = ''] = town.skuIds;
  await stock(database, town, skuId, 5);
  const { url, mails } = await mailServer(t);
  process.env.HALLE_SMTP = url;
  t.after(() => delete process.env.HALLE_SMTP);
  const by = { actor: 'test' };
  const numbers: string[] = [];
  for (const handed of [false, true]) {
    const draft = { ...webDraft(town, [[skuId, 1]]), delivery: { method: 'pickup' as const, siteId: town.siteId } };
    const placed = await placeOrder(database, draft);
    assert.ok(placed.ok);
    numbers.push(placed.value.number);
    for (let i = 0; i < 2; i++) await database.transaction(by, (tx) => readyOrder(tx, placed.value));
    if (handed) await database.transaction(by, (tx) => shipOrder(tx, placed.value));
  }
  for (let i = 0; i < 2; i++) {
    await react(database, reactions);
    await sendQueued(database);
  }
  const ready = mails.filter((mail) => /Subject: .*(pr=C3=AAte|ready)/.test(mail));
  assert.equal(ready.length, 1);
  assert.match(ready[0] ?? '', new RegExp(numbers[0] ?? ''));
});
