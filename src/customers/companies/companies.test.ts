import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { buyerOf, chooseCompany, removeMember } from '#customers';
import { testApp } from '../../../test/support/app.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { companyDraft, joinCompany, testCompany, testGroup } from '../../../test/support/buyers.ts';
import { signedIn } from '../../../test/support/carts.ts';
import { testCustomer, testShop } from '../../../test/support/shop.ts';
import { buyersCaches } from './buyers.ts';

test('companies, those who buy for them, and groups', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const owner = await app.staff('owner');
  const by = { actor: 'test' };
  const { customerId: ada } = await testCustomer(database, 'Ada');
  const { customerId: bob } = await testCustomer(database, 'Bob');

  await t.test('in a shop without companies and groups nobody has traits, and nothing is asked twice', async () => {
    assert.deepEqual(await buyerOf(database, { customerId: ada }), { customerId: ada, traits: [] });
    assert.deepEqual(await buyerOf(database, {}), { traits: [] });
  });

  await t.test('a company is made once, with numbers that can be right', async () => {
    const body = companyDraft({ name: 'Atelier Bleu', siren: '732 829 320' });
    const made = await app.call('POST', '/api/companies', { as: owner, body });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.body.siren, '732829320');
    assert.equal((await app.call('POST', '/api/companies', { as: owner, body })).status, 201);
    const other = await app.call('POST', '/api/companies', { as: owner, body: { ...body, name: 'Autre' } });
    assert.equal(other.body.code, 'request.id_reused');
    const wrong = companyDraft({ siren: '732829321', vatNumber: null });
    const refused = await app.call('POST', '/api/companies', { as: owner, body: wrong });
    assert.deepEqual([refused.status, refused.body.code], [422, 'customers.bad_company_number'], refused.text);
    const long = companyDraft({ terms: { days: 90, endOfMonth: false, limitMinor: null } });
    assert.equal(
      (await app.call('POST', '/api/companies', { as: owner, body: long })).body.code,
      'customers.bad_terms',
    );
    const list = await app.call('GET', '/api/companies?q=732829320&sort=name', { as: owner });
    assert.deepEqual(
      list.body.items.map((one: { name: string }) => one.name),
      ['Atelier Bleu'],
    );
  });

  await t.test('a change names its fields in the journal, never their values; an old version is refused', async () => {
    const { companyId } = await testCompany(database);
    const change = (body: object) => app.call('PATCH', `/api/companies/${companyId}`, { as: owner, body });
    const changed = await change({ invoiceEmail: 'neu@atelier.test', blocked: true, version: 1 });
    assert.equal(changed.body.version, 2, changed.text);
    assert.equal((await change({ name: 'X', version: 1 })).body.code, 'customers.changed_meanwhile');
    const { body } = await app.call('GET', `/api/companies/${companyId}/timeline`, { as: owner });
    assert.deepEqual(body.items[0].body, { fields: ['invoiceEmail', 'blocked'] });
    assert.equal(body.items[0].actorName !== null, true);
  });

  await t.test('the first company is chosen at once; who chooses another, or nobody, has its traits', async () => {
    const [one, two] = [await testCompany(database), await testCompany(database, { name: 'Deux' })];
    await joinCompany(database, one.companyId, ada);
    await joinCompany(database, two.companyId, ada, { role: 'admin', limitMinor: 50_000 });
    const group = await testGroup(database, 'pros', [two.companyId]);
    const vip = await testGroup(database, 'vip', [ada]);
    const who = async (companyId?: string | null) => (await buyerOf(database, { customerId: ada, companyId })).traits;
    assert.deepEqual(await who(), [`company:${one.companyId}`]);
    assert.deepEqual(await who(two.companyId), [`company:${two.companyId}`, `group:${group}`]);
    assert.deepEqual(await who(null), [`group:${vip}`], 'for herself she has her own groups, and no company’s');
    await database.transaction(by, (tx) => chooseCompany(tx, ada, two.companyId));
    assert.deepEqual(await who(), [`company:${two.companyId}`, `group:${group}`], 'known at once, in this process');
    const stranger = await buyerOf(database, { customerId: bob, companyId: two.companyId });
    assert.deepEqual([stranger.traits, stranger.member], [[], undefined], 'a stranger has none of it');
    await database.transaction(by, (tx) => removeMember(tx, two.companyId, ada));
    assert.deepEqual(await who(), [`group:${vip}`], 'taken out, she buys for herself again');
  });

  await t.test('groups take customers and companies that exist, once each', async () => {
    const groupId = await testGroup(database, 'architectes', [ada]);
    const put = (body: object) => app.call('POST', `/api/groups/${groupId}/members`, { as: owner, body });
    assert.deepEqual((await put({ add: [ada, bob], remove: [] })).body, { added: 1, removed: 0 });
    assert.equal((await put({ add: [newId('com')] })).body.code, 'customers.unknown');
    assert.deepEqual((await put({ remove: [ada] })).body, { added: 0, removed: 1 });
    const { body } = await app.call('GET', `/api/groups/${groupId}/members`, { as: owner });
    assert.deepEqual(
      body.items.map((row: { subjectId: string }) => row.subjectId),
      [bob],
    );
    const taken = { groupId: newId('grp'), code: 'architectes', names: { fr: 'A', en: 'A' } };
    const again = await app.call('POST', '/api/groups', { as: owner, body: taken });
    assert.equal(again.body.code, 'customers.group_taken', again.text);
  });
});

test('the journal tells other processes: what is kept is dropped', async (t) => {
  // Without a tail of its own, which would drop what is kept whenever it comes to it.
  const database = await testDatabase(t);
  const { customerId } = await testCustomer(database, 'Bob');
  const { companyId } = await testCompany(database);
  await joinCompany(database, companyId, customerId);
  const blocked = async () => (await buyerOf(database, { customerId })).company?.blocked;
  assert.equal(await blocked(), false);
  await database.query(sql`UPDATE customers.company SET blocked = true WHERE company_id = ${companyId}`);
  assert.equal(await blocked(), false, 'kept');
  const event = { type: 'customers.company_changed', subjectId: companyId, mentions: [] };
  buyersCaches(database)([event as never]);
  assert.equal(await blocked(), true);
});

test('an order for a company', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const shop = await testShop(database);
  const { person } = await signedIn({ app, shop }, 'Maud');
  const company = await testCompany(database, { terms: { days: 30, endOfMonth: false, limitMinor: null } });
  const order = (over: object = {}) =>
    app.call('POST', '/api/shop/orders', {
      as: person,
      body: {
        orderId: newId('ord'),
        channelId: shop.channels.web,
        lines: [{ skuId: shop.skuIds[0], quantity: 2, unitMinor: 1_000 }],
        contact: { name: 'Maud' },
        delivery: { method: 'pickup', siteId: shop.siteId },
        payment: { method: 'promise', paymentId: newId('pay') },
        companyId: company.companyId,
        ...over,
      },
    });

  await t.test('is for those who buy for it; a stranger is not told whether it exists', async () => {
    const [known, unknown] = [await order(), await order({ companyId: newId('com') })];
    assert.deepEqual([known.status, known.body.code], [403, 'orders.not_a_member'], known.text);
    assert.deepEqual([unknown.status, unknown.body.code], [403, 'orders.not_a_member']);
  });

  await t.test('keeps what the company was then, with the buyer’s own number', async () => {
    await joinCompany(database, company.companyId, person.id);
    const placed = await order({ reference: 'BC-2026-17' });
    assert.equal(placed.status, 201, placed.text);
    const owner = await app.staff('owner');
    await app.call('PATCH', `/api/companies/${company.companyId}`, { as: owner, body: { name: 'Autre nom' } });
    const { body } = await app.call('GET', `/api/shop/orders/${placed.body.orderId}`, { as: person });
    const { name, siren, vatNumber, reference } = body.buyer;
    assert.deepEqual(
      [name, siren, vatNumber, reference],
      ['Atelier Essai', '732829320', 'FR44732829320', 'BC-2026-17'],
    );
    const list = await app.call('GET', `/api/orders?companyId=${company.companyId}`, { as: owner });
    assert.deepEqual(
      list.body.items.map((one: { orderId: string }) => one.orderId),
      [placed.body.orderId],
    );
    const own = await order({ companyId: undefined });
    assert.equal((await app.call('GET', `/api/orders/${own.body.orderId}`, { as: owner })).body.buyer, null);
  });

  await t.test('costs no more than its buyer may spend, and a blocked company orders nothing', async () => {
    await joinCompany(database, company.companyId, person.id, { limitMinor: 1_999 });
    const over = await order();
    assert.deepEqual([over.status, over.body.code], [409, 'orders.over_limit'], over.text);
    await joinCompany(database, company.companyId, person.id, { limitMinor: 2_000 });
    assert.equal((await order()).status, 201, 'the limit itself may be spent');
    const owner = await app.staff('owner');
    await app.call('PATCH', `/api/companies/${company.companyId}`, { as: owner, body: { blocked: true } });
    assert.equal((await order()).body.code, 'orders.company_blocked');
    assert.equal((await order({ companyId: undefined, reference: 'X' })).status, 400, 'a reference is a company’s');
  });
});
