import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { customerById, findCustomers, registerCustomer, type NewCustomer } from '#customers';
import { hashSecret, shopperCookie } from '#identity';
import { testApp } from '../../test/support/app.ts';

test('shoppers', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const make = (over: Partial<NewCustomer>) =>
    database.transaction({ actor: 'test' }, (tx) =>
      registerCustomer(tx, { customerId: newId('cus'), name: 'Test', email: null, phone: null, ...over }),
    );
  const register = (over: object = {}, cookies = {}) =>
    app.call('POST', '/api/shop/register', {
      body: {
        customerId: newId('cus'),
        name: 'Élodie Lefèvre',
        email: 'elodie@x.test',
        password: 'a good one',
        ...over,
      },
      cookies,
    });
  const signIn = (email: string, password: string) =>
    app.call('POST', '/api/shop/session', { body: { email, password } });
  const me = (cookies: Record<string, string>) => app.call('GET', '/api/shop/me', { cookies });

  await t.test('who registers is signed in at once', async () => {
    const answer = await register();
    assert.equal(answer.status, 201, answer.text);
    const account = await me(answer.cookies);
    assert.equal(account.body.name, 'Élodie Lefèvre');
    assert.match(account.body.code, /^[0-9a-hjkmnp-tv-z]{10}$/);
    assert.equal((await signIn('ELODIE@x.test', 'a good one')).status, 200);
  });

  await t.test('registering and signing in never tell whether an address is known', async () => {
    const known = await register({ password: 'somebody else' });
    const fresh = await register({ email: 'nobody@x.test', password: 'somebody else' });
    assert.deepEqual(
      [known.status, Object.keys(known.body), Object.keys(known.cookies)],
      [fresh.status, Object.keys(fresh.body), Object.keys(fresh.cookies)],
    );
    const [mine, theirs] = [await me(known.cookies), await me(fresh.cookies)];
    assert.deepEqual(Object.keys(mine.body), Object.keys(theirs.body));
    assert.equal(mine.body.email, 'elodie@x.test');
    assert.equal((await signIn('elodie@x.test', 'somebody else')).body.customerId, known.body.customerId);
    const holder = (await signIn('elodie@x.test', 'a good one')).body.customerId;
    assert.notEqual(holder, known.body.customerId, 'the claim opens its own account, never the holder’s');
    assert.equal((await customerById(database, known.body.customerId))?.emailHeld, false);
    const [wrong, unknown] = [await signIn('elodie@x.test', 'no no no no'), await signIn('x@x.test', 'no no no no')];
    assert.deepEqual(wrong.body, unknown.body);
    assert.equal(wrong.status, 401);
  });

  await t.test('an account made at a till is not handed to whoever types its address', async () => {
    const till = await make({ name: 'Till customer', email: 'till@x.test' });
    const answer = await register({ email: 'till@x.test' });
    assert.equal(answer.status, 201);
    assert.notEqual(answer.body.customerId, till.customerId);
  });

  await t.test('registering twice with the same password is signing in', async () => {
    const customerId = newId('cus');
    const first = await register({ customerId, email: 'twice@x.test' });
    const again = await register({ customerId, email: 'twice@x.test' });
    const other = await register({ email: 'twice@x.test' });
    assert.deepEqual(
      [first.body.customerId, again.body.customerId, other.body.customerId],
      [customerId, customerId, customerId],
    );
    const reused = await register({ customerId, email: 'third@x.test' });
    assert.equal(reused.body.code, 'request.id_reused');
    assert.equal((await register({ email: 'w@x.test', password: 'aaaaaaaa' })).body.code, 'customers.weak_password');
    assert.equal((await register({ email: 'w@x.test', password: 'short' })).status, 400);
  });

  await t.test('registrations of one address at the same time: one holds it, all are signed in', async () => {
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, i) => register({ email: 'race@x.test', password: `password ${i}` })),
    );
    assert.deepEqual(
      all.map((answer) => answer.status),
      all.map(() => 201),
    );
    const [row] = await database.query<{ held: number; n: number }>(sql`
      SELECT count(*) FILTER (WHERE email_held) AS held, count(*) AS n FROM customers.customer WHERE email = 'race@x.test'`);
    assert.deepEqual(row, { held: 1, n: 6 });
  });

  await t.test('a new sign-in ends the session that was brought along; signing out ends it on the server', async () => {
    const first = await register({ email: 'rotate@x.test' });
    const second = await app.call('POST', '/api/shop/session', {
      body: { email: 'rotate@x.test', password: 'a good one' },
      cookies: first.cookies,
    });
    assert.notEqual(first.cookies[shopperCookie], second.cookies[shopperCookie]);
    assert.equal((await me(first.cookies)).status, 401);
    assert.equal((await me(second.cookies)).status, 200);
    assert.equal((await app.call('DELETE', '/api/shop/session', { cookies: second.cookies })).status, 204);
    assert.equal((await me(second.cookies)).status, 401);
  });

  await t.test('a changed password ends the other sessions and gives this one a new token', async () => {
    const here = (await register({ email: 'change@x.test' })).cookies;
    const there = (await signIn('change@x.test', 'a good one')).cookies;
    const put = (current: string) =>
      app.call('PUT', '/api/shop/password', { cookies: here, body: { current, next: 'a better one' } });
    assert.equal((await put('wrong')).body.code, 'customers.wrong_password');
    const changed = await put('a good one');
    assert.equal(changed.status, 200, changed.text);
    const seen = await Promise.all([changed.cookies, here, there].map(async (as) => (await me(as)).status));
    assert.deepEqual(seen, [200, 401, 401]);
    assert.equal((await signIn('change@x.test', 'a better one')).status, 200);
  });

  await t.test('passwords are nowhere but in their hash: not in receipts, journal or answers', async () => {
    const secret = 'unmistakable words';
    await register({ email: 'secret@x.test', password: secret });
    for (const table of [sql`base.command`, sql`journal.event`, sql`customers.customer`]) {
      const [row] = await database.query<{ n: number }>(
        sql`SELECT count(*) AS n FROM ${table} t WHERE t::text LIKE ${`%${secret}%`}`,
      );
      assert.equal(row?.n, 0);
    }
    const [row] = await database.query<{ n: number }>(sql`
      SELECT count(*) AS n FROM journal.event WHERE body::text LIKE '%x.test%' OR body::text LIKE '%Lef%'`);
    assert.equal(row?.n, 0, 'no personal data in the journal');
  });

  await t.test('a shopper keeps addresses of their own; another’s are out of reach', async () => {
    const [a, b] = [(await register({ email: 'a@x.test' })).cookies, (await register({ email: 'b@x.test' })).cookies];
    const address = { name: 'É. Lefèvre', line1: '3 rue Mercière', postcode: '69002', city: 'Lyon', country: 'FR' };
    const save = (over: object = {}, cookies = a) =>
      app.call('POST', '/api/shop/addresses', { cookies, body: { addressId: newId('adr'), address, ...over } });
    const list = async (cookies = a) => (await app.call('GET', '/api/shop/addresses', { cookies })).body.items;
    const first = await save();
    assert.equal(first.body.preferred, true, first.text);
    const bad = await save({ address: { ...address, postcode: '6900' } });
    assert.deepEqual([bad.status, bad.body.fields[0].field], [422, 'address.postcode']);
    assert.equal((await save({ address: { ...address, state: 'x' } })).status, 400, 'unknown fields are refused');
    const belgian = await save({ address: { ...address, postcode: '1000', country: 'BE' }, preferred: true });
    assert.equal(belgian.status, 201);
    assert.deepEqual(
      (await list()).map((row: { preferred: boolean }) => row.preferred),
      [true, false],
    );
    assert.deepEqual(await list(b), []);
    const path = `/api/shop/addresses/${first.body.addressId}`;
    assert.equal((await app.call('DELETE', path, { cookies: b })).status, 404);
    assert.equal((await app.call('DELETE', path, { cookies: a })).status, 204);
    assert.equal((await list()).length, 1);
  });
});

test('customers in the office', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const clerk = await app.staff('clerk');
  const people = [
    { name: 'Élodie Lefèvre', email: 'elodie.lefevre@exemple.test', phone: '06 12 34 56 78' },
    { name: 'Ødegård Cœur', email: 'cc@exemple.test', phone: null },
    { name: '50%_Net \\ SARL', email: null, phone: '01 02 03 04 05' },
  ];
  const made: { customerId: string; code: string }[] = [];
  for (const person of people) {
    const body = { customerId: newId('cus'), ...person };
    const answer = await app.call('POST', '/api/customers', { as: clerk, body });
    assert.equal(answer.status, 201, answer.text);
    made.push(answer.body);
  }
  const find = async (q: string) => {
    const answer = await app.call('GET', `/api/customers?q=${encodeURIComponent(q)}`, { as: clerk });
    assert.equal(answer.status, 200, answer.text);
    return answer.body.items.map((row: { name: string }) => row.name);
  };

  await t.test('are found by name, e-mail, telephone or code, as people type them', async () => {
    for (const q of ['lefevre', 'ÉLODIE', 'lef elod', 'elodie.lefevre@', '06 12 34', '+33612345678', '0612.34.56.78'])
      assert.deepEqual(await find(q), [people[0]?.name], q);
    assert.deepEqual(await find('coeur odegard'), [people[1]?.name]);
    assert.deepEqual(await find(made[0]?.code.toUpperCase() ?? ''), [people[0]?.name]);
    assert.deepEqual(await find('lefevre nobody'), []);
  });

  await t.test('wildcards, quotes and backslashes are letters like others', async () => {
    for (const q of ['%', '_', '\\', '％']) assert.deepEqual(await find(q), [people[2]?.name], q);
    for (const q of ["'; DROP TABLE x; --", '\\\\', '((', '*']) assert.deepEqual(await find(q), []);
  });

  await t.test('are paged newest first, without gap or repeat', async () => {
    const seen: string[] = [];
    let after = '';
    do {
      const answer = await app.call('GET', `/api/customers?limit=1${after}`, { as: clerk });
      seen.push(...answer.body.items.map((row: { customerId: string }) => row.customerId));
      after = answer.body.next === null ? '' : `&after=${encodeURIComponent(answer.body.next)}`;
    } while (after !== '');
    assert.deepEqual(seen, made.map((m) => m.customerId).reverse());
    assert.equal((await app.call('GET', '/api/customers?after=nonsense', { as: clerk })).status, 200);
  });

  await t.test('an address has one holder; an unseen change is not overwritten; the timeline tells who', async () => {
    const [first, second] = made as [(typeof made)[0], (typeof made)[0]];
    const patch = (id: string, body: object) => app.call('PATCH', `/api/customers/${id}`, { as: clerk, body });
    const taken = await patch(second.customerId, { email: 'Elodie.Lefevre@exemple.test' });
    assert.deepEqual([taken.status, taken.body.code], [409, 'customers.email_taken']);
    const twin = { customerId: newId('cus'), name: 'Twin', email: 'cc@exemple.test', phone: null };
    assert.equal(
      (await app.call('POST', '/api/customers', { as: clerk, body: twin })).body.code,
      'customers.email_taken',
    );
    const changed = await patch(first.customerId, { phone: '07 00 00 00 01', version: 1 });
    assert.deepEqual([changed.body.phone, changed.body.version], ['+33700000001', 2], changed.text);
    assert.equal((await patch(first.customerId, { name: 'X', version: 1 })).body.code, 'customers.changed_meanwhile');
    assert.equal((await patch(first.customerId, { phone: 'no' })).body.code, 'customers.bad_phone');
    assert.equal((await patch(newId('cus'), { name: 'X' })).status, 404);
    const timeline = await app.call('GET', `/api/customers/${first.customerId}/timeline`, { as: clerk });
    assert.deepEqual(
      timeline.body.items.map((i: { type: string; actorName: string; body: object }) => [i.type, i.actorName, i.body]),
      [
        ['customers.customer_changed', 'clerk', { fields: ['phone'] }],
        ['customers.customer_added', 'clerk', {}],
      ],
    );
    const one = await app.call('GET', `/api/customers/${first.customerId}`, { as: clerk });
    assert.deepEqual(one.body.addresses, []);
  });

  await t.test('are no business of shoppers', async () => {
    const shopper = await app.shopper(made[0]?.customerId ?? '');
    assert.equal((await app.call('GET', '/api/customers', { as: shopper })).status, 403);
    assert.equal((await app.call('GET', '/api/customers')).status, 401);
  });

  await t.test('the search stands on its index', async () => {
    await database.query(sql`
      INSERT INTO customers.customer (customer_id, name, language, code, content_hash, created_at)
      SELECT 'cus_x' || i, 'Nom ' || md5(i::text), 'fr', 'x' || i, '', now() FROM generate_series(1, 20000) i`);
    await database.query(sql`ANALYZE customers.customer`);
    const start = performance.now();
    for (let i = 0; i < 20; i++) await findCustomers(database, { q: 'lefevre elodie', limit: 20 });
    const each = (performance.now() - start) / 20;
    assert.ok(each < 15, `a search among 20,000 took ${each.toFixed(1)} ms`);
  });

  await t.test('the same customer id and content again is the same customer', async () => {
    const input = { customerId: newId('cus'), name: 'Once', email: 'once@x.test', phone: null };
    const passwordHash = await hashSecret('a good one');
    const twice = () =>
      database.transaction({ actor: 'test' }, (tx) => registerCustomer(tx, { ...input, passwordHash }));
    assert.deepEqual(await twice(), await twice());
  });
});
