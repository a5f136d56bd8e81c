/** Whose name an invoice shall bear when somebody says it at a counter or in the office: a company by its numbers, or a person. */
import { frenchVatNumber } from '#base/company-numbers';
import type { Db } from '#base/db';
import { refuse } from '#base/refusal';
import { companyByNumber, plainNumbers } from '#customers';
import type { BuyerFacts } from './facts.ts';

export type Named = {
  readonly company?: (BuyerFacts & { readonly siren: string | null; readonly vatNumber: string | null }) | undefined;
  readonly person?: Pick<BuyerFacts, 'name' | 'address'> | undefined;
};

/**
 * The buyer that is named; undefined: nobody is. Of a company form and check digits of its numbers are looked at, a French VAT number follows
 * from its SIREN, and one that we know is that one. Refuses `request.invalid` with the fields.
 */
export async function buyerNamed(db: Db, { company, person }: Named): Promise<BuyerFacts | undefined> {
  if (company && person) invalid('person', 'a company or a person, not both');
  if (!company) return person && { ...person, person: true };
  const { siret = null, siren, vatNumber } = company;
  if (siren === null && vatNumber === null) invalid('company.siren', 'a SIREN or a VAT number');
  const { numbers, wrong } = plainNumbers({ siren, siret, vatNumber });
  if (wrong.length > 0)
    refuse('request.invalid', { fields: wrong.map((one) => ({ ...one, field: `company.${one.field}` })) });
  const own = { ...numbers, vatNumber: numbers.vatNumber ?? (numbers.siren && frenchVatNumber(numbers.siren)) };
  const known = await companyByNumber(db, own);
  return { ...company, ...own, ...(known ? { companyId: known.companyId } : {}) };
}

const invalid = (field: string, rule: string): never => refuse('request.invalid', { fields: [{ field, rule }] });
