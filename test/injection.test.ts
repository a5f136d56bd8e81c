/**
 * RELIABILITY, G6: what is put into a path or a query is a value and stays one. Made from the route table: each text is followed by
 * what turns a condition that finds nothing into one that finds everything, sleeps, or ends the statement. The answer is that of a
 * text nobody has, or a refusal; never another answer, never a wait, never an error of ours. (`malformed` spoils shapes and bodies.)
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '#base/db';
import { log } from '#base/log';
import type { Route } from '#base/route';
import { elapsed } from '#base/time';
import { jsonSchema } from '../src/http/validate.ts';
import { routes } from '../src/modules.ts';
import { houseRoutes } from '../src/serve.ts';
import { testApp, type Answer, type Person, type TestApp } from './support/app.ts';
import { add, device, signedIn, sku } from './support/carts.ts';
import { sample, type Schema } from './support/json-shape.ts';
import { testShop } from './support/shop.ts';

/** A word that is in no record. */
const NOBODY_HAS = 'zqxjkv';
const tails = [
  `' OR '1'='1`,
  `') OR ('1'='1') --`,
  `" OR ""="`,
  `' OR 1=1#`,
  `' UNION SELECT NULL,NULL,NULL--`,
  `'; SELECT pg_sleep(3)--`,
  `'||pg_sleep(3)||'`,
  `\\' OR 1=1 --`,
  `%' OR search LIKE '%`,
  `$$ OR true --`,
  `'::text OR true`,
  `*`,
  ` OR a:*`,
  `{"$ne":null}`,
  `' AND 1=(SELECT COUNT(*) FROM pg_tables)--`,
];
const all: readonly Route[] = [...routes, ...houseRoutes()].filter((route) => !route.stream && !route.raw);
const nameOf = (route: Route): string => `${route.method} ${route.path}`;
const fieldsOf = (route: Route, part: 'params' | 'query'): Record<string, Schema> =>
  route[part] ? ((jsonSchema(route[part], 'input').properties ?? {}) as Record<string, Schema>) : {};
/** A text of any form: those with a pattern or a list of words refuse what is not of it before a statement is thought of. */
const isText = (schema: Schema): boolean =>
  schema.type === 'string' && !('enum' in schema) && !('const' in schema) && !('pattern' in schema);

let app: TestApp;
let owner: Person;
const undo: (() => unknown)[] = [];
const broken: string[] = [];

before(async () => {
  app = await testApp({ after: (fn: () => unknown) => void undo.push(fn) }, { more: houseRoutes() });
  const shop = await testShop(app.database, { articles: 3 });
  owner = await app.staff('owner');
  const { person } = await signedIn({ app, shop }, 'Mala');
  await add({ app, shop }, await device({ app, shop }, 'web', person), sku(shop, 0));
  log.error = ((...said: unknown[]) => void broken.push(JSON.stringify(said))) as typeof log.error;
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

async function ask(route: Route, path: string): Promise<Answer> {
  broken.length = 0;
  const began = elapsed();
  const answer = await app.call(route.method, path, { as: owner });
  const told = `${route.method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`;
  assert.ok(answer.status < 500, told);
  assert.deepEqual(broken, [], told);
  assert.ok(elapsed() - began < 2_500, `${told}: it slept`);
  return answer;
}

/** What an answer found: a refusal finds nothing, whatever it says. Times and what was asked for differ from call to call. */
function found(answer: Answer): string {
  if (answer.status >= 400) return 'nothing';
  const { items } = (answer.body ?? {}) as { items?: unknown[] };
  if (items !== undefined) return items.length === 0 ? 'nothing' : JSON.stringify(items);
  return answer.text.replaceAll(/zqxjkv[^,}]*|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');
}

const pathOf = (route: Route, name: string, value: string): string =>
  route.path.replace(/:(\w+)/g, (_all, key: string) =>
    encodeURIComponent(key === name ? value : String(sample(fieldsOf(route, 'params')[key] ?? { type: 'string' }))),
  );

test('a text in a query finds what that text finds, whatever follows it', async (t) => {
  let asked = 0;
  for (const route of all.filter((one) => one.method === 'GET' && !one.download)) {
    const query = fieldsOf(route, 'query');
    const required = Object.entries(query).filter(([key]) =>
      ((jsonSchema(route.query as never, 'input').required ?? []) as string[]).includes(key),
    );
    for (const [name] of Object.entries(query).filter(([, schema]) => isText(schema))) {
      const at = (value: string): string => {
        const rest = required.filter(([key]) => key !== name).map(([key, schema]) => [key, String(sample(schema))]);
        return `${pathOf(route, '', '')}?${new URLSearchParams([...rest, [name, value]] as [string, string][])}`;
      };
      const searches = /search|suggest/.test(route.path);
      const none = found(await ask(route, at(NOBODY_HAS)));
      for (const tail of searches ? tails.slice(0, 6) : tails.slice(0, 10)) {
        // The shop's search has no words that stop it: of these signs it reads the words, and finds what they find.
        const plain = `${NOBODY_HAS} ${tail.replaceAll(/[^a-z0-9]+/gi, ' ')}`;
        const nothing = searches ? found(await ask(route, at(plain))) : none;
        const answer = await ask(route, at(NOBODY_HAS + tail));
        // A cursor or a filter that is none may be refused or begin at the start: then it does so for every text alike.
        assert.ok(
          [nothing, 'nothing'].includes(found(answer)),
          `${nameOf(route)} ${name}=${tail}: ${answer.text.slice(0, 300)}`,
        );
        asked++;
      }
    }
  }
  t.diagnostic(`${asked} questions`);
  assert.ok(asked > 250, String(asked));
});

test('a name in a path is one record or none, whatever follows it', async (t) => {
  let asked = 0;
  for (const route of all) {
    for (const [name, schema] of Object.entries(fieldsOf(route, 'params'))) {
      const like = String(sample(schema));
      for (const tail of tails.slice(0, 6)) {
        const answer = await ask(route, pathOf(route, name, like + tail));
        assert.ok(
          answer.status >= 400 || found(answer) === found(await ask(route, pathOf(route, name, like))),
          `${nameOf(route)} ${name}=${tail}: ${answer.status} ${answer.text.slice(0, 200)}`,
        );
        asked++;
      }
    }
  }
  t.diagnostic(`${asked} questions`);
  assert.ok(asked > 500, String(asked));
});

test('signs that mean something in a search are letters here', async () => {
  for (const [path, field] of [
    ['/api/customers', 'q'],
    ['/api/products', 'q'],
    ['/api/orders', 'q'],
    ['/api/carts', 'q'],
    ['/api/stock', 'q'],
  ] as const) {
    const route = all.find((one) => one.method === 'GET' && one.path === path);
    if (!route || !Object.hasOwn(fieldsOf(route, 'query'), field)) continue;
    for (const sign of ['%%%', '___', '％％', '\\%', '.*', '[a-z]', '(((', '\\'])
      assert.equal(
        found(await ask(route, `${path}?${new URLSearchParams({ [field]: `zq${sign}` })}`)),
        'nothing',
        `${path} ${sign}`,
      );
  }
});

test('after all that every table is there and nobody was made an owner', async () => {
  const [row] = await app.database.query<{ tables: number; owners: number }>(sql`
    SELECT (SELECT count(*)::int FROM pg_tables WHERE schemaname IN ('orders', 'carts', 'customers', 'catalog')) AS tables,
      (SELECT count(*)::int FROM identity.staff WHERE role = 'owner') AS owners`);
  assert.ok((row?.tables ?? 0) > 15);
  assert.equal(row?.owners, 1);
});
