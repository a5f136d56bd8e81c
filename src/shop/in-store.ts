/** The phone in the store: an article by its label, with what lies on this store's shelves. */
import { skuByCode } from '#catalog';
import type { Ask } from '../../web/store/api.ts';
import type { HereVariant, InStoreApi, InStoreView } from '../../web/store/in-store-api.ts';
import type { ProductView, StoreView } from '../../web/store/views.ts';
import { offerOf, type Offer } from './offers.ts';
import { nowOf, storeViews } from './places.ts';
import { webChannel, type Shop } from './scene.ts';

type ProductPage = (ask: Ask, handle: string, skuId?: string) => Promise<ProductView | undefined>;

/** `product` is the shop's own page of a product: the store adds its shelves to it. */
export const inStoreApi = (shop: Shop, product: ProductPage): InStoreApi => ({
  scan: (_ask, code) => scan(shop, code),
  store: (ask, idOrCode) => storeOf(shop, ask, idOrCode),
  product: (ask, siteId, handle, skuId) => inStore(shop, product, ask, { siteId, handle, skuId }),
});

async function scan(shop: Shop, code: string): ReturnType<InStoreApi['scan']> {
  const { database } = shop;
  const fact = await skuByCode(database, code);
  if (!fact || fact.status !== 'active') return undefined;
  const offer = await offerOf(database, await webChannel(shop), fact.productId);
  return offer?.bySku.has(fact.skuId) ? { handle: offer.product.handle, skuId: fact.skuId } : undefined;
}

async function storeOf({ database }: Shop, { lang }: Ask, idOrCode: string): Promise<StoreView | undefined> {
  const now = await nowOf(database);
  const found = now.stores.find(
    ({ site }) => site.siteId === idOrCode || site.code.toUpperCase() === idOrCode.toUpperCase(),
  );
  return found && storeViews(now, lang).find((view) => view.siteId === found.site.siteId);
}

type Where = { readonly siteId: string; readonly handle: string; readonly skuId: string | undefined };

async function inStore(shop: Shop, product: ProductPage, ask: Ask, where: Where): Promise<InStoreView | undefined> {
  const { siteId, handle, skuId } = where;
  const [store, view, now] = await Promise.all([
    storeOf(shop, ask, siteId),
    product(ask, handle, skuId),
    nowOf(shop.database),
  ]);
  const offer = view && (await offerOf(shop.database, await webChannel(shop), view.productId));
  if (!store || !view || !offer) return undefined;
  const variants = variantsHere(offer, view, store.siteId);
  const ready = now.stores.find(({ site }) => site.siteId === store.siteId)?.ready;
  return {
    store,
    product: view,
    here: variants.find((variant) => variant.chosen)?.here ?? 0,
    variants,
    canPay: ready !== undefined,
  };
}

const variantsHere = (offer: Offer, view: ProductView, siteId: string): HereVariant[] =>
  view.variants.map(({ skuId, options }) => ({
    skuId,
    name: options.join(', '),
    here: Math.max(0, offer.bySku.get(skuId)?.stock.sites.get(siteId) ?? 0),
    chosen: skuId === view.variant.skuId,
  }));
