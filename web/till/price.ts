/** What a ticket costs: the server's own price function over what this till keeps, so that both find the same. Pure. */
import { minor } from '#base/money';
import { dayIn, instantOfMs, msOf, type Instant } from '#base/time';
import {
  chosenAmount,
  compiledOf,
  price,
  promotedFrom,
  type Carried,
  type Compiled,
  type ListPrice,
  type Priced,
  type PricedGood,
  type PriceRules,
} from '#pricing/model';
import type { TaxCase } from '#tax/model';
import type { Item, ItemPrice } from './api.ts';

/** The shop's rules and promotions as the server told them, for a customer and their codes. */
export type Told = {
  readonly at: Instant;
  readonly tax: TaxCase;
  readonly vat: PriceRules['vat'];
  /** Prices of lists for who buys, of the articles that were asked for. */
  readonly ownPrices: readonly { readonly skuId: string; readonly prices: readonly ItemPrice[] }[];
  readonly level: PriceRules['level'];
  readonly delivery: PriceRules['delivery'];
  readonly carried: Carried;
};

export type Pricing = Told & {
  readonly compiled: Compiled;
  /** By how much the server's clock is before this device's. */
  readonly aheadMs: number;
  /** What is limited can be asked for: in touch with the server, and told for who buys. */
  readonly asks: boolean;
};

/** Made ready once, when it came. */
export const pricingOf = (told: Told, heardAt: Instant): Pricing => ({
  ...told,
  compiled: compiledOf(told.carried),
  aheadMs: msOf(told.at) - msOf(heardAt),
  asks: true,
});

/** The moment by the server's clock. */
export const momentOf = ({ aheadMs }: Pick<Pricing, 'aheadMs'>, now: Instant): Instant =>
  instantOfMs(msOf(now) + aheadMs);

export type PartOfTicket = {
  readonly item: Item;
  readonly quantity: number;
  /** Of a gift card: what its buyer chose to put on it. */
  readonly chosenMinor?: number;
};

/** Under which VAT a ticket goes to another place, as the server said, and whether sending it is charged. */
export type Sent = { readonly tax: TaxCase; readonly delivery: 'flat' | 'none' };

/**
 * Prices the parts of a ticket as its order will have them: lines are numbered from 1. Articles without a price are left out. With what is
 * sent comes its own VAT: where the net stays, its prices follow that.
 */
export function priceParts(parts: readonly PartOfTicket[], pricing: Pricing, now: Instant, sent?: Sent): Priced {
  const { tax, delivery: sending } = sent ?? { tax: pricing.tax, delivery: 'none' as const };
  const { vat, ownPrices, level, delivery, carried, compiled, asks } = pricing;
  const { channelId, currency, timeZone } = carried;
  const at = momentOf(pricing, now);
  const own = new Map(ownPrices.map((one) => [one.skuId, one.prices]));
  const goods = new Map(parts.map(({ item }) => [item.skuId, goodOf(item, own.get(item.skuId) ?? [], channelId)]));
  const lines = parts.map(({ item, quantity }, i) => ({ lineNo: i + 1, skuId: item.skuId, quantity }));
  const promoted = promotedFrom(carried, compiled, at, asks);
  const agreed = new Map(
    parts.flatMap(({ item, chosenMinor }, i) =>
      chosenMinor === undefined || !item.card || chosenMinor === item.minor
        ? []
        : [[i + 1, chosenAmount(channelId, chosenMinor)] as const],
    ),
  );
  const rules = {
    ...{ channelId, currency, level, goods, delivery },
    ...(agreed.size > 0 ? { agreed } : {}),
    ...{ promoted, ...(vat ? { vat } : {}) },
  };
  return price({ country: tax.country, tax, day: dayIn(at, timeZone), lines, delivery: sending }, rules);
}

function goodOf(item: Item, own: readonly ItemPrice[], channelId: string): PricedGood {
  const { skuId, productId, taxClass, prices, priorMinor, traits } = item;
  return {
    taxClass,
    traits: [`sku:${skuId}`, `product:${productId}`, ...traits],
    prices: [...prices, ...own].map((one) => listed(one, channelId)),
    ...(priorMinor === null ? {} : { priorMinor }),
  };
}

const listed = ({ code, own, compareAtMinor, ...one }: ItemPrice, channelId: string): ListPrice => ({
  ...one,
  ...{ listId: code, listCode: code, channelId: own ? channelId : null, from: '' as Instant, minor: minor(one.minor) },
  compareAtMinor: compareAtMinor === null ? null : minor(compareAtMinor),
});

/** The next moment at which a price begins or ends by itself, by the server's clock; undefined when none is planned. */
export function nextPriceChange({ carried: { promotions } }: Told, at: Instant): Instant | undefined {
  const moments = promotions
    .filter((one) => one.effect.kind.startsWith('price_'))
    .flatMap(({ from, until }) => [from, ...(until === null ? [] : [until])])
    .filter((moment) => moment > at);
  return moments.toSorted()[0];
}
