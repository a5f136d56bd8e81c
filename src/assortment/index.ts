/** The face of `assortment`: which part of the catalogue each channel offers, and which channel suits a product. */
export { assortmentModule } from './module.ts';
export { adviceFor, explainPublication, previewRule, type Explained } from './queries.ts';
export { removeRule, rulesOf, runDueRules, setException, setRule, type RuleInput } from './rules.ts';
export type { Advice, AdviceReason } from './advise.ts';
export type { Condition, Leaf, Rule } from './model.ts';
