/** Pickers, packers and carriers: lists, units that nobody finds, parcels, labels, news that come twice and in no order, and who collects. */
import { sql, type Database, type Tx } from '#base/db';
import { clock, MINUTE, plus } from '#base/time';
import {
  closeParcel,
  closeWave,
  dropParcel,
  fetchLabel,
  handOver,
  hearOf,
  makeWave,
  missPick,
  openParcel,
  ordersOf,
  pickScanned,
  pickUnits,
  seeParcel,
  shipParcel,
} from '#fulfilment';
import { trackingKinds } from '#fulfilment/model';
import { placeOf } from '#inventory';
import { readyOrder } from '#orders';
import type { Told } from '../model.ts';
import { nothing, once, type Actor, type Operation } from '../operation.ts';
import type { Roll } from '../roll.ts';
import { count, type Town } from '../town.ts';
import { allGone } from './office.ts';
import { keyed } from './stock.ts';

/** One command under its key: repeated, it answers the same. */
function command(says: string, roll: Roll, work: (tx: Tx) => Promise<Told | void>): Operation {
  const key = roll.id('key');
  const run: Operation['run'] = async (database) =>
    (await keyed(database, key, { says }, async (tx) => (await work(tx)) ?? nothing)) as Told;
  return { says: `${says} ${key}`, run };
}

function begin(town: Town, roll: Roll): Operation {
  const [waveId, siteId] = [roll.id('wav'), roll.chance(50) ? town.sites.store : town.sites.warehouse];
  town.planned.waves.push({ waveId, siteId });
  return command(`list ${waveId}`, roll, async (tx) => void (await makeWave(tx, { waveId, siteId, until: tx.now })));
}

function pick(town: Town, roll: Roll): Operation | undefined {
  const wave = roll.recent(town.planned.waves, 3);
  if (!wave) return undefined;
  const { waveId } = wave;
  const [nth, quantity] = [roll.next(), roll.int(1, 2)];
  if (roll.chance(6)) return command(`end the list ${waveId}`, roll, (tx) => closeWave(tx, waveId));
  return command(`pick ${quantity} for ${waveId}`, roll, async (tx) => {
    const wanted = await tx.query<{ skuId: string }>(sql`
      SELECT l.sku_id AS "skuId" FROM fulfilment.wave_order w JOIN orders.line l USING (order_id)
      WHERE w.wave_id = ${waveId} AND l.ordered > l.cancelled + l.shipped ORDER BY 1, l.order_id`);
    const skuId = wanted[Math.floor(nth * wanted.length)]?.skuId;
    if (skuId !== undefined) await pickScanned(tx, { waveId, skuIds: [skuId], quantity });
  });
}

/** A unit that nobody finds: it leaves the book. */
function miss(town: Town, roll: Roll): Operation | undefined {
  const wave = roll.recent(town.planned.waves, 3);
  if (!wave) return undefined;
  const { waveId } = wave;
  const [missingId, nth] = [roll.id('mis'), roll.next()];
  const found = once(async (database: Database) => {
    const orderIds = await ordersOf(database, waveId);
    const orderId = orderIds[Math.floor(nth * orderIds.length)];
    const [line] = await database.query<{ skuId: string }>(
      sql`SELECT sku_id AS "skuId" FROM orders.line WHERE order_id = ${orderId ?? ''} AND line_no = 1`,
    );
    return orderId !== undefined && line ? { orderId, skuId: line.skuId } : undefined;
  });
  return {
    says: `a unit for ${waveId} is nowhere to be found ${missingId}`,
    run: async (database) => {
      const wanted = await found(database);
      if (!wanted) return nothing;
      const { orderId, skuId } = wanted;
      await database.transaction({ actor: 'picker' }, (tx) =>
        missPick(tx, { missingId, waveId, orderId, lineNo: 1, quantity: 1 }),
      );
      return { told: 'received', skuId, units: -1 };
    },
  };
}

/** An order of a site that is on no list: it gets one of its own, its lines are picked, and laid into a parcel. */
function pack(town: Town, roll: Roll): Operation {
  const siteId = roll.chance(50) ? town.sites.store : town.sites.warehouse;
  const [waveId, parcelId, nth, some] = [roll.id('wav'), roll.id('pcl'), roll.next(), roll.chance(30)];
  town.planned.parcels.push({ parcelId });
  const found = once(async (database: Database) => {
    const orders = await database.query<{ orderId: string; lineNo: number; units: number }>(sql`
      SELECT a.order_id AS "orderId", a.line_no AS "lineNo", sum(r.quantity)::int AS units FROM orders.allocation a
      JOIN inventory.reservation r ON r.sku_id = a.sku_id AND r.reservation_id = a.reservation_id AND r.state = 'pending'
      JOIN orders.order o ON o.order_id = a.order_id AND o.state = 'placed' AND o.held_at IS NULL AND o.delivery->>'method' <> 'pickup'
      WHERE r.place_id = ${placeOf(siteId)} AND NOT EXISTS (SELECT FROM fulfilment.wave_order w WHERE w.order_id = a.order_id)
      GROUP BY 1, 2 ORDER BY 1, 2`);
    return orders[Math.floor(nth * orders.length)];
  });
  const as = { actor: 'packer' };
  return {
    says: `pick and pack ${some ? 'some of ' : ''}an order ${parcelId}`,
    run: async (database) => {
      const wanted = await found(database);
      if (!wanted) return nothing;
      const { orderId, lineNo, units } = wanted;
      const pick = { waveId, orderId, lineNo, quantity: some ? 1 : units };
      await database.transaction(as, (tx) => makeWave(tx, { waveId, siteId, orderIds: [orderId] }));
      await keyed(database, waveId, pick, (tx) => pickUnits(tx, pick));
      await database.transaction(as, (tx) => openParcel(tx, { parcelId, orderId, siteId, all: true }));
      return nothing;
    },
  };
}

/** The next step of a parcel: what is being packed is closed and labelled; then it leaves, or is unpacked again. */
function goOn(town: Town, roll: Roll): Operation | undefined {
  const known = roll.recent(town.planned.parcels, 8);
  if (!known) return undefined;
  const { parcelId } = known;
  const found = once(async (database: Database) => (await seeParcel(database, parcelId)).state);
  const [drops, carrier] = [roll.chance(8), roll.chance(80) ? ('pretend' as const) : null];
  const as = { actor: 'packer' };
  const close: Operation['run'] = async (database) => {
    await database.transaction(as, (tx) => closeParcel(tx, { parcelId, weightG: 800, carrier }));
    await fetchLabel(database, parcelId);
    return nothing;
  };
  const ship: Operation['run'] = async (database) => {
    await database.transaction(as, (tx) => shipParcel(tx, parcelId));
    const { orderId } = await seeParcel(database, parcelId);
    return { told: (await allGone(database, orderId)) ? 'shipped' : 'left', orderId };
  };
  const drop: Operation['run'] = async (database) => {
    await database.transaction(as, (tx) => dropParcel(tx, parcelId));
    return nothing;
  };
  return {
    says: `${parcelId} is closed for ${carrier ?? 'nobody'}, or ${drops ? 'unpacked' : 'leaves'}`,
    run: async (database) => ((await found(database)) === 'packing' ? close : drops ? drop : ship)(database),
  };
}

/** A carrier's news of a parcel: some are lost, some come twice, in no order. */
function news(town: Town, roll: Roll): Operation | undefined {
  const known = roll.recent(town.planned.parcels, 6);
  if (!known) return undefined;
  const { parcelId } = known;
  const told = roll.shuffled(trackingKinds.filter((kind) => kind !== 'returned')).slice(0, roll.int(1, 5));
  const twice = roll.chance(40) ? roll.shuffled([...told, ...told]) : told;
  const began = once(() => clock());
  return {
    says: `the carrier tells of ${parcelId}: ${twice.join(', ')}`,
    run: async (database) => {
      if ((await seeParcel(database, parcelId)).state !== 'left') return nothing;
      const from = await began();
      if (twice !== told) count(town, 'carrier: told twice');
      if (told.length < 5) count(town, 'carrier: lost');
      const events = twice.map((kind) => {
        const at = plus(from, trackingKinds.indexOf(kind) * MINUTE);
        return { eventId: `${parcelId} ${kind}`, tracking: parcelId, kind, at, place: 'Lyon' };
      });
      for (const event of events)
        await database.transaction({ actor: 'carrier' }, (tx) => hearOf(tx, parcelId, [event]));
      return nothing;
    },
  };
}

function ready(town: Town, roll: Roll): Operation | undefined {
  const order = roll.recent(town.planned.orders, 12);
  if (!order) return undefined;
  const { orderId } = order;
  return {
    says: `${orderId} lies ready`,
    run: async (database) => {
      await database.transaction({ actor: 'clerk' }, (tx) => readyOrder(tx, { orderId }));
      return nothing;
    },
  };
}

function collect(town: Town, roll: Roll): Operation | undefined {
  const order = roll.recent(town.planned.orders, 12);
  if (!order) return undefined;
  const { orderId } = order;
  const siteId = town.sites.store;
  return {
    says: `${orderId} is collected`,
    run: async (database) => {
      await database.transaction({ actor: 'clerk' }, (tx) => handOver(tx, { orderId, siteId, check: { name: true } }));
      return { told: (await allGone(database, orderId)) ? 'shipped' : 'left', orderId };
    },
  };
}

export const preparing: readonly Actor[] = [
  { name: 'picker begins a list', weight: 3, act: begin },
  { name: 'picker picks', weight: 8, act: pick },
  { name: 'picker finds nothing', weight: 2, act: miss },
  { name: 'packer packs', weight: 12, act: pack },
  { name: 'packer goes on with a parcel', weight: 20, act: goOn },
  { name: 'carrier tells', weight: 5, act: news },
  { name: 'clerk lays an order ready', weight: 4, act: ready },
  { name: 'buyer collects', weight: 4, act: collect },
];
