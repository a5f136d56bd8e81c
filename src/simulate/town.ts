/** The town of a run: a warehouse, a shop with two tills, a web shop, an app and a marketplace of its own, and the people in it. */
import type { Server } from 'node:http';
import { openDatabase, type Database, type Tx } from '#base/db';
import { startTail } from '#base/journal';
import { DAY, dayIn, plus } from '#base/time';
import { createProduct, type ProductDraft } from '#catalog';
import { createChannel } from '#channels';
import { registerCustomer } from '#customers';
import { changeSetting } from '#fulfilment';
import { receiveStock } from '#inventory';
import { joinMarketplace, tellEverything } from '#marketplaces';
import { createEntity, createSite, type NewSite } from '#org';
import { createPriceList, setPrices } from '#pricing';
import { setLater } from '#sourcing';
import { enrolTill, type Device } from '#till';
import { openMarket, serveMarket } from '../marketplaces/connectors/pretend/market.ts';
import { modules } from '../modules.ts';
import { emptyModel, learn, type Model, type Told } from './model.ts';
import type { Roll } from './roll.ts';

export const kinds = ['web', 'app', 'till', 'market'] as const;
export type ChannelOf = Readonly<Record<(typeof kinds)[number], string>>;

/** A till as its own memory knows it. */
export type Till = { readonly device: Device; readonly staffId: string; lastSequence: number; lastHash: string };
/** A cart as the shopper's device knows it. */
export type ShopperCart = {
  cartId: string;
  readonly channelId: string;
  readonly token: string;
  customerId?: string;
  /** Somebody has meant to sign in with it. */
  claimed?: true;
};
/** What was planned so far, whether or not it came about: choices depend on the seed alone, not on what the house answered. */
export type Planned = {
  readonly carts: ShopperCart[];
  readonly orders: {
    readonly orderId: string;
    readonly paymentId: string;
    /** Waits for a card of its buyer. */
    readonly card: boolean;
  }[];
  /** Gift cards and credits, with what they began with. */
  readonly vouchers: { readonly account: string; readonly minor: number }[];
  readonly leases: { readonly leaseId: string; readonly skuId: string }[];
  /** `asked`: how often its carrier was meant to do something. */
  readonly transfers: { readonly transferId: string; readonly skuIds: readonly string[]; asked: number }[];
  readonly purchases: { readonly purchaseId: string; readonly skuId: string }[];
  readonly counts: { readonly countId: string; readonly skuId: string }[];
  readonly waves: { readonly waveId: string; readonly siteId: string }[];
  readonly parcels: { readonly parcelId: string }[];
  readonly returns: { readonly returnId: string }[];
};
/** A webhook that the network keeps for a while. */
export type Letter = { readonly body: Buffer; readonly signature: string };

export type Town = {
  readonly url: string;
  /** Processes of one house: each has its own connections, caches and batchers. */
  readonly homes: readonly Database[];
  readonly channels: ChannelOf;
  readonly sites: { readonly store: string; readonly warehouse: string };
  readonly skuIds: readonly string[];
  readonly skus: ReadonlyMap<string, string>;
  readonly listId: string;
  readonly customers: readonly string[];
  readonly tills: readonly Till[];
  readonly market: ReturnType<typeof openMarket> & { readonly url: string; readonly key: string };
  readonly letters: Letter[];
  readonly planned: Planned;
  readonly model: Model;
  readonly counts: { readonly faults: Map<string, number> };
  close(): Promise<void>;
};

const ARTICLES = 5;
/** Of each article at each site; of those that are sold beyond stock, few. */
const UNITS = [20, 5, 5, 2, 20];
const by = { actor: 'simulator' };
const both = (text: string) => ({ fr: text, en: text });
export const address = { name: 'Ada Essai', line1: '1 rue Longue', postcode: '69001', city: 'Lyon', country: 'FR' };

/** Counts a fault that was injected. */
export function count(town: Town, fault: string): void {
  town.counts.faults.set(fault, (town.counts.faults.get(fault) ?? 0) + 1);
}

/** Builds the town in an empty, migrated database. */
export async function openTown(url: string, roll: Roll): Promise<Town> {
  const homes = [openDatabase(url, { max: 8 }), openDatabase(url, { max: 8 })] as const;
  const tails = await Promise.all(homes.map(listening));
  const [home] = homes;
  const sites = { store: roll.id('sit'), warehouse: roll.id('sit') };
  const channels = { web: roll.id('chn'), app: roll.id('chn'), till: roll.id('chn'), market: roll.id('chn') };
  const listId = roll.id('prl');
  const customers = [roll.id('cus'), roll.id('cus'), roll.id('cus')];
  await home.transaction(by, (tx) => makeSites(tx, roll.id('ent'), sites));
  await home.transaction(by, (tx) => makeChannels(tx, channels, sites.store));
  const made = await home.transaction(by, (tx) => createProduct(tx, product(roll.id('prd')), Object.values(channels)));
  const skuIds = made.skus.map((sku) => sku.skuId);
  const prices = skuIds.map((skuId, i) => ({ skuId, minor: 900 + 37 * i }));
  const tills = await home.transaction(by, async (tx) => {
    await createPriceList(tx, { listId, code: 'base', name: 'Base', currency: 'EUR', channelId: null });
    await setPrices(tx, { listId, prices });
    for (const [i, customerId] of customers.entries())
      await registerCustomer(tx, { customerId, name: `Ada ${i}`, email: `ada${i}@exemple.fr`, phone: null });
    return [await makeTill(tx, roll, channels.till, 'Caisse 1'), await makeTill(tx, roll, channels.till, 'Caisse 2')];
  });
  const { market, server } = await startMarket(roll);
  const town: Town = {
    ...{ url, homes, channels, sites, skuIds, listId, customers, tills, market },
    skus: new Map(made.skus.map(({ skuId, sku }) => [skuId, sku])),
    letters: [],
    planned: {
      carts: [],
      orders: [],
      vouchers: [],
      leases: [],
      transfers: [],
      purchases: [],
      counts: [],
      waves: [],
      parcels: [],
      returns: [],
    },
    model: emptyModel(prices.map(({ skuId, minor }) => [skuId, minor])),
    counts: { faults: new Map() },
    close: async () => {
      await Promise.all(tails.map((tail) => tail.stop()));
      await Promise.all(homes.map((database) => database.close()));
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  for (const told of await home.transaction(by, (tx) => stockUp(tx, town))) learn(town.model, told);
  await home.transaction(by, (tx) => setRules(tx, town));
  return town;
}

async function listening(database: Database) {
  const tail = await startTail(database);
  for (const module of modules) {
    const hear = module.caches?.(database);
    if (hear) tail.subscribe(hear);
  }
  return tail;
}

async function makeSites(tx: Tx, entityId: string, sites: Town['sites']): Promise<void> {
  await createEntity(tx, { entityId, name: 'Essai', siren: null, vatNumber: null, address });
  const site = (siteId: string, kind: NewSite['kind']): NewSite => ({
    ...{ siteId, entityId, kind, code: kind, name: kind, address, timeZone: 'Europe/Paris', hours: [] },
    ...{ siret: null, phone: null, latitude: null, longitude: null },
    ...{ pickup: kind === 'store', pickupMinutes: 120, priority: 1 },
  });
  await createSite(tx, site(sites.store, 'store'));
  await createSite(tx, site(sites.warehouse, 'warehouse'));
}

async function makeChannels(tx: Tx, channels: ChannelOf, store: string): Promise<void> {
  for (const kind of kinds) {
    await createChannel(tx, {
      ...{ channelId: channels[kind], code: kind, kind: kind === 'market' ? 'marketplace' : kind, name: both(kind) },
      ...{ siteId: kind === 'till' ? store : null, currency: 'EUR', language: 'fr', status: 'live' },
      ...{ lagS: kind === 'market' ? 60 : 0, preset: 'unified' },
    });
  }
}

const product = (productId: string): ProductDraft & { productId: string } => ({
  ...{ productId, handle: 'essai', name: both('Essai'), description: both(''), facts: {}, brand: null },
  ...{ productType: null, taxClass: 'standard', tags: [], options: [both('Taille')], status: 'active' },
  ...{ attributes: {}, media: [], published: true, sourceHash: null },
  variants: Array.from({ length: ARTICLES }, (_, i) => ({
    ...{ sku: `T-${i}`, gtin: null, optionValues: [both(String(i))], weightG: null, image: null, attributes: {} },
  })),
});

async function makeTill(tx: Tx, roll: Roll, channelId: string, name: string): Promise<Till> {
  const { till } = await enrolTill(tx, { deviceId: roll.id('dev'), channelId, name });
  return { device: till, staffId: roll.id('stf'), lastSequence: till.lastSequence, lastHash: till.lastHash };
}

async function startMarket(roll: Roll): Promise<{ market: Town['market']; server: Server }> {
  const key = roll.id('key');
  const market = openMarket(undefined);
  Object.assign(market.behaviour, { lagMs: 0, limitPerMinute: 1_000_000 });
  market.seed = roll.int(0, 2 ** 31);
  const server = serveMarket(market, key);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const bound = server.address();
  const url = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`;
  return { market: Object.assign(market, { url, key }), server };
}

/** Some articles are sold beyond stock on the web; what is to be collected lies ready for a day. */
async function setRules(tx: Tx, { sites, skuIds, channels }: Town): Promise<void> {
  const [, first = '', second = '', third = ''] = skuIds;
  for (const [skuId, kind, cap] of [
    [first, 'back_order', 12],
    [second, 'back_order', 6],
    [third, 'pre_order', 10],
  ] as const) {
    const expected = kind === 'pre_order' ? dayIn(plus(tx.now, 9 * DAY), 'UTC') : null;
    await setLater(tx, { skuId, channelId: channels.web, kind, cap, expected, version: 0 });
  }
  for (const siteId of Object.values(sites))
    await changeSetting(tx, { siteId, collectDays: 1, remindDays: 0, carrier: 'pretend', gs1Prefix: null, version: 0 });
}

/** The first goods arrive, and the marketplace joins. */
async function stockUp(tx: Tx, town: Town): Promise<Told[]> {
  const { sites, skuIds, channels, market } = town;
  const receipts = skuIds.flatMap((skuId, i) =>
    Object.values(sites).map((siteId) => ({ skuId, siteId, quantity: UNITS[i] ?? 20, document: 'opening' })),
  );
  await receiveStock(tx, receipts);
  const config = { url: market.url, key: market.key };
  await joinMarketplace(tx, { channelId: channels.market, connector: 'pretend', config, live: true });
  await tellEverything(tx, channels.market, skuIds);
  return receipts.map(({ skuId, quantity }) => ({ told: 'received', skuId, units: quantity }));
}
