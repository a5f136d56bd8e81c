/** What shoppers do with carts. Staff routes are in staff-routes.ts. */
import { z } from 'zod';
import { sha256 } from '#base/canonical';
import { refuse, unwrap } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { countTry } from '#identity';
import { day } from '#base/time';
import { addCard, addToCart, markSeen, openedCart, removeCard, setCartLine, setCode } from './change.ts';
import { claimCart } from './claim.ts';
import { copyCart, linkCart, linkedCart } from './copy.ts';
import { channelIdOf, reachOf } from './facts.ts';
import { sharing, type Access } from './model.ts';
import { openCart } from './open.ts';
import { cartById, sharedCartId } from './queries.ts';
import * as shape from './shapes.ts';
import { viewOf } from './view.ts';

export const cartCookie = 'halle_cart';
const COOKIE_AGE_S = 60 * 24 * 3_600;
const cartParams = z.strictObject({ cartId: shape.cartId });
const lineParams = z.strictObject({ cartId: shape.cartId, skuId: shape.skuId });
const onChannel = z.strictObject({ channel: shape.channelCode.optional() });
const proof = ['carts.not_found', 'carts.level', 'carts.unknown_channel'];
const changing = [...proof, 'carts.closed', 'carts.too_many_changes'];
const adding = [...changing, 'carts.unknown_sku', 'carts.not_on_sale', 'carts.out_of_stock', 'carts.full'];

/** The secret that a caller shows: the header `Cart-Token` before the cookie. */
export function cartTokenOf({ request }: Pick<RouteContext, 'request'>): string | undefined {
  const header = request.headers['cart-token'];
  return typeof header === 'string' ? header : request.cookies[cartCookie];
}

function customerOf({ principal }: RouteContext): string | undefined {
  return principal.kind === 'customer' ? principal.customerId : undefined;
}

function accessOf(context: RouteContext): Access {
  const token = cartTokenOf(context);
  return { tokenHash: token === undefined ? undefined : sha256(token), customerId: customerOf(context) };
}

/** What every call names: the cart, the proof, who acts, and from which channel. */
async function callOf(context: RouteContext, cartId: string, code: string | undefined) {
  const channelId = code === undefined ? undefined : await channelIdOf(context.db, code);
  return { cartId, access: accessOf(context), actor: context.caller.actor, channelId };
}

const open = route({
  method: 'POST',
  path: '/api/carts',
  permission: 'shopper',
  summary: 'Begin a cart; a signed-in customer of a channel that shares carts gets the one they have, and no token',
  idempotency: 'id',
  body: z.strictObject({ cartId: shape.cartId, channel: shape.channelCode, token: shape.secret.optional() }),
  output: shape.openedCart,
  status: 201,
  refusals: ['carts.exists', 'carts.unknown_channel'],
  run: async (context, { body }) => {
    const channelId = await channelIdOf(context.db, body.channel);
    const { cartId, token: own } = body;
    const customerId = customerOf(context);
    const input = { cartId, channelId, customerId, token: own ?? knownToken(context), actor: context.caller.actor };
    const outcome = await openCart(context.db, input);
    // A browser that still has the secret of an earlier cart begins with a new one.
    const again = !outcome.ok && own === undefined && input.token !== undefined;
    const { cart, token } = unwrap(again ? await openCart(context.db, { ...input, token: undefined }) : outcome);
    if (token !== null) context.reply.setCookie(cartCookie, token, { maxAgeS: COOKIE_AGE_S });
    return { cart: mutable(await viewOf(context.db, cart, channelId)), token };
  },
});

/** The secret a caller shows, where it can be one: so that beginning the same cart again finds it. */
function knownToken(context: RouteContext): string | undefined {
  const token = cartTokenOf(context);
  return token !== undefined && /^[0-9a-z]{20,64}$/.test(token) ? token : undefined;
}

const mine = route({
  method: 'GET',
  path: '/api/carts/mine',
  permission: 'customer',
  summary: 'The one cart of the signed-in customer on channels that share carts; null where there is none',
  query: z.strictObject({ channel: shape.channelCode.default('web') }),
  output: z.strictObject({ cart: shape.cartView.nullable() }),
  refusals: ['carts.unknown_channel'],
  run: async (context, { query }) => {
    const channelId = await channelIdOf(context.db, query.channel);
    const { level } = await reachOf(context.db, channelId, channelId);
    const customerId = customerOf(context);
    if (!sharing[level].shared || customerId === undefined) return { cart: null };
    const cartId = await sharedCartId(context.db, customerId);
    const cart = cartId === undefined ? undefined : await cartById(context.db, cartId);
    if (!cart || !sharing[(await reachOf(context.db, cart.channelId, channelId)).level].shared) return { cart: null };
    return { cart: mutable(await viewOf(context.db, cart, channelId)) };
  },
});

const claim = route({
  method: 'POST',
  path: '/api/carts/claim',
  permission: 'customer',
  summary:
    'After sign-in: give the device’s cart to the customer; on channels that share carts it is merged into their one cart',
  idempotency: 'natural',
  body: z.strictObject({ cartId: shape.cartId.optional(), channel: shape.channelCode }),
  output: z.strictObject({ cart: shape.cartView.nullable() }),
  refusals: ['carts.not_found', 'carts.unknown_channel'],
  run: async (context, { body }) => {
    const channelId = await channelIdOf(context.db, body.channel);
    const customerId = customerOf(context) ?? refuse('request.unauthenticated');
    const { tokenHash } = accessOf(context);
    const claimed = await claimCart(context.db, {
      customerId,
      channelId,
      actor: customerId,
      cartId: body.cartId,
      tokenHash,
    });
    if (claimed?.tokenHash === null) context.reply.clearCookie(cartCookie);
    return { cart: claimed ? mutable(await viewOf(context.db, claimed, channelId)) : null };
  },
});

const show = route({
  method: 'GET',
  path: '/api/carts/:cartId',
  permission: 'shopper',
  summary: 'A cart as a channel shows it: prices, availability, and everything that changed since it was last seen',
  params: cartParams,
  query: onChannel,
  output: shape.cartView,
  refusals: proof,
  run: async (context, { params, query }) => {
    const { cart, channelId } = await openedCart(context.db, await callOf(context, params.cartId, query.channel));
    return mutable(await viewOf(context.db, cart, channelId));
  },
});

const add = route({
  method: 'POST',
  path: '/api/carts/:cartId/lines',
  permission: 'shopper',
  summary: 'Add units of an article, up to what is available; the same addId again adds nothing',
  idempotency: 'id',
  params: cartParams,
  body: z.strictObject({
    addId: z.string().regex(/^[A-Za-z0-9_-]{8,40}$/),
    skuId: shape.skuId,
    quantity: shape.quantity,
    channel: shape.channelCode.optional(),
  }),
  output: shape.cartView,
  refusals: [...adding, 'request.id_reused'],
  run: async (context, { params, body }) => {
    const { addId, skuId, quantity, channel } = body;
    const call = await callOf(context, params.cartId, channel);
    return mutable(unwrap(await addToCart(context.db, { ...call, addId, skuId, quantity })));
  },
});

const setQuantity = z.strictObject({
  quantity: shape.quantity.or(z.literal(0)),
  channel: shape.channelCode.optional(),
});

const set = (method: 'PUT' | 'PATCH'): Route =>
  route({
    method,
    path: '/api/carts/:cartId/lines/:skuId',
    permission: 'shopper',
    summary: 'Set the quantity of a line, up to what is available; 0 takes it out',
    idempotency: 'natural',
    params: lineParams,
    body: setQuantity,
    output: shape.cartView,
    refusals: adding,
    run: async (context, { params, body }) => {
      const call = await callOf(context, params.cartId, body.channel);
      return mutable(unwrap(await setCartLine(context.db, { ...call, skuId: params.skuId, quantity: body.quantity })));
    },
  });

const remove = route({
  method: 'DELETE',
  path: '/api/carts/:cartId/lines/:skuId',
  permission: 'shopper',
  summary: 'Take a line out',
  idempotency: 'natural',
  params: lineParams,
  query: onChannel,
  output: shape.cartView,
  refusals: changing,
  run: async (context, { params, query }) => {
    const call = await callOf(context, params.cartId, query.channel);
    return mutable(unwrap(await setCartLine(context.db, { ...call, skuId: params.skuId, quantity: 0 })));
  },
});

const addCode = route({
  method: 'POST',
  path: '/api/carts/:cartId/codes',
  permission: 'shopper',
  summary: 'Add the code of a promotion; the cart says what became of it',
  idempotency: 'natural',
  params: cartParams,
  body: z.strictObject({ code: z.string().trim().min(1).max(60), channel: shape.channelCode.optional() }),
  output: shape.cartView,
  refusals: [...changing, 'carts.unknown_code', 'carts.too_many_codes', 'request.rate_limited'],
  run: async (context, { params, body }) => {
    const call = await callOf(context, params.cartId, body.channel);
    // Codes are not guessed: whoever tries many is slowed down, whoever knows one is not.
    const attempt = await countTry(context.db, `code ${params.cartId}`, context.request.ip);
    const view = unwrap(await setCode(context.db, { ...call, code: body.code, keep: true }));
    await attempt.right();
    return mutable(view);
  },
});

const removeCode = route({
  method: 'DELETE',
  path: '/api/carts/:cartId/codes/:code',
  permission: 'shopper',
  summary: 'Take the code of a promotion out',
  idempotency: 'natural',
  params: z.strictObject({ cartId: shape.cartId, code: z.string().min(1).max(60) }),
  query: onChannel,
  output: shape.cartView,
  refusals: [...changing, 'carts.unknown_code'],
  run: async (context, { params, query }) => {
    const call = await callOf(context, params.cartId, query.channel);
    return mutable(unwrap(await setCode(context.db, { ...call, code: params.code, keep: false })));
  },
});

const cardKey = z.string().regex(/^[A-Za-z0-9_-]{8,40}$/);

const addOneCard = route({
  method: 'POST',
  path: '/api/carts/:cartId/cards',
  permission: 'shopper',
  summary: 'Add one gift card of a chosen amount, and who gets it; the same cardKey again adds nothing',
  idempotency: 'id',
  params: cartParams,
  body: z.strictObject({
    cardKey,
    skuId: shape.skuId,
    amountMinor: z.int().min(1).max(100_000_000),
    /** Null: its buyer gets it. */
    for: shape.cardForShape.nullable().default(null),
    channel: shape.channelCode.optional(),
  }),
  output: shape.cartView,
  refusals: [...adding, 'carts.not_a_card', 'orders.card_amount', 'request.id_reused'],
  run: async (context, { params, body }) => {
    const { skuId, amountMinor, for: who, channel, cardKey: key } = body;
    const call = await callOf(context, params.cartId, channel);
    const forWhom = who && { ...who, day: who.day === null ? null : day(who.day) };
    const card = { cardKey: key, minor: amountMinor, for: forWhom };
    return mutable(unwrap(await addCard(context.db, { ...call, skuId, card })));
  },
});

const removeOneCard = route({
  method: 'DELETE',
  path: '/api/carts/:cartId/cards/:cardKey',
  permission: 'shopper',
  summary: 'Take a gift card of a chosen amount out',
  idempotency: 'natural',
  params: z.strictObject({ cartId: shape.cartId, cardKey }),
  query: onChannel,
  output: shape.cartView,
  refusals: changing,
  run: async (context, { params, query }) => {
    const call = await callOf(context, params.cartId, query.channel);
    return mutable(unwrap(await removeCard(context.db, { ...call, cardKey: params.cardKey })));
  },
});

const seen = route({
  method: 'POST',
  path: '/api/carts/:cartId/seen',
  permission: 'shopper',
  summary: 'The shopper has seen these prices and notices: changes are told from here on',
  idempotency: 'natural',
  params: cartParams,
  body: onChannel,
  output: shape.cartView,
  refusals: changing,
  run: async (context, { params, body }) =>
    mutable(unwrap(await markSeen(context.db, await callOf(context, params.cartId, body.channel)))),
});

const link = route({
  method: 'POST',
  path: '/api/carts/:cartId/copy',
  permission: 'shopper',
  summary: 'Make a link (a QR code) by which this cart can be copied to another channel or device; valid for a week',
  idempotency: 'natural',
  params: cartParams,
  output: z.strictObject({ code: z.string(), path: z.string(), url: z.string(), expiresAt: z.string() }),
  status: 201,
  refusals: [...proof, 'carts.closed', 'carts.empty'],
  run: async (context, { params }) => {
    const { cart } = await openedCart(context.db, await callOf(context, params.cartId, undefined));
    const { level } = await reachOf(context.db, cart.channelId, cart.channelId);
    const made = await context.command((tx) => linkCart(tx, cart, level, context.caller.actor));
    return { ...made, url: context.request.origin + made.path };
  },
});

const preview = route({
  method: 'GET',
  path: '/api/cart-links/:code',
  permission: 'shopper',
  summary:
    'What a cart link holds: articles and quantities, nothing personal; `mine` when it is the caller’s own shared cart',
  params: z.strictObject({ code: shape.linkCode }),
  query: z.strictObject({ channel: shape.channelCode.default('web') }),
  output: z.strictObject({
    channelId: z.string(),
    mine: z.boolean(),
    units: z.int(),
    lines: shape.cartView.shape.lines,
  }),
  refusals: ['carts.link_not_found', 'carts.unknown_channel'],
  run: async (context, { params, query }) => {
    const cart = await linkedCart(context.db, params.code);
    const { units, lines } = mutable(await viewOf(context.db, cart, await channelIdOf(context.db, query.channel)));
    const own = cart.tokenHash === null && cart.customerId !== null && cart.customerId === customerOf(context);
    return { channelId: cart.channelId, mine: own, units, lines };
  },
});

const copy = route({
  method: 'POST',
  path: '/api/cart-links/:code/copies',
  permission: 'shopper',
  summary: 'Copy the cart behind a link to this channel, as a cart of its own',
  idempotency: 'id',
  params: z.strictObject({ code: shape.linkCode }),
  body: z.strictObject({ cartId: shape.cartId, channel: shape.channelCode, token: shape.secret.optional() }),
  output: shape.openedCart,
  status: 201,
  refusals: ['carts.link_not_found', 'carts.level', 'carts.exists', 'carts.unknown_channel'],
  run: async (context, { params, body }) => {
    const channelId = await channelIdOf(context.db, body.channel);
    const { cartId, token: own } = body;
    const { cart, token } = await copyCart(context.db, {
      code: params.code,
      cartId,
      token: own,
      channelId,
      actor: context.caller.actor,
    });
    context.reply.setCookie(cartCookie, token, { maxAgeS: COOKIE_AGE_S });
    return { cart: mutable(await viewOf(context.db, cart, channelId)), token };
  },
});

/** Views are read-only in our types and not in those that zod infers; nobody changes them on the way out. */
export function mutable(view: Awaited<ReturnType<typeof viewOf>>): z.input<typeof shape.cartView> {
  return view as unknown as z.input<typeof shape.cartView>;
}

const changes = [add, set('PUT'), set('PATCH'), remove, addOneCard, removeOneCard, addCode, removeCode, seen];
export const shopperCartRoutes: readonly Route[] = [open, mine, claim, show, ...changes, link, preview, copy];
