import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { createEntity, createSite } from '#org';
import { bootstrapOwner, createStaff, hashSecret, principalOf, verifySecret, staffCookie } from '#identity';
import { testApp } from '../../test/support/app.ts';

const address = { name: 'Maison', line1: '1 rue X', postcode: '69002', city: 'Lyon', country: 'FR' };

test('identity', async (t) => {
  const app = await testApp(t);
  const entityId = newId('ent');
  const siteId = newId('sit');
  const elsewhere = newId('sit');
  await app.database.transaction({ actor: 'test' }, async (tx) => {
    await createEntity(tx, { entityId, name: 'Maison', siren: null, vatNumber: null, address });
    for (const [id, code] of [
      [siteId, 'LYO'],
      [elsewhere, 'PAR'],
    ] as const)
      await createSite(tx, {
        siteId: id,
        entityId,
        code,
        kind: 'store',
        name: code,
        siret: null,
        phone: null,
        address,
        hours: [],
        timeZone: 'Europe/Paris',
        pickup: true,
        pickupMinutes: 60,
        priority: 1,
        latitude: null,
        longitude: null,
      });
  });
  await Promise.all([app.staff('owner'), app.staff('clerk')]);
  const signIn = (password = 'open sesame', email = 'clerk@halle.test', more: object = {}, cookies = {}) =>
    app.call('POST', '/api/session', { body: { email, password, ...more }, cookies });

  await t.test('signs in by cookie, which scripts cannot read, or by bearer token', async () => {
    const answer = await signIn('open sesame', ' CLERK@halle.test ');
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.token, null);
    const set = String(answer.headers['set-cookie']);
    assert.match(set, /HttpOnly/);
    assert.match(set, /SameSite=Lax/);
    const me = await app.call('GET', '/api/session', { cookies: answer.cookies });
    assert.equal(me.body.staff.role, 'clerk');
    assert.ok(me.body.staff.rights.includes('settings.read') && !me.body.staff.rights.includes('settings.write'));
    const { body, cookies } = await signIn('open sesame', 'clerk@halle.test', { as: 'bearer' });
    assert.deepEqual(cookies, {});
    const bearer = await app.call('GET', '/api/session', { headers: { authorization: `Bearer ${body.token}` } });
    assert.equal(bearer.body.staff.name, 'clerk');
  });

  await t.test('an unknown account and a wrong password get the same answer', async () => {
    const wrong = await signIn('not it at all');
    const unknown = await signIn('not it at all', 'nobody@halle.test');
    assert.equal(wrong.status, 401);
    assert.deepEqual(wrong.body, unknown.body);
    assert.equal(wrong.body.code, 'identity.wrong_password');
  });

  await t.test('tries are bounded for each account and address', async () => {
    const email = 'target@halle.test';
    const answers = [];
    for (let i = 0; i < 10; i++) answers.push((await signIn('wrong password', email)).status);
    assert.equal(answers[0], 401);
    assert.equal(answers.at(-1), 429);
    assert.equal((await signIn()).status, 200, 'others still sign in');
  });

  await t.test('signing in makes a new session and ends the one that was brought along', async () => {
    const first = await signIn();
    const second = await signIn('open sesame', 'clerk@halle.test', {}, first.cookies);
    assert.notEqual(first.cookies[staffCookie], second.cookies[staffCookie]);
    assert.equal((await app.call('GET', '/api/session', { cookies: first.cookies })).body.staff, null);
    assert.equal((await app.call('GET', '/api/session', { cookies: second.cookies })).body.staff.role, 'clerk');
    const planted = { [staffCookie]: 'a'.repeat(32) };
    const third = await signIn('open sesame', 'clerk@halle.test', {}, planted);
    assert.notEqual(third.cookies[staffCookie], planted[staffCookie]);
  });

  await t.test('signing out ends the session on the server', async () => {
    const { cookies } = await signIn();
    assert.equal((await app.call('GET', '/api/settings', { cookies })).status, 200);
    assert.equal((await app.call('DELETE', '/api/session', { cookies })).status, 204);
    assert.equal((await app.call('GET', '/api/settings', { cookies })).status, 401);
  });

  await t.test('a session ended by another process is believed for at most a second', async () => {
    const { cookies } = await signIn();
    assert.equal((await app.call('GET', '/api/settings', { cookies })).status, 200);
    await app.database.query(sql`DELETE FROM identity.session`);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    assert.equal((await app.call('GET', '/api/settings', { cookies })).status, 401);
  });

  await t.test('tokens are stored as hashes only, passwords as argon2id', async () => {
    const { body } = await signIn('open sesame', 'clerk@halle.test', { as: 'bearer' });
    const rows = await app.database.query<{ t: string }>(sql`SELECT s::text AS t FROM identity.session s`);
    assert.ok(rows.length > 0 && rows.every((row) => !row.t.includes(body.token)));
    const hash = await hashSecret('some password');
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.equal(await verifySecret(hash, 'some password'), true);
    assert.equal(await verifySecret(hash, 'some passwore'), false);
    assert.equal(await verifySecret(null, 'some password'), false);
  });

  await t.test('one browser may be signed in to office and shop: the route decides which counts', async () => {
    const owner = await app.staff('owner').then(() => signIn('open sesame', 'owner@halle.test'));
    const shopper = await app.shopper(newId('cus'));
    const request = {
      ip: '',
      headers: {},
      rawBody: undefined,
      origin: '',
      cookies: {
        ...owner.cookies,
        halle_shopper: shopper.token,
      },
    };
    const kind = async (permission: 'customer' | 'shopper' | 'staff:self') =>
      (await principalOf(app.database, request, { permission })).kind;
    assert.deepEqual(
      [await kind('staff:self'), await kind('customer'), await kind('shopper')],
      ['staff', 'customer', 'customer'],
    );
    assert.equal((await app.call('GET', '/api/settings', { as: shopper })).status, 403);
    const swapped = { ...request, cookies: { halle_session: shopper.token } };
    assert.equal((await principalOf(app.database, swapped)).kind, 'nobody', 'a shopper’s token is no staff cookie');
  });

  await t.test('a new role and leaving count at once; there is always an owner', async () => {
    const owner = (await signIn('open sesame', 'owner@halle.test')).cookies;
    const staffId = newId('stf');
    const body = { staffId, email: 'new@halle.test', name: 'New', role: 'owner', password: 'another one', pin: '4711' };
    const added = await app.call('POST', '/api/staff', { cookies: owner, body });
    assert.equal(added.status, 201, added.text);
    assert.equal((await app.call('POST', '/api/staff', { cookies: owner, body })).status, 201, 'the same again');
    const other = await app.call('POST', '/api/staff', { cookies: owner, body: { ...body, name: 'Other' } });
    assert.equal(other.body.code, 'request.id_reused');
    const twin = await app.call('POST', '/api/staff', { cookies: owner, body: { ...body, staffId: newId('stf') } });
    assert.equal(twin.body.code, 'identity.email_taken');
    const theirs = (await signIn('another one', 'new@halle.test')).cookies;
    assert.equal((await app.call('GET', '/api/staff', { cookies: theirs })).status, 200);
    const patch = (id: string, change: object) =>
      app.call('PATCH', `/api/staff/${id}`, { cookies: owner, body: change });
    assert.equal((await patch(staffId, { active: false })).status, 200);
    assert.equal((await app.call('GET', '/api/staff', { cookies: theirs })).status, 401);
    assert.equal((await signIn('another one', 'new@halle.test')).status, 401);
    const last = await patch((await app.staff('owner')).id, { role: 'clerk' });
    assert.equal(last.body.code, 'identity.last_owner');
    assert.equal((await patch(staffId, { name: 'N', version: 1 })).body.code, 'identity.changed_meanwhile');
  });

  await t.test('changing one’s password ends the other sessions and gives this one a new token', async () => {
    const hash = await hashSecret('first password');
    const staffId = newId('stf');
    const person = { staffId, email: 'pw@halle.test', name: 'Pw', role: 'clerk', passwordHash: hash } as const;
    await app.database.transaction({ actor: 'test' }, (tx) => createStaff(tx, person));
    const here = (await signIn('first password', 'pw@halle.test')).cookies;
    const there = (await signIn('first password', 'pw@halle.test')).cookies;
    const change = (current: string, next: string) =>
      app.call('PUT', '/api/session/password', { cookies: here, body: { current, next } });
    assert.equal((await change('wrong', 'second password')).body.code, 'identity.wrong_password');
    assert.equal((await change('first password', 'aaaaaaaaaaaa')).body.code, 'identity.weak_password');
    const changed = await change('first password', 'second password');
    assert.deepEqual([changed.status, changed.body.token], [200, null], changed.text);
    const nameOf = async (cookies: Record<string, string>): Promise<unknown> =>
      (await app.call('GET', '/api/session', { cookies })).body.staff?.name;
    assert.deepEqual(await Promise.all([changed.cookies, here, there].map(nameOf)), ['Pw', undefined, undefined]);
    const { token } = (await signIn('second password', 'pw@halle.test', { as: 'bearer' })).body;
    const headers = { authorization: `Bearer ${token}` };
    const body = { current: 'second password', next: 'third password' };
    const again = (await app.call('PUT', '/api/session/password', { headers, body })).body.token;
    const status = async (bearer: string): Promise<number> =>
      (await app.call('GET', '/api/staff', { headers: { authorization: `Bearer ${bearer}` } })).status;
    assert.deepEqual([await status(again), await status(token)], [200, 401], 'programs are given theirs');
    assert.equal((await signIn('first password', 'pw@halle.test')).status, 401);
    assert.equal((await signIn('third password', 'pw@halle.test')).status, 200);
  });

  await t.test('a PIN works only on a device opened with a password, for people of its site', async () => {
    const [pinHash, passwordHash] = await Promise.all([hashSecret('2468'), hashSecret('long enough')]);
    const ids = [newId('stf'), newId('stf')] as const;
    await app.database.transaction({ actor: 'test' }, async (tx) => {
      const common = { name: 'Till', role: 'clerk', passwordHash, pinHash } as const;
      await createStaff(tx, { ...common, staffId: ids[0], email: 'till1@halle.test', siteId });
      await createStaff(tx, { ...common, staffId: ids[1], email: 'till2@halle.test', siteId: elsewhere });
    });
    const pin = (staffId: string, code: string, cookies: Record<string, string>) =>
      app.call('POST', '/api/session/pin', { body: { staffId, pin: code }, cookies });
    assert.equal((await pin(ids[0], '2468', {})).body.code, 'identity.unknown_device');
    const clerk = await signIn();
    const body = { deviceId: newId('dev'), siteId, name: 'Till 1' };
    const enrolled = await app.call('POST', '/api/devices', { cookies: clerk.cookies, body });
    assert.equal(enrolled.status, 201, enrolled.text);
    const device = enrolled.cookies;
    const seen = await app.call('GET', '/api/session/device', { cookies: device });
    assert.ok(seen.body.people.some((p: { staffId: string }) => p.staffId === ids[0]));
    assert.ok(!seen.body.people.some((p: { staffId: string }) => p.staffId === ids[1]));
    assert.equal((await pin(ids[0], '1111', device)).body.code, 'identity.wrong_pin');
    const opened = await pin(ids[0], '2468', device);
    assert.equal(opened.status, 200);
    assert.equal((await app.call('GET', '/api/session', { cookies: opened.cookies })).body.staff.name, 'Till');
    assert.equal((await pin(ids[1], '2468', device)).body.code, 'identity.wrong_pin');
    for (let i = 0; i < 5; i++) await pin(ids[0], '0000', device);
    assert.equal((await pin(ids[0], '2468', device)).status, 429);
    const owner = (await signIn('open sesame', 'owner@halle.test')).cookies;
    assert.equal((await app.call('DELETE', `/api/devices/${body.deviceId}`, { cookies: owner })).status, 204);
    assert.equal((await app.call('GET', '/api/session/device', { cookies: device })).body.device, null);
    const whoOpened = await app.call('GET', '/api/session', { cookies: opened.cookies });
    assert.notEqual(whoOpened.body.staff?.name, 'Till', 'who signed in there by PIN is signed out at once');
    assert.equal((await app.call('GET', '/api/session', { cookies: owner })).status, 200, 'nobody else is');
    assert.equal((await app.call('DELETE', `/api/devices/${body.deviceId}`, { cookies: owner })).status, 204, 'again');
    const devices = (await app.call('GET', '/api/devices', { cookies: owner })).body.items;
    assert.equal(devices.find((one: { deviceId: string }) => one.deviceId === body.deviceId)?.revoked, true);
  });

  await t.test('the first start makes an owner once', async (inner) => {
    const empty = await testApp(inner);
    const made = await bootstrapOwner(empty.database, 'first@halle.test');
    assert.ok(made);
    assert.equal(await bootstrapOwner(empty.database, 'second@halle.test'), undefined);
    const answer = await empty.call('POST', '/api/session', { body: made });
    assert.equal(answer.status, 200, answer.text);
  });
});
