/** Promotions with a limit by buyer remember which customer used them. */
import { sql } from '#base/db';
import type { Personal } from '#base/module';

export const pricingPersonal: Personal = {
  export: async (db, { customerId }) => ({
    promotions: await db.query(sql`
      SELECT promotion_id AS "promotionId", code, minor, used_at AS "usedAt", given_back_at AS "givenBackAt"
      FROM pricing.promotion_use WHERE buyer = ${customerId} ORDER BY used_at`),
  }),
  // What was used stays counted; by whom is forgotten.
  erase: async (tx, { customerId }) => {
    await tx.query(sql`UPDATE pricing.promotion_use SET buyer = NULL WHERE buyer = ${customerId}`);
    return [];
  },
};
