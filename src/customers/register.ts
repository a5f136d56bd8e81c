import { contentHash } from '#base/canonical';
import { sql, type Tx } from '#base/db';
import { crockford, randomBytes } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { plainEmail, type SecretHash } from '#identity';
import type { Language } from '#org';
import { plainPhone } from './model.ts';

export type NewCustomer = {
  readonly customerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly language?: Language | undefined;
  /** Country whose telephone numbers may be written as at home; ISO 3166-1, default FR. */
  readonly country?: string | undefined;
  readonly passwordHash?: SecretHash | undefined;
  /** The channel that makes the profile; absent: the house itself. */
  readonly channelId?: string | undefined;
};

export type Registered = { readonly customerId: string; readonly code: string };

/**
 * Makes a customer who holds their e-mail address. The same id and content again changes nothing. Refuses customers.email_taken,
 * customers.bad_phone, request.id_reused.
 */
export async function registerCustomer(tx: Tx, input: NewCustomer): Promise<Registered> {
  return (
    (await insertCustomer(tx, input, true)) ??
    refuse('customers.email_taken', { fields: [{ field: 'email', rule: 'unique' }] })
  );
}

/** Undefined: another account holds the address. Refuses customers.bad_phone, request.id_reused. */
export async function insertCustomer(tx: Tx, input: NewCustomer, held: boolean): Promise<Registered | undefined> {
  const { customerId, name, language = 'fr' } = input;
  const email = input.email === null ? null : plainEmail(input.email);
  const phone = input.phone === null ? null : checkPhone(input.phone, input.country);
  const hash = contentHash({ customerId, name, email, phone, language });
  const code = crockford(randomBytes(7), 10);
  const made = await tx.affected(sql`
    INSERT INTO customers.customer (customer_id, name, email, email_held, phone, language, code, password_hash, channel_id, content_hash, created_at)
    VALUES (${customerId}, ${name}, ${email}, ${held}, ${phone}, ${language}, ${code}, ${input.passwordHash ?? null},
      ${input.channelId ?? null}, ${hash},
      ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const [known] = await tx.query<{ code: string; hash: string }>(
      sql`SELECT code, content_hash AS hash FROM customers.customer WHERE customer_id = ${customerId}`,
    );
    if (!known) return undefined;
    if (known.hash !== hash) refuse('request.id_reused', { detail: customerId });
    return { customerId, code: known.code };
  }
  announce(tx, { type: 'customers.customer_added', subjectKind: 'customer', subjectId: customerId, version: 1 });
  return { customerId, code };
}

/** The number in international form. Refuses customers.bad_phone. */
export function checkPhone(text: string, country = 'FR'): string {
  return (
    plainPhone(text, country) ??
    refuse('customers.bad_phone', { fields: [{ field: 'phone', rule: 'a telephone number, such as 06 12 34 56 78' }] })
  );
}
