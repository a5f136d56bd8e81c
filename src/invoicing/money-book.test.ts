/** The accounts and the money: the bank’s account is its statements, fees and undecided money are booked, and other currencies stand in euros. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import { day, type Day } from '#base/time';
import { decideEntry, importPayouts, importStatements, setOwner } from '#bank';
import { payOrder, placeOrder, shipOrder } from '#orders';
import { readEntities } from '#org';
import { openPayments, referenceOf, settlePayments } from '#payments';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown, stock, webDraft } from '../../test/support/orders.ts';
import { entriesOf, type Entry, type Sale, type Tender, type Transfer } from './book.ts';
import { fecOf } from './fec.ts';
import { defaultProfile } from './profile.ts';
import { bookIn, inEuro, rateOn, setRate } from './rates.ts';
import { isReporting } from './reports.ts';
import { bookOf, runningReport } from './tell.ts';

const by = { actor: 'test' };
const { accounts } = defaultProfile;
const [from, to] = ['2020-01-01' as Day, '2090-01-01' as Day];
const on = (entries: readonly Entry[], account: string): number =>
  entries
    .flatMap((entry) => entry.lines)
    .reduce((sum, one) => sum + (one.account === account ? one.debitMinor - one.creditMinor : 0), 0);

const anyDay = fc.integer({ min: 1, max: 28 }).map((n) => `2026-11-${String(n).padStart(2, '0')}` as Day);
const anySale = fc.record({
  ...{ day: anyDay, told: fc.constant('total' as const), kind: fc.constantFrom('sale' as const, 'return' as const) },
  ...{ ref: fc.constantFrom('web', 'till'), orderId: fc.constant('ord_1'), customer: fc.constant(null) },
  groups: fc.array(
    fc.record({
      rate: fc.constantFrom(200_000, 55_000),
      netMinor: fc.integer({ min: -9_999, max: 99_999 }),
      taxMinor: fc.integer({ min: -999, max: 999 }),
      outside: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});
const anyTender = fc.record({
  day: anyDay,
  account: fc.constantFrom('psp:pretend', 'drawer:dev_1', 'bank'),
  minor: fc.integer({ min: -9_999, max: 99_999 }),
});
const anyTransfer = fc.record({
  day: anyDay,
  from: fc.constantFrom('unallocated', 'psp:stripe', 'bank', 'safe'),
  to: fc.constantFrom('bank', 'fees', 'payouts', 'other', 'losses'),
  minor: fc.integer({ min: 1, max: 99_999 }),
});

test('whatever was sold and moved, in euros and in francs: each entry is balanced, in euros', () => {
  fc.assert(
    fc.property(
      fc.array(anySale, { maxLength: 20 }),
      fc.array(anyTender, { maxLength: 20 }),
      fc.array(anyTransfer, { maxLength: 20 }),
      fc.constantFrom('0.9312', '1.085', '3'),
      (sales: Sale[], tenders: Tender[], transfers: Transfer[], perOne) => {
        const theirs = bookIn('EUR', { sales, tenders, transfers }, 'CHF', () => ({ theirs: perOne, ours: '1' }));
        const entries = entriesOf([...sales, ...theirs.sales], [...tenders, ...theirs.tenders], accounts, [
          ...transfers,
          ...theirs.transfers,
        ]);
        for (const { lines, label } of entries) {
          const sum = lines.reduce((total, one) => total + one.debitMinor - one.creditMinor, 0);
          assert.equal(sum, 0, label);
          const currencies = new Set(lines.map((one) => one.foreign?.currency));
          assert.ok(currencies.size <= 1, 'an entry is of one currency');
        }
        const moved = transfers.reduce((total, one) => total + (one.to === 'fees' ? one.minor : 0), 0);
        const inEuros = theirs.transfers.reduce((total, one) => total + (one.to === 'fees' ? one.minor : 0), 0);
        assert.equal(on(entries, accounts.fees), moved + inEuros);
      },
    ),
  );
});

test('amounts of other currencies in euros: half up, by the sign, whatever their decimals; a rate holds until the next', () => {
  assert.equal(inEuro(10_000, 'CHF', '0.95'), 10_526);
  assert.equal(inEuro(-10_000, 'CHF', '0.95'), -10_526);
  assert.equal(inEuro(16_235, 'JPY', '162.35'), 10_000);
  assert.equal(inEuro(0, 'USD', '1.1'), 0);
  const rates = [
    { currency: 'CHF', fromOn: '2026-11-10' as Day, perOne: '0.94' },
    { currency: 'CHF', fromOn: '2026-11-01' as Day, perOne: '0.93' },
  ];
  const of = (text: string, always = {}) => rateOn(rates, 'CHF', text as Day, always);
  assert.deepEqual(
    [of('2026-11-30'), of('2026-11-10'), of('2026-11-09'), of('2026-10-31'), of('2026-10-31', { CHF: '0.9' })],
    ['0.94', '0.94', '0.93', undefined, '0.9'],
  );
});

/** The one legal entity of the house. */
async function company(database: Database): Promise<string> {
  const entityId = newId('ent');
  await database.query(sql`
    INSERT INTO org.entity (entity_id, name, address, content_hash, created_at)
    VALUES (${entityId}, 'Essai', ${JSON.stringify({ line1: '1 rue', postcode: '69002', city: 'Lyon', country: 'FR' })}::jsonb, 'x', now())`);
  return entityId;
}

let n = 0;
const statement = (
  database: Database,
  ...lines: { minor: number; words: string; currency?: string; credit?: boolean }[]
) =>
  database.transaction(by, (tx) => {
    const whole = lines.map((one) => ({
      ...{ bankRef: `m-${++n}`, bookedOn: day('2026-11-20'), credit: true, currency: 'EUR', name: 'Ada', iban: '' },
      ...one,
    }));
    const parsed = [{ iban: 'FR1420041010050500013M02606', lines: whole, bad: [] }];
    return importStatements(tx, { statementId: newId('stm'), fileName: 'a.csv', format: 'csv', parsed });
  });

test('the bank’s account is what its statements show; fees, undecided money and payouts on their way are where they belong', async (t) => {
  const database = await testDatabase(t);
  const entityId = await company(database);
  const card = { paymentId: newId('pay'), orderId: newId('ord'), amountMinor: 5_000, currency: 'EUR' };
  await database.transaction(by, async (tx) => {
    for (const one of await openPayments(tx, [{ ...card, method: 'card', provider: 'stripe' }])) unwrap(one);
    await settlePayments(tx, [{ paymentId: card.paymentId, state: 'captured', externalId: 'pi_1', claim: 'capture' }]);
  });
  const file = (externalRef: string, minor: number, feeMinor: number) => ({
    ...{ externalRef, currency: 'EUR', paidOn: day('2026-11-19'), statedMinor: null },
    lines: [
      {
        ...{ lineRef: `txn_${externalRef}`, kind: 'charge' as const, names: ['pi_1'], currency: 'EUR' },
        ...{ grossMinor: minor + feeMinor, feeMinor, madeOn: day('2026-11-18') },
      },
    ],
  });
  await database.transaction(by, (tx) =>
    importPayouts(tx, {
      provider: 'stripe',
      fileName: 'a.csv',
      payouts: [file('po_1', 2_000, 60), file('po_2', 900, 40)],
    }),
  );
  await statement(
    database,
    { minor: 2_000, words: 'STRIPE po_1' },
    { minor: 700, words: 'sans rien' },
    { minor: 300, words: 'LOYER', credit: false },
  );
  const [rent] = await database.query<{ id: string }>(sql`SELECT entry_id AS id FROM bank.entry WHERE NOT credit`);
  await database.transaction(by, (tx) =>
    decideEntry(tx, { partId: newId('alc'), entryId: rent?.id ?? '', what: 'set_aside', words: 'loyer' }),
  );
  const { entries } = await bookOf(database, entityId, from, to);
  assert.deepEqual(
    {
      bank: on(entries, accounts.bank),
      fees: on(entries, accounts.fees),
      waiting: on(entries, accounts.waiting),
      transit: on(entries, accounts.transit),
    },
    { bank: 2_000 + 700 - 300, fees: 100, waiting: -700 + 300, transit: 900 },
  );
});

test('what moved in francs is refused by its day until a rate is typed, then stands in euros with the francs beside it', async (t) => {
  const database = await testDatabase(t);
  const entityId = await company(database);
  const book = () => bookOf(database, entityId, from, to);
  await statement(database, { minor: 9_500, words: `VIR ${referenceOf(newId('pay'))}`, currency: 'CHF' });
  const refused = await book().then(
    () => assert.fail('it is refused'),
    (error: { code?: string; facts?: Record<string, unknown> }) => error,
  );
  assert.equal(refused.code, 'invoicing.no_rate');
  const rate = { rateId: newId('rat'), currency: 'CHF', fromOn: '2026-01-01' as Day, perOne: '0.95' };
  for (let twice = 0; twice < 2; twice++) await database.transaction(by, (tx) => setRate(tx, rate));
  const other = database.transaction(by, (tx) => setRate(tx, { ...rate, perOne: '0.96' }));
  await assert.rejects(other, { code: 'request.id_reused' });
  for (const wrong of [{ currency: 'EUR' }, { perOne: '0.00' }]) {
    const none = database.transaction(by, (tx) => setRate(tx, { ...rate, rateId: newId('rat'), ...wrong }));
    await assert.rejects(none, { code: 'invoicing.bad_value' });
  }
  const { entries } = await book();
  assert.deepEqual([on(entries, accounts.bank), on(entries, accounts.waiting)], [10_000, -10_000]);
  const rows = fecOf(entries, '2026-11-30' as Day)
    .slice(0, -2)
    .split('\r\n')
    .slice(1);
  assert.equal(rows.length, 2);
  for (const row of rows) assert.deepEqual(row.split('\t').slice(-2), ['95,00', 'CHF']);
});

test('money of no order is theirs whose account it came to; a company in francs keeps its book in francs', async (t) => {
  const database = await testDatabase(t);
  const main = await company(database);
  const swiss = newId('ent');
  await database.query(sql`
    INSERT INTO org.entity (entity_id, name, address, content_hash, created_at)
    VALUES (${swiss}, 'Suisse', ${JSON.stringify({ line1: '1 rue', postcode: '1204', city: 'Genève', country: 'CH' })}::jsonb, 'x', now() + interval '1 day')`);
  const own = 'CH9208204000000123456';
  const book = async (entityId: string) => {
    const { entries, currency, days } = await bookOf(database, entityId, from, to);
    for (const day of days)
      assert.equal(day.salesMinor - day.returnsMinor, day.tendersMinor + day.exchangeMinor + day.receivableMinor);
    return [currency, on(entries, accounts.bank), on(entries, accounts.waiting), on(entries, accounts.fees)];
  };
  const take = (iban: string, minor: number, currency: string) =>
    database.transaction(by, (tx) => {
      const line = { bankRef: `o-${++n}`, bookedOn: day('2026-11-20'), credit: true, name: 'Ada', iban: '', words: '' };
      const parsed = [{ iban, lines: [{ ...line, minor, currency }], bad: [] }];
      return importStatements(tx, { statementId: newId('stm'), fileName: 'a.csv', format: 'csv', parsed });
    });
  // Before anybody said whose it is, it is the first company's, and stays there.
  await take(own, 100, 'CHF');
  const rate = { rateId: newId('rat'), currency: 'CHF', fromOn: '2026-01-01' as Day, perOne: '0.95' };
  await database.transaction(by, (tx) => setRate(tx, rate));
  for (const account of [own, 'psp:stripe'])
    await database.transaction(by, (tx) => setOwner(tx, { account, entityId: swiss }));
  await take(own, 9_500, 'CHF');
  await take(own, 10_000, 'EUR');
  await take('FR1420041010050500013M02606', 700, 'EUR');
  const lines = [
    {
      ...{ lineRef: 'txn_1', kind: 'fee' as const, names: [], currency: 'CHF', madeOn: day('2026-11-18') },
      ...{ grossMinor: 0, feeMinor: 190 },
    },
  ];
  const payout = { externalRef: 'po_1', currency: 'CHF', paidOn: day('2026-11-19'), statedMinor: null, lines };
  await database.transaction(by, (tx) =>
    importPayouts(tx, { provider: 'stripe', fileName: 'a.csv', payouts: [payout] }),
  );
  assert.deepEqual(await book(main), ['EUR', 105 + 700, -105 - 700, 0]);
  assert.deepEqual(await book(swiss), ['CHF', 9_500 + 9_500, -19_000, 190]);
  const [waiting] = await database.query<{ id: string }>(
    sql`SELECT entry_id AS id FROM bank.entry WHERE minor = 9500 AND iban = ${own}`,
  );
  await database.transaction(by, (tx) =>
    decideEntry(tx, { partId: newId('alc'), entryId: waiting?.id ?? '', what: 'set_aside', words: 'apport' }),
  );
  assert.deepEqual(await book(swiss), ['CHF', 19_000, -19_000, 190], 'what a person decides of it stays in its book');
  const unknown = database.transaction(by, (tx) => setOwner(tx, { account: own, entityId: newId('ent') }));
  await assert.rejects(unknown, { code: 'bank.no_entity' });
  const wrong = database.transaction(by, (tx) => setOwner(tx, { account: 'CH9208204000000123457', entityId: main }));
  await assert.rejects(wrong, { code: 'payments.iban' });
});

test('reports are of companies in France, in euros whatever was charged, and list the rates that they miss', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database);
  const [a = ''] = shop.skuIds;
  await stock(database, shop, a, 50);
  const draft = webDraft(shop, [[a, 2]]);
  unwrap(await placeOrder(database, draft));
  const { orderId } = draft;
  await payOrder(database, { orderId, paymentId: draft.payments[0]?.paymentId ?? '', card: 'tok_ok', actor: 'test' });
  await database.transaction(by, (tx) => shipOrder(tx, { orderId }));
  const [entity] = await readEntities(database);
  assert.ok(entity);
  const told = async () => {
    const running = await runningReport(database, entity);
    const lines = running?.report?.transactions ?? null;
    const net = lines && lines.reduce((sum, one) => sum + one.netMinor + one.taxMinor, 0);
    return [net, running?.missing.map(({ currency }) => currency)];
  };
  const [grossMinor] = await told();
  assert.ok(typeof grossMinor === 'number' && grossMinor > 0);
  // The same sale, had it been in francs.
  for (const table of [sql`orders.order`, sql`payments.payment`, sql`payments.movement`])
    await database.query(sql`UPDATE ${table} SET currency = 'CHF'`);
  assert.deepEqual(await told(), [null, ['CHF']]);
  const rate = { rateId: newId('rat'), currency: 'CHF', fromOn: '2026-01-01' as Day, perOne: '0.5' };
  await database.transaction(by, (tx) => setRate(tx, rate));
  assert.deepEqual(await told(), [grossMinor * 2, []]);
  const swiss = { ...entity, address: { ...entity.address, country: 'CH', postcode: '1204' } };
  assert.equal(await runningReport(database, swiss), null);
  for (const [country, postcode, expected] of [
    ['FR', '69002', true],
    ['RE', '97400', true],
    ['FR', '97300', false],
    ['FR', '98800', false],
    ['MC', '98000', false],
    ['BE', '1000', false],
  ] as const)
    assert.equal(isReporting({ country, postcode }), expected, `${country} ${postcode}`);
});
