/** The history of one article in one list as the prices that hold one after another, pure. */
import type { Instant } from '#base/time';

export type PriceSpan = {
  readonly from: Instant;
  /** When its own end was set; a later price may come before. */
  readonly until: Instant | null;
  /** Null: not in the list. */
  readonly minor: number | null;
  readonly compareAtMinor: number | null;
};

/**
 * What holds from `at` on: of the rows of a history, oldest first as they were set, the one that counts at `at` (which begins there) and at
 * each later moment where another begins or an end lets the one before come back. Spans in which nothing holds are left out.
 */
export function timelineOf(rows: readonly PriceSpan[], at: Instant): PriceSpan[] {
  const moments = [
    at,
    ...rows.flatMap(({ from, until }) => [from, until]).filter((one): one is Instant => one !== null && one > at),
  ];
  const spans: PriceSpan[] = [];
  let before: PriceSpan | undefined;
  for (const moment of [...new Set(moments)].sort()) {
    // The latest beginning counts; of two of one moment the one set last.
    const holds = rows.reduce<PriceSpan | undefined>(
      (best, row) =>
        row.from <= moment &&
        (row.until === null || row.until > moment) &&
        (best === undefined || row.from >= best.from)
          ? row
          : best,
      undefined,
    );
    if (holds && holds !== before) spans.push({ ...holds, from: moment });
    before = holds;
  }
  return spans;
}
