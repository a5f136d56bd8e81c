/**
 * One tab of this browser holds the till: two would each count their own tickets. The lock is the browser's (Web Locks), so that it
 * ends with its tab, however that ends. Where there is none (a page that is not secure) the server's chain alone watches.
 */
import { useEffect, useRef, useState } from 'react';

export type Hold = 'asking' | 'held' | 'elsewhere';

const NAME = 'halle.till';

/** Whether this tab is the till. `takeOver` makes it so; the other tab learns that it no longer is. */
export function useHold(): { readonly hold: Hold; readonly takeOver: () => void } {
  const [hold, setHold] = useState<Hold>('locks' in navigator ? 'asking' : 'held');
  const take = useRef(() => {});
  useEffect(() => {
    if (!('locks' in navigator)) return;
    let left = false;
    let letGo = (): void => {};
    const waiting = new AbortController();
    const show = (next: Hold): void => {
      if (!left) setHold(next);
    };
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
    take.current = () => void navigator.locks.request(NAME, { steal: true }, keep).catch(taken);
    navigator.locks.request(NAME, { ifAvailable: true }, (lock) => (lock ? keep() : wait())).catch(taken);
    return () => {
      left = true;
      waiting.abort();
      letGo();
    };
  }, []);
  return { hold, takeOver: () => take.current() };
}
