/** Tickets are chained and hold ids and amounts, never a name: erasing a person breaks no chain, and takes no ticket away. */
import { sql } from '#base/db';
import type { Personal } from '#base/module';

export const tillPersonal: Personal = {
  export: async (db, { records }) => ({
    tickets: await db.query(sql`
      SELECT ticket_id AS "ticketId", order_id AS "orderId", sequence, at FROM till.ticket
      WHERE order_id = ANY(${[...records]}::text[]) ORDER BY at`),
  }),
  erase: async (tx, { records }) => {
    const [row] = await tx.query<{ kept: number }>(
      sql`SELECT count(*)::int AS kept FROM till.ticket WHERE order_id = ANY(${[...records]}::text[])`,
    );
    return [{ what: 'tickets', why: 'fiscal', count: row?.kept ?? 0 }];
  },
};
