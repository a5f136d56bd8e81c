/** Keys heard by a whole view. Scanners type too, and fast: what they type must never confirm anything. */
import { useEffect, useEffectEvent } from 'react';
import { elapsed } from '#base/time';

/** A person does not press Enter this soon after another key; a scanner does. */
const SCANNER_MS = 40;

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
