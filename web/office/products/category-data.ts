/** What the office writes of categories. */
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Category, Text } from './data.ts';

const PATH = '/api/categories';

export type CategoryAct =
  | {
      readonly act: 'create';
      readonly categoryId: string;
      readonly handle: string;
      readonly name: Text;
      readonly parentId: string | null;
    }
  | {
      readonly act: 'change';
      readonly categoryId: string;
      readonly version: number;
      readonly name?: Text;
      readonly parentId?: string | null;
    }
  | { readonly act: 'sort'; readonly parentId: string | null; readonly categoryIds: readonly string[] }
  | { readonly act: 'remove'; readonly categoryId: string }
  | {
      readonly act: 'assign';
      readonly productIds: readonly string[];
      readonly add: readonly string[];
      readonly remove: readonly string[];
    };

function send(wish: CategoryAct): Promise<{ changed?: number }> {
  switch (wish.act) {
    case 'create': {
      const { act: _act, ...body } = wish;
      return api('POST', PATH, { body });
    }
    case 'change': {
      const { act: _act, categoryId, ...body } = wish;
      return api('PATCH', `${PATH}/${categoryId}`, { body });
    }
    case 'sort':
      return api('PUT', `${PATH}/order`, { body: { parentId: wish.parentId, categoryIds: wish.categoryIds } });
    case 'remove':
      return api('DELETE', `${PATH}/${wish.categoryId}`);
    case 'assign': {
      const { act: _act, ...body } = wish;
      return api('POST', '/api/products/categories', { body });
    }
  }
}

/** Does one act on categories; what shows products or categories is read again. */
export function useCategoryAct(): UseMutationResult<{ changed?: number }, Error, CategoryAct> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: ['products'] }),
  });
}

/** The category and all below it, by id. */
export function withBelow(all: readonly Category[], categoryId: string): ReadonlySet<string> {
  const found = new Set([categoryId]);
  // A line comes after its parent: one pass finds every depth.
  for (const one of all) if (one.parentId !== null && found.has(one.parentId)) found.add(one.categoryId);
  return found;
}

/** The sisters of a category in their order, with this one a step up or down; undefined where it can't go. */
export function stepped(all: readonly Category[], categoryId: string, step: -1 | 1): string[] | undefined {
  const one = all.find((line) => line.categoryId === categoryId);
  const sisters = all.filter((line) => line.parentId === one?.parentId).map((line) => line.categoryId);
  const at = sisters.indexOf(categoryId);
  const other = sisters[at + step];
  if (!one || other === undefined) return undefined;
  return sisters.with(at, other).with(at + step, categoryId);
}
