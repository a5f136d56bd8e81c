/** One batch of a file in one transaction: products, then prices, then stock. At most 500 rows. */
import { sha256 } from '#base/canonical';
import { sql, type Db, type Tx } from '#base/db';
import { money, toDecimal } from '#base/money';
import {
  applyProducts,
  ensureCategories,
  lockContent,
  pathHandle,
  planProducts,
  type Applied,
  type CategoryNames,
  type ContentProblem,
  type ProductDraft,
} from '#catalog';
import {
  excerpt,
  type FileProduct,
  type Format,
  type ImportDiff,
  type RowProblem,
  type UnreadColumn,
  type VariantRow,
} from './model.ts';
import { readForeign, unreadOf } from './foreign-values.ts';
import { isSuspicious } from '#pricing/model';
import { wayKey } from './ways.ts';
import type { World } from './world.ts';

export type BatchInput = {
  readonly products: readonly FileProduct[];
  readonly world: World;
  readonly importId: string;
  /** Where stock without a named site lies; null: the file has none. */
  readonly siteId: string | null;
  /** Into which family products go that are in none; null: none. */
  readonly family: string | null;
  /** Whether prices far below those in force are taken too. */
  readonly lowPrices: boolean;
  readonly format: Format;
  /** Category ids by their ways, from the tree and from batches before. */
  readonly shelves: Map<string, string>;
};

export type BatchResult = {
  created: number;
  updated: number;
  unchanged: number;
  variants: number;
  prices: number;
  stock: number;
  readonly refused: RowProblem[];
  readonly warnings: RowProblem[];
  readonly diff: ImportDiff[];
  /** By column. */
  readonly unread: ReadonlyMap<string, UnreadColumn>;
};

type Figures = { priceMinor: number | null; compareAtMinor: number | null; stock: Readonly<Record<string, number>> };
type Line = {
  readonly skuId: string;
  readonly sku: string;
  before?: Figures;
  readonly made: boolean;
  readonly row: number;
  readonly figures: Figures;
  readonly product: number;
};
type News = {
  readonly prices: Line[];
  readonly counts: { line: Line; siteId: string; quantity: number }[];
  readonly lines: Line[];
};

/** Writes a batch. Refusals of single rows come back in the result; the transaction fails only for reasons of the whole. */
export async function applyBatch(tx: Tx, given: BatchInput): Promise<BatchResult> {
  const { world } = given;
  const input = { ...given, products: await readForeign(tx, given) };
  await lockContent(
    tx,
    input.products.map(({ draft, variants }) => ({ ...draft, variants })),
  );
  const missing = [...waysOf(input.products)].filter(([key]) => !input.shelves.has(key));
  const made =
    missing.length > 0
      ? await ensureCategories(
          tx,
          missing.map(([, way]) => way),
        )
      : new Map<string, string>();
  const fresh = new Map(missing.map(([key, way]) => [key, made.get(pathHandle(way)) ?? '']));
  // Remembered only once they are committed: a batch that fails takes its new categories with it.
  tx.afterCommit(() => fresh.forEach((id, key) => input.shelves.set(key, id)));
  const shelf = (key: string): string | undefined => input.shelves.get(key) ?? fresh.get(key);
  const applied = await applyProducts(tx, draftsOf(input, shelf), applyOptions(world));
  const result = resultOf(input, applied);
  const news = await withoutLow(tx, input, await newsOf(tx, input, applied), result);
  tellNews(result, news, input);
  if (news.prices.length > 0)
    await world.setPrices(
      tx,
      news.prices.flatMap(({ skuId, figures }) =>
        figures.priceMinor === null
          ? []
          : [{ skuId, minor: figures.priceMinor, compareAtMinor: figures.compareAtMinor }],
      ),
    );
  const counts = news.counts.map(({ line, siteId, quantity }) => ({
    skuId: line.skuId,
    siteId,
    quantity,
    made: line.made,
  }));
  const tooLow = counts.length > 0 ? await world.countStock(tx, counts, input.importId) : new Set<string>();
  for (const { line, quantity } of news.counts)
    if (tooLow.has(line.skuId))
      result.warnings.push({ row: line.row, field: 'stock', rule: 'below_promised', value: String(quantity) });
  await remember(
    tx,
    news.lines.filter((line) => !tooLow.has(line.skuId)),
  );
  result.prices = news.prices.length;
  result.stock = counts.length - tooLow.size;
  return result;
}

/** The same without writing. */
export async function planBatch(db: Db, given: BatchInput): Promise<BatchResult> {
  const input = { ...given, products: await readForeign(db, given) };
  const shelf = (key: string): string => input.shelves.get(key) ?? `new:${key.replaceAll('\u001f', ' > ')}`;
  const applied = await planProducts(db, draftsOf(input, shelf), applyOptions(input.world));
  const result = resultOf(input, applied);
  const news = await withoutLow(db, input, await newsOf(db, input, applied), result);
  tellNews(result, news, input);
  result.prices = news.prices.length;
  result.stock = news.counts.length;
  return result;
}

const applyOptions = ({ channelIds, rules }: World) => ({
  channelIds,
  knownChannelIds: rules.channels.map((channel) => channel.channelId),
});

function waysOf(products: readonly FileProduct[]): Map<string, CategoryNames> {
  const ways = new Map<string, CategoryNames>();
  for (const product of products) for (const way of product.categories) ways.set(wayKey(way), way);
  return ways;
}

function draftsOf(input: BatchInput, shelf: (handle: string) => string | undefined): ProductDraft[] {
  return input.products.map((product): ProductDraft => {
    const categoryIds = product.categories.flatMap((way) => shelf(wayKey(way)) ?? []);
    const variants = product.variants.map(
      ({ row: _row, priceMinor: _p, compareAtMinor: _c, stock: _s, cells: _cells, parts: _parts, ...variant }) =>
        variant,
    );
    return {
      ...product.draft,
      variants,
      ...(product.categoriesStated ? { categoryIds } : { categoryIdsIfNew: categoryIds }),
      sourceHash: hashOfProduct(product, input),
    };
  });
}

/**
 * Everything the file says of a product, in the order in which the reader builds it; row numbers are not part of it. A file that was
 * read without its low prices is read anew once they are agreed to.
 */
function hashOfProduct(product: FileProduct, { siteId, lowPrices }: BatchInput): string {
  const variants = product.variants.map(({ row: _row, cells: _cells, parts: _parts, ...variant }) => variant);
  return sha256(
    JSON.stringify([1, siteId, product.draft, product.categories, variants, ...(lowPrices ? ['low'] : [])]),
  );
}

function resultOf(input: BatchInput, applied: readonly Applied[]): BatchResult {
  const result: BatchResult = {
    created: 0,
    updated: 0,
    unchanged: 0,
    variants: 0,
    prices: 0,
    stock: 0,
    refused: [],
    warnings: [],
    diff: [],
    unread: unreadOf(input.products, input.format),
  };
  applied.forEach(({ plan, conflicts, problems }, i) => {
    const product = input.products[i];
    if (!product) return;
    if (problems.length > 0) {
      result.refused.push(...problems.flatMap((problem) => rowsOf(problem, product)));
      return;
    }
    if (plan.skus.length > 0 || conflicts.length === 0) result[plan.kind]++;
    result.variants += product.variants.length - conflicts.length;
    for (const { index, sku } of conflicts)
      result.refused.push({
        row: product.variants[index]?.row ?? product.firstRow,
        field: 'SKU',
        rule: 'sku_taken',
        value: excerpt(sku),
      });
    if (plan.kind === 'unchanged') return;
    const fields = plan.changes.flatMap(({ field, from, to }) => {
      const [before, after] = field.endsWith('attributes') ? onlyNews(from, to) : [from, to];
      return before === undefined ? [] : [{ field, from: excerpt(before ?? ''), to: excerpt(after ?? '') }];
    });
    result.diff.push({
      handle: product.handle,
      change: plan.kind,
      fields: plan.kind === 'created' ? [{ field: 'name', from: '', to: product.draft.name.fr }] : fields,
    });
  });
  return result;
}

/** A product that its values keep out: the row is told; a family that is gone keeps out all of them. */
function rowsOf({ variant, index, rule }: ContentProblem, product: FileProduct): RowProblem[] {
  const cells = variant === null ? product.cells : product.variants[variant]?.cells;
  const cell = cells?.[index];
  if (cell) return [{ ...cell, value: excerpt(cell.value), rule: notOfFamily.test(rule) ? 'not_of_family' : rule }];
  return [
    { row: product.firstRow, field: 'family', rule: 'unknown_family', value: product.draft.content?.family ?? '' },
  ];
}
const notOfFamily = /family/;

/** Of kept columns those that changed, without figures that are told as prices. */
function onlyNews(from: unknown, to: unknown): [unknown, unknown] {
  const [before, after] = [{ ...(from as Record<string, string>) }, { ...(to as Record<string, string>) }];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (before[name] !== after[name] && !/^Variant (Price|Compare At Price)$/.test(name)) continue;
    delete before[name];
    delete after[name];
  }
  const none = Object.keys(before).length === 0 && Object.keys(after).length === 0;
  return none ? [undefined, undefined] : [before, after];
}

/** Prices and counts as lines of the diff, so that a dry run tells them too. */
function tellNews(result: BatchResult, news: News, input: BatchInput): void {
  const byHandle = new Map(result.diff.map((diff) => [diff.handle, diff]));
  const add = (line: Line, field: string, from: string, to: string): void => {
    const handle = input.products[line.product]?.handle ?? '';
    const diff = byHandle.get(handle) ?? { handle, change: 'updated' as const, fields: [] };
    if (diff.change === 'created') return;
    const next = { ...diff, fields: [...diff.fields, { field, from, to }] };
    byHandle.set(handle, next);
    const at = result.diff.findIndex((one) => one.handle === handle);
    if (at < 0) result.diff.push(next);
    else result.diff[at] = next;
  };
  const { currency } = input.world;
  const amount = (minor: number | null | undefined): string => (minor == null ? '' : toDecimal(money(minor, currency)));
  for (const line of news.prices)
    add(line, `price ${line.sku}`, amount(line.before?.priceMinor), amount(line.figures.priceMinor));
  for (const { line, siteId, quantity } of news.counts)
    add(line, `stock ${line.sku}`, String(line.before?.stock[siteId] ?? ''), String(quantity));
}

/** Which prices and counts say something new: of new SKUs all, of others what differs from the last file. */
async function newsOf(db: Db, input: BatchInput, applied: readonly Applied[]): Promise<News> {
  const lines = applied.flatMap(({ plan, conflicts }, product) => {
    const left = new Set(conflicts.map((c) => c.index));
    const rows = (input.products[product]?.variants ?? []).filter((_, i) => !left.has(i));
    return plan.skus.flatMap(({ skuId, sku, made }, i): Line[] => {
      const row = rows[i];
      return row ? [{ skuId, sku, made, row: row.row, figures: figuresOf(row, input), product }] : [];
    });
  });
  const old = lines.filter((line) => !line.made).map((line) => line.skuId);
  const known = new Map<string, Figures>();
  if (old.length > 0) {
    const rows = await db.query<Figures & { skuId: string }>(sql`
      SELECT sku_id AS "skuId", price_minor AS "priceMinor", compare_at_minor AS "compareAtMinor", stock
      FROM imports.figure WHERE sku_id = ANY(${old}::text[])`);
    for (const { skuId, ...figures } of rows) known.set(skuId, figures);
    const unheard = old.filter((skuId) => !known.has(skuId));
    for (const [skuId, figures] of await figuresInForce(db, unheard, input.world)) known.set(skuId, figures);
  }
  const news: News = { prices: [], counts: [], lines: [] };
  for (const line of lines) {
    const before = known.get(line.skuId);
    if (before) line.before = before;
    const { figures } = line;
    // A row without a price says nothing of it.
    const said = figures.priceMinor === null && before ? { ...figures, ...pricesOf(before) } : figures;
    const price =
      said.priceMinor !== null &&
      (before?.priceMinor !== said.priceMinor || before.compareAtMinor !== said.compareAtMinor);
    const counts = Object.entries(figures.stock).filter(([siteId, quantity]) => before?.stock[siteId] !== quantity);
    if (price) news.prices.push(line);
    for (const [siteId, quantity] of counts) news.counts.push({ line, siteId, quantity });
    if (price || counts.length > 0)
      news.lines.push({ ...line, figures: { ...said, stock: { ...before?.stock, ...figures.stock } } });
  }
  return news;
}

/**
 * A price far below the one in force is what a slip of the hand or a hand of bad will would write: unless another person has agreed to
 * this file, it stays as it is, the row is told, and what the file said of it counts as not heard.
 */
async function withoutLow(db: Db, input: BatchInput, news: News, result: BatchResult): Promise<News> {
  const changed = news.prices.filter((line) => !line.made);
  if (input.lowPrices || changed.length === 0) return news;
  const inForce = await input.world.pricesOf(
    db,
    changed.map((line) => line.skuId),
  );
  const low = new Set<string>();
  for (const { skuId, row, figures } of changed) {
    const now = inForce.get(skuId)?.minor;
    const minor = figures.priceMinor;
    if (now == null || minor === null || minor === now || !isSuspicious(minor, now)) continue;
    low.add(skuId);
    const value = toDecimal(money(minor, input.world.currency));
    result.warnings.push({ row, field: 'price', rule: 'price_far_below', value });
  }
  if (low.size === 0) return news;
  const counted = new Set(news.counts.map(({ line }) => line.skuId));
  const lines = news.lines.flatMap((line) => {
    if (!low.has(line.skuId)) return line;
    const before = line.before ?? { priceMinor: inForce.get(line.skuId)?.minor ?? null, compareAtMinor: null };
    const figures = { ...line.figures, priceMinor: before.priceMinor, compareAtMinor: before.compareAtMinor };
    return counted.has(line.skuId) ? { ...line, figures } : [];
  });
  return { ...news, lines, prices: news.prices.filter((line) => !low.has(line.skuId)) };
}

/** Of articles that no file has spoken of: what holds now. A file that says the same is no news. */
async function figuresInForce(db: Db, skuIds: readonly string[], world: World): Promise<Map<string, Figures>> {
  if (skuIds.length === 0) return new Map();
  const [prices, stock] = await Promise.all([world.pricesOf(db, skuIds), world.stockOf(db, skuIds)]);
  const found = new Map<string, Figures & { stock: Record<string, number> }>();
  for (const skuId of skuIds) {
    const { minor = null, compareAtMinor = null } = prices.get(skuId) ?? {};
    found.set(skuId, { priceMinor: minor, compareAtMinor, stock: {} });
  }
  for (const { skuId, siteId, quantity } of stock) {
    const figures = found.get(skuId);
    if (figures) figures.stock[siteId] = quantity;
  }
  return found;
}

const pricesOf = ({ priceMinor, compareAtMinor }: Figures) => ({ priceMinor, compareAtMinor });

function figuresOf(row: VariantRow, { world, siteId }: BatchInput): Figures {
  const stock: Record<string, number> = {};
  for (const { siteCode, quantity } of row.stock) {
    const at = siteCode === null ? siteId : world.siteIdOf(siteCode);
    if (at !== null && at !== undefined) stock[at] = quantity;
  }
  return { priceMinor: row.priceMinor, compareAtMinor: row.compareAtMinor, stock };
}

async function remember(tx: Tx, lines: readonly Line[]): Promise<void> {
  if (lines.length === 0) return;
  await tx.query(sql`
    INSERT INTO imports.figure (sku_id, price_minor, compare_at_minor, stock)
    SELECT * FROM unnest(${lines.map((l) => l.skuId)}::text[], ${lines.map((l) => l.figures.priceMinor)}::bigint[],
      ${lines.map((l) => l.figures.compareAtMinor)}::bigint[], ${lines.map((l) => JSON.stringify(l.figures.stock))}::jsonb[])
    ON CONFLICT (sku_id) DO UPDATE SET price_minor = excluded.price_minor, compare_at_minor = excluded.compare_at_minor, stock = excluded.stock`);
}
