/** Changes to carts, the hot path: concurrent calls of the process share a transaction, each granted or refused on its own. */
import { createBatcher, type Batcher } from '#base/batcher';
import { lock, perDatabase, type Database, type Tx } from '#base/db';
import { Refusal, refused, type Outcome } from '#base/refusal';
import { clock, DAY, dayIn, plus } from '#base/time';
import { settings } from '#org';
import { codeOf, openedBy } from '#pricing';
import { fitsIn, type CartCard } from './cards.ts';
import { freeAmounts, goodsOn, reachOf } from './facts.ts';
import {
  applyChange,
  mayOpen,
  unitFor,
  type Access,
  type Cart,
  type Changed,
  type LineChange,
  type Reach,
} from './model.ts';
import { cartById, lastKnown, lockCarts } from './queries.ts';
import { occasionOf, viewOf, type CartView } from './view.ts';
import { writeCarts } from './write.ts';

/** A change with all that can be found out before the transaction: what the channel offers, how far its level reaches. */
export type CartChange = {
  readonly cartId: string;
  readonly access: Access;
  readonly reach: Reach;
  readonly channelId: string;
  readonly actor: string;
  readonly change: LineChange;
};

/**
 * Applies changes in order of arrival; a refused one changes nothing. Each outcome is the cart after the whole batch, and what the
 * change has to say.
 */
export async function changeCarts(tx: Tx, changes: readonly CartChange[]): Promise<Outcome<Changed>[]> {
  lock(tx, 'carts.cart');
  const before = await lockCarts(
    tx,
    changes.map((change) => change.cartId),
  );
  const after = new Map(before);
  const actors = new Map<string, string>();
  const outcomes = changes.map(({ cartId, access, reach, channelId, actor, change }): Outcome<Changed> => {
    const cart = after.get(cartId);
    if (!cart) return refused('carts.not_found', { detail: cartId });
    const may = mayOpen(cart, access, reach, 'write');
    if (!may.ok) return may;
    const outcome = applyChange(cart, change, channelId, tx.now);
    if (!outcome.ok || outcome.value.cart === cart) return outcome;
    after.set(cartId, outcome.value.cart);
    actors.set(cartId, actor);
    return outcome;
  });
  const written = await writeCarts(
    tx,
    [...actors].map(([cartId, actor]) => ({
      before: before.get(cartId),
      after: after.get(cartId) as Cart,
      fact: 'changed' as const,
      actor,
    })),
  );
  const current = new Map(written.map((cart) => [cart.cartId, cart]));
  return outcomes.map((outcome) => {
    const cart = outcome.ok ? current.get(outcome.value.cart.cartId) : undefined;
    return outcome.ok && cart ? { ok: true, value: { ...outcome.value, cart } } : outcome;
  });
}

const batcher: (database: Database) => Batcher<CartChange, Changed> = perDatabase((database) =>
  // One lane: carts do not wait for each other's rows, so larger batches beat a second connection (16 clients: 1,680 to 1,360 a second).
  createBatcher(database, { name: 'carts.change', caller: { actor: 'visitor' }, lanes: 1, run: changeCarts }),
);

/** Who changes which cart, from which channel (absent: the cart's own). */
export type CartCall = {
  readonly cartId: string;
  readonly access: Access;
  readonly actor: string;
  readonly channelId?: string | undefined;
};

/**
 * Adds units of an article, up to what is available, and says so in the notices; the same `addId` again adds nothing. Refuses
 * `carts.not_found`, `.level`, `.closed`, `.unknown_sku`, `.not_on_sale`, `.out_of_stock`, `.full`, `.too_many_changes`.
 */
export function addToCart(
  database: Database,
  call: CartCall & { addId: string; skuId: string; quantity: number },
): Promise<Outcome<CartView>> {
  const { skuId, quantity, addId } = call;
  return change(database, call, [skuId], (offer) => ({ kind: 'add', skuId, quantity, addId, offer: offer(skuId) }));
}

/** Sets the quantity of a line (0 takes it out), up to what is available. Refuses as `addToCart`. */
export function setCartLine(
  database: Database,
  call: CartCall & { skuId: string; quantity: number },
): Promise<Outcome<CartView>> {
  const { skuId, quantity } = call;
  return change(database, call, [skuId], (offer) => ({ kind: 'set', skuId, quantity, offer: offer(skuId) }));
}

/** Days ahead for which a gift card can be ordered. */
const CARD_DAYS = 366;

/**
 * Adds one gift card of a chosen amount, minor units of the channel's currency, and who gets it; the same `cardKey` again adds nothing.
 * Refuses `carts.not_a_card` for an article whose amount cannot be chosen, `orders.card_amount` (with both limits), `request.invalid` for a
 * day that is over or more than a year away, and as `addToCart`.
 */
export async function addCard(
  database: Database,
  call: CartCall & { readonly skuId: string; readonly card: CartCard },
): Promise<Outcome<CartView>> {
  const { skuId, card } = call;
  const [{ cart, channelId }, { timeZone }] = await Promise.all([openedCart(database, call), settings(database)]);
  const { rules } = await goodsOn(database, channelId, [skuId], occasionOf(cart));
  const free = (await freeAmounts(database, [{ cards: [card] }], rules.currency))(skuId);
  if (!free) return refused('carts.not_a_card', { detail: skuId, skuId });
  if (!fitsIn(free, card.minor)) return refused('orders.card_amount', { ...free });
  const now = clock();
  const day = card.for?.day ?? null;
  if (day !== null && (day < dayIn(now, timeZone) || day > dayIn(plus(now, CARD_DAYS * DAY), timeZone)))
    return refused('request.invalid', { fields: [{ field: 'day', rule: 'from today on, within a year' }] });
  return change(database, call, [skuId], (offer) => ({ kind: 'card', skuId, card, offer: offer(skuId) }));
}

/** Takes a gift card of a chosen amount out of the cart; one that is not there is gone already. Refuses as `addToCart`. */
export const removeCard = (
  database: Database,
  call: CartCall & { readonly cardKey: string },
): Promise<Outcome<CartView>> => change(database, call, [], () => ({ kind: 'card_out', cardKey: call.cardKey }));

/**
 * Adds the code of a promotion to the cart, or takes it out. Refuses `carts.unknown_code` for one that opens nothing, and as
 * `addToCart`; one that opens something which does not hold for this basket is kept, and the view says why.
 */
export async function setCode(
  database: Database,
  call: CartCall & { code: string; keep: boolean },
): Promise<Outcome<CartView>> {
  // Whose cart it is comes first: a stranger learns nothing of codes either.
  await openedCart(database, call);
  const code = codeOf(call.code);
  if (code === undefined || (call.keep && !(await openedBy(database, [code])).has(code)))
    return refused('carts.unknown_code', { detail: call.code });
  return change(database, call, [], () => ({ kind: 'code', code, keep: call.keep }));
}

/** The shopper has seen the prices as they are now and what was pending: changes are told from here on. */
export async function markSeen(database: Database, call: CartCall): Promise<Outcome<CartView>> {
  const cart = await cartById(database, call.cartId);
  if (!cart) return refused('carts.not_found', { detail: call.cartId });
  const skuIds = cart.lines.map((line) => line.skuId);
  return change(database, call, skuIds, (offer) => ({
    kind: 'seen',
    units: new Map(
      cart.lines.flatMap(({ skuId, quantity }) => {
        const unit = unitFor(offer(skuId), quantity);
        return unit === null ? [] : [[skuId, unit] as const];
      }),
    ),
  }));
}

async function change(
  database: Database,
  call: CartCall,
  skuIds: readonly string[],
  make: (offer: Awaited<ReturnType<typeof goodsOn>>['offer']) => LineChange,
): Promise<Outcome<CartView>> {
  // The channel of a cart never changes, so what the process last knew will do here; access is decided again under the lock.
  const cart = lastKnown(database, call.cartId) ?? (await cartById(database, call.cartId));
  if (!cart) return refused('carts.not_found', { detail: call.cartId });
  const channelId = call.channelId ?? cart.channelId;
  const reach = await reachOf(database, cart.channelId, channelId);
  const goods = await goodsOn(database, channelId, skuIds, occasionOf(cart));
  const { cartId, access, actor } = call;
  const outcome = await batcher(database).submit({
    cartId,
    access,
    reach,
    channelId,
    actor,
    change: make(goods.offer),
  });
  if (!outcome.ok) return outcome;
  return { ok: true, value: await viewOf(database, outcome.value.cart, channelId, outcome.value.notices) };
}

/** The cart that the caller may open from a channel (absent: the cart's own), and how far the levels reach; refuses `carts.not_found` or `carts.level`. */
export async function openedCart(
  database: Database,
  call: Omit<CartCall, 'actor'>,
): Promise<{ cart: Cart; channelId: string; reach: Reach }> {
  const cart = await cartById(database, call.cartId);
  if (!cart) throw new Refusal('carts.not_found', { detail: call.cartId });
  const channelId = call.channelId ?? cart.channelId;
  const reach = await reachOf(database, cart.channelId, channelId);
  const may = mayOpen(cart, call.access, reach, 'read');
  if (!may.ok) throw may.refusal;
  return { cart, channelId, reach };
}
