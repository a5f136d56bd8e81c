/** The storefront's questions, answered over the modules. */
import type { Database } from '#base/db';
import type { ShopApi } from '../../web/store/api.ts';
import { accountApi } from './account.ts';
import { approvalsApi } from './approvals.ts';
import { browseApi } from './browse.ts';
import { cartApi } from './cart.ts';
import { choosingApi } from './choosing.ts';
import { checkoutApi } from './checkout.ts';
import { inStoreApi } from './in-store.ts';
import { orderApi } from './order.ts';
import type { StoreChannel } from './scene.ts';
import { serviceApi } from './service.ts';

/** What the pages ask, in this process. `demo` lets the shopper choose what the pretend card provider answers. */
export function shopApi(
  database: Database,
  { demo, channel = 'web' }: { readonly demo: boolean; readonly channel?: StoreChannel },
): ShopApi {
  const shop = { database, demo, channel };
  const browsing = browseApi(shop);
  const choosing = choosingApi(shop);
  return {
    ...browsing,
    ...cartApi(shop),
    ...checkoutApi(shop),
    ...orderApi(shop),
    ...accountApi(shop),
    ...approvalsApi(shop),
    ...choosing,
    service: serviceApi(shop),
    inStore: inStoreApi(shop, browsing.product, choosing.compare),
  };
}
