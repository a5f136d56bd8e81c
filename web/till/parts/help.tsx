/** All keys, over the screen: `?` or F1 opens it, Escape closes it. */
import { useEffect, useEffectEvent, useRef } from 'react';
import { hotkeys, keyText } from '../hotkeys.ts';
import { useWords, type Word } from '../words.ts';
import { Icon } from './icon.tsx';

/** Keys that are not in the list of one: typed signs, arrows, and those of paying. */
const groups: readonly { readonly title: Word; readonly rows: readonly (readonly [Word, ...string[]])[] }[] = [
  {
    title: 'help.find',
    rows: [
      ['help.search', hotkeys.search],
      ['help.camera', hotkeys.camera],
      ['help.shelf', hotkeys.shelfBefore, hotkeys.shelfAfter],
      ['help.arrows', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowRight'],
      ['help.take', 'Enter'],
      ['help.why', '?'],
      ['act.tickets', hotkeys.tickets],
      ['act.pickups', hotkeys.pickups],
      ['act.returns', hotkeys.returns],
      ['act.giftcard', hotkeys.giftcard],
      ['act.places', hotkeys.places],
    ],
  },
  {
    title: 'ticket',
    rows: [
      ['help.more', '+'],
      ['help.less', '−'],
      ['line.remove', hotkeys.remove],
      ['help.lines', hotkeys.lineAbove, hotkeys.lineBelow],
      ['customer.add', hotkeys.customer],
      ['customer.remove', hotkeys.nobody],
      ['help.cart', hotkeys.cart],
      ['send.do', hotkeys.send],
      ['act.park', hotkeys.park],
      ['help.parked', hotkeys.parked],
    ],
  },
  {
    title: 'pay',
    rows: [
      ['help.pay', 'Enter'],
      ['pay.card', 'F3'],
      ['pay.cash', 'F4'],
      ['pay.gift', 'F6'],
      ['help.amount', '0…9', ',', 'Backspace'],
      ['receipt.next', 'Enter'],
      ['receipt.print', 'Control+P'],
    ],
  },
  {
    title: 'help.screen',
    rows: [
      ['help.close', 'Escape'],
      ['help.menu', hotkeys.menu],
      ['help.title', '?', hotkeys.help],
    ],
  },
];

export function Help({ onClose }: { onClose: () => void }) {
  const { w, lang } = useWords();
  const box = useRef<HTMLDialogElement>(null);
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '?' && event.key !== hotkeys.help) return;
      event.preventDefault();
      close();
    };
    // Beside the box is the dialog itself.
    const onPress = (event: Event): void => {
      if (event.target === dialog) close();
    };
    const closed = (): void => close();
    dialog.addEventListener('keydown', onKey);
    dialog.addEventListener('pointerdown', onPress);
    dialog.addEventListener('close', closed);
    dialog.showModal();
    return () => {
      dialog.removeEventListener('keydown', onKey);
      dialog.removeEventListener('pointerdown', onPress);
      dialog.removeEventListener('close', closed);
      dialog.close();
    };
  }, []);
  return (
    <dialog ref={box} className="help" aria-labelledby="help-title">
      <div className="help-box">
        <header>
          <h2 id="help-title">{w('help.title')}</h2>
          <button type="button" className="icon-button" aria-label={w('close')} onClick={onClose}>
            <Icon name="x" />
          </button>
        </header>
        <div className="help-groups" tabIndex={0} role="group" aria-labelledby="help-title">
          {groups.map(({ title, rows }) => (
            <section key={title}>
              <h3>{w(title)}</h3>
              <dl>
                {rows.map(([word, ...keys]) => (
                  <div key={word}>
                    <dt>{w(word)}</dt>
                    <dd>
                      {keys.map((key) => (
                        <kbd key={key}>{keyText(lang, key)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </dialog>
  );
}
