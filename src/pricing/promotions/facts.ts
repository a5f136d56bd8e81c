/** What promotions ask of the modules below: by which traits they choose an article, and what time it is in the shop. */
import type { Database } from '#base/db';
import type { Instant } from '#base/time';
import { categoryPath, categoryTree, productsById, skuFacts } from '#catalog';

/** The traits of each article that exists: itself, its product, brand, tags, and its categories with all above them. */
export async function traitsOf(database: Database, skuIds: readonly string[]): Promise<Map<string, readonly string[]>> {
  const [facts, tree] = await Promise.all([skuFacts(database, skuIds), categoryTree(database)]);
  const products = await productsById(database, [...new Set([...facts.values()].map((fact) => fact.productId))]);
  const shared = new Map<string, readonly string[]>();
  for (const [productId, { brand, tags, categoryIds }] of products) {
    const shelves = categoryIds.flatMap((id) => categoryPath(tree, id).map((node) => node.categoryId));
    shared.set(productId, [
      `product:${productId}`,
      ...(brand === null ? [] : [`brand:${brand}`]),
      ...tags.map((tag) => `tag:${tag}`),
      ...new Set(shelves.map((id) => `category:${id}`)),
    ]);
  }
  return new Map([...facts].map(([skuId, fact]) => [skuId, [`sku:${skuId}`, ...(shared.get(fact.productId) ?? [])]]));
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** Day of the week (Monday is 1) and minute of the day in a zone: summer time is the zone's affair. */
export function shopTime(at: Instant, timeZone: string): { weekday: number; minute: number } {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return {
    weekday: WEEKDAYS.indexOf(parts['weekday'] ?? '') + 1,
    minute: Number(parts['hour']) * 60 + Number(parts['minute']),
  };
}
