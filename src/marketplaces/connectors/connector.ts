/** What every connector to a marketplace does: speaks to one outside system. No database, no decisions about our business. */
import type { MarketOrder, Offer } from '../model.ts';

/** `retryAfterS`: the marketplace asked us to wait before the next call of any kind. */
export class Throttled extends Error {
  override name = 'Throttled';
  readonly retryAfterS: number;
  constructor(retryAfterS: number) {
    super(`asked to wait ${retryAfterS} s`);
    this.retryAfterS = retryAfterS;
  }
}

export type Config = Readonly<Record<string, string>>;

export type Connector = {
  readonly name: string;
  /** How many offers one call may carry. */
  readonly offersPerCall: number;
  /**
   * Orders that changed after the cursor, oldest first as far as the marketplace keeps order, with the next cursor. May tell the same
   * twice and out of order. Throws Throttled, or Unavailable when there is no answer.
   */
  pullOrders(
    config: Config,
    cursor: string,
  ): Promise<{
    readonly orders: readonly MarketOrder[];
    readonly malformed: readonly string[];
    readonly cursor: string;
  }>;
  /** Sets what is shown; the same again changes nothing. */
  pushOffers(config: Config, offers: readonly Offer[]): Promise<void>;
  /** Tells that we took an order, under our number. Repeatable. */
  acknowledge(config: Config, externalId: string, number: string): Promise<void>;
};
