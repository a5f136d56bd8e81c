/** What staff do with shoppers' carts: find them, look, help, bring them to the till — as far as the channels' levels allow. */
import { z } from 'zod';
import { readCursor } from '#base/input';
import { timeline } from '#base/journal';
import { unwrap } from '#base/refusal';
import { route, staffOf, type Route, type RouteContext } from '#base/route';
import { staffNames } from '#identity';
import { bringToTill, leaveTill } from './bring.ts';
import { addToCart, openedCart, setCartLine } from './change.ts';
import { channelIdOf, customersFor, namesOf, reachOf } from './facts.ts';
import { levelNeeded, sharing } from './model.ts';
import { cartList, cartSorts, openCartsOf, sortedAt, type CartSummary } from './queries.ts';
import { mutable } from './routes.ts';
import * as shape from './shapes.ts';
import { setAside } from './set-aside.ts';
import { viewOf } from './view.ts';

const cartParams = z.strictObject({ cartId: shape.cartId });
const level = z.enum(['isolated', 'bridged', 'synchronised', 'unified']);
const found = ['carts.not_found', 'carts.level', 'carts.unknown_channel'];

const summary = z.strictObject({
  cartId: z.string(),
  status: z.string(),
  version: z.int(),
  channelId: z.string(),
  customer: z.strictObject({ customerId: z.string(), name: z.string(), code: z.string() }).nullable(),
  till: z.string().nullable(),
  lines: z.int(),
  units: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** The lower of the cart's channel's level and the caller's; what it lets staff do. */
  level,
  canSee: z.boolean(),
  canWork: z.boolean(),
  /** The level it would take to see it. */
  needed: level,
});

const list = route({
  method: 'GET',
  path: '/api/carts',
  permission: 'staff:carts.read',
  summary: 'Find open carts by the shopper’s name, e-mail, telephone or QR code; without q all carts, newest first',
  query: z.strictObject({
    q: z.string().max(120).optional(),
    /** The channel of the till that asks; without it each cart’s own. */
    channel: shape.channelCode.optional(),
    status: z.enum(['open', 'ordered', 'merged', 'abandoned']).optional(),
    /** Newest first unless told; those found by q the last changed first. */
    sort: z.enum(cartSorts).optional(),
    after: z.string().max(80).optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  output: z.strictObject({ items: z.array(summary), next: z.string().nullable() }),
  refusals: ['carts.unknown_channel', 'request.invalid'],
  run: async (context, { query }) => {
    const { q, channel, status, limit } = query;
    const channelId = channel === undefined ? undefined : await channelIdOf(context.db, channel);
    const words = q?.trim() ?? '';
    const sort = query.sort ?? (words === '' ? 'newest' : 'changed');
    const page = { sort, limit, after: readCursor(query.after) };
    const carts =
      words === ''
        ? await cartList(context.db, { ...page, status })
        : await openCartsOf(context.db, await customersFor(context.db, words, 50), page);
    const last = carts.at(-1);
    const next = carts.length === limit && last ? `${sortedAt(last, sort)}~${last.cartId}` : null;
    return { items: await present(context, carts, channelId), next };
  },
});

async function present({ db }: RouteContext, carts: readonly CartSummary[], channelId: string | undefined) {
  const names = await namesOf(
    db,
    carts.flatMap(({ customerId }) => (customerId === null ? [] : [customerId])),
  );
  return Promise.all(
    carts.map(async ({ customerId, ...cart }) => {
      const reach = await reachOf(db, cart.channelId, channelId ?? cart.channelId);
      const { staffSees: canSee, staffWorks: canWork } = sharing[reach.level];
      const customer = customerId === null ? null : (names.get(customerId) ?? null);
      return { ...cart, customer, level: reach.level, canSee, canWork, needed: levelNeeded('staffSees') };
    }),
  );
}

async function callOf(context: RouteContext, cartId: string, code: string | undefined) {
  const { staffId } = staffOf(context);
  const channelId = code === undefined ? undefined : await channelIdOf(context.db, code);
  return { cartId, access: { staffId }, actor: staffId, channelId };
}

const show = route({
  method: 'GET',
  path: '/api/carts/:cartId/assisted',
  permission: 'staff:carts.read',
  summary: 'A shopper’s cart as staff see it, where the levels of its channel and of the till’s allow it',
  params: cartParams,
  query: z.strictObject({ channel: shape.channelCode.optional() }),
  output: shape.cartView,
  refusals: found,
  run: async (context, { params, query }) => {
    const { cart, channelId } = await openedCart(context.db, await callOf(context, params.cartId, query.channel));
    return mutable(await viewOf(context.db, cart, channelId));
  },
});

const story = route({
  method: 'GET',
  path: '/api/carts/:cartId/timeline',
  permission: 'staff:carts.read',
  summary: 'What happened to a cart, newest first, where the levels let staff see it',
  params: cartParams,
  query: z.strictObject({ channel: shape.channelCode.optional() }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        at: z.string(),
        type: z.string(),
        actor: z.string(),
        actorName: z.string().nullable(),
        channelId: z.string().nullable(),
        body: z.record(z.string(), z.unknown()),
      }),
    ),
    next: z.null(),
  }),
  refusals: found,
  run: async (context, { params, query }) => {
    const { cart } = await openedCart(context.db, await callOf(context, params.cartId, query.channel));
    const events = await timeline(context.db, cart.cartId);
    const names = await staffNames(context.db, [...new Set(events.map((event) => event.actor))]);
    const items = events.map(({ at, type, actor, channelId, body }) => {
      return { at, type, actor, actorName: names.get(actor) ?? null, channelId, body };
    });
    return { items, next: null };
  },
});

const work = [...found, 'carts.closed', 'carts.too_many_changes', 'carts.unknown_sku', 'carts.not_on_sale'];

const add = route({
  method: 'POST',
  path: '/api/carts/:cartId/assisted/lines',
  permission: 'staff:carts.write',
  summary: 'Put an article into a shopper’s unified cart; the same addId again adds nothing',
  idempotency: 'id',
  params: cartParams,
  body: z.strictObject({
    addId: z.string().regex(/^[A-Za-z0-9_-]{8,40}$/),
    skuId: shape.skuId,
    quantity: shape.quantity,
    channel: shape.channelCode.optional(),
  }),
  output: shape.cartView,
  refusals: [...work, 'carts.out_of_stock', 'carts.full', 'request.id_reused'],
  run: async (context, { params, body }) => {
    const { channel, ...line } = body;
    return mutable(
      unwrap(await addToCart(context.db, { ...(await callOf(context, params.cartId, channel)), ...line })),
    );
  },
});

const set = route({
  method: 'PUT',
  path: '/api/carts/:cartId/assisted/lines/:skuId',
  permission: 'staff:carts.write',
  summary: 'Set the quantity of a line of a shopper’s unified cart; 0 takes it out',
  idempotency: 'natural',
  params: z.strictObject({ cartId: shape.cartId, skuId: shape.skuId }),
  body: z.strictObject({ quantity: shape.quantity.or(z.literal(0)), channel: shape.channelCode.optional() }),
  output: shape.cartView,
  refusals: [...work, 'carts.out_of_stock', 'carts.full'],
  run: async (context, { params, body }) => {
    const call = await callOf(context, params.cartId, body.channel);
    return mutable(unwrap(await setCartLine(context.db, { ...call, skuId: params.skuId, quantity: body.quantity })));
  },
});

const bring = route({
  method: 'POST',
  path: '/api/carts/:cartId/bring',
  permission: 'staff:carts.write',
  summary: 'Bring a shopper’s cart to a till; synchronised carts only for the customer who stands there',
  idempotency: 'natural',
  params: cartParams,
  body: z.strictObject({
    channel: shape.channelCode,
    till: z.string().regex(/^[A-Za-z0-9_-]{1,60}$/),
    customerId: shape.customerId.optional(),
  }),
  output: shape.cartView,
  refusals: [...found, 'carts.closed', 'carts.wrong_customer'],
  run: async (context, { params, body }) => {
    const channelId = await channelIdOf(context.db, body.channel);
    const { till, customerId } = body;
    const { staffId } = staffOf(context);
    const cart = await bringToTill(context.db, { cartId: params.cartId, channelId, till, staffId, customerId });
    return mutable(await viewOf(context.db, cart, channelId));
  },
});

const leave = route({
  method: 'DELETE',
  path: '/api/carts/:cartId/bring',
  permission: 'staff:carts.write',
  summary: 'The sale at the till did not happen: leave the cart to the shopper',
  idempotency: 'natural',
  params: cartParams,
  output: z.strictObject({ cartId: z.string(), version: z.int() }),
  refusals: ['carts.not_found'],
  run: async (context, { params }) => {
    const { cartId, version } = await leaveTill(context.db, {
      cartId: params.cartId,
      staffId: staffOf(context).staffId,
    });
    return { cartId, version };
  },
});

const aside = route({
  method: 'PUT',
  path: '/api/carts/:cartId/status',
  permission: 'staff:carts.write',
  summary: 'Set a visitor’s cart aside, or take that back; nothing of it is lost',
  idempotency: 'natural',
  params: cartParams,
  body: z.strictObject({ status: z.enum(['open', 'abandoned']) }),
  output: z.strictObject({ cartId: z.string(), status: z.string(), version: z.int() }),
  refusals: ['carts.not_found', 'carts.level', 'carts.of_customer', 'carts.at_till', 'carts.closed'],
  run: async (context, { params, body }) => {
    const { staffId } = staffOf(context);
    const { cartId, status, version } = await setAside(context.db, { ...params, to: body.status, staffId });
    return { cartId, status, version };
  },
});

export const staffCartRoutes: readonly Route[] = [list, show, story, add, set, bring, leave, aside];
