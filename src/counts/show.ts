/** A count as people see it: lines with their articles; what the book says only for those who may know it. */
import type { Database } from '#base/db';
import { skuFacts } from '#catalog';
import { placeOf, shelvesOf } from '#inventory';
import { linesOf, type Head, type LineState } from './head.ts';
import { recountFor, type Standing } from './model.ts';

export const filters = ['unscanned', 'counted', 'different', 'recount', 'unexpected', 'posted'] as const;
export type LineFilter = (typeof filters)[number];

export type ShownLine = {
  readonly skuId: string;
  readonly sku: string;
  readonly name: Readonly<Record<string, string>>;
  readonly optionText: Readonly<Record<string, string>>;
  readonly image: string;
  readonly expected: boolean;
  readonly standing: Standing;
  readonly round: number;
  readonly accepted: boolean;
  readonly counted: number | null;
  /** What the book said at the scan; what it says now where nobody scanned. Null where it is not shown. */
  readonly book: number | null;
  readonly difference: number | null;
  readonly scannedAt: string | null;
  /** Why a second count is asked for. */
  readonly why: 'moved' | 'large' | null;
  readonly first: number | null;
  readonly counters: number;
  readonly reason: string | null;
};

const standingOf = (line: LineState): Standing => {
  if (line.posted) return 'posted';
  if (line.now) return 'counted';
  return line.round === 2 ? 'recount' : 'unscanned';
};

/** Which lines a filter shows. What differs is a secret where the book is. */
function fits(line: LineState, filter: LineFilter | undefined, open: boolean): boolean {
  const standing = standingOf(line);
  if (filter === undefined) return true;
  if (filter === 'unexpected') return !line.expected;
  if (filter === 'different') {
    const difference = line.posted ? line.posted.counted - line.posted.book : (line.now?.difference ?? 0);
    return open && difference !== 0;
  }
  if (filter === 'counted') return line.now !== undefined;
  return standing === filter;
}

/** A page of a count's lines by article; `open`: the caller may see what the book says. */
export async function shownLines(
  db: Database,
  head: Head,
  query: {
    readonly filter?: LineFilter | undefined;
    readonly q?: string | undefined;
    readonly skuIds?: readonly string[] | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
  open: boolean,
): Promise<{ items: ShownLine[]; next: string | null }> {
  const { filter, q, skuIds, after = '', limit } = query;
  const all = (await linesOf(db, head.countId, skuIds)).filter(
    (line) => line.skuId > after && fits(line, filter, open),
  );
  const words = q?.toLocaleLowerCase();
  const facts = await skuFacts(
    db,
    (words === undefined ? all.slice(0, limit) : all).map((line) => line.skuId),
  );
  const found = words === undefined ? all : all.filter((line) => says(facts.get(line.skuId), words));
  const page = found.slice(0, limit);
  const shelves = await shelvesOf(
    db,
    page.map((line) => line.skuId),
  );
  const place = placeOf(head.siteId);
  const held = new Map(shelves.filter((one) => one.placeId === place).map((one) => [one.skuId, one.onHand]));
  const items = page.map((line): ShownLine => {
    const fact = facts.get(line.skuId);
    const now = line.posted ?? line.now;
    const book = now?.book ?? held.get(line.skuId) ?? 0;
    const seen = open || line.posted !== undefined;
    return {
      ...{ skuId: line.skuId, sku: fact?.sku ?? line.skuId, image: fact?.image ?? '' },
      name: fact?.name ?? { fr: line.skuId, en: line.skuId },
      optionText: fact?.optionText ?? { fr: '', en: '' },
      ...{ expected: line.expected, standing: standingOf(line), round: line.round, accepted: line.accepted },
      counted: now?.counted ?? null,
      book: seen ? book : null,
      difference: seen && now ? now.counted - now.book : null,
      scannedAt: line.now?.at ?? null,
      why: seen && line.first ? (recountFor(line.first, head) ?? null) : null,
      first: line.round === 2 && seen ? (line.first?.counted ?? null) : null,
      counters: line.counters,
      reason: line.posted && line.posted.counted !== line.posted.book ? line.posted.reason : null,
    };
  });
  return { items, next: found.length > limit ? (page.at(-1)?.skuId ?? null) : null };
}

type Named = { readonly sku: string; readonly gtin: string | null; readonly name: object; readonly optionText: object };

function says(fact: Named | undefined, words: string): boolean {
  if (!fact) return false;
  const texts = [fact.sku, fact.gtin ?? '', ...Object.values(fact.name), ...Object.values(fact.optionText)];
  return texts.join(' ').toLocaleLowerCase().includes(words);
}
