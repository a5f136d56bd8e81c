/** Comparing, wishing and waiting for stock, for the storefront. */
import type { Database } from '#base/db';
import { money } from '#base/money';
import { refuse } from '#base/refusal';
import { htmlText, shownAttributes, skuFacts } from '#catalog';
import type { Ask } from '../../web/store/api.ts';
import type { ChoosingApi, CompareView, VariantChoice, WishListView, WishView } from '../../web/store/choosing.ts';
import { MOST_WISHES } from '../../web/store/device-lists.ts';
import type { Lang } from '../../web/store/views.ts';
import { askForBack } from './back.ts';
import { cardOf, factsOf } from './cards.ts';
import { lowestPrice } from './lists.ts';
import { levelOf } from './model.ts';
import { offerOf, offersOf, type Offer } from './offers.ts';
import { nowOf } from './places.ts';
import { actorOf, webChannel, type Shop } from './scene.ts';
import {
  addWishes,
  changeWishList,
  makeWishList,
  MAX_ITEMS,
  removeWish,
  wishesOn,
  wishListByCode,
  wishListsOf,
  type Wish,
  type WishList,
} from './wish-lists.ts';
import { wordsIn } from './words.ts';

export const choosingApi = (shop: Shop): ChoosingApi => ({
  compare: (ask, productIds) => compare(shop, ask.lang, productIds),
  cardsOf: (ask, productIds) => cards(shop, ask.lang, productIds),
  wishList: (ask, listId) => wishList(shop, ask, listId),
  sharedList: (ask, code) => sharedList(shop, ask, code),
  wish: (ask, change) => wish(shop, ask, change),
  makeList: async (ask, { listId, name }) => {
    const mainName = wordsIn[ask.lang].mainList;
    await makeWishList(shop.database, { listId, name, customerId: ownerOf(ask), mainName });
  },
  changeList: (ask, listId, change) => changeWishList(shop.database, { listId, customerId: ownerOf(ask) }, change),
  askForBack: (ask, request) => waitFor(shop, ask, request),
});

const ownerOf = ({ who }: Ask): string => who.customerId ?? refuse('request.unauthenticated');

async function offersIn(shop: Shop, productIds: readonly string[]): Promise<Offer[]> {
  const offers = await offersOf(shop.database, await webChannel(shop), productIds);
  return productIds.flatMap((id) => offers.get(id) ?? []);
}

async function cards(shop: Shop, lang: Lang, productIds: readonly string[]): ReturnType<ChoosingApi['cardsOf']> {
  const now = await nowOf(shop.database);
  return (await offersIn(shop, productIds)).flatMap((offer) => cardOf(offer, now, lang) ?? []);
}

/** The variants of a product, for a list to choose from; the one without options has no name. */
function choicesOf({ variants }: Offer, lang: Lang): VariantChoice[] {
  return variants
    .filter(({ shown }) => shown !== undefined)
    .map(({ variant, stock }) => ({
      skuId: variant.skuId,
      name: variant.optionValues.map((value) => value[lang]).join(', '),
      available: levelOf(stock.total),
    }));
}

async function compare(shop: Shop, lang: Lang, productIds: readonly string[]): Promise<CompareView> {
  const { database } = shop;
  const now = await nowOf(database);
  const offers = (await offersIn(shop, productIds)).filter((offer) => cardOf(offer, now, lang));
  const shown = await shownAttributes(
    database,
    offers.map(({ product }) => product.productId),
    await webChannel(shop),
  );
  const rows = new Map<string, string[]>();
  const put = (name: string, i: number, value: string): void => {
    const values = rows.get(name) ?? offers.map(() => '');
    values[i] = value;
    rows.set(name, values);
  };
  const words = wordsIn[lang];
  offers.forEach(({ product }, i) => put(words.brand, i, product.brand ?? ''));
  offers.forEach(({ product, variants }, i) => {
    product.options.forEach(({ name }, at) => {
      const sold = variants.flatMap(({ variant }) => variant.optionValues[at]?.[lang] ?? []);
      put(name[lang], i, [...new Set(sold)].join(', '));
    });
  });
  offers.forEach(({ product }, i) => {
    for (const { name, text, html } of shown.get(product.productId) ?? [])
      put(name[lang], i, html ? htmlText(text[lang]) : text[lang]);
    for (const { name, text } of factsOf(product, lang)) if (!rows.get(name)?.[i]) put(name, i, text);
  });
  return {
    products: offers.flatMap((offer) => {
      const card = cardOf(offer, now, lang);
      return card ? [{ card, choices: choicesOf(offer, lang) }] : [];
    }),
    rows: [...rows]
      .filter(([, values]) => values.some((value) => value !== ''))
      .map(([name, values]) => ({ name, values, differs: new Set(values).size > 1 })),
  };
}

async function wishList(shop: Shop, ask: Ask, listId?: string): Promise<WishListView | undefined> {
  const { database } = shop;
  const { lang, who } = ask;
  if (who.customerId === undefined) {
    if (listId !== undefined) return undefined;
    const wishes = (who.wishes ?? []).map(({ productId, minor, out }) => ({
      productId,
      seenMinor: minor,
      seenThere: !out,
    }));
    return { name: wordsIn[lang].mainList, main: true, items: await wishViews(shop, lang, wishes), lists: [] };
  }
  const lists = await wishListsOf(database, who.customerId);
  const list = listId === undefined ? lists.find(({ main }) => main) : lists.find((one) => one.listId === listId);
  if (!list) return listId === undefined ? { name: wordsIn[lang].mainList, main: true, items: [], lists } : undefined;
  return {
    ...(await listView(shop, lang, list)),
    ...(list.shareCode === null
      ? {}
      : { shareUrl: `${ask.origin}${lang === 'en' ? '/en' : ''}/wishes/shared/${list.shareCode}` }),
    lists: lists.map((one) => ({ listId: one.listId, name: one.name, count: one.count })),
  };
}

async function listView(shop: Shop, lang: Lang, { listId, name, main }: WishList): Promise<WishListView> {
  return { listId, name, main, items: await wishViews(shop, lang, await wishesOn(shop.database, listId)), lists: [] };
}

async function sharedList(shop: Shop, { lang }: Ask, code: string): Promise<WishListView | undefined> {
  const list = /^[0-9a-z]{20,40}$/.test(code) ? await wishListByCode(shop.database, code) : undefined;
  return list && listView(shop, lang, list);
}

async function wishViews(shop: Shop, lang: Lang, wishes: readonly Wish[]): Promise<WishView[]> {
  const now = await nowOf(shop.database);
  const byId = new Map(wishes.map((one) => [one.productId, one]));
  return (await offersIn(shop, [...byId.keys()])).flatMap((offer): WishView[] => {
    const card = cardOf(offer, now, lang);
    const seen = byId.get(offer.product.productId);
    if (!card || !seen) return [];
    const news: WishView['news'] = [
      ...(card.price.minor < seen.seenMinor
        ? [{ kind: 'price_fell' as const, was: money(seen.seenMinor, card.price.currency) }]
        : []),
      ...(!seen.seenThere && card.available !== 'none' ? [{ kind: 'back' as const }] : []),
    ];
    return [{ card, choices: choicesOf(offer, lang), news }];
  });
}

async function wish(
  shop: Shop,
  { lang, who }: Ask,
  { productId, on, listId }: Parameters<ChoosingApi['wish']>[1],
): ReturnType<ChoosingApi['wish']> {
  const { database } = shop;
  const { customerId } = who;
  const seen = on ? await seenNow(shop, productId) : undefined;
  if (customerId === undefined) {
    const others = (who.wishes ?? []).filter((one) => one.productId !== productId);
    if (!seen) return { device: others };
    const kept = (who.wishes ?? []).find((one) => one.productId === productId);
    const fresh = kept ?? { productId, minor: seen.seenMinor, out: !seen.seenThere };
    return { device: [fresh, ...others].slice(0, MOST_WISHES) };
  }
  if (seen) await addWishes(database, { customerId, listId, mainName: wordsIn[lang].mainList }, [seen]);
  else await removeWish(database, { customerId, listId, productId });
  return {};
}

/** How a product is now. Refuses `shop.unknown_product` for what is not on sale. */
async function seenNow(shop: Shop, productId: string): Promise<Wish> {
  const offer = await offerOf(shop.database, await webChannel(shop), productId);
  const lowest = offer && lowestPrice(offer);
  if (!offer || !lowest) return refuse('shop.unknown_product', { detail: productId });
  return { productId, seenMinor: lowest.price.minor, seenThere: offer.stock.total > 0 };
}

/** What this device kept joins the account's main list; as many as fit, for signing in must not fail over wishes. */
export async function joinWishes(database: Database, customerId: string, ask: Ask): Promise<void> {
  const wishes = (ask.who.wishes ?? []).map(({ productId, minor, out }) => ({
    productId,
    seenMinor: minor,
    seenThere: !out,
  }));
  if (wishes.length === 0) return;
  const lists = await wishListsOf(database, customerId);
  const room = MAX_ITEMS - (lists.find(({ main }) => main)?.count ?? 0);
  await addWishes(database, { customerId, mainName: wordsIn[ask.lang].mainList }, wishes.slice(0, Math.max(0, room)));
}

async function waitFor(shop: Shop, { lang, who }: Ask, request: { skuId: string; email: string }): Promise<void> {
  const { database } = shop;
  const channelId = await webChannel(shop);
  const fact = (await skuFacts(database, [request.skuId])).get(request.skuId);
  const offer = fact && (await offerOf(database, channelId, fact.productId));
  if (!fact || !offer?.bySku.has(request.skuId)) refuse('shop.unknown_product', { detail: request.skuId });
  await askForBack(database, {
    skuId: request.skuId,
    productId: fact.productId,
    channelId,
    email: request.email,
    language: lang,
    ip: who.ip ?? 'unknown',
    actor: actorOf(who),
  });
}
