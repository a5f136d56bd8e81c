/**
 * What a shopper's screen hears live: products on it whose stock, price or description changed, their own cart, an order whose
 * number they hold. Ids only; nothing of anybody else.
 */
import type { Database } from '#base/db';
import type { JournalEvent } from '#base/journal';
import type { EventStream, Principal } from '#base/route';
import { cartIdByToken } from '#carts';
import { sha256 } from '#base/canonical';
import { findOrder } from '#orders';
import { productsOfSkus } from './offers.ts';

export type Interest = {
  readonly products: ReadonlySet<string>;
  readonly skus: ReadonlySet<string>;
  /** The order's number; whoever knows it may hear that something happened to it, not what. */
  readonly order?: string | undefined;
};

type Own = {
  readonly cartId: string | undefined;
  readonly customerId: string | undefined;
  readonly order: { readonly orderId: string; readonly number: string } | undefined;
};

/** Who listens is found out once, at the beginning; a new cart or another account begins a new stream with its page. */
export async function shopStream(
  database: Database,
  caller: { readonly principal: Principal; readonly cartToken: string | undefined },
  interest: Interest,
): Promise<EventStream> {
  const { principal, cartToken } = caller;
  const [cartId, order] = await Promise.all([
    cartToken === undefined ? undefined : cartIdByToken(database, sha256(cartToken)),
    interest.order === undefined ? undefined : findOrder(database, interest.order),
  ]);
  const customerId = principal.kind === 'customer' ? principal.customerId : undefined;
  const own = { cartId, customerId, order: order && { orderId: order.orderId, number: order.number } };
  return (event) => messageOf(database, event, interest, own);
}

function messageOf(database: Database, event: JournalEvent, interest: Interest, own: Own): ReturnType<EventStream> {
  const { type, subjectId, mentions } = event;
  if (type.startsWith('carts.')) {
    const mine = subjectId === own.cartId || (own.customerId !== undefined && mentions.includes(own.customerId));
    return mine ? { event: 'cart', data: { cartId: subjectId, version: event.version } } : undefined;
  }
  const { order } = own;
  if (order && (subjectId === order.orderId || mentions.includes(order.orderId)))
    return { event: 'order', data: { code: order.number } };
  const body = event.body as { skuIds?: readonly string[]; all?: boolean; productId?: string };
  if (type === 'inventory.changed') return goodsMessage(database, 'stock', body.skuIds ?? [], interest);
  if (type === 'pricing.changed')
    return body.all
      ? { event: 'price', data: { all: true } }
      : goodsMessage(database, 'price', body.skuIds ?? [], interest);
  if (!type.startsWith('catalog.') || type === 'catalog.category_changed') return undefined;
  const productId = body.productId ?? subjectId;
  return interest.products.has(productId) ? { event: 'product', data: { productIds: [productId] } } : undefined;
}

function goodsMessage(
  database: Database,
  event: 'stock' | 'price',
  changed: readonly string[],
  { products, skus }: Interest,
): ReturnType<EventStream> {
  const skuIds = changed.filter((skuId) => skus.has(skuId));
  const productIds = products.size === 0 ? [] : productsOfSkus(database, changed).filter((id) => products.has(id));
  return skuIds.length + productIds.length === 0 ? undefined : { event, data: { skuIds, productIds } };
}
