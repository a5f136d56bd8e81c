/** What channels offer follows their rules, at each change and by the clock; and the office is told why. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { assortmentModule, runDueRules } from '#assortment';
import { productById } from '#catalog';
import { setPrices } from '#pricing';
import { testApp, type Answer, type Person, type TestApp } from '../../test/support/app.ts';
import { react } from '../../test/support/react.ts';
import { testShop, type TestShop } from '../../test/support/shop.ts';

const text = (fr: string, en = fr) => ({ fr, en });
type Office = { app: TestApp; shop: TestShop; owner: Person };

async function office(t: Parameters<typeof testApp>[0]): Promise<Office> {
  const app = await testApp(t);
  return { app, shop: await testShop(app.database, { articles: 0 }), owner: await app.staff('owner') };
}

async function product(
  { app, owner, shop }: Office,
  handle: string,
  brand: string,
): Promise<{ productId: string; skuId: string }> {
  const productId = newId('prd');
  const body = {
    productId,
    handle,
    name: text(handle),
    brand,
    channelIds: [shop.channels.web],
    variants: [{ optionValues: [] }],
  };
  const answer = await app.call('POST', '/api/products', { as: owner, body });
  assert.equal(answer.status, 201, answer.text);
  return { productId, skuId: answer.body.skus[0].skuId };
}

const rule = ({ app, owner }: Office, channelId: string, version: number, body: object): Promise<Answer> =>
  app.call('PUT', `/api/assortment/rules/${channelId}`, { as: owner, body: { version, enabled: true, ...body } });
const offered = async ({ app, shop }: Office, productId: string, kind: 'app' | 'web' = 'app'): Promise<boolean> =>
  (await productById(app.database, productId))?.channels.includes(shop.channels[kind]) ?? false;
const follow = ({ app }: Office) => react(app.database, assortmentModule.reactions ?? []);
const get = async ({ app, owner }: Office, path: string): Promise<Answer['body']> => {
  const answer = await app.call('GET', path, { as: owner });
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
const price = ({ app, shop }: Office, skuId: string, minor: number) =>
  app.database.transaction({ actor: 'test' }, (tx) =>
    setPrices(tx, { listId: shop.listId, prices: [{ skuId, minor }] }),
  );

test('a rule set is followed, and again at each change of a product or a price; channels without a rule are left alone', async (t) => {
  const at = await office(t);
  const dress = await product(at, 'robe', 'Ourcel');
  const scarf = await product(at, 'echarpe', 'Vernay');
  const { app: channel } = at.shop.channels;
  const when = { all: [{ brand: ['Ourcel'] }, { priced: true }] };
  const preview = await at.app.call('POST', `/api/assortment/rules/${channel}/preview`, {
    as: at.owner,
    body: { when: { brand: ['Ourcel'] } },
  });
  assert.deepEqual(preview.body, {
    matching: 1,
    coming: 1,
    going: 0,
    comes: [{ productId: dress.productId, name: { fr: 'robe', en: 'robe' } }],
    goes: [],
  });
  assert.equal((await rule(at, channel, 0, { when })).body.version, 1);
  await runDueRules(at.app.database);
  assert.equal(await offered(at, dress.productId), false, 'it has no price yet');
  await price(at, dress.skuId, 7_900);
  await follow(at);
  assert.equal(await offered(at, dress.productId), true);
  assert.equal(await offered(at, scarf.productId), false);
  assert.equal(await offered(at, scarf.productId, 'web'), true, 'the web has no rule');
  const { version } = (await productById(at.app.database, scarf.productId)) ?? { version: 0 };
  await at.app.call('PATCH', `/api/products/${scarf.productId}`, { as: at.owner, body: { version, brand: 'Ourcel' } });
  await price(at, scarf.skuId, 4_900);
  await follow(at);
  assert.equal(await offered(at, scarf.productId), true);
  const facts = await at.app.database.query<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM journal.event WHERE type = 'catalog.published'`,
  );
  await follow(at);
  await runDueRules(at.app.database);
  assert.deepEqual(
    await at.app.database.query(sql`SELECT count(*)::int AS n FROM journal.event WHERE type = 'catalog.published'`),
    facts,
    'what is as the rule says is not written again',
  );
});

test('what is set by hand against a rule is set back, unless it is an exception; the reasons are told', async (t) => {
  const at = await office(t);
  const dress = await product(at, 'robe', 'Ourcel');
  const { app: channel } = at.shop.channels;
  await rule(at, channel, 0, { when: { any: [{ brand: ['Vernay'] }, { pictures: 1 }] } });
  const byHand = { channelIds: [channel], published: true };
  await at.app.call('PUT', `/api/products/${dress.productId}/publication`, { as: at.owner, body: byHand });
  assert.equal(await offered(at, dress.productId), true);
  await follow(at);
  assert.equal(await offered(at, dress.productId), false);
  const why = async () =>
    (await get(at, `/api/products/${dress.productId}/publication`)).items.find(
      (one: { channelId: string }) => one.channelId === channel,
    );
  assert.deepEqual(await why(), {
    channelId: channel,
    published: false,
    by: 'rule',
    rule: {
      version: 1,
      inForce: true,
      matches: false,
      reasons: [
        { condition: { brand: ['Vernay'] }, met: false, fact: 'Ourcel' },
        { condition: { pictures: 1 }, met: false, fact: '0' },
      ],
    },
  });
  const except = (published: boolean | null) =>
    at.app.call('PUT', `/api/assortment/rules/${channel}/exceptions/${dress.productId}`, {
      as: at.owner,
      body: { published },
    });
  assert.deepEqual((await except(true)).body, { changed: true });
  assert.equal(await offered(at, dress.productId), true, 'at once');
  await follow(at);
  assert.equal(await offered(at, dress.productId), true);
  assert.equal((await why()).by, 'exception');
  await except(null);
  assert.equal(await offered(at, dress.productId), false);
  const none = await at.app.call('PUT', `/api/assortment/rules/${at.shop.channels.web}/exceptions/${dress.productId}`, {
    as: at.owner,
    body: { published: true },
  });
  assert.equal(none.body.code, 'assortment.rule_unknown');
});

test('a rule begins and ends by the clock, and leaves all as it is when it is switched off or removed', async (t) => {
  const at = await office(t);
  const dress = await product(at, 'robe', 'Ourcel');
  const { app: channel } = at.shop.channels;
  const { database } = at.app;
  const now = Date.now();
  const inMs = (ms: number) => new Date(now + ms).toISOString();
  const when = { brand: ['Ourcel'] };
  await rule(at, channel, 0, { when, from: inMs(3_600_000), until: inMs(7_200_000) });
  await runDueRules(database);
  assert.equal(await offered(at, dress.productId), false, 'not yet');
  const clockAt = (from: string, until: string) =>
    database.transaction({ actor: 'test' }, (tx) =>
      tx.query(
        sql`UPDATE assortment.rule SET due_at = due_at - (from_at - ${from}::timestamptz), from_at = ${from}::timestamptz, until_at = ${until}::timestamptz`,
      ),
    );
  await clockAt(inMs(-60_000), inMs(3_600_000));
  await runDueRules(database);
  assert.equal(await offered(at, dress.productId), true, 'its time has come');
  assert.deepEqual(
    await database.query(sql`SELECT due_at = until_at AS ends FROM assortment.rule`),
    [{ ends: true }],
    'the clock looks again when it ends',
  );
  await database.transaction({ actor: 'test' }, (tx) =>
    tx.query(
      sql`UPDATE assortment.rule SET until_at = ${inMs(-1_000)}::timestamptz, due_at = ${inMs(-1_000)}::timestamptz`,
    ),
  );
  await runDueRules(database);
  assert.equal(await offered(at, dress.productId), false, 'its time is over');
  await rule(at, channel, 1, { when });
  await runDueRules(database);
  assert.equal(await offered(at, dress.productId), true);
  await rule(at, channel, 2, { when: { brand: ['Nobody'] }, enabled: false });
  await runDueRules(database);
  await follow(at);
  assert.equal(await offered(at, dress.productId), true, 'off: it decides nothing');
  const removed = await at.app.call('DELETE', `/api/assortment/rules/${channel}`, { as: at.owner });
  assert.deepEqual(removed.body, { removed: true });
  assert.equal((await rule(at, channel, 0, { when, enabled: false })).status, 200, 'and may be made again');
  assert.equal(await offered(at, dress.productId), true);
});

test('a rule is set on what was seen, on a channel of ours, and in a time that goes forward', async (t) => {
  const at = await office(t);
  const { app: channel } = at.shop.channels;
  const when = { pictures: 1 };
  assert.equal((await rule(at, newId('chn'), 0, { when })).body.code, 'catalog.channel_unknown');
  assert.equal((await rule(at, channel, 1, { when })).body.code, 'assortment.version_changed');
  const back = { when, from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' };
  assert.equal((await rule(at, channel, 0, back)).body.code, 'assortment.rule_invalid');
  assert.equal((await rule(at, channel, 0, { when: { moon: 'full' } })).body.code, 'request.invalid');
  assert.equal((await rule(at, channel, 0, { when })).status, 200);
  assert.equal((await rule(at, channel, 0, { when })).body.code, 'assortment.version_changed');
  assert.equal((await get(at, '/api/assortment/rules')).items.length, 1);
});

test('advice names a channel for every reason, the best first', async (t) => {
  const at = await office(t);
  const dress = await product(at, 'robe', 'Ourcel');
  await price(at, dress.skuId, 7_900);
  const { items } = await get(at, `/api/products/${dress.productId}/advice`);
  assert.equal(items.length, 3);
  assert.ok(
    items.every((one: { reasons: object[]; unknown: object[] }) => one.reasons.length > 0 && one.unknown.length === 2),
  );
  const missing = await at.app.call('GET', `/api/products/${newId('prd')}/advice`, { as: at.owner });
  assert.equal(missing.body.code, 'catalog.product_unknown');
});
