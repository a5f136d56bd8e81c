/** The shop's own words, over those all faces share. */
import { translator } from '#kit/messages';
import { en } from './words/en.ts';
import { fr } from './words/fr.ts';

/** `w(lang, key, facts)`: the shop's words. */
export const w = translator(fr, en);
export type ShopWord = keyof typeof fr;
