import { createHash } from 'node:crypto';
import { crockford } from '#base/ids';

/** The same key always gives the same id: a demo that was interrupted goes on where it stopped, and twice is once. */
export function idFor(prefix: string, key: string): string {
  return `${prefix}_${crockford(createHash('sha256').update(`ourcel:${prefix}:${key}`).digest(), 26)}`;
}
