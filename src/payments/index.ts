/** The face of `payments`: the money ledger and its providers. */
export { paymentsModule } from './module.ts';
export { openPayments, type PaymentRequest } from './open.ts';
export { authorisePayment, type Authorisation } from './authorise.ts';
export { settlePayments, claimPayments, type SettledPayment } from './settle.ts';
export { wantCaptures, lowerHeld, renewHeld, type Wanted } from './want.ts';
export {
  paymentSettings,
  readSettings,
  claimOf,
  changeSettings,
  forgetSettings,
  offersTransfer,
  type PaymentSettings,
} from './settings.ts';
export { depositBy, type DepositReason, type DepositRule } from './deposits.ts';
export { disputeById, disputesOf, listDisputes, remindDisputes, type Dispute } from './disputes.ts';
export { releasePayments, type Released } from './release.ts';
export {
  lockPayments,
  lockPaymentsById,
  lockRefunds,
  newMovementId,
  postMovements,
  type NewMovement,
} from './ledger.ts';
export { heldFor } from './cards/hold.ts';
export { capturePayment, voidPayment, refundPayment } from './flows.ts';
export { openRefunds, type RefundRequest } from './refund.ts';
export { exchangePayments, type Exchanged } from './exchange.ts';
export { moveMoney } from './move.ts';
export { cashRoundings, cashStep, roundedCash } from './rounding/model.ts';
export { roundCash, type RoundedCash } from './rounding/ledger.ts';
export { countDrawer, floatDrawer, moveInDrawer } from './drawers.ts';
export { carryOut, carryOutRefunds } from './carry-out.ts';
export { lookUpTold } from './told.ts';
export { readBooks } from './books.ts';
export { openPage } from './page.ts';
export { sweepPayments } from './sweep.ts';
export {
  paymentById,
  paymentsById,
  paymentsOf,
  paymentsOfOrders,
  listPayments,
  refundsOf,
  standsFor,
  ordersWithMoneyAside,
  movementsOf,
  balancesOf,
} from './queries.ts';
export {
  paymentState,
  isOver,
  isReleased,
  refundable,
  heldMinor,
  ceilingOf,
  lifeOf,
  drawerOf,
  EXCHANGES,
  holdsCardNumber,
  maskCardNumbers,
  type MoneyState,
  type Payment,
  type PaymentMethod,
  type PaymentState,
  type ProviderName,
  type Settlement,
} from './model.ts';
export type { Refund } from './ledger.ts';
export {
  cardBar,
  checkCharacter,
  CODE_LENGTH,
  cardOfAccount,
  creditAccount,
  giftAccount,
  isCode,
  leastMonths,
  partsOfVouchers,
  plainCode,
  readableCode,
  type GiftCard,
  type VoucherPart,
} from './cards/model.ts';
export {
  cardArticles,
  cardArticlesNow,
  cardRules,
  dropCardArticle,
  setCardArticle,
  setCardRules,
  type CardArticle,
  type FreeAmount,
} from './cards/articles.ts';
export {
  ages,
  creditBars,
  dueDay,
  receivableAccount,
  RECOVERY_FEE_MINOR,
  type CreditBar,
} from './receivables/model.ts';
export {
  bookReceipt,
  lockDebtors,
  creditOfCompany,
  receivableOf,
  receivablesOf,
  remindCompany,
  type NewReceipt,
  type Receivable,
} from './receivables/ledger.ts';
export { agedReceivables, reminderById, statementOf, type AgedRow, type Reminder } from './receivables/queries.ts';
export { inFours, isIban, referenceOf } from './references.ts';
export { claimsBy, type Named } from './claims.ts';
export { issueCards, giveCard, giveCredit, reloadCard, type SoldCards } from './cards/issue.ts';
export {
  blockCard,
  unblockCard,
  moveCard,
  keepCard,
  printCode,
  isCodeFree,
  returnCards,
  secretOfCard,
  cardTold,
  expireCards,
} from './cards/change.ts';
export {
  cardByCode,
  cardById,
  cardMovements,
  creditOf,
  voucherAccounts,
  voucherAt,
  liabilityOf,
  listCards,
  listCredits,
  voucherMovements,
  type CardView,
  type CardFilter,
  type CodeTry,
} from './cards/queries.ts';
export { setWebhookUrl, deliverWebhooks } from './providers/pretend/webhooks.ts';
export { seedPretendBook, disputeCharge, testCards } from './providers/pretend/psp.ts';
