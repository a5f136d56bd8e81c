/** Where parcels are: carriers are asked by the clock, and what they tell is joined, each fact once, in whatever order it comes. */
import { crashPoint } from '#base/crash-point';
import { lock, sql, type Database, type Db, type Tx } from '#base/db';
import type { Instant } from '#base/time';
import { lockWork } from '#orders';
import type { CarrierName, TrackingEvent } from './carriers/carrier.ts';
import { carriers } from './carriers/index.ts';
import { trackingStatus, type TrackingFact, type TrackingKind } from './model.ts';
import { lockParcel, tellParcel } from './parcels.ts';

const MOST = 100;

/** Asks the carriers that tell where parcels are about those that are longest unasked. A carrier that does not answer keeps nobody up. */
export async function trackParcels(database: Database): Promise<void> {
  for (const carrier of Object.values(carriers)) {
    if (!carrier.tracks) continue;
    const due = await database.query<{ parcelId: string; tracking: string }>(sql`
      SELECT parcel_id AS "parcelId", tracking FROM fulfilment.parcel
      WHERE state = 'left' AND delivered_at IS NULL AND tracking IS NOT NULL AND carrier = ${carrier.name}
        AND (asked_at IS NULL OR asked_at < now() - interval '20 seconds') ORDER BY asked_at NULLS FIRST LIMIT ${MOST}`);
    if (due.length > 0) await hear(database, carrier.name, due);
  }
}

async function hear(
  database: Database,
  carrier: CarrierName,
  due: readonly { parcelId: string; tracking: string }[],
): Promise<void> {
  const ids = due.map((one) => one.parcelId);
  await database.transaction({ actor: 'schedule:fulfilment.track' }, async (tx) => {
    lock(tx, 'fulfilment.parcel');
    await tx.query(sql`
      UPDATE fulfilment.parcel p SET asked_at = ${tx.now}::timestamptz
      FROM (SELECT parcel_id FROM fulfilment.parcel WHERE parcel_id = ANY(${ids}::text[]) ORDER BY parcel_id FOR NO KEY UPDATE) w
      WHERE p.parcel_id = w.parcel_id`);
  });
  crashPoint('fulfilment.track.marked');
  const told = await carriers[carrier].track(
    database,
    due.map((one) => one.tracking),
  );
  crashPoint('fulfilment.track.told');
  const byNumber = Map.groupBy(told, (event) => event.tracking);
  for (const { parcelId, tracking } of due) {
    const events = byNumber.get(tracking) ?? [];
    if (events.length > 0)
      await database.transaction({ actor: `carrier:${carrier}` }, (tx) => hearOf(tx, parcelId, events));
  }
}

/**
 * Takes in what a carrier told of a parcel: late, twice, in any order, it comes to the same. That it was delivered is told once
 * (`fulfilment.delivered`); a change of where it is, `fulfilment.tracked`.
 */
export async function hearOf(tx: Tx, parcelId: string, events: readonly TrackingEvent[]): Promise<void> {
  const [seen] = await tx.query<{ orderId: string }>(
    sql`SELECT order_id AS "orderId" FROM fulfilment.parcel WHERE parcel_id = ${parcelId}`,
  );
  if (!seen) return;
  const [order] = await lockWork(tx, [seen.orderId]);
  const parcel = await lockParcel(tx, parcelId, ['packing', 'packed', 'left', 'dropped']);
  const fresh = new Map(events.map((event) => [event.eventId, event]));
  const list = [...fresh.values()];
  await tx.query(sql`
    INSERT INTO fulfilment.parcel_event (parcel_id, event_id, kind, at, place, heard_at)
    SELECT ${parcelId}, e.*, ${tx.now}::timestamptz FROM unnest(${list.map((e) => e.eventId)}::text[], ${list.map((e) => e.kind)}::text[],
      ${list.map((e) => e.at)}::timestamptz[], ${list.map((e) => e.place)}::text[]) AS e ON CONFLICT DO NOTHING`);
  const facts = await eventsOf(tx, [parcelId]);
  const now = trackingStatus(facts);
  const deliveredAt =
    facts
      .filter((fact) => fact.kind === 'delivered')
      .map((fact) => fact.at)
      .toSorted()[0] ?? null;
  if (!order || !now || (now.kind === parcel.status && deliveredAt === parcel.deliveredAt)) return;
  await tx.query(sql`
    UPDATE fulfilment.parcel SET status = ${now.kind}, delivered_at = ${deliveredAt}::timestamptz, version = version + 1
    WHERE parcel_id = ${parcelId}`);
  const first = deliveredAt !== null && parcel.deliveredAt === null;
  const type = first ? 'fulfilment.delivered' : 'fulfilment.tracked';
  tellParcel(tx, { ...parcel, version: parcel.version + 1 }, order, type, { status: now.kind, at: now.at });
}

export type ParcelEvent = TrackingFact & { readonly parcelId: string; readonly place: string };

/** What carriers told of these parcels, by the carriers' own times. */
export const eventsOf = (db: Db, parcelIds: readonly string[]): Promise<ParcelEvent[]> =>
  db.query<{ parcelId: string; kind: TrackingKind; at: Instant; place: string }>(sql`
    SELECT parcel_id AS "parcelId", kind, at, place FROM fulfilment.parcel_event
    WHERE parcel_id = ANY(${parcelIds}::text[]) ORDER BY at, event_id`);
