/**
 * RELIABILITY, G12 and G13: whether somebody is known here can't be told from outside. Not by the answer, and not by the time it
 * takes: instead of a clock, which others disturb, what costs time is counted. A known and an unknown account cost the same number of
 * password hashings and the same statements.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { sql } from '#base/db';
import { newId } from '#base/ids';

// Counted before anybody imports them.
const argon2 = createRequire(import.meta.url)('@node-rs/argon2') as Record<
  'hash' | 'verify',
  (...all: unknown[]) => unknown
>;
const costs = { hashings: 0, statements: [] as string[] };
for (const name of ['hash', 'verify'] as const) {
  const real = argon2[name];
  argon2[name] = (...all) => {
    costs.hashings++;
    return real(...all);
  };
}
const plain = pg.Client.prototype.query as (...all: unknown[]) => unknown;
pg.Client.prototype.query = function counted(this: pg.Client, ...all: unknown[]) {
  const [first] = all as [{ text?: string } | string];
  costs.statements.push((typeof first === 'string' ? first : (first.text ?? '')).replaceAll(/\s+/g, ' ').trim());
  return plain.apply(this, all);
} as typeof pg.Client.prototype.query;

const { openStreet } = await import('./support/storefront.ts');
const { createStaff, hashSecret } = await import('#identity');
const { registerCustomer } = await import('#customers');
type Street = Awaited<ReturnType<typeof openStreet>>;

let street: Street;
const undo: (() => unknown)[] = [];
const password = 'sept pommes vertes';

before(async () => {
  street = await openStreet({ after: (fn: () => unknown) => void undo.push(fn) });
  const passwordHash = await hashSecret(password);
  await street.app.database.transaction({ actor: 'test' }, async (tx) => {
    const person = {
      staffId: newId('stf'),
      email: 'known@halle.test',
      name: 'K',
      role: 'clerk',
      passwordHash,
    } as const;
    await createStaff(tx, person);
    await registerCustomer(tx, {
      customerId: newId('cus'),
      name: 'K',
      email: 'known@halle.test',
      phone: null,
      passwordHash,
    });
    await registerCustomer(tx, { customerId: newId('cus'), name: 'T', email: 'till@halle.test', phone: null });
  });
});
after(async () => {
  for (const fn of undo.reverse()) await fn();
});

type Cost = { status: number; text: string; hashings: number; statements: readonly string[] };

/** What one call costs, after one like it: statements are prepared, caches are warm. */
async function costOf(call: () => Promise<{ status: number; text: string }>): Promise<Cost> {
  await call();
  await street.app.database.query(sql`DELETE FROM identity.bucket`);
  costs.hashings = 0;
  costs.statements = [];
  const { status, text } = await call();
  return {
    status,
    text,
    hashings: costs.hashings,
    statements: costs.statements.filter((one) => !/journal\./.test(one)),
  };
}

const post = (path: string, body: unknown) => () => street.app.call('POST', path, { body });
const form = (path: string, fields: Record<string, string>) => async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await street.app.call('POST', path, { headers, body: new URLSearchParams(fields).toString() });
  // What was typed is shown again.
  return {
    status: answer.status,
    text: Object.values(fields).reduce((text, value) => text.replaceAll(value, ''), answer.text),
  };
};

async function alike(
  name: string,
  calls: readonly (() => Promise<{ status: number; text: string }>)[],
  hashings: number,
): Promise<void> {
  const found: Cost[] = [];
  for (const call of calls) found.push(await costOf(call));
  const [first, ...others] = found;
  assert.equal(first?.hashings, hashings, `${name}: hashings`);
  assert.ok((first?.statements.length ?? 0) > 0, `${name}: statements are counted`);
  for (const other of others) assert.deepEqual(other, first, name);
}

test('signing in as staff: a known address, an unknown one', async () => {
  const of = (email: string) => post('/api/session', { email, password: 'wrong' });
  await alike('staff', [of('known@halle.test'), of('nobody@halle.test')], 1);
});

test('signing in as a shopper: with a password, without one, unknown', async () => {
  const of = (email: string) => post('/api/shop/session', { email, password: 'wrong' });
  await alike('shopper', ['known@halle.test', 'till@halle.test', 'nobody@halle.test'].map(of), 2);
  const page = (email: string) => form('/account/sign-in', { email, password: 'wrong' });
  await alike('the page', ['known@halle.test', 'till@halle.test', 'nobody@halle.test'].map(page), 2);
});

test('registering an address that is taken answers and costs what a free one does', async () => {
  const found: Cost[] = [];
  for (const email of ['known@halle.test', 'free@halle.test']) {
    costs.hashings = 0;
    const body = { customerId: newId('cus'), name: 'N', email, password: 'huit poires mûres' };
    const answer = await street.app.call('POST', '/api/shop/register', { body });
    const shape = Object.keys(answer.body as object)
      .sort()
      .join();
    found.push({ status: answer.status, text: shape, hashings: costs.hashings, statements: [] });
  }
  assert.deepEqual(found[0], found[1]);
  assert.equal(found[0]?.hashings, 3);
});

test('finding a guest’s order: another’s e-mail, a number nobody has', async () => {
  const [vase] = street.goods.vase?.skuIds ?? [];
  const placed = await street.app.call('POST', '/api/shop/orders', {
    body: {
      orderId: newId('ord'),
      channelId: street.webId,
      lines: [{ skuId: vase, quantity: 1, unitMinor: 7_900 }],
      contact: { name: 'Ada', email: 'ada@halle.test' },
      delivery: { method: 'pickup', siteId: street.sites.lyon },
      payment: { method: 'promise', paymentId: newId('pay') },
    },
  });
  assert.equal(placed.status, 201, placed.text);
  const number = String((placed.body as { number: string }).number);
  const of = (given: string) => form('/orders/find', { number: given, email: 'nobody@halle.test' });
  await alike('order', [of(number), of('ZZZZZZZZZZ')], 0);
});

test('an invitation: one that is there under another signature, one that never was', async () => {
  const owner = await street.app.staff('owner');
  const invitationId = newId('inv');
  const body = { invitationId, email: 'guest@halle.test', name: 'G', role: 'clerk' };
  assert.equal((await street.app.call('POST', '/api/invitations', { as: owner, body })).status, 201);
  const of = (id: string) => post('/api/invitations/look', { token: `${id}.${'A'.repeat(32)}` });
  await alike('invitation', [of(invitationId), of(newId('inv'))], 0);
});

test('asking for a new password: known, unknown, a claim of another’s address; and links that never were', async () => {
  const claim = { customerId: newId('cus'), name: 'C', email: 'known@halle.test', password: 'huit poires mûres' };
  await street.app.call('POST', '/api/shop/register', { body: claim });
  const of = (path: string) => (email: string) => post(path, { email });
  await alike('staff', ['known@halle.test', 'nobody@halle.test'].map(of('/api/password/forgotten')), 0);
  const addresses = ['known@halle.test', 'till@halle.test', 'nobody@halle.test'];
  await alike('shopper', addresses.map(of('/api/shop/password/forgotten')), 0);
  await alike(
    'the page',
    addresses.map((email) => form('/account/forgotten', { email })),
    0,
  );
  const known = await street.app.database.query<{ id: string }>(sql`SELECT reset_id AS id FROM identity.reset LIMIT 1`);
  for (const path of ['/api/password/look', '/api/shop/password/look'])
    await alike(
      path,
      [known[0]?.id ?? '', newId('rst')].map((id) => post(path, { token: `${id}.${'A'.repeat(32)}` })),
      0,
    );
});
