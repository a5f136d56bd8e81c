/** What a till keeps in its memory: every article of its channel with price and stock, in few bytes, so that a scan needs no network. */
import type { Database } from '#base/db';
import { clock, dayIn } from '#base/time';
import {
  categoryPath,
  categoryTree,
  productIdsOnSale,
  productsById,
  skuFacts,
  type CategoryNode,
  type ProductDetail,
  type Text,
  type VariantView,
} from '#catalog';
import { channelById } from '#channels';
import { availabilityOf, type Availability } from '#inventory';
import { houseOf, sites } from '#org';
import { cardArticlesNow, type FreeAmount } from '#payments';
import { promotionTraits, rulesFor, shownPrice, type ListPrice, type PriceRules } from '#pricing';
import { rateFor, taxHouse, zoneOf, type TaxClass } from '#tax';
import type { Device } from './model.ts';

/** A price of a list, in few bytes. */
export type TillPrice = {
  readonly code: string;
  /** The list is the channel's own, not one for all channels. */
  readonly own: boolean;
  readonly minor: number;
  readonly compareAtMinor: number | null;
  /** Absent: from the first unit on. */
  readonly fromUnits?: number;
  /** For whom it is; absent: for everybody. */
  readonly buyer?: string;
  readonly priority?: number;
};

export type TillItem = {
  readonly skuId: string;
  readonly productId: string;
  readonly sku: string;
  readonly gtin: string | null;
  readonly name: Text;
  readonly option: Text;
  readonly image: string;
  /** Null: it has no price here and can't be sold. */
  readonly minor: number | null;
  readonly compareAtMinor: number | null;
  /** Parts per million. */
  readonly taxRate: number;
  readonly taxClass: TaxClass;
  /** What lists ask of everybody for it, before promotions lower it; with these a till finds `minor` itself, for any number of units. */
  readonly prices: readonly TillPrice[];
  /** The lowest of the 30 days before its present reduction. */
  readonly priorMinor: number | null;
  /** What promotions choose it by, but for itself and its product. */
  readonly traits: readonly string[];
  readonly here: number;
  /** Where else it is, most first; at most five sites. */
  readonly elsewhere: readonly { readonly siteId: string; readonly free: number }[];
  /** It is a gift card: what the buyer may choose to put on it; null: it costs what it costs. Absent: it is none. */
  readonly card?: FreeAmount | null;
  /** The main categories it stands in. */
  readonly categoryIds: readonly string[];
};

export type TillCatalogue = {
  readonly items: readonly TillItem[];
  readonly next: string | null;
  readonly categories: readonly { readonly categoryId: string; readonly name: Text }[];
  readonly sites: readonly {
    readonly siteId: string;
    readonly name: string;
    readonly city: string;
    readonly pickup: boolean;
  }[];
};

/** One part of the catalogue, by products in the order of their names; `after` is the last product of the part before. */
export async function tillCatalogue(
  database: Database,
  device: Device,
  page: { after?: string | undefined; limit: number },
): Promise<TillCatalogue> {
  const [ids, tree, everySite] = await Promise.all([
    productIdsOnSale(database, device.channelId),
    categoryTree(database),
    sites(database),
  ]);
  const from = page.after === undefined ? 0 : ids.indexOf(page.after) + 1;
  const part = ids.slice(from, from + page.limit);
  const items = await itemsOf(database, device, part, tree);
  return {
    items,
    next: from + page.limit < ids.length ? (part.at(-1) ?? null) : null,
    categories: tree.map(({ categoryId, name }) => ({ categoryId, name })),
    sites: everySite.map(({ siteId, name, address, kind, open, pickup }) => ({
      ...{ siteId, name, city: address.city },
      pickup: kind === 'store' && open && pickup,
    })),
  };
}

/** The same of some articles only: what a live event says has changed. Those no longer on sale here are absent. */
export async function tillItems(database: Database, device: Device, skuIds: readonly string[]): Promise<TillItem[]> {
  const [facts, tree] = await Promise.all([skuFacts(database, skuIds), categoryTree(database)]);
  const productIds = [...facts.values()].flatMap((fact) =>
    fact.status === 'active' && fact.channels.includes(device.channelId) ? [fact.productId] : [],
  );
  const wanted = new Set(skuIds);
  const items = await itemsOf(database, device, [...new Set(productIds)], tree);
  return items.filter((item) => wanted.has(item.skuId));
}

async function itemsOf(
  database: Database,
  device: Device,
  productIds: readonly string[],
  tree: readonly CategoryNode[],
): Promise<TillItem[]> {
  const products = await productsById(database, productIds);
  const skuIds = [...products.values()].flatMap((product) => product.skuIds);
  const [rules, traits, stock, house, channel, tax, cards] = await Promise.all([
    rulesFor(database, device.channelId, skuIds),
    promotionTraits(database, skuIds),
    availabilityOf(database, skuIds),
    houseOf(database),
    channelById(database, device.channelId),
    taxHouse(database),
    cardArticlesNow(database),
  ]);
  if (!channel) return [];
  const day = dayIn(clock(), house.settings.timeZone);
  // A till sells where it stands: its site's country and region, whoever buys.
  const site = house.siteById.get(device.siteId);
  const zone = zoneOf(site?.address ?? { country: house.settings.country });
  const exempt = tax.sellers.get(site?.entityId ?? '')?.franchise === true;
  const rates = new Map<TaxClass, number>();
  const rateOf = (taxClass: TaxClass): number => {
    const rate = exempt ? 0 : (rates.get(taxClass) ?? rateFor(zone.region ?? zone.country, taxClass, day, tax.own));
    rates.set(taxClass, rate);
    return rate;
  };
  return productIds.flatMap((productId) => {
    const product = products.get(productId);
    if (!product) return [];
    const roots = rootsOf(product, tree);
    return product.variants
      .filter((variant) => variant.status === 'active')
      .map((variant) => ({
        ...itemOf(product, variant, stock.get(variant.skuId), device),
        ...(cards.has(variant.skuId) ? { card: cards.get(variant.skuId)?.free ?? null } : {}),
        ...priceOf(rules, variant.skuId),
        ...{ taxRate: rateOf(product.taxClass), taxClass: product.taxClass, categoryIds: roots },
        traits: (traits.get(variant.skuId) ?? []).filter((trait) => !isItself(trait)),
      }));
  });
}

const isItself = (trait: string): boolean => trait.startsWith('sku:') || trait.startsWith('product:');

/** The price shown now, and those of lists from which a till finds it. */
function priceOf(
  rules: PriceRules,
  skuId: string,
): Pick<TillItem, 'minor' | 'compareAtMinor' | 'prices' | 'priorMinor'> {
  const good = rules.goods.get(skuId);
  const shown = shownPrice(rules, good);
  return {
    minor: shown?.price.minor ?? null,
    compareAtMinor: shown?.compareAt?.minor ?? null,
    prices: tillPrices(rules, good?.prices ?? []),
    priorMinor: good?.priorMinor ?? null,
  };
}

/** Those that may count on this channel. */
export const tillPrices = ({ channelId, level }: PriceRules, prices: readonly ListPrice[]): TillPrice[] =>
  prices
    .filter((one) => (one.channelId === null ? level !== 'isolated' : one.channelId === channelId))
    .map(({ listCode, channelId: ofChannel, minor, compareAtMinor, fromUnits, buyer, priority }) => ({
      ...{ code: listCode, own: ofChannel !== null, minor, compareAtMinor },
      ...(fromUnits === undefined ? {} : { fromUnits }),
      ...(buyer === undefined ? {} : { buyer }),
      ...(priority === undefined ? {} : { priority }),
    }));

function itemOf(
  product: ProductDetail,
  variant: VariantView,
  stock: Availability | undefined,
  device: Device,
): Omit<
  TillItem,
  'taxRate' | 'taxClass' | 'categoryIds' | 'traits' | 'minor' | 'compareAtMinor' | 'prices' | 'priorMinor'
> {
  const places = stock?.places ?? [];
  const { skuId, sku, gtin, image, optionValues } = variant;
  return {
    ...{ skuId, productId: product.productId, sku, gtin, name: product.name, image: image || product.image },
    option: {
      fr: optionValues.map((value) => value.fr).join(', '),
      en: optionValues.map((value) => value.en).join(', '),
    },
    here: Math.max(0, places.find((place) => place.siteId === device.siteId)?.free ?? 0),
    elsewhere: places
      .filter((place) => place.siteId !== device.siteId && place.free > 0)
      .sort((a, b) => b.free - a.free)
      .slice(0, 5)
      .map(({ siteId, free }) => ({ siteId, free })),
  };
}

function rootsOf(product: ProductDetail, tree: readonly CategoryNode[]): string[] {
  return [...new Set(product.categoryIds.flatMap((id) => categoryPath(tree, id)[0]?.categoryId ?? []))];
}
