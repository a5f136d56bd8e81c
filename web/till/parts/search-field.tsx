/** The one field: what is scanned, typed or searched. The focus always comes back to it. */
import { useState, type RefObject } from 'react';
import { useWords } from '../words.ts';
import { Icon } from './icon.tsx';

type Props = {
  field: RefObject<HTMLInputElement | null>;
  text: string;
  onType: (text: string) => void;
  onEnter: () => void;
  onClear: () => void;
};

export function SearchField({ field, text, onType, onEnter, onClear }: Props) {
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
          placeholder={w('search.label')}
          onPointerDown={() => setTyping(true)}
          onBlur={() => setTyping(false)}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== 'Escape') return;
            event.preventDefault();
            if (event.key === 'Escape') onClear();
            else if (!event.repeat) onEnter();
          }}
        />
        {text === '' ? (
          <kbd>F2</kbd>
        ) : (
          <button type="button" className="clear" aria-label={w('search.clear')} onClick={onClear}>
            <Icon name="x" size={18} />
          </button>
        )}
      </div>
      <button type="button" className="scan" aria-label={w('search.scan')} onClick={onClear}>
        <Icon name="scan" size={26} />
      </button>
    </div>
  );
}
