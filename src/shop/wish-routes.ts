/** Wish lists for headless shops: those of the signed-in customer, and one that its owner shared. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { channelByCode } from '#channels';
import { settings } from '#org';
import { cardJson } from './json.ts';
import { lowestPrice } from './lists.ts';
import { offerOf, offersOf } from './offers.ts';
import { cardShape } from './shapes.ts';
import {
  addWishes,
  changeWishList,
  makeWishList,
  removeWish,
  wishesOn,
  wishListByCode,
  wishListsOf,
  type WishList,
} from './wish-lists.ts';
import { wordsIn } from './words.ts';

const listId = z.string().regex(new RegExp(idPattern('wsl')));
/** A list by its id; `main` is the one that everybody has, made when the first product is put on it. */
const wishListId = z.union([z.literal('main'), listId]);
const productId = z.string().regex(new RegExp(idPattern('prd')));
const channel = z.string().min(1).max(40).default('web');
const name = z.string().trim().min(1).max(80);

const listShape = z.strictObject({
  listId: z.string(),
  name: z.string(),
  main: z.boolean(),
  /** What opens it for whoever has it; null: it is not shared. */
  shareCode: z.string().nullable(),
  count: z.int(),
});
const itemsShape = z.array(
  z.strictObject({
    product: cardShape,
    /** How it was when it was put there: its lowest price in minor units, and whether it was to be had. */
    seenMinor: z.int(),
    seenThere: z.boolean(),
  }),
);

const customerOf = ({ principal }: RouteContext): string =>
  principal.kind === 'customer' ? principal.customerId : refuse('request.unauthenticated');

const channelIdOf = async ({ db }: Pick<RouteContext, 'db'>, code: string): Promise<string> =>
  (await channelByCode(db, code))?.channelId ?? refuse('shop.unknown_channel', { detail: code });

const told = ({ customerId: _own, ...list }: WishList): z.input<typeof listShape> => list;

/** The list of a customer; the main one may not be there yet. Refuses `shop.wish_list_unknown`. */
async function listOf(context: RouteContext, id: string): Promise<WishList | undefined> {
  const lists = await wishListsOf(context.db, customerOf(context));
  const found = lists.find((one) => (id === 'main' ? one.main : one.listId === id));
  if (!found && id !== 'main') refuse('shop.wish_list_unknown', { detail: id });
  return found;
}

const mainName = async ({ db }: Pick<RouteContext, 'db'>): Promise<string> =>
  wordsIn[(await settings(db)).defaultLanguage].mainList;

/** What is on a list and on sale on the channel; the rest is left out, and comes back when it is sold again. */
async function itemsOf(context: Pick<RouteContext, 'db'>, id: string, channelId: string) {
  const wishes = await wishesOn(context.db, id);
  const offers = await offersOf(
    context.db,
    channelId,
    wishes.map((wish) => wish.productId),
  );
  return wishes.flatMap(({ productId: wished, seenMinor, seenThere }) => {
    const offer = offers.get(wished);
    return offer ? [{ product: JSON.parse(cardJson(offer)) as z.input<typeof cardShape>, seenMinor, seenThere }] : [];
  });
}

const lists = route({
  method: 'GET',
  path: '/api/shop/wish-lists',
  permission: 'customer',
  summary: 'The wish lists of the signed-in customer, the main one first',
  output: z.strictObject({ items: z.array(listShape), next: z.null() }),
  run: async (context) => {
    const found = await wishListsOf(context.db, customerOf(context));
    return { items: found.map(told), next: null };
  },
});

const make = route({
  method: 'POST',
  path: '/api/shop/wish-lists',
  permission: 'customer',
  summary: 'Make another wish list; the same id again is the same list',
  idempotency: 'id',
  body: z.strictObject({ listId, name }),
  output: z.strictObject({ listId: z.string() }),
  status: 201,
  refusals: ['shop.too_many_lists', 'shop.wish_list_unknown'],
  run: async (context, { body }) => {
    await makeWishList(context.db, { ...body, customerId: customerOf(context), mainName: await mainName(context) });
    return { listId: body.listId };
  },
});

const change = route({
  method: 'PATCH',
  path: '/api/shop/wish-lists/:wishListId',
  permission: 'customer',
  summary: 'Give a wish list another name, share it, or stop sharing it; its code is in the answer',
  idempotency: 'natural',
  params: z.strictObject({ wishListId: listId }),
  body: z.strictObject({ name: name.optional(), shared: z.boolean().optional() }),
  output: listShape,
  refusals: ['shop.wish_list_unknown'],
  run: async (context, { params, body }) => {
    const at = { listId: params.wishListId, customerId: customerOf(context) };
    if (body.name !== undefined) await changeWishList(context.db, at, { kind: 'rename', name: body.name });
    if (body.shared !== undefined) await changeWishList(context.db, at, { kind: body.shared ? 'share' : 'unshare' });
    return told((await listOf(context, params.wishListId)) ?? refuse('shop.wish_list_unknown'));
  },
});

const remove = route({
  method: 'DELETE',
  path: '/api/shop/wish-lists/:wishListId',
  permission: 'customer',
  summary: 'Remove a wish list with what is on it; the main one stays',
  idempotency: 'natural',
  params: z.strictObject({ wishListId: listId }),
  status: 204,
  refusals: ['shop.wish_list_unknown', 'shop.main_list'],
  run: (context, { params }) =>
    changeWishList(context.db, { listId: params.wishListId, customerId: customerOf(context) }, { kind: 'remove' }),
});

const items = route({
  method: 'GET',
  path: '/api/shop/wish-lists/:wishListId/items',
  permission: 'customer',
  summary: 'What is on a wish list and on sale, the newest first, and how it was when it was put there',
  params: z.strictObject({ wishListId }),
  query: z.strictObject({ channel }),
  output: z.strictObject({ items: itemsShape, next: z.null() }),
  refusals: ['shop.wish_list_unknown', 'shop.unknown_channel'],
  run: async (context, { params, query }) => {
    const channelId = await channelIdOf(context, query.channel);
    const list = await listOf(context, params.wishListId);
    return { items: list ? await itemsOf(context, list.listId, channelId) : [], next: null };
  },
});

const add = route({
  method: 'PUT',
  path: '/api/shop/wish-lists/:wishListId/items/:productId',
  permission: 'customer',
  summary: 'Put a product that is on sale on a wish list; what is there already stays as it was seen',
  idempotency: 'natural',
  params: z.strictObject({ wishListId, productId }),
  query: z.strictObject({ channel }),
  status: 204,
  refusals: ['shop.wish_list_unknown', 'shop.wish_list_full', 'shop.unknown_product', 'shop.unknown_channel'],
  run: async (context, { params, query }) => {
    const id = params.wishListId === 'main' ? undefined : params.wishListId;
    if (id !== undefined) await listOf(context, id);
    const offer = await offerOf(context.db, await channelIdOf(context, query.channel), params.productId);
    const lowest = offer && lowestPrice(offer);
    if (!offer || !lowest) refuse('shop.unknown_product', { detail: params.productId });
    const to = { customerId: customerOf(context), listId: id, mainName: await mainName(context) };
    const seen = { seenMinor: lowest.price.minor, seenThere: offer.stock.total > 0 };
    await addWishes(context.db, to, [{ productId: params.productId, ...seen }]);
  },
});

const takeOff = route({
  method: 'DELETE',
  path: '/api/shop/wish-lists/:wishListId/items/:productId',
  permission: 'customer',
  summary: 'Take a product off a wish list',
  idempotency: 'natural',
  params: z.strictObject({ wishListId, productId }),
  status: 204,
  refusals: ['shop.wish_list_unknown'],
  run: async (context, { params }) => {
    const list = await listOf(context, params.wishListId);
    const from = { customerId: customerOf(context), productId: params.productId };
    if (list) await removeWish(context.db, { ...from, listId: list.listId });
  },
});

const shared = route({
  method: 'GET',
  path: '/api/shop/shared-lists/:code',
  permission: 'public',
  summary: 'A wish list that its owner shared, by its code: its name and what is on it, and not whose it is',
  params: z.strictObject({ code: z.string().min(1).max(40) }),
  query: z.strictObject({ channel }),
  output: z.strictObject({ name: z.string(), items: itemsShape, next: z.null() }),
  refusals: ['shop.wish_list_unknown', 'shop.unknown_channel'],
  run: async (context, { params, query }) => {
    const channelId = await channelIdOf(context, query.channel);
    const list = (await wishListByCode(context.db, params.code)) ?? refuse('shop.wish_list_unknown');
    return { name: list.name, items: await itemsOf(context, list.listId, channelId), next: null };
  },
});

export const wishRoutes: readonly Route[] = [lists, make, change, remove, items, add, takeOff, shared];
