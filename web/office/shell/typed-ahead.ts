/** Keys that come after the palette was asked for and before its field has the focus: they are meant for it. Pure. */

/** What of a key press is looked at. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** What a key means for a field that is not there yet; `leave`: the browser's or the system's, not ours. */
export type Ahead =
  | { readonly act: 'type'; readonly text: string }
  | { readonly act: 'choose' | 'close' | 'swallow' | 'leave' };

/** Is this Ctrl-K, or ⌘K? */
export const asksForPalette = ({ key, ctrlKey, metaKey, altKey }: Pressed): boolean =>
  (ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k';

/** The text of the field after a key, or what else the key does. Nothing of it is left to the page behind. */
export function keyAhead(text: string, { key, ctrlKey, metaKey, altKey }: Pressed): Ahead {
  // Ctrl with Alt is how AltGr arrives: it writes.
  if (metaKey || (ctrlKey && !altKey)) return { act: 'leave' };
  if (/^(Shift|Control|Alt|AltGraph|Meta|CapsLock|Dead|Process|Unidentified|F\d+)$/.test(key)) return { act: 'leave' };
  if (key === 'Enter') return { act: 'choose' };
  if (key === 'Escape') return { act: 'close' };
  if (key === 'Backspace') return { act: 'type', text: [...text].slice(0, -1).join('') };
  return [...key].length === 1 ? { act: 'type', text: text + key } : { act: 'swallow' };
}
