/** What befalls the process that carries out an operation. Data: what a fault does is how the door to the database behaves under it. */
import type { Database } from '#base/db';
import { Unavailable } from '#base/refusal';

/** The process is gone: whoever asked hears nothing, and asks again with the same ids. */
export class Died extends Error {
  override name = 'Died';
}

export type Fault = {
  readonly name: string;
  readonly weight: number;
  /** The same operation is sent twice at once. */
  readonly twice?: true;
  /** The database as the struck process knows it; its `nth` transaction is struck, if there is one, and then `hit` is called. */
  strike?(database: Database, nth: number, hit: () => void): Database;
};

/** A process of its own: it shares nothing in memory with the others, and its nth transaction ends in its own way. */
function struck(database: Database, nth: number, hit: () => void, end: { before?: Error; after?: Error }): Database {
  let count = 0;
  return {
    ...database,
    transaction: async (caller, work) => {
      const strikes = ++count === nth;
      if (strikes) hit();
      const result = await database.transaction(caller, async (tx) => {
        const done = await work(tx);
        if (strikes && end.before) throw end.before;
        return done;
      });
      if (strikes && end.after) throw end.after;
      return result;
    },
  };
}

export const faults: readonly Fault[] = [
  { name: 'none', weight: 80 },
  { name: 'sent twice at once', weight: 6, twice: true },
  {
    name: 'died before a commit',
    weight: 6,
    strike: (database, nth, hit) => struck(database, nth, hit, { before: new Died('killed before its commit') }),
  },
  {
    name: 'died after a commit',
    weight: 6,
    strike: (database, nth, hit) => struck(database, nth, hit, { after: new Died('killed after its commit') }),
  },
  {
    name: 'lost the answer of a commit',
    weight: 5,
    strike: (database, nth, hit) =>
      struck(database, nth, hit, { after: new Unavailable('the connection was lost at commit', { unknown: true }) }),
  },
];
