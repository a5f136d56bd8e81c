/** Keys heard by a whole view. Scanners type too, and fast: what they type must never confirm anything. */
import { useEffect, useEffectEvent, useRef } from 'react';
import { elapsed } from '#base/time';

/** A person does not press Enter this soon after another key; a scanner does. */
export const SCANNER_MS = 40;

/**
 * Hears keys of the page while the component is there. Left out are: the very key that brought the component, a held Enter, and an
 * Enter at the end of a scanned code (`scanners: false` lets it pass).
 */
export function useKeyDown(hear: (event: KeyboardEvent) => void, { scanners = true } = {}): void {
  const onKey = useEffectEvent(hear);
  useEffect(() => {
    const began = elapsed();
    let last = began;
    const listen = (event: KeyboardEvent): void => {
      // What lies over the view has its own keys.
      if (event.target instanceof Element && event.target.closest('dialog')) return;
      const since = event.timeStamp - last;
      last = Math.max(last, event.timeStamp);
      if (event.key === 'Enter' && (event.repeat || event.timeStamp < began || (scanners && since < SCANNER_MS)))
        return;
      onKey(event);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [scanners]);
}

/** After each change made by touch the focus goes back to the scan field; who works by keyboard keeps the place they are at. */
export function useFocusBack(changed: unknown, focus: () => void): void {
  const touched = useRef(false);
  const back = useEffectEvent(focus);
  useEffect(() => {
    const touch = (): void => void (touched.current = true);
    const key = (): void => void (touched.current = false);
    addEventListener('pointerdown', touch);
    addEventListener('keydown', key);
    return () => {
      removeEventListener('pointerdown', touch);
      removeEventListener('keydown', key);
    };
  }, []);
  useEffect(() => {
    if (touched.current) back();
  }, [changed]);
}
