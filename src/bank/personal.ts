/** Statements name who paid: they are told with what was paid, and stay as the bank wrote them. */
import { sql } from '#base/db';
import type { Personal } from '#base/module';
import { paymentsOfOrders } from '#payments';

export const bankPersonal: Personal = {
  export: async (db, { customerId, records }) => {
    const paid = [...(await paymentsOfOrders(db, records)).values()].flat().map(({ paymentId }) => paymentId);
    return {
      transfers: await db.query(sql`
        SELECT e.booked_on AS "bookedOn", e.name, e.counter_iban AS iban, e.words, p.minor, e.currency
        FROM bank.entry_part p JOIN bank.entry e USING (entry_id)
        WHERE p.target = ANY(${[customerId, ...paid]}::text[]) AND p.undone_at IS NULL ORDER BY e.booked_on, p.part_id`),
    };
  },
  erase: async (tx, { records }) => {
    const paid = [...(await paymentsOfOrders(tx, records)).values()].flat().map(({ paymentId }) => paymentId);
    const [row] = await tx.query<{ kept: number }>(sql`
      SELECT count(*)::int AS kept FROM bank.entry_part WHERE target = ANY(${paid}::text[]) AND undone_at IS NULL`);
    return row?.kept ? [{ what: 'transfers', why: 'fiscal', count: row.kept }] : [];
  },
};
