/** Deposits: asked for by the house's rule or by staff, paid before the goods, on an invoice of their own that the last one takes off. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { unwrap } from '#base/refusal';
import type { Day } from '#base/time';
import { workTasks } from '#invoicing';
import {
  askDeposit,
  cancelOrder,
  findOrder,
  makePayLink,
  payByLink,
  payLinkSecret,
  payOrder,
  placeOrder,
  shipOrder,
  shipUnits,
} from '#orders';
import {
  carryOut,
  carryOutRefunds,
  changeSettings,
  forgetSettings,
  paymentsOf,
  receivableAccount,
  receivablesOf,
} from '#payments';
import { joinCompany, testCompany } from '../../test/support/buyers.ts';
import { testDatabase } from '../../test/support/database.ts';
import { normErrors, rulesAt } from '../../test/support/invoices.ts';
import { marketTown, sound, stock, webDraft, type Market } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { testCustomer } from '../../test/support/shop.ts';
import { ordersModule } from '../orders/module.ts';
import { paymentsModule } from '../payments/module.ts';
import { readSettings } from '../payments/settings.ts';
import { invoicingModule } from './module.ts';
import { wrongSums, type Content } from './model.ts';
import { breachesOf } from './french.ts';
import { profileOf } from './read.ts';
import { changeProfile } from './profile-change.ts';
import { defaultProfile } from './profile.ts';
import { bookOf } from './tell.ts';

const by = { actor: 'test' };
type Town = { database: Database; shop: Market; who: { companyId: string; customerId: string } };

async function town(
  t: Parameters<typeof testDatabase>[0],
  company: Parameters<typeof testCompany>[1] = {},
): Promise<Town> {
  const database = await testDatabase(t, { max: 6 });
  const shop = await marketTown(database);
  await stock(database, shop, shop.skuIds[0] ?? '', 50);
  await database.query(sql`UPDATE org.entity SET siren = '732829320', vat_number = 'FR44732829320'`);
  const { companyId } = await testCompany(database, company);
  const { customerId } = await testCustomer(database, 'Ada');
  await joinCompany(database, companyId, customerId);
  const now = await readSettings(database);
  await database.transaction(by, (tx) => changeSettings(tx, { ...now, depositFor: 'companies', depositPpm: 300_000 }));
  forgetSettings(database);
  return { database, shop, who: { companyId, customerId } };
}

const draftOf = ({ shop, who }: Town, method: 'card' | 'promise') => ({
  ...webDraft(shop, [[shop.skuIds[0] ?? '', 3]], method),
  ...who,
});
async function goOn({ database }: Town): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await carryOut(database);
    await carryOutRefunds(database);
    const all = [paymentsModule, ordersModule, invoicingModule].flatMap((module) => module.reactions ?? []);
    await react(database, all);
    await workTasks(database);
  }
}
const papers = async ({ database }: Town, orderId: string): Promise<Content[]> =>
  (
    await database.query<{ content: string }>(
      sql`SELECT content FROM invoicing.document WHERE order_id = ${orderId} ORDER BY issued_at, sequence`,
    )
  ).map(({ content }) => JSON.parse(content) as Content);
const entityIdOf = async (database: Database): Promise<string> =>
  must(
    (await database.query<{ entityId: string }>(sql`SELECT entity_id AS "entityId" FROM org.entity`))[0],
    'an entity',
  ).entityId;
/** What the accounts say in all: of customers, of deposits received, and whether every entry is balanced. */
async function accounts({ database }: Town): Promise<{ customers: number; deposits: number; off: number }> {
  const [entity] = await database.query<{ entityId: string }>(sql`SELECT entity_id AS "entityId" FROM org.entity`);
  const names = defaultProfile.accounts;
  const { entries } = await bookOf(database, entity?.entityId ?? '', '2020-01-01' as Day, '2090-01-01' as Day);
  const lines = entries.flatMap((entry) => entry.lines);
  const of = (account: string): number =>
    lines.reduce((sum, one) => sum + (one.account === account ? one.debitMinor - one.creditMinor : 0), 0);
  return {
    customers: of(names.customers),
    deposits: of(names.deposits),
    off: lines.reduce((sum, one) => sum + one.debitMinor - one.creditMinor, 0),
  };
}

test('a company’s order asks a deposit by rule: invoiced when it is paid, taken off the last invoice, and the accounts tie', async (t) => {
  const place = await town(t);
  const { database } = place;
  const draft = draftOf(place, 'card');
  const { orderId } = draft;
  const paymentId = draft.payments[0]?.paymentId ?? '';
  const receipt = unwrap(await placeOrder(database, draft));
  assert.equal(receipt.state, 'awaiting_payment');
  assert.deepEqual(unwrap(await placeOrder(database, draft)), receipt, 'a repeated click is the same order');
  const total = receipt.total.minor; // 3 × 10.00 and 4.90 to send it
  assert.deepEqual(
    (await paymentsOf(database, orderId)).map((one) => [one.method, one.purpose, one.amountMinor]).toSorted(),
    [
      ['card', 'deposit', 1_047],
      ['promise', null, total - 1_047],
    ],
  );
  await assert.rejects(payOrder(database, { orderId, paymentId, card: 'tok_declined', actor: 'test' }), {
    code: 'orders.declined',
  });
  const again = newId('pay');
  await payOrder(database, { orderId, paymentId: again, card: 'tok_ok', actor: 'test' });
  await goOn(place);
  const paid = must(
    (await paymentsOf(database, orderId)).find((one) => one.paymentId === again),
    again,
  );
  assert.deepEqual(
    [paid.purpose, paid.capturedMinor, (await findOrder(database, orderId))?.state],
    ['deposit', 1_047, 'placed'],
  );
  const [deposit] = await papers(place, orderId);
  assert.deepEqual([deposit?.kind, deposit?.totals.grossMinor, deposit?.totals.dueMinor], ['deposit', 1_047, 0]);
  const early = await accounts(place);
  assert.deepEqual([early.customers, early.deposits, early.off], [0, -(deposit?.totals.netMinor ?? 0), 0]);
  await database.transaction(by, (tx) => shipOrder(tx, { orderId }));
  await goOn(place);
  const [, last, ...more] = await papers(place, orderId);
  assert.deepEqual(
    [
      last?.kind,
      last?.totals.grossMinor,
      last?.totals.prepaidMinor,
      last?.totals.dueMinor,
      last?.prior[0]?.number,
      more.length,
    ],
    ['invoice', total, 1_047, total - 1_047, deposit?.number, 0],
  );
  assert.deepEqual(
    await accounts(place),
    { customers: total - 1_047, deposits: 0, off: 0 },
    'what is left open is the rest',
  );
  await sound(database);
});

test('cancelled, a deposit goes back to the card and its invoice is taken back', async (t) => {
  const place = await town(t);
  const { database } = place;
  const draft = draftOf(place, 'card');
  const { orderId } = draft;
  unwrap(await placeOrder(database, draft));
  await payOrder(database, { orderId, paymentId: draft.payments[0]?.paymentId ?? '', card: 'tok_ok', actor: 'test' });
  await goOn(place);
  await database.transaction(by, (tx) => cancelOrder(tx, { orderId, reason: 'test' }));
  await goOn(place);
  assert.deepEqual(
    (await paymentsOf(database, orderId))
      .map((one) => [one.method, one.state, one.capturedMinor - one.refundedMinor])
      .toSorted(),
    [
      ['card', 'captured', 0],
      ['promise', 'voided', 0],
    ],
  );
  const issued = await papers(place, orderId);
  assert.deepEqual(
    issued.map((one) => [one.kind, one.totals.grossMinor]),
    [
      ['deposit', 1_047],
      ['credit_note', 1_047],
    ],
  );
  assert.deepEqual(await accounts(place), { customers: 0, deposits: 0, off: 0 });
  await sound(database);
});

test('staff ask for a deposit on an order to be paid later: by link, once, and no more than is promised', async (t) => {
  const place = await town(t);
  const { database } = place;
  const draft = draftOf(place, 'promise');
  const { orderId } = draft;
  unwrap(await placeOrder(database, draft));
  assert.deepEqual(
    (await paymentsOf(database, orderId)).map((one) => one.method),
    ['promise'],
    'who pays later by terms pays no deposit by rule',
  );
  const asked = { orderId, depositId: newId('dep'), minor: 1_000 };
  await assert.rejects(
    database.transaction(by, (tx) => askDeposit(tx, { ...asked, minor: 99_999 })),
    {
      code: 'orders.nothing_promised',
    },
  );
  for (let twice = 0; twice < 2; twice++) await database.transaction(by, (tx) => askDeposit(tx, asked));
  assert.equal((await findOrder(database, orderId))?.balanceMinor, 1_000);
  const linkId = newId('lnk');
  await database.transaction(by, (tx) => makePayLink(tx, { linkId, orderId, days: 3 }));
  await payByLink(database, { secret: await payLinkSecret(database, linkId), paymentId: newId('pay'), card: 'tok_ok' });
  await goOn(place);
  assert.deepEqual(
    [(await findOrder(database, orderId))?.balanceMinor, (await papers(place, orderId)).map((one) => one.kind)],
    [0, ['deposit']],
  );
  await database.transaction(by, (tx) => shipOrder(tx, { orderId }));
  await goOn(place);
  const [, last] = await papers(place, orderId);
  assert.deepEqual([last?.kind, last?.totals.prepaidMinor], ['invoice', 1_000]);
  assert.equal((await accounts(place)).deposits, 0);
  await assert.rejects(
    database.transaction(by, (tx) => askDeposit(tx, { ...asked, depositId: newId('dep') })),
    { code: 'orders.shipped' },
  );
  await sound(database);
});

test('the rest on account, sent in three parcels: each invoice takes its share of the deposit off, and nothing of it stays open', async (t) => {
  const place = await town(t, { terms: { days: 30, endOfMonth: false, limitMinor: 90_000 } });
  const { database, shop, who } = place;
  const entityId = await entityIdOf(database);
  const { profile, version } = await profileOf(database, entityId);
  await database.transaction(by, (tx) =>
    changeProfile(tx, entityId, version, {
      ...profile,
      policy: { ...profile.policy, moment: 'shipment' },
    }),
  );
  const [first = '', second = ''] = shop.skuIds;
  await stock(database, shop, second, 50);
  const plain = webDraft(shop, [
    [first, 3],
    [second, 4],
  ]);
  const { orderId } = plain;
  const owed = { paymentId: newId('pay'), method: 'account', provider: 'on-account' } as const;
  const accountId = receivableAccount(who.companyId);
  const draft = { ...plain, ...who, payments: [{ ...owed, accountId }] };
  const receipt = unwrap(await placeOrder(database, draft));
  assert.deepEqual(unwrap(await placeOrder(database, draft)), receipt, 'a repeated click is the same order');
  assert.equal(receipt.state, 'awaiting_payment', 'its deposit is paid before');
  const total = receipt.total.minor;
  const deposit = Math.ceil(total * 0.3);
  const payments = await paymentsOf(database, orderId);
  assert.deepEqual(payments.map((one) => [one.method, one.purpose, one.amountMinor]).toSorted(), [
    ['account', null, total - deposit],
    ['card', 'deposit', deposit],
  ]);
  const card = must(
    payments.find((one) => one.method === 'card'),
    'a card',
  );
  await payOrder(database, { orderId, paymentId: card.paymentId, card: 'tok_ok', actor: 'test' });
  await goOn(place);
  const siteId = shop.siteId;
  for (const units of [
    [{ lineNo: 1, siteId, quantity: 1 }],
    [{ lineNo: 2, siteId, quantity: 3 }],
    [
      { lineNo: 1, siteId, quantity: 2 },
      { lineNo: 2, siteId, quantity: 1 },
    ],
  ]) {
    await database.transaction(by, (tx) => shipUnits(tx, { orderId, units }));
    await goOn(place);
  }
  const issued = await papers(place, orderId);
  assert.deepEqual(
    issued.map(({ kind }) => kind),
    ['deposit', 'invoice', 'invoice', 'invoice'],
  );
  const invoices = issued.slice(1);
  const sum = (pick: (one: Content) => number): number => invoices.reduce((minor, one) => minor + pick(one), 0);
  assert.deepEqual(
    [sum((one) => one.totals.grossMinor), sum((one) => one.totals.prepaidMinor), sum((one) => one.totals.dueMinor)],
    [total, deposit, total - deposit],
  );
  for (const one of invoices) {
    const share = (one.totals.grossMinor * deposit) / total;
    assert.ok(Math.abs(one.totals.prepaidMinor - share) <= 2, `${one.totals.prepaidMinor} of ${share}`);
    assert.equal(one.prior[0]?.number, issued[0]?.number, 'each cites the deposit');
    assert.deepEqual(wrongSums(one), []);
    assert.deepEqual(breachesOf(one), []);
    if (rulesAt !== undefined) assert.deepEqual(normErrors(one), []);
  }
  assert.deepEqual(await accounts(place), { customers: total - deposit, deposits: 0, off: 0 });
  await sound(database);
});

test('a deposit that nobody pays: the order ends, and the company owes nothing', async (t) => {
  const place = await town(t, { terms: { days: 30, endOfMonth: false, limitMinor: 90_000 } });
  const { database, who } = place;
  const plain = draftOf(place, 'card');
  const owed = { paymentId: newId('pay'), method: 'account', provider: 'on-account' } as const;
  const draft = { ...plain, payments: [{ ...owed, accountId: receivableAccount(who.companyId) }] };
  unwrap(await placeOrder(database, draft));
  await database.transaction(by, (tx) => cancelOrder(tx, { orderId: draft.orderId, reason: 'nobody paid' }));
  await goOn(place);
  const open = await receivablesOf(database, who.companyId, true);
  assert.deepEqual(open, []);
  assert.deepEqual(await accounts(place), { customers: 0, deposits: 0, off: 0 });
  await sound(database);
});
