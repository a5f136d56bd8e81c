/** RELIABILITY, G25: a card number that somebody types where it does not belong is refused by name of the field, and stored nowhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import type { Route } from '#base/route';
import { storeInbox } from '../src/marketplaces/accept.ts';
import { cardNumberIn, jsonSchema } from '../src/http/validate.ts';
import { routes } from '../src/modules.ts';
import { testApp } from './support/app.ts';
import { signedIn } from './support/carts.ts';
import { places, sample, withAt } from './support/json-shape.ts';
import { testShop } from './support/shop.ts';

const NUMBER = '4111 1111-1111 1111';
const nameOf = (route: Route): string => `${route.method} ${route.path}`;

test('a card number is found in each free text of a body, wherever it stands, and not in what has a form', () => {
  const schema = {
    type: 'object',
    properties: {
      note: { type: 'string' },
      gtin: { type: 'string', pattern: String.raw`^\d+$` },
      password: { type: 'string' },
      people: {
        type: 'array',
        items: { anyOf: [{ type: 'null' }, { type: 'object', properties: { name: { type: 'string' } } }] },
      },
      facts: { type: 'object', additionalProperties: { type: 'string' } },
    },
  };
  assert.equal(cardNumberIn(schema, { note: `ma carte : ${NUMBER}` }), 'note');
  assert.equal(cardNumberIn(schema, { people: [null, { name: NUMBER }] }), 'people.1.name');
  assert.equal(cardNumberIn(schema, { facts: { a: '３７８２８２２４６３１０００５' } }), 'facts.a');
  assert.equal(cardNumberIn(schema, { gtin: '4111111111111111', password: NUMBER, note: '06 12 34 56 78' }), undefined);
  assert.equal(cardNumberIn(schema, { note: '1 '.repeat(30_000) }), undefined);
});

test('every route that people write to refuses one in every text it takes', async (t) => {
  const app = await testApp(t);
  const shop = await testShop(app.database);
  const owner = await app.staff('owner');
  const { person } = await signedIn({ app, shop }, 'Mala');
  const people = routes.filter(
    ({ body, upload, raw, permission, path }) =>
      body &&
      !upload &&
      !raw &&
      !/^staff:(catalog|stock|prices|channels|developers)\./.test(permission) &&
      !/session|password/.test(path),
  );
  let asked = 0;
  for (const route of people) {
    const schema = jsonSchema(route.body as never, 'input');
    const body = sample(schema);
    for (const place of places(body)) {
      const spoiled = withAt(body, place, NUMBER);
      const field = place.join('.');
      if (cardNumberIn(schema, spoiled) !== field) continue;
      const path = route.path.replace(/:(\w+)/g, (_all, name: string) =>
        String(
          sample(((jsonSchema(route.params as never, 'input').properties ?? {}) as never)[name] ?? { type: 'string' }),
        ),
      );
      const as = route.permission.startsWith('staff:') ? owner : person;
      const answer = await app.call(route.method, path, { as, body: spoiled });
      const told = `${nameOf(route)} ${field}: ${answer.text}`;
      if (answer.body?.code === 'request.invalid') continue; // too long for the field
      assert.equal(answer.body?.code, 'request.card_number', told);
      assert.deepEqual(answer.body?.fields, [{ field, rule: 'no card number' }], told);
      asked++;
    }
  }
  assert.ok(asked > 40, String(asked));
});

test('what a marketplace’s buyer typed is masked before it is stored', async (t) => {
  const app = await testApp(t);
  const address = { name: `Ada ${NUMBER}`, line1: '1 rue Haute', postcode: '69001', city: 'Lyon', country: 'FR' };
  const order = {
    externalId: 'X1',
    version: 1,
    state: 'placed',
    placedAt: '2026-11-22T10:00:00.000Z',
    currency: 'EUR',
  } as const;
  const lines = [{ sku: '4111111111111111', quantity: 1, unitMinor: 100 }];
  await app.database.transaction({ actor: 'test' }, (tx) =>
    storeInbox(tx, newId('chn'), [{ ...order, lines, buyer: { name: NUMBER, address } }]),
  );
  const [row] = await app.database.query<{ body: string }>(sql`SELECT body::text AS body FROM marketplaces.inbox`);
  assert.ok(!row?.body.includes('4111 1111'), row?.body);
  assert.match(row?.body ?? '', /"sku": "4111111111111111"/);
});
