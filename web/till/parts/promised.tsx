/** What promotions ask and give at the counter: codes that were given, gifts that were earned, and what can't be offered now. */
import { useState, type Dispatch } from 'react';
import { codeWords } from '#kit/promotion-words';
import type { Item } from '../api.ts';
import type { Act, Shown } from '../ticket.ts';
import { useWords } from '../words.ts';
import { Icon, Picture } from './icon.tsx';

type Props = { shown: Shown; act: Dispatch<Act>; paying: boolean; lost: boolean; onAdd: (item: Item) => void };

export function Promised({ shown, act, paying, lost, onAdd }: Props) {
  const { w, name } = useWords();
  if (shown.lines.length === 0 && shown.codes.length === 0) return null;
  return (
    <div className="promised">
      {!paying &&
        shown.offered.map(({ promotionId, item, quantity }) => (
          <div key={promotionId} className="promised-gift" role="status">
            <Picture src={item.image} className="small" />
            <span>
              <b>{w('gift.earned')}</b>
              <small>{name(item.name)}</small>
            </span>
            <button type="button" onClick={() => onAdd(item)}>
              {w('gift.add', { n: quantity })}
            </button>
          </div>
        ))}
      {lost && shown.unasked && (
        <p className="promised-note">
          <Icon name="alert" size={14} /> {w('promotion.unasked')}
        </p>
      )}
      <Codes {...{ shown, act, paying }} />
    </div>
  );
}

const focusOn = (field: HTMLInputElement | null): void => field?.focus();

function Codes({ shown, act, paying }: Pick<Props, 'shown' | 'act' | 'paying'>) {
  const { w, lang } = useWords();
  const [typed, setTyped] = useState<string>();
  const code = (typed ?? '').replaceAll(/\s/g, '').toUpperCase();
  const good = /^[A-Z0-9-]{3,40}$/.test(code);
  return (
    <>
      {shown.codes.length > 0 && (
        <ul className="codes" aria-label={w('code.list')}>
          {shown.codes.map((one) => (
            <li key={one.code} data-state={one.state === 'applied' ? 'applied' : undefined}>
              <span>
                <b className="mono">{one.code}</b>
                <small role="status">{one.state === 'asking' ? w('code.asking') : codeWords(one.state, lang)}</small>
              </span>
              {!paying && (
                <button
                  type="button"
                  aria-label={w('code.remove', { code: one.code })}
                  onClick={() => act({ act: 'uncode', code: one.code })}
                >
                  <Icon name="x" size={16} />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {!paying && typed === undefined && (
        <button type="button" className="plain-button" onClick={() => setTyped('')}>
          {w('code.add')}
        </button>
      )}
      {!paying && typed !== undefined && (
        <form
          className="code-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (good) act({ act: 'code', code });
            if (good || code === '') setTyped(undefined);
          }}
        >
          <input
            ref={focusOn}
            aria-label={w('code.label')}
            placeholder={w('code.label')}
            value={typed}
            maxLength={60}
            autoCapitalize="characters"
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault();
              setTyped(undefined);
            }}
          />
          <button type="submit" disabled={!good}>
            {w('code.use')}
          </button>
        </form>
      )}
    </>
  );
}
