import { lock, sql, sqlState, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { plainEmail, type SecretHash } from '#identity';
import type { Language } from '#org';
import type { Customer } from './model.ts';
import { customerById } from './queries.ts';
import { checkPhone } from './register.ts';

export type CustomerChange = {
  readonly customerId: string;
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly language?: Language | undefined;
  readonly passwordHash?: SecretHash | undefined;
  /** Country whose telephone numbers may be written as at home. */
  readonly country?: string | undefined;
  readonly version?: number | undefined;
};

/**
 * Changes a customer; what is not named stays. An e-mail set here is held from now on. Refuses customers.unknown,
 * customers.erased, customers.email_taken, customers.bad_phone, customers.changed_meanwhile.
 */
export async function updateCustomer(tx: Tx, change: CustomerChange): Promise<Customer> {
  lock(tx, 'customers.customer');
  await tx.query(sql`SELECT 1 FROM customers.customer WHERE customer_id = ${change.customerId} FOR NO KEY UPDATE`);
  const before = await customerById(tx, change.customerId);
  if (!before) refuse('customers.unknown', { detail: change.customerId });
  if (before.erasedAt !== null) refuse('customers.erased', { detail: change.customerId });
  if (change.version !== undefined && change.version !== before.version)
    refuse('customers.changed_meanwhile', { version: before.version });
  const { name = before.name, language = before.language } = change;
  const email = change.email === undefined || change.email === null ? (change.email ?? null) : plainEmail(change.email);
  const after = {
    name,
    language,
    email: change.email === undefined ? before.email : email,
    emailHeld: change.email === undefined || email === before.email ? before.emailHeld : true,
    phone: typeof change.phone === 'string' ? checkPhone(change.phone, change.country) : before.phone,
  };
  if (change.phone === null) after.phone = null;
  const fields: string[] = (['name', 'language', 'email', 'phone'] as const).filter(
    (key) => after[key] !== before[key],
  );
  if (change.passwordHash !== undefined) fields.push('password');
  if (fields.length === 0) return before;
  const version = before.version + 1;
  try {
    await tx.query(sql`
      UPDATE customers.customer SET name = ${name}, language = ${language}, email = ${after.email}, email_held = ${after.emailHeld},
        phone = ${after.phone}, password_hash = coalesce(${change.passwordHash ?? null}, password_hash), version = ${version}
      WHERE customer_id = ${change.customerId}`);
  } catch (error) {
    if (sqlState(error) !== '23505') throw error;
    refuse('customers.email_taken', { fields: [{ field: 'email', rule: 'unique' }] });
  }
  announce(tx, {
    type: 'customers.customer_changed',
    subjectKind: 'customer',
    subjectId: change.customerId,
    version,
    body: { fields },
  });
  return { ...before, ...after, hasPassword: before.hasPassword || change.passwordHash !== undefined, version };
}
