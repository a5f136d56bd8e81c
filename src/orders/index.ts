/** The face of `orders`: the one gate for every channel. */
export { ordersModule } from './module.ts';
export { placeOrder, placeOrders, type Admit } from './place.ts';
export { depositAsked, paidBy, prepareOrder } from './prepare.ts';
export { depositOf } from './split.ts';
export { settleOrder, settleOrders } from './settle.ts';
export { payOrder, cameToNothing, dueFirst, giveUpTransfer, type CardCall } from './pay.ts';
export { cancelOrder, expireOrders } from './cancel.ts';
export {
  makePayLink,
  pageByLink,
  payableBy,
  payByLink,
  payLinkSecret,
  payLinksOf,
  revokePayLink,
} from './pay-links.ts';
export { cancelUnits, editOrder, previewEdit, type CancelUnits, type EditCommand } from './edit.ts';
export { shareOf, type OrderEdit } from './edit-model.ts';
export { payBalance, settleBalance } from './balance.ts';
export {
  duesOf,
  giveBackAtCounter,
  openCardAtCounter,
  takeAtCounter,
  type CounterPayment,
  type GivenBack,
} from './counter.ts';
export { holdOrder, resumeOrder, resumeDue, refuseHeld } from './hold.ts';
export { addNote, eraseNote, notesOf, type Note } from './notes.ts';
export { versionsOf, type EditReceipt, type Version } from './versions.ts';
export { askDeposit } from './deposit.ts';
export { decisionOf, retryOrder, waitForStock, type Decision } from './decide.ts';
export { pickupCode, readyOrder } from './ready.ts';
export { countReturned, lockOrder } from './returned.ts';
export { shipOrder, shipUnits, type Gone } from './ship.ts';
export { missUnits, takeFlagged, type Resourced } from './missing.ts';
export type { LineUnits } from './leaving.ts';
export { unitsSold } from './sales.ts';
export { cardGiftsOf, cardsOfOrders, soldOverCounter, type CardGift } from './gift-cards.ts';
export { ordersWaitingFor } from './waiting.ts';
export {
  cartsOfOrders,
  findOrder,
  taxOfOrders,
  listOrders,
  orderLinkToken,
  orderToken,
  orderTouches,
  summariesOf,
  tokenOpens,
  touches,
  type Order,
  type OrderHead,
} from './queries.ts';
export { receiptFor } from './routes.ts';
export { contactShape, deliveryShape, paymentShape, receiptShape, referenceShape } from './shapes.ts';
export { buyerMayCancel, receiptOf } from './model.ts';
export type { OrderDraft, OrderReceipt, PreparedOrder, Contact, Delivery } from './model.ts';
export {
  beginPicking,
  keptFor,
  lockWork,
  uncollected,
  workAt,
  workKey,
  workSorts,
  type KeptLine,
  type OrderWork,
  type SiteWork,
  type WorkSort,
} from './work.ts';
export { askRest } from './own-links.ts';
