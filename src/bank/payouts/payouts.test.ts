/** Payouts of providers: files, what they book, and what differs from our ledger. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { day } from '#base/time';
import { openPayments, settlePayments } from '#payments';
import { oracles } from '../../modules.ts';
import { verify } from '../../verify.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { importStatements } from '../import.ts';
import { readRows } from '../csv.ts';
import { StatementError } from '../model.ts';
import { entryById } from '../queries.ts';
import { importPayouts, type PayoutsTaken } from './import.ts';
import { kindOf, readPayouts, sumsOf } from './model.ts';
import { listPayouts, missingThere, payoutById, payoutCandidates, payoutLines } from './queries.ts';
import { tiePayout, untiePayout } from './tie.ts';

const by = { actor: 'test' };
const head =
  'automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,payment_intent_id\n';
const row = (nth: number, kind: string, gross: string, fee: string, of: string): string =>
  `po_1,2026-11-20 00:00:00,txn_${nth},2026-11-18 10:00:00,eur,${gross},${fee},0,${kind},${of}\n`;

test('a report of Stripe and a plain file are read alike; a row that is not paid out yet waits for a later file', () => {
  const { payouts, bad } = readPayouts(
    readRows(
      `${head}${row(1, 'charge', '42.00', '0.88', 'pi_1')}${row(2, 'refund', '-10.00', '0', 'pi_1')}${row(3, 'fee', '-1.50', '0', '')}${row(4, 'payout', '-29.62', '0', '')}${row(5, 'charge', 'x', '0', 'pi_2')}${row(6, 'charge', '1', '0', 'pi_3').replace('po_1', '')}`,
    ),
  );
  const [one] = payouts;
  assert.deepEqual(
    one?.lines.map(({ kind, grossMinor, feeMinor }) => [kind, grossMinor, feeMinor]),
    [
      ['charge', 4_200, 88],
      ['refund', -1_000, 0],
      ['fee', 0, 150],
    ],
  );
  assert.deepEqual(sumsOf(one?.lines ?? []), { minor: 2_962, feeMinor: 238, otherMinor: 0 });
  assert.equal(one?.statedMinor, 2_962);
  assert.deepEqual(
    bad.map(({ row: nth, code }) => [nth, code]),
    [
      [6, 'amount'],
      [7, 'pending'],
    ],
  );
  assert.throws(() => readPayouts(readRows('a,b\n1,2\n')), StatementError);
});

test('kinds are told as providers call them', () => {
  const words = ['charge', 'payment', 'refund', 'payment_refund', 'dispute_reversal', 'stripe_fee', 'payout', 'topup'];
  assert.deepEqual(words.map(kindOf), [
    ...['charge', 'charge', 'refund', 'refund', 'dispute', 'fee', 'payout', 'other'],
  ]);
});

/** Card payments that were taken, by what the provider calls them. */
async function taken(database: Database, amounts: Readonly<Record<string, number>>): Promise<void> {
  for (const [externalId, amountMinor] of Object.entries(amounts)) {
    const payment = { paymentId: newId('pay'), orderId: newId('ord'), amountMinor, currency: 'EUR' };
    await database.transaction(by, async (tx) => {
      for (const one of await openPayments(tx, [{ ...payment, method: 'card', provider: 'stripe' }])) unwrap(one);
      await settlePayments(tx, [{ paymentId: payment.paymentId, state: 'captured', externalId, claim: 'capture' }]);
    });
  }
  await database.query(sql`UPDATE payments.payment SET created_at = '2026-11-17T10:00:00Z'`);
}

const all = { show: 'all', before: day('2026-11-23'), sort: 'newest', limit: 10 } as const;
const take = (database: Database, text: string): Promise<PayoutsTaken> => {
  const { payouts } = readPayouts(readRows(text));
  return database.transaction(by, (tx) => importPayouts(tx, { provider: 'stripe', fileName: 'a.csv', payouts }));
};

async function sound(database: Database): Promise<void> {
  const found = await verify(
    database.url,
    oracles.filter(({ code }) => /^(MON[1346]|PSP|BNK|ACC)/.test(code)),
  );
  assert.deepEqual(
    found.flatMap(({ code, violations }) => violations.map((what) => `${code} ${what}`)),
    [],
  );
}

test('fees are booked and our account with the provider is empty; what differs is listed, either way; the same file changes nothing', async (t) => {
  const database = await testDatabase(t);
  await taken(database, { pi_1: 4_200, pi_2: 2_000, pi_3: 1_000 });
  const file = `${head}${row(1, 'charge', '42.00', '0.88', 'pi_1')}${row(2, 'charge', '20.50', '0.50', 'pi_2')}${row(3, 'charge', '7.00', '0.10', 'pi_x')}${row(4, 'fee', '-1.00', '0', '')}${row(5, 'charge', '0.01', '0', 'pi_1').replace('2026-11-18', '2026-11-19').replace('0.01', '0.00')}`;
  assert.deepEqual(await take(database, file), { payouts: 1, known: 0, lines: 5 });
  assert.deepEqual(await take(database, file), { payouts: 0, known: 1, lines: 0 });
  await sound(database);
  const [payout] = await listPayouts(database, all);
  assert.deepEqual([payout?.minor, payout?.feeMinor, payout?.differences], [6_702, 248, 2]);
  const lines = await payoutLines(database, payout?.payoutId ?? '');
  assert.deepEqual(lines.map(({ lineRef, difference }) => [lineRef, difference]).slice(0, 3), [
    ['txn_2', 'amount'],
    ['txn_3', 'missing_here'],
    ['txn_1', null],
  ]);
  assert.deepEqual(
    (await missingThere(database, 'stripe')).map(({ capturedMinor }) => capturedMinor),
    [],
  );
  const later = `${head}${row(9, 'charge', '1.00', '0', 'pi_9').replaceAll('2026-11-18', '2026-11-21').replace('po_1', 'po_2')}`;
  const first = `${head}${row(8, 'charge', '1.00', '0', 'pi_8').replaceAll('2026-11-18', '2026-11-10').replace('po_1', 'po_0')}`;
  await take(database, later);
  await take(database, first);
  assert.deepEqual(
    (await missingThere(database, 'stripe')).map(({ capturedMinor }) => capturedMinor),
    [1_000],
  );
});

test('a payout is the line of our bank that shows its very amount, whichever came first', async (t) => {
  const database = await testDatabase(t);
  await taken(database, { pi_1: 4_200 });
  const line = (bankRef: string, minor: number) => ({
    ...{ bankRef, minor, bookedOn: day('2026-11-21'), credit: true, currency: 'EUR' },
    ...{ name: 'STRIPE PAYMENTS', iban: '', words: 'STRIPE PAYOUT' },
  });
  const bank = (...lines: ReturnType<typeof line>[]) =>
    database.transaction(by, (tx) => {
      const parsed = [{ iban: 'FR1420041010050500013M02606', lines, bad: [] }];
      return importStatements(tx, { statementId: newId('stm'), fileName: 'b.csv', format: 'csv', parsed });
    });
  await bank(line('b1', 4_000));
  await take(database, `${head}${row(1, 'charge', '42.00', '0.88', 'pi_1')}`);
  assert.equal((await listPayouts(database, all))[0]?.entryId, null);
  assert.equal((await bank(line('b2', 4_112))).waiting, 0);
  assert.notEqual((await listPayouts(database, all))[0]?.entryId, null);
  await sound(database);
  // It was another's: what was tied is untied, does not come back by itself, and a person ties the line that it is.
  const payoutId = (await listPayouts(database, all))[0]?.payoutId ?? '';
  const untie = () => database.transaction(by, (tx) => untiePayout(tx, { payoutId }));
  for (let twice = 0; twice < 2; twice++) await untie();
  await sound(database);
  assert.equal((await bank({ ...line('b3', 4_150), words: 'ENCAISSEMENT' })).waiting, 1);
  const late = { ...all, show: 'late' } as const;
  assert.equal((await listPayouts(database, { ...late, before: day('2026-11-30') }))[0]?.entryId, null);
  assert.deepEqual(await listPayouts(database, { ...late, before: day('2026-11-18') }), []);
  const found = await payoutById(database, payoutId);
  assert.ok(found);
  const candidates = await payoutCandidates(database, found);
  assert.deepEqual(
    candidates.map(({ leftMinor }) => leftMinor),
    [4_112, 4_150],
    'the nearest first; what is too little is none',
  );
  const [entryId = '', other = ''] = candidates.map((one) => one.entryId).toReversed();
  const partId = newId('alc');
  const tie = (id: string, as: string) =>
    database.transaction(by, (tx) => tiePayout(tx, { payoutId, entryId: id, partId: as }));
  for (let twice = 0; twice < 2; twice++) await tie(entryId, partId);
  await assert.rejects(tie(other, newId('alc')), { code: 'bank.payout_seen' });
  await assert.rejects(tie(other, partId), { code: 'request.id_reused' });
  const { entry, parts } = (await entryById(database, entryId)) ?? assert.fail();
  assert.deepEqual([entry.leftMinor, parts.map(({ what, minor }) => [what, minor])], [38, [['payout', 4_112]]]);
  await sound(database);
});
