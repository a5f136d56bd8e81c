/** The language of the office, kept on this device. */
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Lang } from '#kit/format';
import type { Catalogue } from '#kit/messages';
import type { Say, Words } from '../words/words.ts';

const KEPT = 'halle.office.lang';
type Held = { readonly lang: Lang; readonly setLang: (lang: Lang) => void };
const LangContext = createContext<Held>({ lang: 'fr', setLang: () => undefined });

/** French unless this device chose English before. */
export function LangProvider({ children }: { children: ReactNode }) {
  const [lang, setLang] = useState<Lang>(() => (localStorage.getItem(KEPT) === 'en' ? 'en' : 'fr'));
  useEffect(() => {
    localStorage.setItem(KEPT, lang);
    document.documentElement.lang = lang;
  }, [lang]);
  const held = useMemo(() => ({ lang, setLang }), [lang]);
  return <LangContext value={held}>{children}</LangContext>;
}

export const useLang = (): Held => useContext(LangContext);

/** A noun's words in the language chosen: `const t = useWords(orders); t('title')`. */
export function useWords<C extends Catalogue>(words: Words<C>): Say<C> {
  const { lang } = useLang();
  return useMemo(() => words.in(lang), [words, lang]);
}
