/** An oracle that never failed is no evidence: each invariant is broken on purpose, and must be named. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql, type Database, type Sql } from '#base/db';
import { newId } from '#base/ids';
import { unwrap, type Outcome } from '#base/refusal';
import { testDatabase } from '../../test/support/database.ts';
import {
  authorisePayment,
  capturePayment,
  drawerOf,
  openPayments,
  refundPayment,
  settlePayments,
  type PaymentRequest,
} from './index.ts';
import { paymentsOracles } from './oracles.ts';

const caller = { actor: 'test' };
let database: Database;
let close: () => unknown = () => undefined;
const device = newId('dev');
const [cash, card, promised] = [newId('pay'), newId('pay'), newId('pay')];

before(async () => {
  database = await testDatabase({ after: (fn) => void (close = fn as typeof close) });
  const common = { amountMinor: 2_000, currency: 'EUR' };
  const requests: PaymentRequest[] = [
    { ...common, paymentId: cash, orderId: newId('ord'), method: 'cash', provider: 'cash', deviceId: device },
    { ...common, paymentId: card, orderId: newId('ord'), method: 'card', provider: 'pretend' },
    { ...common, paymentId: promised, orderId: newId('ord'), method: 'promise', provider: 'promise' },
  ];
  const opened = await database.transaction(caller, (tx) => openPayments(tx, requests));
  for (const outcome of opened as Outcome<unknown>[]) unwrap(outcome);
  const { settlement } = await authorisePayment(database, { paymentId: card, card: 'tok_ok' });
  await database.transaction(caller, (tx) => settlePayments(tx, [{ ...settlement, claim: 'capture' }]));
  await capturePayment(database, { paymentId: card });
  for (const paymentId of [cash, card]) {
    const refund = { refundId: newId('rfd'), paymentId, minor: 500, currency: 'EUR', reason: 'test' };
    await refundPayment(database, refund);
  }
  await database.query(sql`UPDATE pretend_psp.charge SET updated_at = now() - interval '1 hour'`);
});
after(() => close());

async function named(): Promise<string[]> {
  const rows = await Promise.all(
    paymentsOracles.map(async ({ code, violations }) =>
      (await database.query<{ what: string }>(violations)).map((row) => `${code} ${row.what}`),
    ),
  );
  return rows.flat();
}

const walls = [
  sql`ALTER TABLE payments.payment DROP CONSTRAINT payment_floor`,
  sql`ALTER TABLE payments.movement DROP CONSTRAINT movement_sum`,
  sql`ALTER TABLE payments.account DROP CONSTRAINT account_floor`,
  sql`ALTER TABLE payments.movement DISABLE TRIGGER movement_immutable`,
];

/** Breaks the books in a transaction whose walls are down, looks what the oracles say in it, and takes all of it back. */
async function plant(...faults: Sql[]): Promise<string[]> {
  let found: string[] = [];
  const undo = new Error('undo');
  await database
    .transaction(caller, async (tx) => {
      for (const wall of walls) await tx.query(wall);
      for (const fault of faults) assert.equal(await tx.affected(fault), 1, 'the fault was planted');
      for (const { code, violations } of paymentsOracles)
        found = found.concat((await tx.query<{ what: string }>(violations)).map((row) => `${code} ${row.what}`));
      throw undo;
    })
    .catch((error: unknown) => assert.equal(error, undo));
  return found;
}

const movement = (columns: {
  from?: string;
  to?: string;
  minor?: number;
  currency?: string;
  payment?: string | null;
}) => {
  const { from = 'customers', to = 'bank', minor = 100, currency = 'EUR', payment = null } = columns;
  return sql`INSERT INTO payments.movement VALUES (${newId('mny')}, ${from}, ${to}, ${minor}, ${currency}, ${payment}, NULL, 'planted', 'test', now())`;
};

test('honest books have no violation', async () => {
  assert.deepEqual(await named(), []);
});

const faults: Record<string, { code: string; plants: Sql[] }> = {
  'a capture without its movement': {
    code: 'MON1',
    plants: [
      sql`UPDATE payments.payment SET captured_minor = 2000, authorised_minor = 2000 WHERE payment_id = ${promised}`,
    ],
  },
  'a capture past what was asked for': {
    code: 'MON1',
    plants: [
      sql`UPDATE payments.payment SET captured_minor = 2100, authorised_minor = 2100 WHERE payment_id = ${card}`,
      movement({ to: 'psp:pretend', payment: card }),
    ],
  },
  'a movement of a payment that does not exist': { code: 'MON1', plants: [movement({ payment: newId('pay') })] },
  'more given back than taken': {
    code: 'MON3',
    plants: [sql`UPDATE payments.payment SET refunding_minor = 1501 WHERE payment_id = ${card}`],
  },
  'a refund whose money never moved': {
    code: 'MON3',
    plants: [sql`UPDATE payments.payment SET refunded_minor = 600 WHERE payment_id = ${card}`],
  },
  'a refund that the payment does not count': {
    code: 'MON3',
    plants: [
      sql`INSERT INTO payments.refund VALUES (${newId('rfd')}, ${card}, 50, 'planted', 'psp:pretend', 'open', NULL, NULL, now(), NULL)`,
    ],
  },
  'a card asked for and forgotten': {
    code: 'MON2',
    plants: [
      sql`INSERT INTO payments.payment (payment_id, order_id, method, provider, currency, amount_minor, state, created_at, updated_at)
        VALUES (${newId('pay')}, ${newId('ord')}, 'card', 'pretend', 'EUR', 10, 'unknown', now() - interval '16 minutes', now())`,
    ],
  },
  'money that no order claims': {
    code: 'MON2',
    plants: [
      sql`UPDATE payments.payment SET claimed_at = NULL, updated_at = now() - interval '16 minutes' WHERE payment_id = ${card}`,
    ],
  },
  'a refund forgotten': {
    code: 'MON2',
    plants: [
      sql`UPDATE payments.refund SET state = 'open', created_at = now() - interval '16 minutes' WHERE payment_id = ${card}`,
    ],
  },
  'a charge that we do not know': {
    code: 'MON2',
    plants: [
      sql`INSERT INTO pretend_psp.charge (reference, charge_id, token, currency, amount_minor, state)
        VALUES (${newId('pay')}, ${newId('chg')}, 'tok_ok', 'EUR', 10, 'authorised')`,
    ],
  },
  'a capture that the provider does not know': {
    code: 'MON2',
    plants: [sql`DELETE FROM pretend_psp.charge WHERE reference = ${card}`],
  },
  'a refund that only the provider knows': {
    code: 'MON2',
    plants: [sql`UPDATE pretend_psp.charge SET refunded_minor = 700 WHERE reference = ${card}`],
  },
  'a hold that the provider gave back': {
    code: 'MON2',
    plants: [
      sql`INSERT INTO payments.payment (payment_id, order_id, method, provider, currency, amount_minor, state, authorised_minor, claimed_at, created_at, updated_at)
        VALUES (${newId('pay')}, ${newId('ord')}, 'card', 'pretend', 'EUR', 10, 'authorised', 10, now(), now(), now())`,
    ],
  },
  'a movement in another currency': {
    code: 'MON4',
    plants: [movement({ currency: 'USD', to: 'psp:pretend', payment: card })],
  },
  'a movement of less than nothing': { code: 'MON4', plants: [movement({ minor: -100 })] },
  'a movement from an account to itself': { code: 'MON4', plants: [movement({ from: 'bank', to: 'bank' })] },
  'money that left one order and reached none': { code: 'MON5', plants: [movement({ to: 'exchanges' })] },
  'money from one order to another that no provider took back': {
    code: 'MON5',
    plants: [sql`INSERT INTO payments.exchange VALUES (${newId('pay')}, ${newId('rfd')}, ${card})`],
  },
  'a dispute that no payment counts': {
    code: 'MON6',
    plants: [
      sql`INSERT INTO payments.dispute VALUES (${newId('dsp')}, 'pretend', 'x1', ${card}, 100, 100, 'EUR', 'open', 'fraud', NULL, now(), NULL)`,
    ],
  },
  'disputed money that no dispute explains': {
    code: 'MON6',
    plants: [movement({ from: 'psp:pretend', to: 'losses' })],
  },
  'a share taken past what was still wanted': {
    code: 'MON1',
    plants: [sql`UPDATE payments.payment SET ceiling_minor = 1900 WHERE payment_id = ${card}`],
  },
  'a balance that is not its movements': {
    code: 'ACC1',
    plants: [sql`UPDATE payments.account SET balance = balance + 1 WHERE account_id = ${drawerOf(device)}`],
  },
  'a movement that a balance missed': { code: 'ACC1', plants: [movement({ from: 'safe', to: drawerOf(device) })] },
  'a drawer that lost its account': {
    code: 'ACC1',
    plants: [sql`DELETE FROM payments.account WHERE account_id = ${drawerOf(device)}`],
  },
  'a drawer below its floor': {
    code: 'ACC1',
    plants: [sql`UPDATE payments.account SET floor = 1501 WHERE account_id = ${drawerOf(device)}`],
  },
};

for (const [name, { code, plants }] of Object.entries(faults)) {
  test(`${code} names ${name}`, async () => {
    const found = await plant(...plants);
    assert.ok(
      found.some((what) => what.startsWith(`${code} `)),
      `found: ${found.join('; ')}`,
    );
  });
}

test('the walls themselves refuse what the oracles would name', async () => {
  const refusedBy = (statement: Sql, code: string) => assert.rejects(database.query(statement), { code });
  await refusedBy(sql`UPDATE payments.payment SET refunding_minor = 1501 WHERE payment_id = ${card}`, '23514');
  await refusedBy(sql`UPDATE payments.account SET balance = -1`, '23514');
  await refusedBy(movement({ minor: -1 }), '23514');
  await refusedBy(movement({ from: 'bank', to: 'bank' }), '23514');
});
