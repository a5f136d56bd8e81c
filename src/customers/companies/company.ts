/** Companies that buy. */
import { contentHash } from '#base/canonical';
import { lock, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { plainEmail } from '#identity';
import { checkAddress } from '#org';
import { forgetBuyers } from './buyers.ts';
import { checkTerms, plainNumbers, type Company, type CompanyFields } from './model.ts';
import { companyById } from './queries.ts';

export type NewCompany = CompanyFields & { readonly companyId: string };

/** As it is kept. Refuses customers.bad_company_number, .bad_address, .bad_terms, each naming the field. */
function checked(given: CompanyFields): CompanyFields {
  const { numbers, wrong } = plainNumbers(given);
  if (wrong.length > 0) refuse('customers.bad_company_number', { fields: wrong });
  const address = checkAddress(given.address);
  if (address.length > 0) refuse('customers.bad_address', { fields: address });
  const terms = checkTerms(given.terms);
  if (terms.length > 0) refuse('customers.bad_terms', { fields: terms });
  const invoiceEmail = given.invoiceEmail === null ? null : plainEmail(given.invoiceEmail);
  return { ...given, ...numbers, invoiceEmail, serviceCode: given.serviceCode?.trim() || null };
}

/**
 * Adds a company. The same id and content again changes nothing. Refuses customers.bad_company_number, .bad_address, .bad_terms,
 * request.id_reused.
 */
export async function createCompany(tx: Tx, input: NewCompany): Promise<Company> {
  const { companyId } = input;
  const fields = checked(input);
  const hash = contentHash({ ...fields, companyId });
  const made = await tx.affected(sql`
    INSERT INTO customers.company (company_id, name, legal_form, siren, siret, vat_number, address, language, invoice_email, service_code,
      terms, blocked, content_hash, created_at)
    VALUES (${companyId}, ${fields.name}, ${fields.legalForm}, ${fields.siren}, ${fields.siret}, ${fields.vatNumber},
      ${JSON.stringify(fields.address)}::jsonb, ${fields.language}, ${fields.invoiceEmail}, ${fields.serviceCode},
      ${termsJson(fields)}::jsonb, ${fields.blocked}, ${hash}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const [known] = await tx.query<{ hash: string }>(
      sql`SELECT content_hash AS hash FROM customers.company WHERE company_id = ${companyId}`,
    );
    if (known?.hash !== hash) refuse('request.id_reused', { detail: companyId });
  } else announce(tx, { type: 'customers.company_added', subjectKind: 'company', subjectId: companyId, version: 1 });
  return (await companyById(tx, companyId)) ?? refuse('customers.unknown_company', { detail: companyId });
}

const termsJson = ({ terms }: Pick<CompanyFields, 'terms'>): string | null =>
  terms === null ? null : JSON.stringify(terms);

/** Locks a company's row. Refuses customers.unknown_company. */
export async function lockCompany(tx: Tx, companyId: string): Promise<Company> {
  lock(tx, 'customers.company');
  await tx.query(sql`SELECT 1 FROM customers.company WHERE company_id = ${companyId} FOR NO KEY UPDATE`);
  return (await companyById(tx, companyId)) ?? refuse('customers.unknown_company', { detail: companyId });
}

export type CompanyChange = { readonly [K in keyof CompanyFields]?: CompanyFields[K] | undefined } & {
  readonly companyId: string;
  readonly version?: number | undefined;
};

/**
 * Changes a company; what is not named stays. Orders keep what they were placed with. Refuses customers.unknown_company,
 * .changed_meanwhile, .bad_company_number, .bad_address, .bad_terms.
 */
export async function changeCompany(tx: Tx, { companyId, version: seen, ...change }: CompanyChange): Promise<Company> {
  const before = await lockCompany(tx, companyId);
  if (seen !== undefined && seen !== before.version) refuse('customers.changed_meanwhile', { version: before.version });
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const after = checked({ ...before, ...given });
  const fields = (Object.keys(given) as (keyof CompanyFields)[]).filter(
    (key) => contentHash(after[key] ?? null) !== contentHash(before[key] ?? null),
  );
  if (fields.length === 0) return before;
  const version = before.version + 1;
  await tx.query(sql`
    UPDATE customers.company SET name = ${after.name}, legal_form = ${after.legalForm}, siren = ${after.siren}, siret = ${after.siret},
      vat_number = ${after.vatNumber}, address = ${JSON.stringify(after.address)}::jsonb, language = ${after.language},
      invoice_email = ${after.invoiceEmail}, service_code = ${after.serviceCode}, terms = ${termsJson(after)}::jsonb,
      blocked = ${after.blocked}, version = ${version}
    WHERE company_id = ${companyId}`);
  announce(tx, {
    type: 'customers.company_changed',
    subjectKind: 'company',
    subjectId: companyId,
    version,
    body: { fields },
  });
  tx.afterCommit(() => forgetBuyers(tx.database, [companyId]));
  return { ...before, ...after, version };
}
