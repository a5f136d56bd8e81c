/** What is being prepared at Maison Ourcel: a list half picked, a parcel that waits for its carrier, and one that left. Once. */
import { sql, type Database, type Tx } from '#base/db';
import { clock, HOUR, instantOfMs, msOf } from '#base/time';
import { closeParcel, makeWave, openParcel, ordersOf, pickUnits, shipParcel } from '#fulfilment';
import { keptFor, workAt } from '#orders';
import { sites } from '#org';
import { idFor } from './ids.ts';

const caller = { actor: 'demo' };

/** At the site that has most to prepare; where nobody waits for anything there is nothing to show. An interrupted one leaves nothing. */
export async function seedPreparing(database: Database): Promise<void> {
  const waveId = idFor('wav', 'morning');
  const [known] = await database.query(sql`SELECT 1 FROM journal.event WHERE subject_id = ${waveId} LIMIT 1`);
  if (known) return;
  const siteIds = (await sites(database)).filter((site) => site.open).map((site) => site.siteId);
  // What somebody buys while the demo loads is theirs.
  const until = instantOfMs(msOf(clock()) - HOUR);
  const work = await Promise.all(siteIds.map((siteId) => workAt(database, siteId, { until, limit: 60 })));
  const open = work.map((orders) => orders.filter((order) => order.method === 'delivery' && !order.held));
  const most = open.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const siteId = most[0]?.siteId;
  if (siteId === undefined) return;
  const orderIds = most.slice(0, 8).map((order) => order.orderId);
  await database.transaction(caller, async (tx) => {
    const did = async (work: () => Promise<unknown>): Promise<void> => {
      tx.lockRank = -1; // many commands in one transaction, and nobody else is at work there yet
      await work();
    };
    await did(() => makeWave(tx, { waveId, siteId, orderIds }));
    const half = (await ordersOf(tx, waveId)).slice(0, Math.ceil(orderIds.length / 2));
    for (const orderId of half) await pickAll(tx, waveId, orderId, siteId, did);
    for (const [i, orderId] of half.slice(0, 2).entries()) {
      const parcelId = idFor('pcl', `morning ${i}`);
      await did(() => openParcel(tx, { parcelId, orderId, siteId, all: true }));
      await did(() => closeParcel(tx, { parcelId, weightG: 820 + i * 460, carrier: i === 0 ? null : 'pretend' }));
      if (i === 0) await did(() => shipParcel(tx, parcelId));
    }
  });
}

async function pickAll(
  tx: Tx,
  waveId: string,
  orderId: string,
  siteId: string,
  did: (work: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const kept = ((await keptFor(tx, [orderId])).get(orderId) ?? []).filter((line) => line.siteId === siteId);
  for (const { lineNo, quantity } of kept) await did(() => pickUnits(tx, { waveId, orderId, lineNo, quantity }));
}
