/** A broken promise of our own code: fate *broken* (500, alert), never the caller's fault. */
export class AssertionError extends Error {
  override name = 'AssertionError';
}

/** Throws when a thing that must hold does not: that is our bug, not the caller's. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Narrows away undefined and null where absence would be our bug. */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new AssertionError(`missing: ${what}`);
  return value;
}
