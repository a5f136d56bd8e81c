/** The catalogue in the till's memory: found by code in one step, by words as one types. Pure. */
import { readLabel } from '#kit/camera/labels';
import type { CataloguePart, Item } from './api.ts';

export type Entry = { readonly item: Item; readonly words: string };
/** A product as one tile: its articles, and what the tile tells of them together. */
export type Tile = {
  readonly productId: string;
  readonly items: readonly Item[];
  /** The article that stands for it: the first that is here. */
  readonly face: Item;
  readonly here: number;
  /** The lowest price; `varies` when others cost more. */
  readonly minor: number | null;
  readonly varies: boolean;
};
export type Catalogue = {
  readonly bySku: ReadonlyMap<string, Entry>;
  readonly byCode: ReadonlyMap<string, string>;
  /** Articles of each product, in the order of the products' names. */
  readonly products: ReadonlyMap<string, readonly string[]>;
  readonly categories: CataloguePart['categories'];
  readonly cities: ReadonlyMap<string, string>;
  readonly places: CataloguePart['sites'];
};

export const emptyCatalogue: Catalogue = {
  bySku: new Map(),
  byCode: new Map(),
  products: new Map(),
  categories: [],
  cities: new Map(),
  places: [],
};

/** Text as people search it: no accents, no capitals, ligatures opened. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss');

/** A scanned code in the one form under which articles are kept: GTINs of 8 to 13 digits as 14. */
export function codeKey(code: string): string {
  const plain = code.trim().toLowerCase();
  return /^\d{8,14}$/.test(plain) ? plain.padStart(14, '0') : plain;
}

function entryOf(item: Item): Entry {
  const { name, option, sku, gtin } = item;
  return { item, words: fold([name.fr, name.en, option.fr, option.en, sku, gtin ?? ''].join(' ')) };
}

/** A part of the catalogue made ready as it comes, so that no moment has all the work. */
export type Prepared = { readonly part: CataloguePart; readonly entries: readonly Entry[] };
export const prepared = (part: CataloguePart): Prepared => ({ part, entries: part.items.map(entryOf) });

export const catalogueOf = (parts: readonly CataloguePart[]): Catalogue => catalogueOfPrepared(parts.map(prepared));

export function catalogueOfPrepared(parts: readonly Prepared[]): Catalogue {
  const entries = parts.flatMap((one) => one.entries);
  const first = parts[0]?.part;
  return {
    ...indexed(new Map(entries.map((entry) => [entry.item.skuId, entry]))),
    categories: first?.categories ?? [],
    places: first?.sites ?? [],
    cities: new Map((first?.sites ?? []).map(({ siteId, city }) => [siteId, city])),
  };
}

function indexed(bySku: ReadonlyMap<string, Entry>): Pick<Catalogue, 'bySku' | 'byCode' | 'products'> {
  const byCode = new Map<string, string>();
  const products = new Map<string, string[]>();
  for (const { item } of bySku.values()) {
    if (item.gtin !== null && !byCode.has(codeKey(item.gtin))) byCode.set(codeKey(item.gtin), item.skuId);
    const known = products.get(item.productId);
    if (known) known.push(item.skuId);
    else products.set(item.productId, [item.skuId]);
  }
  for (const { item } of bySku.values()) byCode.set(item.sku.toLowerCase(), item.skuId);
  return { bySku, byCode, products };
}

/** The catalogue after a live event: articles that were asked for and did not come are gone. */
export function withItems(before: Catalogue, asked: readonly string[], items: readonly Item[]): Catalogue {
  const bySku = new Map(before.bySku);
  const come = new Set(items.map((item) => item.skuId));
  let moved = false;
  for (const skuId of asked) if (!come.has(skuId)) moved = bySku.delete(skuId) || moved;
  for (const item of items) {
    const was = bySku.get(item.skuId)?.item;
    moved ||= !was || was.sku !== item.sku || was.gtin !== item.gtin || was.productId !== item.productId;
    bySku.set(item.skuId, entryOf(item));
  }
  // Stock and prices change all day, codes hardly ever: only those need the other indexes again.
  return moved ? { ...before, ...indexed(bySku) } : { ...before, bySku };
}

export function byCode(catalogue: Catalogue, code: string): Item | undefined {
  // A shelf label says its GTIN in a link or an element string (GS1).
  const skuId = catalogue.byCode.get(codeKey(readLabel(code)?.code ?? code));
  return skuId === undefined ? undefined : catalogue.bySku.get(skuId)?.item;
}

export function tileOf(items: readonly Item[]): Tile | undefined {
  const face = items.find((item) => item.here > 0 && item.minor !== null) ?? items[0];
  if (!face) return undefined;
  const prices = items.flatMap((item) => item.minor ?? []);
  return {
    productId: face.productId,
    items,
    face,
    here: items.reduce((sum, item) => sum + item.here, 0),
    minor: prices.length === 0 ? null : Math.min(...prices),
    varies: new Set(prices).size > 1,
  };
}

function tileOfProduct(catalogue: Catalogue, productId: string): Tile[] {
  const items = (catalogue.products.get(productId) ?? []).flatMap((skuId) => catalogue.bySku.get(skuId)?.item ?? []);
  const tile = tileOf(items);
  return tile ? [tile] : [];
}

/** Products whose name, options or codes hold every word; those whose name begins with the text come first. */
export function search(catalogue: Catalogue, text: string, limit: number): { tiles: Tile[]; found: number } {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return { tiles: [], found: 0 };
  const start = words.join(' ');
  const hits = new Map<string, boolean>();
  for (const { item, words: own } of catalogue.bySku.values())
    if (words.every((word) => own.includes(word)))
      hits.set(item.productId, (hits.get(item.productId) ?? false) || own.startsWith(start));
  const ids = [...hits].sort((a, b) => Number(b[1]) - Number(a[1])).map(([productId]) => productId);
  return { tiles: ids.slice(0, limit).flatMap((id) => tileOfProduct(catalogue, id)), found: ids.length };
}

/** Products of a shelf: a category, or all. */
export function shelf(catalogue: Catalogue, categoryId: string | undefined, limit: number): Tile[] {
  const tiles: Tile[] = [];
  for (const [productId, skuIds] of catalogue.products) {
    if (tiles.length >= limit) break;
    const first = catalogue.bySku.get(skuIds[0] ?? '')?.item;
    if (first && (categoryId === undefined || first.categoryIds.includes(categoryId)))
      tiles.push(...tileOfProduct(catalogue, productId));
  }
  return tiles;
}

/** What this till sells most, by its own count; filled up from all categories in turn while it has sold little. */
export function favourites(catalogue: Catalogue, sold: Readonly<Record<string, number>>, limit: number): Tile[] {
  const ids = Object.entries(sold)
    .filter(([productId]) => catalogue.products.has(productId))
    .sort((a, b) => b[1] - a[1])
    .map(([productId]) => productId);
  const chosen = new Set(ids.slice(0, limit));
  const { categories } = catalogue;
  const shelves =
    categories.length === 0
      ? [shelf(catalogue, undefined, limit)]
      : categories.map(({ categoryId }) => shelf(catalogue, categoryId, limit));
  for (let i = 0; chosen.size < limit && i < limit; i++)
    for (const tiles of shelves) {
      const tile = tiles[i];
      if (tile && tile.here > 0 && chosen.size < limit) chosen.add(tile.productId);
    }
  return [...chosen].flatMap((id) => tileOfProduct(catalogue, id));
}
