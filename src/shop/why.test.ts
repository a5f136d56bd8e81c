/** What a shopper pays where, and why: the checkout's sums, the gate's, and what both are told, for each kind of place and reading of prices. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { newId } from '#base/ids';
import { readEntities } from '#org';
import { createPriceList, setPrices } from '#pricing';
import { changeSeller, checkVat, setBasis } from '#tax';
import { joinCompany, testCompany } from '../../test/support/buyers.ts';
import { add, device, headers, signedIn, town, type Device, type Town } from '../../test/support/carts.ts';
import type { Ask } from '../../web/store/api.ts';
import type { CheckoutView } from '../../web/store/views.ts';
import { shopApi } from './api.ts';

let place: Town;
const undo: (() => unknown)[] = [];
const by = { actor: 'test' };
before(async () => {
  place = await town({ after: (fn: () => unknown) => void undo.push(fn) } as never, { stock: 1_000 });
  const { database } = place.app;
  const [own] = await readEntities(database);
  await database.transaction(by, (tx) =>
    changeSeller(tx, {
      ...{ entityId: own?.entityId ?? '', oss: true, always: true, register: 'pretend' },
      sendsTo: ['DE', 'IT', 'BE', 'CH', 'US'],
    }),
  );
});
test.after(async () => {
  for (const fn of undo.reverse()) await fn();
});

const askOf = (at: Device, customerId?: string): Ask => ({
  ...{ lang: 'fr', origin: 'http://shop.test' },
  who: { ...(at.token === null ? {} : { cartToken: at.token }), ...(customerId === undefined ? {} : { customerId }) },
});
const seen = async (at: Device, country: string, postcode: string, customerId?: string): Promise<CheckoutView> => {
  const api = shopApi(place.app.database, { demo: false });
  const view = await api.checkout(askOf(at, customerId), { deliveryId: 'home', country, postcode });
  assert.ok(view);
  return view;
};
/** Places what the checkout showed, and tells what the order bears. */
async function bought(at: Device, view: CheckoutView, country: string, postcode: string) {
  const { app } = place;
  const address = { name: 'Ada', line1: '1 rue', postcode, city: 'Ville', country };
  const placed = await app.call('POST', `/api/carts/${at.cartId}/checkout`, {
    ...{ as: at.as, headers: headers(at) },
    body: {
      orderId: newId('ord'),
      contact: { name: 'Ada' },
      delivery: { method: 'delivery', address },
      payment: { method: 'card', paymentId: newId('pay') },
      agreedMinor: view.totals.total.minor,
    },
  });
  assert.equal(placed.status, 201, `${country} ${postcode}: ${placed.text}`);
  const { body } = await app.call('GET', `/api/orders/${placed.body.orderId}`, { as: await app.staff('owner') });
  assert.equal(body.totals.gross.minor, view.totals.total.minor, 'what was shown is what is charged');
  return body as { vat: { scheme: string; country: string }; totals: { tax: { minor: number } } };
}

const places = [
  ['DE', '10115', 19, 'oss', 'Allemagne'],
  ['IT', '00118', 22, 'oss', 'Italie'],
  ['FR', '20200', 20, 'domestic', 'Corse'],
  ['FR', '97400', 0, 'export', 'outre-mer'],
  ['CH', '1201', 0, 'export', 'hors de l’Union'],
  ['US', '10001', 0, 'export', 'hors de l’Union'],
  ['FR', '69002', 20, 'domestic', 'France'],
] as const;

for (const basis of ['gross', 'net'] as const)
  test(`the checkout shows the VAT of where it goes before anybody pays, and the gate charges it: prices ${basis}`, async () => {
    const { app, shop } = place;
    await app.database.transaction(by, (tx) => setBasis(tx, { channelId: shop.channels.web, basis }));
    for (const [country, postcode, rate, scheme, told] of places) {
      const at = await device(place);
      await add(place, at, shop.skuIds[0] ?? '', 2);
      const view = await seen(at, country, postcode);
      const tax = view.totals.taxes.reduce((sum, one) => sum + one.tax.minor, 0);
      const total = view.totals.total.minor;
      // 2 × 10.00 and the carriage; where prices are with VAT the price to pay stays, else the VAT comes on top.
      const expected = basis === 'gross' ? total - Math.round((total * 100) / (100 + rate)) : tax;
      assert.equal(tax, expected, `${country} ${postcode}`);
      assert.equal(rate === 0, tax === 0, `${country} ${postcode}: ${tax}`);
      const why = view.totals.vat;
      assert.ok(JSON.stringify(why).includes(told), `${country} ${postcode}: ${JSON.stringify(why)}`);
      assert.ok(
        why?.steps.every(({ law }) => law !== ''),
        'each step has its law',
      );
      assert.equal(view.totals.mention !== undefined, rate === 0, 'what is exempt says why on its document');
      const order = await bought(at, view, country, postcode);
      assert.deepEqual([order.vat.scheme, order.totals.tax.minor], [scheme, tax], `${country} ${postcode}`);
    }
    await app.database.transaction(by, (tx) => setBasis(tx, { channelId: shop.channels.web, basis: 'gross' }));
  });

test('a company with a proven number of another state pays no VAT; a number that nobody proved exempts nothing', async () => {
  const { app, shop } = place;
  const { database } = app;
  for (const [vatNumber, proven] of [
    ['BE0403170701', true],
    ['BE0417497106', false],
  ] as const) {
    const company = await testCompany(database, {
      ...{ siren: null, siret: null, vatNumber },
      address: { name: 'Atelier', line1: 'Rue Haute 1', postcode: '1000', city: 'Bruxelles', country: 'BE' },
    });
    const { person, customerId } = await signedIn(place, proven ? 'Maud' : 'Zoé');
    await joinCompany(database, company.companyId, customerId);
    if (proven) await checkVat(database, { checkId: newId('vck'), vatNumber, actor: 'test' });
    const at = await device(place, 'web', person);
    await add(place, at, shop.skuIds[0] ?? '', 2);
    const view = await seen(at, 'BE', '1000', customerId);
    const tax = view.totals.taxes.reduce((sum, one) => sum + one.tax.minor, 0);
    assert.equal(tax === 0, proven, JSON.stringify(view.totals));
    assert.equal(view.totals.vat?.number, proven ? vatNumber : undefined);
    const order = await bought(at, view, 'BE', '1000');
    assert.equal(order.vat.scheme, proven ? 'intra_eu' : 'oss');
  }
});

test('a line tells what made its price: list, group, promotions that count or nearly do; never what is others’', async () => {
  const { app, shop } = place;
  const { database } = app;
  const [skuId = ''] = shop.skuIds;
  const company = await testCompany(database);
  const { person, customerId } = await signedIn(place, 'Lou');
  await joinCompany(database, company.companyId, customerId);
  const listId = newId('prl');
  const secret = newId('prl');
  await database.transaction(by, async (tx) => {
    const { companyId } = company;
    await createPriceList(tx, { listId, code: 'negotiated', name: 'N', currency: 'EUR', channelId: null, companyId });
    await createPriceList(tx, {
      ...{ listId: secret, code: 'secret', name: 'S', currency: 'EUR', channelId: null, companyId: newId('com') },
    });
    await setPrices(tx, {
      listId,
      prices: [
        { skuId, minor: 900 },
        { skuId, minor: 850, fromUnits: 10 },
      ],
    });
    await setPrices(tx, { listId: secret, prices: [{ skuId, minor: 1 }] });
  });
  const at = await device(place, 'web', person);
  await add(place, at, skuId, 2);
  const view = await shopApi(database, { demo: false }).cart(askOf(at, customerId));
  const why = view.lines[0]?.why ?? [];
  assert.deepEqual(
    why.map(({ name, amount, applied }) => [
      name.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' '),
      amount?.minor,
      applied,
    ]),
    [
      ['Prix public', 1_000, false],
      ['Prix négocié de votre société', 900, true],
      ['Prix dès 10', 850, false],
      ['dont TVA 20 %', 300, true],
    ],
  );
  assert.doesNotMatch(JSON.stringify(view), /secret|negotiated|prl_/, 'lists have no names for buyers');
  const order = await bought(at, await seen(at, 'FR', '69002', customerId), 'FR', '69002');
  assert.equal(order.vat.country, 'FR');
});
