/** This till goes on on another device, or was closed in the office: it sells nothing here. */
import { useEffect, useRef } from 'react';
import { useWords } from '../words.ts';
import { Frame } from './frame.tsx';

type Props = { readonly name: string; readonly onOpen: () => void };

export function Moved({ name, onOpen }: Props) {
  const { w } = useWords();
  const main = useRef<HTMLButtonElement>(null);
  useEffect(() => main.current?.focus(), []);
  return (
    <Frame>
      <h1 className="title">{w('moved.title', { name })}</h1>
      <p className="muted" role="alert">
        {w('moved.help')}
      </p>
      <button ref={main} type="button" className="main-button" onClick={onOpen}>
        {w('moved.open')}
      </button>
    </Frame>
  );
}
