/** The face of `shop`: what shoppers read and do, for the storefront and for headless shops. */
export { shopModule } from './module.ts';
export { shopApi } from './api.ts';
export { offerOf, offersOf, productsOfSkus, type Offer } from './offers.ts';
export { backRequest } from './back.ts';
export { differences } from './order-changes.ts';
export { transferOf } from './transfer.ts';
export { rangeText } from './words.ts';
