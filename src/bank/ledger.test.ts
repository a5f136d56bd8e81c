/** Statements against real orders: an order by transfer from the checkout to its money, and every line that a person decides. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { must } from '#base/assert';
import { newId } from '#base/ids';
import { day } from '#base/time';
import {
  expireOrders,
  findOrder,
  giveUpTransfer,
  makePayLink,
  payableBy,
  payByLink,
  payLinkSecret,
  payOrder,
  placeOrder,
} from '#orders';
import { unwrap } from '#base/refusal';
import { changeSettings, openPayments, paymentsOf, receivableAccount } from '#payments';
import { awaitTransfer } from '../orders/balance.ts';
import { ordersModule } from '../orders/index.ts';
import { testDatabase } from '../../test/support/database.ts';
import { testCompany } from '../../test/support/buyers.ts';
import { free, marketTown, sound, stock, webDraft, type Market } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { readSettings } from '../payments/settings.ts';
import { decideEntry, type Decided } from './decide.ts';
import { importStatements, type Imported } from './import.ts';
import { inFours, referenceOf } from '#payments';
import type { Line } from './model.ts';
import { listEntries } from './queries.ts';

const by = { actor: 'test' };
const IBAN = 'FR1420041010050500013M02606';
const PAYER = 'BE71096123456769';

async function bankTown(t: { after(run: () => unknown): void }): Promise<{ database: Database; town: Market }> {
  const database = await testDatabase(t);
  const town = await marketTown(database);
  await stock(database, town, town.skuIds[0] ?? '', 20);
  const now = await readSettings(database);
  const own = { transferHolder: 'Essai', transferIban: IBAN, transferChannels: [town.channels.web] };
  await database.transaction(by, (tx) => changeSettings(tx, { ...now, ...own }));
  return { database, town };
}

/** An order of 10.00 € (one of the first article) by transfer. */
async function ordered(
  database: Database,
  town: Market,
): Promise<{ orderId: string; paymentId: string; minor: number }> {
  const draft = webDraft(town, [[town.skuIds[0] ?? '', 1]]);
  const paymentId = newId('pay');
  const payments = [{ paymentId, method: 'transfer' as const, provider: 'bank-transfer' as const }];
  const { orderId, state, total } = unwrap(await placeOrder(database, { ...draft, payments }));
  assert.equal(state, 'awaiting_payment');
  return { orderId, paymentId, minor: total.minor };
}

let n = 0;
const credited = (minor: number, words: string, more: Partial<Line> = {}): Line => ({
  ...{ bankRef: `ref-${++n}`, bookedOn: day('2026-11-20'), credit: true, minor, currency: 'EUR' },
  ...{ name: 'Ada', iban: PAYER, words, ...more },
});

const taken = (database: Database, ...lines: Line[]): Promise<Imported> =>
  database.transaction(by, (tx) =>
    importStatements(tx, {
      ...{ statementId: newId('stm'), fileName: 'a.xml', format: 'camt' },
      parsed: [{ iban: IBAN, lines, bad: [] }],
    }),
  );

const waiting = (database: Database) => listEntries(database, { show: 'waiting', sort: 'oldest', limit: 100 });
const decide = (database: Database, wanted: Omit<Decided, 'partId'>) =>
  database.transaction(by, (tx) => decideEntry(tx, { ...wanted, partId: newId('alc') }));
const stateOf = async (database: Database, orderId: string) => must(await findOrder(database, orderId), orderId);
const reactions = ordersModule.reactions ?? [];

test('an order by transfer keeps its stock, and stands with the very amount under its reference; the same file again changes nothing', async (t) => {
  const { database, town } = await bankTown(t);
  const { orderId, paymentId, minor } = await ordered(database, town);
  assert.equal(await free(database, town.skuIds[0] ?? ''), 19);
  const days = (Date.parse(must((await stateOf(database, orderId)).expiresAt, 'a day')) - Date.now()) / 86_400_000;
  assert.ok(days > 6.9 && days <= 7, `${days}`);
  const line = credited(minor, `VIR ${inFours(referenceOf(paymentId))}`);
  assert.deepEqual(await taken(database, line), { newLines: 1, knownLines: 0, applied: 1, waiting: 0, bad: [] });
  await react(database, reactions);
  assert.equal((await stateOf(database, orderId)).state, 'placed');
  assert.deepEqual(await taken(database, line), { newLines: 0, knownLines: 1, applied: 0, waiting: 0, bad: [] });
  const other = { ...line, minor: 99, words: 'something else' };
  const both = { newLines: 1, knownLines: 1, applied: 0, waiting: 1, bad: [] };
  assert.deepEqual(
    await taken(database, other, { ...line, bankRef: `${line.bankRef}#2` }),
    both,
    'one reference, two movements',
  );
  const [payment] = await paymentsOf(database, orderId);
  assert.deepEqual([payment?.state, payment?.capturedMinor], ['captured', minor]);
  await sound(database);
});

test('an order that nobody paid gives its stock back with its payment, and money that comes then waits for a person', async (t) => {
  const { database, town } = await bankTown(t);
  const { orderId, paymentId, minor } = await ordered(database, town);
  await database.query(
    sql`UPDATE orders.order SET expires_at = now() - interval '1 minute' WHERE order_id = ${orderId}`,
  );
  await expireOrders(database);
  assert.deepEqual(
    [(await stateOf(database, orderId)).state, await free(database, town.skuIds[0] ?? '')],
    ['cancelled', 20],
  );
  assert.equal((await paymentsOf(database, orderId))[0]?.state, 'voided');
  await taken(database, credited(minor, referenceOf(paymentId)));
  await react(database, reactions);
  const [line] = await waiting(database);
  assert.deepEqual(
    [line?.why, line?.paymentId, (await stateOf(database, orderId)).state],
    ['late', paymentId, 'cancelled'],
  );
  await decide(database, { entryId: line?.entryId ?? '', what: 'apply' });
  await react(database, reactions);
  assert.deepEqual(
    [(await stateOf(database, orderId)).state, await free(database, town.skuIds[0] ?? '')],
    ['placed', 19],
  );
  await sound(database);
});

test('a buyer who pays by card after all: the transfer is waited for no longer, the order stands on the card, and what comes late waits', async (t) => {
  const { database, town } = await bankTown(t);
  const { orderId, paymentId, minor } = await ordered(database, town);
  const byCard = () => payOrder(database, { orderId, paymentId: newId('pay'), card: 'tok_ok', actor: 'test' });
  await assert.rejects(byCard(), { code: 'orders.payment' });
  for (let twice = 0; twice < 2; twice++) await database.transaction(by, (tx) => giveUpTransfer(tx, { orderId }));
  assert.equal((await byCard()).state, 'placed');
  assert.equal(await free(database, town.skuIds[0] ?? ''), 19);
  await taken(database, credited(minor, referenceOf(paymentId)));
  await react(database, reactions);
  const [line] = await waiting(database);
  assert.deepEqual([line?.why, line?.paymentId], ['otherwise', paymentId]);
  await taken(database, credited(minor, 'sans rien'));
  const told = await database.query<{ id: string; orderId: string }>(
    sql`SELECT subject_id AS id, body ->> 'orderId' AS "orderId" FROM journal.event WHERE type = 'bank.paid_twice'`,
  );
  assert.deepEqual(told, [{ id: line?.entryId, orderId }], 'it is owed back, and that is told');
  assert.deepEqual(await decide(database, { entryId: line?.entryId ?? '', what: 'give_back' }), { leftMinor: 0 });
  const { state, balanceMinor } = await stateOf(database, orderId);
  assert.deepEqual([state, balanceMinor], ['placed', 0]);
  await assert.rejects(
    database.transaction(by, (tx) => giveUpTransfer(tx, { orderId })),
    { code: 'orders.expired' },
  );
  await sound(database);
});

test('a link given for an order that awaits a transfer is paid by card, and the transfer is awaited no longer', async (t) => {
  const { database, town } = await bankTown(t);
  const { orderId } = await ordered(database, town);
  const linkId = newId('lnk');
  await database.transaction(by, (tx) => makePayLink(tx, { linkId, orderId, days: 7 }));
  const secret = await payLinkSecret(database, linkId);
  assert.equal((await payableBy(database, secret))?.state, 'pay');
  await payByLink(database, { secret, paymentId: newId('pay'), card: 'tok_ok' });
  const paid = (await paymentsOf(database, orderId)).map(({ method, state }) => [method, state]).toSorted();
  assert.deepEqual(paid, [
    ['card', 'authorised'],
    ['transfer', 'voided'],
  ]);
  assert.deepEqual(
    [(await stateOf(database, orderId)).state, (await payableBy(database, secret))?.state],
    ['placed', 'done'],
  );
  await sound(database);
});

test('too little waits: what comes later completes it, or a person takes it and the rest is due', async (t) => {
  const { database, town } = await bankTown(t);
  const [first, second] = [await ordered(database, town), await ordered(database, town)];
  const short = (one: typeof first) => credited(one.minor - 150, referenceOf(one.paymentId));
  assert.equal((await taken(database, short(first), short(second))).waiting, 2);
  assert.equal((await taken(database, credited(150, referenceOf(first.paymentId)))).applied, 1);
  await react(database, reactions);
  assert.equal((await stateOf(database, first.orderId)).state, 'placed');
  const [left, none] = await waiting(database);
  assert.deepEqual([left?.paymentId, left?.why, none], [second.paymentId, 'less', undefined]);
  await decide(database, { entryId: left?.entryId ?? '', what: 'apply' });
  await react(database, reactions);
  const { state, balanceMinor } = await stateOf(database, second.orderId);
  assert.deepEqual([state, balanceMinor, await waiting(database)], ['placed', 150, []]);
  // The rest comes without a word: it is awaited as a transfer of its own, and the line pays that.
  const { orderId } = second;
  await taken(database, credited(170, 'solde'));
  const rest = newId('pay');
  const awaitRest = () => database.transaction(by, (tx) => awaitTransfer(tx, { orderId, paymentId: rest }));
  for (let twice = 0; twice < 2; twice++) assert.deepEqual(await awaitRest(), { dueMinor: 150, currency: 'EUR' });
  const [line] = await waiting(database);
  const entryId = line?.entryId ?? '';
  assert.deepEqual(await decide(database, { entryId, what: 'apply', paymentId: rest }), { leftMinor: 20 });
  await react(database, reactions);
  assert.equal((await stateOf(database, orderId)).balanceMinor, 0);
  const twiceDue = database.transaction(by, (tx) => awaitTransfer(tx, { orderId, paymentId: newId('pay') }));
  await assert.rejects(twiceDue, { code: 'orders.nothing_due' });
  await sound(database);
});

test('too much: what is due is applied, the rest goes back and a debit shows it, or becomes credit', async (t) => {
  const { database, town } = await bankTown(t);
  const [first, second] = [await ordered(database, town), await ordered(database, town)];
  await taken(database, ...[first, second].map((one) => credited(one.minor + 500, referenceOf(one.paymentId))));
  const lines = await waiting(database);
  for (const { entryId, why } of lines) {
    assert.equal(why, 'more');
    assert.deepEqual(await decide(database, { entryId, what: 'apply' }), { leftMinor: 500 });
    await assert.rejects(decide(database, { entryId, what: 'apply' }), { code: 'bank.entry_target' });
    await assert.rejects(decide(database, { entryId, what: 'give_back', minor: 501 }), {
      code: 'bank.entry_amount',
    });
  }
  const [back, kept] = lines.map(({ entryId }) => entryId);
  const partId = newId('alc');
  for (let twice = 0; twice < 2; twice++)
    await database.transaction(by, (tx) => decideEntry(tx, { partId, entryId: back ?? '', what: 'give_back' }));
  await decide(database, { entryId: kept ?? '', what: 'credit', customerId: newId('cus') });
  await assert.rejects(decide(database, { entryId: kept ?? '', what: 'give_back' }), { code: 'bank.entry_done' });
  await sound(database);
  const debit = (iban: string) => credited(500, 'retour', { credit: false, iban });
  assert.equal((await taken(database, debit('DE89370400440532013000'))).waiting, 1);
  assert.equal((await taken(database, debit(PAYER))).applied, 1);
  const [other] = await waiting(database);
  assert.equal(other?.why, 'debit');
  const entryId = other?.entryId ?? '';
  await assert.rejects(decide(database, { entryId, what: 'given_back', givenBack: partId }), {
    code: 'bank.entry_target',
  });
  await assert.rejects(decide(database, { entryId, what: 'credit' }), { code: 'bank.entry_debit' });
  await assert.rejects(decide(database, { entryId, what: 'set_aside' }), { code: 'bank.entry_words' });
  await decide(database, { entryId, what: 'set_aside', words: 'loyer' });
  await react(database, reactions);
  await sound(database);
});

test('a company’s transfer settles what it owes on account; a stranger’s is linked by hand or waits', async (t) => {
  const { database } = await bankTown(t);
  const { companyId } = await testCompany(database, { terms: { days: 30, endOfMonth: false, limitMinor: null } });
  const account = { method: 'account' as const, provider: 'on-account' as const, currency: 'EUR' };
  const owed = [4_000, 3_000].map((amountMinor) => ({ paymentId: newId('pay'), orderId: newId('ord'), amountMinor }));
  await database.transaction(by, async (tx) => {
    const wanted = owed.map((one) => ({ ...one, ...account, accountId: receivableAccount(companyId) }));
    for (const outcome of await openPayments(tx, wanted)) unwrap(outcome);
  });
  const ref = (i: number): string => referenceOf(owed[i]?.paymentId ?? '');
  const { applied } = await taken(
    database,
    credited(4_000, ref(0)),
    credited(1_000, ref(1)),
    credited(700, 'sans rien'),
  );
  assert.equal(applied, 1);
  const lines = await waiting(database);
  const less = must(
    lines.find(({ why }) => why === 'less'),
    'the short one',
  );
  await decide(database, { entryId: less.entryId, what: 'apply' });
  const stranger = must(
    lines.find(({ why }) => why === 'no_reference'),
    'the stranger',
  );
  await assert.rejects(decide(database, { entryId: stranger.entryId, what: 'apply' }), {
    code: 'bank.entry_target',
  });
  const paymentId = owed[1]?.paymentId;
  assert.deepEqual(await decide(database, { entryId: stranger.entryId, what: 'apply', paymentId }), { leftMinor: 0 });
  const dollars = credited(10, ref(1), { currency: 'USD' });
  await taken(database, dollars);
  const [foreign] = await waiting(database);
  assert.equal(foreign?.why, 'currency');
  await assert.rejects(decide(database, { entryId: foreign?.entryId ?? '', what: 'apply' }), {
    code: 'bank.entry_currency',
  });
  const [receivable] = await database.query<{ minor: number }>(
    sql`SELECT received_minor AS minor FROM payments.receivable WHERE payment_id = ${paymentId ?? ''}`,
  );
  assert.equal(receivable?.minor, 1_700);
});

test('a channel that offers no transfers takes none', async (t) => {
  const { database, town } = await bankTown(t);
  const now = await readSettings(database);
  await database.transaction(by, (tx) => changeSettings(tx, { ...now, transferChannels: [] }));
  const payments = [{ paymentId: newId('pay'), method: 'transfer' as const, provider: 'bank-transfer' as const }];
  const outcome = await placeOrder(database, { ...webDraft(town, [[town.skuIds[0] ?? '', 1]]), payments });
  assert.equal(outcome.ok ? '' : outcome.refusal.code, 'payments.no_transfer');
});
