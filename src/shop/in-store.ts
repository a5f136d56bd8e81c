/** The phone in the store: an article by its label, with what lies on this store's shelves. */
import { skuByCode } from '#catalog';
import type { Ask } from '../../web/store/api.ts';
import type { ChoosingApi } from '../../web/store/choosing.ts';
import type { ComparedHere, HereVariant, InStoreApi, InStoreView } from '../../web/store/in-store-api.ts';
import type { ProductView, StoreView } from '../../web/store/views.ts';
import { offerOf, offersOf, type Offer } from './offers.ts';
import { nowOf, storeViews } from './places.ts';
import { webChannel, type Shop } from './scene.ts';

type ProductPage = (ask: Ask, handle: string, skuId?: string) => Promise<ProductView | undefined>;

/** `product` and `compare` are the shop's own pages: the store adds its shelves to them. */
export const inStoreApi = (shop: Shop, product: ProductPage, compare: ChoosingApi['compare']): InStoreApi => ({
  scan: (_ask, code) => scan(shop, code),
  store: (ask, idOrCode) => storeOf(shop, ask, idOrCode),
  product: (ask, siteId, handle, skuId) => inStore(shop, product, ask, { siteId, handle, skuId }),
  compared: (ask, siteId) => compared(shop, compare, ask, siteId),
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

async function compared(
  shop: Shop,
  compare: ChoosingApi['compare'],
  ask: Ask,
  siteId: string,
): Promise<ComparedHere | undefined> {
  const ids = ask.who.compared ?? [];
  const [store, view] = await Promise.all([storeOf(shop, ask, siteId), compare(ask, ids)]);
  if (!store) return undefined;
  const offers = await offersOf(shop.database, await webChannel(shop), ids);
  const products = view.products.map(({ card }) => {
    const lying = (offers.get(card.productId)?.variants ?? []).flatMap(({ variant, stock }) => {
      const units = stock.sites.get(store.siteId) ?? 0;
      return units > 0 ? [{ units, name: variant.optionValues.map((value) => value[ask.lang]).join(', ') }] : [];
    });
    const here = lying.reduce((sum, one) => sum + one.units, 0);
    return { card, here, names: lying.flatMap(({ name }) => (name === '' ? [] : [name])) };
  });
  return { store, products, rows: view.rows };
}

const variantsHere = (offer: Offer, view: ProductView, siteId: string): HereVariant[] =>
  view.variants.map(({ skuId, options }) => ({
    skuId,
    name: options.join(', '),
    here: Math.max(0, offer.bySku.get(skuId)?.stock.sites.get(siteId) ?? 0),
    chosen: skuId === view.variant.skuId,
  }));
