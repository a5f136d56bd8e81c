/** The face of `sourcing`: which site serves which line, what is sold beyond stock, and when it comes. */
export { sourcingModule } from './module.ts';
export { fieldOf, promiseOfAll, type CountParcels, type Destination, type Field } from './field.ts';
export {
  policyAt,
  policyById,
  policyVersions,
  makePolicy,
  checkRules,
  type InForce,
  type PolicyVersion,
} from './policies.ts';
export {
  changeLater,
  laterOf,
  laterOn,
  laterRows,
  promiseBeyond,
  lockLater,
  setLater,
  type Later,
  type LaterChange,
} from './later.ts';
export { publicHoliday } from './promise.ts';
export { sellableAt, type Sellable } from './sellable.ts';
export { rulesShape } from './shapes.ts';
