/** Documents keep the buyer's name and address for ten years (Code de commerce, L123-22) and never an e-mail or a telephone: one that a document was mailed to is erased. */
import { sql } from '#base/db';
import type { Personal } from '#base/module';

export const invoicingPersonal: Personal = {
  export: async (db, { records }) => ({
    documents: await db.query(sql`
      SELECT document_id AS "documentId", kind, number, day::text AS day, order_id AS "orderId", currency, gross_minor AS "grossMinor",
        content::jsonb -> 'buyer' AS buyer FROM invoicing.document WHERE order_id = ANY(${[...records]}::text[]) ORDER BY issued_at`),
    invoicesAsked: await db.query(sql`
      SELECT order_id AS "orderId", asked_at AS "askedAt", buyer FROM invoicing.subject
      WHERE order_id = ANY(${[...records]}::text[]) AND asked_at IS NOT NULL ORDER BY asked_at`),
    documentsMailed: await db.query(sql`
      SELECT document_id AS "documentId", order_id AS "orderId", email, asked_at AS "askedAt" FROM invoicing.mail
      WHERE order_id = ANY(${[...records]}::text[]) ORDER BY asked_at`),
  }),
  erase: async (tx, { records }) => {
    await tx.query(sql`UPDATE invoicing.subject SET buyer = NULL WHERE order_id = ANY(${[...records]}::text[])`);
    await tx.query(sql`UPDATE invoicing.mail SET email = NULL WHERE order_id = ANY(${[...records]}::text[])`);
    const [row] = await tx.query<{ kept: number }>(
      sql`SELECT count(*)::int AS kept FROM invoicing.document WHERE order_id = ANY(${[...records]}::text[])`,
    );
    return [{ what: 'invoices', why: 'fiscal', count: row?.kept ?? 0 }];
  },
};
