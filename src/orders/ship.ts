import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse, unwrap } from '#base/refusal';
import { closeReservations, lockReservations, siteOfPlace, type OpenReservation } from '#inventory';
import { allocatedTo, setApart } from './allocation.ts';
import { refuseHeld } from './hold.ts';
import { reservationsFor, type LineUnits, type Meant } from './leaving.ts';
import { checkHeld, lockHeads, type Head } from './settle.ts';

/** Units that left: the line they belong to, and the reservation under whose id they were moved. */
export type Gone = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly reservationId: string;
  readonly quantity: number;
};

/** Hands over all that an order still has allocated. Refuses `orders.not_found`, `orders.not_placed`; repeatable. */
export async function shipOrder(tx: Tx, { orderId }: { orderId: string }): Promise<void> {
  const { open, head } = await lockPlaced(tx, orderId);
  if (open.length === 0) return;
  const all = await allocatedTo(tx, orderId, open);
  const whole = all.map((one) => ({ ...one, quantity: one.reservation.quantity }));
  await post(tx, head, whole, {});
}

/**
 * Ships some of an order: what left is posted, the rest stays reserved where it is. Not repeatable by itself: who calls it knows what has
 * left already. Refuses `orders.not_found`, `orders.not_placed`, and `orders.not_allocated` when less is kept for a line at its site.
 */
export async function shipUnits(
  tx: Tx,
  shipment: {
    readonly orderId: string;
    readonly units: readonly LineUnits[];
    /** The parcel it leaves in; the order's fact names it. */
    readonly parcelId?: string;
  },
): Promise<Gone[]> {
  const { orderId, units, parcelId } = shipment;
  const { open, head } = await lockPlaced(tx, orderId);
  const meant = unwrap(reservationsFor(await allocatedTo(tx, orderId, open), units));
  return post(tx, head, await setApart(tx, orderId, meant), parcelId === undefined ? {} : { parcelId });
}

async function lockPlaced(tx: Tx, orderId: string): Promise<{ open: OpenReservation[]; head: Head }> {
  const open = await lockReservations(tx, [orderId]);
  const [head] = await lockHeads(tx, [orderId]);
  if (!head) refuse('orders.not_found', { detail: orderId });
  if (head.state !== 'placed') refuse('orders.not_placed', { detail: head.state });
  refuseHeld(head);
  await checkHeld(tx, orderId, open);
  return { open, head };
}

/** Posts whole reservations of a locked order, and tells what left, from where. */
async function post(tx: Tx, head: Head, leaving: readonly Meant[], how: { parcelId?: string }): Promise<Gone[]> {
  const { orderId } = head;
  const reservations = leaving.map((one) => one.reservation);
  await closeReservations(tx, reservations, 'posted', 'sale');
  await tx.query(sql`
    UPDATE orders.line l SET shipped = l.shipped + a.quantity
    FROM (SELECT line_no, sum(quantity)::bigint AS quantity
      FROM unnest(${leaving.map((one) => one.lineNo)}::int[], ${reservations.map((r) => r.quantity)}::bigint[]) AS w(line_no, quantity) GROUP BY 1) a
    WHERE l.order_id = ${orderId} AND l.line_no = a.line_no`);
  await tx.query(sql`UPDATE orders.order SET version = version + 1 WHERE order_id = ${orderId}`);
  const gone = leaving.map(({ lineNo, reservation: { skuId, reservationId, quantity } }) => ({
    ...{ lineNo, skuId, reservationId, quantity },
  }));
  const lines = [...Map.groupBy(gone, (one) => one.lineNo)].map(([lineNo, mine]) => ({ lineNo, units: unitsOf(mine) }));
  const siteIds = [...new Set(reservations.flatMap(({ placeId }) => siteOfPlace(placeId)?.siteId ?? []))];
  announce(tx, {
    type: 'orders.shipped',
    subjectKind: 'order',
    subjectId: orderId,
    version: head.version + 1,
    channelId: head.channelId,
    mentions: [head.customerId, how.parcelId].filter((id) => id != null),
    body: { units: unitsOf(gone), lines, siteIds, ...how },
  });
  return gone;
}

const unitsOf = (rows: readonly { readonly quantity: number }[]): number =>
  rows.reduce((sum, r) => sum + r.quantity, 0);
