/** Which key does what. The buttons show these keys, the help lists them, and the till hears them: one list for all three. */
import type { Lang } from '#kit/format';

/** Keys of the selling screen, as `aria-keyshortcuts` writes them. F5, F11 and F12 are the browser's. */
export const hotkeys = {
  help: 'F1',
  menu: 'Shift+F1',
  search: 'F2',
  camera: 'Shift+F2',
  customer: 'F3',
  nobody: 'Shift+F3',
  cart: 'F4',
  park: 'F6',
  parked: 'Shift+F6',
  tickets: 'F8',
  returns: 'Shift+F8',
  places: 'F10',
  send: 'F9',
  pickups: 'F7',
  giftcard: 'Shift+F7',
  shelfBefore: 'PageUp',
  shelfAfter: 'PageDown',
  lineAbove: 'Shift+ArrowUp',
  lineBelow: 'Shift+ArrowDown',
  remove: 'Delete',
} as const;
export type Hotkey = keyof typeof hotkeys;

const byKey = new Map(Object.entries(hotkeys).map(([name, key]) => [key as string, name as Hotkey]));

/** Keys that edit a text: they are the field's own while it holds any. */
const editing: ReadonlySet<Hotkey> = new Set(['remove', 'lineAbove', 'lineBelow']);

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** What a pressed key means. `inText`: somebody is editing a text, whose own keys stay its own. */
export function hotkeyOf(event: Pressed, inText: boolean): Hotkey | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const name = byKey.get(event.shiftKey ? `Shift+${event.key}` : event.key);
  return name !== undefined && inText && editing.has(name) ? undefined : name;
}

const words: Readonly<Record<Lang, Readonly<Record<string, string>>>> = {
  fr: {
    Delete: 'Suppr',
    PageUp: 'Page ↑',
    PageDown: 'Page ↓',
    Enter: 'Entrée',
    Escape: 'Échap',
    Backspace: '⌫',
    Control: 'Ctrl',
  },
  en: {
    Delete: 'Del',
    PageUp: 'Page ↑',
    PageDown: 'Page ↓',
    Enter: 'Enter',
    Escape: 'Esc',
    Backspace: '⌫',
    Control: 'Ctrl',
  },
};
const signs: Readonly<Record<string, string>> = {
  Shift: '⇧',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** A key as it is printed on the keyboard: `⇧ F6`, `Suppr`. */
export const keyText = (lang: Lang, key: string): string =>
  (key === '+' ? [key] : key.split('+')).map((one) => words[lang][one] ?? signs[one] ?? one).join('\u00a0');
