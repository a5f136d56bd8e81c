import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import { Refusal, unwrap } from '#base/refusal';
import { dayIn, clock } from '#base/time';
import { entity } from '#org';
import { changeSeller, checkVat, setBasis } from '#tax';
import { testApp } from '../../test/support/app.ts';
import { joinCompany, testCompany } from '../../test/support/buyers.ts';
import { testCustomer } from '../../test/support/shop.ts';
import { recheckClosed } from '../tax/checks.ts';
import { marketTown, sound, stock, webDraft } from '../../test/support/orders.ts';
import { react } from '../../test/support/react.ts';
import { quarterOf } from '../tax/sales.ts';
import { distanceSums } from '../tax/place.ts';
import { cancelOrder, editOrder, findOrder, placeOrder, type OrderDraft } from './index.ts';
import { ordersModule } from './module.ts';

test('the VAT of orders', async (t) => {
  const app = await testApp(t);
  const { database } = app;
  const town = await marketTown(database);
  const by = { actor: 'test' };
  const sku = town.skuIds[0] as string;
  await stock(database, town, sku, 100);
  const own = (await entity(database))?.entityId as string;
  const seller = (change: Omit<Parameters<typeof changeSeller>[1], 'entityId'>) =>
    database.transaction(by, (tx) => changeSeller(tx, { entityId: own, ...change }));
  const to = (country: string, postcode: string, units = 1, unitMinor = 1_000): OrderDraft => {
    const draft = webDraft(town, [[sku, units]]);
    const address = { name: 'Ada Essai', line1: '2 rue Longue', postcode, city: 'Ville', country };
    return {
      ...draft,
      delivery: { method: 'delivery', address },
      lines: [{ skuId: sku, quantity: units, unitMinor }],
      payments: draft.payments.map((payment) => ({ ...payment, method: 'promise', provider: 'promise' })),
    };
  };
  const place = async (draft: OrderDraft) => {
    unwrap(await placeOrder(database, draft));
    await react(database, ordersModule.reactions ?? []);
    const order = await findOrder(database, draft.orderId);
    assert.ok(order?.vat);
    return { ...order, vat: order.vat };
  };
  const today = dayIn(clock(), 'Europe/Paris');
  const quarter = `${today.slice(0, 4)}-Q${Math.ceil(Number(today.slice(5, 7)) / 3)}`;
  const returned = () => quarterOf(database, { entityId: own, quarter, scheme: 'oss' });

  await t.test('at home: domestic, with its law, and nothing for the one-stop shop', async () => {
    const order = await place(to('FR', '69001'));
    assert.deepEqual([order.vat.scheme, order.vat.country, order.vat.reasonCode], ['domestic', 'FR', null]);
    assert.equal(order.lines[0]?.taxClass, 'standard');
    assert.deepEqual(await returned(), []);
  });

  await t.test(
    'Corsica is FR with its region; Belgium under the threshold bears the VAT of home and is counted',
    async () => {
      assert.equal((await place(to('FR', '20000'))).vat.region, 'FR-20R');
      const order = await place(to('BE', '1000'));
      assert.deepEqual([order.vat.scheme, order.vat.country, order.vat.destination], ['domestic', 'FR', 'BE']);
      assert.deepEqual(await distanceSums(database, own, today), { year: order.totals.net.minor, before: 0 });
    },
  );

  await t.test(
    'by choice: the rate of the destination, the same price to pay; the quarter says it, and what is cancelled goes out',
    async () => {
      await seller({ oss: true, always: true });
      const order = await place(to('BE', '1000', 2));
      const { gross, net, tax } = order.totals;
      assert.deepEqual(
        [order.vat.scheme, order.lines[0]?.taxRate, order.lines[0]?.total.minor],
        ['oss', 210_000, 2_000],
      );
      assert.equal(net.minor + tax.minor, gross.minor);
      const [row] = await returned();
      assert.deepEqual(
        [row?.country, row?.rate, row?.netMinor, row?.taxMinor, row?.sales],
        ['BE', 210_000, net.minor, tax.minor, 1],
      );
      await react(database, ordersModule.reactions ?? []);
      assert.equal((await returned())[0]?.netMinor, net.minor, 'told again, it is written once');
      await database.transaction(by, (tx) => cancelOrder(tx, { orderId: order.orderId, reason: 'a test' }));
      await react(database, ordersModule.reactions ?? []);
      assert.deepEqual(
        (await returned()).map((one) => [one.netMinor, one.taxMinor]),
        [[0, 0]],
      );
    },
  );

  await t.test('an order does not move to an address with another VAT; to one with the same it does', async () => {
    const order = await place(to('FR', '69001'));
    const edit = (country: string, postcode: string) => ({
      delivery: {
        method: 'delivery',
        address: { name: 'Ada', line1: '1 rue', postcode, city: 'Ville', country },
      } as const,
    });
    const change = (country: string, postcode: string) =>
      editOrder(
        database,
        {
          orderId: order.orderId,
          editId: newId('edt'),
          edit: edit(country, postcode),
          why: 'moved',
          kind: 'edited',
          by: 'staff',
        },
        'test',
      );
    await assert.rejects(change('BE', '1000'), (e) => e instanceof Refusal && e.code === 'orders.other_vat');
    await change('FR', '75001');
  });

  await t.test('a proof is kept; wrong digits are refused before anybody is asked', async () => {
    await seller({ register: 'pretend' });
    const ask = (vatNumber: string) => checkVat(database, { checkId: newId('vck'), vatNumber, actor: 'test' });
    assert.equal((await ask('BE 0403.170.701')).outcome, 'valid');
    await assert.rejects(ask('BE0403170702'), (e) => e instanceof Refusal && e.code === 'tax.bad_number');
  });

  await t.test(
    'a register that is closed: taxed, or by choice accepted, marked, and verified when it opens',
    async () => {
      const vatNumber = 'BE0999310529';
      const ask = (told?: 'valid' | 'invalid') =>
        checkVat(database, {
          ...{ checkId: newId('vck'), vatNumber, actor: 'test' },
          ...(told ? { told: { outcome: told, name: 'Atelier', reference: 'x' } } : {}),
        });
      assert.equal((await ask()).outcome, 'unavailable');
      const { companyId } = await testCompany(database, { vatNumber });
      const { customerId } = await testCustomer(database, 'Ada');
      await joinCompany(database, companyId, customerId);
      const ours = () => ({ ...to('BE', '1000', 1, 1_000), companyId, customerId });
      const rules = (order: Awaited<ReturnType<typeof place>>) => order.vat.why.map(({ rule }) => rule);
      const taxed = await place(ours());
      assert.ok(rules(taxed).includes('no_proof') && !rules(taxed).includes('to_verify'));
      await seller({ whenClosed: 'accept' });
      const accept = async () => {
        const draft = ours();
        const lines = draft.lines.map((line) => ({ ...line, unitMinor: 833 }));
        return place({ ...draft, lines });
      };
      const [first, second] = [await accept(), await accept()];
      assert.deepEqual([first.vat.scheme, first.totals.tax.minor, rules(first).at(-1)], ['intra_eu', 0, 'to_verify']);
      const told = async (orderId: string) => {
        await react(database, ordersModule.reactions ?? []);
        const rows = await database.query<{ type: string }>(
          sql`SELECT type FROM journal.event WHERE subject_id = ${orderId} AND type LIKE 'orders.vat%' ORDER BY version`,
        );
        return rows.map(({ type }) => type.slice('orders.vat_'.length));
      };
      assert.deepEqual(await told(first.orderId), ['to_verify']);
      await recheckClosed(database);
      const asked = () => database.query(sql`SELECT 1 FROM tax.vat_check WHERE vat_number = ${vatNumber}`);
      assert.equal((await asked()).length, 1, 'not before an hour');
      await database.query(sql`UPDATE tax.vat_check SET at = at - interval '2 hours' WHERE vat_number = ${vatNumber}`);
      await Promise.all([recheckClosed(database), recheckClosed(database)]);
      assert.equal((await asked()).length, 2, 'once');
      await ask('valid');
      assert.deepEqual(await told(first.orderId), ['to_verify', 'verified']);
      assert.deepEqual(await told(second.orderId), ['to_verify', 'verified']);
      await ask('invalid');
      assert.deepEqual(await told(first.orderId), ['to_verify', 'verified'], 'what was verified then stays so');
      assert.ok(rules(await place(ours())).includes('no_proof'), 'a register that said no is no closed one');
      await seller({ whenClosed: 'tax' });
      await sound(database);
    },
  );

  await t.test('prices without VAT: the unit is the net, the order bears the tax on top', async () => {
    await database.transaction(by, (tx) => setBasis(tx, { channelId: town.channels.web, basis: 'net' }));
    const order = await place(to('FR', '69001', 3));
    const [line] = order.lines;
    assert.deepEqual(
      [line?.unit.minor, line?.net.minor, line?.tax.minor, line?.total.minor],
      [1_000, 3_000, 600, 3_600],
    );
    assert.deepEqual([order.vat.basis, order.vat.onNet], ['net', 'global']);
    await database.transaction(by, (tx) => setBasis(tx, { channelId: town.channels.web, basis: 'gross' }));
  });
});
