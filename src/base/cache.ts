/**
 * A bounded in-process cache of records by id, filled on demand and dropped by the journal. A value that was loaded while its id
 * was being dropped is not kept, so that no reader sees the past for longer than one load.
 */

export type Cache<V> = {
  /** What is known of these ids; loads the missing ones in one call. Ids that do not exist are absent from the map. */
  getMany(ids: readonly string[]): Promise<Map<string, V>> | Map<string, V>;
  forget(ids: readonly string[]): void;
  forgetAll(): void;
  readonly size: () => number;
};

export function createCache<V>(options: {
  max: number;
  load: (ids: readonly string[]) => Promise<Map<string, V>>;
}): Cache<V> {
  const kept = new Map<string, V>();
  const loads = new Set<{ dropped: Set<string> | 'all' }>();

  function keep(id: string, value: V): void {
    if (kept.size >= options.max) {
      const oldest = kept.keys().next().value;
      if (oldest !== undefined) kept.delete(oldest);
    }
    kept.set(id, value);
  }

  /** Adds what is missing to what was found; what is dropped meanwhile was still true when the caller asked. */
  async function load(found: Map<string, V>, missing: readonly string[]): Promise<Map<string, V>> {
    const mine: { dropped: Set<string> | 'all' } = { dropped: new Set() };
    loads.add(mine);
    try {
      for (const [id, value] of await options.load(missing)) {
        found.set(id, value);
        if (mine.dropped !== 'all' && !mine.dropped.has(id)) keep(id, value);
      }
      return found;
    } finally {
      loads.delete(mine);
    }
  }

  return {
    size: () => kept.size,
    getMany(ids) {
      const found = new Map<string, V>();
      const missing: string[] = [];
      for (const id of ids) {
        const value = kept.get(id);
        if (value === undefined) missing.push(id);
        else found.set(id, value);
      }
      return missing.length === 0 ? found : load(found, [...new Set(missing)]);
    },
    forget(ids) {
      for (const id of ids) kept.delete(id);
      for (const running of loads) if (running.dropped !== 'all') for (const id of ids) running.dropped.add(id);
    },
    forgetAll() {
      kept.clear();
      for (const running of loads) running.dropped = 'all';
    },
  };
}
