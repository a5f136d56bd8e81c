/** Which reservations of an order serve what leaves: pure. */
import { granted, refused, type Outcome } from '#base/refusal';
import { placeOf } from '#inventory/model';
import type { OpenReservation } from '#inventory';

/** Units of a line that leave a site, or are missing there. */
export type LineUnits = { readonly lineNo: number; readonly siteId: string; readonly quantity: number };
/** A pending reservation and the line it serves. */
export type Allocated = { readonly lineNo: number; readonly reservation: OpenReservation };
/** How much of which reservation is meant. */
export type Meant = Allocated & { readonly quantity: number };

/**
 * Finds the reservations behind these units, in the order of their ids. Refuses `orders.not_allocated` when less than that is kept for
 * the line at the site, with how much is.
 */
export function reservationsFor(open: readonly Allocated[], units: readonly LineUnits[]): Outcome<Meant[]> {
  const left = new Map(open.map(({ reservation }) => [reservation.reservationId, reservation.quantity]));
  const meant = new Map<string, Meant>();
  for (const { lineNo, siteId, quantity } of units) {
    let wanted = quantity;
    for (const one of open) {
      const { reservation } = one;
      const here = one.lineNo === lineNo && reservation.placeId === placeOf(siteId);
      const take = here ? Math.min(wanted, left.get(reservation.reservationId) ?? 0) : 0;
      if (take === 0) continue;
      const before = meant.get(reservation.reservationId)?.quantity ?? 0;
      meant.set(reservation.reservationId, { ...one, quantity: before + take });
      left.set(reservation.reservationId, (left.get(reservation.reservationId) ?? 0) - take);
      wanted -= take;
    }
    if (wanted > 0)
      return refused('orders.not_allocated', { lineNo, siteId, wanted: quantity, kept: quantity - wanted });
  }
  return granted([...meant.values()]);
}
