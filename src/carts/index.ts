/** The face of `carts`. */
export { cartsModule } from './module.ts';
export {
  levelNeeded,
  limits,
  sharing,
  type Access,
  type Cart,
  type CartLine,
  type CartStatus,
  type Notice,
  type Sharing,
} from './model.ts';
export { addCard, addToCart, markSeen, openedCart, removeCard, setCartLine, setCode, type CartCall } from './change.ts';
export {
  approvalById,
  approvalsFor,
  askApproval,
  decideApproval,
  orderOfApproval,
  type OrderApproval,
} from './approvals.ts';
export { openCart, type Opened } from './open.ts';
export { claimCart, type Claim } from './claim.ts';
export { copyCart, linkCart, linkedCart, type CartLink, type CopyCart } from './copy.ts';
export { bringToTill, leaveTill, type BringCart } from './bring.ts';
export { admitCarts, cartForOrder, closeCarts, reopenCarts, type CloseCart } from './close.ts';
export { checkoutCart, type Checkout } from './checkout.ts';
export { abandonIdleCarts } from './expire.ts';
export { cartById, cartIdByToken, cartList, openCartsOf, sharedCartId, type CartSummary } from './queries.ts';
export { partsOfLines, pricedParts, type CartCard } from './cards.ts';
export { freeAmounts, taxAsk, type Destined } from './facts.ts';
export {
  businessOf,
  pricedViewOf,
  quoteOf,
  viewOf,
  type CartView,
  type CartViewLine,
  type CodeView,
  type PricedView,
  type Quote,
} from './view.ts';
export { cartCookie, cartTokenOf } from './routes.ts';
