/** The face of `purchasing`: suppliers, purchase orders, deliveries, what stock costs, what to buy. */
export { purchasingModule } from './module.ts';
export { changeSupplier, createSupplier, setReorderRules, setSupplies, type NewSupplier } from './suppliers.ts';
export {
  allowMore,
  cancelPurchase,
  changePurchase,
  closePurchase,
  createPurchase,
  sendPurchase,
  type NewPurchase,
} from './order.ts';
export { receivePurchase, type ReceiveInput } from './receive.ts';
export { addLandedCost, returnToSupplier, setCosts } from './give-back.ts';
export { incomingOf, listPurchases, purchaseHead, type Incoming, type PurchaseRow } from './queries.ts';
export { proposals, orderProposals } from './proposals.ts';
export { purchaseDocument, type PurchaseDocument } from './document.ts';
export { costsOf, stockWorth, totalWorth, type Worth } from './worth.ts';
