/** Who asks, where and when: what promotions look at besides the basket. */
import type { Database } from '#base/db';
import { clock, type Instant } from '#base/time';
import { channelFacts, homeOf, traitsOfBuyer, type ChannelFacts } from '../facts.ts';
import type { Carried } from './carried.ts';
import { codeOf, openedBy, type Opened } from './codes.ts';
import type { Compiled } from './compile.ts';
import type { Circumstances } from './discount.ts';
import type { Promotion } from './model.ts';
import { shopTime } from './shop-time.ts';
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
    traitsOfBuyer(database, occasion, at),
  ]);
  const moment = at ?? clock();
  return {
    ...inForce,
    opened,
    now: {
      channelId: channel.channelId,
      ownOnly: keepsOwn(channel),
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

const keepsOwn = ({ level }: ChannelFacts): boolean => level === 'isolated' || level === 'bridged';

/**
 * The same to be taken along by a till, for `promotedFrom`: what holds there now or later, with the versions of now. Refuses
 * `pricing.unknown_channel`.
 */
export async function promotionsToCarry(database: Database, channelId: string, occasion: Occasion): Promise<Carried> {
  const [channel, inForce, { timeZone }] = await Promise.all([
    channelFacts(database, channelId),
    promotionsInForce(database),
    homeOf(database),
  ]);
  const { siteId = null, customerId = null, buyer = [] } = occasion;
  const codes = (occasion.codes ?? []).map(codeOf).filter((code) => code !== undefined);
  const facts = { channelId, siteId, ownOnly: keepsOwn(channel), currency: channel.currency, timeZone, buyer };
  if (!inForce) return { ...facts, promotions: [], opened: [], left: [] };
  const now = clock();
  const promotions = [...inForce.compiled.ofPrice, ...inForce.compiled.ofBasket]
    .map((rule) => rule.promotion)
    .filter((one) => mayHold(one, facts, now));
  const here = new Set(promotions.map((one) => one.promotionId));
  const limited = new Map([...inForce.limited].filter(([promotionId]) => here.has(promotionId)));
  const [opened, left] = await Promise.all([openedBy(database, codes), leftOf(database, limited, customerId)]);
  return {
    ...facts,
    promotions,
    opened: [...opened].flatMap(([code, one]) => (here.has(one.promotionId) ? [{ code, ...one }] : [])),
    left: [...left].map(([promotionId, { uses, minor, needsBuyer = false }]) => ({
      ...{ promotionId, minor, needsBuyer },
      uses: Number.isFinite(uses) ? uses : null,
    })),
  };
}

/** Whether a promotion could hold at this counter at all, now or later. */
function mayHold(
  { audience, currency, until }: Promotion,
  here: Pick<Carried, 'channelId' | 'siteId' | 'ownOnly' | 'currency'>,
  now: Instant,
): boolean {
  const ofChannel = audience.channelIds === null ? !here.ownOnly : audience.channelIds.includes(here.channelId);
  const ofSite = audience.siteIds === null || (here.siteId !== null && audience.siteIds.includes(here.siteId));
  return ofChannel && ofSite && currency === here.currency && (until === null || until > now);
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
