/** A map of bounded size: the entry not read for longest goes first. */
export type Lru<V> = {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  clear(): void;
  readonly size: () => number;
};

export function createLru<V>(max: number): Lru<V> {
  // Two generations instead of a linked list: a read from the old one moves the entry to the young one; cheap, and bounded by max.
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  const put = (key: string, value: V): void => {
    young.set(key, value);
    if (young.size >= max / 2) {
      old = young;
      young = new Map();
    }
  };
  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const aged = old.get(key);
      if (aged !== undefined) put(key, aged);
      return aged;
    },
    set: put,
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
    clear() {
      young.clear();
      old.clear();
    },
    size: () => young.size + old.size,
  };
}
