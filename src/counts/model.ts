/** What a count says: pure. Quantities are units of the article. */
export const states = ['open', 'recount', 'review', 'posted', 'cancelled'] as const;
export type State = (typeof states)[number];
export const scopes = ['full', 'category', 'articles', 'zone'] as const;
export type Scope = (typeof scopes)[number];

/** Why the book and the shelf differ, as far as anybody knows; also the reasons of the movements that are posted. */
export const reasons = ['count', 'count_theft', 'count_broken', 'count_misplaced', 'count_clerical'] as const;
export type Reason = (typeof reasons)[number];

export const numberOf = (countId: string): string => `CO-${countId.slice(-6).toUpperCase()}`;

export type Scan = { readonly round: number; readonly quantity: number; readonly book: number; readonly at: string };

/** An article as it was counted in the round that holds. */
export type Counted = {
  readonly counted: number;
  /** What the book said at the instant of the last scan. */
  readonly book: number;
  /** Counted less book. */
  readonly difference: number;
  readonly at: string;
  /** The book changed between the first scan and the last: what was counted early may have been sold before the end. */
  readonly moved: boolean;
};

/**
 * Sums the scans of an article, in the order of their instants. Several people count parts of the same article: the parts add up, and the
 * book is that of the last scan. Undefined when nobody scanned it in this round: which is not zero.
 */
export function countOf(scans: readonly Scan[], round: number): Counted | undefined {
  const own = scans.filter((scan) => scan.round === round);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last) return undefined;
  const counted = own.reduce((sum, scan) => sum + scan.quantity, 0);
  return {
    counted,
    book: last.book,
    difference: counted - last.book,
    at: last.at,
    moved: own.some((scan) => scan.book !== last.book),
  };
}

/** When an article is counted a second time. */
export type Threshold = { readonly recountUnits: number | null; readonly recountPercent: number | null };

/** Why an article must be counted again, or undefined. An article that moved while it was being counted has no certain difference. */
export function recountFor(counted: Counted, threshold: Threshold): 'moved' | 'large' | undefined {
  const { difference, book, moved } = counted;
  if (moved) return 'moved';
  const off = Math.abs(difference);
  const { recountUnits, recountPercent } = threshold;
  if (recountUnits !== null && off > recountUnits) return 'large';
  if (recountPercent !== null && off * 100 > recountPercent * Math.max(0, book)) return 'large';
  return undefined;
}

/** Where an article stands in its count. */
export type Standing = 'unscanned' | 'counted' | 'recount' | 'posted';

/** The values of what was lost, by what they are valued at: a cost where one is known, else the price. */
export type Basis = 'cost' | 'price' | 'none';
