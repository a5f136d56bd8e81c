/** Every example of the page for developers is sent to the demo shop: it is understood, and what is answered fits what is described. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Ajv } from 'ajv';
import { seedDemo } from '#demo';
import { baseRefusals } from '#base/refusal';
import type { Route } from '#base/route';
import { jsonSchema, openapi } from '#http';
import { exampleOf, follow, snippetsOf, sources, withExamples, type Example } from '../src/examples.ts';
import { refusals, routes } from '../src/modules.ts';
import { houseRoutes } from '../src/serve.ts';
import { testApp, type Answer, type Person, type TestApp } from './support/app.ts';

/** Streams don't end; uploads and raw bytes have no example; signing in and out would change who sends the rest. */
const all = [...routes, ...houseRoutes()].filter(
  (route) => !route.stream && !route.upload && !route.raw && !route.path.startsWith('/api/session'),
);
const rank = ({ method }: Route): number => (method === 'GET' ? 0 : method === 'DELETE' ? 2 : 1);

let app: TestApp;
let owner: Person;
const known = new Map<string, string>();
const undo: (() => unknown)[] = [];
const succeeded = { reads: 0, writes: 0 };

before(async () => {
  app = await testApp({ after: (fn: () => unknown) => void undo.push(fn) }, { more: houseRoutes() });
  process.env.HALLE_DEMO_DAYS = '1';
  const history = await seedDemo(app.database);
  await history();
  owner = await app.staff('owner');
  for (const [name, { route, at }] of Object.entries(sources)) {
    const value = follow((await app.call('GET', route.slice(4), { as: owner })).body, at);
    if (typeof value === 'string') known.set(`$${name}`, value);
  }
});
after(async () => {
  delete process.env.HALLE_DEMO_DAYS;
  for (const fn of undo.reverse()) await fn();
});

const filled = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (_key, part: unknown) =>
      typeof part === 'string' ? (known.get(part) ?? part) : part,
    ),
  );

async function send(route: Route, { params, query, body }: Example): Promise<Answer> {
  const path = Object.entries(params).reduce(
    (text, [name, value]) => text.replace(`:${name}`, encodeURIComponent(known.get(value) ?? value)),
    route.path,
  );
  const search = new URLSearchParams(
    Object.entries(filled(query) as Record<string, unknown>).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]),
  );
  return app.call(route.method, search.size > 0 ? `${path}?${search}` : path, {
    as: owner,
    ...(body === undefined ? {} : { body: filled(body) }),
  });
}

const ajv = new Ajv({ strict: false, validateFormats: false });

test('the ids that examples need are found in the demo', () => {
  const missing = Object.keys(sources).filter((name) => !known.has(`$${name}`));
  assert.deepEqual(
    missing.filter((name) => name !== 'endpointId'),
    [],
  );
});

for (const route of all.toSorted((a, b) => rank(a) - rank(b))) {
  test(`${route.method} ${route.path}`, async () => {
    const answer = await send(route, exampleOf(route));
    const story = `${answer.status} ${answer.text.slice(0, 400)}`;
    assert.ok(answer.status < 500, story);
    if (answer.status >= 400) {
      const code = String(answer.body?.code);
      const lacksId = Object.values(exampleOf(route).params).some(
        (value) => value.startsWith('$') && !known.has(value),
      );
      assert.ok(code !== 'request.invalid' || lacksId, `the example does not fit: ${story}`);
      const listed = [...(route.refusals ?? []), ...Object.keys(baseRefusals)];
      assert.ok(listed.includes(code), `a refusal that is not described: ${story}`);
      return;
    }
    succeeded[route.method === 'GET' ? 'reads' : 'writes']++;
    if (!route.output || answer.body === undefined) return;
    assert.equal(answer.status, route.status ?? 200, story);
    const fits = ajv.compile(jsonSchema(route.output, 'output'));
    assert.ok(fits(answer.body), `${JSON.stringify(fits.errors?.slice(0, 3))} ${story}`);
  });
}

test('most examples do what they say, not only a refusal', () => {
  assert.ok(succeeded.reads >= 75, `${succeeded.reads} reading examples succeed`);
  assert.ok(succeeded.writes >= 25, `${succeeded.writes} writing examples succeed`);
});

test('the description carries the examples, for a shell and for the client', () => {
  const described = withExamples(openapi(all, refusals, 'test'), all) as {
    paths: Record<string, Record<string, { 'x-codeSamples'?: { source: string }[] }>>;
  };
  const one = described.paths['/api/orders/{orderId}']?.get?.['x-codeSamples']?.map((sample) => sample.source) ?? [];
  assert.deepEqual(one, [
    '# orderId: items.0.orderId of GET /api/orders\ncurl "$HALLE/api/orders/$orderId" \\\n  -H "Authorization: Bearer $HALLE_KEY"',
    "// orderId: items.0.orderId of GET /api/orders\nawait halle.call('GET /api/orders/:orderId', {\n  params: {\n    orderId: orderId\n  }\n});",
  ]);
  const receipt = all.find((route) => route.path === '/api/stock/receipts');
  assert.ok(receipt);
  assert.match(snippetsOf(receipt).curl, /^curl -X POST "\$HALLE\/api\/stock\/receipts" \\\n/m);
});
