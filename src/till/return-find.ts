/** Orders of any channel whose goods stand at this till: by receipt, order number, return code or the buyer's e-mail. */
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import type { Money } from '#base/money';
import { channelById, type Level } from '#channels';
import type { Text } from '#catalog';
import { findOrder, listOrders, type Order } from '#orders';
import { paymentsOf, type PaymentMethod } from '#payments';
import { isOver, returnByNumber, returnsOf, type Reason } from '#returns';
import type { Device } from './model.ts';
import { ticketsById } from './queries.ts';
import { returnLevel } from './take-back.ts';

export type ReturnableOrder = {
  readonly orderId: string;
  readonly number: string;
  readonly channel: { readonly kind: string; readonly name: Text } | null;
  readonly placedAt: Instant;
  readonly name: string;
  /** What the levels allow: `bridged` takes the goods, and who sold them pays. */
  readonly level: Level;
  /** How it was paid, so that it is known where the money goes. */
  readonly paid: readonly PaymentMethod[];
  readonly lines: readonly {
    readonly lineNo: number;
    readonly skuId: string;
    readonly name: Text;
    readonly option: Text;
    readonly image: string;
    /** Units that left and are not back. */
    readonly left: number;
    readonly unit: Money;
  }[];
  /** A return that the buyer has asked for and that waits for its goods. */
  readonly request: {
    readonly returnId: string;
    readonly number: string;
    readonly reason: Reason;
    readonly lines: readonly { readonly lineNo: number; readonly quantity: number }[];
  } | null;
};

/** Most orders of one e-mail that are shown. */
const MANY = 20;

/**
 * Orders that a code or an e-mail means, with what may come back of them; those that have nothing left are not shown. An e-mail must be
 * whole: this is no way to look through customers. Refuses `till.nothing_found`.
 */
export async function findReturnable(database: Database, device: Device, text: string): Promise<ReturnableOrder[]> {
  const found = await ordersOf(database, text.trim());
  const shown = await Promise.all(found.map((order) => present(database, device, order)));
  const items = shown.filter((order) => order.lines.length > 0 && order.level !== 'isolated');
  return items.length > 0 ? items : refuse('till.nothing_found', { detail: text.trim() });
}

async function ordersOf(database: Database, code: string): Promise<Order[]> {
  if (code.includes('@') && !code.includes('/')) {
    const heads = await listOrders(database, { q: code, state: 'placed', limit: MANY });
    const mine = heads.filter(({ contact }) => contact.email?.trim().toLowerCase() === code.toLowerCase());
    return known(await Promise.all(mine.map((head) => findOrder(database, head.orderId))));
  }
  if (/^tkt_[0-9a-z]{26}$/.test(code)) {
    const ticket = (await ticketsById(database, [code])).get(code);
    return ticket ? known([await findOrder(database, ticket.orderId)]) : [];
  }
  const number = /\/orders\/([0-9A-Z]{10})(?:[?#]|$)/i.exec(code)?.[1] ?? code.replaceAll(/[\s-]/g, '');
  if (/^R[0-9a-hjkmnp-tv-z]{10}$/i.test(number)) {
    const request = await returnByNumber(database, number);
    return request ? known([await findOrder(database, request.orderId)]) : [];
  }
  return /^[0-9a-hjkmnp-tv-z]{10}$/i.test(number) ? known([await findOrder(database, number)]) : [];
}

const known = (orders: readonly (Order | undefined)[]): Order[] =>
  orders.filter((order) => order?.state === 'placed') as Order[];

async function present(database: Database, device: Device, order: Order): Promise<ReturnableOrder> {
  const [channel, level, payments, requests] = await Promise.all([
    channelById(database, order.channelId),
    returnLevel(database, order.channelId, device.channelId),
    paymentsOf(database, order.orderId),
    returnsOf(database, order.orderId),
  ]);
  const request = requests.find(({ state }) => !isOver(state) && state !== 'requested');
  return {
    orderId: order.orderId,
    number: order.number,
    channel: channel ? { kind: channel.kind, name: channel.name } : null,
    placedAt: order.placedAt ?? order.openedAt,
    name: order.contact.name,
    level,
    paid: [...new Set(payments.filter((one) => one.capturedMinor > 0).map((one) => one.method))],
    lines: order.lines.flatMap(({ lineNo, skuId, snapshot, shipped, returned, unit }) =>
      shipped > returned
        ? [
            {
              ...{ lineNo, skuId, unit, image: snapshot.image, left: shipped - returned },
              name: textOf(snapshot.name),
              option: textOf(snapshot.optionText),
            },
          ]
        : [],
    ),
    request: request
      ? {
          ...{ returnId: request.returnId, number: request.number, reason: request.reason },
          lines: request.lines,
        }
      : null,
  };
}

const textOf = (text: Readonly<Record<string, string>>): Text => ({
  fr: text.fr ?? text.en ?? '',
  en: text.en ?? text.fr ?? '',
});
