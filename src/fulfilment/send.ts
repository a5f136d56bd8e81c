/** Parcels leave, and orders are handed over to who comes for them. */
import { timingSafeEqual } from 'node:crypto';
import { lock, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { Refusal, refuse } from '#base/refusal';
import { keptFor, lockWork, pickupCode, shipUnits, type Gone } from '#orders';
import { checkOpen } from './pick.ts';
import { contentsOf, lockParcel, seeParcel, tellParcel } from './parcels.ts';

/**
 * A packed parcel leaves: what is in it is posted, the rest of the order stays kept. Repeatable. Refuses `fulfilment.unknown_parcel`,
 * `fulfilment.parcel_state`, `fulfilment.no_label` while its carrier has not given one, `orders.on_hold`, `orders.not_placed`,
 * `orders.not_allocated` when the order was changed after it was packed.
 */
export async function shipParcel(tx: Tx, parcelId: string): Promise<void> {
  const seen = await seeParcel(tx, parcelId);
  if (seen.state === 'left') return;
  if (seen.state !== 'packed') refuse('fulfilment.parcel_state', { detail: seen.state });
  const { orderId, siteId } = seen;
  const lines = await contentsOf(tx, parcelId);
  let gone: Gone[];
  try {
    const units = lines.map(({ lineNo, quantity }) => ({ lineNo, siteId, quantity }));
    gone = await shipUnits(tx, { orderId, units, parcelId });
  } catch (error) {
    // Somebody else has just sent it: what it needed is gone, with it.
    if (error instanceof Refusal && (await seeParcel(tx, parcelId)).state === 'left') return;
    throw error;
  }
  const [order] = await lockWork(tx, [orderId]);
  const placed = checkOpen(order, orderId);
  const { version } = placed;
  const parcel = await lockParcel(tx, parcelId, ['packed', 'left', 'packing', 'dropped']);
  if (parcel.version !== seen.version) throw raced(parcelId);
  if (parcel.carrier !== null && parcel.labelState !== 'known')
    refuse('fulfilment.no_label', { detail: parcel.labelState });
  await tx.query(sql`
    UPDATE fulfilment.parcel SET state = 'left', left_at = ${tx.now}::timestamptz, version = version + 1 WHERE parcel_id = ${parcelId}`);
  await tx.query(sql`
    INSERT INTO fulfilment.gone (parcel_id, line_no, sku_id, reservation_id, quantity)
    SELECT ${parcelId}, * FROM unnest(${gone.map((one) => one.lineNo)}::int[], ${gone.map((one) => one.skuId)}::text[],
      ${gone.map((one) => one.reservationId)}::text[], ${gone.map((one) => one.quantity)}::bigint[])`);
  await leaveShelf(tx, { orderId, siteId, version }, gone);
  const left = { units: unitsOf(gone), tracking: parcel.tracking };
  tellParcel(tx, { ...parcel, version: parcel.version + 1 }, placed, 'fulfilment.left', left);
}

const unitsOf = (rows: readonly { readonly quantity: number }[]): number =>
  rows.reduce((sum, r) => sum + r.quantity, 0);

/** What left is picked no more. */
async function leaveShelf(
  tx: Tx,
  { orderId, siteId, version }: { orderId: string; siteId: string; version: number },
  gone: readonly Gone[],
): Promise<void> {
  await tx.query(sql`
    UPDATE fulfilment.pick p SET picked = greatest(0, p.picked - g.quantity), order_version = ${version}
    FROM (SELECT line_no, sum(quantity)::bigint AS quantity
      FROM unnest(${gone.map((one) => one.lineNo)}::int[], ${gone.map((one) => one.quantity)}::bigint[]) AS w(line_no, quantity) GROUP BY 1) g
    WHERE p.order_id = ${orderId} AND p.site_id = ${siteId} AND p.line_no = g.line_no`);
}

const raced = (id: string): Error => Object.assign(new Error(`raced with another change of ${id}`), { code: '40001' });

/** How it was made sure that who comes is who bought: the code of the order, or a name that was looked at. */
export type Check = { readonly code: string } | { readonly name: true };

/**
 * Hands over all that a site keeps of an order to be collected there. Repeatable: what was handed over stays so. Refuses
 * `orders.not_found`, `orders.not_placed`, `orders.delivery` (not to be collected), `fulfilment.elsewhere`, `orders.on_hold`,
 * `fulfilment.wrong_code`, `fulfilment.nothing` when nothing of it is there.
 */
export async function handOver(
  tx: Tx,
  { orderId, siteId, check }: { readonly orderId: string; readonly siteId: string; readonly check: Check },
): Promise<{ units: number }> {
  if ('code' in check && !same(check.code, await pickupCode(tx.database, orderId))) refuse('fulfilment.wrong_code');
  const [row] = await tx.query<{ collected: boolean }>(sql`
    SELECT collected_at IS NOT NULL AS collected FROM fulfilment.collection WHERE order_id = ${orderId}`);
  const units = await keptAt(tx, orderId, siteId);
  if (units.length === 0 && row?.collected) return { units: 0 };
  const gone = units.length === 0 ? [] : await shipUnits(tx, { orderId, units });
  const [work] = await lockWork(tx, [orderId]);
  const order = checkOpen(work, orderId);
  if (order.delivery.method !== 'pickup') refuse('orders.delivery', { detail: order.delivery.method });
  if (order.delivery.siteId !== siteId) refuse('fulfilment.elsewhere', { detail: order.delivery.siteId });
  if (gone.length === 0) refuse('fulfilment.nothing', { detail: order.number });
  const checked = 'code' in check ? 'code' : 'name';
  lock(tx, 'fulfilment.collection');
  await tx.query(sql`
    INSERT INTO fulfilment.collection (order_id, collected_at, checked) VALUES (${orderId}, ${tx.now}::timestamptz, ${checked})
    ON CONFLICT (order_id) DO UPDATE SET collected_at = excluded.collected_at, checked = excluded.checked`);
  await leaveShelf(tx, { orderId, siteId, version: order.version }, gone);
  const count = unitsOf(gone);
  announce(tx, {
    ...{ type: 'fulfilment.collected', subjectKind: 'order', subjectId: orderId, channelId: order.channelId },
    mentions: [siteId, order.customerId].filter((id) => id !== null),
    body: { siteId, units: count, checked },
  });
  return { units: count };
}

/** What is kept for an order at a site, before any lock: what is really there is told under them. */
async function keptAt(tx: Tx, orderId: string, siteId: string) {
  const kept = (await keptFor(tx, [orderId])).get(orderId) ?? [];
  return kept.filter((line) => line.siteId === siteId).map(({ lineNo, quantity }) => ({ lineNo, siteId, quantity }));
}

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given.replaceAll(/\D/g, '')), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
