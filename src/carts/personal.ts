/** Carts: what somebody put aside to buy. Forgotten with them; what became an order is the order's. */
import { lock, sql } from '#base/db';
import type { Personal } from '#base/module';

export const cartsPersonal: Personal = {
  export: async (db, { customerId }) => ({
    carts: await db.query(sql`
      SELECT c.cart_id AS "cartId", c.status, c.created_at AS "createdAt", c.updated_at AS "updatedAt",
        coalesce((SELECT jsonb_agg(jsonb_build_object('skuId', l.sku_id, 'quantity', l.quantity, 'addedAt', l.added_at, 'cards', l.cards) ORDER BY l.added_at, l.sku_id)
          FROM carts.cart_line l WHERE l.cart_id = c.cart_id), '[]') AS lines
      FROM carts.cart c WHERE c.customer_id = ${customerId} ORDER BY c.created_at`),
    approvalsAskedFor: await db.query(sql`
      SELECT ask_id AS "askId", asked, shown AS lines, total_minor AS "totalMinor", currency, note, state, answer, asked_at AS "askedAt"
      FROM carts.approval WHERE customer_id = ${customerId} ORDER BY asked_at`),
    approvalsDecided: await db.query(sql`
      SELECT ask_id AS "askId", state, answer, decided_at AS "decidedAt" FROM carts.approval WHERE decided_by = ${customerId} ORDER BY decided_at`),
  }),
  erase: async (tx, { customerId }) => {
    lock(tx, 'carts.shared');
    await tx.query(sql`DELETE FROM carts.shared WHERE customer_id = ${customerId}`);
    lock(tx, 'carts.cart');
    const theirs = await tx.query<{ id: string }>(sql`
      SELECT cart_id AS id FROM carts.cart WHERE customer_id = ${customerId} ORDER BY cart_id FOR UPDATE`);
    const ids = theirs.map(({ id }) => id);
    await tx.query(sql`DELETE FROM carts.link WHERE cart_id = ANY(${ids}::text[])`);
    await tx.query(sql`DELETE FROM carts.cart_line WHERE cart_id = ANY(${ids}::text[])`);
    await tx.query(sql`
      UPDATE carts.cart SET customer_id = NULL, token_hash = NULL, pending = '[]', recent_adds = '{}', version = version + 1,
        status = CASE status WHEN 'open' THEN 'abandoned' ELSE status END, updated_at = ${tx.now}::timestamptz
      WHERE cart_id = ANY(${ids}::text[])`);
    lock(tx, 'carts.approval');
    // What is set aside for them is over, and goes back by the schedule: shelves are locked before carts.
    await tx.query(sql`
      UPDATE carts.approval SET asked = '{}', note = '', customer_id = '', state = CASE state WHEN 'waiting' THEN 'refused' ELSE state END,
        held_until = least(held_until, ${tx.now}::timestamptz)
      WHERE customer_id = ${customerId}`);
    await tx.query(sql`UPDATE carts.approval SET decided_by = NULL, answer = '' WHERE decided_by = ${customerId}`);
    return [];
  },
};
