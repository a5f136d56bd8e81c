/** What the shop notes of a person: wish lists, articles they wait for, and what they once wrote of returns, which are a module now. */
import { sql } from '#base/db';
import type { Personal } from '#base/module';

export const shopPersonal: Personal = {
  export: async (db, { customerId, email }) => ({
    wishLists: await db.query(sql`
      SELECT l.name, l.made_at AS "madeAt", l.share_code IS NOT NULL AS shared,
        coalesce((SELECT jsonb_agg(jsonb_build_object('productId', i.product_id, 'at', i.at) ORDER BY i.at)
          FROM shop.wish_list_item i WHERE i.list_id = l.list_id), '[]') AS items
      FROM shop.wish_list l WHERE l.customer_id = ${customerId} ORDER BY l.made_at`),
    waitsFor: await db.query(sql`
      SELECT sku_id AS "skuId", email, asked_at AS "askedAt", told_at AS "toldAt" FROM shop.back_request WHERE email = ${email}`),
  }),
  erase: async (tx, { customerId, email, records }) => {
    await tx.query(sql`DELETE FROM shop.wish_list WHERE customer_id = ${customerId}`);
    await tx.query(sql`DELETE FROM shop.back_request WHERE email = ${email}`);
    await tx.query(sql`
      UPDATE shop.return_request SET note = '', answer = '' WHERE order_id = ANY(${[...records]}::text[])`);
    return [];
  },
};
