/** What a phone is told: once, only with consent, and nobody else's. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { closeParcel, openParcel, packUnits, shipParcel } from '#fulfilment';
import { cancelOrder, editOrder, readyOrder, shipOrder } from '#orders';
import { testApp } from '../../test/support/app.ts';
import { pickOne } from '../../test/support/fulfilment.ts';
import { marketTown, placeTogether, stock, webDraft } from '../../test/support/orders.ts';
import { pushService } from '../../test/support/push-service.ts';
import { react } from '../../test/support/react.ts';
import { testCustomer } from '../../test/support/shop.ts';
import { pushModule, tellDue } from './index.ts';
import { onOrders } from './hear.ts';

process.env.HALLE_PUSH_PRIVATE = '1';
after(() => delete process.env.HALLE_PUSH_PRIVATE);

async function openTown(t: Parameters<typeof testApp>[0]) {
  const app = await testApp(t);
  const { database } = app;
  const shop = await marketTown(database, 1);
  await stock(database, shop, shop.skuIds[0] ?? '', 20);
  const { customerId } = await testCustomer(database, 'Ada');
  const as = await app.shopper(customerId);
  const subscribe = (service: Awaited<ReturnType<typeof pushService>>, who = as, wording = 1) =>
    app.call('PUT', `/api/push/subscriptions/${service.subscriptionId}`, {
      as: who,
      body: { endpoint: service.endpoint, keys: service.keys, language: 'fr', wording },
    });
  /** An order of hers that leaves the warehouse. */
  const ship = async (): Promise<string> => {
    const draft = { ...webDraft(shop, [[shop.skuIds[0] ?? '', 1]]), customerId };
    const [placed] = await placeTogether(database, [draft]);
    assert.ok(placed?.ok);
    await database.transaction({ actor: 'test' }, (tx) => shipOrder(tx, { orderId: draft.orderId }));
    await hear();
    return placed.value.number;
  };
  /** An order of hers that waits to be sent. */
  const open = async (units: number) => {
    const draft = { ...webDraft(shop, [[shop.skuIds[0] ?? '', units]]), customerId };
    const [placed] = await placeTogether(database, [draft]);
    assert.ok(placed?.ok);
    await hear();
    return { ...placed.value, customerId, siteId: shop.siteId, skuId: shop.skuIds[0] ?? '' };
  };
  /** An order of hers to be collected in the store. */
  const collect = async (): Promise<{ orderId: string; number: string }> => {
    const site = { method: 'pickup' as const, siteId: shop.siteId };
    const draft = { ...webDraft(shop, [[shop.skuIds[0] ?? '', 1]]), customerId, delivery: site };
    const [placed] = await placeTogether(database, [draft]);
    assert.ok(placed?.ok);
    await hear();
    return placed.value;
  };
  const hear = () => react(database, pushModule.reactions ?? []);
  /** Lets a week go by for what waits. */
  const aWeekOn = () => database.query(sql`UPDATE push.message SET due_at = due_at - interval '7 days'`);
  return { ...app, customerId, as, subscribe, ship, open, collect, hear, aWeekOn };
}

test('an order that left is told once to each device, encrypted for it, and asked after a week later', async (t) => {
  const town = await openTown(t);
  const [phone, tablet] = [await pushService(t), await pushService(t)];
  for (const one of [phone, phone, tablet]) assert.equal((await town.subscribe(one)).status, 204);
  const number = await town.ship();
  for (let i = 0; i < 3; i++) await tellDue(town.database);
  for (const device of [phone, tablet]) {
    const [told, ...more] = device.got;
    assert.deepEqual(more, [], 'once');
    const message = JSON.parse(told?.text ?? '');
    assert.deepEqual([message.title, message.tag], ['Votre commande est en route', `shipped-${number}`]);
    assert.match(message.url, new RegExp(`^/orders/${number}\\?t=`));
    assert.equal(told?.claims['aud'], new URL(device.endpoint).origin);
    assert.deepEqual([told?.headers['content-encoding'], told?.headers['ttl']], ['aes128gcm', '172800']);
    assert.match(String(told?.headers['topic']), /^[\w-]{1,32}$/);
  }
  await town.aWeekOn();
  for (let i = 0; i < 2; i++) await tellDue(town.database);
  assert.deepEqual(
    phone.got.map(({ text }) => JSON.parse(text).tag),
    [`shipped-${number}`, `follow_up-${number}`],
  );
});

test('an order to collect is told when it is confirmed, and once when it lies ready, whoever says so how often', async (t) => {
  const town = await openTown(t);
  const [phone, old] = [await pushService(t), await pushService(t)];
  await town.subscribe(phone, town.as, 2);
  await town.subscribe(old, town.as, 1);
  const { orderId, number } = await town.collect();
  await tellDue(town.database);
  const clerk = await town.staff('clerk');
  const path = `/api/orders/${orderId}/ready`;
  assert.equal((await town.call('POST', path, { as: await town.staff('marketer'), body: {} })).status, 403);
  const said = await Promise.all([1, 2, 3].map(() => town.call('POST', path, { as: clerk, body: {} })));
  assert.deepEqual(
    said.map((answer) => answer.status),
    [204, 204, 204],
  );
  const events = await town.database.query(sql`SELECT FROM journal.event WHERE type = 'orders.ready'`);
  assert.equal(events.length, 1);
  await town.hear();
  for (let i = 0; i < 3; i++) await tellDue(town.database);
  const tags = phone.got.map(({ text }) => JSON.parse(text).tag);
  assert.deepEqual(tags, [`placed-${number}`, `ready-${number}`]);
  assert.match(JSON.parse(phone.got[1]?.text ?? '').url, new RegExp(`^/orders/${number}\\?t=`));
  assert.equal(old.got.length, 0, 'who read the first sentence agreed to less');
});

test('nobody is called to the store for what was cancelled or handed over meanwhile, or cannot be collected', async (t) => {
  const town = await openTown(t);
  const phone = await pushService(t);
  const [cancelled, taken] = [await town.collect(), await town.collect()];
  await town.subscribe(phone, town.as, 2);
  const by = { actor: 'test' };
  await town.database.transaction(by, (tx) => readyOrder(tx, cancelled));
  await town.database.transaction(by, (tx) => readyOrder(tx, taken));
  await town.hear();
  await town.database.transaction(by, (tx) => cancelOrder(tx, { orderId: cancelled.orderId, reason: 'test' }));
  await town.database.transaction(by, (tx) => shipOrder(tx, taken));
  await tellDue(town.database);
  assert.deepEqual(phone.got, []);
  const again = { as: await town.staff('clerk'), body: {} };
  assert.equal((await town.call('POST', `/api/orders/${taken.orderId}/ready`, again)).status, 204, 'said before');
  await town.ship();
  const [sent] = await town.database.query<{ id: string }>(
    sql`SELECT order_id AS id FROM orders.order WHERE delivery->>'method' = 'delivery'`,
  );
  assert.equal((await town.call('POST', `/api/orders/${sent?.id}/ready`, again)).body.code, 'orders.delivery');
});

test('a fact heard twice is one message', async (t) => {
  const town = await openTown(t);
  const phone = await pushService(t);
  await town.subscribe(phone);
  await town.ship();
  const [event] = await town.database.query<never>(sql`
    SELECT subject_id AS "subjectId", mentions, clock_timestamp() AS at FROM journal.event WHERE type = 'orders.shipped'`);
  assert.ok(event);
  const again = { ...(event as object), at: new Date().toISOString() } as never;
  await town.database.transaction({ actor: 'test' }, (tx) => onOrders(tx, [again, again]));
  await tellDue(town.database);
  await tellDue(town.database);
  assert.equal(phone.got.length, 1);
});

test('without consent nothing is sent; taking it back forgets the devices and what waited', async (t) => {
  const town = await openTown(t);
  const phone = await pushService(t);
  await town.subscribe(phone);
  await town.ship();
  const consent = { consentId: newId('con'), purpose: 'messages', granted: false, wording: 1 };
  assert.equal((await town.call('POST', '/api/shop/consents', { as: town.as, body: consent })).status, 201);
  await tellDue(town.database); // before the reaction has heard of it: consent is looked at when it is due
  assert.equal(phone.got.length, 0);
  await town.hear();
  await town.aWeekOn();
  await tellDue(town.database);
  assert.equal(phone.got.length, 0);
  assert.deepEqual(await town.database.query(sql`SELECT FROM push.subscription`), []);
});

test('a device its service no longer knows is forgotten; one that fails is tried again later', async (t) => {
  const town = await openTown(t);
  const [gone, slow] = [await pushService(t), await pushService(t)];
  await town.subscribe(gone);
  await town.subscribe(slow);
  gone.status = 410;
  slow.status = 503;
  await town.ship();
  await tellDue(town.database);
  const left = await town.database.query<{ id: string }>(sql`SELECT subscription_id AS id FROM push.subscription`);
  assert.deepEqual(
    left.map((row) => row.id),
    [slow.subscriptionId],
  );
  slow.status = 201;
  await tellDue(town.database);
  assert.equal(slow.got.length, 0, 'not at once');
  await town.database.query(sql`UPDATE push.delivery SET due_at = now()`);
  await tellDue(town.database);
  assert.equal(slow.got.length, 1);
});

test('a device belongs to who said so last, and only they can forget it', async (t) => {
  const town = await openTown(t);
  const phone = await pushService(t);
  await town.subscribe(phone);
  const other = await town.shopper((await testCustomer(town.database, 'Bea')).customerId);
  const path = `/api/push/subscriptions/${phone.subscriptionId}`;
  assert.equal((await town.call('DELETE', path, { as: other })).status, 204);
  assert.equal((await town.database.query(sql`SELECT FROM push.subscription`)).length, 1, 'not theirs to forget');
  const on = async (as: typeof other) => (await town.call('GET', path, { as })).body.on;
  assert.deepEqual([await on(town.as), await on(other)], [true, false]);
  assert.equal((await town.subscribe(phone, other)).status, 204);
  assert.deepEqual([await on(town.as), await on(other)], [false, true]);
  await town.ship();
  await tellDue(town.database);
  assert.equal(phone.got.length, 0, 'another customer’s order is not told on this device');
  assert.equal((await town.call('DELETE', path, { as: other })).status, 204);
  assert.equal((await town.database.query(sql`SELECT FROM push.subscription`)).length, 0);
});

test('nothing is subscribed that cannot or must not be reached', async (t) => {
  const town = await openTown(t);
  const phone = await pushService(t);
  const put = (id: string, endpoint: string, keys = phone.keys, as: typeof town.as | 'nobody' = town.as) =>
    town.call('PUT', `/api/push/subscriptions/${id}`, {
      as: as === 'nobody' ? undefined : as,
      body: { endpoint, keys, language: 'fr', wording: 1 },
    });
  assert.equal((await put(phone.subscriptionId, `${phone.endpoint}x`)).body.code, 'push.bad_subscription');
  const off = { ...phone.keys, p256dh: `B${'A'.repeat(86)}` };
  assert.equal((await put(phone.subscriptionId, phone.endpoint, off)).body.code, 'push.bad_subscription');
  assert.equal((await put(phone.subscriptionId, phone.endpoint, phone.keys, 'nobody')).status, 401);
  delete process.env.HALLE_PUSH_PRIVATE;
  try {
    assert.equal((await town.subscribe(phone)).body.code, 'push.bad_subscription', 'http, and this machine');
  } finally {
    process.env.HALLE_PUSH_PRIVATE = '1';
  }
});

test('each parcel is told by itself, a change of the house too; who read an older sentence is not told more than it said', async (t) => {
  const town = await openTown(t);
  const { database } = town;
  const [phone, old] = [await pushService(t), await pushService(t)];
  await town.subscribe(phone, town.as, 3);
  await town.subscribe(old, town.as, 2);
  const { customerId, orderId, number, siteId, skuId } = await town.open(3);
  await pickOne(database, { orderId, siteId, quantity: 2 });
  for (const parcelId of [newId('pcl'), newId('pcl')])
    for (const step of [
      (tx: Tx) => openParcel(tx, { parcelId, orderId, siteId }),
      (tx: Tx) => packUnits(tx, { parcelId, skuIds: [skuId], quantity: 1 }),
      (tx: Tx) => closeParcel(tx, { parcelId, weightG: 100, carrier: null }),
      (tx: Tx) => shipParcel(tx, parcelId),
    ])
      await database.transaction({ actor: 'test' }, async (tx) => void (await step(tx)));
  for (const [editId, by, actor] of [
    [newId('edt'), 'staff', 'stf_x'],
    [newId('edt'), 'buyer', customerId],
  ] as const) {
    const edit = by === 'staff' ? { contact: { name: 'Ada' } } : { contact: { name: 'Ada E.' } };
    await editOrder(database, { orderId, editId, edit, why: '', by, kind: 'edited' }, actor).catch(() => undefined);
  }
  for (let i = 0; i < 2; i++) {
    await town.hear();
    await tellDue(database);
  }
  const kindsOf = (device: typeof phone) => device.got.map(({ text }) => JSON.parse(text).tag.split('-')[0]).toSorted();
  assert.deepEqual(kindsOf(phone), ['changed', 'placed', 'shipped', 'shipped']);
  assert.deepEqual(kindsOf(old), ['placed', 'shipped', 'shipped']);
  assert.equal(new Set(phone.got.map(({ text }) => JSON.parse(text).tag)).size, 4, 'none hides another');
  assert.match(
    phone.got.map(({ text }) => text).join(),
    new RegExp(`Un colis de la commande ${number} est parti, le reste suit`),
  );
});
