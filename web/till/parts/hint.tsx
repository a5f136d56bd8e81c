/** The key of a button, drawn by the style sheet: a screen reader hears it from the button's `aria-keyshortcuts`, not as its name. */
import { hotkeys, keyText, type Hotkey } from '../hotkeys.ts';
import { useWords } from '../words.ts';

export function Hint({ of }: { of: Hotkey }) {
  const { lang } = useWords();
  return <small className="hint" aria-hidden="true" data-key={keyText(lang, hotkeys[of])} />;
}
