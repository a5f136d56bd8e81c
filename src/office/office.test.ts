import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { registerCustomer } from '#customers';
import { testApp, type TestApp } from '../../test/support/app.ts';
import { react } from '../../test/support/react.ts';
import { csvRow } from './model.ts';
import { noticeReaction } from './notices.ts';

test('no cell of a file can run as a formula, and text is read back as it was', () => {
  const told = ['=1+1', '+33 6', '-2', '@x', '\tx', '\rx'];
  assert.equal(csvRow(told), `${told.map((cell) => `"'${cell}"`).join(',')}\r\n`);
  assert.equal(csvRow([-2, 0, 19.9, null, '']), '-2,0,19.9,,\r\n', 'our own numbers stay numbers');
  assert.equal(csvRow(['a "b"; c', 'd\ne']), '"a ""b""; c","d\ne"\r\n');
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (cells) => {
      const row = csvRow(cells);
      const back = [...`,${row.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      );
      assert.equal(back.length, cells.length, JSON.stringify(cells));
      back.forEach((cell, i) => {
        assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
        assert.ok(cell === cells[i] || cell === `'${cells[i]}`);
      });
    }),
  );
});

test('views: mine, those others share, and nobody else’s', async (t) => {
  const app = await testApp(t);
  const [owner, clerk, manager] = await Promise.all([app.staff('owner'), app.staff('clerk'), app.staff('manager')]);
  const mine = newId('viw');
  const body = { list: 'orders', name: 'À préparer', search: 'state=placed&cols=number.total', shared: false };
  const put = (viewId: string, as = clerk, more: object = {}) =>
    app.call('PUT', `/api/views/${viewId}`, { as, body: { ...body, ...more } });
  const namesOf = async (as = clerk, list = 'orders') =>
    (await app.call('GET', `/api/views?list=${list}`, { as })).body.items.map((view: { name: string }) => view.name);

  assert.equal((await put(mine)).body.version, 1);
  assert.equal((await put(mine)).body.version, 1, 'the same again is the same');
  assert.deepEqual(await namesOf(), ['À préparer']);
  assert.deepEqual(await namesOf(owner), [], 'not shared, so not seen');
  assert.equal((await put(mine, owner)).body.code, 'office.unknown_view', 'nor told that it exists');

  assert.equal((await put(mine, clerk, { shared: true })).body.version, 2);
  assert.deepEqual(await namesOf(owner), ['À préparer']);
  assert.deepEqual(await namesOf(owner, 'carts'), []);
  const other = await app.staff('accountant');
  assert.equal((await put(mine, other, { name: 'x' })).body.code, 'office.view_of_another');
  assert.equal((await app.call('DELETE', `/api/views/${mine}`, { as: other })).status, 403);
  assert.deepEqual(await namesOf(), ['À préparer'], 'still there');
  const seen = await app.call('GET', '/api/views', { as: other });
  assert.equal(seen.body.items[0].mayChange, false);

  assert.equal((await put(newId('viw'), clerk, { search: 'q=<script>' })).status, 400, 'an address, nothing else');
  assert.equal((await put(newId('viw'), clerk, { list: 'secrets' })).status, 400);
  assert.equal(
    (await app.call('DELETE', `/api/views/${mine}`, { as: manager })).status,
    204,
    'who looks after the house may',
  );
  assert.equal((await app.call('DELETE', `/api/views/${mine}`, { as: clerk })).status, 204, 'gone is gone');
  const facts = await app.database.query<{ type: string; actor: string }>(
    sql`SELECT type, actor FROM journal.event WHERE subject_id = ${mine} ORDER BY seq`,
  );
  assert.deepEqual(
    facts.map((fact) => [fact.type, fact.actor]),
    [
      ['office.view_saved', clerk.id],
      ['office.view_saved', clerk.id],
      ['office.view_removed', manager.id],
    ],
  );
});

const tell = (app: TestApp, type: string, subjectId: string, body: Record<string, unknown> = {}) =>
  app.database.transaction({ actor: 'test' }, async (tx) =>
    announce(tx, { type, subjectKind: 'order', subjectId, body }),
  );

test('notices: told by right, counted for each person, gone when settled or put away', async (t) => {
  const app = await testApp(t);
  const [owner, clerk] = await Promise.all([app.staff('owner'), app.staff('clerk')]);
  const read = async (as = owner) => (await app.call('GET', '/api/notices', { as })).body;
  const kinds = async (as = owner) => (await read(as)).items.map((notice: { kind: string }) => notice.kind).toSorted();
  const [order, payment] = [newId('ord'), newId('pay')];
  await tell(app, 'orders.needs_decision', order, { number: 'A-1', units: 2, customer: 'Maud' });
  await tell(app, 'webhooks.endpoint_disabled', payment);
  await tell(app, 'orders.placed', newId('ord'));
  await react(app.database, [noticeReaction]);

  assert.deepEqual(await kinds(), ['orders.needs_decision', 'webhooks.endpoint_disabled']);
  assert.deepEqual(await kinds(clerk), ['orders.needs_decision'], 'no right to developers, no word of it');
  assert.deepEqual((await read()).items.find((n: { subjectId: string }) => n.subjectId === order).facts, {
    number: 'A-1',
    units: 2,
  });
  assert.equal((await read()).unread, 2);

  const [newest] = (await read()).items;
  assert.equal((await app.call('PUT', '/api/notices/read', { as: owner, body: { readTo: newest.at } })).status, 204);
  assert.equal((await read()).unread, 0);
  assert.equal((await read(clerk)).unread, 1, 'what I have seen others have not');

  const told = (await read(clerk)).items[0].noticeId;
  const away = (noticeId: string, dismissed: boolean, as = clerk) =>
    app.call('PUT', `/api/notices/${noticeId}/dismissal`, { as, body: { dismissed } });
  assert.equal((await away(told, true)).status, 204);
  assert.equal((await away(told, true)).status, 204);
  assert.deepEqual(await kinds(clerk), []);
  assert.equal((await kinds()).length, 2, 'put away for one is not for all');
  assert.equal((await away(told, false)).status, 204);
  assert.deepEqual(await kinds(clerk), ['orders.needs_decision'], 'and can be taken back');
  const hidden = (await read()).items.find((n: { kind: string }) => n.kind === 'webhooks.endpoint_disabled').noticeId;
  assert.equal((await away(hidden, true)).status, 404, 'nobody puts away what they may not see');

  await tell(app, 'orders.placed', order);
  await react(app.database, [noticeReaction]);
  assert.deepEqual(await kinds(), ['webhooks.endpoint_disabled']);
  await app.database.query(sql`UPDATE journal.cursor SET xid = '0', seq = 0 WHERE follower = 'office.notices'`);
  await react(app.database, [noticeReaction]);
  assert.deepEqual(await kinds(), ['webhooks.endpoint_disabled'], 'the whole journal again tells nothing twice');
});

test('first steps: done when the records say so; skipping and putting away are kept', async (t) => {
  const app = await testApp(t);
  const [owner, clerk] = await Promise.all([app.staff('owner'), app.staff('clerk')]);
  const read = async () => (await app.call('GET', '/api/first-steps', { as: owner })).body;
  const keep = (body: object, as = owner) => app.call('PUT', '/api/first-steps', { as, body });
  const before = await read();
  assert.deepEqual(
    before.steps.map((step: { key: string }) => step.key),
    ['name', 'entity', 'site', 'product', 'till', 'sale'],
  );
  assert.equal(before.putAway, false);
  assert.equal((await keep({ skipped: ['till'], putAway: false }, clerk)).status, 403);
  assert.equal((await keep({ skipped: ['till'], putAway: true })).status, 204);
  const after = await read();
  assert.equal(after.putAway, true);
  assert.deepEqual(
    after.steps.filter((step: { skipped: boolean }) => step.skipped).map((step: { key: string }) => step.key),
    ['till'],
  );
  const { body: settings } = await app.call('GET', '/api/settings', { as: owner });
  const renamed = await app.call('PATCH', '/api/settings', {
    as: owner,
    body: { version: settings.version, shopName: 'Chez Maud' },
  });
  assert.equal(renamed.status, 200, renamed.text);
  assert.equal((await read()).steps[0].done, true);
});

test('files of lists: the list’s filters and rights, to the end, nothing that runs', async (t) => {
  const app = await testApp(t);
  const [owner, clerk] = await Promise.all([app.staff('owner'), app.staff('clerk')]);
  await app.database.transaction({ actor: 'test' }, async (tx) => {
    for (let i = 0; i < 230; i++) {
      const name = i === 7 ? '=HYPERLINK("http://evil.example")' : `Client ${i}`;
      await registerCustomer(tx, {
        customerId: newId('cus'),
        name,
        email: `c${i}@example.org`,
        phone: null,
        language: 'fr',
        country: 'FR',
      });
    }
  });
  const get = (path: string, as = owner) => app.call('GET', path, { as });
  const file = await get('/api/exports/customers?lang=en');
  assert.equal(file.status, 200, file.text);
  assert.match(String(file.headers['content-type']), /^text\/csv; charset=utf-8/);
  assert.match(String(file.headers['content-disposition']), /^attachment; .*customers\.csv/);
  assert.equal(file.text.charCodeAt(0), 0xfeff, 'a BOM, for spreadsheets');
  const lines = file.text.slice(1).trimEnd().split('\r\n');
  assert.equal(lines[0], 'Name,E-mail,Telephone,Language,Code,Account,Since,Id');
  assert.equal(lines.length, 231, 'three pages, each row once');
  assert.equal(new Set(lines).size, 231);
  assert.ok(
    lines.some((line) => line.startsWith('"\'=HYPERLINK(""http')),
    'neutralised',
  );

  const one = await get('/api/exports/customers?q=c42%40example.org&bom=0');
  assert.equal(one.text.split('\r\n').length, 3, 'header, row, end');
  assert.match(one.text, /^Nom,E-mail/);
  assert.equal((await get('/api/exports/customers?limit=3')).status, 400, 'a file is whole');
  for (const name of ['staff', 'sites', 'channels', 'audit', 'price-lists', 'webhook-endpoints'])
    assert.equal((await get(`/api/exports/${name}`)).status, 200, name);
  assert.equal((await get('/api/exports/keys', clerk)).status, 403, 'the rights of the list are those of its file');
  assert.equal((await get('/api/exports/payments', clerk)).status, (await get('/api/payments', clerk)).status);
  assert.equal((await app.call('GET', '/api/exports/customers')).status, 401);
  for (const name of [
    'orders',
    'carts',
    'products',
    'stock',
    'movements',
    'payments',
    'breaches',
    'media',
    'devices',
    'keys',
  ])
    assert.equal(
      (await get(`/api/exports/${name}`)).text.split('\r\n').length,
      2,
      `${name}: a header and nothing else`,
    );
});
