/** Reorder rules as the API tells and takes them. */
import { api } from '#kit/api';
import type { Article } from './data.ts';

export type Decided = {
  readonly min: number | null;
  readonly max: number | null;
  readonly targetDays: number | null;
  readonly skip: boolean;
};
export type Rule = Article &
  Decided & {
    readonly siteId: string;
    readonly supplierId: string | null;
    readonly supplierName: string | null;
    readonly packUnits: number | null;
    readonly leadDays: number | null;
  };

/** The house decides. */
export const nothingDecided: Decided = { min: null, max: null, targetDays: null, skip: false };

export const keyOf = (rule: Rule): string => `${rule.skuId} ${rule.siteId}`;

/** Decides of an article at a site; the same again changes nothing. */
export const setRule = (siteId: string, { skuId, min, max, targetDays, skip }: Decided & { readonly skuId: string }) =>
  api('PUT', `/api/sites/${siteId}/reorder-rules`, { body: { rules: [{ skuId, min, max, targetDays, skip }] } });
