/** The one field: what is scanned, typed or searched. The focus always comes back to it. */
import { useState, type RefObject } from 'react';
import { hotkeys } from '../hotkeys.ts';
import { useWords } from '../words.ts';
import { Hint } from './hint.tsx';
import { Icon } from './icon.tsx';
import type { Panel } from './panels.tsx';

type Props = {
  field: RefObject<HTMLInputElement | null>;
  text: string;
  panel: Panel | null;
  onType: (text: string) => void;
  onEnter: () => void;
  onClear: () => void;
  onCamera: () => void;
};

export function SearchField({ field, text, panel, onType, onEnter, onClear, onCamera }: Props) {
  const { w } = useWords();
  // A tablet's keyboard comes only when the field itself is touched, not each time the focus returns to it.
  const [typing, setTyping] = useState(false);
  return (
    <div className="search-row">
      <div className="search">
        <Icon name="search" />
        <input
          ref={field}
          value={text}
          type="text"
          inputMode={typing ? 'search' : 'none'}
          enterKeyHint="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          aria-label={w('search.label')}
          aria-keyshortcuts={hotkeys.search}
          placeholder={w(panel === 'customer' ? 'customer.placeholder' : 'search.label')}
          onPointerDown={() => setTyping(true)}
          onBlur={() => setTyping(false)}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            if (!event.repeat) onEnter();
          }}
        />
        {text === '' ? (
          <kbd aria-hidden="true">{hotkeys.search}</kbd>
        ) : (
          <button type="button" className="clear" aria-label={w('search.clear')} onClick={onClear}>
            <Icon name="x" size={18} />
          </button>
        )}
      </div>
      <button
        type="button"
        className="scan"
        aria-label={w('search.scan')}
        aria-pressed={panel === 'camera'}
        aria-keyshortcuts={hotkeys.camera}
        onClick={onCamera}
      >
        <Icon name="scan" size={26} />
        <Hint of="camera" />
      </button>
    </div>
  );
}
