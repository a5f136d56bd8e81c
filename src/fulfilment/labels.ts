/** Labels: a carrier is asked outside any transaction, and what it answered is written in one of its own. */
import { crashPoint } from '#base/crash-point';
import { sql, type Database } from '#base/db';
import { Unavailable } from '#base/refusal';
import { findOrder, lockWork } from '#orders';
import { siteById } from '#org';
import { carrierOf } from './carriers/index.ts';
import { settingOf } from './collect.ts';
import type { Carrier, Consignment, Label } from './carriers/carrier.ts';
import { lockParcel, seeParcel, tellParcel, type Parcel } from './parcels.ts';

/**
 * Gets the label of a packed parcel. That it is asked for is written since the parcel was closed; so it is looked up first, by our own
 * parcel id, and asked for only when the carrier has never heard of it. Run again, it changes nothing. Throws Unavailable without an
 * answer: the worker tries again.
 */
export async function fetchLabel(database: Database, parcelId: string): Promise<void> {
  const parcel = await seeParcel(database, parcelId);
  const carrier = carrierOf(parcel.carrier);
  if (parcel.labelState !== 'asked' || parcel.state !== 'packed' || !carrier) return;
  const consignment = await consignmentOf(database, parcel);
  crashPoint('fulfilment.label.wanted');
  const label = consignment && (await askFor(database, carrier, consignment));
  crashPoint('fulfilment.label.answered');
  await database.transaction({ actor: `carrier:${carrier.name}` }, async (tx) => {
    const [order] = await lockWork(tx, [parcel.orderId]);
    const now = await lockParcel(tx, parcelId, ['packing', 'packed', 'left', 'dropped']);
    if (now.labelState !== 'asked' || !order) return;
    const json = label ? JSON.stringify(label) : null;
    await tx.query(sql`
      UPDATE fulfilment.parcel SET label_state = ${label ? 'known' : 'refused'}, tracking = ${label?.tracking ?? null}, label = ${json}::jsonb,
        version = version + 1 WHERE parcel_id = ${parcelId}`);
    const type = label ? 'fulfilment.labelled' : 'fulfilment.label_refused';
    tellParcel(tx, { ...now, version: now.version + 1 }, order, type, {
      carrier: carrier.name,
      tracking: label?.tracking ?? null,
    });
  });
}

async function askFor(database: Database, carrier: Carrier, consignment: Consignment): Promise<Label | undefined> {
  const known = await carrier.find(database, consignment);
  if (known) return known;
  try {
    return await carrier.label(database, consignment);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    // No answer: whether it has taken the parcel is what it is asked now.
    const late = await carrier.find(database, consignment);
    if (late) return late;
    throw error;
  }
}

/** A parcel as its carrier needs it; undefined when nobody told where it goes. */
async function consignmentOf(database: Database, parcel: Parcel): Promise<Consignment | undefined> {
  const [order, site, { gs1Prefix }] = await Promise.all([
    findOrder(database, parcel.orderId),
    siteById(database, parcel.siteId),
    settingOf(database, parcel.siteId),
  ]);
  const to = order && 'address' in order.delivery ? order.delivery.address : undefined;
  if (!order || !site || !to) return undefined;
  const { parcelId, weightG } = parcel;
  return {
    parcelId,
    orderNumber: order.number,
    weightG: weightG ?? 1,
    gs1Prefix,
    from: { ...site.address, name: site.name },
    to,
  };
}
