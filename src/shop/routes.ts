import { z } from 'zod';
import type { Database } from '#base/db';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { movedTo, productByHandle } from '#catalog';
import { channelByCode } from '#channels';
import { cartTokenOf } from '#carts';
import { searchProducts } from '#search';
import { categoriesOf, detailJson, listJson, ready } from './json.ts';
import { gridOffers } from './grid.ts';
import { listOffers, listSorts } from './lists.ts';
import { labelRoutes } from './labels.ts';
import { shopStream } from './live.ts';
import { offerOf, offersOf } from './offers.ts';
import { pictureRoutes } from './og.ts';
import { nowOf, type Now } from './places.ts';
import { storesView } from './stores.ts';
import { wishRoutes } from './wish-routes.ts';
import { fieldsOf, readChosen } from '../../web/store/chosen.ts';
import { categoriesShape, detailShape, foundShape, listShape, storesShape } from './shapes.ts';

const handle = z.string().min(1).max(160);
const channel = z.string().min(1).max(40).default('web');
const lang = z.enum(['fr', 'en']).default('fr');
const limit = z.int().min(1).max(100).default(20);
const after = z.string().max(300).optional();

async function channelIdOf(context: Pick<RouteContext, 'db'>, code: string): Promise<string> {
  return (await channelByCode(context.db, code))?.channelId ?? refuse('shop.unknown_channel', { detail: code });
}

const products = route({
  method: 'GET',
  path: '/api/shop/products',
  permission: 'public',
  summary: 'What is on sale on a channel, with prices and availability; in a category with all below it',
  query: z.strictObject({
    category: handle.optional(),
    sort: z.enum(listSorts).default('featured'),
    in_stock: z.boolean().default(false),
    /** What is chosen of the facets, as a query of its own: `brand=ourcel&o.taille=38`. */
    where: z.string().max(2_000).optional(),
    /** Says what each further choice would leave. */
    facets: z.boolean().default(false),
    site: z
      .string()
      .regex(new RegExp(idPattern('sit')))
      .optional(),
    channel,
    lang,
    after,
    limit,
  }),
  output: listShape,
  refusals: ['shop.unknown_channel', 'catalog.category_unknown'],
  run: async (context, { query }) => {
    const { category, sort, site, in_stock: inStock, where, facets, lang: language, after: mark, limit: most } = query;
    const channelId = await channelIdOf(context, query.channel);
    const choice = { channelId, category, lang: language, after: mark, limit: most };
    const byCatalogue = sort === 'featured' || sort === 'newest' || sort === 'name';
    if (byCatalogue && !facets && !inStock && site === undefined && where === undefined)
      return ready(context, listJson(await listOffers(context.db, { ...choice, sort })));
    const chosen = readChosen(fieldsOf(where ?? ''));
    const grid = await gridOffers(context.db, { ...choice, sort, inStock, siteId: site, chosen });
    return ready(context, listJson(grid, facets ? `"facets":${JSON.stringify(grid.facets)},` : ''));
  },
});

const product = route({
  method: 'GET',
  path: '/api/shop/products/:handle',
  permission: 'public',
  summary: 'One product with its variants, their prices and their stock by site; by handle or id',
  params: z.strictObject({ handle }),
  query: z.strictObject({ channel }),
  output: detailShape,
  refusals: ['shop.unknown_channel', 'shop.unknown_product'],
  run: async (context, { params, query }) => {
    const channelId = await channelIdOf(context, query.channel);
    const productId = /^prd_[0-9a-z]{26}$/.test(params.handle)
      ? params.handle
      : (await productUnder(context.db, params.handle))?.productId;
    const offer = productId === undefined ? undefined : await offerOf(context.db, channelId, productId);
    return ready(context, detailJson(offer ?? refuse('shop.unknown_product', { detail: params.handle })));
  },
});

/** By its handle, else by one it once had: the answer says the present one. */
async function productUnder(db: Database, known: string): Promise<{ productId: string } | undefined> {
  const found = await productByHandle(db, known);
  if (found) return found;
  const now = await movedTo(db, 'product', known);
  return now === undefined ? undefined : productByHandle(db, now);
}

const search = route({
  method: 'GET',
  path: '/api/shop/search',
  permission: 'public',
  summary: 'Search what is on sale, as you type: accents and typing errors are forgiven',
  query: z.strictObject({ q: z.string().max(100), channel, lang, after, limit }),
  output: foundShape,
  refusals: ['shop.unknown_channel'],
  run: async (context, { query }) => {
    const { q, limit: most } = query;
    const channelId = await channelIdOf(context, query.channel);
    const found = await searchProducts(context.db, {
      channelId,
      q,
      lang: query.lang,
      limit: most,
      ...(query.after === undefined ? {} : { after: query.after }),
    });
    const ids = found.hits.map((hit) => hit.productId);
    const offers = await offersOf(context.db, channelId, ids);
    const listed = { items: ids.flatMap((id) => offers.get(id) ?? []), count: found.total, next: found.next };
    const head = JSON.stringify({ q, corrected: found.corrected });
    return ready(context, listJson(listed, `${head.slice(1, -1)},`));
  },
});

const categories = route({
  method: 'GET',
  path: '/api/shop/categories',
  permission: 'public',
  summary: 'The category tree as a list, parents before children, with how many products are on sale in each',
  query: z.strictObject({ channel }),
  output: categoriesShape,
  refusals: ['shop.unknown_channel'],
  run: async (context, { query }) => ({
    items: await categoriesOf(context.db, await channelIdOf(context, query.channel)),
    next: null,
  }),
});

const storeJson = ({ site, state, ready: readyAt }: Now['stores'][number]) => ({
  siteId: site.siteId,
  name: site.name,
  address: site.address,
  phone: site.phone,
  hours: [...site.hours],
  specialDays: site.specialDays.map((one) => ({ ...one, hours: [...one.hours] })),
  timeZone: site.timeZone,
  open: state.open,
  pickup: site.pickup,
  readyAt: readyAt ?? null,
  latitude: site.latitude,
  longitude: site.longitude,
});

const stores = route({
  method: 'GET',
  path: '/api/shop/stores',
  permission: 'public',
  summary: 'The stores with their opening hours, and when an order made now can be collected there',
  query: z.strictObject({
    /** A postcode or town: the nearest come first. An unknown one leaves the merchant's order, without distances. */
    near: z.string().max(80).optional(),
  }),
  output: storesShape,
  run: async ({ db }, { query }) => {
    const now = await nowOf(db);
    const found = storesView(now, 'fr', query.near === undefined ? undefined : { q: query.near });
    const items = found.stores.flatMap(({ siteId, distanceKm }) => {
      const known = now.stores.find((one) => one.site.siteId === siteId);
      return known ? [{ ...storeJson(known), distanceKm: distanceKm ?? null }] : [];
    });
    return { items, next: null };
  },
});

const listOf = (text: string | undefined): ReadonlySet<string> =>
  new Set((text ?? '').split(',').filter((id) => /^(prd|sku)_[0-9a-z]{26}$/.test(id)));

const events = route({
  method: 'GET',
  path: '/api/shop/events',
  permission: 'shopper',
  summary:
    'Live: `stock`, `price` and `product` of what is named, `cart` of the caller’s own cart, `order` of the named number; ids only',
  stream: true,
  query: z.strictObject({
    products: z.string().max(2_000).optional(),
    skus: z.string().max(6_500).optional(),
    order: z.string().min(10).max(10).optional(),
  }),
  run: (context, { query }) =>
    shopStream(
      context.db,
      { principal: context.principal, cartToken: cartTokenOf(context) },
      { products: listOf(query.products), skus: listOf(query.skus), order: query.order },
    ),
});

export const shopRoutes: readonly Route[] = [
  products,
  product,
  search,
  categories,
  stores,
  events,
  ...pictureRoutes,
  ...labelRoutes,
  ...wishRoutes,
];
