/** A noun's words in both languages. French sets the keys and their facts; the compiler holds English to the same. */
import type { Lang } from '#kit/format';
import { translator, type Catalogue, type Same } from '#kit/messages';

type FactsOf<M> = M extends (facts: infer F) => string ? [facts: F] : [];

/** Words bound to a language: `t('title')`, `t('count', { n: 3 })`. */
export type Say<C extends Catalogue> = <K extends keyof C & string>(key: K, ...facts: FactsOf<C[K]>) => string;
export type Words<C extends Catalogue> = { readonly in: (lang: Lang) => Say<C> };

/** Makes a noun's words; screens read them with `useWords(words)`. */
export function words<C extends Catalogue>(french: C, english: Same<C>): Words<C> {
  const t = translator(french, english);
  return {
    in:
      (lang) =>
      (key, ...facts) =>
        t(lang, key, ...(facts as never)),
  };
}
