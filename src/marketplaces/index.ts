/** The face of `marketplaces`. */
export { marketplacesModule } from './module.ts';
export { joinMarketplace, openedConfig, setMarketplaceState, tellEverything } from './account.ts';
export { pullMarketplaces } from './pull.ts';
export { pushOffers } from './push.ts';
export { acceptInbox, storeInbox, marketOrderId } from './accept.ts';
