/** Whose name an invoice bears, as people type it, and what is wrong with a company's number while it is typed. Pure. */
import { checkVatNumber, frenchVatNumber, plainNumber, sirenFault, siretFault } from '#base/company-numbers';

export type InvoiceAddress = {
  readonly name: string;
  readonly line1: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
};
export type InvoiceName =
  | {
      readonly company: {
        readonly name: string;
        readonly siren: string | null;
        readonly vatNumber: string;
        readonly address: InvoiceAddress;
      };
    }
  | { readonly person: { readonly name: string; readonly address: InvoiceAddress } };

/** A company's number: of France its SIREN with the VAT number that follows from it; of elsewhere the VAT number. */
export type CompanyNumber =
  | { readonly siren: string | null; readonly vatNumber: string; readonly country: string }
  | { readonly fault: 'form' | 'check_digits' | 'unknown_country' };

/** Reads a SIREN, a SIRET or a VAT number as people type them, and checks form and check digits. */
export function companyNumber(text: string): CompanyNumber {
  const number = plainNumber(text);
  if (/^\d/.test(number)) {
    const fault = number.length > 9 ? siretFault(number) : sirenFault(number);
    if (fault) return { fault };
    const siren = number.slice(0, 9);
    return { siren, vatNumber: frenchVatNumber(siren), country: 'FR' };
  }
  const read = checkVatNumber(number);
  if ('fault' in read) return read;
  return { siren: read.country === 'FR' ? number.slice(-9) : null, vatNumber: read.number, country: read.country };
}

export type InvoiceTyped = Readonly<Record<'id' | 'name' | 'line1' | 'postcode' | 'city', string>>;

/** What the server is asked; undefined: a company's number is wrong. `country`: of a person. */
export function invoiceName(who: 'company' | 'person', typed: InvoiceTyped, country: string): InvoiceName | undefined {
  const { name, line1, postcode, city } = typed;
  const at = { name, line1, postcode, city };
  if (who === 'person') return { person: { name, address: { ...at, country } } };
  const number = companyNumber(typed.id);
  if ('fault' in number) return undefined;
  const { siren, vatNumber } = number;
  return { company: { name, siren, vatNumber, address: { ...at, country: number.country } } };
}
