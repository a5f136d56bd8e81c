/** A till's pricing for tests: a shop without promotions, and one with some. */
import type { Instant } from '#base/time';
import type { Carried, Promotion } from '#pricing/model';
import type { TaxCase } from '#tax/model';
import { pricingOf, type Pricing } from './price.ts';

export const NOW = '2026-03-05T10:00:00.000Z' as Instant;

const nothing: Carried = {
  ...{ channelId: 'chn_till', siteId: 'sit_lyon', ownOnly: false, currency: 'EUR', timeZone: 'Europe/Paris' },
  ...{ promotions: [], buyer: [], opened: [], left: [] },
};

/** VAT of a sale in France. */
export const atHome: TaxCase = {
  ...{ scheme: 'domestic', country: 'FR', region: null, destination: 'FR', destinationRegion: null, home: 'FR' },
  ...{ reasonCode: null, mention: null, law: '', entityId: null, sellerVatNumber: null, buyerVatNumber: null },
  ...{ proof: null, stays: 'gross', why: [] },
};

export const pricingWith = (promotions: readonly Promotion[], more: Partial<Carried> = {}): Pricing =>
  pricingOf(
    {
      ...{
        at: NOW,
        tax: atHome,
        vat: undefined,
        ownPrices: [],
        level: 'unified',
        delivery: { flatMinor: 490, freeFromMinor: null },
      },
      carried: { ...nothing, promotions, ...more },
    },
    NOW,
  );

export const plainPricing: Pricing = pricingWith([]);

/** One that holds for everybody on everything. */
export const promotion = (promotionId: string, effect: Promotion['effect']): Promotion => ({
  ...{ promotionId, version: 1, name: { fr: promotionId, en: promotionId }, currency: 'EUR', effect },
  ...{ from: '2026-01-01T00:00:00.000Z' as Instant, until: null, hours: null },
  ...{ audience: { channelIds: null, siteIds: null, buyers: null }, of: { anyOf: [], noneOf: [] } },
  ...{ coded: false, minimumMinor: 0, minimumUnits: 0, priority: 10, stacks: 'all', set: null },
});
