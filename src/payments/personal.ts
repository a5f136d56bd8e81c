/** Payments hold amounts, ids and the provider's references, never a name or a card: they are told, and they stay. */
import { sql } from '#base/db';
import type { Personal } from '#base/module';

export const paymentsPersonal: Personal = {
  open: async (db, { records }) => {
    const [row] = await db.query<{ owed: boolean }>(sql`
      SELECT EXISTS (SELECT 1 FROM payments.payment p WHERE p.order_id = ANY(${[...records]}::text[])
        AND (p.state IN ('intent', 'unknown', 'quarantined') OR p.refunding_minor > 0 OR p.wish IS NOT NULL)) AS owed`);
    return row?.owed ? ['payment'] : [];
  },
  export: async (db, { customerId, records }) => ({
    giftCards: await db.query(sql`
      SELECT card_id AS "cardId", value_minor AS "valueMinor", currency, state, last4, expires_on AS "expiresOn", made_at AS "at"
      FROM payments.card WHERE customer_id = ${customerId} ORDER BY made_at`),
    storeCredit: await db.query(sql`
      SELECT currency, balance AS "balanceMinor" FROM payments.account WHERE account_id = 'credit:' || ${customerId}::text`),
    payments: await db.query(sql`
      SELECT payment_id AS "paymentId", order_id AS "orderId", method, provider, state, currency, amount_minor AS "amountMinor",
        captured_minor AS "capturedMinor", refunded_minor AS "refundedMinor", created_at AS "at"
      FROM payments.payment WHERE order_id = ANY(${[...records]}::text[]) ORDER BY created_at`),
  }),
  erase: async (tx, { customerId, records }) => {
    // Cards are theirs who have the code; what a customer has left as credit stays in the ledger under an id that says nothing.
    await tx.query(sql`UPDATE payments.card SET customer_id = NULL WHERE customer_id = ${customerId}`);
    const [row] = await tx.query<{ kept: number }>(
      sql`SELECT count(*)::int AS kept FROM payments.payment WHERE order_id = ANY(${[...records]}::text[])`,
    );
    return [{ what: 'payments', why: 'fiscal', count: row?.kept ?? 0 }];
  },
};
