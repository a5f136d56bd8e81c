/** The sample shop has no labels: nothing is found, and no store is known. */
import type { InStoreApi } from '../in-store-api.ts';

export const inStore = (): InStoreApi => ({
  scan: () => Promise.resolve(undefined),
  store: () => Promise.resolve(undefined),
  product: () => Promise.resolve(undefined),
  compared: () => Promise.resolve(undefined),
});
