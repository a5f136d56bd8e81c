/**
 * One value kept in the process, such as all channels with their levels: small, read by every request, seldom changed. Dropped by
 * the journal and after own commits; a load that was overtaken by a drop is the last known value, but not a fresh one.
 */
export type Snapshot<T> = {
  /** The value, loaded when it is missing or was dropped; concurrent callers share one load. */
  get(): Promise<T>;
  /** The last known value, while a newer one may be on its way; undefined before the first load. For hot paths that cannot wait. */
  peek(): T | undefined;
  forget(): void;
};

export function createSnapshot<T>(load: () => Promise<T>): Snapshot<T> {
  let known: { value: T; generation: number } | undefined;
  let fresh = false;
  let running: Promise<T> | undefined;
  let generation = 0;

  async function begin(): Promise<T> {
    const mine = generation;
    const promise = load();
    running = promise;
    try {
      const value = await promise;
      // Overtaken, it still is younger than what an earlier one brought: told twice of one change, we know it all the same.
      if (mine >= (known?.generation ?? 0)) known = { value, generation: mine };
      if (mine === generation) fresh = true;
      return value;
    } finally {
      if (running === promise) running = undefined;
    }
  }

  return {
    get: () => (fresh && known ? Promise.resolve(known.value) : (running ?? begin())),
    peek: () => known?.value,
    forget() {
      generation++;
      fresh = false;
      running = undefined;
    },
  };
}
