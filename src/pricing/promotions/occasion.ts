/** Who asks, where and when: what promotions look at besides the basket. */
import type { Database } from '#base/db';
import { clock, type Instant } from '#base/time';
import { homeOf, traitsOfBuyer, type ChannelFacts } from '../facts.ts';
import { codeOf, openedBy, type Opened } from './codes.ts';
import type { Circumstances, Compiled } from './discount.ts';
import { shopTime } from './facts.ts';
import { leftOf, type Use } from './uses.ts';
import { promotionsInForce, type Limits } from './versions.ts';

export type Occasion = {
  /** The store it is sold in; only the till knows one. */
  readonly siteId?: string | null;
  /** What is known of the buyer: `group:…`, `segment:…`, `company:…`. Absent: what `customers` knows of the customer and the company. */
  readonly buyer?: readonly string[];
  /** The customer whose uses count against a limit by buyer; null: not known. */
  readonly customerId?: string | null;
  /** For whom the customer buys; null: for themselves. Absent: as they have chosen. */
  readonly companyId?: string | null;
  /** Codes as they were typed. */
  readonly codes?: readonly string[];
  /** Who asks shows prices alone: promotions of the basket are left out. */
  readonly pricesOnly?: boolean;
};

/** The promotions that are on, with the occasion. */
export type PromotedNow = {
  readonly compiled: Compiled;
  readonly now: Circumstances;
  /** Which code opened what; codes that open nothing are absent. */
  readonly opened: ReadonlyMap<string, Opened>;
  readonly limited: ReadonlyMap<string, Limits>;
};

/** Undefined where no promotion is on. `at`: a past or planned moment, with the promotions of then and limits as they stand. */
export async function promotedOn(
  database: Database,
  channel: ChannelFacts,
  occasion: Occasion,
  at?: Instant,
): Promise<PromotedNow | undefined> {
  const inForce = await promotionsInForce(database, at);
  if (!inForce) return undefined;
  const codes = (occasion.codes ?? []).map(codeOf).filter((code) => code !== undefined);
  const [opened, left, { timeZone }, traits] = await Promise.all([
    openedBy(database, codes),
    leftOf(database, inForce.limited, occasion.customerId ?? null),
    homeOf(database),
    traitsOfBuyer(database, occasion),
  ]);
  const moment = at ?? clock();
  const { compiled } = inForce;
  return {
    ...inForce,
    compiled: occasion.pricesOnly ? { ...compiled, ofBasket: [] } : compiled,
    opened,
    now: {
      channelId: channel.channelId,
      ownOnly: channel.level === 'isolated' || channel.level === 'bridged',
      siteId: occasion.siteId ?? null,
      currency: channel.currency,
      buyer: new Set(traits),
      at: moment,
      ...shopTime(moment, timeZone),
      coded: new Set([...opened.values()].map((one) => one.promotionId)),
      left,
    },
  };
}

/** The uses that an order takes: of limited promotions, and of codes with a number of uses. */
export function usesOf(
  { opened, limited }: PromotedNow,
  order: {
    readonly orderId: string;
    readonly customerId: string | null;
    readonly reductions: readonly { readonly promotionId: string; readonly minor: number }[];
  },
): Use[] {
  const codes = new Map([...opened].map(([code, one]) => [one.promotionId, { code, ...one }]));
  return order.reductions.flatMap(({ promotionId, minor }): Use[] => {
    const coded = codes.get(promotionId);
    if (!limited.has(promotionId) && !coded?.limited) return [];
    return [{ orderId: order.orderId, promotionId, code: coded?.code ?? null, buyer: order.customerId, minor }];
  });
}
