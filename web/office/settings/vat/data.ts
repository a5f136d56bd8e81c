/** What the office reads and writes of VAT. */
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api, type ApiMethod } from '#kit/api';

export type Seller = {
  readonly entityId: string;
  readonly name: string;
  readonly country: string;
  readonly vatNumber: string | null;
  readonly inUnion: boolean;
  readonly registrations: readonly { readonly country: string; readonly vatNumber: string }[];
  readonly franchise: boolean;
  readonly oss: boolean;
  readonly always: boolean;
  readonly netStays: readonly string[];
  readonly sendsTo: readonly string[];
  readonly onNet: 'global' | 'per_line';
  readonly whenClosed: 'tax' | 'accept';
  readonly register: 'pretend' | null;
  readonly version: number;
  readonly distanceMinor: number;
  readonly distanceBeforeMinor: number;
};
export type Standing = {
  readonly limitMinor: number;
  readonly sellers: readonly Seller[];
  readonly channels: readonly {
    readonly channelId: string;
    readonly name: { readonly fr: string; readonly en: string };
    readonly kind: string;
    readonly basis: 'gross' | 'net';
  }[];
};
export const classes = ['standard', 'intermediate', 'reduced', 'super_reduced'] as const;
export type RateRow = {
  readonly zone: string;
  readonly name: { readonly fr: string; readonly en: string } | null;
  readonly taxClass: (typeof classes)[number];
  readonly as: string;
  readonly rate: number;
  readonly from: string;
  readonly law: string;
  readonly own: boolean;
};
export type QuarterRow = {
  readonly country: string;
  readonly region: string | null;
  readonly rate: number;
  readonly currency: string;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly sales: number;
};
export type Check = {
  readonly checkId: string;
  readonly vatNumber: string;
  readonly outcome: 'valid' | 'invalid' | 'unavailable';
  readonly name: string | null;
  readonly reference: string | null;
  readonly at: string;
};

const read = <T>(key: readonly string[], path: string) => ({
  queryKey: ['tax', ...key],
  queryFn: ({ signal }: { signal: AbortSignal }) => api<T>('GET', path, { signal }),
});

export const useStanding = (): UseQueryResult<Standing> => useQuery(read<Standing>(['standing'], '/api/tax'));
export const useRates = (on: string): UseQueryResult<{ readonly items: readonly RateRow[] }> =>
  useQuery({
    ...read<{ readonly items: readonly RateRow[] }>(['rates', on], `/api/tax/rates?on=${on}`),
    enabled: on !== '',
  });
export const useQuarter = (
  entityId: string,
  quarter: string,
): UseQueryResult<{ readonly rows: readonly QuarterRow[] }> =>
  useQuery(
    read<{ readonly rows: readonly QuarterRow[] }>(
      ['quarter', entityId, quarter],
      `/api/tax/quarters/${quarter}?entityId=${entityId}`,
    ),
  );
export const useChecks = (): UseQueryResult<{ readonly items: readonly Check[] }> =>
  useQuery(read<{ readonly items: readonly Check[] }>(['checks'], '/api/tax/checks?limit=20'));

/** Writes, then reads all of VAT again. */
export function useTaxWrite(): UseMutationResult<
  unknown,
  Error,
  { readonly method: ApiMethod; readonly path: string; readonly body: Readonly<Record<string, unknown>> }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ method, path, body }) => api<unknown>(method, path, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['tax'] }),
  });
}
