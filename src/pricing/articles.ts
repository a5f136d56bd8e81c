/** What articles cost at an instant, past, now or planned: in one list, or to a buyer on a channel. Found, sorted and paged by the database. */
import { empty, sql, type Database, type Db, type Sql } from '#base/db';
import { money, type Money } from '#base/money';
import type { Instant } from '#base/time';
import { foldText, skuFacts, skuKey, type Text } from '#catalog';
import type { ChannelFacts } from './facts.ts';
import { shownPrice } from './model.ts';
import { rulesFor } from './queries.ts';

export const articleSorts = ['sku', '-sku', 'amount', '-amount'] as const;
export type ArticleSort = (typeof articleSorts)[number];

export type ArticlePrice = {
  readonly skuId: string;
  readonly productId: string;
  readonly sku: string;
  readonly name: Text;
  readonly optionText: Text;
  readonly image: string;
  /** The list whose price counts for one unit. */
  readonly list: { readonly listId: string; readonly code: string; readonly name: string };
  readonly price: Money;
  readonly compareAt: Money | null;
  readonly from: Instant;
  readonly until: Instant | null;
  /** Steps by number of units in that list, at that instant. */
  readonly steps: number;
  /** What is asked after the promotions of prices of then; null: asked of a list, not of a channel. */
  readonly asked: Money | null;
};

/** Where: one list, or a channel with who buys there, by their traits. */
export type Where = { readonly listId: string } | { readonly channel: ChannelFacts; readonly buyer: readonly string[] };

export type ArticleQuery = {
  readonly q?: string | undefined;
  readonly sort: ArticleSort;
  /** Of the row before: its amount or SKU, and its id. */
  readonly after?: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
};

type Row = {
  readonly skuId: string;
  readonly key: string;
  readonly minor: number;
  readonly compareAtMinor: number | null;
  readonly currency: string;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly steps: number;
  readonly listId: string;
  readonly code: string;
  readonly name: string;
};

/** Articles that have a price there and then, with the price for one unit; the list is chosen as `choosePrice` does. */
export async function articlePrices(
  database: Database,
  where: Where,
  at: Instant,
  query: ArticleQuery,
): Promise<{ items: ArticlePrice[]; next: { key: string; id: string } | null }> {
  const rows = await rowsOf(database, where, at, query);
  const shown = rows.slice(0, query.limit);
  const skuIds = shown.map((row) => row.skuId);
  const facts = await skuFacts(database, skuIds);
  const rules =
    'channel' in where
      ? await rulesFor(database, where.channel.channelId, skuIds, at, { buyer: where.buyer })
      : undefined;
  const items = shown.flatMap((row): ArticlePrice[] => {
    const article = facts.get(row.skuId);
    if (!article) return [];
    const { productId, sku, name, optionText, image } = article;
    const { minor, compareAtMinor, currency, from, until, steps } = row;
    return [
      {
        ...{ skuId: row.skuId, productId, sku, name, optionText, image, from, until, steps },
        list: { listId: row.listId, code: row.code, name: row.name },
        price: money(minor, currency),
        compareAt: compareAtMinor === null ? null : money(compareAtMinor, currency),
        asked: rules ? (shownPrice(rules, rules.goods.get(row.skuId))?.price ?? null) : null,
      },
    ];
  });
  const last = shown.at(-1);
  return { items, next: rows.length > query.limit && last ? { key: last.key, id: last.skuId } : null };
}

/** The most specific list first: a company's, a group's, a channel's, the base; then priority, then the cheaper price (`choose.ts`). */
function rowsOf(db: Db, where: Where, at: Instant, query: ArticleQuery): Promise<Row[]> {
  return db.query<Row>(sql`
    SELECT sku_id AS "skuId", ${byAmount(query.sort) ? sql`minor::text` : sql`sku_key`} AS key, minor, compare_at_minor AS "compareAtMinor", currency,
      valid_from AS "from", valid_to AS until, list_id AS "listId", code, name,
      (SELECT count(*)::int FROM pricing.listed s WHERE s.sku_id = one.sku_id AND s.list_id = one.list_id AND s.from_units > 1 AND (
        SELECT minor FROM pricing.price p WHERE p.sku_id = s.sku_id AND p.list_id = s.list_id AND p.from_units = s.from_units
          AND valid_from <= ${at}::timestamptz AND (valid_to IS NULL OR valid_to > ${at}::timestamptz)
        ORDER BY valid_from DESC, seq DESC LIMIT 1) IS NOT NULL) AS steps
    FROM (
      SELECT DISTINCT ON (s.sku_id) s.sku_id, v.sku_key, l.list_id, l.code, l.name, l.currency, p.minor, p.compare_at_minor, p.valid_from, p.valid_to
      FROM pricing.listed s JOIN pricing.price_list l USING (list_id) JOIN catalog.variant v ON v.sku_id = s.sku_id
      CROSS JOIN LATERAL (
        SELECT minor, compare_at_minor, valid_from, valid_to FROM pricing.price p
        WHERE p.sku_id = s.sku_id AND p.list_id = s.list_id AND p.from_units = 1 AND valid_from <= ${at}::timestamptz
          AND (valid_to IS NULL OR valid_to > ${at}::timestamptz)
        ORDER BY valid_from DESC, seq DESC LIMIT 1) p
      WHERE s.from_units = 1 AND p.minor IS NOT NULL AND ${heard(where)} ${found(query.q)}
      ORDER BY s.sku_id, (CASE WHEN l.company_id IS NOT NULL THEN 4 WHEN l.group_id IS NOT NULL THEN 2 ELSE 0 END
        + (l.channel_id IS NOT NULL)::int) DESC, l.priority, p.minor, l.code) one
    ${pageOf(query)}`);
}

const byAmount = (sort: ArticleSort): boolean => sort === 'amount' || sort === '-amount';

function heard(where: Where): Sql {
  if ('listId' in where) return sql`l.list_id = ${where.listId}`;
  const { channel, buyer } = where;
  return sql`l.currency = ${channel.currency} AND (l.channel_id = ${channel.channelId} OR (l.channel_id IS NULL AND ${channel.level !== 'isolated'}::boolean))
    AND (l.company_id IS NULL OR 'company:' || l.company_id = ANY(${buyer}::text[])) AND (l.group_id IS NULL OR 'group:' || l.group_id = ANY(${buyer}::text[]))`;
}

function found(q: string | undefined): Sql {
  const words = foldText(q ?? '').trim();
  if (words === '') return empty;
  const like = `%${words.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
  return sql`AND (v.sku_key LIKE ${`%${skuKey(q ?? '').replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`} OR v.product_id IN (
    SELECT product_id FROM catalog.product WHERE (sort_fr || ' ' || sort_en || ' ' || handle) LIKE ${like}))`;
}

function pageOf({ sort, after, limit }: ArticleQuery): Sql {
  const key = after?.key ?? null;
  const id = after?.id ?? '';
  switch (sort) {
    case 'sku':
      return sql`WHERE ${key}::text IS NULL OR (sku_key, sku_id) > (${key}, ${id}) ORDER BY sku_key, sku_id LIMIT ${limit + 1}`;
    case '-sku':
      return sql`WHERE ${key}::text IS NULL OR (sku_key, sku_id) < (${key}, ${id}) ORDER BY sku_key DESC, sku_id DESC LIMIT ${limit + 1}`;
    case 'amount':
      return sql`WHERE ${key}::bigint IS NULL OR (minor, sku_id) > (${key}::bigint, ${id}) ORDER BY minor, sku_id LIMIT ${limit + 1}`;
    case '-amount':
      return sql`WHERE ${key}::bigint IS NULL OR (minor, sku_id) < (${key}::bigint, ${id}) ORDER BY minor DESC, sku_id DESC LIMIT ${limit + 1}`;
  }
}
