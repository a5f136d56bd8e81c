/** Two keys one after the other: `g`, and then the key of a place. */
const LONGEST_MS = 1_200;

/** Listens to keys with the time each was pressed (ms, on any clock); true when this one comes right after a `g`. */
export function chord(): (key: string, atMs: number) => boolean {
  // Never yet is long ago: a page that is a second old has not had a `g` at its beginning.
  let pressedAt = Number.NEGATIVE_INFINITY;
  return (key, atMs) => {
    const follows = atMs - pressedAt < LONGEST_MS;
    pressedAt = key === 'g' ? atMs : Number.NEGATIVE_INFINITY;
    return follows;
  };
}
