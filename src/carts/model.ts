/** Carts, pure: what a change does to a cart, what is announced, and who may open which cart at which integration level. */
import type { Level } from '#channels/model';
import type { Money } from '#base/money';
import { granted, refused, type Outcome } from '#base/refusal';
import type { Instant } from '#base/time';
import { ofQuantity, withCardsOf, type CartCard } from './cards.ts';

/**
 * Bounds against carts used as a weapon: lines of a cart, units of a line, changes of a cart, adds remembered to know a repetition,
 * live links of a cart, codes of promotions, gift cards of chosen amounts of an article.
 */
export const limits = {
  lines: 200,
  quantity: 9_999,
  changes: 50_000,
  remembered: 16,
  links: 20,
  codes: 10,
  cards: 20,
} as const;

/** Days without a change after which an anonymous cart counts as abandoned; days a link can be used. */
export const IDLE_DAYS = 30;
export const LINK_DAYS = 7;
/** Minutes for which a quote is told to be good; the order gate compares prices in any case. */
export const QUOTE_MINUTES = 15;

export type CartStatus = 'open' | 'ordered' | 'merged' | 'abandoned';

export type CartLine = {
  readonly skuId: string;
  readonly quantity: number;
  readonly addedChannelId: string;
  readonly addedAt: Instant;
  /** The unit price the shopper last saw; null when there was none. */
  readonly seen: Money | null;
  /** Gift cards among its units whose amount was chosen; never more than its quantity. */
  readonly cards?: readonly CartCard[];
};

export type Cart = {
  readonly cartId: string;
  readonly tokenHash: string | null;
  readonly customerId: string | null;
  readonly channelId: string;
  readonly status: CartStatus;
  readonly version: number;
  readonly became: string | null;
  readonly copiedFrom: string | null;
  readonly till: string | null;
  readonly broughtBy: string | null;
  readonly recentAdds: readonly string[];
  readonly pending: readonly Notice[];
  /** Codes of promotions, as they were given. */
  readonly codes: readonly string[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** In the order of adding. */
  readonly lines: readonly CartLine[];
};

/** A cart that begins now, with nothing in it. */
export function emptyCart(
  begun: Pick<Cart, 'cartId' | 'tokenHash' | 'customerId' | 'channelId'>,
  now: Instant,
  copiedFrom: string | null = null,
): Cart {
  const nowhere = { became: null, till: null, broughtBy: null };
  const nothing = { recentAdds: [], pending: [], codes: [], lines: [] };
  return { ...begun, ...nowhere, ...nothing, status: 'open', version: 1, copiedFrom, createdAt: now, updatedAt: now };
}

/** What the shopper is told, never silently done. `limited`, `merged` and `ordered` come from a write; the rest is found at each view. */
export type Notice =
  | { readonly kind: 'price_changed'; readonly skuId: string; readonly was: Money; readonly now: Money }
  | { readonly kind: 'short'; readonly skuId: string; readonly wanted: number; readonly available: number }
  | {
      readonly kind: 'unavailable';
      readonly skuId: string;
      readonly reason: 'not_on_sale' | 'no_price' | 'sold_out' | 'card_amount';
    }
  | { readonly kind: 'limited'; readonly skuId: string; readonly wanted: number; readonly available: number }
  | { readonly kind: 'merged'; readonly count: number }
  /** An order that had expired was paid after all: so many units left the cart, because they are in that order. */
  | { readonly kind: 'ordered'; readonly number: string; readonly count: number };

/** What a channel knows of an article at this moment. */
export type Offer = {
  readonly known: boolean;
  readonly onSale: boolean;
  readonly unit: Money | null;
  /** The unit price from each number of units on, where the quantity changes it; rising. */
  readonly steps?: readonly { readonly fromUnits: number; readonly price: Money }[];
  readonly available: number;
};

/** The unit price for so many units. */
export const unitFor = ({ unit, steps }: Pick<Offer, 'unit' | 'steps'>, quantity: number): Money | null =>
  steps?.findLast((step) => step.fromUnits <= quantity)?.price ?? unit;

export type LineChange =
  /** Adds units; `addId` makes it repeatable. */
  | {
      readonly kind: 'add';
      readonly skuId: string;
      readonly quantity: number;
      readonly addId: string;
      readonly offer: Offer;
    }
  /** Sets a line's quantity; 0 takes it out. */
  | { readonly kind: 'set'; readonly skuId: string; readonly quantity: number; readonly offer: Offer }
  /** Adds one gift card of a chosen amount; its key makes it repeatable. */
  | { readonly kind: 'card'; readonly skuId: string; readonly card: CartCard; readonly offer: Offer }
  /** Takes such a card out. */
  | { readonly kind: 'card_out'; readonly cardKey: string }
  /** Adds the code of a promotion, or takes it out. */
  | { readonly kind: 'code'; readonly code: string; readonly keep: boolean }
  /** The shopper has seen these prices and what was pending. */
  | { readonly kind: 'seen'; readonly units: ReadonlyMap<string, Money> };

export type Changed = { readonly cart: Cart; readonly notices: readonly Notice[] };

/**
 * Applies a change to an open cart; the same cart object back means that nothing changed. Refuses `carts.closed`,
 * `carts.too_many_changes`, `carts.too_many_codes`, `carts.unknown_sku`, `carts.not_on_sale`, `carts.out_of_stock`, `carts.full`, `request.id_reused`.
 */
export function applyChange(cart: Cart, change: LineChange, channelId: string, now: Instant): Outcome<Changed> {
  if (cart.status !== 'open') return refused('carts.closed', { status: cart.status, became: cart.became });
  if (cart.version >= limits.changes) return refused('carts.too_many_changes');
  if (change.kind === 'seen') return granted({ cart: withSeen(cart, change.units), notices: [] });
  if (change.kind === 'code') return withCode(cart, change);
  if (change.kind === 'set') return setLine(cart, change, channelId, now);
  if (change.kind === 'card') return withCard(cart, change, channelId, now);
  if (change.kind === 'card_out') return granted({ cart: withoutCard(cart, change.cardKey), notices: [] });
  // Enough of the content to catch a client that uses an id twice; the array is rewritten with each add, so it is kept short.
  const remembered = `${change.addId} ${change.quantity} ${change.skuId.slice(-8)}`;
  const before = cart.recentAdds.find((add) => add.startsWith(`${change.addId} `));
  if (before !== undefined) {
    return before === remembered
      ? granted({ cart, notices: [] })
      : refused('request.id_reused', { detail: change.addId });
  }
  const has = cart.lines.find((line) => line.skuId === change.skuId)?.quantity ?? 0;
  const set = setLine(cart, { ...change, kind: 'set', quantity: has + change.quantity }, channelId, now);
  if (!set.ok) return set;
  const recentAdds = [...set.value.cart.recentAdds, remembered].slice(-limits.remembered);
  return granted({ cart: { ...set.value.cart, recentAdds }, notices: set.value.notices });
}

function withCode(cart: Cart, { code, keep }: Extract<LineChange, { kind: 'code' }>): Outcome<Changed> {
  if (cart.codes.includes(code) === keep) return granted({ cart, notices: [] });
  if (keep && cart.codes.length >= limits.codes) return refused('carts.too_many_codes', { most: limits.codes });
  const codes = keep ? [...cart.codes, code] : cart.codes.filter((known) => known !== code);
  return granted({ cart: { ...cart, codes }, notices: [] });
}

function withCard(
  cart: Cart,
  { skuId, card, offer }: Extract<LineChange, { kind: 'card' }>,
  channelId: string,
  now: Instant,
): Outcome<Changed> {
  const known = cart.lines.flatMap(({ cards = [] }) => cards).find(({ cardKey }) => cardKey === card.cardKey);
  if (known)
    return known.minor === card.minor && known.for?.email === card.for?.email
      ? granted({ cart, notices: [] })
      : refused('request.id_reused', { detail: card.cardKey });
  const line = cart.lines.find((one) => one.skuId === skuId);
  if ((line?.cards?.length ?? 0) >= limits.cards) return refused('carts.full', { most: limits.cards });
  const has = line?.quantity ?? 0;
  const set = setLine(cart, { kind: 'set', skuId, quantity: has + 1, offer }, channelId, now);
  if (!set.ok) return set;
  const lines = set.value.cart.lines.map((one) =>
    one.skuId === skuId && one.quantity > has ? { ...one, cards: [...(one.cards ?? []), card] } : one,
  );
  return granted({ cart: { ...set.value.cart, lines }, notices: set.value.notices });
}

function withoutCard(cart: Cart, cardKey: string): Cart {
  const at = cart.lines.findIndex(({ cards = [] }) => cards.some((card) => card.cardKey === cardKey));
  const line = cart.lines[at];
  if (line === undefined) return cart;
  if (line.quantity === 1) return { ...cart, lines: cart.lines.toSpliced(at, 1) };
  const { cards = [], ...rest } = line;
  const left = cards.filter((card) => card.cardKey !== cardKey);
  const one = { ...rest, quantity: line.quantity - 1, ...(left.length > 0 ? { cards: left } : {}) };
  return { ...cart, lines: cart.lines.with(at, one) };
}

type SetChange = Extract<LineChange, { kind: 'set' }>;

/** Sets up to what is available, and says so; what is in the cart already is never taken out because stock fell: that is told. */
function setLine(cart: Cart, { skuId, quantity, offer }: SetChange, channelId: string, now: Instant): Outcome<Changed> {
  const at = cart.lines.findIndex((line) => line.skuId === skuId);
  const line = cart.lines[at];
  const has = line?.quantity ?? 0;
  if (quantity <= has) {
    if (quantity === has) return granted({ cart, notices: [] });
    const lines =
      quantity === 0
        ? cart.lines.toSpliced(at, 1)
        : cart.lines.with(at, withQuantity(line as CartLine, quantity, offer));
    return granted({ cart: { ...cart, lines }, notices: [] });
  }
  if (!offer.known) return refused('carts.unknown_sku', { detail: skuId, skuId });
  if (!offer.onSale || unitFor(offer, quantity) === null) return refused('carts.not_on_sale', { detail: skuId, skuId });
  if (offer.available <= 0 && has === 0) return refused('carts.out_of_stock', { detail: skuId, skuId });
  const becomes = Math.min(quantity, limits.quantity, Math.max(offer.available, has));
  const notices: Notice[] =
    becomes < quantity ? [{ kind: 'limited', skuId, wanted: quantity, available: becomes }] : [];
  if (line)
    return granted({ cart: { ...cart, lines: cart.lines.with(at, withQuantity(line, becomes, offer)) }, notices });
  if (cart.lines.length >= limits.lines) return refused('carts.full', { most: limits.lines });
  const added: CartLine = {
    skuId,
    quantity: becomes,
    addedChannelId: channelId,
    addedAt: now,
    seen: unitFor(offer, becomes),
  };
  return granted({ cart: { ...cart, lines: [...cart.lines, added] }, notices });
}

/** Who changes the quantity changes the price it brings: what was seen at the old one is seen at the new one. */
function withQuantity(line: CartLine, quantity: number, offer: Offer): CartLine {
  const next = ofQuantity(line, quantity);
  if (offer.steps === undefined || !sameMoney(line.seen, unitFor(offer, line.quantity))) return next;
  return { ...next, seen: unitFor(offer, quantity) };
}

function withSeen(cart: Cart, units: ReadonlyMap<string, Money>): Cart {
  const stale = cart.lines.some((line) => !sameMoney(line.seen, units.get(line.skuId) ?? line.seen));
  if (!stale && cart.pending.length === 0) return cart;
  const lines = cart.lines.map((line) => ({ ...line, seen: units.get(line.skuId) ?? line.seen }));
  return { ...cart, lines, pending: [] };
}

const sameMoney = (a: Money | null, b: Money | null): boolean => a?.minor === b?.minor && a?.currency === b?.currency;

/** What is to be told of a line as it stands, against what the channel offers now. */
export function noticesOf(line: CartLine, offer: Offer): Notice[] {
  const { skuId } = line;
  if (!offer.known || !offer.onSale) return [{ kind: 'unavailable', skuId, reason: 'not_on_sale' }];
  const unit = unitFor(offer, line.quantity);
  if (unit === null) return [{ kind: 'unavailable', skuId, reason: 'no_price' }];
  const notices: Notice[] = [];
  if (line.seen !== null && !sameMoney(line.seen, unit)) {
    notices.push({ kind: 'price_changed', skuId, was: line.seen, now: unit });
  }
  if (offer.available <= 0) notices.push({ kind: 'unavailable', skuId, reason: 'sold_out' });
  else if (offer.available < line.quantity) {
    notices.push({ kind: 'short', skuId, wanted: line.quantity, available: offer.available });
  }
  return notices;
}

/**
 * Merges one cart's lines into another's, at sign-in: keeps both, sums to what is available, cuts to the bounds, and says each cut.
 * A line is never made smaller than the larger of the two it comes from.
 */
export function mergeLines(
  into: readonly CartLine[],
  from: readonly CartLine[],
  offers: ReadonlyMap<string, Offer>,
): { lines: CartLine[]; notices: Notice[] } {
  const lines = [...into];
  const notices: Notice[] = [{ kind: 'merged', count: from.length }];
  for (const line of from) {
    const at = lines.findIndex((other) => other.skuId === line.skuId);
    const other = lines[at];
    if (other === undefined) {
      if (lines.length < limits.lines) lines.push(line);
      else notices.push({ kind: 'limited', skuId: line.skuId, wanted: line.quantity, available: 0 });
      continue;
    }
    const wanted = line.quantity + other.quantity;
    const floor = Math.max(line.quantity, other.quantity);
    const available = offers.get(line.skuId)?.available ?? 0;
    const quantity = Math.min(limits.quantity, wanted, Math.max(available, floor));
    if (quantity < wanted) notices.push({ kind: 'limited', skuId: line.skuId, wanted, available: quantity });
    const addedAt = line.addedAt < other.addedAt ? line.addedAt : other.addedAt;
    lines[at] = withCardsOf({ ...other, quantity, addedAt }, line);
  }
  return { lines, notices };
}

type Ordered = {
  readonly number: string;
  readonly openedAt: Instant;
  readonly lines: readonly { readonly skuId: string; readonly quantity: number }[];
};

/**
 * Takes an order that stands after all out of the open cart that had got its lines back, and says so. Lines that were there when it was
 * opened lose what was ordered, so that what the shopper added to them since stays; lines put in since stay whole. The same cart object
 * back means that nothing of it was left.
 */
export function withoutOrdered(cart: Cart, order: Ordered): Cart {
  const ordered = new Map<string, number>();
  for (const { skuId, quantity } of order.lines) ordered.set(skuId, (ordered.get(skuId) ?? 0) + quantity);
  let count = 0;
  const lines = cart.lines.flatMap((line) => {
    const out = line.addedAt > order.openedAt ? 0 : Math.min(line.quantity, ordered.get(line.skuId) ?? 0);
    count += out;
    if (out === 0) return [line];
    return out === line.quantity ? [] : [ofQuantity(line, line.quantity - out)];
  });
  if (count === 0) return cart;
  return { ...cart, lines, pending: [...cart.pending, { kind: 'ordered', number: order.number, count }] };
}

/** What carts may do between two channels whose lower level is this (LEVELS.md, row "carts"). */
export type Sharing = {
  /** May be copied over by a link, an e-mail or a QR code. */
  readonly copies: boolean;
  /** A known customer has one cart on both. */
  readonly shared: boolean;
  /** Staff may look into it, with the customer before them bring it to the till. */
  readonly staffSees: boolean;
  /** Staff may change it, and bring it to the till without asking who is there. */
  readonly staffWorks: boolean;
};

export const sharing: Readonly<Record<Level, Sharing>> = {
  isolated: { copies: false, shared: false, staffSees: false, staffWorks: false },
  bridged: { copies: true, shared: false, staffSees: false, staffWorks: false },
  synchronised: { copies: true, shared: true, staffSees: true, staffWorks: false },
  unified: { copies: true, shared: true, staffSees: true, staffWorks: true },
};

const levels: readonly Level[] = ['isolated', 'bridged', 'synchronised', 'unified'];

/** The lowest level that allows it. */
export function levelNeeded(what: keyof Sharing): Level {
  return levels.find((level) => sharing[level][what]) ?? 'unified';
}

/** What a caller proves: the secret of a cart, a customer's session, or being staff. */
export type Access = {
  readonly tokenHash?: string | undefined;
  readonly customerId?: string | undefined;
  readonly staffId?: string | undefined;
};

/** How the caller's channel and the cart's are related: the lower level of the two, and whether they are one channel. */
export type Reach = { readonly level: Level; readonly sameChannel: boolean };

/**
 * May this caller open (`read`) or change (`write`) the cart from that channel? Without proof the answer is `carts.not_found`, as if
 * the cart did not exist; with proof but too low a level it is `carts.level`, which names what would be needed.
 */
export function mayOpen(
  cart: Pick<Cart, 'cartId' | 'tokenHash' | 'customerId'>,
  access: Access,
  reach: Reach,
  doing: 'read' | 'write',
): Outcome<true> {
  const allows = sharing[reach.level];
  if (access.staffId !== undefined) {
    const what = doing === 'read' ? 'staffSees' : 'staffWorks';
    return allows[what] ? granted(true) : tooLow(reach.level, what);
  }
  const byToken = cart.tokenHash !== null && access.tokenHash === cart.tokenHash;
  if (byToken) return reach.sameChannel || allows.shared ? granted(true) : tooLow(reach.level, 'shared');
  const owner = cart.customerId !== null && access.customerId === cart.customerId;
  // Below synchronised a cart has a secret and lives on one device: its customer on another device is nobody to it. A cart that was
  // shared before the level was lowered stays with its customer on its own channel.
  if (owner && cart.tokenHash === null) {
    return reach.sameChannel || allows.shared ? granted(true) : tooLow(reach.level, 'shared');
  }
  return refused('carts.not_found', { detail: cart.cartId });
}

/** A refusal that names the level and the level it would take. */
export function tooLow(level: Level, what: keyof Sharing): Outcome<never> {
  return refused('carts.level', {
    detail: `carts are ${level} here; this needs ${levelNeeded(what)}`,
    level,
    needed: levelNeeded(what),
  });
}
