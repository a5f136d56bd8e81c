/** The shop's own words, over those all faces share. */
import { translator } from '#kit/messages';
import { en } from './words/en.ts';
import { fr } from './words/fr.ts';
import { serviceEn } from './words/service-en.ts';
import { serviceFr } from './words/service-fr.ts';

const french = { ...fr, ...serviceFr };

/** `w(lang, key, facts)`: the shop's words. */
export const w = translator(french, { ...en, ...serviceEn });
export type ShopWord = keyof typeof french;
