/** The contract with a receiver: whatever it does, nothing is lost, nobody else waits, and nothing private is reached. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after, test, type TestContext } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { elapsed, instant, sleep } from '#base/time';
import { testApp, type Person, type TestApp } from '../../test/support/app.ts';
import { react } from '../../test/support/react.ts';
import { lanesAtRest, webhooksModule } from './index.ts';
import { eventTypes, payloadOf, waitAfter } from './model.ts';
import { runReplay } from './queue.ts';
import { sendDue } from './send.ts';
import { signatureOf } from './sign.ts';

process.env.HALLE_WEBHOOKS_PRIVATE = '1';
after(() => delete process.env.HALLE_WEBHOOKS_PRIVATE);

type Got = { id: string; body: string; headers: IncomingMessage['headers'] };
type Receiver = {
  url: string;
  got: Got[];
  /** What it does next; 200 at first. */
  answer: (request: Got, response: ServerResponse) => void;
};

async function receiver(t: Pick<TestContext, 'after'>): Promise<Receiver> {
  const it: Receiver = { url: '', got: [], answer: (_request, response) => void response.writeHead(200).end('thanks') };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const got = { id: String(request.headers['webhook-id']), body, headers: request.headers };
      it.got.push(got);
      it.answer(got, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  it.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`;
  return it;
}

type Town = TestApp & { owner: Person };
async function town(t: TestContext): Promise<Town> {
  const app = await testApp(t);
  return { ...app, owner: await app.staff('owner') };
}

async function endpoint(
  { call, owner }: Town,
  url: string,
  types = ['orders.placed'],
): Promise<{ endpointId: string; secret: string; path: string }> {
  const endpointId = newId('whe');
  const made = await call('POST', '/api/webhook-endpoints', {
    as: owner,
    body: { endpointId, name: 'ERP', url, eventTypes: types },
  });
  assert.equal(made.status, 201, made.text);
  return { endpointId, secret: made.body.secret, path: `/api/webhook-endpoints/${endpointId}` };
}

/** A fact of the journal, as `orders` would write it, with something in it that nobody may be told. */
async function tell(database: Database, type = 'orders.placed', body: Record<string, unknown> = {}): Promise<string> {
  const subjectId = newId('ord');
  const fact = { number: 'ABC234', totalMinor: 1_990, currency: 'EUR', units: 1, email: 'ada@exemple.fr', ...body };
  await database.transaction({ actor: 'test' }, async (tx) =>
    announce(tx, { type, subjectKind: 'order', subjectId, body: fact }),
  );
  return subjectId;
}

/** Everything that is due is sent, and everything under way is over. */
async function deliver(database: Database): Promise<void> {
  await react(database, webhooksModule.reactions ?? []);
  await sendDue(database);
  await lanesAtRest(database);
}

/** As if every wait were over. */
const wait = (database: Database) =>
  database
    .query(
      sql`UPDATE webhooks.delivery SET due_at = now() - interval '1 s', claimed_until = NULL WHERE state = 'waiting'`,
    )
    .then(() => database.query(sql`UPDATE webhooks.endpoint SET blocked_until = NULL`));

const statesOf = async ({ call, owner }: Town, path: string): Promise<string[]> =>
  (await call('GET', `${path}/deliveries`, { as: owner })).body.items.map((one: { state: string }) => one.state);

test('the signature is that of the standard', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestampS: 1_614_265_330, body: '{"test": 2432232314}' };
  const one = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  assert.equal(signatureOf([secret], signed), one);
  assert.equal(signatureOf([secret, secret], signed), `${one} ${one}`);
});

test('a fact is told once, signed, in its stable shape, without anything that is not declared', async (t) => {
  const house = await town(t);
  const erp = await receiver(t);
  const { secret } = await endpoint(house, erp.url);
  const orderId = await tell(house.database);
  await tell(house.database, 'customers.customer_added');
  await deliver(house.database);
  await house.database.query(sql`UPDATE journal.cursor SET xid = '0', seq = 0`);
  await deliver(house.database);
  assert.equal(erp.got.length, 1, 'once, and only what was asked for');
  const [got] = erp.got;
  assert.ok(got);
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const stamp = String(got.headers['webhook-timestamp']);
  const mac = createHmac('sha256', key).update(`${got.id}.${stamp}.${got.body}`).digest('base64');
  assert.equal(got.headers['webhook-signature'], `v1,${mac}`);
  assert.ok(key.length >= 24 && key.length <= 64);
  const payload = JSON.parse(got.body);
  assert.deepEqual(Object.keys(payload), ['type', 'version', 'timestamp', 'data']);
  assert.deepEqual(payload.data, {
    kind: 'order',
    id: orderId,
    channelId: null,
    related: [],
    facts: { number: 'ABC234', totalMinor: 1_990, currency: 'EUR', units: 1 },
  });
  assert.doesNotMatch(got.body, /exemple/);
});

test('what an endpoint does not take is tried again after the standard’s waits, then dead, then sent again by a person', async (t) => {
  const house = await town(t);
  const erp = await receiver(t);
  const { path, endpointId } = await endpoint(house, erp.url);
  erp.answer = (_request, response) => void response.writeHead(500).end('down');
  await tell(house.database);
  await deliver(house.database);
  assert.equal(erp.got.length, 1);
  await deliver(house.database);
  assert.equal(erp.got.length, 1, 'not before its time');
  for (let tries = 2; tries <= 10; tries++) {
    await wait(house.database);
    await deliver(house.database);
    assert.equal(erp.got.length, tries);
  }
  assert.deepEqual(await statesOf(house, path), ['dead']);
  await wait(house.database);
  await deliver(house.database);
  assert.equal(erp.got.length, 10, 'dead is dead');
  erp.answer = (_request, response) => void response.writeHead(204).end();
  const messageId = erp.got[0]?.id;
  const again = await house.call('POST', `${path}/deliveries/${messageId}/replay`, { as: house.owner });
  assert.equal(again.status, 202, again.text);
  await wait(house.database);
  await deliver(house.database);
  assert.equal(new Set(erp.got.map((got) => got.id)).size, 1, 'the same id each time');
  const one = await house.call('GET', `${path}/deliveries/${messageId}`, { as: house.owner });
  assert.equal(one.body.state, 'delivered');
  assert.equal(one.body.attempts.length, 11);
  assert.equal(one.body.attempts[0].answer, 'down');
  assert.doesNotMatch(one.text, /whsec_|v1,/, 'no secret, no signature is shown');
  const [row] = await house.database.query<{ failures: number }>(
    sql`SELECT failures FROM webhooks.endpoint WHERE endpoint_id = ${endpointId}`,
  );
  assert.equal(row?.failures, 0);
});

test('the waits are those of the standard, spread by a tenth at most', () => {
  const seconds = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
  for (const [tries, s] of seconds.entries()) {
    assert.equal(waitAfter(tries, 0), s * 1_000);
    assert.ok((waitAfter(tries, 0.999) ?? 0) <= s * 1_100);
  }
  assert.equal(waitAfter(10, 0), undefined);
});

test('a slow endpoint holds up nobody else', async (t) => {
  const house = await town(t);
  const [slow, quick] = [await receiver(t), await receiver(t)];
  const held: ServerResponse[] = [];
  slow.answer = (_request, response) => void held.push(response);
  await endpoint(house, slow.url);
  await endpoint(house, quick.url);
  for (let i = 0; i < 6; i++) await tell(house.database);
  await react(house.database, webhooksModule.reactions ?? []);
  const began = elapsed();
  await sendDue(house.database);
  assert.ok(elapsed() - began < 5_000, 'the clock’s run does not wait for it');
  for (let tries = 0; quick.got.length < 6 && tries < 200; tries++) await sleep(25);
  assert.equal(quick.got.length, 6);
  assert.equal(slow.got.length, 4, 'four at a time');
  slow.answer = (_request, response) => void response.writeHead(200).end();
  for (const response of held) response.writeHead(200).end();
  await lanesAtRest(house.database);
  assert.equal(new Set(slow.got.map((got) => got.id)).size, 6);
});

test('a redirection is not followed, and an endpoint that says it is gone is told nothing more', async (t) => {
  const house = await town(t);
  const [erp, elsewhere] = [await receiver(t), await receiver(t)];
  const { path } = await endpoint(house, erp.url);
  erp.answer = (_request, response) => void response.writeHead(302, { location: elsewhere.url }).end();
  await tell(house.database);
  await deliver(house.database);
  assert.equal(elsewhere.got.length, 0);
  const [first] = (await house.call('GET', `${path}/deliveries`, { as: house.owner })).body.items;
  assert.deepEqual([first.state, first.lastStatus, first.lastError], ['waiting', 302, 'a redirection is not followed']);
  erp.answer = (_request, response) => void response.writeHead(410).end();
  await wait(house.database);
  await deliver(house.database);
  const gone = await house.call('GET', path, { as: house.owner });
  assert.deepEqual([gone.body.state, gone.body.disabledWhy], ['disabled', 'gone']);
  await tell(house.database);
  await deliver(house.database);
  assert.equal(erp.got.length, 2);
});

test('after five days of nothing but failures an endpoint is disabled, which the journal tells; switched on, what was held is sent', async (t) => {
  const house = await town(t);
  const erp = await receiver(t);
  const { path, endpointId } = await endpoint(house, erp.url);
  erp.answer = (_request, response) => void response.writeHead(503, { 'retry-after': '60' }).end();
  await tell(house.database);
  await tell(house.database);
  await deliver(house.database);
  const [blocked] = await house.database.query<{ s: number }>(
    sql`SELECT extract(epoch FROM blocked_until - now())::int AS s FROM webhooks.endpoint`,
  );
  assert.ok((blocked?.s ?? 0) > 50, 'it asked to be left alone');
  await house.database.query(sql`UPDATE webhooks.endpoint SET failing_since = now() - interval '6 days'`);
  await wait(house.database);
  await deliver(house.database);
  const state = await house.call('GET', path, { as: house.owner });
  assert.deepEqual([state.body.state, state.body.disabledWhy], ['disabled', 'failing']);
  assert.deepEqual(await statesOf(house, path), ['held', 'held']);
  const told = await house.database.query(
    sql`SELECT 1 FROM journal.event WHERE type = 'webhooks.endpoint_disabled' AND subject_id = ${endpointId}`,
  );
  assert.equal(told.length, 1);
  erp.answer = (_request, response) => void response.writeHead(200).end();
  erp.got.length = 0;
  assert.equal((await house.call('PATCH', path, { as: house.owner, body: { state: 'active' } })).status, 200);
  await deliver(house.database);
  assert.equal(new Set(erp.got.map((got) => got.id)).size, 2);
  assert.deepEqual(await statesOf(house, path), ['delivered', 'delivered']);
});

test('a span is sent again: what never arrived, or all of it; a job run twice sends once', async (t) => {
  const house = await town(t);
  const erp = await receiver(t);
  const { path, endpointId } = await endpoint(house, erp.url);
  await tell(house.database);
  await deliver(house.database);
  await house.call('PATCH', path, { as: house.owner, body: { state: 'off' } });
  const missed = await tell(house.database);
  await deliver(house.database);
  assert.equal(erp.got.length, 1, 'off');
  await house.call('PATCH', path, { as: house.owner, body: { state: 'active' } });
  const span = { from: instant('2020-01-01T00:00:00Z'), to: instant('2999-01-01T00:00:00Z') };
  await runReplay(house.database, { endpointId, ...span, all: false, replay: 'rep_1' });
  await runReplay(house.database, { endpointId, ...span, all: false, replay: 'rep_1' });
  await deliver(house.database);
  assert.deepEqual(
    erp.got.slice(1).map((got) => JSON.parse(got.body).data.id),
    [missed],
  );
  await runReplay(house.database, { endpointId, ...span, all: true, replay: 'rep_2' });
  await deliver(house.database);
  await runReplay(house.database, { endpointId, ...span, all: true, replay: 'rep_2' });
  await deliver(house.database);
  assert.equal(erp.got.length, 4);
  const asked = await house.call('POST', `${path}/replay`, {
    as: house.owner,
    body: { from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' },
  });
  assert.equal(asked.body.code, 'webhooks.bad_range');
});

test('a secret is told once; after a rotation both sign for a day', async (t) => {
  const house = await town(t);
  const erp = await receiver(t);
  const { path, endpointId, secret } = await endpoint(house, erp.url);
  const body = { endpointId, name: 'ERP', url: erp.url, eventTypes: ['orders.placed'] };
  const again = await house.call('POST', '/api/webhook-endpoints', { as: house.owner, body });
  assert.deepEqual([again.status, again.body.secret], [201, null]);
  const other = await house.call('POST', '/api/webhook-endpoints', { as: house.owner, body: { ...body, name: 'x' } });
  assert.equal(other.body.code, 'request.id_reused');
  const rotate = { as: house.owner, key: newId('key') };
  const fresh = await house.call('POST', `${path}/secret`, rotate);
  assert.match(fresh.body.secret, /^whsec_/);
  assert.notEqual(fresh.body.secret, secret);
  assert.equal((await house.call('POST', `${path}/secret`, rotate)).body.secret, null, 'not kept in the receipt');
  for (const where of ['/api/webhook-endpoints', path])
    assert.doesNotMatch((await house.call('GET', where, { as: house.owner })).text, /whsec_/);
  const kept = await house.database.query(sql`SELECT 1 FROM base.command WHERE receipt::text LIKE '%whsec_%'`);
  assert.equal(kept.length, 0);
  await tell(house.database);
  await deliver(house.database);
  assert.equal(String(erp.got[0]?.headers['webhook-signature']).split(' ').length, 2);
  await house.database.query(sql`UPDATE webhooks.endpoint SET old_secret_until = now()`);
  await tell(house.database);
  await deliver(house.database);
  assert.equal(String(erp.got[1]?.headers['webhook-signature']).split(' ').length, 1);
});

test('a test message says so, and is no fact', async (t) => {
  const house = await town(t);
  const erp = await receiver(t);
  const { path } = await endpoint(house, erp.url);
  const sent = await house.call('POST', `${path}/test`, { as: house.owner, body: { type: 'payments.refunded' } });
  assert.equal(sent.status, 202, sent.text);
  await deliver(house.database);
  assert.equal(JSON.parse(erp.got[0]?.body ?? '{}').test, true);
  assert.match(erp.got[0]?.id ?? '', /^test_/);
  const wrong = await house.call('POST', `${path}/test`, { as: house.owner, body: { type: '__proto__' } });
  assert.equal(wrong.body.code, 'webhooks.unknown_type');
});

test('nothing private is reached: not by its number in any writing, not by a name, not by what a name becomes later', async (t) => {
  const house = await town(t);
  const inside = await receiver(t);
  const later = await endpoint(house, inside.url);
  delete process.env.HALLE_WEBHOOKS_PRIVATE;
  try {
    for (const url of [
      'https://127.0.0.1/x',
      'https://0x7f000001/',
      'https://2130706433/',
      'https://0177.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:7f00:1]/',
      'https://169.254.169.254/latest/meta-data',
      'https://10.1.2.3/',
      'https://[fd00::1]/',
      'https://localhost/',
      'https://api.localhost/',
      'http://example.com/',
      'https://user:secret@example.com/',
      'ftp://example.com/',
      'file:///etc/passwd',
      'nonsense',
    ]) {
      const body = { endpointId: newId('whe'), name: 'x', url, eventTypes: ['orders.placed'] };
      const answer = await house.call('POST', '/api/webhook-endpoints', { as: house.owner, body });
      assert.equal(answer.body.code, 'webhooks.bad_url', `${url}: ${answer.text}`);
      const changed = await house.call('PATCH', later.path, { as: house.owner, body: { url } });
      assert.equal(changed.body.code, 'webhooks.bad_url', url);
    }
    // A name that was public when it was typed in, and points inside when it is called: the address is what is checked.
    for (const url of [inside.url, inside.url.replace('127.0.0.1', 'localhost')]) {
      await house.database.query(sql`UPDATE webhooks.endpoint SET url = ${url}, blocked_until = NULL`);
      await tell(house.database);
      await wait(house.database);
      await deliver(house.database);
    }
    assert.equal(inside.got.length, 0);
    const tried = (await house.call('GET', `${later.path}/deliveries`, { as: house.owner })).body.items.filter(
      (one: { tries: number }) => one.tries > 0,
    );
    assert.ok(tried.length > 0);
    for (const one of tried) assert.match(one.lastError, /private address/);
  } finally {
    process.env.HALLE_WEBHOOKS_PRIVATE = '1';
  }
});

test('a worker that dies between sending and marking leaves the message to be sent again, under the same id', async (t) => {
  const house = await town(t);
  const erp = await receiver(t);
  await endpoint(house, erp.url);
  await tell(house.database);
  await react(house.database, webhooksModule.reactions ?? []);
  await house.database.query(sql`UPDATE webhooks.delivery SET claimed_until = now() + interval '1 minute'`);
  await deliver(house.database);
  assert.equal(erp.got.length, 0, 'another worker has it');
  await house.database.query(sql`UPDATE webhooks.delivery SET claimed_until = now() - interval '1 second'`);
  await deliver(house.database);
  assert.equal(erp.got.length, 1);
});

test('facts of the journal’s past are not told by themselves', async (t) => {
  const house = await town(t);
  const erp = await receiver(t);
  await tell(house.database);
  await endpoint(house, erp.url);
  await house.database.transaction({ actor: 'test', at: instant('2020-01-01T00:00:00Z') }, async (tx) =>
    announce(tx, { type: 'orders.placed', subjectKind: 'order', subjectId: newId('ord') }),
  );
  await deliver(house.database);
  assert.equal(erp.got.length, 0);
});

test('every type that may be asked for is one that the source announces, and its title is in both languages', async () => {
  const { readdirSync, readFileSync } = await import('node:fs');
  const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('webhooks'))
    .map((path) => readFileSync(`src/${path}`, 'utf8'))
    .join('\n');
  for (const [type, known] of Object.entries(eventTypes)) {
    const [module = '', fact = ''] = type.split('.');
    const written =
      source.includes(`'${type}'`) || (source.includes(`\`${module}.\${`) && source.includes(`'${fact}'`));
    assert.ok(written, `${type} is announced nowhere`);
    assert.ok(known.title.fr !== '' && known.title.en !== '');
  }
});

test('a list of thousands of articles is cut to what a receiver reads', () => {
  const skuIds = Array.from({ length: 5_000 }, () => newId('sku'));
  const payload = payloadOf({
    xid: '1',
    seq: 1,
    at: instant('2026-11-22T08:00:00Z'),
    type: 'inventory.changed',
    subjectKind: 'stock',
    subjectId: 'stock',
    version: null,
    mentions: [],
    channelId: null,
    actor: 'test',
    body: { skuIds },
  });
  assert.ok(JSON.stringify(payload).length < 20_000);
  assert.equal(payload?.data.facts.cut, true);
});
