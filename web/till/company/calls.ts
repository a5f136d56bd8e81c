/** Companies as the server tells them to a till. */
import { api } from '../../kit/api.ts';

export type Company = {
  readonly companyId: string;
  readonly name: string;
  readonly siren: string | null;
  readonly vatNumber: string | null;
  readonly blocked: boolean;
  readonly address: { readonly city: string; readonly country: string };
  readonly member: { readonly role: string; readonly limitMinor: number | null } | null;
  readonly account: {
    readonly days: number;
    readonly endOfMonth: boolean;
    readonly limitMinor: number | null;
    readonly openMinor: number;
    readonly bars: readonly string[];
  } | null;
  readonly vatProvenAt: string | null;
};

/** By a name or a number; with a customer, whether they buy for it. */
export const findCompanies = async (
  q: string,
  customerId: string | undefined,
  signal?: AbortSignal,
): Promise<readonly Company[]> =>
  (await api<{ items: readonly Company[] }>('GET', '/api/till/companies', { query: { q, customerId }, signal })).items;

/** Those that a customer buys for. */
export const companiesOf = async (customerId: string): Promise<readonly Company[]> =>
  (await api<{ items: readonly Company[] }>('GET', '/api/till/companies', { query: { customerId } })).items;

/** A company as it stands now: what it owes has changed since it was put on the ticket, perhaps at another till. */
export const companyNow = async (
  { companyId, siren, vatNumber, name }: Company,
  customerId: string | undefined,
): Promise<Company | undefined> => {
  const number = siren ?? vatNumber ?? undefined;
  const items =
    customerId === undefined ? await findCompanies(number ?? name, undefined) : await companiesOf(customerId);
  return items.find((one) => one.companyId === companyId);
};
