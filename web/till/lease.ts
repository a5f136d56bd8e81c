/**
 * Which tab is the till where the browser has no locks (Web Locks need a secure address; a till in the shop's own network may have none):
 * a lease in IndexedDB, whose transactions all tabs of the browser share, renewed while its tab lives. Decided here, pure.
 */

export type Lease = { readonly tab: string; readonly untilMs: number };

/** A tab in the background is given a turn once a minute at worst: longer than that, and it is gone. */
export const LEASE_MS = 75_000;
export const RENEW_MS = 2_000;

/** The lease after a tab asked for it: its own is renewed, an ended one or one it `takes` becomes its own, another's stays. */
export function leaseAfter(known: Lease | undefined, tab: string, nowMs: number, takes: boolean): Lease {
  const free = known === undefined || known.tab === tab || known.untilMs <= nowMs;
  // A clock that was set back must not leave the till to nobody for hours.
  const strange = known !== undefined && known.untilMs > nowMs + LEASE_MS;
  return free || strange || takes ? { tab, untilMs: nowMs + LEASE_MS } : known;
}

const open = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open('halle-till', 1);
    asked.addEventListener('upgradeneeded', () => asked.result.createObjectStore('lease'));
    asked.addEventListener('success', () => resolve(asked.result));
    asked.addEventListener('error', () => reject(asked.error ?? new Error('no database')));
  });

/** Changes the lease in one transaction, so that of two tabs at once one is second. `to` undefined: given up. */
export async function changeLease(change: (known: Lease | undefined) => Lease | undefined): Promise<Lease | undefined> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const work = database.transaction('lease', 'readwrite');
      const store = work.objectStore('lease');
      const read = store.get('till') as IDBRequest<Lease | undefined>;
      let left: Lease | undefined;
      read.addEventListener('success', () => {
        left = change(read.result);
        if (left === undefined) store.delete('till');
        else if (left !== read.result) store.put(left, 'till');
      });
      work.addEventListener('complete', () => resolve(left));
      work.addEventListener('error', () => reject(work.error ?? new Error('not written')));
      work.addEventListener('abort', () => reject(work.error ?? new Error('not written')));
    });
  } finally {
    database.close();
  }
}
