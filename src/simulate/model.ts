/**
 * What the people of the town know: what they asked for, and what they were told. From it follows what the books must say. Pure, and
 * knows nothing of how the house decides.
 */
import type { Instant } from '#base/time';

export type Method = 'card' | 'promise' | 'cash' | 'given' | 'account';

export type Receipt = {
  readonly orderId: string;
  readonly number: string;
  readonly total: { readonly minor: number };
  readonly openedAt: Instant;
};

/** An order as those who asked for it know it. */
export type KnownOrder = {
  readonly orderId: string;
  readonly paymentId: string;
  method: Method;
  receipt?: Receipt;
  /** Told that it is placed, has left (or was carried away), is cancelled. */
  placed: boolean;
  shipped: boolean;
  cancelled: boolean;
  /** Told that something of it has left. */
  left: boolean;
  /** Minor units that a person gave back, and that changes made it worth more. */
  refundedMinor: number;
  editedMinor: number;
};

/** What an answer tells. */
export type Told =
  | { readonly told: 'nothing' }
  | { readonly told: 'opened'; readonly order: Asked; readonly receipt: Receipt; readonly placed: boolean }
  | { readonly told: 'carried_away'; readonly order: Asked; readonly receipt: Receipt; readonly ticketId: string }
  | { readonly told: 'sold_elsewhere'; readonly order: Asked }
  | { readonly told: 'placed'; readonly orderId: string }
  | { readonly told: 'shipped'; readonly orderId: string }
  | { readonly told: 'cancelled'; readonly orderId: string }
  | { readonly told: 'left'; readonly orderId: string }
  | { readonly told: 'edited'; readonly orderId: string; readonly minor: number }
  | { readonly told: 'refunded'; readonly orderId: string; readonly minor: number }
  | { readonly told: 'owed'; readonly orderId: string }
  | { readonly told: 'settled'; readonly orderId: string; readonly minor: number }
  | { readonly told: 'returned'; readonly orderId: string; readonly skuId: string; readonly units: number }
  | { readonly told: 'received'; readonly skuId: string; readonly units: number }
  /** Put on a gift card or given as credit; told by its movement, so that the same again is the same money. */
  | { readonly told: 'loaded'; readonly movementId: string; readonly minor: number }
  | { readonly told: 'priced'; readonly skuId: string; readonly minor: number };

export type Asked = Pick<KnownOrder, 'orderId' | 'paymentId' | 'method'>;

export type Model = {
  readonly orders: Map<string, KnownOrder>;
  /** Units that came in: received, and found or missed at counts; by article. */
  readonly received: Map<string, number>;
  /** Units that came back from buyers, theirs or not; by article. */
  readonly returned: Map<string, number>;
  /** Money put on gift cards and given as credit, minor units. */
  readonly loaded: Map<string, number>;
  /** Prices as they are shown, minor units, by article. */
  readonly prices: Map<string, number>;
};

export const emptyModel = (prices: Iterable<readonly [string, number]>): Model => ({
  orders: new Map(),
  received: new Map(),
  returned: new Map(),
  loaded: new Map(),
  prices: new Map(prices),
});

/** Takes in what was told; of an answer given twice, the second changes nothing but receipts of stock, which are told once. */
export function learn(model: Model, told: Told): void {
  switch (told.told) {
    case 'opened':
    case 'carried_away': {
      const order = known(model, told.order);
      order.receipt ??= told.receipt;
      if (told.told === 'carried_away') order.placed = order.shipped = order.left = true;
      else if (told.placed) order.placed = true;
      return;
    }
    case 'sold_elsewhere':
      return void known(model, told.order);
    case 'placed':
    case 'shipped':
    case 'cancelled': {
      const order = model.orders.get(told.orderId);
      if (order) order[told.told] = true;
      if (order && told.told === 'shipped') order.left = true;
      return;
    }
    case 'left': {
      const order = model.orders.get(told.orderId);
      if (order) order.left = true;
      return;
    }
    case 'edited': {
      const order = model.orders.get(told.orderId);
      if (!order) return;
      order.editedMinor += told.minor;
      order.shipped = false; // what was added is still here
      return;
    }
    case 'refunded': {
      const order = model.orders.get(told.orderId);
      if (order) order.refundedMinor += told.minor;
      return;
    }
    case 'settled': {
      const order = model.orders.get(told.orderId);
      // What was promised is in the drawer now.
      if (order?.method === 'promise' && told.minor > 0) order.method = 'cash';
      return;
    }
    case 'received':
      return void model.received.set(told.skuId, (model.received.get(told.skuId) ?? 0) + told.units);
    case 'returned':
      return void model.returned.set(told.skuId, (model.returned.get(told.skuId) ?? 0) + told.units);
    case 'priced':
      return void model.prices.set(told.skuId, told.minor);
    case 'loaded':
      return void model.loaded.set(told.movementId, told.minor);
    case 'owed':
    case 'nothing':
  }
}

function known(model: Model, asked: Asked): KnownOrder {
  const { orderId, paymentId, method } = asked;
  const before = model.orders.get(orderId);
  if (before) return before;
  const order: KnownOrder = {
    ...{ orderId, paymentId, method },
    ...{ placed: false, shipped: false, cancelled: false, left: false, refundedMinor: 0, editedMinor: 0 },
  };
  model.orders.set(orderId, order);
  return order;
}
