/** From a channel, a way of delivery and a buyer to the facts of `taxCase`; and what of distance sales counts towards the threshold. */
import { checkVatNumber } from '#base/company-numbers';
import { maybeOne, sql, type Database, type Db } from '#base/db';
import type { Day, Instant } from '#base/time';
import type { Channel } from '#channels';
import { houseOf } from '#org';
import { taxCase, type TaxBuyer, type TaxCase, type TaxFacts } from './case.ts';
import { acceptedOf, proofOf } from './checks.ts';
import type { OwnRate } from './model.ts';
import { basisOf, plainSeller, taxHouse, type Basis, type OnNet } from './seller.ts';
import { zoneOf } from './zones.ts';

/** Distance sales to consumers in other member states a year, without VAT (directive, art. 59c; CGI art. 259 D): 10 000 €. */
export const DISTANCE_LIMIT_MINOR = 1_000_000;

/** How a channel's prices are to be read. */
export type VatRules = {
  readonly basis: Basis;
  /** Where prices are net: one rounding a rate, or one a line. */
  readonly onNet: OnNet;
  readonly own: readonly OwnRate[];
};

/** Which legal entity sells on a channel: that of the site it belongs to, else the merchant's main one. */
const entityOf = (house: Awaited<ReturnType<typeof houseOf>>, siteId: string | null | undefined) => {
  const site = siteId == null ? undefined : house.siteById.get(siteId);
  return (site && house.entities.find(({ entityId }) => entityId === site.entityId)) ?? house.entity;
};

/** The channel's reading of its prices, from memory. */
export async function vatRules(database: Database, channel: Channel): Promise<VatRules> {
  const [house, tax] = await Promise.all([houseOf(database), taxHouse(database)]);
  const seller = tax.sellers.get(entityOf(house, channel.siteId)?.entityId ?? '');
  return { basis: basisOf(tax, channel), onNet: seller?.onNet ?? 'global', own: tax.own };
}

export type TaxAsk = {
  readonly channel: Channel;
  /** Handed over or collected at this site. */
  readonly siteId?: string | undefined;
  /** Sent to this address; where neither is known, the goods are taken to stay at home. */
  readonly address?: { readonly country: string; readonly postcode: string } | undefined;
  /** A business with its VAT number; absent: a consumer. */
  readonly business?: { readonly vatNumber: string | null } | undefined;
  readonly at: Instant;
  readonly day: Day;
};

/** The facts by which an order's VAT is decided, and what distance sales came to before it (minor units of euro, without VAT). */
export async function taxFacts(database: Database, ask: TaxAsk): Promise<{ facts: TaxFacts; distanceMinor: number }> {
  const [house, tax] = await Promise.all([houseOf(database), taxHouse(database)]);
  const here = ask.siteId === undefined ? undefined : house.siteById.get(ask.siteId);
  const own = entityOf(house, here?.siteId ?? ask.channel.siteId);
  const home = zoneOf(own?.address ?? { country: house.settings.country });
  const seller = tax.sellers.get(own?.entityId ?? '') ?? plainSeller(own?.entityId ?? '');
  const origin = here ? zoneOf(here.address) : home;
  const destination = here || !ask.address ? null : zoneOf(ask.address);
  const abroad = destination !== null && destination.country !== origin.country && destination.area === 'eu';
  const [buyer, sums] = await Promise.all([
    buyerOf(database, ask, destination?.country !== origin.country, seller.whenClosed === 'accept'),
    abroad && !seller.always && own ? distanceSums(database, own.entityId, ask.day) : { year: 0, before: 0 },
  ]);
  const { registrations, franchise, oss, always, netStays } = seller;
  return {
    distanceMinor: sums.year,
    facts: {
      seller: {
        ...{ entityId: own?.entityId ?? null, zone: home, vatNumber: own?.vatNumber ?? null },
        ...{ registrations, franchise, oss, always, netStays },
        overLimit: sums.year > DISTANCE_LIMIT_MINOR || sums.before > DISTANCE_LIMIT_MINOR,
      },
      origin,
      destination,
      buyer,
    },
  };
}

/** Only where it matters is the proof looked for. */
async function buyerOf(
  database: Database,
  { business, at }: TaxAsk,
  crosses: boolean,
  accepts: boolean,
): Promise<TaxBuyer> {
  if (!business) return { kind: 'consumer' };
  const number = business.vatNumber === null ? undefined : checkVatNumber(business.vatNumber);
  if (number === undefined || 'fault' in number) return { kind: 'business' };
  const buyer = { kind: 'business', vatNumber: number.number, vatCountry: number.country } as const;
  const proof = crosses ? await proofOf(database, number.number, at) : undefined;
  if (proof) return { ...buyer, proof: { checkId: proof.checkId, at: proof.at } };
  const accepted = crosses && accepts ? await acceptedOf(database, number.number, at) : undefined;
  return { ...buyer, proof: accepted && { checkId: accepted.checkId, at: accepted.at, toVerify: true } };
}

/** Decides, and again as over the threshold where the document itself goes over it (`netOf` prices it as it was decided first). */
export function decideCase(
  { facts, distanceMinor }: { readonly facts: TaxFacts; readonly distanceMinor: number },
  netOf: (tax: TaxCase) => number,
): TaxCase {
  const first = taxCase(facts);
  if (!first.why.some(({ rule }) => rule === 'under_limit')) return first;
  if (distanceMinor + netOf(first) <= DISTANCE_LIMIT_MINOR) return first;
  return taxCase({ ...facts, seller: { ...facts.seller, overLimit: true } });
}

/** Distance sales of an entity in the year of a day, and in the one before, minor units of euro without VAT. */
export async function distanceSums(db: Db, entityId: string, day: Day): Promise<{ year: number; before: number }> {
  const year = Number(day.slice(0, 4));
  const row = await maybeOne(
    db.query<{ year: number; before: number }>(sql`
      SELECT coalesce(sum(net_minor) FILTER (WHERE day >= make_date(${year}::int, 1, 1)), 0)::bigint AS year,
        coalesce(sum(net_minor) FILTER (WHERE day < make_date(${year}::int, 1, 1)), 0)::bigint AS before
      FROM tax.sale WHERE entity_id = ${entityId} AND distance AND currency = 'EUR'
        AND day >= make_date(${year}::int - 1, 1, 1) AND day < make_date(${year}::int + 1, 1, 1)`),
  );
  return { year: Number(row?.year ?? 0), before: Number(row?.before ?? 0) };
}
