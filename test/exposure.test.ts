/**
 * RELIABILITY, G4: what answers hold beyond what was asked. By the route table: each answer is of a closed shape, and fields whose names
 * sound like secrets are known. By calls: each GET route of the house is asked, and no secret that is stored stands in what it says, nor
 * what stock costs where the caller may not see costs.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import type { Route } from '#base/route';
import { registerCustomer } from '#customers';
import { createStaff, hashSecret, roles, type HouseRole } from '#identity';
import { jsonSchema } from '#http';
import { rights, routes } from '../src/modules.ts';
import { houseRoutes } from '../src/serve.ts';
import { testApp, type Answer, type Person, type TestApp } from './support/app.ts';
import { testCompany, testGroup } from './support/buyers.ts';
import { placeTogether, webDraft } from './support/orders.ts';
import { bought, buy } from './support/purchasing.ts';
import { testShop, type TestShop } from './support/shop.ts';

const all: readonly Route[] = [...routes, ...houseRoutes()];
const nameOf = (route: Route): string => `${route.method} ${route.path}`;

type Schema = { readonly [key: string]: unknown };

/** Calls `see` with each part of a schema and the path of its field. */
function walk(schema: unknown, see: (path: string, part: Schema) => void, path = ''): void {
  const part = (schema ?? {}) as Schema;
  see(path, part);
  for (const [name, child] of Object.entries((part.properties ?? {}) as Schema)) walk(child, see, `${path}.${name}`);
  for (const key of ['anyOf', 'oneOf', 'allOf', 'prefixItems'])
    for (const child of (part[key] ?? []) as unknown[]) walk(child, see, path);
  if (part.items !== undefined) walk(part.items, see, `${path}[]`);
  if (typeof part.additionalProperties === 'object') walk(part.additionalProperties, see, `${path}.*`);
}

/** Says nothing of what it holds: anything would go out. */
const isOpen = (part: Schema): boolean =>
  !['type', 'anyOf', 'oneOf', 'allOf', 'const', 'enum', '$ref', 'not'].some((key) => key in part) ||
  (part.type === 'object' && part.additionalProperties !== false && part.properties === undefined && isAny(part));
const isAny = ({ additionalProperties: more }: Schema): boolean =>
  more === undefined || more === true || (typeof more === 'object' && more !== null && isOpen(more as Schema));

/** Where an answer holds whatever was written, and what that is. */
const open: Readonly<Record<string, string>> = {
  'GET /api/audit.items[].body': 'facts of the journal',
  'GET /api/channels/:channelId/history.items[].body': 'facts of the journal',
  'GET /api/customers/:customerId/timeline.items[].body': 'facts of the journal',
  'GET /api/companies/:companyId/timeline.items[].body': 'facts of the journal',
  'GET /api/orders/:orderId/timeline.items[].body': 'facts of the journal',
  'GET /api/documents/:documentId.content': 'a document as it was issued: frozen, its shape in invoicing/model.ts',
  'GET /api/returns/:returnId/timeline.items[].body': 'facts of the journal',
  'GET /api/carts/:cartId/timeline.items[].body': 'facts of the journal',
  'GET /api/timeline/:recordId.items[].body': 'facts of the journal',
  'GET /api/events/past.items[].body': 'facts of the journal',
  'GET /api/webhook-event-types.items[].example': 'made up by us',
  'GET /api/products/:productId/history.items[].changes[].from': 'a value of a product',
  'GET /api/products/:productId/history.items[].changes[].to': 'a value of a product',
  'GET /api/assortment/rules.items[].when': 'a condition, as the merchant wrote it',
  'GET /api/products/:productId/publication.items[].rule.reasons[].condition': 'a condition, as the merchant wrote it',
  'GET /api/orders/:orderId.trace': 'how a price was made',
};
/** Fields that sound like secrets, and why they are none. */
const harmless: Readonly<Record<string, string>> = {
  hasPin: 'whether',
  hasPassword: 'whether',
  oldSecretUntil: 'until when',
  hash: 'the link of a till’s chain, printed on tickets',
  lastHash: 'the link of a till’s chain, printed on tickets',
  previousHash: 'the link of a till’s chain, printed on tickets',
};

test('what a GET route answers is of a closed shape; a field that sounds like a secret is known', () => {
  const found = new Set<string>();
  const secrets = new Set<string>();
  const silent: string[] = [];
  for (const route of all.filter(({ method }) => method === 'GET')) {
    if (!route.output && !route.download && !route.stream && !route.path.startsWith('/api/session/oidc'))
      silent.push(nameOf(route));
    if (!route.output) continue;
    walk(jsonSchema(route.output, 'output'), (path, part) => {
      if (isOpen(part) && !path.endsWith('.*')) found.add(nameOf(route) + path);
      const name = path.slice(path.lastIndexOf('.') + 1).replace('[]', '');
      if (/secret|token|hash|password|pin$|salt|private|otp/i.test(name) && !Object.hasOwn(harmless, name))
        secrets.add(nameOf(route) + path);
    });
  }
  assert.deepEqual(silent, []);
  assert.deepEqual([...found].sort(), Object.keys(open).sort());
  assert.deepEqual([...secrets], []);
});

/** A unit of it, in thousandths of a cent: a number that nothing else is. */
const COST = 7_654_321;

/** Numbers that say what stock costs, from what the owner was answered. */
function costsIn(value: unknown, found = new Set([String(COST)])): Set<string> {
  if (Array.isArray(value)) for (const one of value) costsIn(one, found);
  else if (value !== null && typeof value === 'object')
    for (const [name, one] of Object.entries(value)) {
      const amount = /^(?:value|cost|atCost)$/.test(name) ? ((one as { minor?: number } | null)?.minor ?? one) : one;
      if (/milli$|^(?:value|cost|atCost)$/i.test(name) && typeof amount === 'number' && amount >= 10_000)
        found.add(String(amount));
      costsIn(one, found);
    }
  return found;
}
const tells = (text: string, costs: ReadonlySet<string>): boolean =>
  [...costs].some((cost) => new RegExp(`(?<![\\w.-])${cost}(?![\\w-])`).test(text));

/** A house with one of everything that is kept secret. */
async function furnished(app: TestApp): Promise<TestShop & { cookies: Record<string, string> }> {
  const shop = await testShop(app.database);
  const [skuId = ''] = shop.skuIds;
  const owner = await app.staff('owner');
  const [passwordHash, pinHash] = await Promise.all([hashSecret('a long enough one'), hashSecret('2468')]);
  const person = { name: 'P', email: 'p@halle.test', role: 'clerk', passwordHash, pinHash } as const;
  await app.database.transaction({ actor: 'test' }, (tx) => createStaff(tx, { ...person, staffId: newId('stf') }));
  await buy(app.database, shop.siteId, skuId, COST);
  await placeTogether(app.database, [webDraft(shop, [[skuId, 1]])]);
  const post = async (path: string, body: object): Promise<Answer> => {
    const answer = await app.call('POST', path, { as: owner, body });
    assert.ok(answer.status < 300, `${path}: ${answer.text}`);
    return answer;
  };
  await post('/api/session/second-factor', { current: 'open sesame' });
  await post('/api/keys', { keyId: newId('key'), name: 'ERP', rights: ['orders.read'] });
  const hook = { endpointId: newId('whe'), name: 'ERP', url: 'https://example.com/', eventTypes: ['orders.placed'] };
  await post('/api/webhook-endpoints', hook);
  const { cookies } = await post('/api/devices', { deviceId: newId('dev'), siteId: shop.siteId, name: 'Till' });
  await post('/api/invitations', { invitationId: newId('inv'), email: 'i@halle.test', name: 'I', role: 'clerk' });
  await app.database.transaction({ actor: 'test' }, (tx) =>
    registerCustomer(tx, {
      customerId: newId('cus'),
      name: 'Maud',
      email: 'm@x.test',
      phone: null,
      passwordHash,
      language: 'fr',
    }),
  );
  const counter = { deviceId: newId('dev'), channelId: shop.channels.till, name: 'Counter' };
  const till = await post('/api/till/device', counter);
  const company = await testCompany(app.database);
  await testGroup(app.database, 'pros', [company.companyId]);
  return { ...shop, cookies: { ...cookies, ...till.cookies } };
}

/** All that is stored of secrets, as it is stored. */
async function stored({ database }: TestApp): Promise<string[]> {
  const rows = await database.query<{ t: string | null }>(sql`
    SELECT token_hash AS t FROM identity.session UNION ALL SELECT token_hash FROM identity.device UNION ALL SELECT token_hash FROM identity.api_key
    UNION ALL SELECT password_hash FROM identity.staff UNION ALL SELECT pin_hash FROM identity.staff UNION ALL SELECT value FROM identity.secret
    UNION ALL SELECT encode(secret, 'escape') FROM identity.totp UNION ALL SELECT value FROM orders.secret
    UNION ALL SELECT password_hash FROM customers.customer UNION ALL SELECT token_hash FROM carts.cart
    UNION ALL SELECT secret FROM payments.webhook_secret UNION ALL SELECT secret FROM pretend_psp.endpoint UNION ALL SELECT secret FROM webhooks.endpoint`);
  return rows.flatMap((row) => row.t ?? []);
}

/** Asks routes with the ids that answers before told; those that want an id nobody has told are left out. */
function asker(app: TestApp, cookies: Record<string, string>, extra: Readonly<Record<string, string>>) {
  const known = new Map<string, string>([
    ['purchaseId', bought.purchaseId],
    ['supplierId', bought.supplierId],
    ...Object.entries({ slug: 'terms', language: 'fr', code: 'T-0', q: 'Maud', ...extra }),
    ...Object.entries({ at: '2026-01-01T00:00Z', from: '2026-01-01T00:00Z', to: '2099-01-01T00:00Z' }),
  ]);
  const learn = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) learn(one);
    else if (value !== null && typeof value === 'object')
      for (const [name, one] of Object.entries(value)) {
        if (typeof one === 'string' && /(?:Id|code|number)$/.test(name) && !known.has(name)) known.set(name, one);
        learn(one);
      }
  };
  const pathOf = (route: Route): string | undefined => {
    const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
    const { required = [] } = (route.query ? jsonSchema(route.query, 'input') : {}) as { required?: string[] };
    if (![...names, ...required].every((name) => known.has(name))) return undefined;
    const query = required.map((name) => `${name}=${encodeURIComponent(known.get(name) ?? '')}`).join('&');
    return `${route.path.replaceAll(/:(\w+)/g, (_, name: string) => known.get(name) ?? '')}${query && `?${query}`}`;
  };
  return async (route: Route, as: Person): Promise<string | undefined> => {
    const path = pathOf(route);
    if (path === undefined) return undefined;
    const answer = await app.call('GET', path, { as, cookies });
    assert.ok(answer.status < 500, `${path}: ${answer.text}`);
    if (answer.status !== 200) return undefined;
    learn(answer.body);
    return answer.text;
  };
}

test('no answer holds what is kept secret, nor what stock costs for those who may not see it', async (t) => {
  const app = await testApp(t, { more: houseRoutes() });
  const shop = await furnished(app);
  const [order] = await app.database.query<{ orderId: string }>(sql`SELECT order_id AS "orderId" FROM orders.order`);
  const ask = asker(app, shop.cookies, {
    listId: shop.listId,
    productIds: 'x'.repeat(30),
    recordId: order?.orderId ?? '',
  });
  const owner = await app.staff('owner');
  const secrets = await stored(app);
  assert.ok(secrets.length >= 12, String(secrets.length));
  const asked = all.filter(
    ({ method, permission, stream }) => method === 'GET' && permission.startsWith('staff:') && !stream,
  );
  const answered = new Map<string, string>();
  for (const round of [0, 1, 2])
    for (const route of asked) {
      if (answered.has(nameOf(route)) || (round === 0 && route.path.includes(':'))) continue;
      const text = await ask(route, owner);
      if (text !== undefined) answered.set(nameOf(route), text);
    }
  const left = asked.map(nameOf).filter((name) => !answered.has(name));
  assert.ok(answered.size > asked.length * 0.8, `nobody could be asked: ${left.join(', ')}`);
  for (const [name, text] of answered) {
    for (const secret of secrets) assert.ok(!text.includes(secret), `${name} tells ${secret.slice(0, 12)}…`);
    assert.doesNotMatch(text, /\$argon2|seal1\.|whsec_[A-Za-z0-9+/]{8}/, name);
  }
  const costs = new Set<string>();
  for (const text of answered.values()) if (/^[[{]/.test(text)) costsIn(JSON.parse(text), costs);
  costs.add(String(COST));
  const costly = asked.filter((route) => tells(answered.get(nameOf(route)) ?? '', costs));
  assert.ok(costly.length >= 5, costly.map(nameOf).join());
  const sees = (role: HouseRole): boolean =>
    ['owner', 'manager', 'read_only'].includes(role) ||
    ['costs.read', 'purchasing.write'].some((right) => rights[right]?.roles.includes(role));
  const blind = roles.filter((role) => !sees(role));
  assert.ok(blind.length >= 4, blind.join());
  for (const role of blind)
    for (const route of costly) {
      const text = await ask(route, await app.staff(role));
      assert.ok(text === undefined || !tells(text, costs), `${nameOf(route)} tells ${role} what stock costs`);
    }
});
