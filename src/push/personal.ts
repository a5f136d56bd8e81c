/** Devices that asked for messages, and what was told to them. */
import { sql } from '#base/db';
import type { Personal } from '#base/module';

export const pushPersonal: Personal = {
  export: async (db, { customerId }) => ({
    devices: await db.query(sql`
      SELECT endpoint, language, created_at AS "since" FROM push.subscription WHERE customer_id = ${customerId} ORDER BY created_at`),
    messages: await db.query(sql`
      SELECT order_id AS "orderId", kind, due_at AS "dueAt", state FROM push.message WHERE customer_id = ${customerId} ORDER BY due_at`),
  }),
  erase: async (tx, { customerId }) => {
    await tx.query(sql`DELETE FROM push.subscription WHERE customer_id = ${customerId}`);
    await tx.query(sql`DELETE FROM push.message WHERE customer_id = ${customerId}`);
    return [];
  },
};
