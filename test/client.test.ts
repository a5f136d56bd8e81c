/** The typed client against a real server, behind a proxy that loses answers; and its types, built from the route table. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { createClient, isHalleError, verifyWebhook, WebhookError } from '../packages/client/src/index.ts';
import { routeTypes, typeOf } from '../src/client-types.ts';
import { routes } from '../src/modules.ts';
import { houseRoutes } from '../src/serve.ts';
import { buildClient } from '../src/verbs/client.ts';
import { signatureOf } from '../src/webhooks/sign.ts';
import { testApp, type TestApp } from './support/app.ts';
import { testCustomer, testShop, type TestShop } from './support/shop.ts';

type Fault = (response: ServerResponse) => boolean;

/** Passes everything on; `after` may spoil what the server has answered already, `before` keeps it from the server. */
type Proxy = { url: string; before?: Fault | undefined; after?: Fault | undefined; seen: string[]; cut(): void };

async function proxyTo(t: TestContext, target: string): Promise<Proxy> {
  const { port } = new URL(target);
  const proxy: Proxy = { url: '', seen: [], cut: () => server.closeAllConnections() };
  const server = createServer((request, response) => {
    proxy.seen.push(`${request.method} ${request.url} ${String(request.headers['idempotency-key'] ?? '')}`);
    if (proxy.before?.(response)) return;
    const on = httpRequest(
      { port, host: '127.0.0.1', method: request.method, path: request.url, headers: request.headers },
      (answer) => {
        if (proxy.after?.(response)) return void answer.resume();
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
        response.on('close', () => answer.destroy());
      },
    );
    on.on('error', () => response.destroy());
    request.pipe(on);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  proxy.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return proxy;
}

type Town = { app: TestApp; shop: TestShop; proxy: Proxy; client: ReturnType<typeof createClient> };

async function town(t: TestContext): Promise<Town> {
  const app = await testApp(t, { more: houseRoutes() });
  const shop = await testShop(app.database, { articles: 5, stock: 0 });
  const proxy = await proxyTo(t, await app.app.listen({ port: 0, host: '127.0.0.1' }));
  const { token } = await app.staff('owner');
  return { app, shop, proxy, client: createClient({ url: proxy.url, token, timeoutMs: 10_000 }) };
}

/** Once, in the way described; then all is well. */
const once = (spoil: (response: ServerResponse) => void): Fault => {
  let done = false;
  return (response) => {
    if (done) return false;
    done = true;
    spoil(response);
    return true;
  };
};

test('an answer that got lost is asked for again under the same key: what was written is written once', async (t) => {
  const { app, proxy, client } = await town(t);
  const endpointId = newId('whe');
  await client.call('POST /api/webhook-endpoints', {
    body: { endpointId, name: 'x', url: 'https://example.com/hook', eventTypes: ['orders.placed'] },
  });
  proxy.seen.length = 0;
  proxy.after = once((response) => response.destroy());
  await client.call('POST /api/webhook-endpoints/:endpointId/test', {
    params: { endpointId },
    body: { type: 'orders.placed' },
  });
  assert.equal(proxy.seen.length, 2);
  assert.equal(new Set(proxy.seen).size, 1, 'the same key');
  const rows = await app.database.query(sql`SELECT 1 FROM webhooks.delivery`);
  assert.equal(rows.length, 1);
});

test('a server that says to wait is waited for; a refusal is told at once, with its code and the id of the call', async (t) => {
  const { proxy, client } = await town(t);
  proxy.before = once((response) => response.writeHead(429, { 'retry-after': '1' }).end());
  const began = performance.now();
  await client.call('GET /api/channels');
  assert.ok(performance.now() - began >= 990);
  proxy.before = once((response) => response.writeHead(503).end());
  await client.call('GET /api/channels');
  proxy.seen.length = 0;
  const orderId = newId('ord');
  await assert.rejects(client.call('GET /api/orders/:orderId', { params: { orderId } }), (error) => {
    assert.ok(isHalleError(error, 'orders.not_found'));
    assert.equal(error.status, 404);
    assert.match(error.requestId ?? '', /^\w+-\w+$/);
    return true;
  });
  assert.equal(proxy.seen.length, 1);
  await assert.rejects(createClient({ url: proxy.url, token: 'x', version: '1999-01-01' }).call('GET /api/channels'));
  const away = createClient({ url: 'http://127.0.0.1:9', retries: 1 });
  await assert.rejects(away.call('GET /health'), (error) => isHalleError(error, 'network.unreachable'));
  const stop = AbortSignal.abort(new Error('enough'));
  await assert.rejects(client.call('GET /api/channels', {}, { signal: stop }), /enough/);
});

test('a list is read to its end, page after page, each row once', async (t) => {
  const { app, client } = await town(t);
  await app.staff('clerk');
  const ids: string[] = [];
  for await (const one of client.list('GET /api/staff', { query: { limit: 1 } }))
    ids.push((one as { staffId: string }).staffId);
  assert.equal(ids.length, 2);
  assert.equal(new Set(ids).size, 2);
});

test('a shopper’s program makes a wish list, fills and shares it; somebody without an account opens it', async (t) => {
  const { app, proxy } = await town(t);
  const { customerId } = await testCustomer(app.database, 'Ada');
  const { token } = await app.shopper(customerId);
  const ada = createClient({ url: proxy.url, token });
  const guest = createClient({ url: proxy.url });
  const [one] = await app.database.query<{ id: string }>(sql`SELECT product_id AS id FROM catalog.product LIMIT 1`);
  const productId = one?.id ?? '';
  const listId = newId('wsl');
  const params = { wishListId: listId };
  proxy.after = once((response) => response.destroy());
  await ada.call('POST /api/shop/wish-lists', { body: { listId, name: 'Noël' } });
  await ada.call('PUT /api/shop/wish-lists/:wishListId/items/:productId', { params: { ...params, productId } });
  const lists: unknown[] = [];
  for await (const list of ada.list('GET /api/shop/wish-lists')) lists.push(list);
  assert.equal(lists.length, 2, 'the main list and this one, made once though its answer got lost');
  const body = { shared: true, name: 'Noël 2026' };
  const { shareCode } = await ada.call('PATCH /api/shop/wish-lists/:wishListId', { params, body });
  const link = { params: { code: String(shareCode) } };
  type Shared = { name: string; items: { product: { productId: string } }[] };
  const seen = (await guest.call('GET /api/shop/shared-lists/:code', link)) as Shared;
  assert.deepEqual([seen.name, seen.items.map((item) => item.product.productId)], ['Noël 2026', [productId]]);
  await ada.call('DELETE /api/shop/wish-lists/:wishListId/items/:productId', { params: { ...params, productId } });
  const left = (await ada.call('GET /api/shop/wish-lists/:wishListId/items', { params })) as Shared;
  assert.deepEqual(left.items, []);
  await ada.call('DELETE /api/shop/wish-lists/:wishListId', { params });
  await assert.rejects(guest.call('GET /api/shop/shared-lists/:code', link), (error) =>
    isHalleError(error, 'shop.wish_list_unknown'),
  );
});

test('events come back by themselves after each cut: none lost, none twice', async (t) => {
  const { app, proxy, client } = await town(t);
  const stop = new AbortController();
  const heard: string[] = [];
  let listening = (): void => undefined;
  const ready = new Promise<void>((resolve) => (listening = resolve));
  const tell = (subjectId: string): Promise<void> =>
    app.database.transaction({ actor: 'test' }, async (tx) =>
      announce(tx, { type: 'orders.placed', subjectKind: 'order', subjectId }),
    );
  const listen = (async () => {
    for await (const event of client.events({ signal: stop.signal, types: ['orders.'] })) {
      const subject = String(event.data.subjectId);
      if (subject === 'first') listening();
      else heard.push(subject);
      if (heard.length === 40) stop.abort();
    }
  })();
  const first = setInterval(() => void tell('first'), 100);
  await ready;
  clearInterval(first);
  for (let i = 0; i < 40; i++) {
    await tell(`order-${i}`);
    if (i % 10 === 5) proxy.cut();
  }
  await listen;
  assert.deepEqual(
    heard,
    Array.from({ length: 40 }, (_, i) => `order-${i}`),
  );
  const nobody = createClient({ url: proxy.url });
  await assert.rejects(nobody.events().next(), (error) => isHalleError(error, 'request.unauthenticated'));
});

test('a webhook is believed when its signature fits and it is fresh, and never otherwise', async () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const body = '{"test": 2432232314}';
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const given = { secret, body, headers, nowS: 1_614_265_330 };
  assert.equal((await verifyWebhook(given)).id, headers['webhook-id']);
  await verifyWebhook({ ...given, headers: new Headers(headers), secret: [secret.slice(6)] });
  const listed = `v2,xx v1,AAAA ${headers['webhook-signature']} v1,not-base64!`;
  await verifyWebhook({ ...given, headers: { ...headers, 'webhook-signature': listed } });
  const ours = signatureOf(['whsec_b3RoZXI=', secret], { id: 'evt_1', timestampS: 1_614_265_330, body });
  await verifyWebhook({ ...given, headers: { ...headers, 'webhook-id': 'evt_1', 'webhook-signature': ours } });
  const wrong: Parameters<typeof verifyWebhook>[0][] = [
    ...Object.keys(headers).map((name) => ({ ...given, headers: { ...headers, [name]: undefined } })),
    { ...given, headers: { ...headers, 'webhook-timestamp': 'hello' } },
    { ...given, headers: { ...headers, 'webhook-signature': 'v1,dawfeoifkpqwoekfpqoekf' } },
    { ...given, headers: { ...headers, 'webhook-signature': headers['webhook-signature'].slice(0, 8) } },
    { ...given, headers: { ...headers, 'webhook-signature': 'v1,' } },
    { ...given, headers: { ...headers, 'webhook-id': 'evt_other' } },
    { ...given, body: `${body} ` },
    { ...given, secret: 'whsec_b3RoZXI=' },
    { ...given, nowS: given.nowS + 301 },
    { ...given, nowS: given.nowS - 301 },
  ];
  for (const one of wrong) await assert.rejects(verifyWebhook(one), WebhookError, JSON.stringify(one.headers));
});

test('the types say what a schema says', () => {
  assert.equal(typeOf({ type: 'string', enum: ['a', 'b'] }), '"a" | "b"');
  assert.equal(typeOf({ anyOf: [{ type: 'integer' }, { type: 'null' }] }), 'number | null');
  const object = { type: 'object', properties: { a: { type: 'string' }, 'b-c': {} }, required: ['a'] } as const;
  assert.equal(typeOf(object), '{ readonly a: string; readonly "b-c"?: unknown }');
  assert.equal(typeOf({ type: 'array', items: object }), `readonly (${typeOf(object)})[]`);
});

test('the package builds from the route table without a dependency, and a program is held to the routes as they are', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'halle-client-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const all = [...routes, ...houseRoutes()];
  await buildClient(join(folder, 'client'), routeTypes(all));
  const types = readFileSync(join(folder, 'client/routes.d.ts'), 'utf8');
  for (const route of all) assert.ok(types.includes(`'${route.method} ${route.path}'`), route.path);
  const manifest = JSON.parse(readFileSync(join(folder, 'client/package.json'), 'utf8')) as Record<string, unknown>;
  assert.equal(manifest.dependencies, undefined);
  mkdirSync(join(folder, 'node_modules/@halle'), { recursive: true });
  symlinkSync(join(folder, 'client'), join(folder, 'node_modules/@halle/client'));
  const program = (line: string): string => {
    writeFileSync(
      join(folder, 'program.mts'),
      `import { createClient } from '@halle/client';\nconst halle = createClient({ url: 'https://shop.example' });\n${line}\nexport {};\n`,
    );
    const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
    const options = '--noEmit --strict --module nodenext --target es2022 --lib es2023,dom --types'.split(' ');
    return spawnSync(process.execPath, [compiler, ...options, '', 'program.mts'], { cwd: folder, encoding: 'utf8' })
      .stdout;
  };
  const good = [
    "const one = await halle.call('GET /api/orders/:orderId', { params: { orderId: 'ord_1' } });",
    'const number: string = one.number;',
    "for await (const order of halle.list('GET /api/orders', { query: { limit: 10 } })) order.orderId satisfies string;",
    "await halle.call('GET /api/channels');",
    "const list = await halle.call('PATCH /api/shop/wish-lists/:wishListId', { params: { wishListId: 'wsl_1' }, body: { shared: true } });",
    'const code: string | null = list.shareCode;',
    "const seen = await halle.call('GET /api/shop/shared-lists/:code', { params: { code: code ?? '' } });",
    'for (const item of seen.items) item.product.productId satisfies string;',
  ];
  assert.equal(program(good.join('\n')), '');
  assert.match(program("await halle.call('GET /api/nothing');"), /TS2345|TS2554/);
  assert.match(program("await halle.call('GET /api/orders/:orderId');"), /TS2554|TS2345/);
  assert.match(program("await halle.call('POST /api/staff', { body: { staffId: 1 } });"), /TS2322|TS2739|TS2740/);
});
