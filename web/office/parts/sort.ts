/** Lists that are sorted on the screen, because they come whole. */

/** What a row is sorted by, column by column. */
export type SortBy<T> = Readonly<Record<string, (row: T) => string | number>>;

/** Rows in the order of the address's `sort`: `name` up, `-name` down; as they came for any other word. Pure. */
export function sortRows<T>(rows: readonly T[], sort: string, by: SortBy<T>): readonly T[] {
  const down = sort.startsWith('-');
  const key = down ? sort.slice(1) : sort;
  const of = Object.hasOwn(by, key) ? by[key] : undefined;
  if (!of) return rows;
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), undefined, { numeric: true });
  return rows.toSorted((a, b) => (down ? compare(of(b), of(a)) : compare(of(a), of(b))));
}

/** The two words that a column's head puts into the address, for a list that is sorted here. */
export const sortWords = (key: string): readonly [up: string, down: string] => [key, `-${key}`];
