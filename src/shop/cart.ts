/** The storefront's cart: one cart under its lines' articles, what changed since it was last seen, and the way to another device. */
import qrcode from 'qrcode';
import { perDatabase } from '#base/db';
import { newId } from '#base/ids';
import { createLru } from '#base/lru';
import { sum } from '#base/money';
import { refuse, unwrap, Refusal } from '#base/refusal';
import { DAY, day, epochMs, msOf } from '#base/time';
import {
  addCard,
  addToCart,
  claimCart,
  copyCart,
  linkCart,
  linkedCart,
  markSeen,
  openCart,
  pricedViewOf,
  removeCard,
  setCartLine,
  setCode,
  sharing,
  type Cart,
  type CartView as CartFacts,
  type Notice as CartNotice,
  type Destined,
} from '#carts';
import { sha256 } from '#base/canonical';
import { policy } from '#channels';
import { countTry } from '#identity';
import { settings, siteById } from '#org';
import { qrPath } from '#kit/qr';
import type { CardFor } from '#orders/model';
import type { Ask, CardForm, CartWritten, ShopApi } from '../../web/store/api.ts';
import type { CartLineView, CartView, HandoffView, Lang, Notice } from '../../web/store/views.ts';
import { optionText, pictureOf } from './cards.ts';
import { grouped, levelOf, ungrouped } from './model.ts';
import { accessOf, actorOf, openCartOf, webChannel, type Shop } from './scene.ts';
import { cartWithoutLostGifts, giftViews, nearlyViews, rememberGift } from './gifts.ts';
import { chooseDelivery, reductionsOf, withReceiving } from './receive.ts';
import { codeWords } from '#kit/promotion-words';
import { cartWhy, vatWhy } from './why.ts';
import { rememberWish, wishesOf } from './wish.ts';
import { wordsIn } from './words.ts';

type Carting = Pick<
  ShopApi,
  | 'cart'
  | 'addToCart'
  | 'addCard'
  | 'removeCard'
  | 'setCartLine'
  | 'setCode'
  | 'chooseDelivery'
  | 'handoff'
  | 'takeHandoff'
>;

export const cartApi = (shop: Shop): Carting => ({
  cart: (ask) => cart(shop, ask),
  addToCart: (ask, line) => add(shop, ask, line),
  addCard: (ask, card) => putCard(shop, ask, card),
  removeCard: (ask, cardKey) => takeCard(shop, ask, cardKey),
  setCartLine: (ask, lineId, quantity) => setLine(shop, ask, lineId, quantity),
  setCode: (ask, code, keep) => changeCode(shop, ask, code, keep),
  chooseDelivery: (ask, deliveryId) => chooseDelivery(shop, ask, deliveryId),
  handoff: (ask, code) => handoff(shop, ask, code),
  takeHandoff: (ask, code) => takeHandoff(shop, ask, code),
});

async function cart(shop: Shop, ask: Ask): Promise<CartView> {
  const channelId = await webChannel(shop);
  const { open, notices } = await cartWithoutLostGifts(shop, ask, channelId);
  if (!open) return emptyCart(shop);
  const plain = await shownCart(shop, open, { channelId, lang: ask.lang });
  const view = { ...plain, notices: [...notices, ...plain.notices] };
  if (view.lines.length === 0) return view;
  const [link, full] = await Promise.all([
    linkOf(shop, open, channelId, ask.origin),
    withReceiving(shop, ask, open, view),
  ]);
  return link ? { ...full, handoff: link } : full;
}

async function emptyCart({ database }: Shop): Promise<CartView> {
  const { currency } = await settings(database);
  const nothing = sum(currency, []);
  return {
    cartId: '',
    count: 0,
    lines: [],
    notices: [],
    codes: [],
    gifts: [],
    nearly: [],
    totals: { items: nothing, taxes: [], total: nothing },
  };
}

/** A cart as the pages show it, without its link. */
export async function shownCart(
  shop: Shop,
  open: Cart,
  { channelId, lang, to = {} }: { channelId: string; lang: Lang; to?: Destined },
): Promise<CartView> {
  const [told, wishes] = await Promise.all([
    pricedViewOf(shop.database, open, channelId, [], { to }),
    wishesOf(shop.database, open.cartId),
  ]);
  const facts = told.view;
  const [lines, gifts] = await Promise.all([
    Promise.all(
      facts.lines.map((line, i) =>
        lineOf(shop, line, wishes.get(line.skuId), lang).then((views) =>
          views.map((view) => ({ ...view, why: cartWhy(told, i + 1, lang) })),
        ),
      ),
    ),
    giftViews(shop, facts, lang),
  ]);
  return {
    cartId: facts.cartId,
    count: facts.units,
    lines: lines.flat(),
    notices: noticesOf(facts, lang),
    codes: facts.codes.map(({ code, state }) => ({ code, ok: state === 'applied', words: codeWords(state, lang) })),
    gifts,
    nearly: nearlyViews(facts, lang),
    totals: {
      items: facts.totals.items,
      ...reductionsOf(facts.reductions, facts.totals.items.currency, lang),
      taxes: facts.taxGroups.map(({ rate, tax }) => ({ rate, tax })),
      total: facts.totals.items,
      vat: vatWhy(told.tax, lang),
    },
  };
}

type FactLine = CartFacts['lines'][number];

async function lineOf(shop: Shop, line: FactLine, wish: string | undefined, lang: Lang): Promise<CartLineView[]> {
  const {
    skuId,
    quantity,
    available,
    unit,
    total,
    discount,
    compareAt,
    name,
    handle,
    optionText: options,
    image,
    card,
  } = line;
  const zero = sum((await settings(shop.database)).currency, []);
  const site = wish === undefined || wish === 'home' ? undefined : await siteById(shop.database, wish);
  const words = wordsIn[lang];
  const place = site
    ? { placeId: site.siteId, name: site.name, words: site.address.line1 }
    : wish === 'home'
      ? { placeId: 'home', name: words.by, words: words.online }
      : undefined;
  const title = name?.[lang] ?? skuId;
  return [
    {
      lineId: card?.cardKey ?? skuId,
      skuId,
      handle: handle ?? '',
      name: title,
      options: optionText(options?.[lang] ?? ''),
      picture: pictureOf(image ?? '/assets/drawings/parcel-lin-plain-0.svg', title),
      quantity,
      max: Math.max(quantity, available),
      unit: unit ?? zero,
      ...(compareAt ? { was: compareAt } : {}),
      // As on its label; what promotions take off the basket stands in the sums.
      total: sum(
        zero.currency,
        [total, discount].filter((one) => one !== undefined),
      ),
      available: unit === undefined ? 'none' : levelOf(available),
      ...(place ? { place } : {}),
      ...(card ? { card: { cardKey: card.cardKey, ...(card.for ? { for: forWhom(card.for) } : {}) } } : {}),
    },
  ];
}

const forWhom = ({ name, email, day, words }: CardFor): NonNullable<NonNullable<CartLineView['card']>['for']> => ({
  ...{ name, email, words },
  ...(day === null ? {} : { day }),
});

/** What is to be told, by the articles' names. What is sold out stays in the cart until the shopper takes it out. */
function noticesOf(facts: CartFacts, lang: Lang): Notice[] {
  const names = new Map(facts.lines.map((line) => [line.skuId, line.name?.[lang] ?? line.skuId]));
  const asked = new Map<string, number>();
  for (const { skuId, quantity } of facts.lines) asked.set(skuId, (asked.get(skuId) ?? 0) + quantity);
  return facts.notices.map((notice: CartNotice): Notice => {
    if (notice.kind === 'merged' || notice.kind === 'ordered') return notice;
    const name = names.get(notice.skuId) ?? notice.skuId;
    if (notice.kind === 'price_changed') return { kind: 'price_changed', name, was: notice.was, now: notice.now };
    if (notice.kind === 'unavailable') return { kind: 'short', name, asked: asked.get(notice.skuId) ?? 1, left: 0 };
    return { kind: 'short', name, asked: notice.wanted, left: notice.available };
  });
}

async function add(shop: Shop, ask: Ask, line: Parameters<Carting['addToCart']>[1]): Promise<CartWritten> {
  const { database } = shop;
  const channelId = await webChannel(shop);
  const { skuId, quantity, lineId } = line;
  const begun = await cartToFill(shop, ask, channelId);
  const call = { cartId: begun.cart.cartId, access: begun.access, actor: actorOf(ask.who), channelId };
  unwrap(await addToCart(database, { ...call, skuId, quantity, addId: lineId }));
  if (line.giftOf !== undefined)
    await rememberGift(database, { cartId: begun.cart.cartId, skuId, promotionId: line.giftOf, quantity });
  if (line.placeId !== undefined && /^(home|sit_[0-9a-z]{26})$/.test(line.placeId))
    await rememberWish(database, { cartId: begun.cart.cartId, skuId, place: line.placeId });
  return begun.token === null ? {} : { cartToken: begun.token };
}

async function putCard(shop: Shop, ask: Ask, card: CardForm): ReturnType<Carting['addCard']> {
  const channelId = await webChannel(shop);
  const { cardKey, skuId, amountMinor } = card;
  if (!/^sku_[0-9a-z]{26}$/.test(skuId)) refuse('carts.unknown_sku', { detail: skuId });
  const begun = await cartToFill(shop, ask, channelId);
  const who = card.for && { ...card.for, day: card.for.day === '' ? null : day(card.for.day) };
  const outcome = await addCard(shop.database, {
    ...{ cartId: begun.cart.cartId, access: begun.access, actor: actorOf(ask.who), channelId, skuId },
    card: { cardKey, minor: amountMinor, for: who ?? null },
  });
  const written = begun.token === null ? {} : { cartToken: begun.token };
  if (outcome.ok) return written;
  const { code } = outcome.refusal;
  if (code === 'orders.card_amount') return { ...written, problem: 'amount' };
  if (code === 'request.invalid') return { ...written, problem: 'day' };
  throw outcome.refusal;
}

async function takeCard(shop: Shop, ask: Ask, cardKey: string): Promise<void> {
  const channelId = await webChannel(shop);
  const open = await openCartOf(shop, channelId, ask);
  if (!open) refuse('carts.not_found', { detail: cardKey });
  const call = { cartId: open.cartId, access: accessOf(ask.who), actor: actorOf(ask.who), channelId };
  unwrap(await removeCard(shop.database, { ...call, cardKey }));
}

type Filling = { readonly cart: Cart; readonly access: ReturnType<typeof accessOf>; readonly token: string | null };

/** The shopper's cart, begun now where there is none; `token` is what the browser must keep from now on. */
async function cartToFill(shop: Shop, ask: Ask, channelId: string): Promise<Filling> {
  const open = await openCartOf(shop, channelId, ask);
  if (open) return { cart: open, access: accessOf(ask.who), token: null };
  const customerId = ask.who.bag ? undefined : ask.who.customerId;
  const opened = unwrap(
    await openCart(shop.database, { cartId: newId('crt'), channelId, customerId, actor: actorOf(ask.who) }),
  );
  const access = { customerId, tokenHash: opened.token === null ? undefined : sha256(opened.token) };
  return { ...opened, access };
}

async function setLine(shop: Shop, ask: Ask, skuId: string, quantity: number): Promise<CartWritten> {
  const channelId = await webChannel(shop);
  const open = await openCartOf(shop, channelId, ask);
  if (!open || !/^sku_[0-9a-z]{26}$/.test(skuId)) refuse('carts.not_found', { detail: skuId });
  const call = { cartId: open.cartId, access: accessOf(ask.who), actor: actorOf(ask.who), channelId };
  unwrap(await setCartLine(shop.database, { ...call, skuId, quantity }));
  // Whoever changes a line on the cart's page has read what stands above it.
  if (open.pending.length > 0) unwrap(await markSeen(shop.database, call));
  return {};
}

async function changeCode(shop: Shop, ask: Ask, code: string, keep: boolean): Promise<boolean> {
  const channelId = await webChannel(shop);
  const open = await openCartOf(shop, channelId, ask);
  if (!open) return true;
  const call = { cartId: open.cartId, access: accessOf(ask.who), actor: actorOf(ask.who), channelId };
  const attempt = keep ? await countTry(shop.database, `code ${open.cartId}`, ask.who.ip ?? 'unknown') : undefined;
  const outcome = await setCode(shop.database, { ...call, code, keep });
  if (!outcome.ok && outcome.refusal.code === 'carts.unknown_code') return false;
  unwrap(outcome);
  await attempt?.right();
  return true;
}

const links = perDatabase(() => createLru<{ code: string; until: number }>(5_000));

/** The cart's link, made when first shown and shown again while it lives; none where the level does not let carts travel. */
async function linkOf(
  { database }: Shop,
  open: Cart,
  channelId: string,
  origin: string,
): Promise<HandoffView | undefined> {
  const level = await policy(database, channelId, 'carts');
  if (!sharing[level].copies) return undefined;
  const known = links(database).get(open.cartId);
  const code = known !== undefined && known.until > epochMs() ? known.code : await makeLink();
  const path = `/cart/open/${grouped(code)}`;
  const { size, data } = qrcode.create(origin + path, { errorCorrectionLevel: 'M' }).modules;
  return { code: grouped(code), url: path, qr: qrPath(size, data) };

  async function makeLink(): Promise<string> {
    const actor = open.customerId ?? 'visitor';
    const made = await database.transaction({ actor, channelId }, (tx) => linkCart(tx, open, level, actor));
    // Shown until a day before it ends, so that what was just scanned still opens.
    links(database).set(open.cartId, { code: made.code, until: msOf(made.expiresAt) - DAY });
    return made.code;
  }
}

async function handoff(shop: Shop, ask: Ask, typed: string): ReturnType<Carting['handoff']> {
  const channelId = await webChannel(shop);
  const code = ungrouped(typed);
  const [source, mine] = await Promise.all([linked(shop, code), openCartOf(shop, channelId, ask)]);
  if (!source) return undefined;
  const view = await shownCart(shop, source, { channelId, lang: ask.lang });
  return { code: grouped(code), cart: { ...view, notices: [] }, mine: mine?.cartId === source.cartId };
}

async function linked({ database }: Shop, code: string): Promise<Cart | undefined> {
  if (!/^[0-9a-z]{16}$/.test(code)) return undefined;
  try {
    return await linkedCart(database, code);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Continues a handed-over cart here: its lines join the cart of this browser, or become it. */
async function takeHandoff(shop: Shop, ask: Ask, typed: string): Promise<CartWritten> {
  const { database } = shop;
  const { customerId } = ask.who;
  const channelId = await webChannel(shop);
  const code = ungrouped(typed);
  const source = (await linked(shop, code)) ?? refuse('carts.link_not_found');
  const mine = await openCartOf(shop, channelId, ask);
  if (mine?.cartId === source.cartId) return {};
  const actor = actorOf(ask.who);
  if (mine) {
    const call = { cartId: mine.cartId, access: accessOf(ask.who), actor, channelId };
    await Promise.all(
      source.lines.flatMap(({ skuId, quantity, cards = [] }) => [
        ...cards.map((card, i) =>
          addCard(database, { ...call, skuId, card: { ...card, cardKey: `${code}-${i}-${skuId.slice(-6)}` } }),
        ),
        ...(quantity > cards.length
          ? [
              addToCart(database, {
                ...call,
                skuId,
                quantity: quantity - cards.length,
                addId: `${code}-${skuId.slice(-10)}`,
              }),
            ]
          : []),
      ]),
    );
    return {};
  }
  const copied = await copyCart(database, { code, cartId: newId('crt'), channelId, customerId, actor });
  const level = await policy(database, channelId, 'carts');
  if (customerId === undefined || !sharing[level].shared) return { cartToken: copied.token };
  const claim = { customerId, channelId, actor, cartId: copied.cart.cartId, tokenHash: sha256(copied.token) };
  await claimCart(database, claim);
  return {};
}
