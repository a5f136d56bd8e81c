/** Roles and where they are held, invitations, the second factor, sessions, keys of programs, the list of changes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { openDatabase } from '#base/db';
import { countCall, countTry, takeShared } from './limits.ts';
import { covers, heldBy, type Held } from './model.ts';
import { base32, codeAt, stepOfCode } from './totp.ts';
import { invitationToken } from './invite.ts';
import { testApp, type TestApp, type Person } from '../../test/support/app.ts';
import { testShop } from '../../test/support/shop.ts';

const house = (right: string): boolean => right.startsWith('h.');

test('rights of several roles: at some sites, everywhere, of the whole house', () => {
  const held = heldBy(
    [
      { rights: ['a', 'b', 'h.x'], sites: ['s1'] },
      { rights: ['a'], sites: ['s2'] },
      { rights: ['b'], sites: undefined },
    ],
    house,
  );
  assert.deepEqual([...held.rights].sort(), ['a', 'b']);
  assert.deepEqual([...(held.sites.get('a') ?? [])].sort(), ['s1', 's2']);
  assert.equal(held.sites.get('b'), undefined, 'held everywhere');
  const at = (...sites: string[]): Held => heldBy([{ rights: ['a'], sites }], house);
  const everywhere = heldBy([{ rights: ['a'], sites: undefined }], house);
  assert.deepEqual(
    [covers(held, at('s1')), covers(held, at('s3')), covers(held, everywhere), covers(everywhere, held)],
    [true, false, false, false],
  );
});

test('one-time codes are those of RFC 6238, appendix B, and work once', () => {
  const secret = Buffer.from('12345678901234567890');
  const known = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const;
  for (const [seconds, code] of known) assert.equal(codeAt(secret, Math.floor(seconds / 30)), code);
  assert.equal(base32(secret), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  const now = 1_111_111_111_000;
  const step = stepOfCode(secret, '050471', now, 0) ?? 0;
  assert.equal(step, 37_037_037);
  assert.equal(stepOfCode(secret, '050471', now, step), undefined, 'used');
  assert.equal(stepOfCode(secret, '050471', now + 30_000, 0), step, 'a clock that is late by one step');
  assert.equal(stepOfCode(secret, '050471', now + 90_000, 0), undefined);
});

test('tries are counted over all processes, and the answer says how long to wait', async (t) => {
  const { database } = await testApp(t);
  const other = openDatabase(database.url, { max: 2 });
  t.after(() => other.close());
  const bucket = [{ key: 'one', burst: 4, everyMs: 60_000 }];
  const both: Database[] = [database, other, database, other];
  for (const one of both) assert.equal(await takeShared(one, bucket), undefined);
  const wait = await takeShared(other, bucket);
  assert.ok(wait !== undefined && wait > 30_000 && wait <= 60_000, String(wait));
  const tries = [];
  for (let i = 0; i < 12; i++) tries.push(await countTry(i % 2 ? other : database, 'a', '10.0.0.1').catch((e) => e));
  assert.equal(
    tries.filter((one) => one instanceof Error).length,
    4,
    'eight from one address, whichever process it asks',
  );
  const calls = [];
  for (let i = 0; i < 9; i++) calls.push(await countCall(i % 2 ? other : database, 'key_a', 6).catch((e) => e));
  assert.equal(calls.filter((one) => one instanceof Error).length, 3);
});

const password = 'open sesame';
const signIn = (app: TestApp, email: string, more: object = {}) =>
  app.call('POST', '/api/session', { body: { email, password, as: 'bearer', ...more } });
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

async function added(app: TestApp, owner: Person, body: object): Promise<{ staffId: string; email: string }> {
  const staffId = newId('stf');
  const email = `${staffId}@halle.test`;
  const answer = await app.call('POST', '/api/staff', {
    as: owner,
    body: { staffId, email, name: 'P', password, ...body },
  });
  assert.equal(answer.status, 201, answer.text);
  return { staffId, email };
}

test('people', async (t) => {
  const app = await testApp(t);
  const { siteId } = await testShop(app.database);
  const owner = await app.staff('owner');

  await t.test('a role of one’s own gives what was ticked, and nothing after it was unticked', async () => {
    const role = `rol_${newId('x').slice(2)}`;
    const save = (rights: string[], version: number) =>
      app.call('PUT', `/api/roles/${role}`, {
        as: owner,
        body: { name: 'Vitrine', rights, secondFactor: false, version },
      });
    assert.equal((await save(['orders.read', 'stock.read'], 0)).status, 200);
    assert.equal((await save(['orders.read'], 0)).body.code, 'identity.changed_meanwhile');
    assert.equal((await save(['nothing.real'], 1)).body.code, 'identity.unknown_right');
    const { email } = await added(app, owner, { role });
    const { token } = (await signIn(app, email)).body;
    assert.equal((await app.call('GET', '/api/orders', bearer(token))).status, 200);
    assert.equal((await app.call('GET', '/api/customers', bearer(token))).status, 403);
    assert.equal((await app.call('DELETE', `/api/roles/${role}`, { as: owner })).body.code, 'identity.role_held');
    assert.equal((await save(['stock.read'], 1)).status, 200);
    assert.equal((await app.call('GET', '/api/orders', bearer(token))).status, 403, 'at once');
  });

  await t.test('nobody gives more than they hold, nor touches who holds more', async () => {
    const { email } = await added(app, owner, { role: 'manager' });
    const { token } = (await signIn(app, email)).body;
    const as = bearer(token);
    const body = { staffId: newId('stf'), email: 'o@halle.test', name: 'O', role: 'owner', password };
    assert.equal((await app.call('POST', '/api/staff', { ...as, body })).body.code, 'identity.more_than_own');
    const reset = await app.call('PATCH', `/api/staff/${owner.id}`, { ...as, body: { password: 'mine now!' } });
    assert.equal(reset.body.code, 'identity.more_than_own');
    const more = [{ role: 'owner', siteId: null, entityId: null }];
    const mine = (await app.call('GET', '/api/session', as)).body.staff.staffId;
    const self = await app.call('PATCH', `/api/staff/${mine}`, { ...as, body: { more } });
    assert.equal(self.body.code, 'identity.more_than_own');
    assert.equal(
      (await app.call('POST', '/api/staff', { ...as, body: { ...body, role: 'clerk', siteId } })).status,
      201,
    );
  });

  await t.test('an invitation works once, not after it was withdrawn, and not for ever', async () => {
    const asked = async (): Promise<string> => {
      const invitationId = newId('inv');
      const body = {
        invitationId,
        email: `${invitationId}@halle.test`,
        name: 'I',
        role: 'clerk',
        siteId,
        language: 'fr',
      };
      assert.equal((await app.call('POST', '/api/invitations', { as: owner, body })).status, 201);
      assert.equal((await app.call('POST', '/api/invitations', { as: owner, body })).status, 201, 'the same again');
      return invitationId;
    };
    const accept = (token: string, more: object = {}) =>
      app.call('POST', '/api/invitations/accept', {
        body: { token, staffId: newId('stf'), name: 'Ida', password: 'my own choice', ...more },
      });
    const first = await asked();
    const token = await invitationToken(app.database, first);
    assert.equal(
      (await app.call('POST', '/api/invitations/look', { body: { token } })).body.email,
      `${first}@halle.test`,
    );
    assert.equal((await accept(token, { password: 'aaaaaaaa' })).body.code, 'identity.weak_password');
    assert.equal((await accept(token, { staffId: owner.id })).body.code, 'request.id_reused');
    const joined = await Promise.all([accept(token), accept(token)]);
    assert.deepEqual(joined.map((one) => one.status).sort(), [200, 404]);
    const [session] = joined.filter((one) => one.status === 200);
    const me = (await app.call('GET', '/api/session', { cookies: session?.cookies ?? {} })).body.staff;
    assert.deepEqual([me.role, me.siteId, me.name], ['clerk', siteId, 'Ida']);
    assert.equal((await accept(`${first}.${'A'.repeat(32)}`)).body.code, 'identity.invitation_over');
    const second = await asked();
    assert.equal((await app.call('DELETE', `/api/invitations/${second}`, { as: owner })).status, 204);
    assert.equal((await accept(await invitationToken(app.database, second))).status, 404);
    const third = await asked();
    await app.database.query(sql`UPDATE identity.invitation SET expires_at = now() WHERE invitation_id = ${third}`);
    assert.equal((await accept(await invitationToken(app.database, third))).status, 404);
  });

  await t.test('a second factor is asked for once it is confirmed; recovery codes help once each', async () => {
    const { email, staffId } = await added(app, owner, { role: 'clerk' });
    const as = bearer((await signIn(app, email)).body.token);
    const begun = await app.call('POST', '/api/session/second-factor', { ...as, body: { current: password } });
    assert.match(begun.body.uri, /^otpauth:\/\/totp\/[^?]+\?secret=[A-Z2-7]{32}&issuer=/);
    assert.match(begun.body.qr, /^<svg/);
    assert.equal((await signIn(app, email)).status, 200, 'not confirmed yet');
    const bits = [...String(begun.body.secret)].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
    const text = bits.map((five) => five.toString(2).padStart(5, '0')).join('');
    const secret = Buffer.from((text.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
    const code = (ahead = 0): string => codeAt(secret, Math.floor(Date.now() / 30_000) + ahead);
    const wrong = await app.call('PUT', '/api/session/second-factor', { ...as, body: { code: '000000' } });
    assert.equal(wrong.body.code, 'identity.wrong_code');
    const first = code();
    const confirmed = await app.call('PUT', '/api/session/second-factor', { ...as, body: { code: first } });
    assert.equal(confirmed.body.codes.length, 10, confirmed.text);
    assert.equal((await app.call('GET', '/api/session/sessions', as)).status, 401, 'the token from before is dead');
    assert.equal((await app.call('GET', '/api/session/sessions', bearer(confirmed.body.token))).status, 200);
    assert.equal((await signIn(app, email)).body.code, 'identity.code_needed');
    assert.equal((await signIn(app, email, { code: first })).body.code, 'identity.wrong_code', 'used to confirm it');
    assert.equal((await signIn(app, email, { code: code(1) })).status, 200);
    const [lost] = confirmed.body.codes;
    assert.equal((await signIn(app, email, { code: lost })).status, 200);
    assert.equal((await signIn(app, email, { code: lost })).body.code, 'identity.wrong_code', 'once');
    assert.equal((await app.call('DELETE', `/api/staff/${staffId}/second-factor`, { as: owner })).status, 204);
    assert.equal((await signIn(app, email)).status, 200);
  });

  await t.test('who must have a second factor may do nothing before they have one', async () => {
    const rule = { secondFactor: true, version: 0 };
    assert.equal((await app.call('PUT', '/api/roles/accountant', { as: owner, body: rule })).status, 200);
    const { email } = await added(app, owner, { role: 'accountant' });
    const as = bearer((await signIn(app, email)).body.token);
    const me = (await app.call('GET', '/api/session', as)).body.staff;
    assert.deepEqual([me.needs, me.rights], ['second_factor', ['self']]);
    assert.equal((await app.call('GET', '/api/orders', as)).status, 403);
  });

  await t.test('sessions are listed with what opened them, and ended one by one', async () => {
    const { email } = await added(app, owner, { role: 'clerk' });
    const [here, there] = [(await signIn(app, email)).body.token, (await signIn(app, email)).body.token];
    const list = (await app.call('GET', '/api/session/sessions', bearer(here))).body.items;
    assert.equal(list.length, 2);
    const away = list.find((one: { mine: boolean }) => !one.mine).sessionId;
    assert.equal((await app.call('DELETE', `/api/session/sessions/${away}`, { as: owner })).status, 204);
    assert.equal((await app.call('GET', '/api/settings', bearer(there))).status, 200, 'another’s call ends nothing');
    assert.equal((await app.call('DELETE', `/api/session/sessions/${away}`, bearer(here))).status, 204);
    assert.equal((await app.call('GET', '/api/settings', bearer(there))).status, 401);
    assert.equal((await app.call('GET', '/api/settings', bearer(here))).status, 200);
  });

  await t.test('a key opens its scopes and no more, within its limit, until it ends or is revoked', async () => {
    const make = (more: object) =>
      app.call('POST', '/api/keys', {
        as: owner,
        body: { keyId: newId('key'), name: 'ERP', rights: ['orders.read', 'stock.read'], ...more },
      });
    assert.equal((await make({ rights: ['staff.write'] })).body.code, 'identity.unknown_right', 'no key makes people');
    const made = await make({});
    assert.match(made.body.key, /^halle_[0-9a-z]{32}$/);
    const as = bearer(made.body.key);
    assert.equal((await app.call('GET', '/api/orders', as)).status, 200);
    assert.equal((await app.call('GET', '/api/customers', as)).status, 403);
    assert.equal((await app.call('GET', '/api/session/sessions', as)).status, 403);
    const [stored] = await app.database.query<{ t: string }>(
      sql`SELECT k::text AS t FROM identity.api_key k WHERE key_id = ${made.body.keyId}`,
    );
    assert.ok(stored && !stored.t.includes(made.body.key), 'kept as a hash');
    const shown = (await app.call('GET', '/api/keys', { as: owner })).body.items[0];
    assert.deepEqual([shown.prefix, shown.usedAt !== null], [made.body.key.slice(0, 10), true]);
    assert.equal((await app.call('DELETE', `/api/keys/${made.body.keyId}`, { as: owner })).status, 204);
    assert.equal((await app.call('GET', '/api/orders', as)).status, 401, 'at once');
    const late = await make({ expiresAt: '2020-01-01T00:00:00Z' });
    assert.equal((await app.call('GET', '/api/orders', bearer(late.body.key))).status, 401);
    const slow = bearer((await make({ perMinute: 3 })).body.key);
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await app.call('GET', '/api/orders', slow));
    assert.deepEqual(
      answers.map((one) => one.status),
      [200, 200, 200, 429],
    );
    const wait = Number(answers[3]?.headers['retry-after']);
    assert.ok(wait >= 10 && wait <= 20, String(wait));
    const local = bearer((await make({ siteId })).body.key);
    assert.equal((await app.call('GET', '/api/audit', local)).status, 403);
  });

  await t.test('privileged changes are listed with who made them, and hold no secret', async () => {
    const { body } = await app.call('GET', '/api/audit?limit=200&about=identity.', { as: owner });
    const types = new Set(body.items.map((one: { type: string }) => one.type));
    for (const type of ['staff_added', 'role_changed', 'invited', 'second_factor_on', 'key_made', 'key_revoked'])
      assert.ok(types.has(`identity.${type}`), type);
    assert.ok(body.items.some((one: { actorName: string }) => one.actorName === 'owner'));
    assert.ok(!/argon2|halle_[0-9a-z]{32}|open sesame|my own choice/.test(JSON.stringify(body)));
    const seqs = body.items.map((one: { seq: number }) => one.seq);
    const next = await app.call('GET', `/api/audit?limit=5&before=${seqs[4]}`, { as: owner });
    assert.deepEqual(
      next.body.items.every((one: { seq: number }) => one.seq < seqs[4]),
      true,
    );
  });
});
