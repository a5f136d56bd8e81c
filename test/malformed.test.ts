/**
 * Whatever anybody sends, to whatever route: an answer below 500, soon. Bodies begin as what the route's own schema allows, and are
 * spoiled in one or two places; paths, queries and media types are spoiled too. Sent as the owner, so that it reaches the handlers,
 * as a shopper, and as nobody.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as fc from 'fast-check';
import { newId } from '#base/ids';
import { log } from '#base/log';
import type { Route } from '#base/route';
import { elapsed } from '#base/time';
import { jsonSchema } from '../src/http/validate.ts';
import { routes } from '../src/modules.ts';
import { houseRoutes } from '../src/serve.ts';
import { testApp, type Answer, type Person, type TestApp } from './support/app.ts';
import { add, device, signedIn, sku, type Device } from './support/carts.ts';
import { places, poisons, sample, textOf, without, withAt, type Json, type Schema } from './support/json-shape.ts';
import { testShop, type TestShop } from './support/shop.ts';

const seed = Number(process.env.SEED ?? 20_261_122);
const runs = Number(process.env.RUNS ?? 24);
const all: readonly Route[] = [...routes, ...houseRoutes()].filter((route) => !route.stream);
const nameOf = (route: Route): string => `${route.method} ${route.path}`;
/** Signing in is slow on purpose, and erasing ends a sender: these are sent a few only. */
const few = (route: Route): boolean => /session|password|register|staff$|\/erase$/.test(route.path);
/** Signing out, or erasing the shopper, would work, and all that follows would be sent by nobody. */
const sendersOf = (route: Route): fc.Arbitrary<Sender> =>
  fc.constantFrom<Sender[]>(
    ...((route.method === 'DELETE' && route.path.endsWith('session')) || route.path.endsWith('/erase')
      ? ['nobody' as const]
      : senders),
  );

let app: TestApp;
let shop: TestShop;
let cart: Device;
let owner: Person;
let shopper: Person;
const undo: (() => unknown)[] = [];
const broken: string[] = [];
/** How many were answered, by sender and class of status: the owner's must reach the handlers. */
const seen = new Map<string, number>();

before(async () => {
  app = await testApp({ after: (fn: () => unknown) => void undo.push(fn) }, { more: houseRoutes() });
  shop = await testShop(app.database, { articles: 2, stock: 1_000 });
  owner = await app.staff('owner');
  shopper = (await signedIn({ app, shop }, 'Mala')).person;
  cart = await device({ app, shop }, 'web', shopper);
  await add({ app, shop }, cart, sku(shop, 0));
  log.error = ((...said: unknown[]) => void broken.push(JSON.stringify(said))) as typeof log.error;
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

const senders = ['owner', 'shopper', 'nobody'] as const;
type Sender = (typeof senders)[number];
type Sending = { path: string; payload?: string | Buffer; type?: string; as: Sender; key?: string };

async function send(route: Route, { path, payload, type = 'application/json', as, key }: Sending): Promise<Answer> {
  const person = as === 'owner' ? owner : as === 'shopper' ? shopper : undefined;
  const began = elapsed();
  broken.length = 0;
  const answer = await app.call(route.method, path, {
    as: person,
    ...(payload === undefined ? {} : { body: payload, headers: { 'content-type': type } }),
    ...(key === undefined ? {} : { key }),
  });
  const told = `${nameOf(route)} as ${as}: ${answer.status} ${answer.text.slice(0, 300)}\n${path.slice(0, 300)}\n${String(payload).slice(0, 2_000)}`;
  assert.ok(answer.status < 500, `${told}\n${broken.join('\n').slice(0, 3_000)}`);
  assert.deepEqual(broken, [], `${told}: logged as an error of ours`);
  assert.ok(elapsed() - began < 4_000, `${told}: it took ${Math.round(elapsed() - began)} ms`);
  const kind = `${as} ${Math.floor(answer.status / 100)}xx`;
  seen.set(kind, (seen.get(kind) ?? 0) + 1);
  if (answer.status >= 400) {
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, told);
    assert.match(String(answer.body?.code), /^[a-z]+\.[a-z_]+$/, told);
  }
  assert.equal(({} as { admin?: boolean }).admin, undefined, 'a prototype was changed');
  return answer;
}

/** Ids that lead to something, so that handlers have work. */
function known(text: string): string {
  if (text.startsWith('sku_')) return sku(shop, 0);
  if (text.startsWith('sit_')) return shop.siteId;
  if (text.startsWith('chn_')) return shop.channels.web;
  if (text.startsWith('prl_')) return shop.listId;
  if (text.startsWith('cus_')) return shopper.id;
  if (text.startsWith('crt_')) return cart.cartId;
  return text;
}
const withKnown = (value: Json): Json =>
  JSON.parse(
    JSON.stringify(value ?? null, (_key, part: Json) => (typeof part === 'string' ? known(part) : part)),
  ) as Json;

const shapeOf = (route: Route, part: 'params' | 'query' | 'body'): Schema | undefined =>
  route[part] && jsonSchema(route[part], 'input');
const valid = (schema: Schema | undefined): Json => (schema ? withKnown(sample(schema)) : undefined);

function pathOf(route: Route, params: Json, query?: Json): string {
  const given = (params ?? {}) as Record<string, unknown>;
  const path = route.path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(String(given[name] ?? 'x')));
  const search = new URLSearchParams(
    Object.entries((query ?? {}) as Record<string, unknown>).map(([key, value]): [string, string] => [
      key,
      String(value),
    ]),
  );
  return search.size === 0 ? path : `${path}?${search}`;
}

/** A valid body spoiled at one or two places, with a field too many, or one too few. */
const spoiled = (body: Json): fc.Arbitrary<Json> => {
  const where = fc.constantFrom(...places(body));
  const poison = fc.constantFrom(...poisons);
  const at = fc.tuple(where, poison).map(([path, other]) => withAt(body, path, other));
  return fc.oneof(
    { weight: 5, arbitrary: at },
    { weight: 1, arbitrary: where.map((path) => without(body, path)) },
    {
      weight: 1,
      arbitrary: fc.tuple(where, poison).map(([path, other]) => withAt(body, [...path, 'nonsense'], other)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(where, poison, where, poison).map(([a, one, b, two]) => {
        try {
          return withAt(withAt(body, a, one), b, two);
        } catch {
          return one;
        }
      }),
    },
  );
};

const texts = fc.constantFrom(
  ...'%00 %ED%A0%80 % %FF ..%2F..%2Fetc%2Fpasswd %20 %27;-- NaN -1 1e9 99999999999999999999 __proto__ constructor undefined'.split(
    ' ',
  ),
  'x'.repeat(150),
  'x'.repeat(5_000),
  'ord_00000000000000000000000000',
  'é',
  ',',
);

const property = <T>(
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => Promise<unknown>,
  numRuns = runs,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(arbitrary, async (value) => void (await check(value))),
    { seed, numRuns, endOnFailure: true },
  );

for (const route of all) {
  test(nameOf(route), async () => {
    const params = valid(shapeOf(route, 'params'));
    const query = valid(shapeOf(route, 'query'));
    const body = valid(shapeOf(route, 'body'));
    const count = few(route) ? 6 : runs;
    if (body !== undefined) {
      await property(
        fc.tuple(spoiled(body), sendersOf(route)),
        ([value, as]) => send(route, { path: pathOf(route, params), payload: textOf(value), as }),
        count,
      );
    }
    await property(
      fc.tuple(
        fc.constantFrom(...(Object.keys((params ?? {}) as object).concat('nothing') as string[])),
        texts,
        sendersOf(route),
      ),
      ([name, text, as]) => {
        const raw = route.path.replace(/:(\w+)/g, (_all, key: string) =>
          key === name ? text : encodeURIComponent(String((params as Record<string, unknown>)[key])),
        );
        return send(route, { path: raw, ...(body === undefined ? {} : { payload: textOf(body) }), as });
      },
      route.params ? Math.min(count, 12) : 1,
    );
    const fields = Object.keys((query ?? {}) as object);
    if (fields.length > 0) {
      await property(
        fc.tuple(fc.constantFrom(...fields), texts, sendersOf(route)),
        async ([name, text, as]) => {
          const { [name]: _out, ...rest } = query as Record<string, unknown>;
          const path = pathOf(route, params, rest);
          const ask = (tail: string) => `${path}${path.includes('?') ? '&' : '?'}${tail}`;
          await send(route, { path: ask(`${name}=${text}`), as });
          await send(route, { path: ask(`${name}=${text}&${name}=${text}`), as });
          await send(route, { path: ask(`${name}[a]=${text}&__proto__[admin]=true`), as });
        },
        Math.min(count, 12),
      );
    }
    await wrongKinds(route, pathOf(route, params, query), body);
  });
}

/** Files that no importer and no picture reader expects. */
const files: readonly string[] = [
  '',
  '\u0000'.repeat(10_000),
  '"'.repeat(10_001),
  ','.repeat(200_000),
  'Handle,Title\n"never closed',
  `Handle,Title\n${'x'.repeat(900_000)}`,
  'Handle,Handle,__proto__,constructor\na,b,c,d\n',
  'Handle,Title,Variant Price,Variant Inventory Qty\na,A,1e308,9007199254740993\nb,B,NaN,-0\nc,C,-1,1e3\n',
  '\ufeffhandle;title\n=HYPERLINK("x");\u202e\n',
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><svg>&b;</svg>',
  '\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR\u00ff\u00ff\u00ff\u00ff',
  'GIF89a',
];

/** Bodies that are no JSON, of other media types, too deep or too long. */
async function wrongKinds(route: Route, path: string, body: Json): Promise<void> {
  const whole = textOf(body ?? {});
  for (const as of few(route) ? (['nobody'] as const) : (['owner', 'nobody'] as const)) {
    await send(route, { path, as });
    if (route.method === 'GET') continue;
    const payloads: [string, string?][] = [
      [''],
      ['{'],
      [whole.slice(0, -1)],
      [`${whole}${whole}`],
      ['\ufeff{}'],
      ['null'],
      ['[]'],
      ['"text"'],
      ['['.repeat(100_000)],
      [`${'['.repeat(100_000)}${']'.repeat(100_000)}`],
      [`${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`],
      [`{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join()}}`],
      [`{"a":"${'x'.repeat(1_100_000)}"}`],
      ['{"__proto__":{"admin":true}}'],
      ['{"constructor":{"prototype":{"admin":true}}}'],
      [whole, 'text/plain'],
      [whole, 'application/xml'],
      [whole, 'application/x-www-form-urlencoded'],
      [whole, 'multipart/form-data; boundary=x'],
      [whole, 'application/json; charset=utf-16'],
      [whole, ';;;'],
      ['\u0000\u0001', 'application/octet-stream'],
      ['\u0000\u0001', 'text/csv'],
      ['\u0000\u0001', 'image/png'],
    ];
    if (route.upload) for (const type of route.upload.mediaTypes) for (const file of files) payloads.push([file, type]);
    for (const [payload, type] of payloads) await send(route, { path, payload, as, ...(type ? { type } : {}) });
    for (const key of ['', 'x', 'x'.repeat(500), 'a b c d e f g', '"; DROP', '________'])
      await send(route, { path, payload: '{"nonsense":1}', as, key });
  }
}

test('cursors that are none are refused or begin at the start', async () => {
  const lists = all.filter(
    (route) => route.method === 'GET' && Object.hasOwn((shapeOf(route, 'query')?.properties ?? {}) as object, 'after'),
  );
  assert.ok(lists.length > 5);
  const cursors = [
    'x',
    '~',
    '2026-99-99T99:99:99.999Z~x',
    `9999-12-31T23:59:59.999Z~${newId('ord')}`,
    '-1',
    '1e400',
    'null',
    '[]',
  ];
  const made = ['ord', 'crt', 'prd', 'cus', 'stf', 'pay', 'mov'].flatMap((prefix) => [
    newId(prefix),
    `2024-99-99T99:99:99.999Z~${newId(prefix)}`,
    `0000-00-00T00:00:00Z~${newId(prefix)}`,
    `+123456-01-01T00:00:00.000Z~${newId(prefix)}`,
    Buffer.from(JSON.stringify(['x', newId(prefix)])).toString('base64url'),
  ]);
  for (const route of lists) {
    const params = valid(shapeOf(route, 'params'));
    for (const after of [...cursors, ...made])
      for (const as of senders) await send(route, { path: pathOf(route, params, { after }), as });
    for (const limit of ['0', '-1', '101', '1e9', '1.5', 'NaN', '', ' 5', '5 ', '0x10', '9'.repeat(400)])
      await send(route, { path: pathOf(route, params, { limit }), as: 'owner' });
  }
});

test('the senders are still who they were, and their requests reached the handlers', async (t) => {
  assert.equal((await app.call('GET', '/api/orders', { as: owner })).status, 200);
  assert.equal((await app.call('GET', '/api/shop/me', { as: shopper })).status, 200);
  const told = [...seen].map(([kind, count]) => `${kind} ${count}`).join(', ');
  t.diagnostic(`SEED=${seed} RUNS=${runs}: ${told}`);
  assert.ok((seen.get('owner 2xx') ?? 0) > 100, told);
});
