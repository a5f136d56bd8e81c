/**
 * What a signed-in shopper is asked instead of what everybody is asked: prices of their company or their groups. Offers are kept for
 * everybody; one made here is this shopper's alone, and nothing made of it is kept.
 */
import type { Database } from '#base/db';
import { buyerOf, companiesOf } from '#customers';
import { priceSteps, rulesFor, shownPrice } from '#pricing';
import type { Who } from '../../web/store/api.ts';
import type { BuyingFor } from '../../web/store/views.ts';
import type { Offer, OfferVariant } from './offers.ts';

type Shopper = Pick<Who, 'customerId'>;

/** The same offers at this shopper's prices; the very same where they are everybody's. */
export async function offersFor(
  database: Database,
  channelId: string,
  { customerId }: Shopper,
  offers: readonly Offer[],
): Promise<readonly Offer[]> {
  if (customerId === undefined || offers.length === 0) return offers;
  const { traits } = await buyerOf(database, { customerId });
  if (traits.length === 0) return offers;
  const skuIds = offers.flatMap((offer) => offer.variants.map(({ variant }) => variant.skuId));
  const rules = await rulesFor(database, channelId, skuIds, undefined, { customerId, buyer: traits });
  return offers.map((offer): Offer => {
    const variants = offer.variants.map((one): OfferVariant => {
      const good = rules.goods.get(one.variant.skuId);
      const shown = shownPrice(rules, good);
      const steps = priceSteps(rules, good);
      const isOwn = shown?.for !== undefined && one.shown !== undefined;
      return {
        ...one,
        shown,
        ...(steps.length > 0 ? { steps } : {}),
        ...(isOwn ? { open: one.shown?.price } : {}),
      };
    });
    return { ...offer, variants, bySku: new Map(variants.map((one) => [one.variant.skuId, one])), made: new Map() };
  });
}

/** For whom a shopper may buy; undefined where only for themselves. */
export async function buyingFor(database: Database, customerId: string): Promise<BuyingFor | undefined> {
  const companies = await companiesOf(database, customerId);
  if (companies.length === 0) return undefined;
  return {
    companies: companies.map(({ member, company }) => ({
      companyId: company.companyId,
      name: company.name,
      chosen: member.chosen,
    })),
  };
}
