/** What a till needs to price a ticket by itself, as the server will: promotions with what is left of them, and the shop's rules. */
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import { clock, dayIn, type Instant } from '#base/time';
import { channelById } from '#channels';
import { buyerOf, customerById, customerReach, isKnown, type Customer } from '#customers';
import { settings } from '#org';
import { promotionsToCarry, rulesFor, type DeliveryRule } from '#pricing';
import type { Carried, PriceRules } from '#pricing/model';
import { decideCase, taxFacts, type TaxCase } from '#tax';
import { tillPrices, type TillPrice } from './catalogue.ts';
import type { Device } from './model.ts';

export type TillPricing = {
  /** The server's clock: a till's own may be wrong, and hours begin by this one. */
  readonly at: Instant;
  /** The VAT of what is handed over at this counter, and how its prices are read. */
  readonly tax: TaxCase;
  readonly vat: PriceRules['vat'];
  /** Prices of lists for this buyer, by article, of those that were asked for. */
  readonly ownPrices: readonly { readonly skuId: string; readonly prices: readonly TillPrice[] }[];
  readonly level: PriceRules['level'];
  readonly delivery: DeliveryRule;
  readonly carried: Carried;
};

/** For whoever stands at the till, with the codes they gave. Refuses `till.unknown_customer`, `pricing.unknown_channel`. */
export async function tillPricing(
  database: Database,
  { channelId, siteId }: Pick<Device, 'channelId' | 'siteId'>,
  asked: {
    readonly customerId?: string | undefined;
    readonly companyId?: string | undefined;
    readonly codes: readonly string[];
    readonly skuIds?: readonly string[];
  },
): Promise<TillPricing> {
  const { customerId, companyId, codes, skuIds = [] } = asked;
  await checkCustomer(database, { channelId }, customerId);
  const [channel, { timeZone }] = await Promise.all([channelById(database, channelId), settings(database)]);
  if (!channel) refuse('pricing.unknown_channel', { detail: channelId });
  const at = clock();
  // Who names no company buys for themselves, whatever they have chosen elsewhere.
  const { traits } = await buyerOf(database, { customerId, companyId: companyId ?? null });
  const occasion = { siteId, codes, buyer: traits, ...(customerId === undefined ? {} : { customerId }) };
  const [rules, carried, vat] = await Promise.all([
    rulesFor(database, channelId, traits.length === 0 ? [] : skuIds, undefined, occasion),
    promotionsToCarry(database, channelId, occasion),
    taxFacts(database, { channel, siteId, at, day: dayIn(at, timeZone) }),
  ]);
  const ownPrices = [...rules.goods].map(([skuId, { prices }]) => ({
    skuId,
    prices: tillPrices(rules, prices).filter((one) => one.buyer !== undefined),
  }));
  return {
    at,
    tax: decideCase(vat, () => 0),
    vat: rules.vat,
    ownPrices,
    level: rules.level,
    delivery: rules.delivery,
    carried,
  };
}

/** The customer of a ticket, where one was named; refuses `till.unknown_customer` for one whom its channel does not know. */
export async function checkCustomer(
  database: Database,
  { channelId }: Pick<Device, 'channelId'>,
  customerId: string | undefined,
): Promise<Customer | undefined> {
  if (customerId === undefined) return undefined;
  const customer = await customerById(database, customerId);
  if (!customer || !isKnown(await customerReach(database, channelId), customer))
    refuse('till.unknown_customer', { detail: customerId });
  return customer;
}
