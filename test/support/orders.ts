/** Orders of every channel for tests: a shop with a warehouse and a marketplace, drafts, and every invariant of the house. */
import assert from 'node:assert/strict';
import { openDatabase, sql, type Database } from '#base/db';
import { newId } from '#base/ids';
import { setPublication } from '#catalog';
import { createChannel } from '#channels';
import { forgetSkus, receiveStock, shelvesOf } from '#inventory';
import { placeOrders, prepareOrder, type OrderDraft, type OrderReceipt } from '#orders';
import { unwrap, type Outcome } from '#base/refusal';
import { oracles } from '../../src/modules.ts';
import { verify } from '../../src/verify.ts';
import { testShop, type TestShop } from './shop.ts';

export type Market = TestShop & { readonly marketId: string };

/** The small shop of `testShop` and a marketplace channel that sells the same articles; nothing is in stock yet. */
export async function marketTown(database: Database, articles = 3): Promise<Market> {
  const shop = await testShop(database, { articles, stock: 0 });
  const marketId = newId('chn');
  await database.transaction({ actor: 'test' }, async (tx) => {
    await createChannel(tx, {
      channelId: marketId,
      code: 'market',
      kind: 'marketplace',
      name: { fr: 'marché', en: 'market' },
      siteId: null,
      currency: 'EUR',
      language: 'fr',
      status: 'live',
      lagS: 60,
      preset: 'unified',
    });
    const products = await tx.query<{ id: string }>(sql`SELECT product_id AS id FROM catalog.product`);
    await setPublication(tx, { productIds: products.map((row) => row.id), channelIds: [marketId], published: true });
  });
  return { ...shop, marketId };
}

/** Another process of the same house: its own pool, caches and batchers. */
export function secondProcess(t: { after(run: () => unknown): void }, database: Database, max = 8): Database {
  const other = openDatabase(database.url, { max });
  t.after(() => other.close());
  return other;
}

export async function stock(database: Database, shop: TestShop, skuId: string, quantity: number): Promise<void> {
  await database.transaction({ actor: 'test' }, (tx) =>
    receiveStock(tx, [{ skuId, siteId: shop.siteId, quantity, document: newId('rcv') }]),
  );
  forgetSkus(database, [skuId]);
}

/** Units that anyone may still be promised. */
export async function free(database: Database, skuId: string): Promise<number> {
  return (await shelvesOf(database, [skuId])).reduce((sum, shelf) => sum + shelf.free, 0);
}

export type Wanted = readonly (readonly [skuId: string, quantity: number])[];
const address = { name: 'Ada Essai', line1: '2 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' };

function draft(shop: TestShop, channelId: string, wanted: Wanted): Pick<OrderDraft, 'orderId' | 'channelId' | 'lines'> {
  const unit = (skuId: string): number => 1_000 + shop.skuIds.indexOf(skuId);
  const lines = wanted.map(([skuId, quantity]) => ({ skuId, quantity, unitMinor: unit(skuId) }));
  return { orderId: newId('ord'), channelId, lines };
}

/** A web order in one call, sent home, to be paid later or by card. */
export const webDraft = (shop: TestShop, wanted: Wanted, method: 'promise' | 'card' = 'promise'): OrderDraft => ({
  ...draft(shop, shop.channels.web, wanted),
  contact: { name: 'Ada Essai', email: 'ada@exemple.fr' },
  delivery: { method: 'delivery', address },
  payments: [{ paymentId: newId('pay'), method, provider: method === 'card' ? 'pretend' : 'promise' }],
  price: 'ours',
  short: 'refuse',
});

/** A sale at the counter: paid in cash and carried away. */
export const tillDraft = (shop: TestShop, wanted: Wanted, deviceId = newId('dev')): OrderDraft => ({
  ...draft(shop, shop.channels.till, wanted),
  contact: { name: 'Ada Essai' },
  delivery: { method: 'handover', siteId: shop.siteId },
  payments: [{ paymentId: newId('pay'), method: 'cash', provider: 'cash', deviceId }],
  price: 'ours',
  short: 'refuse',
});

/** A marketplace's order: sold and paid there; `accept` when it can't be refused any more. */
export const marketDraft = (shop: Market, wanted: Wanted, short: 'accept' | 'refuse' = 'accept'): OrderDraft => ({
  ...draft(shop, shop.marketId, wanted),
  sourceRef: newId('ext'),
  contact: { name: 'Ada Essai' },
  delivery: { method: 'marketplace', address },
  payments: [{ paymentId: newId('pay'), method: 'given', provider: 'marketplace' }],
  price: 'given',
  short,
});

/** Drafts through the gate in a transaction of their own, as the inboxes of tills and marketplaces bring them. */
export async function placeTogether(
  database: Database,
  drafts: readonly OrderDraft[],
): Promise<Outcome<OrderReceipt>[]> {
  const prepared = await Promise.all(drafts.map(async (one) => unwrap(await prepareOrder(database, one))));
  return database.transaction({ actor: 'test' }, (tx) => placeOrders(tx, prepared));
}

/** Every invariant of the house holds. */
export async function sound(database: Database): Promise<void> {
  const findings = await verify(database.url, oracles);
  const broken = findings.flatMap((finding) => finding.violations.map((what) => `${finding.code} ${what}`));
  assert.deepEqual(broken, []);
}

export async function count(database: Database, table: 'order' | 'line' | 'breach' | 'payment'): Promise<number> {
  const from = {
    order: sql`orders.order`,
    line: sql`orders.line`,
    breach: sql`inventory.breach`,
    payment: sql`payments.payment`,
  }[table];
  const [row] = await database.query<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${from}`);
  return row?.n ?? 0;
}
