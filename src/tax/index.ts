/** The face of `tax`. */
export {
  chargeParts,
  knownRates,
  rateFor,
  taxClasses,
  taxGroups,
  taxOnNet,
  type GrossLine,
  type NetLine,
  type TaxClass,
  type TaxGroup,
} from './model.ts';
export { taxModule } from './module.ts';
