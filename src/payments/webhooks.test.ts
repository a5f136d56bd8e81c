import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { unwrap, type Outcome } from '#base/refusal';
import { epochMs } from '#base/time';
import { testApp, type TestApp } from '../../test/support/app.ts';
import { react as reactToEnd } from '../../test/support/react.ts';
import {
  authorisePayment,
  carryOut,
  deliverWebhooks,
  movementsOf,
  openPayments,
  paymentById,
  refundsOf,
  settlePayments,
  sweepPayments,
} from './index.ts';
import { paymentsModule } from './module.ts';
import { readCharge, refundCharge, tell } from './providers/pretend/psp.ts';
import { signatureOf } from './providers/pretend/signature.ts';

const caller = { actor: 'test' };
const path = '/api/webhooks/pretend';
let app: TestApp;
let secret = '';
const closers: (() => unknown)[] = [];
before(async () => {
  app = await testApp({ after: (fn) => void closers.unshift(fn as () => unknown) });
  const [row] = await app.database.query<{ secret: string }>(sql`SELECT secret FROM pretend_psp.endpoint`);
  secret = row?.secret ?? '';
});
after(async () => {
  for (const close of closers.toReversed()) await close();
});

const seconds = () => Math.floor(epochMs() / 1_000);
const post = async (body: Buffer | string, signature?: string, type = 'application/json'): Promise<number> => {
  const headers = { 'content-type': type, ...(signature === undefined ? {} : { 'pretend-signature': signature }) };
  return (await app.app.inject({ method: 'POST', url: path, headers, payload: body })).statusCode;
};
const signed = (body: string, at = seconds(), key = secret) => post(body, signatureOf(key, at, Buffer.from(body)));
const inbox = async (eventId: string) =>
  (
    await app.database.query<{ applied: boolean; problem: string | null }>(
      sql`SELECT applied_at IS NOT NULL AS applied, problem FROM payments.webhook WHERE event_id = ${eventId}`,
    )
  )[0];

const react = (): Promise<void> => reactToEnd(app.database, paymentsModule.reactions ?? []);

async function card(amountMinor = 3_900): Promise<string> {
  const paymentId = newId('pay');
  const request = {
    paymentId,
    orderId: newId('ord'),
    method: 'card',
    provider: 'pretend',
    amountMinor,
    currency: 'EUR',
  } as const;
  await app.database.transaction(caller, async (tx) =>
    unwrap((await openPayments(tx, [request]))[0] as Outcome<unknown>),
  );
  return paymentId;
}

type ChargeBody = {
  reference: string;
  id: string;
  state: string;
  currency: string;
  amount: number;
  captured: number;
  refunds: unknown[];
};
const eventOf = (charge: Partial<ChargeBody>, eventId = newId('evt')): { eventId: string; body: string } => {
  const whole = { id: newId('chg'), currency: 'EUR', amount: 3_900, captured: 0, refunds: [], ...charge };
  return { eventId, body: JSON.stringify({ id: eventId, type: 'charge.updated', charge: whole }) };
};

describe('who may tell us about money', () => {
  test('a right signature over exactly these bytes is taken, whatever the media type', async () => {
    const { body } = eventOf({ reference: await card(), state: 'authorised' });
    assert.equal(await signed(body), 200);
    const other = eventOf({ reference: await card(), state: 'authorised' }).body;
    assert.equal(await post(other, signatureOf(secret, seconds(), Buffer.from(other)), 'text/plain'), 200);
  });

  test('a wrong, missing, foreign or misplaced signature is 401, and nothing is read (B7)', async () => {
    const { body, eventId } = eventOf({ reference: await card(), state: 'authorised' });
    const right = signatureOf(secret, seconds(), Buffer.from(body));
    const wrong: (string | undefined)[] = [
      undefined,
      '',
      'v1=00',
      right.replace('v1=', 'v0='),
      right.replace(/.$/, (c) => (c === '0' ? '1' : '0')),
      right.split(',')[1],
      `${right},t=${seconds()}`,
      signatureOf('whsec_other', seconds(), Buffer.from(body)),
      `t=${seconds()},v1=${'é'.repeat(64)}`,
      'x'.repeat(5_000),
    ];
    for (const signature of wrong) assert.equal(await post(body, signature), 401, signature);
    assert.equal(await post(`${body} `, right), 401, 'one more byte');
    assert.equal(await post('', undefined), 401);
    assert.equal(await post('{"broken', undefined), 401, 'not parsed before the signature is right');
    assert.equal(await inbox(eventId), undefined);
  });

  test('an old signature is a replay (B6)', async () => {
    const { body } = eventOf({ reference: await card(), state: 'authorised' });
    assert.equal(await signed(body, seconds() - 301), 401);
    assert.equal(await signed(body, seconds() + 301), 401);
    assert.equal(await signed(body, seconds() - 290), 200);
  });

  test('while a secret is replaced both are right; afterwards only the new one', async () => {
    const old = 'whsec_before';
    await app.database.query(
      sql`INSERT INTO payments.webhook_secret VALUES ('pretend', ${old}, now() + interval '1 hour')`,
    );
    assert.equal(await signed(eventOf({ reference: await card(), state: 'voided' }).body, seconds(), old), 200);
    await app.database.query(sql`UPDATE payments.webhook_secret SET valid_until = now() WHERE secret = ${old}`);
    assert.equal(await signed(eventOf({ reference: await card(), state: 'voided' }).body, seconds(), old), 401);
  });

  test('a signed body that is no event is 400; one we do not know yet is kept and passed over', async () => {
    for (const body of ['', '{', '[]', '{"id":7}', 'null', '{"id":"evt_x","type":"charge.updated","charge":{}}'])
      assert.equal(await signed(body), 400, body);
    const strange = { id: newId('evt'), type: 'payout.paid', payout: {}, added: 'later' };
    assert.equal(await signed(JSON.stringify(strange)), 200);
    const unknown = eventOf({ reference: newId('pay'), state: 'authorised' });
    assert.equal(await signed(unknown.body), 200);
    await react();
    assert.deepEqual(await inbox(strange.id), { applied: true, problem: 'nothing we know' });
    assert.deepEqual(await inbox(unknown.eventId), { applied: true, problem: 'payments.not_found' });
  });

  test('a body without end is refused', async () => {
    assert.equal(await signed('x'.repeat(300_000)), 413);
  });
});

describe('what we are told', () => {
  test('a hundred times at once is applied once (B4)', async () => {
    const paymentId = await card();
    const { body, eventId } = eventOf({ reference: paymentId, state: 'captured', captured: 3_900 });
    const answers = await Promise.all(Array.from({ length: 100 }, () => signed(body)));
    assert.deepEqual([...new Set(answers)], [200]);
    await Promise.all([react(), react()]);
    assert.equal((await paymentById(app.database, paymentId))?.capturedMinor, 3_900);
    assert.equal((await movementsOf(app.database, paymentId)).length, 1);
    const events = await app.database.query(sql`SELECT 1 FROM journal.event WHERE subject_id = ${eventId}`);
    assert.equal(events.length, 1);
  });

  test('in any order ends the same: a refund before its capture, a capture before its approval (B5)', async () => {
    const id = newId('chg');
    const told = (reference: string) => {
      const refund = { reference: `dash_${reference}`, amount: 900 };
      return [
        { reference, id, state: 'authorised', captured: 0, refunds: [] },
        { reference, id, state: 'captured', captured: 3_900, refunds: [] },
        { reference, id, state: 'captured', captured: 3_900, refunds: [refund] },
      ];
    };
    const ends = new Set<string>();
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ]) {
      const paymentId = await card();
      const facts = told(paymentId).map((fact) => ({ ...fact, id: `${fact.id}_${paymentId}` }));
      for (const i of order) {
        assert.equal(await signed(eventOf(facts[i] ?? {}).body), 200);
        await react();
      }
      const payment = await paymentById(app.database, paymentId);
      const refunds = await refundsOf(app.database, paymentId);
      ends.add(JSON.stringify([payment?.state, payment?.capturedMinor, payment?.refundedMinor, refunds.length]));
      assert.equal((await movementsOf(app.database, paymentId)).length, 2);
    }
    assert.deepEqual([...ends], [JSON.stringify(['captured', 3_900, 900, 1])]);
  });

  test('with another amount or currency goes into quarantine, and the ledger stays as it was (B8)', async () => {
    for (const [fact, code] of [
      [{ state: 'captured', amount: 39, captured: 39 }, 'amount_differs'],
      [{ state: 'captured', currency: 'USD', captured: 3_900 }, 'currency_differs'],
      [{ state: 'authorised', amount: 390_000 }, 'amount_differs'],
    ] as const) {
      const paymentId = await card();
      assert.equal(await signed(eventOf({ reference: paymentId, ...fact }).body), 200);
      await react();
      const payment = await paymentById(app.database, paymentId);
      assert.deepEqual([payment?.state, payment?.code, payment?.capturedMinor], ['quarantined', code, 0]);
      const [told] = await app.database.query<{ type: string; body: { orderId: string } }>(
        sql`SELECT type, body FROM journal.event WHERE subject_id = ${paymentId}`,
      );
      assert.equal(told?.type, 'payments.quarantined');
      assert.equal(told?.body.orderId, payment?.orderId);
      assert.equal((await movementsOf(app.database, paymentId)).length, 0);
    }
  });

  test('a refund past what was taken goes into quarantine', async () => {
    const paymentId = await card();
    const refunds = [{ reference: newId('out'), amount: 3_901 }];
    await signed(eventOf({ reference: paymentId, state: 'captured', captured: 3_900, refunds }).body);
    await react();
    const payment = await paymentById(app.database, paymentId);
    assert.deepEqual([payment?.state, payment?.capturedMinor, payment?.refundedMinor], ['quarantined', 3_900, 0]);
  });
});

describe('the pretend provider’s own webhooks', () => {
  const send = async ({ body, signature }: { body: Buffer; signature: string }) => post(body, signature);

  test('browser or webhook first, twice told: one authorisation', async () => {
    for (const webhookFirst of [true, false]) {
      const paymentId = await card();
      const answer = await authorisePayment(app.database, { paymentId, card: 'tok_double_webhook' });
      const hear = async () => {
        await deliverWebhooks(app.database, send);
        await react();
      };
      if (webhookFirst) await hear();
      await app.database.transaction(caller, (tx) => settlePayments(tx, [{ ...answer.settlement, claim: 'capture' }]));
      if (!webhookFirst) await hear();
      const payment = await paymentById(app.database, paymentId);
      assert.deepEqual([payment?.state, payment?.version, payment?.claimedAt === null], ['authorised', 1, false]);
    }
  });

  test('a late decision arrives by webhook, and what the provider does on its own side too', async () => {
    const paymentId = await card();
    assert.equal((await authorisePayment(app.database, { paymentId, card: 'tok_late_webhook' })).state, 'unknown');
    await app.database.query(sql`UPDATE pretend_psp.charge SET approve_at = now() WHERE reference = ${paymentId}`);
    await deliverWebhooks(app.database, send);
    await react();
    assert.equal((await paymentById(app.database, paymentId))?.state, 'authorised');
    await app.database.transaction(caller, (tx) => settlePayments(tx, [{ paymentId, claim: 'capture' }]));
    await carryOut(app.database);
    await refundCharge(app.database, { reference: paymentId, refund: newId('dash'), amount: 1_000, tell: true });
    await deliverWebhooks(app.database, send);
    await react();
    assert.equal((await paymentById(app.database, paymentId))?.refundedMinor, 1_000);
    assert.equal((await readCharge(app.database, paymentId))?.refunds.length, 1);
  });

  test('an answer other than 2xx is tried again, later', async () => {
    const paymentId = await card();
    await authorisePayment(app.database, { paymentId, card: 'tok_ok' });
    await tell(app.database, paymentId);
    let calls = 0;
    const failing = async () => (calls++, 503);
    await deliverWebhooks(app.database, failing);
    await deliverWebhooks(app.database, failing);
    assert.equal(calls, 1, 'not before its pause is over');
    await app.database.query(sql`UPDATE pretend_psp.webhook SET due_at = now() WHERE sent_at IS NULL`);
    await deliverWebhooks(app.database, send);
    await react();
    assert.equal((await paymentById(app.database, paymentId))?.state, 'authorised');
  });
});

describe('the office', () => {
  test('reads payments with their movements; a clerk reads, only an owner gives back', async () => {
    const [owner, clerk] = await Promise.all([app.staff('owner'), app.staff('clerk')]);
    const paymentId = await card();
    const { settlement } = await authorisePayment(app.database, { paymentId, card: 'tok_ok' });
    await app.database.transaction(caller, (tx) => settlePayments(tx, [{ ...settlement, claim: 'capture' }]));
    await carryOut(app.database);
    const orderId = (await paymentById(app.database, paymentId))?.orderId ?? '';
    const list = await app.call('GET', `/api/payments?orderId=${orderId}`, { as: clerk });
    assert.deepEqual(
      list.body.items.map((p: { state: string; captured: unknown }) => [p.state, p.captured]),
      [['captured', { minor: 3_900, currency: 'EUR' }]],
    );
    const body = { refundId: newId('rfd'), amount: { minor: 900, currency: 'EUR' }, reason: 'geste commercial' };
    const refunds = `/api/payments/${paymentId}/refunds`;
    assert.equal((await app.call('POST', refunds, { as: clerk, body })).status, 403);
    assert.equal((await app.call('POST', refunds, { body })).status, 401);
    const done = await app.call('POST', refunds, { as: owner, body });
    assert.deepEqual([done.status, done.body], [201, { refundId: body.refundId, state: 'done' }]);
    assert.equal((await app.call('POST', refunds, { as: owner, body })).status, 201);
    const pan = { ...body, refundId: newId('rfd'), reason: 'carte 4111 1111 1111 1111' };
    assert.equal((await app.call('POST', refunds, { as: owner, body: pan })).body.code, 'request.card_number');
    const detail = await app.call('GET', `/api/payments/${paymentId}`, { as: clerk });
    assert.deepEqual([detail.body.movements.length, detail.body.refunds.length], [2, 1]);
    assert.equal((await app.call('GET', `/api/payments/${newId('pay')}`, { as: clerk })).status, 404);
  });

  test('gives back what a payment in quarantine holds', async () => {
    const owner = await app.staff('owner');
    const paymentId = await card();
    await authorisePayment(app.database, { paymentId, card: 'tok_ok' });
    await signed(eventOf({ reference: paymentId, state: 'authorised', amount: 1 }).body);
    await react();
    await sweepPayments(app.database, { lookUpAfterMs: 0, giveUpAfterMs: 0 });
    assert.equal((await paymentById(app.database, paymentId))?.state, 'quarantined', 'only a person decides');
    const release = `/api/payments/${paymentId}/release`;
    assert.deepEqual((await app.call('POST', release, { as: owner })).body, { state: 'voided' });
    assert.equal((await app.call('POST', release, { as: owner })).status, 409);
    assert.equal((await readCharge(app.database, paymentId))?.state, 'voided');
  });
});
