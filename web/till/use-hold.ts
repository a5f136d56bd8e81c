/**
 * One tab of this browser holds the till: two would each count their own tickets. The lock is the browser's (Web Locks), so that it
 * ends with its tab, however that ends. Where there is none (a page that is not secure) a lease in IndexedDB stands in for it.
 */
import { useEffect, useRef, useState } from 'react';
import { newId } from '#base/ids';
import { clock, msOf } from '#base/time';
import { changeLease, leaseAfter, RENEW_MS } from './lease.ts';

export type Hold = 'asking' | 'held' | 'elsewhere';

const NAME = 'halle.till';

/** `show` is told where the till is; what comes back takes it over, and lets go. */
type Way = (show: (hold: Hold) => void) => { readonly take: () => void; readonly leave: () => void };

/** Whether this tab is the till. `takeOver` makes it so; the other tab learns that it no longer is. */
export function useHold(): { readonly hold: Hold; readonly takeOver: () => void } {
  const [hold, setHold] = useState<Hold>('asking');
  const take = useRef(() => {});
  useEffect(() => {
    let left = false;
    const way = ('locks' in navigator ? byLock : byLease)((next) => {
      if (!left) setHold(next);
    });
    take.current = way.take;
    return () => {
      left = true;
      way.leave();
    };
  }, []);
  return { hold, takeOver: () => take.current() };
}

const byLock: Way = (show) => {
  let left = false;
  let letGo = (): void => {};
  const waiting = new AbortController();
  const keep = (): Promise<void> | undefined => {
    if (left) return undefined;
    show('held');
    return new Promise((resolve) => (letGo = resolve));
  };
  // Another tab has it: this one says so, and goes on by itself when that tab closes.
  const wait = (): void => {
    show('elsewhere');
    if (!left) navigator.locks.request(NAME, { signal: waiting.signal }, keep).catch(taken);
  };
  const taken = (): void => {
    if (!waiting.signal.aborted) wait();
  };
  navigator.locks.request(NAME, { ifAvailable: true }, (lock) => (lock ? keep() : wait())).catch(taken);
  return {
    take: () => void navigator.locks.request(NAME, { steal: true }, keep).catch(taken),
    leave: () => {
      left = true;
      waiting.abort();
      letGo();
    },
  };
};

/** Tabs tell each other at once that the lease was taken or given up; without a word, the lease itself is looked at again. */
const byLease: Way = (show) => {
  const tab = newId('tab');
  const others = new BroadcastChannel(NAME);
  const tell = others.postMessage.bind(others);
  let left = false;
  /** `freed` is a tab that has just let go: its word comes before what it writes. */
  const ask = async (takes: boolean, freed?: string): Promise<void> => {
    if (left) return;
    try {
      const lease = await changeLease((known) =>
        leaseAfter(known?.tab === freed ? undefined : known, tab, msOf(clock()), takes),
      );
      show(lease?.tab === tab ? 'held' : 'elsewhere');
    } catch {
      // A browser that keeps nothing: the chain on the server watches alone.
      show('held');
    }
    if (takes) tell({});
  };
  const giveUp = (): void => {
    tell({ freed: tab });
    void changeLease((known) => (known?.tab === tab ? undefined : known)).catch(() => undefined);
  };
  others.addEventListener('message', ({ data }: MessageEvent<{ freed?: string }>) => void ask(false, data.freed));
  // A tab that was asleep may no longer be the till when it wakes.
  const look = (): void => void ask(false);
  document.addEventListener('visibilitychange', look);
  addEventListener('pagehide', giveUp);
  const timer = setInterval(look, RENEW_MS);
  look();
  return {
    take: () => void ask(true),
    leave: () => {
      left = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pagehide', giveUp);
      giveUp();
      others.close();
    },
  };
};
