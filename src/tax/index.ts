/** The face of `tax`. */
export {
  chargeParts,
  explainRate,
  knownRates,
  ratedClasses,
  rateFor,
  taxClasses,
  taxGroups,
  taxOnNet,
  type GrossLine,
  type NetLine,
  type RateReason,
  type TaxClass,
  type TaxGroup,
} from './model.ts';
export { taxModule } from './module.ts';
