/** The till's own words, over those all faces share. */
import { createContext, useContext } from 'react';
import type { Money } from '#base/money';
import { money, type Lang } from '#kit/format';
import { translator } from '#kit/messages';
import { en } from './words/en.ts';
import { fr } from './words/fr.ts';
import { moreEn } from './words/more-en.ts';
import { moreFr } from './words/more-fr.ts';

const inFrench = { ...fr, ...moreFr } as const;
const say = translator(inFrench, { ...en, ...moreEn });
export type Word = keyof typeof inFrench;

type Text = { readonly fr: string; readonly en: string };
type FactsOf<K extends Word> = Parameters<typeof say<K>> extends [Lang, K, ...infer F] ? F : never;

export const LangContext = createContext<Lang>('fr');

/** The words of the language in use: `w('pay.change')`, names of things, and money. */
export function useWords() {
  const lang = useContext(LangContext);
  return {
    lang,
    w: <K extends Word>(key: K, ...facts: FactsOf<K>): string =>
      (say as unknown as (lang: Lang, key: K, ...facts: FactsOf<K>) => string)(lang, key, ...facts),
    name: (text: Text): string => text[lang] || text.fr,
    amount: (minor: number, currency: string): string => money(lang, { minor, currency } as Money),
  };
}
export type Words = ReturnType<typeof useWords>;
