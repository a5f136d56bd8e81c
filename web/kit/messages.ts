/**
 * Words in two languages. A message is a text or a function of its facts; the French one sets the keys and their facts, and the
 * English one must have exactly the same, which the compiler checks. Each face keeps its own catalogue; the words they share are here.
 */
import type { Lang } from './format.ts';
import { en } from './messages/en.ts';
import { fr } from './messages/fr.ts';

/** One message: a text, or a function of one object of facts. */
export type Message = string | ((facts: never) => string);
export type Catalogue = Readonly<Record<string, Message>>;

/** The shape another language must have: same keys, same facts. */
export type Same<C extends Catalogue> = {
  readonly [K in keyof C]: C[K] extends (facts: infer F) => string ? (facts: F) => string : string;
};

type FactsOf<M> = M extends (facts: infer F) => string ? [facts: F] : [];

/** Makes `t(lang, key, facts)` over two catalogues. */
export function translator<C extends Catalogue>(
  french: C,
  english: Same<C>,
): <K extends keyof C & string>(lang: Lang, key: K, ...facts: FactsOf<C[K]>) => string {
  const catalogues: Readonly<Record<Lang, Catalogue>> = { fr: french, en: english as Catalogue };
  return (lang, key, ...facts) => {
    const message = catalogues[lang][key];
    if (message === undefined) return key;
    return typeof message === 'string' ? message : message(facts[0] as never);
  };
}

/** `plural(3, 'article', 'articles')`: French counts 0 and 1 as singular, English only 1. */
export function plural(lang: Lang, count: number, one: string, many: string): string {
  return (lang === 'fr' ? Math.abs(count) < 2 : count === 1) ? one : many;
}

/** The words all faces share: channels, states of orders and payments, availability, units. */
export const t = translator(fr, en);
export type WordKey = keyof typeof fr;
