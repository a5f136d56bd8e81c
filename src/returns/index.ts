/** The face of `returns`: goods that come back to any site, from any channel, and the money for them. */
export { returnsModule } from './module.ts';
export {
  approveReturn,
  askReturn,
  cancelReturn,
  receiptOfOrder,
  refuseReturn,
  sendReturn,
  withdrawalOf,
  type NewReturn,
} from './ask.ts';
export { receiveReturn, inspectReturn, type NewPart, type NewReceipt } from './receive.ts';
export { closeUnpaid, oweReturn, payDues, retryDue, type NewDue } from './owe.ts';
export { giveKindness, type Kindness } from './kindness.ts';
export {
  bringIn,
  returnAtCounter,
  wishesOf,
  type CounterLine,
  type CounterReceipt,
  type CounterReturn,
} from './counter.ts';
export { fourEyes } from './four-eyes.ts';
export { listReturns, returnByNumber, returnsOf, type ReturnBrief } from './queries.ts';
export { announcedLines } from './ask.ts';
export { duesOf, itemsOf, partsOf, paybacksOf, returnById, type DueRow, type PaybackRow, type Return } from './hold.ts';
export {
  conditions,
  dispositions,
  isOver,
  reasons,
  returnable,
  returnNumber,
  suggested,
  type Condition,
  type Disposition,
  type Reason,
  type State,
} from './model.ts';
export { exchangeChoices, type Choice, type LineChoices } from './exchange-choices.ts';
export {
  askExchange,
  completeExchange,
  exchangeFor,
  holdExchange,
  insertHeld,
  prepareCompletion,
  prepareHold,
  releaseExchange,
  setAside,
  sweepExchanges,
  type NewExchange,
} from './exchange-hold.ts';
export {
  exchangeById,
  exchangeHeld,
  exchangesOf,
  exchangesOfOrder,
  planExchange,
  prepareWants,
  type Exchanged,
  type ExchangePlan,
  type ExchangeRow,
} from './exchange.ts';
export type { PricedWant, Settlement } from './exchange-model.ts';
export type { Period } from './period.ts';
