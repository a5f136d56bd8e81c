/** What an import needs of the modules below, gathered once a run; a test gives a small world of its own. */
import type { Database, Db, Tx } from '#base/db';
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { definitionsOf } from '#catalog';
import { channelsOf } from '#channels';
import { countStock, forgetSkus, receiveStock, shelvesOf } from '#inventory';
import { settings, sites } from '#org';
import { createPriceList, listedPrices, priceListOf, setPrices } from '#pricing';
import type { ContentRules } from './values.ts';

export type FilePrice = { readonly skuId: string; readonly minor: number; readonly compareAtMinor: number | null };
export type FileCount = {
  readonly skuId: string;
  readonly siteId: string;
  readonly quantity: number;
  readonly made: boolean;
};
export type ImportSite = {
  readonly siteId: string;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
};

export type World = {
  readonly currency: string;
  readonly defaultLanguage: 'fr' | 'en';
  /** Where products that the file offers are offered. */
  readonly channelIds: readonly string[];
  /** Attributes, families and channels as they are when the work begins. */
  readonly rules: ContentRules;
  readonly sites: readonly ImportSite[];
  siteIdOf(code: string): string | undefined;
  setPrices(tx: Tx, prices: readonly FilePrice[]): Promise<void>;
  /** Makes the stock what was counted; returns the SKUs left alone because more is promised than the file says is there. */
  countStock(tx: Tx, counts: readonly FileCount[], document: string): Promise<ReadonlySet<string>>;
  /** Base prices in force, for the export. */
  pricesOf(
    db: Db,
    skuIds: readonly string[],
  ): Promise<ReadonlyMap<string, { minor: number; compareAtMinor: number | null }>>;
  /** What lies on sellable shelves. */
  stockOf(db: Db, skuIds: readonly string[]): Promise<readonly { skuId: string; siteId: string; quantity: number }[]>;
};

/** The house as it is: shop currency, channels that are not planned, all sites, the base price list (made if there is none). */
export async function worldOf(database: Database): Promise<World> {
  const [shop, all, channels, definitions] = await Promise.all([
    settings(database),
    sites(database),
    channelsOf(database),
    definitionsOf(database),
  ]);
  const code = (text: string): string => text.trim().toUpperCase();
  const byCode = new Map(all.map((site) => [code(site.code), site.siteId]));
  let listId = (await priceListOf(database, shop.currency, null))?.listId;
  return {
    currency: shop.currency,
    defaultLanguage: shop.defaultLanguage,
    channelIds: channels.filter((channel) => channel.status !== 'planned').map((channel) => channel.channelId),
    rules: { definitions, channels: channels.map(({ channelId, code }) => ({ channelId, code })) },
    sites: all.map((site) => ({ siteId: site.siteId, code: site.code, name: site.name, kind: site.kind })),
    siteIdOf: (text) => byCode.get(code(text)),
    setPrices: async (tx, prices) => {
      listId ??= await baseList(database, shop.currency);
      await setPrices(tx, { listId, prices: priced(prices) });
    },
    countStock: countInto,
    pricesOf: async (db, skuIds) => (listId === undefined ? new Map() : listedPrices(db, listId, skuIds)),
    stockOf: async (db, skuIds) =>
      (await shelvesOf(db, skuIds)).flatMap(({ skuId, siteId, kind, onHand }) =>
        kind === 'sellable' ? [{ skuId, siteId, quantity: onHand }] : [],
      ),
  };
}

/** The base list, made in a transaction of its own: two batches at once may both find that there is none. */
async function baseList(database: Database, currency: string): Promise<string> {
  const known = await priceListOf(database, currency, null);
  if (known) return known.listId;
  const list = {
    listId: newId('prl'),
    code: `base-${currency.toLowerCase()}`,
    name: 'Base',
    currency,
    channelId: null,
  };
  await database.transaction({ actor: 'import' }, (tx) => createPriceList(tx, list)).catch(() => undefined);
  return (await priceListOf(database, currency, null))?.listId ?? refuse('imports.no_prices', { detail: currency });
}

/** A price crossed out must be higher than the price; else there is no reduction to show. */
const priced = (prices: readonly FilePrice[]): FilePrice[] =>
  prices.map((price) =>
    price.compareAtMinor !== null && price.compareAtMinor <= price.minor ? { ...price, compareAtMinor: null } : price,
  );

/** Goods of a new SKU arrive from suppliers; of a known one they are a count. */
async function countInto(tx: Tx, counts: readonly FileCount[], document: string): Promise<Set<string>> {
  tx.afterCommit(() => forgetSkus(tx.database, [...new Set(counts.map((count) => count.skuId))]));
  const fresh = counts.filter((count) => count.made && count.quantity > 0);
  if (fresh.length > 0)
    await receiveStock(
      tx,
      fresh.map(({ skuId, siteId, quantity }) => ({ skuId, siteId, quantity, document })),
    );
  const known = counts.filter((count) => !count.made);
  if (known.length === 0) return new Set();
  const promised = new Map<string, number>();
  for (const shelf of await shelvesOf(tx, [...new Set(known.map((count) => count.skuId))])) {
    if (shelf.kind === 'sellable') promised.set(`${shelf.skuId}|${shelf.siteId}`, shelf.reserved + shelf.leased);
  }
  const tooLow = new Set(
    known.filter((c) => c.quantity < (promised.get(`${c.skuId}|${c.siteId}`) ?? 0)).map((c) => c.skuId),
  );
  const counted = known.filter((count) => !tooLow.has(count.skuId));
  if (counted.length > 0)
    await countStock(
      tx,
      counted.map(({ skuId, siteId, quantity }) => ({ skuId, siteId, quantity, document })),
    );
  return tooLow;
}

/** The site a person named. Refuses `imports.site_unknown`, listing those there are. */
export function siteNamed(world: World, code: string): string {
  return (
    world.siteIdOf(code) ??
    refuse('imports.site_unknown', { detail: `${code}; there are: ${world.sites.map((s) => s.code).join(', ')}` })
  );
}

/** The family a person named. Refuses `imports.family_unknown`, listing those there are. */
export function familyNamed({ rules }: World, code: string): string {
  const { families } = rules.definitions;
  return (
    families.get(code.trim().toLowerCase())?.code ??
    refuse('imports.family_unknown', { detail: `${code}; there are: ${[...families.keys()].join(', ')}` })
  );
}
