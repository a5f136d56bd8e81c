/** What a till needs to price a ticket by itself, as the server will: promotions with what is left of them, and the shop's rules. */
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import { clock, type Instant } from '#base/time';
import { customerById, customerReach, isKnown, type Customer } from '#customers';
import { settings } from '#org';
import { promotionsToCarry, rulesFor, type DeliveryRule } from '#pricing';
import type { Carried, PriceRules } from '#pricing/model';
import type { Device } from './model.ts';

export type TillPricing = {
  /** The server's clock: a till's own may be wrong, and hours begin by this one. */
  readonly at: Instant;
  /** Whose VAT applies at the counter. */
  readonly country: string;
  readonly level: PriceRules['level'];
  readonly delivery: DeliveryRule;
  readonly carried: Carried;
};

/** For whoever stands at the till, with the codes they gave. Refuses `till.unknown_customer`, `pricing.unknown_channel`. */
export async function tillPricing(
  database: Database,
  { channelId, siteId }: Pick<Device, 'channelId' | 'siteId'>,
  asked: { readonly customerId?: string | undefined; readonly codes: readonly string[] },
): Promise<TillPricing> {
  const { customerId, codes } = asked;
  await checkCustomer(database, { channelId }, customerId);
  const occasion = { siteId, codes, ...(customerId === undefined ? {} : { customerId }) };
  const [{ country }, { level, delivery }, carried] = await Promise.all([
    settings(database),
    rulesFor(database, channelId, []),
    promotionsToCarry(database, channelId, occasion),
  ]);
  return { at: clock(), country, level, delivery, carried };
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
