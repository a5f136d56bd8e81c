/**
 * RELIABILITY, part G, where the matrices of `authorisation`, `sites` and `malformed` do not say it already: headers of every page,
 * cookies, redirects, addresses that must not be reached, files that are not what they say, secrets that must not be told.
 */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { sql, type Database } from '#base/db';
import { readConfig } from '#base/config';
import { callOut, isPrivateAddress } from '#base/http-client';
import { newId } from '#base/ids';
import { createStaff, hashSecret } from '#identity';
import { modules, routes } from '../src/modules.ts';
import { houseRoutes, serve, type Served } from '../src/serve.ts';
import { testApp } from './support/app.ts';
import { testDatabase } from './support/database.ts';
import { testShop } from './support/shop.ts';

let database: Database;
let served: Served;
const undo: (() => unknown)[] = [];
const password = 'Canari-7f3a-Canari';
const email = 'canary-person@halle.test';

before(async () => {
  database = await testDatabase({ after: (fn: () => unknown) => void undo.push(fn) });
  await testShop(database);
  const passwordHash = await hashSecret(password);
  const person = { staffId: newId('stf'), email, name: 'Canary', role: 'owner', passwordHash } as const;
  await database.transaction({ actor: 'test' }, (tx) => createStaff(tx, person));
  served = await serve(database, { port: 0, host: '127.0.0.1', proxy: '127.0.0.1' });
});
after(async () => {
  await served.close();
  for (const fn of undo.reverse()) await fn();
});

type Init = RequestInit & { readonly headers?: Record<string, string> };
const ask = (path: string, init: Init = {}): Promise<Response> =>
  fetch(served.url + path, { redirect: 'manual', ...init });
const json = (body: unknown, headers: Record<string, string> = {}): Init => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'idempotency-key': newId('key'), ...headers },
  body: JSON.stringify(body),
});
const formOf = (fields: Record<string, string>, headers: Record<string, string> = {}): Init => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(fields).toString(),
});
async function signedIn(): Promise<string> {
  const answer = await ask('/api/session', json({ email, password }));
  assert.equal(answer.status, 200, await answer.clone().text());
  return String(answer.headers.getSetCookie()[0]).split(';')[0] ?? '';
}

/** Every page there is, and some that are not: with the kinds of visitors that get other pages. */
const pages = [
  '/',
  '/en/',
  '/search?q=a',
  '/cart',
  '/checkout',
  '/account',
  '/account/sign-in',
  '/nothing-here',
  '/products/none',
];
pages.push('/office', '/office/orders', '/till', '/till/sale', '/api/docs', '/stores', '/orders/NONE?t=x');

test('every HTML answer has a policy under which no script of a page, a guest or another host runs', async () => {
  for (const path of pages) {
    const answer = await ask(path, { headers: { accept: 'text/html' } });
    const type = answer.headers.get('content-type') ?? '';
    if (answer.status >= 300 && answer.status < 400) continue;
    assert.match(type, /^text\/html/, `${path} ${answer.status} ${type}`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    const of = (name: string): string => new RegExp(`(?:^|; ?)${name} ([^;]*)`).exec(policy)?.[1] ?? '';
    const scripts = of('script-src') || of('default-src');
    assert.match(scripts, /'self'|'none'/, `${path}: ${policy}`);
    assert.doesNotMatch(scripts, /unsafe-inline|'unsafe-eval'|https?:|\*|data:/, `${path}: ${policy}`);
    assert.match(policy, /object-src 'none'|default-src 'none'/, path);
    assert.match(policy, /base-uri 'none'|default-src 'none'/, path);
    assert.match(policy, /frame-ancestors/, path);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(answer.headers.get('referrer-policy'), 'same-origin', path);
  }
});

test('what is one person’s own is kept by no cache on the way', async () => {
  const cookie = await signedIn();
  for (const path of ['/api/session', '/api/orders', '/api/staff', '/api/session/sessions', '/api/now']) {
    const answer = await ask(path, { headers: { cookie } });
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/, path);
  }
  for (const path of ['/cart', '/checkout', '/account', '/account/sign-in']) {
    const answer = await ask(path, { headers: { accept: 'text/html', cookie: `halle_shopper=${'a'.repeat(32)}` } });
    assert.match(answer.headers.get('cache-control') ?? '', /no-store|private/, `${path} ${answer.status}`);
    assert.doesNotMatch(answer.headers.get('cache-control') ?? '', /public/, path);
  }
});

test('a page kept for everybody is nobody’s own, and of the address it was asked at', async () => {
  for (const headers of [{}, { 'x-forwarded-proto': 'https' }] as Record<string, string>[]) {
    const people: { name: string; cookie: string }[] = [];
    for (const name of ['Quasimodo', 'Esmeralda']) {
      const account = {
        customerId: newId('cus'),
        name,
        email: `${newId('cus')}@halle.test`,
        password: 'a long enough one',
      };
      const made = await ask('/api/shop/register', json(account, headers));
      assert.equal(made.status, 201, await made.clone().text());
      people.push({ name, cookie: String(made.headers.getSetCookie()[0]).split(';')[0] ?? '' });
    }
    const visit = async (path: string, cookie?: string): Promise<string> => {
      const answer = await ask(path, { headers: { accept: 'text/html', ...headers, ...(cookie ? { cookie } : {}) } });
      assert.equal(answer.status, 200, path);
      assert.match(answer.headers.get('cache-control') ?? '', /private/, path);
      if (!/no-store/.test(answer.headers.get('cache-control') ?? ''))
        assert.match(answer.headers.get('vary') ?? '', /cookie/i, path);
      return answer.text();
    };
    const known = people.map(({ name }) => name);
    for (const path of ['/', '/search?q=a', '/account/sign-in'])
      for (const round of [0, 1])
        for (const { name, cookie } of people) {
          const others = known.filter((one) => one !== name);
          const own = path === '/account/sign-in' ? await visit('/account', cookie) : await visit(path, cookie);
          if (path === '/account/sign-in') assert.ok(own.includes(name), `${name} sees their account (${round})`);
          for (const other of others) assert.ok(!own.includes(other), `${path}: ${name} reads of ${other}`);
          const nobody = await visit(path);
          for (const one of known) assert.ok(!nobody.includes(one), `${path}: nobody reads of ${one}`);
        }
  }
  for (const host of ['evil.example', 'evil.example:80@x', 'x/evil.example', 'evil.example\t']) {
    const text = await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`);
    assert.doesNotMatch(text, /^HTTP\/1\.1 5/, host);
    assert.ok(!(await (await ask('/', { headers: { accept: 'text/html' } })).text()).includes('evil.example'), host);
  }
});

test('cookies of sessions cannot be read by scripts, nor sent by other sites', async () => {
  const answer = await ask('/api/session', json({ email, password }));
  for (const line of answer.headers.getSetCookie()) {
    assert.match(line, /; Path=\//);
    assert.match(line, /; HttpOnly/);
    assert.match(line, /; SameSite=(Lax|Strict)/);
    assert.doesNotMatch(line, /; Domain=/);
  }
});

test('over https every cookie is this host’s alone, and none that anybody else could have set is read', async () => {
  const https = { 'x-forwarded-proto': 'https' };
  const first = (answer: Response): string => String(answer.headers.getSetCookie()[0]);
  const line = first(await ask('/api/session', json({ email, password }, https)));
  assert.match(line, /^__Host-halle_session=[0-9a-z]{32}; /);
  assert.match(line, /; Path=\/;/);
  assert.match(line, /; Secure/);
  assert.doesNotMatch(line, /; Domain=/);
  const [cookie = ''] = line.split(';');
  const statusOf = async (headers: Record<string, string>): Promise<number> =>
    (await ask('/api/orders', { headers })).status;
  assert.equal(await statusOf({ ...https, cookie }), 200);
  assert.equal(await statusOf({ ...https, cookie: cookie.replace('__Host-', '') }), 401, 'a neighbour could set it');
  assert.equal(await statusOf({ cookie }), 401, 'it never goes over plain http');
  const over = await ask('/api/session', { method: 'DELETE', headers: { ...https, cookie } });
  assert.match(first(over), /^__Host-halle_session=; .*Secure/, 'or no browser would forget it');
  const said = await ask('/cookies', formOf({ said: 'no' }, https));
  assert.match(first(said), /^__Host-halle_consent=.*Secure/, 'those of pages too');
  assert.match(first(await ask('/cookies', formOf({ said: 'no' }))), /^halle_consent=/, 'plain http goes on');
  const plain = first(await ask('/api/session', json({ email, password })));
  assert.match(plain, /^halle_session=/);
  assert.doesNotMatch(plain, /Secure/);
});

test('who is no proxy of ours says in vain that it speaks https', async () => {
  const { app } = await testApp({ after: (fn: () => unknown) => void undo.push(fn) });
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
  const answer = await app.inject({ method: 'DELETE', url: '/api/session', headers });
  assert.match(String(answer.headers['set-cookie']), /^halle_session=/);
  const said = (proxy: string) => readConfig({ HALLE_PROXY: proxy }).proxy;
  assert.equal(said('127.0.0.1, 10.0.0.0/8,loopback'), '127.0.0.1,10.0.0.0/8,loopback');
  assert.equal(said(''), undefined);
  for (const wrong of ['true', '*', '0.0.0.0/0', '10.0.0.0/33', '10.0.0.0/8/8', '1', '::1/129', 'proxy.internal'])
    assert.throws(() => said(wrong), { name: 'UsageError' }, wrong);
});

test('a session that was planted before the sign-in is worth nothing after it', async () => {
  const planted = `halle_session=${'b'.repeat(32)}`;
  const answer = await ask('/api/session', json({ email, password }, { cookie: planted }));
  const fresh = String(answer.headers.getSetCookie()[0]).split(';')[0] ?? '';
  assert.notEqual(fresh, planted);
  assert.equal((await ask('/api/orders', { headers: { cookie: planted } })).status, 401);
});

test('no form and no link leads away from the house', async () => {
  for (const there of [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
  ]) {
    const to = encodeURIComponent(there);
    for (const path of [`/account/sign-in?next=${to}`, `/?next=${to}`, `/account?next=${to}`, `/office?next=${to}`]) {
      const answer = await ask(path, { headers: { accept: 'text/html' } });
      const location = answer.headers.get('location');
      if (location !== null)
        assert.equal(new URL(location, served.url).host, new URL(served.url).host, `${path} → ${location}`);
    }
    for (const path of ['/account/sign-in', '/account/register', '/compare', '/wish-list', '/language']) {
      const body = new URLSearchParams({
        next: there,
        back: there,
        email: 'a@b.fr',
        password: 'x'.repeat(9),
        name: 'A',
      });
      const headers = { 'content-type': 'application/x-www-form-urlencoded', referer: there };
      const answer = await ask(path, { method: 'POST', headers, body: body.toString() });
      assert.ok(answer.status < 500, `${path} ${answer.status}`);
      const location = answer.headers.get('location');
      if (location !== null)
        assert.equal(new URL(location, served.url).host, new URL(served.url).host, `${path} → ${location}`);
    }
  }
});

test('no address climbs out of the folders that are served', async () => {
  const secrets = /"dependencies"|root:.*:0:0|argon2|CREATE TABLE/;
  for (const folder of [
    '/assets/',
    '/media/',
    '/media/drawing/',
    '/office/',
    '/till/',
    '/office/assets/',
    '/assets/drawings/',
    '/',
  ]) {
    for (const up of [
      '../package.json',
      '..%2f..%2fpackage.json',
      '%2e%2e/%2e%2e/package.json',
      '..%5c..%5cpackage.json',
      '....//package.json',
      '%00/etc/passwd',
      '/etc/passwd',
      '%252e%252e%252fpackage.json',
    ]) {
      const text = await raw(`GET ${folder}${up} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      assert.doesNotMatch(text, secrets, folder + up);
      assert.doesNotMatch(text, /^HTTP\/1\.1 5/, folder + up);
    }
  }
});

/** Bytes as they are, past any client that would tidy them. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(served.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on('data', (part) => (answer += String(part)));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

test('heads that could be read in two ways are refused', async () => {
  const body = '{"email":"a@b.fr","password":"x"}';
  const head = 'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const both = `${head}Content-Length: ${body.length}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`;
  const twice = `${head}Content-Length: 5\r\nContent-Length: 6\r\nConnection: close\r\n\r\n${body}`;
  const bare = `${head}Transfer-Encoding: xchunked\r\nConnection: close\r\n\r\n${body}`;
  for (const request of [both, twice, bare]) assert.match(await raw(request), /^HTTP\/1\.1 (400|501|415)/, request);
  const split = await ask(`/search?q=${encodeURIComponent('a\r\nset-cookie: x=1')}`);
  assert.ok(!split.headers.getSetCookie().some((line) => line.startsWith('x=1')));
  const key = await ask('/api/session', json({ email: 'a@b.fr', password: 'x' }, { 'idempotency-key': 'a"b<c>' }));
  assert.ok(key.status < 500);
});

test('addresses inside are known however they are written, and calls go to none of them', async () => {
  const inside = [
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.1',
    '192.168.0.1',
    '169.254.169.254',
  ];
  inside.push(
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
  );
  inside.push('64:ff9b::7f00:1', '2002:7f00:1::', '2002:c0a8:1::1', '2001:0:7f00:1::');
  for (const address of inside) assert.equal(isPrivateAddress(address), true, address);
  for (const address of ['1.1.1.1', '93.184.216.34', '2606:4700::1111', '172.32.0.1', '192.169.0.1'])
    assert.equal(isPrivateAddress(address), false, address);
  const port = new URL(served.url).port;
  const urls = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0',
    'localhost',
    '[::1]',
    '[::ffff:7f00:1]',
  ];
  for (const host of urls)
    await assert.rejects(callOut({ url: `http://${host}:${port}/health`, timeoutMs: 2_000 }), /private/, host);
  for (const url of ['file:///etc/passwd', 'gopher://x/', 'data:text/plain,x', 'ftp://127.0.0.1/'])
    await assert.rejects(callOut({ url }), /not a web address/, url);
});

test('a redirect is told, not followed: not even to where we may not go', async (t) => {
  const hits: string[] = [];
  const server: Server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.writeHead(302, { location: `${served.url}/api/session` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/there`;
  const answer = await callOut({ url, allowPrivate: true });
  assert.equal(answer.status, 302);
  assert.deepEqual(hits, ['/there']);
});

test('pictures are what their bytes are: a drawing with a script, a page, an archive or a giant is no picture', async () => {
  const cookie = await signedIn();
  const bodies: [string, Buffer | string][] = [
    ['image/png', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['image/jpeg', '<!doctype html><script>alert(1)</script>'],
    ['image/png', Buffer.from('PK\u0003\u0004zip')],
    ['text/html', '<b>'],
    ['image/png', hugePng()],
  ];
  for (const [type, body] of bodies) {
    const headers = { cookie, 'content-type': type, 'idempotency-key': newId('key') };
    const path = `/api/media?mediaId=${newId('med')}`;
    const answer = await ask(path, { method: 'POST', headers, body: body as string });
    const told = await answer.text();
    assert.ok(answer.status >= 400 && answer.status < 500, `${type}: ${answer.status} ${told.slice(0, 200)}`);
  }
});

/** The head of a PNG that says it is 50,000 by 50,000. */
function hugePng(): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d494844520000c3500000c35008060000000', 'hex');
  return Buffer.concat([head, Buffer.alloc(64)]);
}

test('no body may say more than its route asks for: what it adds is refused by name', async () => {
  const cookie = await signedIn();
  const all = [...routes, ...houseRoutes()].filter((route) => route.body && !route.upload && !route.raw);
  assert.ok(all.length > 40);
  for (const route of all) {
    for (const field of ['role', 'isAdmin', 'paid', '__proto__x', 'constructor']) {
      const properties = (route.body as unknown as { shape?: Record<string, unknown> }).shape ?? {};
      if (Object.hasOwn(properties, field)) continue;
      const path = route.path.replaceAll(/:\w+/g, 'x');
      const answer = await ask(path, { ...json({ [field]: true }, { cookie }), method: route.method });
      assert.ok(
        answer.status >= 400 && answer.status < 500,
        `${route.method} ${route.path} ${field}: ${answer.status}`,
      );
    }
  }
  const polluted = await ask('/api/session', {
    ...json({}),
    body: '{"email":"a@b.fr","password":"x","__proto__":{"role":"owner"},"constructor":{"prototype":{"role":"owner"}}}',
  });
  assert.equal(polluted.status, 400);
  assert.equal(({} as Record<string, unknown>).role, undefined);
});

test('secrets stand in no journal, no receipt, no refusal and no line of the log', async (t) => {
  const lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    lines.push(String(chunk));
    return (write as (...all: unknown[]) => boolean)(chunk, ...rest);
  }) as typeof process.stdout.write;
  t.after(() => (process.stdout.write = write));
  const cookie = await signedIn();
  const answers = [
    await ask('/api/session', json({ email, password: `${password}x` })),
    await ask('/api/session', { ...json({}), body: `{"email":"${email}","password":"${password}"` }),
    await ask('/api/session/second-factor', json({ current: password }, { cookie })),
    await ask('/api/keys', json({ keyId: newId('key'), name: 'K', rights: ['orders.read'] }, { cookie })),
    await ask(
      '/api/staff',
      json(
        { staffId: newId('stf'), email: 'p@halle.test', name: 'P', role: 'clerk', password, pin: '7391' },
        { cookie },
      ),
    ),
  ];
  const told = await Promise.all(answers.map((answer) => answer.text()));
  const key = /halle_[0-9a-z]{32}/.exec(told[3] ?? '')?.[0] ?? 'no key';
  const secret = /"secret":"([A-Z2-7]{32})"/.exec(told[2] ?? '')?.[1] ?? 'no secret';
  assert.ok(key !== 'no key' && secret !== 'no secret');
  const session = cookie.split('=')[1] ?? '';
  const [dump] = await database.query<{ t: string }>(sql`
    SELECT (SELECT coalesce(string_agg(e::text, ' '), '') FROM journal.event e)
      || (SELECT coalesce(string_agg(c::text, ' '), '') FROM base.command c)
      || (SELECT coalesce(string_agg(s::text, ' '), '') FROM identity.session s)
      || (SELECT coalesce(string_agg(b::text, ' '), '') FROM identity.bucket b) AS t`);
  const everywhere = [dump?.t ?? '', lines.join(''), told[0] ?? '', told[1] ?? '', told[4] ?? ''].join('\n');
  for (const canary of [password, key, secret, session, '7391"'])
    assert.ok(!everywhere.includes(canary), `${canary.slice(0, 6)}… is told somewhere`);
  assert.ok(modules.length > 0);
});
