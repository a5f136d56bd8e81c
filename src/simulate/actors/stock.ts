/** Goods that come, go from place to place, are counted, and are set apart. */
import { must } from '#base/assert';
import type { Database, Tx } from '#base/db';
import { clock, plus, MINUTE } from '#base/time';
import { countStock, grantLease, moveStock, placeOf, receiveStock, returnLease, shelvesOf } from '#inventory';
import { rememberedCommand } from '../../http/command.ts';
import { nothing, once, type Actor, type Operation } from '../operation.ts';
import type { Roll } from '../roll.ts';
import type { Town } from '../town.ts';

/** A command of the warehouse, under its Idempotency-Key. */
export function keyed<T>(database: Database, key: string, input: unknown, work: (tx: Tx) => Promise<T>): Promise<T> {
  return rememberedCommand(database, { actor: 'warehouse' }, { principal: 'warehouse', route: key, key, input }, work);
}

const place = (town: Town, roll: Roll) => ({
  skuId: must(roll.pick(town.skuIds), 'an article'),
  siteId: roll.chance(50) ? town.sites.store : town.sites.warehouse,
});

function receive(town: Town, roll: Roll): Operation {
  const { siteId } = place(town, roll);
  const skuId = must(roll.pick(town.skuIds.slice(1)), 'an article'); // of the first no more will come
  const [quantity, key] = [roll.int(2, 10), roll.id('key')];
  const receipt = { skuId, siteId, quantity, document: key };
  return {
    says: `receive ${quantity} of ${town.skus.get(skuId)} ${key}`,
    run: async (database) => {
      await keyed(database, key, receipt, (tx) => receiveStock(tx, [receipt]));
      return { told: 'received', skuId, units: quantity };
    },
  };
}

function recount(town: Town, roll: Roll): Operation {
  const [{ skuId, siteId }, off, key] = [place(town, roll), roll.int(-2, 2), roll.id('key')];
  const counted = once(async (database: Database) => {
    const shelves = await shelvesOf(database, [skuId]);
    const book = shelves.find((shelf) => shelf.placeId === placeOf(siteId))?.onHand ?? 0;
    return { skuId, siteId, quantity: Math.max(0, book + off), document: key };
  });
  return {
    says: `count ${town.skus.get(skuId)}, ${off} off the book, ${key}`,
    run: async (database) => {
      const count = await counted(database);
      const [result] = await keyed(database, key, count, (tx) => countStock(tx, [count]));
      return { told: 'received', skuId, units: result?.difference ?? 0 };
    },
  };
}

function move(town: Town, roll: Roll): Operation {
  const { skuId, siteId } = place(town, roll);
  const [quantity, key, broken] = [roll.int(1, 4), roll.id('key'), roll.chance(20)];
  const other = siteId === town.sites.store ? town.sites.warehouse : town.sites.store;
  const from = { siteId, kind: 'sellable' } as const;
  const to = broken ? ({ siteId, kind: 'damaged' } as const) : ({ siteId: other, kind: 'sellable' } as const);
  const moves = [{ skuId, from, to, quantity, reason: broken ? 'damaged' : 'transfer', document: key }];
  return {
    says: `move ${quantity} of ${town.skus.get(skuId)} ${broken ? 'to the damaged' : 'to the other site'} ${key}`,
    run: async (database) => {
      await keyed(database, key, moves, (tx) => moveStock(tx, moves));
      return nothing;
    },
  };
}

function lease(town: Town, roll: Roll): Operation {
  const { skuId, siteId } = place(town, roll);
  const [leaseId, quantity, short] = [roll.id('lea'), roll.int(1, 3), roll.chance(60)];
  const holder = must(roll.pick(town.tills), 'a till').device.deviceId;
  town.planned.leases.push({ leaseId, skuId });
  const request = once(() => ({
    ...{ leaseId, holder, skuId, placeId: placeOf(siteId), quantity },
    expiresAt: short ? plus(clock(), MINUTE) : null,
  }));
  return {
    says: `lease ${quantity} of ${town.skus.get(skuId)} ${leaseId}${short ? ' for a minute' : ''}`,
    run: async (database) => {
      const wanted = await request();
      await database.transaction({ actor: 'warehouse' }, (tx) => grantLease(tx, wanted));
      return nothing;
    },
  };
}

function giveBack(town: Town, roll: Roll): Operation | undefined {
  const wanted = roll.recent(town.planned.leases, 6);
  if (!wanted) return undefined;
  const { skuId, leaseId } = wanted;
  return {
    says: `return the lease ${leaseId}`,
    run: async (database) => {
      await database.transaction({ actor: 'warehouse' }, (tx) => returnLease(tx, skuId, leaseId));
      return nothing;
    },
  };
}

export const stock: readonly Actor[] = [
  { name: 'warehouse receives', weight: 7, act: receive },
  { name: 'warehouse counts', weight: 3, act: recount },
  { name: 'warehouse moves', weight: 5, act: move },
  { name: 'warehouse leases', weight: 3, act: lease },
  { name: 'warehouse takes a lease back', weight: 2, act: giveBack },
];
