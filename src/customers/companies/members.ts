/** Who buys for a company. */
import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { lockCustomer } from '../address.ts';
import { forgetBuyers } from './buyers.ts';
import { lockCompany } from './company.ts';
import { MAX_MEMBERS, type Member, type MemberRole } from './model.ts';
import { memberOf } from './queries.ts';

const said = (type: string, companyId: string, customerId: string, body: Record<string, unknown> = {}) => ({
  type,
  subjectKind: 'company',
  subjectId: companyId,
  mentions: [customerId],
  body: { customerId, ...body },
});

export type MemberInput = {
  readonly companyId: string;
  readonly customerId: string;
  readonly role: MemberRole;
  readonly limitMinor: number | null;
};

/**
 * Makes a customer buy for a company, or changes their role and limit. Their first company is the one they buy for at once. Refuses
 * customers.unknown, .erased, .unknown_company, .too_many_members.
 */
export async function setMember(tx: Tx, { companyId, customerId, role, limitMinor }: MemberInput): Promise<Member> {
  await lockCustomer(tx, customerId);
  await lockCompany(tx, companyId);
  const [facts] = await tx.query<{ erased: boolean; members: number; others: number }>(sql`
    SELECT erased_at IS NOT NULL AS erased, (SELECT count(*)::int FROM customers.member WHERE company_id = ${companyId}) AS members,
      (SELECT count(*)::int FROM customers.member m WHERE m.customer_id = c.customer_id) AS others
    FROM customers.customer c WHERE customer_id = ${customerId}`);
  if (facts?.erased) refuse('customers.erased', { detail: customerId });
  const before = await memberOf(tx, companyId, customerId);
  if (before && before.role === role && before.limitMinor === limitMinor) return before;
  if (!before && (facts?.members ?? 0) >= MAX_MEMBERS)
    refuse('customers.too_many_members', { detail: `at most ${MAX_MEMBERS}` });
  const chosen = before?.chosen ?? (facts?.others ?? 0) === 0;
  await tx.query(sql`
    INSERT INTO customers.member (company_id, customer_id, role, limit_minor, chosen, added_at)
    VALUES (${companyId}, ${customerId}, ${role}, ${limitMinor}, ${chosen}, ${tx.now}::timestamptz)
    ON CONFLICT (company_id, customer_id) DO UPDATE SET role = excluded.role, limit_minor = excluded.limit_minor`);
  const type = before ? 'customers.member_changed' : 'customers.member_added';
  announce(tx, said(type, companyId, customerId, { role, limitMinor }));
  tx.afterCommit(() => forgetBuyers(tx.database, [customerId]));
  return { companyId, customerId, role, limitMinor, chosen };
}

/** Takes somebody out of a company. Refuses customers.unknown, .unknown_company, .unknown_member. */
export async function removeMember(tx: Tx, companyId: string, customerId: string): Promise<void> {
  await lockCustomer(tx, customerId);
  await lockCompany(tx, companyId);
  const gone = await tx.affected(
    sql`DELETE FROM customers.member WHERE company_id = ${companyId} AND customer_id = ${customerId}`,
  );
  if (gone === 0) refuse('customers.unknown_member', { detail: customerId });
  announce(tx, said('customers.member_removed', companyId, customerId));
  tx.afterCommit(() => forgetBuyers(tx.database, [customerId]));
}

/** Whom a customer buys for from now on; null: for themselves. Refuses customers.unknown, .unknown_member. */
export async function chooseCompany(tx: Tx, customerId: string, companyId: string | null): Promise<void> {
  await lockCustomer(tx, customerId);
  const [before] = await tx.query<{ companyId: string }>(
    sql`SELECT company_id AS "companyId" FROM customers.member WHERE customer_id = ${customerId} AND chosen`,
  );
  if ((before?.companyId ?? null) === companyId) return;
  await tx.query(sql`UPDATE customers.member SET chosen = false WHERE customer_id = ${customerId} AND chosen`);
  if (companyId !== null) {
    const now = await tx.affected(
      sql`UPDATE customers.member SET chosen = true WHERE customer_id = ${customerId} AND company_id = ${companyId}`,
    );
    if (now === 0) refuse('customers.unknown_member', { detail: companyId });
  }
  announce(tx, {
    type: 'customers.company_chosen',
    subjectKind: 'customer',
    subjectId: customerId,
    body: { companyId },
  });
  tx.afterCommit(() => forgetBuyers(tx.database, [customerId]));
}
