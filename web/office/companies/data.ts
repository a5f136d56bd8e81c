/** What the office reads of companies and groups. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#kit/api';

export type Terms = { readonly days: number; readonly endOfMonth: boolean; readonly limitMinor: number | null };
export type CompanyHead = {
  readonly companyId: string;
  readonly name: string;
  readonly legalForm: string;
  readonly siren: string | null;
  readonly siret: string | null;
  readonly vatNumber: string | null;
  readonly address: Readonly<Record<string, string>>;
  readonly language: 'fr' | 'en';
  readonly invoiceEmail: string | null;
  readonly serviceCode: string | null;
  readonly terms: Terms | null;
  readonly blocked: boolean;
  readonly version: number;
  readonly createdAt: string;
  readonly members: number;
};
export type CompanyMember = {
  readonly companyId: string;
  readonly customerId: string;
  readonly role: 'buyer' | 'approver' | 'admin';
  readonly limitMinor: number | null;
  readonly chosen: boolean;
  readonly name: string;
  readonly email: string | null;
};
export type Group = {
  readonly groupId: string;
  readonly code: string;
  readonly names: { readonly fr: string; readonly en: string };
  readonly version: number;
  readonly customers: number | null;
  readonly companies: number | null;
};
export type Company = Omit<CompanyHead, 'members'> & {
  readonly members: readonly CompanyMember[];
  readonly groups: readonly Omit<Group, 'customers' | 'companies'>[];
};

export const COMPANIES = '/api/companies';
export const GROUPS = '/api/groups';

export function useGroups(enabled = true): UseQueryResult<readonly Group[]> {
  return useQuery({
    queryKey: ['groups', 'list'],
    queryFn: async ({ signal }) => (await api<{ items: readonly Group[] }>('GET', GROUPS, { signal })).items,
    enabled,
  });
}

/** The first hundred companies by name: to choose one of. */
export function useCompanyNames(enabled = true): UseQueryResult<readonly CompanyHead[]> {
  return useQuery({
    queryKey: ['companies', 'names'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly CompanyHead[] }>('GET', COMPANIES, { query: { sort: 'name', limit: 100 }, signal }))
        .items,
    enabled,
  });
}
