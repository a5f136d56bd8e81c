/** What people decide afterwards: ship, cancel, give money back, change a price. */
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import { cancelOrder, shipOrder } from '#orders';
import { refundPayment } from '#payments';
import { setPrices } from '#pricing';
import { marketOrderId } from '#marketplaces';
import { type Actor, type Operation } from '../operation.ts';
import type { Roll } from '../roll.ts';
import type { Town } from '../town.ts';

/** An order of any channel: planned here, or the one that the marketplace will have sold by now under this number. */
export function anyOrder(town: Town, roll: Roll): { says: string; find: () => string | undefined } | undefined {
  if (roll.chance(25)) {
    const nth = roll.int(0, 39);
    const find = (): string | undefined => {
      const sold = [...town.market.orders.keys()].at(-1 - nth);
      return sold && marketOrderId('ord', town.channels.market, sold);
    };
    return { says: `the marketplace’s order ${nth + 1} from the end`, find };
  }
  const { orders } = town.planned;
  const order = roll.chance(50)
    ? roll.recent(orders, 12)
    : roll.recent(
        orders.filter((one) => one.card),
        5,
      );
  return order && { says: order.orderId, find: () => order.orderId };
}

function decide(
  told: 'shipped' | 'cancelled',
  command: (tx: Parameters<typeof shipOrder>[0], orderId: string) => Promise<void>,
): Actor['act'] {
  return (town, roll) => {
    const order = anyOrder(town, roll);
    if (!order) return undefined;
    let orderId: string | undefined;
    return {
      says: `${told === 'shipped' ? 'ship' : 'cancel'} ${order.says}`,
      run: async (database) => {
        const id = (orderId ??= order.find());
        if (id === undefined) return { told: 'nothing' };
        await database.transaction({ actor: 'office' }, (tx) => command(tx, id));
        return { told: told === 'cancelled' || (await allGone(database, id)) ? told : 'left', orderId: id };
      },
    };
  };
}

/** Whether nothing of an order is to be sent any more; what waits, or that nobody found, may be. */
export async function allGone(database: Database, orderId: string): Promise<boolean> {
  const left = await database.query(
    sql`SELECT FROM orders.line WHERE order_id = ${orderId} AND ordered - cancelled > shipped LIMIT 1`,
  );
  return left.length === 0;
}

function refund(town: Town, roll: Roll): Operation | undefined {
  const order = roll.recent(town.planned.orders, 15);
  if (!order) return undefined;
  const { orderId, paymentId } = order;
  const [refundId, minor] = [roll.id('rfd'), roll.int(1, 700)];
  return {
    says: `give ${minor} of ${orderId} back`,
    run: async (database) => {
      await refundPayment(database, { refundId, paymentId, minor, currency: 'EUR', reason: 'kindness' });
      return { told: 'refunded', orderId, minor };
    },
  };
}

function reprice(town: Town, roll: Roll): Operation {
  const [skuId, minor] = [must(roll.pick(town.skuIds), 'an article'), roll.int(500, 2_000)];
  const { listId } = town;
  return {
    says: `price ${town.skus.get(skuId)} at ${minor}`,
    run: async (database) => {
      await database.transaction({ actor: 'office' }, (tx) => setPrices(tx, { listId, prices: [{ skuId, minor }] }));
      return { told: 'priced', skuId, minor };
    },
  };
}

export const office: readonly Actor[] = [
  { name: 'office ships', weight: 12, act: decide('shipped', (tx, orderId) => shipOrder(tx, { orderId })) },
  {
    name: 'office cancels',
    weight: 6,
    act: decide('cancelled', (tx, orderId) => cancelOrder(tx, { orderId, reason: 'simulated' })),
  },
  { name: 'office gives money back', weight: 4, act: refund },
  { name: 'office changes a price', weight: 2, act: reprice },
];
