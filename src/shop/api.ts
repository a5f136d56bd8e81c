/** The storefront's questions, answered over the modules. */
import type { Database } from '#base/db';
import type { ShopApi } from '../../web/store/api.ts';
import { accountApi } from './account.ts';
import { browseApi } from './browse.ts';
import { cartApi } from './cart.ts';
import { checkoutApi } from './checkout.ts';
import { orderApi } from './order.ts';
import { serviceApi } from './service.ts';

/** What the pages ask, in this process. `demo` lets the shopper choose what the pretend card provider answers. */
export function shopApi(database: Database, { demo }: { readonly demo: boolean }): ShopApi {
  const shop = { database, demo };
  return {
    ...browseApi(shop),
    ...cartApi(shop),
    ...checkoutApi(shop),
    ...orderApi(shop),
    ...accountApi(shop),
    service: serviceApi(shop),
  };
}
