/** Orders after they were placed: changed, cancelled in part, held; and the rules by which the next ones are served. */
import { must } from '#base/assert';
import { sql, type Database } from '#base/db';
import { clock } from '#base/time';
import { cancelUnits, editOrder, holdOrder, resumeOrder, type OrderEdit } from '#orders';
import { makePolicy } from '#sourcing';
import { defaultPolicy } from '#sourcing/model';
import { nothing, once, type Actor, type Operation } from '../operation.ts';
import type { Roll } from '../roll.ts';
import type { Town } from '../town.ts';
import { anyOrder } from './office.ts';
import { keyed } from './stock.ts';

/** What somebody wants otherwise: more or fewer of its first line, or one article more. */
function wish(town: Town, roll: Roll): { says: string; edit: OrderEdit } {
  const quantity = roll.int(1, 4);
  if (roll.chance(60)) return { says: `${quantity} of line 1`, edit: { lines: [{ lineNo: 1, quantity }] } };
  const skuId = must(roll.pick(town.skuIds), 'an article');
  const balance = roll.chance(50) ? ('link' as const) : ('promise' as const);
  return { says: `one ${town.skus.get(skuId)} more`, edit: { add: [{ skuId, quantity: 1 }], balance } };
}

function edit(town: Town, roll: Roll): Operation | undefined {
  const order = anyOrder(town, roll);
  if (!order) return undefined;
  const [editId, wanted] = [roll.id('edt'), wish(town, roll)];
  const found = once(() => order.find());
  return {
    says: `change ${order.says}: ${wanted.says}`,
    run: async (database) => {
      const orderId = await found();
      if (orderId === undefined) return nothing;
      const command = { orderId, editId, edit: wanted.edit, why: 'simulated', by: 'staff', kind: 'edited' } as const;
      const { deltaMinor } = await editOrder(database, command, 'office');
      return { told: 'edited', orderId, minor: deltaMinor };
    },
  };
}

function cancelSome(town: Town, roll: Roll): Operation | undefined {
  const order = roll.recent(town.planned.orders, 12);
  if (!order) return undefined;
  const { orderId } = order;
  const [editId, quantity, by] = [roll.id('edt'), roll.int(1, 2), roll.chance(50) ? 'buyer' : 'staff'] as const;
  const lines = [{ lineNo: 1, quantity }];
  return {
    says: `the ${by} cancels ${quantity} of ${orderId}`,
    run: async (database) => {
      const done = await cancelUnits(database, { orderId, editId, lines, reason: 'simulated', by }, by);
      return done ? { told: 'edited', orderId, minor: done.deltaMinor } : { told: 'cancelled', orderId };
    },
  };
}

function hold(town: Town, roll: Roll): Operation | undefined {
  const order = roll.recent(town.planned.orders, 12);
  if (!order) return undefined;
  const { orderId } = order;
  const noteId = roll.id('nte');
  return {
    says: `hold ${orderId}`,
    run: async (database) => {
      await database.transaction({ actor: 'office' }, (tx) => holdOrder(tx, { orderId, noteId, reason: 'simulated' }));
      return nothing;
    },
  };
}

function resume(town: Town, roll: Roll): Operation | undefined {
  const order = roll.recent(town.planned.orders, 12);
  if (!order) return undefined;
  const { orderId } = order;
  return {
    says: `let ${orderId} go on`,
    run: async (database) => {
      await database.transaction({ actor: 'office' }, (tx) => resumeOrder(tx, { orderId }));
      return nothing;
    },
  };
}

const versionOf = async (database: Database, channelId: string): Promise<number> =>
  must(
    (
      await database.query<{ version: number }>(
        sql`SELECT coalesce(max(version), 0)::int AS version FROM sourcing.policy WHERE channel_id = ${channelId}`,
      )
    )[0],
    'a version',
  ).version;

/** Other rules for the web, from now on: the shop first or the warehouse, fewer parcels, some kept for the shop. */
function rule(town: Town, roll: Roll): Operation {
  const [policyId, channelId, key] = [roll.id('srp'), town.channels.web, roll.id('key')];
  const [store, maxParcels, safety] = [roll.pick([20_000, -20_000]) ?? 0, roll.int(1, 3), roll.int(0, 2)];
  const rules = { ...defaultPolicy, weights: { ...defaultPolicy.weights, store }, maxParcels, safety };
  const made = once(async (database: Database) => {
    const version = await versionOf(database, channelId);
    return { policyId, channelId, version, rules, validFrom: clock(), note: '' };
  });
  return {
    says: `rules: store ${store}, ${maxParcels} parcels, ${safety} kept`,
    run: async (database) => {
      const policy = await made(database);
      await keyed(database, key, policy, (tx) => makePolicy(tx, policy));
      return nothing;
    },
  };
}

export const changes: readonly Actor[] = [
  { name: 'office changes an order', weight: 6, act: edit },
  { name: 'some of an order is cancelled', weight: 4, act: cancelSome },
  { name: 'office holds an order', weight: 2, act: hold },
  { name: 'office lets an order go on', weight: 3, act: resume },
  { name: 'office switches the rules', weight: 2, act: rule },
];
