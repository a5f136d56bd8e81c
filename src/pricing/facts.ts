/** What pricing asks of the modules below it, in one place. */
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { skuFacts } from '#catalog';
import { channelByCode, channelById, policy } from '#channels';
import type { Level } from '#channels/model';
import { buyerOf, companyById, groupById, traitsThen } from '#customers';
import { settings } from '#org';
import { vatRules, type TaxClass } from '#tax';
import type { VatReading } from './vat.ts';
import type { DeliveryRule } from './model.ts';

export type ChannelFacts = {
  readonly channelId: string;
  readonly currency: string;
  readonly level: Level;
  readonly vat: VatReading;
};

/** The channel and its level in the domain `prices`; refuses with `pricing.unknown_channel`. */
export async function channelFacts(database: Database, channelId: string): Promise<ChannelFacts> {
  const channel = await channelById(database, channelId);
  if (!channel) refuse('pricing.unknown_channel', { detail: channelId });
  const [level, vat] = await Promise.all([policy(database, channelId, 'prices'), vatRules(database, channel)]);
  return { channelId, currency: channel.currency, level, vat };
}

/** The id of a channel by its code; refuses with `pricing.unknown_channel`. */
export async function channelIdOf(database: Database, code: string): Promise<string> {
  const channel = await channelByCode(database, code);
  if (!channel) refuse('pricing.unknown_channel', { detail: code });
  return channel.channelId;
}

/** The tax class of each SKU that exists. */
export async function taxClassesOf(database: Database, skuIds: readonly string[]): Promise<Map<string, TaxClass>> {
  const facts = await skuFacts(database, skuIds);
  return new Map([...facts].map(([skuId, fact]) => [skuId, fact.taxClass]));
}

/** The fee for delivery to an address, from the shop's settings. */
export async function deliveryRule(database: Database): Promise<DeliveryRule> {
  const { deliveryFlatMinor, freeDeliveryFromMinor } = await settings(database);
  return { flatMinor: deliveryFlatMinor, freeFromMinor: freeDeliveryFromMinor };
}

/** Whose VAT applies where nothing else is known (the shop's own country), and the zone whose calendar days count. */
export async function homeOf(database: Database): Promise<{ country: string; timeZone: string }> {
  const { country, timeZone } = await settings(database);
  return { country, timeZone };
}

/** By what lists and promotions know who buys: as the occasion says, or as `customers` knows, or knew at `at`, the customer and the company. */
export async function traitsOfBuyer(
  database: Database,
  occasion: {
    readonly buyer?: readonly string[];
    readonly customerId?: string | null;
    readonly companyId?: string | null;
  },
  at?: Instant,
): Promise<readonly string[]> {
  if (occasion.buyer) return occasion.buyer;
  if (at !== undefined) return traitsThen(database, occasion, at);
  return (await buyerOf(database, { customerId: occasion.customerId, companyId: occasion.companyId })).traits;
}

/** Refuses `pricing.unknown_buyer` for a list of a group or a company that there is not, or of both. */
export async function checkBuyers(
  database: Database,
  { groupId, companyId }: { readonly groupId: string | null; readonly companyId: string | null },
): Promise<void> {
  const wrong = (field: string, rule: string): never =>
    refuse('pricing.unknown_buyer', { fields: [{ field: `body.${field}`, rule }] });
  if (groupId !== null && companyId !== null) wrong('companyId', 'a group or a company, not both');
  if (groupId !== null && !(await groupById(database, groupId))) wrong('groupId', 'exists');
  if (companyId !== null && !(await companyById(database, companyId))) wrong('companyId', 'exists');
}
