/** What returns note of a person: their words, ours to them, and what proves a dispatch. What moved and what was paid stays, by ids alone. */
import { lock, sql } from '#base/db';
import type { Personal } from '#base/module';

export const returnsPersonal: Personal = {
  open: async (db, { records }) => {
    const [row] = await db.query<{ waiting: boolean }>(sql`
      SELECT EXISTS (SELECT 1 FROM returns.request r WHERE r.order_id = ANY(${[...records]}::text[]) AND (r.state NOT IN ('resolved', 'refused', 'cancelled')
        OR EXISTS (SELECT 1 FROM returns.due d WHERE d.return_id = r.return_id AND d.paid_at IS NULL))) AS waiting`);
    return row?.waiting ? ['return'] : [];
  },
  export: async (db, { records }) => ({
    returns: await db.query(sql`
      SELECT r.return_id AS "returnId", r.number, r.order_id AS "orderId", r.reason, r.note, r.answer, r.tracking, r.state, r.asked_at AS "askedAt",
        (SELECT jsonb_agg(jsonb_build_object('lineNo', l.line_no, 'quantity', l.quantity) ORDER BY l.line_no) FROM returns.line l
          WHERE l.return_id = r.return_id) AS lines,
        (SELECT jsonb_agg(jsonb_build_object('minor', d.minor, 'currency', d.currency, 'at', d.at, 'paidAt', d.paid_at) ORDER BY d.at)
          FROM returns.due d
          WHERE d.return_id = r.return_id) AS owed,
        (SELECT jsonb_agg(jsonb_build_object('newOrderId', x.new_order_id, 'state', x.state, 'wants', x.wants, 'at', x.at) ORDER BY x.at)
          FROM returns.exchange x WHERE x.return_id = r.return_id) AS exchanges
      FROM returns.request r WHERE r.order_id = ANY(${[...records]}::text[]) ORDER BY r.asked_at`),
  }),
  erase: async (tx, { records }) => {
    const ids = [...records];
    lock(tx, 'returns.request');
    await tx.query(
      sql`SELECT 1 FROM returns.request WHERE order_id = ANY(${ids}::text[]) ORDER BY return_id FOR UPDATE`,
    );
    await tx.query(sql`
      UPDATE returns.request SET note = '', answer = '', tracking = '', customer_id = NULL WHERE order_id = ANY(${ids}::text[])`);
    await tx.query(sql`UPDATE returns.item SET label = '' WHERE order_id = ANY(${ids}::text[])`);
    await tx.query(sql`UPDATE returns.due SET reason = '', credit_of = NULL WHERE order_id = ANY(${ids}::text[])`);
    return [];
  },
};
