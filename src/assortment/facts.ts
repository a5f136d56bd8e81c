/** Facts of products on channels, read fresh: what rules and advice are decided by. */
import type { Database, Db } from '#base/db';
import type { Instant } from '#base/time';
import { definitionsOf, percentOn, rangeFacts, completenessFrom, saidOn, type RangeFacts } from '#catalog';
import { channelsOf, type ChannelFacts } from '#channels';
import { settings } from '#org';
import { rulesFor, shownPrice } from '#pricing';
import type { ProductFacts } from './model.ts';

export type Known = RangeFacts & {
  /** By channel. */
  readonly on: ReadonlyMap<string, ProductFacts & { readonly prices: readonly number[] }>;
};

/** Facts of these products on these channels. `db`: the transaction, when one is open; prices are those of committed rows at `at`. */
export async function factsOf(
  database: Database,
  db: Db,
  productIds: readonly string[],
  channels: readonly ChannelFacts[],
  at: Instant,
): Promise<Map<string, Known>> {
  const [definitions, all, { languages }] = await Promise.all([
    definitionsOf(database),
    channelsOf(database),
    settings(database),
  ]);
  const ranges = await rangeFacts(db, productIds);
  const skuIds = [...ranges.values()].flatMap(({ basics }) => basics.activeSkuIds);
  const prices = new Map<string, Map<string, number>>();
  for (const { channelId } of channels) prices.set(channelId, await pricesOn(database, channelId, skuIds, at));
  const channelIds = all.map((channel) => channel.channelId);
  return new Map(
    [...ranges].map(([id, range]) => {
      const lines = completenessFrom(range.content, range.basics, definitions, channelIds, languages);
      const on = channels.map(({ channelId }) => {
        const priced = range.basics.activeSkuIds.flatMap((skuId) => prices.get(channelId)?.get(skuId) ?? []);
        const facts = {
          categoryIds: range.categoryIds,
          brand: range.product.brand,
          family: range.content.family,
          tags: range.product.tags,
          attributes: saidOn(range.content, definitions, channelId),
          completeness: percentOn(lines, channelId),
          enrichment: range.content.enrichment,
          priced: priced.length > 0,
          pictures: range.basics.pictures,
          prices: priced,
        };
        return [channelId, facts] as const;
      });
      return [id, { ...range, on: new Map(on) }];
    }),
  );
}

/** What each SKU costs on a channel, in minor units; a SKU without a price is absent. */
async function pricesOn(
  database: Database,
  channelId: string,
  skuIds: readonly string[],
  at: Instant,
): Promise<Map<string, number>> {
  const rules = await rulesFor(database, channelId, skuIds, at);
  return new Map(
    [...rules.goods].flatMap(([skuId, good]) => {
      const shown = shownPrice(rules, good);
      return shown ? [[skuId, shown.price.minor] as const] : [];
    }),
  );
}
