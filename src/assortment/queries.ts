import type { Database } from '#base/db';
import type { Instant } from '#base/time';
import { refuse } from '#base/refusal';
import { channelsOf, type ChannelFacts } from '#channels';
import { availabilityOf } from '#inventory';
import { productIdsAfter, type Text } from '#catalog';
import { advise, type Advice } from './advise.ts';
import { factsOf, type Known } from './facts.ts';
import { decide, judge, type Condition, type Decision } from './model.ts';
import { exceptionsOf, rulesOf } from './rules.ts';

async function one(db: Database, productId: string, channels: readonly ChannelFacts[], at: Instant): Promise<Known> {
  const known = (await factsOf(db, db, [productId], channels, at)).get(productId);
  return known ?? refuse('catalog.product_unknown', { detail: productId });
}

export type Explained = Decision & {
  readonly channelId: string;
  readonly offered: boolean;
  readonly version: number | null;
};

/** Why a product is, or is not, offered on each channel. Refuses `catalog.product_unknown`. */
export async function explainPublication(db: Database, productId: string, at: Instant): Promise<Explained[]> {
  const channels = await channelsOf(db);
  const [known, rules, exceptions] = await Promise.all([
    one(db, productId, channels, at),
    rulesOf(db),
    exceptionsOf(db, [productId]),
  ]);
  return channels.flatMap(({ channelId }) => {
    const facts = known.on.get(channelId);
    const rule = rules.find((one) => one.channelId === channelId);
    if (!facts) return [];
    const decision = decide(rule, exceptions.get(`${productId}|${channelId}`), facts, at);
    return [
      { ...decision, channelId, offered: known.product.channels.includes(channelId), version: rule?.version ?? null },
    ];
  });
}

/** Which channel suits a product, the best first, and why. Refuses `catalog.product_unknown`. */
export async function adviceFor(
  db: Database,
  productId: string,
  at: Instant,
): Promise<(Advice & { readonly channelId: string })[]> {
  const channels = await channelsOf(db);
  const { product, basics, on } = await one(db, productId, channels, at);
  const stock = await availabilityOf(db, basics.activeSkuIds);
  const active = product.variants.filter((variant) => variant.status === 'active');
  const grams = active.flatMap((variant) => variant.weightG ?? []);
  const freeFor = (channel: ChannelFacts): number =>
    [...stock.values()]
      .flatMap((availability) => availability.places)
      .filter((place) => place.kind === 'sellable' && (channel.siteId === null || place.siteId === channel.siteId))
      .reduce((sum, place) => sum + Math.max(0, place.free), 0);
  return channels
    .flatMap((channel) => {
      const facts = on.get(channel.channelId);
      if (!facts) return [];
      const advice = advise(channel.kind, {
        onSale: product.status === 'active',
        completeness: facts.completeness,
        pictures: facts.pictures,
        prices: facts.prices,
        articles: active.length,
        withGtin: active.filter((variant) => variant.gtin !== null).length,
        stock: freeFor(channel),
        grams: grams.length === 0 ? null : Math.max(...grams),
      });
      return [{ channelId: channel.channelId, ...advice }];
    })
    .toSorted((a, b) => rank[a.verdict] - rank[b.verdict] || b.score - a.score);
}

const rank = { suits: 0, possible: 1, not_yet: 2 } as const;
const SHOWN = 100;

export type NamedProduct = { readonly productId: string; readonly name: Text };

/** What a condition would change on a channel, without changing anything: how many products match, which would come and go (100 each). */
export async function previewRule(
  db: Database,
  channelId: string,
  when: Condition,
  at: Instant,
): Promise<{ matching: number; coming: number; going: number; comes: NamedProduct[]; goes: NamedProduct[] }> {
  const channels = (await channelsOf(db)).filter((channel) => channel.channelId === channelId);
  if (channels.length === 0) refuse('catalog.channel_unknown', { detail: channelId });
  let matching = 0;
  const comes: NamedProduct[] = [];
  const goes: NamedProduct[] = [];
  for (let after = ''; ;) {
    const ids = await productIdsAfter(db, after, 500);
    for (const [id, { product, on }] of await factsOf(db, db, ids, channels, at)) {
      const facts = on.get(channelId);
      const fits = facts !== undefined && judge(when, facts).matches;
      const there = product.channels.includes(channelId);
      if (fits) matching++;
      if (fits !== there) (fits ? comes : goes).push({ productId: id, name: product.name });
    }
    after = ids.at(-1) ?? after;
    if (ids.length < 500) break;
  }
  return {
    matching,
    coming: comes.length,
    going: goes.length,
    comes: comes.slice(0, SHOWN),
    goes: goes.slice(0, SHOWN),
  };
}
