/** The gate asks sourcing: what was decided before the lock and under it, what the order keeps of it, and what it is asked afterwards. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { instant } from '#base/time';
import { forgetSkus, receiveStock } from '#inventory';
import { createSite, sites } from '#org';
import { makePolicy } from '#sourcing';
import { defaultPolicy, restoreFacts, source, type SourcingPolicy } from '#sourcing/model';
import { testDatabase } from '../../test/support/database.ts';
import {
  marketDraft,
  marketTown,
  placeTogether,
  sound,
  tillDraft,
  webDraft,
  type Market,
} from '../../test/support/orders.ts';
import { explainUnder, lineVerdicts, simulateRules, sourcingOf } from './explain-sourcing.ts';
import { placeOrder } from './place.ts';
import { findOrder } from './queries.ts';

const by = { actor: 'test' };
type Town = { shop: Market; lyon: string; paris: string; nord: string };

/** A store in Lyon, a store in Paris and a warehouse near Lille, all with stock; orders go to Lyon. */
async function town(database: Database, stock: Partial<Record<'lyon' | 'paris' | 'nord', number>>): Promise<Town> {
  const shop = await marketTown(database);
  const [first] = await sites(database);
  assert.ok(first);
  const made = { lyon: first.siteId, paris: newId('sit'), nord: newId('sit') };
  const week = [1, 2, 3, 4, 5, 6].map((day) => ({ day, opens: '08:00', closes: '18:00' }));
  const { version: _v, open: _o, ...like } = first;
  await database.transaction(by, async (tx) => {
    const paris = { ...like.address, postcode: '75003', city: 'Paris' };
    const nord = { ...like.address, postcode: '59113', city: 'Seclin' };
    await createSite(tx, { ...like, siteId: made.paris, code: 'PAR', name: 'Paris', priority: 2, address: paris });
    await createSite(tx, {
      ...like,
      siteId: made.nord,
      code: 'NORD',
      kind: 'warehouse',
      priority: 9,
      address: nord,
      hours: week,
    });
  });
  for (const [name, quantity] of Object.entries(stock))
    await database.transaction(by, (tx) =>
      receiveStock(
        tx,
        shop.skuIds.map((skuId) => ({
          skuId,
          siteId: made[name as keyof typeof made],
          quantity,
          document: newId('rcv'),
        })),
      ),
    );
  forgetSkus(database, shop.skuIds);
  return { shop, ...made };
}

let versions = 0;
const ruled = async (
  database: Database,
  rules: Partial<SourcingPolicy>,
  channelId: string | null = null,
): Promise<void> => {
  const version = (
    await database.query<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM sourcing.policy WHERE channel_id IS NOT DISTINCT FROM ${channelId}`,
    )
  )[0]?.n;
  const validFrom = instant(`2026-01-01T00:00:${String(versions++).padStart(2, '0')}Z`);
  await database.transaction(by, (tx) =>
    makePolicy(tx, {
      policyId: newId('srp'),
      channelId,
      version: version ?? 0,
      rules: { ...defaultPolicy, ...rules },
      validFrom,
      note: '',
    }),
  );
};
const near: Partial<SourcingPolicy> = { weights: { ...defaultPolicy.weights, store: 0, priority: 0, distance: 100 } };

async function servedFrom(database: Database, orderId: string): Promise<string[]> {
  const order = await findOrder(database, orderId);
  return order?.lines.flatMap((line) => line.allocations.map(({ siteId, quantity }) => `${quantity} ${siteId}`)) ?? [];
}

test('the rules in force choose the place, the order keeps what it was chosen by, and the same plan comes out again', async (t) => {
  const database = await testDatabase(t);
  const { shop, lyon, nord } = await town(database, { lyon: 5, paris: 5, nord: 5 });
  const [a = '', b = ''] = shop.skuIds;
  const plain = webDraft(shop, [[a, 1]]);
  unwrap(await placeOrder(database, plain));
  assert.deepEqual(await servedFrom(database, plain.orderId), [`1 ${nord}`], 'without rules: the warehouse first');
  await ruled(database, near);
  const ruledOne = webDraft(shop, [
    [a, 2],
    [b, 1],
    [a, 1],
  ]);
  unwrap(await placeOrder(database, ruledOne));
  assert.deepEqual(await servedFrom(database, ruledOne.orderId), [`2 ${lyon}`, `1 ${lyon}`, `1 ${lyon}`]);
  const order = await findOrder(database, ruledOne.orderId);
  assert.ok(order?.sourcing);
  const facts = restoreFacts(order.sourcing);
  assert.deepEqual(facts.needs, [
    { skuId: a, quantity: 3 },
    { skuId: b, quantity: 1 },
  ]);
  assert.equal(facts.sites.find((site) => site.siteId === lyon)?.km, 0);
  await ruled(database, {}); // other rules now: what was decided is explained by those of then
  const told = await sourcingOf(database, order);
  assert.ok(told?.stands);
  assert.deepEqual(told.plan, source(facts, { ...defaultPolicy, ...near }).plan);
  assert.deepEqual(
    lineVerdicts(order.lines[0]!, facts, told).map(({ siteId, quantity, verdict }) => [
      siteId === lyon,
      quantity,
      verdict,
    ]),
    [
      [true, 2, 'whole'],
      [false, 0, 'not_needed'],
      [false, 0, 'not_needed'],
    ],
  );
  await sound(database);
});

test('the stock under the lock decides: a batch splits where it must, and each order sees what the one before left', async (t) => {
  const database = await testDatabase(t);
  const { shop, lyon, paris, nord } = await town(database, { lyon: 3, nord: 2, paris: 1 });
  await ruled(database, near);
  const [a = ''] = shop.skuIds;
  const drafts = [
    webDraft(shop, [[a, 2]]),
    webDraft(shop, [[a, 2]]),
    webDraft(shop, [[a, 2]]),
    webDraft(shop, [[a, 1]]),
  ];
  const outcomes = await placeTogether(database, drafts);
  assert.deepEqual(
    outcomes.map((outcome) => outcome.ok),
    [true, true, true, false],
  );
  assert.deepEqual(await servedFrom(database, drafts[0]?.orderId ?? ''), [`2 ${lyon}`]);
  assert.deepEqual(
    await servedFrom(database, drafts[1]?.orderId ?? ''),
    [`2 ${nord}`],
    'one site rather than two nearer ones',
  );
  assert.deepEqual((await servedFrom(database, drafts[2]?.orderId ?? '')).sort(), [`1 ${lyon}`, `1 ${paris}`].sort());
  await sound(database);
});

test('what is kept for the counter and the safety stock of a channel are not sent; the counter and what has happened take them', async (t) => {
  const database = await testDatabase(t);
  const { shop, lyon, nord } = await town(database, { lyon: 5 });
  const [a = ''] = shop.skuIds;
  await ruled(database, { sites: { [lyon]: { keep: 2 } } });
  await ruled(database, { safety: 1, sites: { [lyon]: { keep: 2 }, [nord]: { sends: false } } }, shop.channels.web);
  assert.equal((await placeOrder(database, webDraft(shop, [[a, 3]]))).ok, false, 'three are left alone');
  unwrap(await placeOrder(database, webDraft(shop, [[a, 2]])));
  const collected = { ...webDraft(shop, [[a, 3]]), delivery: { method: 'pickup' as const, siteId: lyon } };
  assert.equal(
    (await placeOrder(database, collected)).ok,
    false,
    'the safety stock stays for the channel’s pick-ups too',
  );
  unwrap(await placeOrder(database, tillDraft(shop, [[a, 1]])));
  const [told] = await placeTogether(database, [marketDraft(shop, [[a, 2]])]);
  assert.equal(told?.ok, true, 'sold elsewhere already: it takes what is there');
  assert.deepEqual(await database.query(sql`SELECT 1 FROM inventory.breach`), []);
  await sound(database);
});

test('a promise is kept with the order; without a cut-off or a way nothing is promised', async (t) => {
  const database = await testDatabase(t);
  const { shop } = await town(database, { nord: 9 });
  const [a = ''] = shop.skuIds;
  const silent = webDraft(shop, [[a, 1]]);
  unwrap(await placeOrder(database, silent));
  const transit = [{ country: 'FR', maxKm: null, minDays: 1, maxDays: 2 }];
  await ruled(database, { promise: { cutOff: '14:00', prepDays: 1, carrierDays: [1, 2, 3, 4, 5, 6], transit } });
  const promised = webDraft(shop, [[a, 1]]);
  unwrap(await placeOrder(database, promised));
  assert.equal((await findOrder(database, silent.orderId))?.promise, null);
  const range = (await findOrder(database, promised.orderId))?.promise;
  assert.ok(range && range.earliest < range.latest);
});

test('rules are tried on past orders over the stock they saw; on those that kept nothing, over what was on hand', async (t) => {
  const database = await testDatabase(t);
  const { shop, lyon, nord } = await town(database, { lyon: 9, nord: 9 });
  const [a = ''] = shop.skuIds;
  const drafts = [webDraft(shop, [[a, 1]]), webDraft(shop, [[a, 1]])];
  for (const draft of drafts) unwrap(await placeOrder(database, draft));
  await database.query(sql`UPDATE orders.order SET sourcing = NULL WHERE order_id = ${drafts[0]?.orderId ?? ''}`);
  const said = await simulateRules(database, { channelId: null, rules: { ...defaultPolicy, ...near }, days: 1 });
  assert.deepEqual([said.orders, said.exact, said.movedCount], [2, 1, 2]);
  assert.deepEqual(said.now.bySite, [{ siteId: nord, parcels: 2 }]);
  assert.deepEqual(said.then.bySite, [{ siteId: lyon, parcels: 2 }]);
  assert.ok(said.then.km < said.now.km);
  const order = await findOrder(database, drafts[0]?.orderId ?? '');
  assert.ok(order);
  const under = await explainUnder(database, order, { ...defaultPolicy, ...near });
  assert.equal(under?.exact, false);
  assert.equal(under?.why.candidates[0]?.siteId, lyon);
});
