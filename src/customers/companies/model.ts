/** Companies that buy, their members, and groups of buyers: types and checks, pure. */
import { checkVatNumber, plainNumber, sirenFault, siretFault } from '#base/company-numbers';
import type { FieldError } from '#base/refusal';
import type { Instant } from '#base/time';
import type { Address, Language } from '#org/model';

/** Pays so many days after the invoice, or after the end of its month; `limitMinor`: the most that may be open; null: no limit. */
export type Terms = { readonly days: number; readonly endOfMonth: boolean; readonly limitMinor: number | null };

export type CompanyFields = {
  readonly name: string;
  /** SAS, SARL, GmbH; empty: not said. */
  readonly legalForm: string;
  readonly siren: string | null;
  readonly siret: string | null;
  readonly vatNumber: string | null;
  /** Where its invoices go. */
  readonly address: Address;
  readonly language: Language;
  readonly invoiceEmail: string | null;
  /** What its own house wants on an invoice. */
  readonly serviceCode: string | null;
  /** Null: it pays at once. */
  readonly terms: Terms | null;
  /** True: nobody orders for it. */
  readonly blocked: boolean;
};

export type Company = CompanyFields & {
  readonly companyId: string;
  readonly version: number;
  readonly createdAt: Instant;
};

export const memberRoles = ['buyer', 'approver', 'admin'] as const;
export type MemberRole = (typeof memberRoles)[number];

export type Member = {
  readonly companyId: string;
  readonly customerId: string;
  readonly role: MemberRole;
  /** The most that one order may cost, tax included, in minor units of its currency; null: no limit. */
  readonly limitMinor: number | null;
  /** Whether the customer buys for it at present. */
  readonly chosen: boolean;
};

export type Group = {
  readonly groupId: string;
  readonly code: string;
  readonly names: { readonly fr: string; readonly en: string };
  readonly version: number;
  readonly createdAt: Instant;
};

/** Longest terms between companies: 60 days from the invoice, or 45 and the end of the month (Code de commerce, L441-10). */
const LONGEST_DAYS = 60;
const LONGEST_DAYS_TO_MONTH = 45;

export const MAX_MEMBERS = 500;

/** By what promotions and prices know a group or a company. */
export const groupTrait = (groupId: string): string => `group:${groupId}`;
export const companyTrait = (companyId: string): string => `company:${companyId}`;

/**
 * The numbers as they are kept, without blanks, and what is wrong with them. A SIRET says the SIREN too; a French VAT number ends with it.
 */
export function plainNumbers(given: Pick<CompanyFields, 'siren' | 'siret' | 'vatNumber'>): {
  readonly numbers: Pick<CompanyFields, 'siren' | 'siret' | 'vatNumber'>;
  readonly wrong: readonly FieldError[];
} {
  const wrong: FieldError[] = [];
  const plain = (field: 'siren' | 'siret' | 'vatNumber', isRight: (text: string) => boolean, rule: string) => {
    const text = plainNumber(given[field] ?? '');
    if (text === '') return null;
    if (!isRight(text)) wrong.push({ field, rule });
    return text;
  };
  const siret = plain('siret', (text) => siretFault(text) === undefined, '14 digits, with their check digit');
  const siren =
    plain('siren', (text) => sirenFault(text) === undefined, '9 digits, with their check digit') ??
    siret?.slice(0, 9) ??
    null;
  const isVatNumber = (text: string): boolean => !('fault' in checkVatNumber(text));
  const vatNumber = plain('vatNumber', isVatNumber, 'form and check digits of its country');
  if (siret !== null && siren !== null && !siret.startsWith(siren))
    wrong.push({ field: 'siret', rule: 'begins with the SIREN' });
  if (vatNumber?.startsWith('FR') && siren !== null && !vatNumber.endsWith(siren))
    wrong.push({ field: 'vatNumber', rule: 'ends with the SIREN' });
  return { numbers: { siren, siret, vatNumber }, wrong };
}

/** What is wrong with terms of payment. */
export function checkTerms(terms: Terms | null): FieldError[] {
  if (terms === null) return [];
  const most = terms.endOfMonth ? LONGEST_DAYS_TO_MONTH : LONGEST_DAYS;
  return terms.days <= most ? [] : [{ field: 'terms.days', rule: `at most ${most}` }];
}

/** What is frozen of a company with its order. */
export type OrderBuyer = {
  readonly companyId: string;
  readonly name: string;
  readonly legalForm: string;
  readonly siren: string | null;
  readonly siret: string | null;
  readonly vatNumber: string | null;
  readonly address: Address;
  readonly invoiceEmail: string | null;
  readonly serviceCode: string | null;
  /** The buyer's own number of the purchase; null: none was said. */
  readonly reference: string | null;
};

export function orderBuyer(company: Company, reference: string | undefined): OrderBuyer {
  const { companyId, name, legalForm, siren, siret, vatNumber, address, invoiceEmail, serviceCode } = company;
  const said = { companyId, name, legalForm, siren, siret, vatNumber, address, invoiceEmail, serviceCode };
  return { ...said, reference: reference ?? null };
}
