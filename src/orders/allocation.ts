/** Which reservation serves which line, under the locks of an order: read, and split with what is split. */
import { must } from '#base/assert';
import { sql, type Db, type Tx } from '#base/db';
import { splitReservations, type OpenReservation } from '#inventory';
import { insertAllocations } from './insert.ts';
import type { Allocated, Meant } from './leaving.ts';

/** The lines that these locked reservations of an order serve, in the order of their ids. */
export async function allocatedTo(db: Db, orderId: string, open: readonly OpenReservation[]): Promise<Allocated[]> {
  const rows = await db.query<{ lineNo: number; reservationId: string }>(sql`
    SELECT line_no AS "lineNo", reservation_id AS "reservationId" FROM orders.allocation WHERE order_id = ${orderId}`);
  const lineOf = new Map(rows.map((row) => [row.reservationId, row.lineNo]));
  return open.map((reservation) => ({
    reservation,
    lineNo: must(lineOf.get(reservation.reservationId), `a line of ${reservation.reservationId}`),
  }));
}

/** A reservation of its own for each part that is meant; what a part leaves stays with its line. Returns the parts. */
export async function setApart(tx: Tx, orderId: string, meant: readonly Meant[]): Promise<Meant[]> {
  const { parts, rests } = await splitReservations(tx, meant);
  if (rests.length > 0) {
    const lineOf = new Map(meant.map((one) => [one.reservation.reservationId, one.lineNo]));
    await tx.query(sql`
      UPDATE orders.allocation a SET quantity = a.quantity - w.quantity
      FROM unnest(${rests.map((rest) => rest.splitFrom)}::text[], ${rests.map((rest) => rest.quantity)}::bigint[]) AS w(reservation_id, quantity)
      WHERE a.order_id = ${orderId} AND a.reservation_id = w.reservation_id`);
    const rows = rests.map((rest) => ({ ...rest, orderId, lineNo: must(lineOf.get(rest.splitFrom), 'a line') }));
    await insertAllocations(tx, rows);
  }
  return meant.map((one, i) => ({ ...one, reservation: must(parts[i], 'a part') }));
}
