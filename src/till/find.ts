/** What a code or a few words may mean at a till: an article, a shopper, a cart, a ticket, an order. */
import type { Database } from '#base/db';
import { Refusal, refuse } from '#base/refusal';
import { cartById, linkedCart, openCartsOf, sharing, type Cart, type CartSummary } from '#carts';
import { skuByCode } from '#catalog';
import { channelById, lowerOf, policy, type Level } from '#channels';
import { customerByCode, customerReach, customersByIds, findCustomers, isKnown, type Customer } from '#customers';
import { findOrder, orderTouches } from '#orders';
import { codeOf, openedBy } from '#pricing';
import type { Device } from './model.ts';
import { ticketOfOrder, ticketsById } from './queries.ts';
import { codeOfCard } from './vouchers.ts';

export type Found =
  | { readonly kind: 'sku'; readonly skuId: string }
  | { readonly kind: 'customer'; readonly customer: TillCustomer }
  | { readonly kind: 'cart'; readonly cart: TillCart }
  | { readonly kind: 'ticket'; readonly ticketId: string }
  | { readonly kind: 'order'; readonly orderId: string }
  | { readonly kind: 'promotion_code'; readonly code: string }
  /** A gift card of ours, or one that is still blank; its code was just typed. */
  | { readonly kind: 'gift_card' | 'blank_card' };

export type TillCustomer = Pick<Customer, 'customerId' | 'name' | 'code' | 'email' | 'phone'>;

export type TillCart = {
  readonly cartId: string;
  readonly channel: { readonly kind: string; readonly name: { readonly fr: string; readonly en: string } } | null;
  readonly customer: TillCustomer | null;
  readonly units: number;
  readonly lines: number;
  readonly updatedAt: string;
  /** The lower of its channel's level and the till's; whether it may be seen, and brought here without its customer. */
  readonly level: Level;
  readonly canSee: boolean;
  readonly canWork: boolean;
};

export const tillCustomer = ({ customerId, name, code, email, phone }: Customer): TillCustomer => ({
  ...{ customerId, name, code, email, phone },
});

/** What a scanned or typed code is. Refuses `till.nothing_found`. */
export async function findCode(database: Database, device: Device, text: string): Promise<Found> {
  const code = text.trim();
  const link = linkIn(code);
  if (link !== undefined) {
    const cart = await behindLink(database, link);
    if (cart) return { kind: 'cart', cart: (await present(database, device, [summaryOf(cart)]))[0] as TillCart };
  }
  if (/^crt_[0-9a-z]{26}$/.test(code)) {
    const cart = await cartById(database, code);
    const [shown] = cart?.status === 'open' ? await present(database, device, [summaryOf(cart)]) : [];
    if (shown?.canSee) return { kind: 'cart', cart: shown };
  }
  if (/^tkt_[0-9a-z]{26}$/.test(code) && (await ticketsById(database, [code])).has(code))
    return { kind: 'ticket', ticketId: code };
  const order = await behindNumber(database, device, code);
  if (order) return order;
  const fact = await skuByCode(database, code);
  if (fact && fact.status === 'active' && fact.channels.includes(device.channelId))
    return { kind: 'sku', skuId: fact.skuId };
  const customer = /^[0-9a-z -]{10,14}$/i.test(code) ? await customerByCode(database, code) : undefined;
  if (customer && isKnown(await customerReach(database, device.channelId), customer))
    return { kind: 'customer', customer: tillCustomer(customer) };
  const card = await codeOfCard(database, code);
  if (card !== undefined) return { kind: card };
  const promised = codeOf(code);
  if (promised !== undefined && (await openedBy(database, [promised])).has(promised))
    return { kind: 'promotion_code', code: promised };
  return refuse('till.nothing_found', { detail: code });
}

/** A cart's link as its QR code shows it, or its code alone, with or without dashes. */
function linkIn(text: string): string | undefined {
  const typed = /\/cart\/(?:open\/)?([0-9a-z-]{16,20})\/?$/i.exec(text)?.[1] ?? text;
  const code = typed.toLowerCase().replaceAll(/[\s-]/g, '');
  return /^[0-9a-hjkmnp-tv-z]{16}$/.test(code) ? code : undefined;
}

/**
 * An order by the code its buyer shows, or by the link of a receipt: a sale of a till is its ticket. Only orders of this till's store;
 * the link's secret is not looked at, for whoever stands here may see them all.
 */
async function behindNumber(database: Database, device: Device, text: string): Promise<Found | undefined> {
  const number =
    /\/orders\/([0-9A-Z]{10})(?:[?#]|$)/i.exec(text)?.[1] ??
    /^([0-9A-Z]{10})\.\d{6}$/i.exec(text)?.[1] ??
    text.replaceAll(/[\s-]/g, '');
  if (!/^[0-9a-hjkmnp-tv-z]{10}$/i.test(number)) return undefined;
  const order = await findOrder(database, number);
  if (!order || !(await orderTouches(database, order.orderId, [device.siteId]))) return undefined;
  const ticketId = await ticketOfOrder(database, order.orderId);
  return ticketId === undefined ? { kind: 'order', orderId: order.orderId } : { kind: 'ticket', ticketId };
}

async function behindLink(database: Database, code: string): Promise<Cart | undefined> {
  try {
    return await linkedCart(database, code);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

const summaryOf = (cart: Cart): CartSummary => ({
  ...cart,
  lines: cart.lines.length,
  units: cart.lines.reduce((units, line) => units + line.quantity, 0),
});

/** Open carts of the shoppers whom a name, e-mail, telephone or code finds, as far as the levels let this till see them. */
export async function findCarts(database: Database, device: Device, q: string): Promise<TillCart[]> {
  const reach = await customerReach(database, device.channelId);
  const { items } = await findCustomers(database, { q, limit: 20, reach });
  return cartsOf(
    database,
    device,
    items.map((customer) => customer.customerId),
  );
}

/** Open carts of these shoppers that the till may see and that hold something, the last changed first. */
export async function cartsOf(database: Database, device: Device, customerIds: readonly string[]): Promise<TillCart[]> {
  const carts = await openCartsOf(database, customerIds, { sort: 'changed', limit: 50 });
  const shown = await present(
    database,
    device,
    carts.filter((cart) => cart.units > 0),
  );
  return shown.filter((cart) => cart.canSee);
}

async function present(database: Database, device: Device, carts: readonly CartSummary[]): Promise<TillCart[]> {
  const reach = await customerReach(database, device.channelId);
  const customers = await customersByIds(
    database,
    carts.flatMap((cart) => cart.customerId ?? []),
  );
  return Promise.all(
    carts.map(async ({ cartId, channelId, customerId, units, lines, updatedAt }) => {
      const [there, here, channel] = await Promise.all([
        policy(database, channelId, 'carts'),
        policy(database, device.channelId, 'carts'),
        channelById(database, channelId),
      ]);
      const level = lowerOf(there, here);
      const customer = customerId === null ? undefined : customers.get(customerId);
      return {
        ...{ cartId, units, lines, updatedAt, level },
        channel: channel ? { kind: channel.kind, name: channel.name } : null,
        customer: customer && isKnown(reach, customer) ? tillCustomer(customer) : null,
        canSee: sharing[level].staffSees,
        canWork: sharing[level].staffWorks,
      };
    }),
  );
}
