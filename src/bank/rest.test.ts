/** What is left of a line is used up by hand, part by part; and what we gave back by transfer counts once, however the statement shows it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { day } from '#base/time';
import { unwrap } from '#base/refusal';
import { openPayments, openRefunds, receivableAccount, settlePayments } from '#payments';
import { testCompany } from '../../test/support/buyers.ts';
import { testDatabase } from '../../test/support/database.ts';
import { verify } from '../verify.ts';
import { oracles } from '../modules.ts';
import { decideEntry, type Decided } from './decide.ts';
import { importStatements, type Imported } from './import.ts';
import { referenceOf } from '#payments';
import { matchRefunds, type BankRefund, type Line } from './model.ts';
import { entryById, listEntries } from './queries.ts';
import { openBankRefunds } from './refunds.ts';

const by = { actor: 'test' };
const PAYER = 'BE71096123456769';
let n = 0;
const line = (minor: number, words: string, more: Partial<Line> = {}): Line => ({
  ...{ bankRef: `rest-${++n}`, bookedOn: day('2026-11-20'), credit: true, minor, currency: 'EUR' },
  ...{ name: 'Ada', iban: PAYER, words, ...more },
});
const taken = (database: Database, ...lines: Line[]): Promise<Imported> =>
  database.transaction(by, (tx) => {
    const parsed = [{ iban: 'FR1420041010050500013M02606', lines, bad: [] }];
    return importStatements(tx, { statementId: newId('stm'), fileName: 'a.xml', format: 'camt', parsed });
  });
const decide = (database: Database, wanted: Omit<Decided, 'partId'>) =>
  database.transaction(by, (tx) => decideEntry(tx, { ...wanted, partId: newId('alc') }));

/** A transfer that is awaited. */
async function awaited(database: Database, amountMinor: number): Promise<string> {
  const paymentId = newId('pay');
  const wish = { paymentId, orderId: newId('ord'), amountMinor, currency: 'EUR' };
  await database.transaction(by, async (tx) => {
    const asked = [{ ...wish, method: 'transfer' as const, provider: 'bank-transfer' as const }];
    for (const outcome of await openPayments(tx, asked)) unwrap(outcome);
  });
  return paymentId;
}

/** One that came, and that an order stands on. */
async function paid(database: Database, minor: number): Promise<string> {
  const paymentId = await awaited(database, minor);
  await taken(database, line(minor, referenceOf(paymentId)));
  await database.transaction(by, (tx) => settlePayments(tx, [{ paymentId, claim: 'capture' }]));
  return paymentId;
}

async function refunded(database: Database, paymentId: string, minor: number): Promise<string> {
  const refundId = newId('rfd');
  await database.transaction(by, async (tx) => {
    for (const outcome of await openRefunds(tx, [{ refundId, paymentId, minor, currency: 'EUR', reason: 'x' }]))
      assert.equal(unwrap(outcome).state, 'done');
  });
  return refundId;
}

async function bank(database: Database): Promise<number> {
  const [row] = await database.query<{ minor: number }>(sql`
    SELECT coalesce(sum(CASE WHEN to_account = 'bank' THEN minor ELSE -minor END), 0)::bigint AS minor FROM payments.movement
    WHERE 'bank' IN (from_account, to_account)`);
  return row?.minor ?? 0;
}

async function sound(database: Database): Promise<void> {
  const asked = oracles.filter(({ code }) => /^(MON[134]|BNK|RCV)/.test(code));
  const found = await verify(database.url, asked);
  assert.deepEqual(
    found.flatMap(({ code, violations }) => violations.map((what) => `${code} ${what}`)),
    [],
  );
}

test('one line pays two orders, a company, and what is left becomes credit and is given back: until nothing is left', async (t) => {
  const database = await testDatabase(t);
  const [first, second] = [await awaited(database, 1_000), await awaited(database, 2_000)];
  const { companyId } = await testCompany(database, { terms: { days: 30, endOfMonth: false, limitMinor: null } });
  const account = { method: 'account' as const, provider: 'on-account' as const, currency: 'EUR' };
  await database.transaction(by, async (tx) => {
    const owed = [400, 500].map((amountMinor) => ({ paymentId: newId('pay'), orderId: newId('ord'), amountMinor }));
    const wanted = owed.map((one) => ({ ...one, ...account, accountId: receivableAccount(companyId) }));
    for (const outcome of await openPayments(tx, wanted)) unwrap(outcome);
  });
  await taken(database, line(4_500, referenceOf(first)));
  const [entry] = await listEntries(database, { show: 'waiting', sort: 'oldest', limit: 10 });
  const { entryId } = must(entry, 'the line');
  assert.deepEqual(await decide(database, { entryId, what: 'apply' }), { leftMinor: 3_500 });
  assert.deepEqual(await decide(database, { entryId, what: 'apply', paymentId: second }), { leftMinor: 1_500 });
  await assert.rejects(decide(database, { entryId, what: 'apply', companyId, minor: 901 }), {
    code: 'bank.entry_amount',
  });
  assert.deepEqual(await decide(database, { entryId, what: 'apply', companyId }), { leftMinor: 600 });
  await assert.rejects(decide(database, { entryId, what: 'apply', companyId }), { code: 'bank.entry_target' });
  const customerId = newId('cus');
  assert.deepEqual(await decide(database, { entryId, what: 'credit', customerId, minor: 100 }), { leftMinor: 500 });
  assert.deepEqual(await decide(database, { entryId, what: 'give_back', minor: 300 }), { leftMinor: 200 });
  assert.deepEqual(await decide(database, { entryId, what: 'set_aside', words: 'arrondi' }), { leftMinor: 0 });
  await assert.rejects(decide(database, { entryId, what: 'give_back' }), { code: 'bank.entry_done' });
  const { parts } = must(await entryById(database, entryId), 'it');
  assert.deepEqual(
    parts.map((part) => part.minor).sort((a, b) => a - b),
    [100, 200, 300, 900, 1_000, 2_000],
  );
  assert.equal(await bank(database), 4_500, 'the bank holds what its statement says, once');
  await sound(database);
});

test('a refund by transfer is one with the debit that shows it, by its reference, its payment or its account: the bank counts it once', async (t) => {
  const database = await testDatabase(t);
  const [a, b, c] = [await paid(database, 5_000), await paid(database, 5_000), await paid(database, 7_000)];
  const named = await refunded(database, a, 1_200);
  await refunded(database, b, 1_200);
  await refunded(database, c, 300);
  assert.equal(await bank(database), 17_000 - 2_700);
  const out = { credit: false, iban: 'FR7630006000011234567890189' };
  assert.deepEqual(
    await taken(
      database,
      line(1_200, `VIR ${referenceOf(named)}`, out),
      line(1_200, `VIR ${referenceOf(b)}`, out),
      line(300, 'remboursement', { ...out, iban: PAYER }),
    ),
    { newLines: 3, knownLines: 0, applied: 3, waiting: 0, bad: [] },
  );
  assert.equal(await bank(database), 17_000 - 2_700, 'nothing left twice');
  assert.deepEqual(await openBankRefunds(database), []);
  await sound(database);
});

test('where two refunds fit a person says which; none is shown twice, and a debit of another amount is none', async (t) => {
  const database = await testDatabase(t);
  const [a, b] = [await paid(database, 5_000), await paid(database, 5_000)];
  const refunds = [await refunded(database, a, 900), await refunded(database, b, 900)];
  const debit = line(900, 'retour', { credit: false });
  const other = line(950, 'retour', { credit: false });
  assert.equal((await taken(database, debit, other)).waiting, 2);
  const waiting = await listEntries(database, { show: 'waiting', sort: 'oldest', limit: 10 });
  const entryOf = (minor: number): string => waiting.find((one) => one.minor === minor)?.entryId ?? '';
  const refundId = refunds[1] ?? '';
  const partId = newId('alc');
  for (let twice = 0; twice < 2; twice++)
    await database.transaction(by, (tx) =>
      decideEntry(tx, { partId, entryId: entryOf(900), what: 'given_back', refundId }),
    );
  await assert.rejects(decide(database, { entryId: entryOf(950), what: 'given_back', refundId }), {
    code: 'bank.entry_target',
  });
  await decide(database, { entryId: entryOf(950), what: 'given_back', refundId: refunds[0] ?? '' });
  assert.equal((await listEntries(database, { show: 'waiting', sort: 'oldest', limit: 10 }))[0]?.leftMinor, 50);
  assert.equal(await bank(database), 10_000 - 1_800 - 50);
  await sound(database);
});

test('what names a refund is stronger than where the money went; what fits two is nobody’s', () => {
  const refund = (id: string, more: Partial<BankRefund> = {}): BankRefund => ({
    ...{ refundId: `rfd_${id.padStart(26, '0')}`, paymentId: `pay_${id.padStart(26, '0')}` },
    ...{ minor: 100, currency: 'EUR', ibans: [PAYER], ...more },
  });
  const debit = (entryId: string, words = '', more: Partial<Line> = {}) => ({ ...line(100, words, more), entryId });
  const [one, two] = [refund('1'), refund('2')];
  const found = (debits: ReturnType<typeof debit>[], refunds: BankRefund[]) =>
    [...matchRefunds(debits, refunds)].map(([entryId, { refundId }]) => [entryId, refundId.at(-1)]);
  assert.deepEqual(found([debit('x')], [one, two]), []);
  assert.deepEqual(found([debit('x', referenceOf(two.refundId))], [one, two]), [['x', '2']]);
  assert.deepEqual(found([debit('x', referenceOf(two.refundId)), debit('y')], [one, two]), [
    ['x', '2'],
    ['y', '1'],
  ]);
  assert.deepEqual(found([debit('x', '', { minor: 99 }), debit('y', '', { currency: 'CHF' })], [one]), []);
  assert.deepEqual(found([debit('x', '', { iban: '' })], [refund('1', { ibans: [''] })]), []);
});
