import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { chooseCompany } from '#customers';
import { createPriceList, setPrices } from '#pricing';
import { skuFacts } from '#catalog';
import { joinCompany, testCompany } from '../../test/support/buyers.ts';
import { signedIn, town } from '../../test/support/carts.ts';
import { shopApi } from './api.ts';

test('a page shows a buyer their own price, and never to anybody else, whoever looks first', async (t) => {
  const place = await town(t);
  const { database } = place.app;
  const api = shopApi(database, { demo: false });
  const [skuId = ''] = place.shop.skuIds;
  const handle = (await skuFacts(database, [skuId])).get(skuId)?.handle ?? '';
  const company = await testCompany(database);
  const { customerId } = await signedIn(place, 'Maud');
  const { customerId: other } = await signedIn(place, 'Nina');
  await joinCompany(database, company.companyId, customerId);
  const listId = newId('prl');
  await database.transaction({ actor: 'test' }, async (tx) => {
    const { companyId } = company;
    await createPriceList(tx, { listId, code: 'atelier', name: 'A', currency: 'EUR', channelId: null, companyId });
    const steps = [
      { skuId, minor: 900 },
      { skuId, minor: 800, fromUnits: 10 },
    ];
    await setPrices(tx, { listId, prices: steps });
  });
  const seenBy = async (who: string | undefined) => {
    const ask = { lang: 'fr', origin: 'http://shop.test', who: who === undefined ? {} : { customerId: who } } as const;
    const view = await api.product(ask, handle, skuId);
    const found = await api.home(ask);
    return {
      page: view?.variant.price.minor,
      steps: view?.variant.steps?.map(({ fromUnits, price }) => [fromUnits, price.minor]),
      open: view?.variant.own?.open.minor,
      card: found.arrivals[0]?.price.minor,
    };
  };
  const own = {
    ...{ page: 900, open: 1_000, card: 900 },
    steps: [
      [1, 900],
      [10, 800],
    ],
  };
  const everybody = { page: 1_000, steps: undefined, open: undefined, card: 1_000 };
  for (const [who, sees] of [
    [undefined, everybody],
    [customerId, own],
    [other, everybody],
    [undefined, everybody],
    [customerId, own],
  ] as const)
    assert.deepEqual(await seenBy(who), sees, `${who}`);

  assert.deepEqual((await api.account({ lang: 'fr', origin: '', who: { customerId } }))?.buyingFor?.companies, [
    { companyId: company.companyId, name: 'Atelier Essai', chosen: true },
  ]);
  await database.transaction({ actor: 'test' }, (tx) => chooseCompany(tx, customerId, null));
  assert.deepEqual(await seenBy(customerId), everybody, 'for herself she pays what everybody pays');
});
