/**
 * The price that stands beside a reduction, pure: the lowest asked in the 30 days before the reduction began; of reductions that follow
 * each other without a break, before the first (Code de la consommation, art. L112-1-1; directive 98/6/EC, art. 6a).
 */
import { DAY, plus, type Instant } from '#base/time';

/** A price from a moment on, until the next; null: not on sale. `reduced`: announced as lower than another. */
export type Asked = { readonly from: Instant; readonly minor: number | null; readonly reduced: boolean };

const WINDOW_MS = 30 * DAY;

/** The prior price at `at`; undefined where nothing is reduced then, or nothing was asked in the 30 days before. Any order of `asked`. */
export function priorPrice(asked: readonly Asked[], at: Instant): number | undefined {
  const past = asked.filter((one) => one.from <= at).sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  let first = past.length;
  while (first > 0 && past[first - 1]?.reduced && past[first - 1]?.minor !== null) first--;
  const began = past[first]?.from;
  if (began === undefined) return undefined;
  const opens = plus(began, -WINDOW_MS);
  let lowest: number | undefined;
  past.slice(0, first).forEach((one, i) => {
    const ends = past[i + 1]?.from ?? began;
    if (ends <= opens || one.minor === null) return;
    if (lowest === undefined || one.minor < lowest) lowest = one.minor;
  });
  return lowest;
}
