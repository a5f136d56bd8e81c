/** Reading the rows of the grid, and saving them: told by a dry run, then written. */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { ProductLine } from './data.ts';
import { callsOf, refusedOf, type BulkItem, type GridRow, type Refused, type Typed } from './grid-data.ts';

/** Rows of one page. */
export const ROWS = 50;
export type GridQuery = {
  readonly ids: string;
  readonly q: string;
  readonly family: string;
  readonly categoryId: string;
  readonly after: string;
};
export type GridPage = { readonly rows: readonly GridRow[]; readonly next: string | null };

/** The page of the chosen products (`after` counts them), or of those that a filter finds. */
export function useGridPage(query: GridQuery): UseQueryResult<GridPage> {
  return useQuery({
    queryKey: ['products', 'grid', query],
    queryFn: async ({ signal }) => {
      const { ids, next } = await idsOf(query, signal);
      if (ids.length === 0) return { rows: [], next: null };
      const values = await api<{ items: readonly GridRow[] }>('GET', '/api/products/values', {
        query: { productIds: ids },
        signal,
      });
      return { rows: values.items, next };
    },
  });
}

async function idsOf(
  { ids, after, ...filter }: GridQuery,
  signal: AbortSignal,
): Promise<{ ids: readonly string[]; next: string | null }> {
  if (ids !== '') {
    const all = ids.split(',');
    const from = Number(after) || 0;
    return { ids: all.slice(from, from + ROWS), next: all.length > from + ROWS ? String(from + ROWS) : null };
  }
  type Page = { items: readonly ProductLine[]; next: string | null };
  const { items, next } = await api<Page>('GET', '/api/products', { query: { ...filter, after, limit: ROWS }, signal });
  return { ids: items.map((line) => line.productId), next };
}

export type Answer = { readonly items: readonly BulkItem[]; readonly refused: Refused };

/** Sends what was typed; with `dryRun` nothing is written. Afterwards the rows are read again. */
export function useSendTyped(): (typed: Typed, dryRun: boolean) => Promise<Answer> {
  const client = useQueryClient();
  return async (typed, dryRun) => {
    const answers = [];
    try {
      for (const call of callsOf(typed)) {
        const body = { select: { productIds: call.productIds }, edits: call.edits, dryRun };
        const { items } = await api<{ items: readonly BulkItem[] }>('POST', '/api/products/bulk', { body });
        answers.push({ call, items });
      }
    } finally {
      if (!dryRun) await client.invalidateQueries({ queryKey: ['products'] });
    }
    return { items: answers.flatMap((answer) => answer.items), refused: refusedOf(answers) };
  };
}
