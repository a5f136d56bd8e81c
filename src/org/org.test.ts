import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { entity, settings, siteByCode, siteById, sites } from '#org';
import { testApp } from '../../test/support/app.ts';

test('org', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const [owner, clerk] = await Promise.all([app.staff('owner'), app.staff('clerk')]);
  const address = { name: 'Maison', line1: '1 rue X', postcode: '69002', city: 'Lyon', country: 'FR' };
  const entityId = newId('ent');
  const site = (over: object = {}) => ({
    siteId: newId('sit'),
    entityId,
    code: 'LYO',
    kind: 'store',
    name: 'Lyon',
    siret: null,
    phone: null,
    address,
    hours: [
      {
        day: 1,
        opens: '10:00',
        closes: '19:00',
      },
    ],
    timeZone: 'Europe/Paris',
    pickup: true,
    pickupMinutes: 60,
    priority: 10,
    latitude: 45.76,
    longitude: 4.83,
    ...over,
  });
  const open = (body: object) => app.call('POST', '/api/sites', { as: owner, body });
  const lyon = site();

  await t.test('entities and sites are made once, and read from memory at once', async () => {
    assert.equal((await open(lyon)).body.code, 'org.unknown_entity');
    const body = { entityId, name: 'Maison', siren: '123456789', vatNumber: 'FR00123456789', address };
    for (let i = 0; i < 2; i++)
      assert.equal((await app.call('POST', '/api/entities', { as: owner, body })).status, 201, 'the same again too');
    assert.equal((await entity(database))?.name, 'Maison');
    assert.deepEqual(await sites(database), []);
    assert.equal((await open(lyon)).status, 201);
    assert.equal((await open(lyon)).status, 201);
    assert.equal((await siteByCode(database, 'LYO'))?.siteId, lyon.siteId);
    assert.equal((await siteById(database, lyon.siteId))?.longitude, 4.83);
    assert.equal((await open({ ...lyon, name: 'Other' })).body.code, 'request.id_reused');
    assert.equal((await open(site())).body.code, 'org.code_taken');
  });

  await t.test('what no site can be is refused, naming the field', async () => {
    const bad = async (over: object) => {
      const answer = await open(site({ code: 'NEW', ...over }));
      return [answer.status, answer.body.fields?.[0]?.field];
    };
    assert.deepEqual(await bad({ timeZone: 'Mars/Olympus' }), [422, 'timeZone']);
    assert.deepEqual(await bad({ hours: [{ day: 1, opens: '19:00', closes: '10:00' }] }), [422, 'hours.0']);
    assert.deepEqual(await bad({ address: { ...address, postcode: '1' } }), [422, 'address.postcode']);
    assert.equal((await bad({ kind: 'palace' }))[0], 400);
    assert.equal((await bad({ surprise: 1 }))[0], 400);
  });

  await t.test('a site changes field by field; an unseen change is not overwritten', async () => {
    const patch = (body: object) => app.call('PATCH', `/api/sites/${lyon.siteId}`, { as: owner, body });
    const changed = await patch({ name: 'Lyon Bellecour', pickupMinutes: null, version: 1 });
    assert.deepEqual(
      [changed.body.name, changed.body.pickupMinutes, changed.body.version],
      ['Lyon Bellecour', null, 2],
    );
    assert.equal((await siteById(database, lyon.siteId))?.name, 'Lyon Bellecour');
    assert.equal((await patch({ name: 'X', version: 1 })).body.code, 'org.changed_meanwhile');
    assert.equal((await patch({ name: 'Lyon Bellecour' })).body.version, 2, 'no change, no version');
    const christmas = { date: '2026-12-25', hours: [], note: { fr: 'Noël', en: 'Christmas' } };
    const told = await patch({ specialDays: [christmas] });
    assert.deepEqual([told.body.specialDays, told.body.version], [[christmas], 3]);
    assert.deepEqual((await patch({ phone: null })).body.specialDays, [christmas], 'what is not named stays');
    const twice = await patch({ specialDays: [christmas, christmas] });
    assert.deepEqual([twice.status, twice.body.fields?.[0]?.field], [422, 'specialDays.1.date']);
    assert.equal((await patch({ specialDays: [{ ...christmas, date: 'soon' }] })).status, 400);
    const nowhere = await app.call('PATCH', `/api/sites/${newId('sit')}`, { as: owner, body: { name: 'X' } });
    assert.equal(nowhere.status, 404);
  });

  await t.test('settings: read by all staff, changed by the owner, by one key once', async () => {
    const body = { shopName: 'Maison Ourcel', freeDeliveryFromMinor: null };
    const patch = (as: typeof owner, given: object, key?: string) =>
      app.call('PATCH', '/api/settings', { as, body: given, ...(key ? { key } : {}) });
    assert.equal((await patch(clerk, body)).status, 403);
    const first = await patch(owner, body, 'key-12345678');
    const again = await patch(owner, body, 'key-12345678');
    assert.deepEqual(first.body, again.body);
    assert.equal(first.body.version, 2);
    assert.equal((await settings(database)).shopName, 'Maison Ourcel');
    assert.equal((await patch(owner, { shopName: 'Other' }, 'key-12345678')).body.code, 'request.id_reused');
    assert.equal((await patch(owner, { defaultLanguage: 'en', languages: ['fr'] })).status, 422);
    assert.equal((await app.call('GET', '/api/settings', { as: clerk })).body.shopName, 'Maison Ourcel');
  });

  await t.test('everybody may see the shop and its stores, but not its settings', async () => {
    const shop = await app.call('GET', '/api/shop');
    assert.equal(shop.body.shopName, 'Maison Ourcel', shop.text);
    const stores = await app.call('GET', '/api/shop/sites');
    assert.equal(stores.body.items.length, 1, stores.text);
    assert.equal(typeof stores.body.items[0].open, 'boolean');
    assert.ok(!('siret' in stores.body.items[0]));
    assert.equal((await app.call('GET', '/api/settings')).status, 401);
  });
});
