/** Forgotten passwords, from asking to signing in: what opens an account, and all that does not. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { registerCustomer, updateCustomer } from '#customers';
import { hashSecret, resetToken } from '#identity';
import { notificationsModule } from './index.ts';
import { sendQueued } from './send.ts';
import { testApp, type Answer, type TestApp } from '../../test/support/app.ts';
import { mailServer } from '../../test/support/mail-server.ts';
import { react } from '../../test/support/react.ts';

const links = {
  staff: /https:\/\/maison\.example\/office\/new-password#([\w.-]+)/,
  shop: /account\/new-password\?t=([\w.-]+)/,
};

let app: TestApp;
const undo: (() => unknown)[] = [];
let letters: string[] = [];

before(async () => {
  const later = { after: (fn: () => unknown) => void undo.push(fn) };
  app = await testApp(later);
  const server = await mailServer(later);
  process.env.HALLE_SMTP = server.url;
  process.env.HALLE_URL = 'https://maison.example';
  letters = server.mails;
});
after(async () => {
  delete process.env.HALLE_SMTP;
  delete process.env.HALLE_URL;
  for (const fn of undo.reverse()) await fn();
});

/** The newest letter; empty when none came. */
async function deliver(): Promise<string> {
  const had = letters.length;
  await react(app.database, notificationsModule.reactions ?? []);
  await sendQueued(app.database);
  return letters.length === had ? '' : (letters.at(-1) ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
}

/** Sends, in a house that has not counted anything yet. */
async function post(path: string, body: object): Promise<Answer> {
  await app.database.query(sql`DELETE FROM identity.bucket`);
  return app.call('POST', path, { headers: { host: 'evil.example' }, body });
}

const chosen = 'neuf cerises noires';

test('staff: a link to the house, once; all sessions end, the second factor stays', async () => {
  const clerk = await app.staff('clerk');
  const forgot = (email: string, language = 'fr') => post('/api/password/forgotten', { email, language });
  assert.equal((await forgot('nobody@halle.test')).status, 204);
  assert.equal(await deliver(), '', 'nobody is written to');
  assert.equal((await forgot('CLERK@halle.test', 'en')).status, 204);
  const mail = await deliver();
  assert.match(mail, /^To: clerk <clerk@halle\.test>/m);
  assert.match(mail, /lang="en"/);
  assert.ok(!mail.includes('evil.example'));
  const token = links.staff.exec(mail)?.[1] ?? '';
  const reset = (body: object, path = '/api/password/reset') => post(path, body);
  const seen = await post('/api/password/look', { token });
  assert.equal(seen.body.email, 'clerk@halle.test');

  await app.database.query(sql`
    INSERT INTO identity.totp (staff_id, secret, made_at, confirmed_at) VALUES (${clerk.id}, '\\x00', now(), now())`);
  const strange = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
  for (const [body, path] of [
    [{ token: strange, password: chosen }],
    [{ token, password: chosen }, '/api/shop/password/reset'],
  ] as const)
    assert.equal((await reset(body, path)).body.code, 'identity.reset_over');
  assert.equal((await reset({ token, password: 'aaaaaaaa' })).body.code, 'identity.weak_password', 'and stays good');

  const both = await Promise.all([reset({ token, password: chosen }), reset({ token, password: `${chosen}!` })]);
  assert.deepEqual(
    both.map(({ status }) => status).filter((status) => status === 204),
    [204],
    'of two one does',
  );
  assert.equal((await reset({ token, password: chosen })).body.code, 'identity.reset_over', 'used');
  assert.equal((await app.call('GET', '/api/session/sessions', { as: clerk })).status, 401, 'their sessions are over');
  const entered = { email: 'clerk@halle.test', password: both[0].status === 204 ? chosen : `${chosen}!` };
  assert.equal((await post('/api/session', entered)).body.code, 'identity.code_needed');
  const facts = await app.database.query<{ text: string }>(
    sql`SELECT body::text || mentions::text AS text FROM journal.event WHERE type LIKE 'identity.%'`,
  );
  const told = JSON.stringify(facts);
  for (const secret of [token, token.split('.')[1] ?? '', chosen, 'clerk@halle', 'nobody@halle'])
    assert.ok(!told.includes(secret), 'the journal holds no secret and no address');
});

test('what ends a link: an hour, another password, another address, leaving; three letters an hour are enough', async () => {
  await app.staff('picker');
  const ask = async (): Promise<string> => {
    assert.equal((await post('/api/password/forgotten', { email: 'picker@halle.test' })).status, 204);
    return links.staff.exec(await deliver())?.[1] ?? '';
  };
  const look = async (token: string): Promise<number> => (await post('/api/password/look', { token })).status;
  const picker = await app.staff('picker');
  const change = async (set: ReturnType<typeof sql>): Promise<void> => {
    await app.database.query(sql`UPDATE identity.staff SET ${set} WHERE staff_id = ${picker.id}`);
  };
  const first = await ask();
  assert.equal(await look(first), 200);
  await app.database.query(sql`UPDATE identity.reset SET expires_at = now()`);
  assert.equal(await look(first), 404, 'an hour');
  for (const set of [
    sql`password_hash = ${await hashSecret('another one')}`,
    sql`email = 'else@halle.test'`,
    sql`active = false`,
  ]) {
    const token = await ask();
    assert.equal(await look(token), 200);
    await change(set);
    assert.equal(await look(token), 404);
    await change(sql`email = 'picker@halle.test'`);
  }
  assert.equal(await ask(), '', 'who has left is not written to');
  await app.database.query(sql`DELETE FROM identity.bucket`);
  const statuses: number[] = [];
  for (const email of ['nobody@halle.test', 'Nobody@halle.test', 'nobody@halle.test', 'nobody@halle.test'])
    statuses.push((await app.call('POST', '/api/password/forgotten', { body: { email } })).status);
  assert.deepEqual(statuses, [204, 204, 204, 429]);
});

test('shoppers: the holder of the address gets the link, a claim never does', async () => {
  const known = { customerId: newId('cus'), name: 'Ada', email: 'ada@halle.test', phone: null };
  await app.database.transaction({ actor: 'test' }, (tx) => registerCustomer(tx, known));
  const claim = { customerId: newId('cus'), name: 'Eve', email: known.email, password: 'dix prunes vertes' };
  assert.equal((await post('/api/shop/register', claim)).status, 201);
  const ask = async (email: string): Promise<string> => {
    assert.equal((await post('/api/shop/password/forgotten', { email })).status, 204);
    return links.shop.exec(await deliver())?.[1] ?? '';
  };
  const token = await ask(known.email);
  const [row] = await app.database.query<{ subject: string; id: string }>(
    sql`SELECT subject_id AS subject, reset_id AS id FROM identity.reset WHERE kind = 'customer'`,
  );
  assert.equal(row?.subject, known.customerId, 'the one who holds it');
  assert.equal((await post('/api/password/look', { token })).status, 404, 'it opens nothing of the office');
  const session = await app.shopper(known.customerId);
  assert.equal((await post('/api/shop/password/reset', { token, password: chosen })).status, 204);
  assert.equal((await app.call('GET', '/api/shop/me', { as: session })).status, 401);
  const entered = await post('/api/shop/session', { email: known.email, password: chosen });
  assert.equal(entered.body.customerId, known.customerId, 'the first password of a profile of the till');
  const other = await post('/api/shop/session', { email: known.email, password: claim.password });
  assert.equal(other.body.customerId, claim.customerId, 'and the claim is what it was');

  await app.database.transaction({ actor: 'test' }, (tx) =>
    updateCustomer(tx, { customerId: known.customerId, email: null }),
  );
  assert.equal(await ask(known.email), '', 'of a claim alone nobody is written to');
  assert.equal(
    (await post('/api/shop/password/look', { token: await resetToken(app.database, row?.id ?? '') })).status,
    404,
  );
});
