import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { newId } from '#base/ids';
import { announce, startTail } from '#base/journal';
import { route } from '#base/route';
import { instant, sleep } from '#base/time';
import { apiVersions, createServer } from '#http';
import { authenticateWith } from '#identity';
import { testApp, type TestApp } from '../test/support/app.ts';
import { mayHear, toldTo } from './events.ts';
import { modules, refusals, rights } from './modules.ts';
import { houseRoutes } from './serve.ts';

type Heard = { ids: string[]; subjects: string[]; last: string };

/** Listens until `enough` says so, then hangs up in the middle of whatever is on its way. */
async function listen(url: string, cookie: string, heard: Heard, enough: (heard: Heard) => boolean): Promise<void> {
  const stop = new AbortController();
  const headers = { cookie, ...(heard.last === '' ? {} : { 'last-event-id': heard.last }) };
  const response = await fetch(`${url}/api/events`, { headers, signal: stop.signal });
  assert.equal(response.status, 200);
  let text = '';
  try {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const id = /^id: (.*)$/m.exec(block)?.[1];
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (id !== undefined) heard.last = id;
        const { subjectId = '' } = JSON.parse(data ?? '{}') as { subjectId?: string };
        // What made the people of this test may still be on its way.
        if (id !== undefined && subjectId.startsWith('ord_')) {
          heard.ids.push(id);
          heard.subjects.push(subjectId);
        }
        if (enough(heard)) return;
      }
    }
  } finally {
    stop.abort();
  }
}

/** A second process of the same house, whose tail is slow to hear. */
async function secondServer(t: TestContext, { database }: TestApp): Promise<string> {
  const tail = await startTail(database, { idleMs: 150 });
  const options = { database, tail, routes: houseRoutes(), refusals, authenticate: authenticateWith(database) };
  const app = await createServer(options);
  t.after(async () => {
    await app.close();
    await tail.stop();
  });
  return app.listen({ port: 0, host: '127.0.0.1' });
}

const MANY = 120;

test('a listener that is cut off again and again, and comes back to one process or the other, hears every fact once and in order', async (t) => {
  const house = await testApp(t, { more: houseRoutes() });
  const urls = [await house.app.listen({ port: 0, host: '127.0.0.1' }), await secondServer(t, house)];
  const owner = await house.staff('owner');
  const heard: Heard = { ids: [], subjects: [], last: '' };
  await listen(urls[0] ?? '', owner.cookie, heard, (so) => so.last !== '');
  const told: string[] = [];
  const writing = (async () => {
    for (let i = 0; i < MANY / 4; i++) {
      // Transactions of different lengths: they commit in another order than they began.
      const batch = [1, 2, 3, 4].map(async (n) => {
        const subjectId = newId('ord');
        await house.database.transaction({ actor: 'test' }, async (tx) => {
          announce(tx, { type: 'orders.placed', subjectKind: 'order', subjectId });
          await sleep(n % 2 === 0 ? 8 : 1);
        });
        told.push(subjectId);
      });
      await Promise.all(batch);
    }
  })();
  for (let i = 0; i < 12; i++) {
    const upTo = heard.ids.length + 7;
    // A listener that comes back late hears many at once: there may be no seven more to come.
    const isAll = (so: Heard): boolean => so.subjects.length >= MANY;
    await listen(urls[i % 2] ?? '', owner.cookie, heard, (so) => so.ids.length >= upTo || isAll(so));
  }
  await writing;
  await listen(urls[0] ?? '', owner.cookie, heard, (so) => so.subjects.length >= told.length);
  assert.deepEqual(heard.subjects.toSorted(), told.toSorted(), 'no loss, no double');
  const order = heard.ids.map((id) => id.split('-').map(BigInt) as [bigint, bigint]);
  assert.ok(order.every(([xid, seq], i) => i === 0 || xid > order[i - 1]![0] || seq > order[i - 1]![1]));
});

test('each caller hears what their rights let them read, live and page by page', async (t) => {
  const house = await testApp(t, { more: houseRoutes() });
  const { database, call } = house;
  await database.transaction({ actor: 'test' }, async (tx) => {
    announce(tx, [
      { type: 'webhooks.endpoint_added', subjectKind: 'webhook_endpoint', subjectId: 'a' },
      { type: 'orders.placed', subjectKind: 'order', subjectId: 'b' },
    ]);
  });
  const read = async (role: 'owner' | 'clerk'): Promise<string[]> => {
    const subjects: string[] = [];
    for (let after = '0-0'; ;) {
      const page = await call('GET', `/api/events/past?limit=1&after=${after}`, { as: await house.staff(role) });
      assert.equal(page.status, 200, page.text);
      subjects.push(...page.body.items.map((event: { subjectId: string }) => event.subjectId));
      if (page.body.next === null) return subjects.filter((id) => id.length === 1);
      after = page.body.next;
    }
  };
  await house.staff('owner');
  await house.staff('clerk');
  for (let tries = 0; tries < 200 && (await read('owner')).length < 2; tries++) await sleep(25);
  assert.deepEqual(await read('owner'), ['a', 'b']);
  assert.deepEqual(await read('clerk'), ['b']);
  assert.ok(!mayHear(new Set(['orders.read']), 'identity.staff_changed'));
  const strange = await call('GET', '/api/events/past?after=99999999999999999999-1', {
    as: await house.staff('owner'),
  });
  assert.equal(strange.status, 400);
});

test('whoever holds a right at one site hears of that site, and of no record elsewhere', () => {
  const [mine, other] = [newId('sit'), newId('sit')];
  const principal = {
    ...{ kind: 'staff' as const, staffId: 'stf_a', name: 'A', role: 'clerk', siteId: mine, sessionId: 'ses_a' },
    ...{ rights: new Set(['orders.read']), sites: new Map([['orders.read', new Set([mine])]]) },
  } as const;
  const fact = (body: Record<string, unknown>) =>
    toldTo(
      { principal },
      {
        ...{
          xid: '1',
          seq: 1,
          at: instant('2026-11-22T10:00:00Z'),
          type: 'orders.shipped',
          subjectKind: 'order',
        },
        ...{
          subjectId: 'ord_a',
          version: 1,
          mentions: ['cus_a'],
          channelId: 'chn_a',
          actor: 'x',
          commandId: null,
          body,
        },
      },
    );
  assert.equal(fact({ siteIds: [other] }), undefined);
  assert.deepEqual([fact({ siteIds: [other, mine] })?.subjectId, fact({ siteIds: [mine] })?.mentions], ['ord_a', []]);
  assert.deepEqual(
    [fact({ units: 1 })?.subjectId, fact({ units: 1 })?.body],
    ['', {}],
    'that there was one, not which',
  );
});

test('the right to hear of a module is one that exists', () => {
  const missing = modules
    .map(({ name }) => name)
    .filter((name) => !mayHear(new Set(Object.keys(rights)), `${name}.fact`));
  assert.deepEqual(missing, []);
});

test('recent calls are listed with route, caller, status and id; never an address, a body or a secret', async (t) => {
  const { call, staff } = await testApp(t, { more: houseRoutes() });
  const owner = await staff('owner');
  const clerk = await staff('clerk');
  await call('POST', '/api/session', { body: { email: 'a@b.fr', password: 'wrong-secret-word' } });
  const asked = await call('GET', `/api/orders/${newId('ord')}?token=very-secret`, { as: owner });
  const listed = await call('GET', '/api/calls?limit=2', { as: owner });
  assert.equal(listed.status, 200, listed.text);
  assert.deepEqual(
    listed.body.items.map((one: Record<string, unknown>) => [one.method, one.route, one.caller, one.status]),
    [
      ['GET', '/api/orders/:orderId', owner.id, asked.status],
      ['POST', '/api/session', 'visitor', 401],
    ],
  );
  assert.equal(listed.body.items[0].requestId, asked.headers['request-id']);
  assert.doesNotMatch(listed.text, /secret/);
  const failed = await call('GET', '/api/calls?failed=true', { as: owner });
  assert.ok(failed.body.items.every((one: { status: number }) => one.status >= 400));
  assert.equal((await call('GET', '/api/calls', { as: clerk })).status, 403);
  for (let i = 0; i < 40; i++) await call('GET', '/api/calls', { as: owner });
  const mine = await call('GET', `/api/calls?caller=${owner.id}&limit=500`, { as: owner });
  assert.ok(mine.body.items.length >= 40 && mine.body.items.length <= 500);
});

test('a route on its way out says so in headers; a version that is not spoken is refused before anything happens', async (t) => {
  let ran = 0;
  const old = route({
    method: 'GET',
    path: '/api/test-old',
    permission: 'public',
    summary: 'An old route, for this test',
    deprecated: {
      since: instant('2026-01-01T00:00:00Z'),
      sunset: instant('2027-01-01T00:00:00Z'),
      instead: 'getOrders',
    },
    run: async () => void ran++,
  });
  const { call } = await testApp(t, { more: [old] });
  const answer = await call('GET', '/api/test-old', { headers: { 'halle-version': apiVersions[0] ?? '' } });
  assert.equal(answer.headers.deprecation, '@1767225600');
  assert.equal(answer.headers.sunset, 'Fri, 01 Jan 2027 00:00:00 GMT');
  assert.match(String(answer.headers.link), /rel="deprecation"/);
  const refused = await call('GET', '/api/test-old', { headers: { 'halle-version': '1999-01-01' } });
  assert.deepEqual([refused.status, refused.body.code], [400, 'request.version']);
  assert.equal(ran, 1);
});
