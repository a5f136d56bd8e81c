/** A promise of stock in two: a part of it goes its own way, the rest stays promised under an id of its own. No shelf changes by it. */
import { assert } from '#base/assert';
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import type { OpenReservation } from './ledger.ts';

/** How many units of a locked reservation stay under its id; between one and all. */
export type Part = { readonly reservation: OpenReservation; readonly quantity: number };
/** What was left of a reservation, as one of its own. */
export type Rest = OpenReservation & { readonly splitFrom: string };

/**
 * Splits locked reservations (`lockReservations`): each part keeps its reservation's id, so that it is closed like every other; what it leaves
 * is a new reservation of the same holder, place and end. A part that is all of it splits nothing.
 */
export async function splitReservations(
  tx: Tx,
  parts: readonly Part[],
): Promise<{ parts: OpenReservation[]; rests: Rest[] }> {
  for (const { reservation, quantity } of parts)
    assert(quantity > 0 && quantity <= reservation.quantity, 'a part is some of its reservation');
  const rests = parts
    .filter(({ reservation, quantity }) => quantity < reservation.quantity)
    .map(({ reservation, quantity }): Rest => ({
      ...reservation,
      reservationId: newId('rsv'),
      quantity: reservation.quantity - quantity,
      splitFrom: reservation.reservationId,
    }));
  if (rests.length > 0) {
    const skuIds = rests.map((rest) => rest.skuId);
    const from = rests.map((rest) => rest.splitFrom);
    const left = rests.map((rest) => rest.quantity);
    await Promise.all([
      tx.query(sql`
        INSERT INTO inventory.reservation (sku_id, reservation_id, place_id, quantity, holder, expires_at, made_at)
        SELECT r.sku_id, w.rest_id, r.place_id, w.quantity, r.holder, r.expires_at, r.made_at
        FROM unnest(${skuIds}::text[], ${from}::text[], ${rests.map((rest) => rest.reservationId)}::text[], ${left}::bigint[])
          AS w(sku_id, reservation_id, rest_id, quantity)
        JOIN inventory.reservation r ON r.sku_id = w.sku_id AND r.reservation_id = w.reservation_id`),
      tx.query(sql`
        UPDATE inventory.reservation r SET quantity = r.quantity - w.quantity
        FROM unnest(${skuIds}::text[], ${from}::text[], ${left}::bigint[]) AS w(sku_id, reservation_id, quantity)
        WHERE r.sku_id = w.sku_id AND r.reservation_id = w.reservation_id`),
    ]);
  }
  return { parts: parts.map(({ reservation, quantity }) => ({ ...reservation, quantity })), rests };
}
