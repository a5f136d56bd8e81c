/** An invoice asked for at the till: once, naming its ticket, and counted no second time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { clock, DAY, dayIn, instantOfMs, msOf } from '#base/time';
import { sound } from '../../test/support/orders.ts';
import { counter, openTill, sale } from '../../test/support/till.ts';
import { createCompany } from '#customers';
import { documentLetter } from './mail.ts';
import type { Content } from './model.ts';
import { bookOf } from './tell.ts';
import { settleOrderDocuments } from './work.ts';

const address = { name: 'Atelier Rey', line1: '3 quai de Saône', postcode: '69001', city: 'Lyon', country: 'FR' };
const company = { name: 'Atelier Rey SARL', siren: '356000000', vatNumber: 'FR39356000000', address };

test('a ticket becomes an invoice once: it says of which ticket it is, and the day’s sales stay what they were', async (t) => {
  const c = await counter(t, { articles: 2, stock: 20 });
  const { app, shop, clerk } = c;
  const { database } = app;
  await database.query(sql`UPDATE org.entity SET siren = '732829320', vat_number = 'FR44732829320'`);
  const till = await openTill(c);
  const call = (method: 'GET' | 'POST', path: string, body?: object) =>
    app.call(method, `/api/till/tickets/${path}`, { as: clerk, cookies: till.cookies, ...(body ? { body } : {}) });
  const sell = async (): Promise<string> => {
    const body = sale(till, [[shop.skuIds[0] ?? '', 2]], {});
    const sold = await app.call('POST', '/api/till/tickets', { as: clerk, cookies: till.cookies, body });
    assert.equal(sold.status, 201, sold.text);
    Object.assign(till, { lastSequence: body.sequence, lastHash: sold.body.hash });
    return body.ticketId;
  };
  const [entity] = await database.query<{ entityId: string }>(sql`SELECT entity_id AS "entityId" FROM org.entity`);
  const entityId = entity?.entityId ?? '';
  const today = dayIn(clock(), 'Europe/Paris');
  const from = dayIn(instantOfMs(msOf(clock()) - DAY), 'Europe/Paris');
  const soldIn = async (): Promise<number> =>
    (await bookOf(database, entityId, from, today)).days.reduce((sum, day) => sum + day.salesMinor, 0);

  const [ofCompany, ofPerson] = [await sell(), await sell()];
  const before = await soldIn();
  assert.equal(before, 4_000);
  const asked = await call('POST', `${ofCompany}/invoice`, { company });
  assert.equal(asked.status, 200, asked.text);
  assert.deepEqual(
    asked.body.items.map((one: { kind: string }) => one.kind),
    ['invoice'],
  );
  assert.deepEqual((await call('POST', `${ofCompany}/invoice`, { company })).body, asked.body, 'issued once');
  const [document] = asked.body.items as { documentId: string }[];
  const [row] = await database.query<{ content: string; audience: string }>(
    sql`SELECT content, audience FROM invoicing.document WHERE document_id = ${document?.documentId ?? ''}`,
  );
  const content = JSON.parse(row?.content ?? '{}');
  assert.equal(row?.audience, 'B2B');
  assert.deepEqual([content.totals.grossMinor, content.totals.dueMinor, content.buyer.siren], [2_000, 0, '356000000']);
  assert.ok(
    content.notes.some((note: { text: string }) => /ticket.* 1 /.test(note.text)),
    row?.content,
  );
  assert.equal(await soldIn(), before, 'counted once: as the document of a company, no more as a ticket');
  const pdf = await call('GET', `${ofCompany}/documents/${document?.documentId}`);
  assert.match(pdf.text.slice(0, 5), /%PDF/);

  const person = { name: 'Ada Essai', address: { ...address, name: 'Ada Essai' } };
  const named = await call('POST', `${ofPerson}/invoice`, { person });
  assert.equal(named.status, 200, named.text);
  const [own] = await database.query<{ audience: string; name: string }>(
    sql`SELECT audience, buyer_name AS name FROM invoicing.document WHERE document_id = ${named.body.items[0].documentId}`,
  );
  assert.deepEqual(own, { audience: 'B2C', name: 'Ada Essai' });
  assert.equal(await soldIn(), before, 'a person’s sale is counted by its ticket');

  const renamed = await call('POST', `${ofPerson}/invoice`, { company });
  assert.deepEqual(
    renamed.body.items.map((one: { kind: string }) => one.kind).toSorted(),
    ['credit_note', 'invoice', 'invoice'],
    'another name takes the old one back',
  );
  assert.equal((await call('POST', `${ofPerson}/invoice`, { company, person })).body.code, 'request.invalid');
  assert.equal((await call('POST', `${newId('tkt')}/invoice`, {})).body.code, 'till.unknown_ticket');
  const wrong = { company: { ...company, siren: '356000001', vatNumber: null } };
  const slip = await call('POST', `${ofCompany}/invoice`, wrong);
  assert.deepEqual([slip.body.code, slip.body.fields[0].field], ['request.invalid', 'company.siren']);
  const nobody = { company: { name: 'Sans numéro', address } };
  assert.equal((await call('POST', `${ofCompany}/invoice`, nobody)).body.code, 'request.invalid');
  assert.equal(
    (await call('GET', `${ofPerson}/documents/${document?.documentId}`)).body.code,
    'invoicing.unknown',
    'a document of another sale',
  );
  await sound(database);
});

test('an invoice of a ticket goes by mail to the address that is said, once, also later, and a known company is found', async (t) => {
  const c = await counter(t, { articles: 1, stock: 20 });
  const { app, shop, clerk } = c;
  const { database } = app;
  await database.query(sql`UPDATE org.entity SET siren = '732829320', vat_number = 'FR44732829320'`);
  const till = await openTill(c);
  const call = (method: 'GET' | 'POST', path: string, body?: object) =>
    app.call(method, `/api/till/${path}`, { as: clerk, cookies: till.cookies, ...(body ? { body } : {}) });
  const companyId = newId('com');
  const known = { companyId, legalForm: 'SARL', siret: null, language: 'fr' as const, serviceCode: null, terms: null };
  await database.transaction({ actor: 'test' }, (tx) =>
    createCompany(tx, { ...company, ...known, invoiceEmail: 'factures@atelier-rey.example', blocked: false }),
  );
  const found = await call('GET', 'companies?number=356%20000%20000');
  assert.deepEqual(
    found.body.items.map((one: { name: string; invoiceEmail: string }) => [one.name, one.invoiceEmail]),
    [['Atelier Rey SARL', 'factures@atelier-rey.example']],
  );
  assert.deepEqual((await call('GET', 'companies?number=Atelier')).body.items, [], 'by its whole number alone');

  const body = sale(till, [[shop.skuIds[0] ?? '', 2]], {});
  const sold = await call('POST', 'tickets', body);
  assert.equal(sold.status, 201, sold.text);
  assert.deepEqual((await call('GET', `tickets/${body.ticketId}/documents`)).body.items, []);
  const mail = { mailId: newId('mai'), email: 'compta@atelier-rey.example' };
  const asked = await call('POST', `tickets/${body.ticketId}/invoice`, { company, mail });
  assert.equal(asked.status, 200, asked.text);
  assert.deepEqual((await call('POST', `tickets/${body.ticketId}/invoice`, { company, mail })).body, asked.body);
  const [document] = asked.body.items;
  assert.deepEqual([asked.body.items.length, document.buyerName, document.mailed], [1, 'Atelier Rey SARL', 1]);
  const [row] = await database.query<{ buyer: { companyId: string } }>(
    sql`SELECT buyer FROM invoicing.subject WHERE order_id = ${body.orderId}`,
  );
  assert.equal(row?.buyer.companyId, companyId, 'it is the company that we know');

  const letter = `tickets/${body.ticketId}/documents/${document.documentId}/mail`;
  const later = { mailId: newId('mai'), email: 'direction@atelier-rey.example' };
  for (const one of [later, later]) assert.equal((await call('POST', letter, one)).status, 202);
  const reused = await call('POST', letter, { ...later, email: 'autre@atelier-rey.example' });
  assert.equal(reused.body.code, 'request.id_reused');
  const elsewhere = await call('POST', `tickets/${newId('tkt')}/documents/${document.documentId}/mail`, later);
  assert.equal(elsewhere.body.code, 'till.unknown_ticket');
  const office = await app.call('POST', `/api/documents/${document.documentId}/mail-to`, {
    as: await app.staff('accountant'),
    body: { mailId: newId('mai'), email: 'dossier@atelier-rey.example' },
  });
  assert.equal(office.status, 202, office.text);
  const events = await database.query<{ body: Record<string, string> }>(
    sql`SELECT body FROM journal.event WHERE type = 'invoicing.mail_asked' ORDER BY seq`,
  );
  assert.equal(events.length, 3, 'said twice, it is one letter');
  assert.ok(!JSON.stringify(events).includes('@'), 'the journal holds no address');
  for (const [mailId, to] of [
    [mail.mailId, mail.email],
    [later.mailId, later.email],
  ] as const)
    assert.equal((await documentLetter(database, document.documentId, mailId))?.to, to);
  assert.equal(
    await documentLetter(database, document.documentId),
    undefined,
    'a counter’s buyer has no address of its own',
  );
  await sound(database);
});

test('cash that was rounded is booked: the day ties, and the drawer’s account is what was counted', async (t) => {
  const c = await counter(t, { articles: 2, stock: 20, country: 'BE' });
  const { app, shop, clerk } = c;
  const till = await openTill(c);
  const body = sale(till, [[shop.skuIds[1] ?? '', 3]], { unit: 1_001, received: 3_005 });
  const sold = await app.call('POST', '/api/till/tickets', { as: clerk, cookies: till.cookies, body });
  assert.equal(sold.status, 201, sold.text);
  const [entity] = await app.database.query<{ entityId: string }>(sql`SELECT entity_id AS "entityId" FROM org.entity`);
  const today = dayIn(clock(), 'Europe/Paris');
  const from = dayIn(instantOfMs(msOf(clock()) - DAY), 'Europe/Paris');
  const { entries, days } = await bookOf(app.database, entity?.entityId ?? '', from, today);
  const sumOf = (key: 'salesMinor' | 'tendersMinor' | 'receivableMinor'): number =>
    days.reduce((sum, day) => sum + day[key], 0);
  const sums = [sumOf('salesMinor'), sumOf('tendersMinor'), sumOf('receivableMinor')];
  assert.deepEqual(sums, [3_003, 3_003, 0], 'sales = money, nothing is owed');
  const on = (account: string): number =>
    entries
      .flatMap(({ lines }) => lines)
      .reduce((sum, one) => sum + (one.account === account ? one.debitMinor - one.creditMinor : 0), 0);
  assert.deepEqual([on('530000'), on('658000'), on('411000')], [3_005, -2, 0]);
  const day = { sessionId: newId('ses'), countedMinor: 3_000, leftMinor: 0 };
  const asTill = { as: clerk, cookies: till.cookies };
  const opening = { ...asTill, body: { sessionId: day.sessionId, floatMinor: 3_005 } };
  assert.equal((await app.call('POST', '/api/till/session', opening)).status, 201);
  assert.equal((await app.call('POST', '/api/till/session/close', { ...asTill, body: day })).status, 200);
  const counted = await bookOf(app.database, entity?.entityId ?? '', from, today);
  const after = (account: string): number =>
    counted.entries
      .flatMap(({ lines }) => lines)
      .reduce((sum, one) => sum + (one.account === account ? one.debitMinor - one.creditMinor : 0), 0);
  assert.deepEqual([after('530000'), after('658100'), after('411000')], [3_000, 5, 0], 'a missing coin is a cost');
  for (const { lines } of entries)
    assert.equal(
      lines.reduce((sum, one) => sum + one.debitMinor - one.creditMinor, 0),
      0,
    );
  await sound(app.database);
});

test('in francs a ticket, its invoice, what came back and its credit note agree to the centime', async (t) => {
  const c = await counter(t, { articles: 2, stock: 20, country: 'CH', currency: 'CHF' });
  const { app, shop, clerk } = c;
  const { database } = app;
  await database.query(sql`UPDATE org.entity SET vat_number = 'CHE999041604'`);
  const till = await openTill(c);
  const call = (method: 'GET' | 'POST', path: string, body?: object) =>
    app.call(method, `/api/till/${path}`, { as: clerk, cookies: till.cookies, ...(body ? { body } : {}) });
  const body = sale(till, [[shop.skuIds[1] ?? '', 3]], { unit: 1_001, received: 3_005 });
  const sold = await call('POST', 'tickets', body);
  assert.equal(sold.status, 201, sold.text);
  Object.assign(till, { lastSequence: body.sequence, lastHash: sold.body.hash });
  const { taxGroups } = (await call('GET', `tickets/${body.ticketId}`)).body;
  const [group] = taxGroups;
  // 30.03 with 8.1 %.
  assert.deepEqual([taxGroups.length, group.rate, group.net.minor, group.tax.minor], [1, 81_000, 2_778, 225]);
  const where = { name: 'Favre', line1: 'rue du Rhône 8', postcode: '1204', city: 'Genève', country: 'CH' };
  const buyer = { name: 'Horlogerie Favre SA', vatNumber: 'CHE116281710', address: where };
  const issued = await call('POST', `tickets/${body.ticketId}/invoice`, { company: buyer });
  assert.equal(issued.status, 200, issued.text);
  const back = {
    ...{ ticketId: newId('tkt'), orderId: body.orderId, returnId: newId('rtn'), receiptId: newId('rtc') },
    ...{ dueId: newId('due'), sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock() },
    ...{ reason: 'size', lines: [{ lineNo: 1, quantity: 1, condition: 'new', disposition: 'sellable' }] },
  };
  const taken = await call('POST', 'returns', back);
  assert.equal(taken.status, 201, taken.text);
  await database.transaction({ actor: 'test' }, (tx) => settleOrderDocuments(tx, body.orderId));
  const rows = await database.query<{ content: string }>(
    sql`SELECT content FROM invoicing.document WHERE order_id = ${body.orderId} ORDER BY issued_at, sequence`,
  );
  const contents = rows.map((row) => JSON.parse(row.content) as Content);
  assert.deepEqual(
    contents.map(({ kind, currency, audience, totals }) => [
      ...[kind, currency, audience],
      ...[totals.netMinor, totals.taxMinor, totals.grossMinor],
    ]),
    [
      ['invoice', 'CHF', 'B2BINT', 2_778, 225, 3_003],
      ['credit_note', 'CHF', 'B2BINT', 926, 75, 1_001],
    ],
  );
  assert.deepEqual([contents[0]?.totals.dueMinor, contents[0]?.accounting], [0, null], 'VAT is told in francs alone');
  const shown = (await call('GET', `tickets/${back.ticketId}/documents`)).body.items;
  const credit = shown.find((one: { kind: string }) => one.kind === 'credit_note');
  const pdf = await call('GET', `tickets/${back.ticketId}/documents/${credit.documentId}`);
  assert.match(pdf.text.slice(0, 5), /%PDF/, 'printed where the goods came back');
  await sound(database);
});
