/** What a ticket costs: the server's own price function over what this till keeps, so that both find the same. Pure. */
import { minor } from '#base/money';
import { rate } from '#base/rate';
import { dayIn, instantOfMs, msOf, type Day, type Instant } from '#base/time';
import type { OwnRate } from '#tax/model';
import {
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
import type { Item } from './api.ts';

/** The shop's rules and promotions as the server told them, for a customer and their codes. */
export type Told = {
  readonly at: Instant;
  readonly country: string;
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

export type PartOfTicket = { readonly item: Item; readonly quantity: number };

/** Prices the parts of a ticket as its order will have them: lines are numbered from 1. Articles without a price are left out. */
export function priceParts(parts: readonly PartOfTicket[], pricing: Pricing, now: Instant): Priced {
  const { country, level, delivery, carried, compiled, asks } = pricing;
  const { channelId, currency, timeZone } = carried;
  const at = momentOf(pricing, now);
  const goods = new Map(parts.map(({ item }) => [item.skuId, goodOf(item, channelId)]));
  const lines = parts.map(({ item, quantity }, i) => ({ lineNo: i + 1, skuId: item.skuId, quantity }));
  const promoted = promotedFrom(carried, compiled, at, asks);
  const vat = { basis: 'gross', onNet: 'global', own: ratesOf(parts, country) } as const;
  const rules = { ...{ channelId, currency, level, goods, delivery }, promoted, vat };
  return price({ country, day: dayIn(at, timeZone), lines, delivery: 'none' }, rules);
}

/** A till sells where it stands: its articles came with the rates of its site's country and region. */
const ratesOf = (parts: readonly PartOfTicket[], zone: string): OwnRate[] =>
  parts.flatMap(({ item: { taxClass, taxRate } }) =>
    taxClass === 'none' ? [] : [{ zone, taxClass, from: '1900-01-01' as Day, rate: rate(taxRate), source: 'till' }],
  );

function goodOf({ skuId, productId, taxClass, list, traits }: Item, channelId: string): PricedGood {
  const own = { taxClass, traits: [`sku:${skuId}`, `product:${productId}`, ...traits] };
  if (!list) return { ...own, prices: [] };
  const listed: ListPrice = {
    ...{ listId: list.code, listCode: list.code, channelId: list.own ? channelId : null },
    ...{ minor: minor(list.minor), compareAtMinor: list.compareAtMinor === null ? null : minor(list.compareAtMinor) },
    from: '' as Instant,
  };
  return { ...own, prices: [listed], ...(list.priorMinor === null ? {} : { priorMinor: list.priorMinor }) };
}

/** The next moment at which a price begins or ends by itself, by the server's clock; undefined when none is planned. */
export function nextPriceChange({ carried: { promotions } }: Told, at: Instant): Instant | undefined {
  const moments = promotions
    .filter((one) => one.effect.kind.startsWith('price_'))
    .flatMap(({ from, until }) => [from, ...(until === null ? [] : [until])])
    .filter((moment) => moment > at);
  return moments.toSorted()[0];
}
