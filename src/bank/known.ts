/** Which lines of a file are known already: pure. */
import type { Line } from './model.ts';

/** What tells a line from another with the same reference. */
export type Said = Pick<Line, 'bankRef' | 'bookedOn' | 'credit' | 'minor' | 'currency'>;

/** The bank's reference without the place that lines get which share one. */
export const referenceOfBank = (bankRef: string): string => bankRef.replace(/#\d+$/, '');

const contentOf = (line: Said): string =>
  JSON.stringify([referenceOfBank(line.bankRef), line.bookedOn, line.credit, line.minor, line.currency]);

/**
 * The lines of a file that are not stored yet, each under a key of its own. A bank may give one reference to many movements (`NONREF`, a
 * number that begins anew each year): what is booked on another day or for another amount is another line. Of equal lines as many are
 * known as are stored, whatever their place in the file: files that overlap agree.
 */
export function notYetKnown(told: readonly Line[], stored: readonly Said[]): Line[] {
  const left = new Map<string, number>();
  for (const line of stored) left.set(contentOf(line), (left.get(contentOf(line)) ?? 0) + 1);
  const taken = new Set(stored.map((line) => line.bankRef));
  return told.flatMap((line) => {
    const content = contentOf(line);
    const known = left.get(content) ?? 0;
    left.set(content, known - 1);
    if (known > 0) return [];
    const bankRef = keyBeside(line.bankRef, taken);
    taken.add(bankRef);
    return [{ ...line, bankRef }];
  });
}

function keyBeside(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const reference = referenceOfBank(wanted);
  for (let place = 2; ; place++) if (!taken.has(`${reference}#${place}`)) return `${reference}#${place}`;
}
