/** The till is open in another tab of this browser. */
import { useEffect, useRef } from 'react';
import { useWords } from '../words.ts';
import { Frame } from './frame.tsx';

export function Elsewhere({ onTake }: { onTake: () => void }) {
  const { w } = useWords();
  const main = useRef<HTMLButtonElement>(null);
  useEffect(() => main.current?.focus(), []);
  return (
    <Frame>
      <h1 className="title">{w('elsewhere.title')}</h1>
      <p className="muted">{w('elsewhere.help')}</p>
      <button ref={main} type="button" className="main-button" onClick={onTake}>
        {w('elsewhere.take')}
      </button>
    </Frame>
  );
}
