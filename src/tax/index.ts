/** The face of `tax`. */
export {
  chargeParts,
  explainRate,
  findRate,
  knownRates,
  ratedClasses,
  rateFor,
  ratesKey,
  regionName,
  taxCase,
  taxClasses,
  taxGroups,
  taxOnNet,
  zoneOf,
  type GrossLine,
  type NetLine,
  type OwnRate,
  type RateReason,
  type Scheme,
  type SellerFacts,
  type TaxBuyer,
  type TaxCase,
  type TaxClass,
  type TaxFacts,
  type TaxGroup,
  type Zone,
} from './model.ts';
export { checkById, checkVat, proofOf, type VatCheck } from './checks.ts';
export { decideCase, DISTANCE_LIMIT_MINOR, taxFacts, vatRules, type TaxAsk, type VatRules } from './place.ts';
export { isAbroad, recordedOf, recordSales, type TaxedGroup, type TaxedSale } from './sales.ts';
export { changeSeller, setBasis, setRate, taxHouse, type Seller } from './seller.ts';
export { taxModule } from './module.ts';
export { taxCaseShape } from './shapes.ts';
