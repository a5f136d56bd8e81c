/** Words of a search, and which known word a mistyped one is nearest to. Pure. */
import { foldText } from '#catalog/model';

export const MAX_WORDS = 8;
const MAX_WORD = 40;

/** The words of a text: folded, letters and digits only; elisions are cut (`l'été` is `ete`). */
export function wordsOf(text: string): string[] {
  return foldText(text)
    .replaceAll(/\b(?:[cdjlmnst]|qu|jusqu|lorsqu)['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, MAX_WORD));
}

/** The words of a query, at most eight. */
export function queryWords(q: string): string[] {
  return wordsOf(q.slice(0, 200)).slice(0, MAX_WORDS);
}

const stopFr = new Set(
  'a au aux avec ce ces dans de des du elle en et eux il ils je la le les leur lui ma mais me mes moi mon ne nos notre nous on ou par pas pour qu que qui sa se ses son sur ta te tes toi ton tu un une vos votre vous'.split(
    ' ',
  ),
);
const stopEn = new Set('a an and are as at be by for from in is it its of on or that the this to was with'.split(' '));

/** Words that say nothing are left out, unless nothing else is left. */
export function tellingWords(words: readonly string[], lang: 'fr' | 'en'): string[] {
  const stop = lang === 'fr' ? stopFr : stopEn;
  const telling = words.filter((word) => !stop.has(word));
  return telling.length > 0 ? telling : [...words];
}

/** Edits (insert, delete, replace, swap neighbours) between two words; stops counting past `max`. */
export function editDistance(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) > max) return max + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    if (Math.min(...row) > max) return max + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? max + 1;
}

/** How many edits a word of this length may be away from the one that was meant. */
export const tolerance = (word: string): number =>
  word.length <= 2 ? 0 : word.length <= 4 ? 1 : word.length <= 8 ? 2 : 3;

/** The candidate nearest to the word, in order of edits; the same first letter goes first among equals. */
export function nearest(word: string, candidates: readonly string[]): string[] {
  const max = tolerance(word);
  return candidates
    .map((candidate) => ({ candidate, edits: editDistance(word, candidate, max) }))
    .filter(({ edits }) => edits <= max)
    .sort(
      (a, b) =>
        a.edits - b.edits ||
        Number(b.candidate[0] === word[0]) - Number(a.candidate[0] === word[0]) ||
        Math.abs(a.candidate.length - word.length) - Math.abs(b.candidate.length - word.length),
    )
    .map(({ candidate }) => candidate);
}
