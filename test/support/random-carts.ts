/** Carts at random, with all that decides what they cost: lines, rates, price lists, promotions of every kind, codes, limits, currencies. */
import { minor } from '#base/money';
import { rate, type Rate } from '#base/rate';
import { instantOfMs, type Day, type Instant } from '#base/time';
import { taxClasses } from '#tax/model';
import type { Carried, ListPrice, PricedGood, PriceInput, PriceRules, Promotion } from '#pricing/model';
import type { Roll } from '../../src/simulate/roll.ts';

type Effect = Promotion['effect'];
type Selection = Promotion['of'];

export type RandomCart = {
  readonly input: PriceInput;
  /** Without what is carried of promotions: that is beside it. */
  readonly rules: Omit<PriceRules, 'promoted'>;
  readonly carried: Carried;
  readonly at: Instant;
};

const CHANNEL = 'chn_a';
const KINDS = ['kind:x', 'kind:y', 'kind:z'];
const from = '2026-01-01T00:00:00.000Z' as Instant;

const of = <T>(roll: Roll, items: readonly T[]): T => roll.pick(items) as T;
const some = (roll: Roll, items: readonly string[], percent: number): string[] =>
  items.filter(() => roll.chance(percent));
const selection = (roll: Roll): Selection => ({
  anyOf: roll.chance(40) ? [] : some(roll, KINDS, 50),
  noneOf: roll.chance(80) ? [] : ['kind:z'],
});
const anyRate = (roll: Roll): Rate => rate(roll.chance(30) ? roll.int(0, 1_000_000) : roll.int(1, 20) * 50_000);

function effectOf(roll: Roll, articles: number): Effect {
  const amount = (): number => roll.int(0, 20_000);
  switch (roll.int(0, 10)) {
    case 0:
      return { kind: 'price_percent', rate: anyRate(roll) };
    case 1:
      return { kind: 'price_less', minor: roll.int(1, 2_000) };
    case 2:
      return { kind: 'price_fixed', minor: amount() };
    case 3:
      return { kind: 'amount', minor: amount() };
    case 4:
      return { kind: 'percent', rate: anyRate(roll), capMinor: roll.chance(30) ? amount() : null };
    case 5: {
      const steps = [...new Set([roll.int(1, 5), roll.int(1, 9_000)])].toSorted((a, b) => a - b);
      return {
        kind: 'tiers',
        by: of(roll, ['units', 'value']),
        tiers: steps.map((at) => ({ from: at, rate: anyRate(roll) })),
      };
    }
    case 6:
    case 7: {
      const times = roll.chance(30) ? roll.int(1, 3) : null;
      const got = roll.chance(40) ? selection(roll) : null;
      return { kind: 'buy_get', buy: roll.int(1, 3), get: roll.int(1, 2), of: got, rate: anyRate(roll), times };
    }
    case 8: {
      const parts = Array.from({ length: roll.int(1, 3) }, () => ({ of: selection(roll), quantity: roll.int(1, 3) }));
      return { kind: 'bundle', parts, minor: amount() };
    }
    case 9:
      return { kind: 'gift', skuId: `s${roll.int(0, articles - 1)}`, quantity: roll.int(1, 2) };
    default:
      return { kind: 'delivery', rate: anyRate(roll) };
  }
}

function promotionOf(roll: Roll, i: number, articles: number, currency: string): Promotion {
  const ofPrice = (effect: Effect): boolean => effect.kind.startsWith('price_');
  const effect = effectOf(roll, articles);
  const plain = {
    ...{ promotionId: `prm_${i}`, version: 1, name: { fr: `P${i}`, en: `P${i}` }, effect, of: selection(roll) },
    ...{ currency: roll.chance(95) ? currency : 'USD', from, until: roll.chance(10) ? from : null },
    ...{ audience: { channelIds: roll.chance(10) ? ['chn_b'] : null, siteIds: null, buyers: null }, hours: null },
    ...{ coded: false, minimumMinor: 0, minimumUnits: 0, priority: roll.int(0, 3), stacks: 'all' as const, set: null },
  };
  if (ofPrice(effect)) return plain;
  return {
    ...plain,
    audience: {
      channelIds: plain.audience.channelIds,
      siteIds: roll.chance(10) ? ['sit_a'] : null,
      buyers: roll.chance(15) ? ['group:a'] : null,
    },
    hours: roll.chance(10) ? { days: [roll.int(1, 7)], from: roll.int(0, 700), until: roll.int(701, 1_439) } : null,
    coded: roll.chance(25),
    minimumMinor: roll.chance(30) ? roll.int(0, 10_000) : 0,
    minimumUnits: roll.chance(15) ? roll.int(0, 6) : 0,
    stacks: of(roll, ['all', 'all', 'line', 'basket'] as const),
    set: roll.chance(20) ? 'one' : null,
  };
}

function goodOf(roll: Roll, skuId: string): PricedGood {
  const listed = (channelId: string | null): ListPrice => ({
    ...{ listId: channelId ?? 'base', listCode: channelId ?? 'base', channelId, from },
    minor: minor(roll.chance(5) ? 0 : roll.int(1, 30_000)),
    compareAtMinor: roll.chance(20) ? minor(roll.int(1, 40_000)) : null,
  });
  const prices = [...(roll.chance(25) ? [listed(CHANNEL)] : []), ...(roll.chance(97) ? [listed(null)] : [])];
  const steps = prices.flatMap((one) => {
    return roll.chance(20) ? [{ ...one, minor: minor(roll.int(1, 30_000)), fromUnits: roll.int(2, 6) }] : [];
  });
  return {
    taxClass: of(roll, taxClasses),
    prices: [...prices, ...steps],
    traits: [`sku:${skuId}`, ...some(roll, KINDS, 40)],
  };
}

/** One cart; the same seed, the same cart. `lines` and `promotions`: how many at most. */
export function randomCart(roll: Roll, most: { readonly lines: number; readonly promotions: number }): RandomCart {
  const currency = of(roll, ['EUR', 'EUR', 'EUR', 'JPY', 'KWD', 'CHF']);
  const articles = Math.max(1, Math.ceil(most.lines * 0.8));
  const goods = new Map(Array.from({ length: articles }, (_, i) => [`s${i}`, goodOf(roll, `s${i}`)] as const));
  const lines = Array.from({ length: roll.int(1, most.lines) }, (_, i) => ({
    ...{ lineNo: i + 1, skuId: `s${roll.int(0, articles - 1)}` },
    quantity: roll.chance(3) ? roll.int(1, 9_999) : roll.int(1, 9),
  }));
  const promotions = Array.from({ length: roll.int(0, most.promotions) }, (_, i) =>
    promotionOf(roll, i, articles, currency),
  );
  const limited = promotions.filter((one) => !one.effect.kind.startsWith('price_') && roll.chance(20));
  const carried: Carried = {
    ...{ channelId: CHANNEL, siteId: roll.chance(70) ? 'sit_a' : null, ownOnly: roll.chance(5), currency },
    ...{ timeZone: 'Europe/Paris', promotions, buyer: roll.chance(40) ? ['group:a'] : [] },
    opened: promotions.flatMap(({ promotionId, coded }) =>
      coded && roll.chance(60) ? [{ code: promotionId.toUpperCase(), promotionId, limited: roll.chance(30) }] : [],
    ),
    left: limited.map(({ promotionId }) => ({
      ...{
        promotionId,
        uses: roll.chance(30) ? 0 : roll.chance(50) ? null : roll.int(1, 9),
        needsBuyer: roll.chance(10),
      },
      minor: roll.chance(50) ? null : roll.int(0, 5_000),
    })),
  };
  const delivery = { flatMinor: roll.int(0, 1_500), freeFromMinor: roll.chance(50) ? roll.int(0, 20_000) : null };
  return {
    input: { country: 'FR', day: '2026-03-05' as Day, lines, delivery: of(roll, ['none', 'flat'] as const) },
    rules: {
      channelId: CHANNEL,
      currency,
      level: of(roll, ['unified', 'unified', 'isolated'] as const),
      goods,
      delivery,
    },
    carried,
    at: instantOfMs(Date.parse(from) + roll.int(1, 300 * 86_400) * 1_000),
  };
}
