/** The face of `pages`: the shop's own texts, with their versions, and how it looks. */
export { pagesModule } from './module.ts';
export { textOf, textsOf, versionsOf, writeText, type NewText } from './texts.ts';
export { changeLook, lookOf, type KeptLook } from './look.ts';
export {
  checkLook,
  lookStyle,
  plainLook,
  textSlugs,
  homeSections,
  type HomeSection,
  type Look,
  type PageText,
  type TextSlug,
} from './model.ts';
