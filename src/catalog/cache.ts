/**
 * What this process remembers of the catalogue. Three rules keep it right: (1) a commit of this process drops what it changed before
 * the caller gets its answer, so a writer's own next read is never stale; (2) commits of other processes drop it when their events
 * arrive through the journal's tail, a few ms later; (3) a value read before a drop is not stored after it (`generation`).
 */
import { perDatabase, type Database, type Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { createLru, type Lru } from '#base/lru';
import type { Definitions } from './attributes/definitions.ts';
import type { ProductContent } from './attributes/model.ts';
import type { CategoryNode, ProductDetail, SkuFacts } from './model.ts';
import { catalogEvents } from './events.ts';

export type CatalogCache = {
  /** Rises at every drop. */
  generation: number;
  readonly products: Lru<ProductDetail>;
  readonly skus: Lru<SkuFacts>;
  readonly idsByHandle: Lru<string>;
  /** Pages and counts: dropped as a whole, because one product may move any of them. */
  readonly pages: Lru<unknown>;
  tree: readonly CategoryNode[] | undefined;
  /** Attributes and families, and what products say of them. */
  definitions: Definitions | undefined;
  readonly contents: Lru<ProductContent>;
  /** Products changed by this process, in order; `search` brings its documents up to date from it before it answers. */
  writes: { from: number; ids: string[] };
};

const MAX_WRITES = 20_000;

export const catalogCache = perDatabase<CatalogCache>(() => ({
  generation: 0,
  products: createLru(12_000),
  skus: createLru(40_000),
  idsByHandle: createLru(12_000),
  pages: createLru(2_000),
  tree: undefined,
  definitions: undefined,
  contents: createLru(12_000),
  writes: { from: 0, ids: [] },
}));

/** Drops products, their SKUs and every page. */
export function dropProducts(database: Database, productIds: readonly string[]): void {
  const cache = catalogCache(database);
  cache.generation++;
  cache.pages.clear();
  for (const productId of productIds) {
    const known = cache.products.get(productId);
    if (known) for (const variant of known.variants) cache.skus.delete(variant.skuId);
    cache.products.delete(productId);
    cache.contents.delete(productId);
  }
}

/** Drops by SKU too: facts may be cached of a product whose detail is not. */
export function dropSkus(database: Database, skuIds: readonly string[]): void {
  const cache = catalogCache(database);
  for (const skuId of skuIds) cache.skus.delete(skuId);
}

export function dropTree(database: Database): void {
  const cache = catalogCache(database);
  cache.generation++;
  cache.tree = undefined;
  cache.pages.clear();
}

/** Attributes and families: with them goes all that was made of products by them. */
export function dropDefinitions(database: Database): void {
  const cache = catalogCache(database);
  cache.generation++;
  cache.definitions = undefined;
  cache.contents.clear();
}

/** Called by commands: what this transaction changes is dropped once it is committed, and noted for `search`. */
export function dropAfterCommit(tx: Tx, productIds: readonly string[], skuIds: readonly string[]): void {
  tx.afterCommit(() => {
    const { writes } = catalogCache(tx.database);
    writes.ids.push(...productIds);
    if (writes.ids.length > MAX_WRITES) {
      writes.from += writes.ids.length - MAX_WRITES / 2;
      writes.ids = writes.ids.slice(-MAX_WRITES / 2);
    }
    dropSkus(tx.database, skuIds);
    dropProducts(tx.database, productIds);
  });
}

/** Rises with every change of the catalogue that this process knows of: caches of higher modules compare it. */
export function catalogGeneration(database: Database): number {
  return catalogCache(database).generation;
}

/** The products this process changed since a mark, and the new mark. `all`: too many to tell, look at every product. */
export function writtenSince(
  database: Database,
  mark: number,
): { mark: number; productIds: readonly string[]; all: boolean } {
  const { from, ids } = catalogCache(database).writes;
  const end = from + ids.length;
  return {
    mark: end,
    productIds: mark >= end ? [] : [...new Set(ids.slice(Math.max(0, mark - from)))],
    all: mark < from,
  };
}

/** Listens to the journal's tail. */
export const catalogCaches =
  (database: Database) =>
  (events: readonly JournalEvent[]): void => {
    const products: string[] = [];
    const skus: string[] = [];
    for (const event of events) {
      if (event.type === 'catalog.category_changed') dropTree(database);
      else if (event.type === 'catalog.attribute_changed' || event.type === 'catalog.family_changed')
        dropDefinitions(database);
      else if ((catalogEvents as readonly string[]).includes(event.type)) {
        // A picture of the library that is no product's changes nothing anyone sees in the shop.
        if (event.type !== 'catalog.media_changed') products.push(event.subjectId);
        else if (typeof event.body.productId === 'string') products.push(event.body.productId);
        if (Array.isArray(event.body.skuIds)) skus.push(...(event.body.skuIds as string[]));
      }
    }
    if (skus.length > 0) dropSkus(database, skus);
    if (products.length > 0) dropProducts(database, products);
  };
