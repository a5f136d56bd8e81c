/** A profile, its addresses and consents: what is told of it, and what is left of it. */
import { sql } from '#base/db';
import { crockford, randomBytes } from '#base/ids';
import { announce } from '#base/journal';
import type { Personal } from '#base/module';
import { lockCustomer } from './address.ts';
import { groupsIn } from './companies/queries.ts';
import { addressesOf, customerById } from './queries.ts';

export const customersPersonal: Personal = {
  export: async (db, { customerId }) => {
    const customer = await customerById(db, customerId);
    if (!customer) return {};
    const { name, email, phone, language, code, createdAt } = customer;
    return {
      profile: { customerId, name, email, phone, language, code, createdAt },
      addresses: (await addressesOf(db, customerId)).map(({ address, preferred }) => ({ address, preferred })),
      consents: await db.query(sql`
        SELECT purpose, granted, wording, source, at FROM customers.consent WHERE customer_id = ${customerId} ORDER BY at`),
      companies: await db.query(sql`
        SELECT c.company_id AS "companyId", c.name, m.role, m.limit_minor AS "limitMinor", m.added_at AS "addedAt"
        FROM customers.member m JOIN customers.company c USING (company_id) WHERE m.customer_id = ${customerId} ORDER BY m.added_at`),
      groups: (await groupsIn(db, customerId)).map(({ code, names }) => ({ code, names })),
      /** Companies and groups of before, too: past prices are asked with them. */
      belonged: await db.query(sql`
        SELECT in_id AS "to", since, until FROM customers.belonged WHERE subject_id = ${customerId} ORDER BY since`),
      wishesToBeForgotten: await db.query(sql`
        SELECT state, asked_at AS "askedAt", closed_at AS "closedAt" FROM customers.erasure WHERE customer_id = ${customerId}`),
    };
  },
  erase: async (tx, { customerId }) => {
    await lockCustomer(tx, customerId);
    await tx.query(sql`DELETE FROM customers.address WHERE customer_id = ${customerId}`);
    await tx.query(sql`DELETE FROM customers.member WHERE customer_id = ${customerId}`);
    await tx.query(sql`DELETE FROM customers.in_group WHERE subject_id = ${customerId}`);
    await tx.query(sql`DELETE FROM customers.belonged WHERE subject_id = ${customerId}`);
    const [blank] = await tx.query<{ version: number }>(sql`
      UPDATE customers.customer SET name = '', email = NULL, phone = NULL, password_hash = NULL, content_hash = '',
        code = ${crockford(randomBytes(7), 10)}, version = version + 1, erased_at = ${tx.now}::timestamptz
      WHERE customer_id = ${customerId} AND erased_at IS NULL RETURNING version`);
    if (blank)
      announce(tx, {
        type: 'customers.customer_erased',
        subjectKind: 'customer',
        subjectId: customerId,
        version: blank.version,
      });
    const [row] = await tx.query<{ said: number }>(
      sql`SELECT count(*)::int AS said FROM customers.consent WHERE customer_id = ${customerId}`,
    );
    return [{ what: 'consents', why: 'consent', count: row?.said ?? 0 }];
  },
};
