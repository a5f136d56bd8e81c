/** Answers of this process, kept until something that can be found changes. */
import { perDatabase, type Database } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { createLru, type Lru } from '#base/lru';

export type Found = {
  /** Best first, at most `MAX_FOUND`. */
  readonly hits: readonly { readonly productId: string; readonly score: number }[];
  readonly corrected: string | null;
  readonly total: number;
};

export type SearchCache = { readonly answers: Lru<Found>; generation: number };

export const searchCache = perDatabase<SearchCache>(() => ({ answers: createLru(5_000), generation: 0 }));

export function forgetSearches(database: Database): void {
  const cache = searchCache(database);
  cache.generation++;
  cache.answers.clear();
}

/** Listens to the journal's tail: other processes index too. */
export const searchCaches =
  (database: Database) =>
  (events: readonly JournalEvent[]): void => {
    if (events.some((event) => event.type === 'search.indexed')) forgetSearches(database);
  };
