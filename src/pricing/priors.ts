/** Prior prices out of the history of lists and promotions, for articles that are reduced now. */
import { createCache, type Cache } from '#base/cache';
import { perDatabase, sql, type Database } from '#base/db';
import type { Minor } from '#base/money';
import { clock, type Instant } from '#base/time';
import { channelFacts, type ChannelFacts } from './facts.ts';
import { choosePrice, type ListPrice, type PricedGood, type Promoted } from './model.ts';
import { priorPrice, type Asked } from './prior.ts';
import { compile, type Compiled } from './promotions/compile.ts';
import { reducedPrice, type Circumstances } from './promotions/discount.ts';
import { traitsOf } from './promotions/facts.ts';
import { versionsOfPrices, type PromotionVersion } from './promotions/versions.ts';

/** Newest rows of an article that are looked at: enough for a price that changes every day for half a year. */
const MAX_ROWS = 200;

type Row = {
  readonly skuId: string;
  readonly listCode: string;
  readonly listId: string;
  readonly channelId: string | null;
  readonly from: Instant;
  readonly to: Instant | null;
  readonly minor: Minor | null;
  readonly compareAtMinor: Minor | null;
};

const rowsOf = (database: Database, channel: ChannelFacts, skuIds: readonly string[]): Promise<Row[]> =>
  database.query<Row>(sql`
    SELECT p.* FROM unnest(${[...skuIds]}::text[]) AS w(sku_id)
    CROSS JOIN LATERAL (
      SELECT p.sku_id AS "skuId", l.list_id AS "listId", l.code AS "listCode", l.channel_id AS "channelId", p.valid_from AS "from",
        p.valid_to AS "to", p.minor, p.compare_at_minor AS "compareAtMinor"
      FROM pricing.price p JOIN pricing.price_list l USING (list_id)
      WHERE p.sku_id = w.sku_id AND p.from_units = 1 AND l.group_id IS NULL AND l.company_id IS NULL AND l.currency = ${channel.currency} AND (l.channel_id IS NULL OR l.channel_id = ${channel.channelId})
      ORDER BY p.valid_from DESC, p.seq DESC LIMIT ${MAX_ROWS}) p`);

/** The list price in force at a moment: of rows, the newest first, the first of each list that holds then. */
function listedAt(rows: readonly Row[], at: Instant): ListPrice[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    if (row.from > at || (row.to !== null && row.to <= at) || found.has(row.listId)) continue;
    found.set(row.listId, row);
  }
  return [...found.values()].flatMap(({ minor, ...row }) => (minor === null ? [] : [{ ...row, minor }]));
}

/** What one article was asked for over time, with every promotion of prices as it then was. */
function askedOf(
  channel: ChannelFacts,
  rows: readonly Row[],
  versions: readonly PromotionVersion[],
  traits: readonly string[],
  circumstances: Omit<Circumstances, 'at'>,
): Asked[] {
  const moments = new Set<Instant>();
  for (const { from, to } of rows) for (const at of [from, to]) if (at !== null) moments.add(at);
  for (const { madeAt, rule } of versions)
    for (const at of [madeAt, rule.from, rule.until]) if (at !== null) moments.add(at);
  return [...moments].map((at): Asked => {
    const listed = choosePrice(channel, listedAt(rows, at));
    if (!listed) return { from: at, minor: null, reduced: false };
    const { minor } = reducedPrice(compiledAt(versions, at), { ...circumstances, at }, traits, listed.minor);
    return { from: at, minor, reduced: minor < listed.minor || listed.compareAtMinor !== null };
  });
}

/** Versions come the newest first. */
function compiledAt(versions: readonly PromotionVersion[], at: Instant): Compiled {
  const seen = new Set<string>();
  const on = versions.filter((one) => {
    if (one.madeAt > at || seen.has(one.promotionId)) return false;
    seen.add(one.promotionId);
    return one.state === 'on';
  });
  return compile(on.map(({ promotionId, version, rule }) => ({ promotionId, version, ...rule })));
}

const MAX_KEPT = 50_000;

/** By channel, article and what reduces it: `chn_… sku_… why`. Null: it has no prior price. */
const kept: (database: Database) => Cache<number | null> = perDatabase((database) =>
  createCache({ max: MAX_KEPT, load: (keys) => readPriors(database, keys) }),
);

/** Drops what is kept: prices or promotions changed. */
export const forgetPriors = (database: Database): void => kept(database).forgetAll();

/**
 * The goods with their prior prices, where they are reduced now. An article not reduced stays as it is; one that was not on sale
 * in those 30 days has none.
 */
export async function withPriors(
  database: Database,
  channel: ChannelFacts,
  goods: ReadonlyMap<string, PricedGood>,
  promoted: Promoted | undefined,
): Promise<ReadonlyMap<string, PricedGood>> {
  const keys = new Map<string, string>();
  for (const [skuId, good] of goods) {
    const why = whyReduced(channel, good, promoted);
    if (why !== undefined) keys.set(skuId, `${channel.channelId} ${skuId} ${why}`);
  }
  if (keys.size === 0) return goods;
  const priors = await kept(database).getMany([...keys.values()]);
  const known = new Map(goods);
  for (const [skuId, key] of keys) {
    const good = goods.get(skuId);
    const prior = priors.get(key);
    if (good && typeof prior === 'number') known.set(skuId, { ...good, priorMinor: prior });
  }
  return known;
}

/** What reduces a good now: its list, promotions; undefined where nothing does. As long as it is the same, so is the prior price. */
function whyReduced(channel: ChannelFacts, good: PricedGood, promoted: Promoted | undefined): string | undefined {
  const chosen = choosePrice(channel, good.prices);
  // A negotiated price was never asked of everybody: it has no prior one.
  if (!chosen || chosen.buyer !== undefined) return undefined;
  const steps = promoted?.compiled.ofPrice.length
    ? reducedPrice(promoted.compiled, promoted.now, good.traits ?? [], chosen.minor).steps.filter(
        (step) => !step.passedOver,
      )
    : [];
  if (steps.length === 0 && chosen.compareAtMinor === null) return undefined;
  return [chosen.listId, chosen.from, ...steps.map((step) => step.promotionId)].join('+');
}

async function readPriors(database: Database, keys: readonly string[]): Promise<Map<string, number | null>> {
  const wanted = keys.map((key) => {
    const [channelId = '', skuId = ''] = key.split(' ');
    return { key, channelId, skuId };
  });
  const found = new Map<string, number | null>();
  for (const [channelId, mine] of Map.groupBy(wanted, (one) => one.channelId)) {
    const skuIds = [...new Set(mine.map((one) => one.skuId))];
    const priors = await priorsOn(database, await channelFacts(database, channelId), skuIds);
    for (const { key, skuId } of mine) found.set(key, priors.get(skuId) ?? null);
  }
  return found;
}

/** An article is chosen by its traits of today, also in the past. */
async function priorsOn(
  database: Database,
  channel: ChannelFacts,
  skuIds: readonly string[],
): Promise<Map<string, number>> {
  const [rows, versions, traits] = await Promise.all([
    rowsOf(database, channel, skuIds),
    versionsOfPrices(database),
    traitsOf(database, skuIds),
  ]);
  const { channelId, currency, level } = channel;
  const ownOnly = level === 'isolated' || level === 'bridged';
  const nobody = { siteId: null, buyer: new Set<string>(), weekday: 1, minute: 0, coded: new Set<string>() };
  const circumstances = { channelId, currency, ownOnly, left: new Map(), ...nobody };
  const bySku = Map.groupBy(rows, (row) => row.skuId);
  const found = new Map<string, number>();
  for (const skuId of skuIds) {
    const asked = askedOf(channel, bySku.get(skuId) ?? [], versions, traits.get(skuId) ?? [], circumstances);
    const prior = priorPrice(asked, clock());
    if (prior !== undefined) found.set(skuId, prior);
  }
  return found;
}
