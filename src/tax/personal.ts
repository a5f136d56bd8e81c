/**
 * Sales taxed abroad are kept ten years after the year they were made in, with the order they are of and nothing else of the buyer
 * (regulation (EU) 282/2011, art. 63 c; CGI, art. 286 quater). Proofs of VAT numbers are of companies, not of people.
 */
import { sql } from '#base/db';
import type { Personal } from '#base/module';

export const taxPersonal: Personal = {
  export: async (db, { records }) => ({
    taxedAbroad: await db.query(sql`
      SELECT order_id AS "orderId", day::text AS day, country, region, rate, currency, net_minor AS "netMinor", tax_minor AS "taxMinor"
      FROM tax.sale WHERE order_id = ANY(${[...records]}::text[]) ORDER BY day, sale_id, rate`),
  }),
  erase: async (tx, { records }) => {
    const [row] = await tx.query<{ kept: number }>(
      sql`SELECT count(*)::int AS kept FROM tax.sale WHERE order_id = ANY(${[...records]}::text[])`,
    );
    return row && row.kept > 0 ? [{ what: 'taxed sales', why: 'fiscal', count: row.kept }] : [];
  },
};
