/** Promotions with a limit by buyer remember who used them: by the customer's id, or by a digest of a guest's address. */
import { sql } from '#base/db';
import type { Personal } from '#base/module';
import { buyerKey } from './promotions/uses.ts';

const keysOf = ({ customerId, email }: { customerId: string; email: string | null }): string[] =>
  [customerId, buyerKey(null, email)].filter((key) => key !== null);

export const pricingPersonal: Personal = {
  export: async (db, person) => ({
    promotions: await db.query(sql`
      SELECT promotion_id AS "promotionId", code, minor, used_at AS "usedAt", given_back_at AS "givenBackAt"
      FROM pricing.promotion_use WHERE buyer = ANY(${keysOf(person)}::text[]) ORDER BY used_at`),
  }),
  // What was used stays counted; by whom is forgotten.
  erase: async (tx, person) => {
    await tx.query(sql`UPDATE pricing.promotion_use SET buyer = NULL WHERE buyer = ANY(${keysOf(person)}::text[])`);
    return [];
  },
};
