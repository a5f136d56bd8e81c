/** The door of the till: everything before somebody sells. */
import { useEffect, useState, type ReactNode } from 'react';
import type { Lang } from '#kit/format';
import { Icon, Mark } from '../parts/icon.tsx';
import { useWords } from '../words.ts';

export function Frame({ children, onLanguage }: { children: ReactNode; onLanguage?: (lang: Lang) => void }) {
  const { lang } = useWords();
  const other = lang === 'fr' ? 'en' : 'fr';
  return (
    <div className="door">
      <header className="roof">
        <Mark />
        <b>Halle</b>
        <span className="space" />
        {onLanguage && (
          <button type="button" className="roof-button" lang={other} onClick={() => onLanguage(other)}>
            {other === 'fr' ? 'Français' : 'English'}
          </button>
        )}
      </header>
      <main className="door-main">{children}</main>
    </div>
  );
}

/** Nothing before 300 ms, then the frame of the till without its goods. */
export function Waiting() {
  const { w } = useWords();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <Frame>
      <h1 className="title">{w('loading')}</h1>
      <div className="skeleton" />
    </Frame>
  );
}

export function Failed({ onRetry }: { onRetry: () => void }) {
  const { w } = useWords();
  return (
    <Frame>
      <h1 className="title">{w('failed.title')}</h1>
      <p className="muted">{w('failed.help')}</p>
      <button type="button" className="main-button" onClick={onRetry}>
        {w('retry')}
      </button>
    </Frame>
  );
}

/** What went wrong, in one line that is read out. */
export function Problem({ text }: { text: string | undefined }) {
  return (
    <p className="problem" role="alert">
      {text !== undefined && (
        <>
          <Icon name="alert" size={18} /> {text}
        </>
      )}
    </p>
  );
}
