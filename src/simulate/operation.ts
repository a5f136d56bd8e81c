/** What an actor does: chosen from the seed alone, then carried out, perhaps more than once, always with the same ids. */
import type { Database } from '#base/db';
import type { Told } from './model.ts';
import type { Roll } from './roll.ts';
import type { Town } from './town.ts';

export type Operation = {
  /** Who does what, in words: the line of the trace. Depends on the seed alone. */
  readonly says: string;
  /** Repeatable. Throws what the house throws. */
  run(database: Database): Promise<Told | readonly Told[]>;
};

export type Actor = {
  readonly name: string;
  /** How often, beside the others. */
  readonly weight: number;
  /** Nothing else is under way meanwhile. */
  readonly alone?: true;
  /** Chooses; undefined when there is nothing to do. Must not wait, nor look at what the house answered. */
  act(town: Town, roll: Roll): Operation | undefined;
};

/** Made at the first attempt and kept for the others: a repeated request says the same. */
export function once<A extends unknown[], T>(make: (...given: A) => T | Promise<T>): (...given: A) => Promise<T> {
  let made: Promise<T> | undefined;
  return (...given) => {
    made ??= (async () => make(...given))();
    made.catch(() => (made = undefined)); // an attempt that came to nothing said nothing
    return made;
  };
}

export const nothing: Told = { told: 'nothing' };
