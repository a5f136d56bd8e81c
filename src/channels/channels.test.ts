import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from '#base/db';
import { newId } from '#base/ids';
import { startTail } from '#base/journal';
import { sleep } from '#base/time';
import {
  ceiling,
  channelKinds,
  channelsCaches,
  domains,
  levels,
  loadPolicies,
  lowerOf,
  policies,
  policy,
  presetFor,
  presetOf,
  presets,
} from '#channels';
import { testApp } from '../../test/support/app.ts';

test('presets set all eight domains, and no kind of channel goes above its ceiling', () => {
  for (const preset of Object.values(presets)) assert.deepEqual(Object.keys(preset), [...domains]);
  for (const kind of channelKinds) {
    for (const domain of domains) {
      const top = ceiling(kind, domain);
      assert.equal(top.reason === null, top.level === 'unified', `${kind} ${domain}: a ceiling has its reason`);
      assert.ok(levels.indexOf(presetFor(kind, 'unified')[domain]) <= levels.indexOf(top.level));
    }
    assert.equal(presetOf(kind, presetFor(kind, 'multichannel')), 'multichannel');
  }
  assert.equal(lowerOf('unified', 'bridged'), 'bridged');
  assert.equal(presetOf('web', { ...presets.unified, carts: 'bridged' }), undefined);
});

test('channels', async (t) => {
  const app = await testApp(t);
  const [owner, clerk] = await Promise.all([app.staff('owner'), app.staff('clerk')]);
  const body = (over: object = {}) => ({
    channelId: newId('chn'),
    code: 'web',
    kind: 'web',
    name: {
      fr: 'Boutique',
      en: 'Shop',
    },
    siteId: null,
    currency: 'EUR',
    language: 'fr',
    status: 'live',
    lagS: 0,
    preset: 'omnichannel',
    ...over,
  });
  const create = (given: object) => app.call('POST', '/api/channels', { as: owner, body: given });
  const list = async () => (await app.call('GET', '/api/channels', { as: clerk })).body.items;
  const web = body({ levels: { carts: 'unified' } });
  const market = body({ code: 'zalumo', kind: 'marketplace', preset: 'unified', lagS: 90 });

  await t.test('a channel is opened once, with a level in each domain', async () => {
    assert.equal((await create(web)).status, 201);
    assert.equal((await create(web)).status, 201, 'the same again');
    assert.equal((await create({ ...web, lagS: 5 })).body.code, 'request.id_reused');
    assert.equal((await create(body())).body.code, 'channels.code_taken');
    assert.equal((await create(body({ code: 'till-1', kind: 'till' }))).body.code, 'channels.site_needed');
    assert.equal((await create(body({ code: 'till-1', siteId: newId('sit') }))).body.code, 'channels.unknown_site');
    const [channel] = await list();
    assert.deepEqual(channel.levels, { ...presets.omnichannel, carts: 'unified' });
    assert.equal(channel.preset, null);
  });

  await t.test(
    'a preset is cut to what the channel can reach; asking for more is refused with the reason',
    async () => {
      assert.equal((await create(market)).status, 201);
      const channel = (await list()).find((c: { code: string }) => c.code === 'zalumo');
      assert.equal(channel.levels.carts, 'isolated');
      assert.equal(channel.levels.stock, 'synchronised');
      assert.equal(channel.preset, 'unified');
      assert.ok(channel.ceilings.carts.reason.fr.length > 10 && channel.ceilings.carts.reason.en.length > 10);
      const path = `/api/channels/${market.channelId}/levels`;
      const higher = await app.call('PUT', path, { as: owner, body: { levels: { carts: 'bridged' } } });
      assert.equal(higher.status, 422);
      assert.equal(higher.body.code, 'channels.above_ceiling');
      assert.ok(higher.body.reason.fr);
    },
  );

  await t.test('a change of level is a fact with who, why, and both levels; no change is no fact', async () => {
    const path = `/api/channels/${web.channelId}/levels`;
    const put = (given: object) => app.call('PUT', path, { as: owner, body: given });
    const changed = await put({ levels: { stock: 'unified', prices: 'synchronised' }, why: 'one pool' });
    assert.equal(changed.body.levels.stock, 'unified', changed.text);
    await put({ levels: { stock: 'unified' } });
    const history = await app.call('GET', `/api/channels/${web.channelId}/history`, { as: clerk });
    assert.deepEqual(
      history.body.items.map((i: { type: string }) => i.type),
      ['channels.level_changed', 'channels.channel_created'],
    );
    assert.deepEqual(history.body.items[0].body, {
      changes: [
        {
          domain: 'stock',
          from: 'synchronised',
          to: 'unified',
        },
      ],
      by: owner.id,
      why: 'one pool',
    });
    const preset = await put({ preset: 'cross-channel', levels: { carts: 'isolated' } });
    assert.deepEqual(preset.body.levels, { ...presets['cross-channel'], carts: 'isolated' });
    assert.equal((await app.call('PUT', path, { as: clerk, body: {} })).status, 403);
    assert.equal((await app.call('PUT', path, { as: owner, body: { levels: { stocks: 'unified' } } })).status, 400);
    const nowhere = `/api/channels/${newId('chn')}/levels`;
    assert.equal((await app.call('PUT', nowhere, { as: owner, body: { preset: 'unified' } })).status, 404);
  });

  await t.test('the writer’s next read is true, and other processes follow by the journal', async () => {
    const { database } = app;
    const path = `/api/channels/${web.channelId}/levels`;
    await loadPolicies(database);
    await app.call('PUT', path, { as: owner, body: { levels: { stock: 'isolated' } } });
    assert.equal(await policy(database, web.channelId, 'stock'), 'isolated');
    assert.equal(policies(database).level(web.channelId, 'stock'), 'isolated');
    assert.equal(policies(database).level('chn_nobody', 'stock'), 'isolated');
    const other = openDatabase(database.url, { max: 2 });
    const tail = await startTail(other);
    try {
      tail.subscribe(channelsCaches(other));
      await loadPolicies(other);
      assert.equal(policies(other).level(web.channelId, 'stock'), 'isolated');
      await app.call('PUT', path, { as: owner, body: { levels: { stock: 'bridged' } } });
      for (let i = 0; i < 200 && policies(other).level(web.channelId, 'stock') !== 'bridged'; i++) await sleep(5);
      assert.equal(policies(other).level(web.channelId, 'stock'), 'bridged');
    } finally {
      await tail.stop();
      await other.close();
    }
  });

  await t.test('a channel is paused and renamed; an unseen change of somebody else is not overwritten', async () => {
    const path = `/api/channels/${web.channelId}`;
    const patch = (given: object) => app.call('PATCH', path, { as: owner, body: given });
    const paused = await patch({ status: 'paused' });
    assert.equal(paused.body.status, 'paused', paused.text);
    assert.equal((await patch({ status: 'live', version: 1 })).body.code, 'channels.changed_meanwhile');
    assert.equal((await patch({ kind: 'till' })).status, 400);
    assert.equal((await patch({ siteId: newId('sit') })).body.code, 'channels.unknown_site');
  });
});
