/** The face of `pricing`. */
export {
  choosePrice,
  priceSteps,
  MAX_PRICE_MINOR,
  price,
  shownPrice,
  type DeliveryRule,
  type ListPrice,
  type NewPrice,
  type Priced,
  type PricedGood,
  type PricedLine,
  type PriceInput,
  type PriceRules,
  type Shown,
  type TraceReason,
  type TraceStep,
} from './model.ts';
export { traitsOf as promotionTraits } from './promotions/facts.ts';
export { shopTime } from './promotions/shop-time.ts';
export { replay, type PastSale, type Replayed } from './promotions/replay.ts';
export { limitsShape, promotionIdShape, ruleShape } from './promotions/shapes.ts';
export { priceTaxed } from './taxed.ts';
export { createPriceList, type CreatePriceList } from './create-list.ts';
export { setPrices, type SetPrices } from './set.ts';
export { listTimeline, stepsInForce, type ListedSpan, type StepInForce } from './list-prices.ts';
export {
  forgetPrices,
  listedPrices,
  nextPriceChange,
  onPricesForgotten,
  priceHistory,
  priceListById,
  priceListOf,
  priceLists,
  pricingCaches,
  rulesFor,
  shownOffers,
  shownPrices,
  type OccasionRules,
  type PriceList,
} from './queries.ts';
export { giveBackUses, takeUses, untakeUses, type Use } from './promotions/uses.ts';
export { promotionsToCarry, usesOf, type Occasion, type PromotedNow } from './promotions/occasion.ts';
export { addCodes, codeOf, openedBy } from './promotions/codes.ts';
export {
  promotionsAt,
  savePromotion,
  type Limits,
  type NewVersion,
  type PromotionVersion,
  type Rule,
} from './promotions/versions.ts';
export { pricingModule } from './module.ts';
