/** The storefront's pages that are the same for everybody: home, stores, departments, products, search; and what surrounds all pages. */
import type { Database } from '#base/db';
import {
  categoryCounts,
  categoryPath,
  categoryTree,
  findCategory,
  productByHandle,
  productIdsOnSale,
  htmlText,
  relatedProducts,
  shownAttributes,
} from '#catalog';
import type { CategoryNode, ShownAttribute } from '#catalog';
import { customerById } from '#customers';
import { money } from '#base/money';
import { clock, DAY, dayIn, plus } from '#base/time';
import { cardArticlesNow } from '#payments';
import { settings } from '#org';
import { suggestSearches } from '#search';
import { lookOf, lookStyle, type KeptLook } from '#pages';
import type { Ask, ShopApi } from '../../web/store/api.ts';
import type {
  BayView,
  CategoryView,
  GridChoice,
  GridView,
  HomeView,
  Lang,
  ProductView,
  SearchView,
  ShellFacts,
} from '../../web/store/views.ts';
import { cardsOf, categoryOf, pictureOf, productOf } from './cards.ts';
import { findProducts } from './find.ts';
import { gridOffers, type Grid } from './grid.ts';
import { listOffers } from './lists.ts';
import { offersFor } from './buyers.ts';
import { offerOf, offersOf, type Offer } from './offers.ts';
import { nowOf, storeViews, type Now } from './places.ts';
import { storesView } from './stores.ts';
import { openCartOf, webChannel, type Shop } from './scene.ts';
import { whyOf } from './why-page.ts';
import { wishedProducts } from './wish-lists.ts';
import { phoneText, wordsIn } from './words.ts';

/** Cards in one grid page; products shown as arrivals, and beside a product. */
const GRID = 24;
const ARRIVALS = 8;
const RELATED = 4;
/** A search that found fewer says what else may have been meant. */
const FEW = 3;
/** Departments named in the header, and shown as bays of the home page. */
const NAV = 7;
const BAYS = 5;

type Browse = Pick<ShopApi, 'shell' | 'home' | 'stores' | 'category' | 'product' | 'search' | 'why'>;

export const browseApi = (shop: Shop): Browse => ({
  shell: (ask) => shell(shop, ask),
  home: (ask) => home(shop, ask),
  stores: async ({ lang }, from) => storesView(await nowOf(shop.database), lang, from),
  category: (ask, handle, choice) => category(shop, ask, handle, choice),
  product: (ask, handle, skuId) => product(shop, ask, handle, skuId),
  why: (ask, skuId) => whyOf(shop, ask, skuId),
  search: (ask, q, choice) => search(shop, ask, q, choice),
});

async function shell(shop: Shop, ask: Ask): ReturnType<Browse['shell']> {
  const { database, demo } = shop;
  const { lang, who } = ask;
  const [house, tree, now, look] = await Promise.all([
    settings(database),
    categoryTree(database),
    nowOf(database),
    lookOf(database),
  ]);
  const { shopName, shopText, phone, email } = house;
  const [customer, cart] = await Promise.all([
    who.customerId === undefined ? undefined : customerById(database, who.customerId),
    who.customerId === undefined && who.cartToken === undefined
      ? undefined
      : openCartOf(shop, await webChannel(shop), ask),
  ]);
  const wished =
    who.customerId === undefined
      ? (who.wishes ?? []).map(({ productId }) => productId)
      : await wishedProducts(database, who.customerId);
  const count = cart?.lines.reduce((units, line) => units + line.quantity, 0) ?? 0;
  return {
    shop: {
      name: shopName,
      text: shopText[lang],
      ...(phone === null ? {} : { phone: phoneText(phone) }),
      ...(email === null ? {} : { email }),
    },
    nav: tree.slice(0, NAV).map(({ handle, name }) => ({ handle, name: name[lang] })),
    stores: storeViews(now, lang),
    demo,
    ...(look.version > 0 ? { look: lookView(look) } : {}),
    ...(customer ? { shopper: { name: customer.name } } : {}),
    ...(count > 0 ? { cartCount: count } : {}),
    ...(wished.length > 0 ? { wished } : {}),
    ...(who.compared === undefined ? {} : { compared: who.compared }),
  };
}

const lookView = ({ logoMediaId, home: sections, ...rest }: KeptLook): NonNullable<ShellFacts['look']> => ({
  style: lookStyle({ ...rest, logoMediaId, home: sections }),
  home: sections,
  ...(logoMediaId === null ? {} : { logo: `/media/${logoMediaId}` }),
});

async function home(shop: Shop, { lang, who }: Ask): Promise<HomeView> {
  const { database } = shop;
  const channelId = await webChannel(shop);
  const [tree, counts, now, newest] = await Promise.all([
    categoryTree(database),
    categoryCounts(database, channelId),
    nowOf(database),
    listOffers(database, { channelId, sort: 'newest', lang, limit: ARRIVALS }),
  ]);
  const departments = tree.filter(({ categoryId }) => (counts.get(categoryId) ?? 0) > 0);
  const bays = await Promise.all(
    departments.slice(0, BAYS).map(async ({ categoryId, handle, name }): Promise<BayView[]> => {
      const [first] = await firstOf(shop, channelId, handle, lang, 1);
      const count = counts.get(categoryId) ?? 0;
      return first ? [{ handle, name: name[lang], count, picture: windowPicture(first, lang) }] : [];
    }),
  );
  const last = departments.length > 1 ? departments.at(-1) : undefined;
  const words = wordsIn[lang];
  return {
    hero: { title: words.hero, text: words.heroText(departments.length, now.stores.length) },
    bays: bays.flat(),
    arrivals: cardsOf(await offersFor(database, channelId, who, newest.items), now, lang),
    ...(last
      ? {
          band: {
            handle: last.handle,
            title: last.name[lang],
            text: words.bandText(counts.get(last.categoryId) ?? 0),
            pictures: (await firstOf(shop, channelId, last.handle, lang, 3)).map((offer) => windowPicture(offer, lang)),
          },
        }
      : {}),
  };
}

const windowPicture = ({ product }: Offer, lang: Lang): BayView['picture'] =>
  pictureOf(product.image, product.name[lang]);

async function firstOf(
  { database }: Shop,
  channelId: string,
  category: string,
  lang: Lang,
  limit: number,
): Promise<readonly Offer[]> {
  return (await listOffers(database, { channelId, category, sort: 'newest', lang, limit })).items;
}

async function category(
  shop: Shop,
  { lang, who }: Ask,
  handle: string,
  choice: GridChoice,
): Promise<CategoryView | undefined> {
  const { database } = shop;
  const channelId = await webChannel(shop);
  const tree = await categoryTree(database);
  const node = findCategory(tree, handle);
  if (!node) return undefined;
  const [counts, now, listed] = await Promise.all([
    categoryCounts(database, channelId),
    nowOf(database),
    gridOffers(database, { ...choice, channelId, category: handle, lang, limit: GRID }),
  ]);
  return {
    categoryId: node.categoryId,
    handle: node.handle,
    name: node.name[lang],
    trail: trailTo(tree, node, lang),
    children: node.children.map((child) => ({
      handle: child.handle,
      name: child.name[lang],
      count: counts.get(child.categoryId) ?? 0,
    })),
    grid: gridOf(await gridFor(database, channelId, who, listed), choice, now, lang),
  };
}

/** A grid at the shopper's own prices; sorted and narrowed by those of everybody. */
const gridFor = async (database: Database, channelId: string, who: Ask['who'], grid: Grid): Promise<Grid> => ({
  ...grid,
  items: await offersFor(database, channelId, who, grid.items),
});

const trailTo = (tree: readonly CategoryNode[], node: CategoryNode, lang: Lang): CategoryView['trail'] =>
  categoryPath(tree, node.categoryId)
    .slice(0, -1)
    .map(({ handle, name }) => ({ handle, name: name[lang] }));

const gridOf = ({ items, count, next, facets }: Grid, choice: GridChoice, now: Now, lang: Lang): GridView => ({
  choice,
  facets: facets.map(({ key, name, values }) => ({
    key,
    name: name[lang],
    values: values.map(({ value, label, count: n }) => ({
      value,
      name: label[lang],
      count: n,
      chosen: choice.chosen[key]?.includes(value) === true,
    })),
  })),
  sites: now.stores.map(({ site: { siteId, name } }) => ({ siteId, name })),
  count,
  cards: cardsOf(items, now, lang),
  ...(next === null ? {} : { next }),
});

async function product(shop: Shop, ask: Ask, handle: string, skuId?: string): ReturnType<Browse['product']> {
  const { database } = shop;
  const { lang, who } = ask;
  const channelId = await webChannel(shop);
  const found = await productByHandle(database, handle);
  const kept = found && (await offerOf(database, channelId, found.productId));
  if (!kept) return undefined;
  const [now, tree] = await Promise.all([nowOf(database), categoryTree(database)]);
  const [offer, ...related] = await offersFor(database, channelId, who, [
    kept,
    ...(await relatedTo(shop, channelId, kept, tree)),
  ]);
  if (!offer) return undefined;
  const plain = productOf(offer, skuId, { now, tree, related, lang, mine: who.storeId });
  const view = plain && { ...plain, variant: await withAmounts(database, plain.variant) };
  const shown = (await shownAttributes(database, [found.productId], channelId)).get(found.productId) ?? [];
  if (!view) return undefined;
  const why = await whyOf(shop, ask, view.variant.skuId);
  return {
    ...{ ...view, facts: withAttributes(view.facts, shown, view.variant.skuId, lang) },
    ...(why ? { why: why.steps } : {}),
  };
}

/** A variant that is a gift card of a free amount says between which amounts, and from which day to which it may be given. */
async function withAmounts(database: Database, variant: ProductView['variant']): Promise<ProductView['variant']> {
  const free = (await cardArticlesNow(database)).get(variant.skuId)?.free;
  if (free?.currency !== variant.price.currency) return variant;
  const { timeZone } = await settings(database);
  const { leastMinor, mostMinor, currency } = free;
  const now = clock();
  return {
    ...variant,
    card: {
      ...{ least: money(leastMinor, currency), most: money(mostMinor, currency) },
      ...{ from: dayIn(now, timeZone), until: dayIn(plus(now, 365 * DAY), timeZone) },
    },
  };
}

/**
 * What the merchant says goes with it, then alternatives; filled up with the products that follow it in its own department: another
 * few for each product, the same for everybody.
 */
async function relatedTo(
  { database }: Shop,
  channelId: string,
  offer: Offer,
  tree: readonly CategoryNode[],
): Promise<Offer[]> {
  const said = await relationsOf(database, offer);
  const department = categoryOf(offer.product, tree).at(-1);
  const ids = await productIdsOnSale(database, channelId, department?.handle);
  const at = ids.indexOf(offer.product.productId);
  const around = [...ids.slice(at + 1, at + 1 + RELATED), ...ids.slice(0, Math.max(0, at)).slice(0, RELATED)];
  const nearby = [...new Set([...said, ...around])].slice(0, RELATED * 2);
  const offers = await offersOf(database, channelId, nearby);
  return nearby.flatMap((id) => offers.get(id) ?? []).slice(0, RELATED);
}

/** Attributes in the family's order, those of the variant on screen where variants differ; then what is told beside them. */
function withAttributes(
  facts: ProductView['facts'],
  shown: readonly ShownAttribute[],
  skuId: string,
  lang: Lang,
): ProductView['facts'] {
  const attributes = shown.map(({ name, text, html, bySku }) => {
    const said = (bySku.get(skuId) ?? text)[lang];
    return { name: name[lang], text: html ? htmlText(said) : said };
  });
  const told = new Set(attributes.map(({ name }) => name));
  return [...attributes, ...facts.filter(({ name }) => !told.has(name))];
}

/** Kept with the offer: a change of relations is a change of the product. */
async function relationsOf(database: Database, offer: Offer): Promise<readonly string[]> {
  const known = offer.made.get('relations') as readonly string[] | undefined;
  if (known) return known;
  const { productId } = offer.product;
  const kinds = ['complement', 'alternative', 'spare_part'] as const;
  const said = (await Promise.all(kinds.map((kind) => relatedProducts(database, productId, kind)))).flat();
  offer.made.set('relations', said);
  return said;
}

async function search(shop: Shop, { lang, who }: Ask, q: string, choice: GridChoice): Promise<SearchView> {
  const { database } = shop;
  const channelId = await webChannel(shop);
  const now = await nowOf(database);
  const list = { ...choice, channelId, lang, limit: GRID };
  if (q === '') return { q, suggestions: [], grid: gridOf(await gridOffers(database, list), choice, now, lang) };
  const found = await findProducts(database, { channelId, q, lang });
  const listed = await gridFor(database, channelId, who, await gridOffers(database, list, found.productIds));
  const few = found.productIds.length < FEW;
  const [suggestions, best] = await Promise.all([
    few ? suggestSearches(database, { channelId, q: found.corrected ?? q, lang, limit: 1 }) : [],
    found.productIds.length > 0 ? undefined : gridOffers(database, { channelId, lang, sort: 'best', limit: RELATED }),
  ]);
  return {
    q,
    ...(found.corrected === undefined ? {} : { corrected: found.corrected }),
    suggestions,
    ...(best ? { instead: cardsOf(best.items, now, lang) } : {}),
    grid: gridOf(listed, choice, now, lang),
  };
}
