/** Changes of an order as the API takes and tells them, and the draft of one on the screen. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { api } from '#kit/api';
import type { Amount } from '../parts/format.ts';
import type { Article } from '../stock/scanner.tsx';
import type { Order } from './data.ts';

type Sums = {
  readonly totals: {
    readonly items: Amount;
    readonly delivery: Amount;
    readonly gross: Amount;
    readonly net: Amount;
    readonly tax: Amount;
  };
  readonly taxGroups: readonly { readonly rate: number; readonly tax: Amount }[];
};
export type StepRule =
  | 'less'
  | 'given_back'
  | 'more_kept'
  | 'added'
  | 'today'
  | 'carriage_kept'
  | 'vat_rounding'
  | 'carriage_none'
  | 'carriage_flat'
  | 'carriage_free';
export type Step = {
  readonly rule: StepRule;
  readonly lineNo: number | null;
  readonly units: number;
  readonly minor: number;
};
export type Preview = {
  readonly number: number;
  readonly changes: readonly {
    readonly lineNo: number;
    readonly skuId: string;
    readonly before: number;
    readonly after: number;
  }[];
  readonly before: Sums;
  readonly after: Sums;
  readonly deltaMinor: number;
  readonly steps: readonly Step[];
  readonly money: {
    readonly dueMinor: number;
    readonly refundMinor: number;
    readonly oweMinor: number;
    readonly promisedMinor: number;
    readonly balanceBefore: number;
  };
  readonly stock: {
    readonly back: readonly { skuId: string; siteId: string; quantity: number }[];
    readonly take: readonly { skuId: string; siteId: string; quantity: number }[];
    readonly later: readonly { skuId: string; quantity: number }[];
  };
  readonly currency: string;
  readonly hash: string;
};

export type Address = Readonly<Record<'name' | 'line1' | 'postcode' | 'city' | 'country', string>> & {
  readonly line2?: string | undefined;
  readonly [more: string]: string | undefined;
};
export type Delivery =
  | { readonly method: 'delivery'; readonly address: Address }
  | { readonly method: 'pickup'; readonly siteId: string };

/** What somebody is about to change. */
export type Draft = {
  readonly quantities: Readonly<Record<number, number>>;
  readonly today: Readonly<Record<number, boolean>>;
  readonly added: readonly { readonly article: Article; readonly quantity: number }[];
  readonly delivery?: Delivery;
  readonly contact?: { readonly name: string; readonly email?: string; readonly phone?: string };
  readonly balance?: 'link' | 'promise';
};
export const emptyDraft: Draft = { quantities: {}, today: {}, added: [] };

/** Units of a line that are still wanted. */
export const wantedOf = (line: { ordered: number; cancelled: number }): number => line.ordered - line.cancelled;

/** The change as the API takes it; undefined while there is none. */
export function editOf(order: Order, draft: Draft): Record<string, unknown> | undefined {
  const lines = order.lines.flatMap((line) => {
    const quantity = draft.quantities[line.lineNo] ?? wantedOf(line);
    const today = draft.today[line.lineNo] === true;
    return quantity === wantedOf(line) && !today
      ? []
      : [{ lineNo: line.lineNo, quantity, price: today ? 'today' : 'kept' }];
  });
  const add = draft.added
    .filter(({ quantity }) => quantity > 0)
    .map(({ article, quantity }) => ({ skuId: article.skuId, quantity }));
  const { delivery, contact, balance } = draft;
  if (lines.length + add.length === 0 && !delivery && !contact) return undefined;
  return {
    ...(lines.length > 0 ? { lines } : {}),
    ...(add.length > 0 ? { add } : {}),
    ...(delivery ? { delivery } : {}),
    ...(contact ? { contact } : {}),
    ...(balance ? { balance } : {}),
  };
}

/** What the change would do, asked again a moment after the last key; the last answer stays while the next one comes. */
export function usePreview(order: Order, edit: Record<string, unknown> | undefined): UseQueryResult<Preview> {
  const text = JSON.stringify(edit ?? null);
  const [asked] = useDebouncedValue(text, 250);
  return useQuery({
    queryKey: ['orders', 'preview', order.orderId, order.version, asked],
    queryFn: ({ signal }) =>
      api<Preview>('POST', `/api/orders/${order.orderId}/edit/preview`, { body: { edit: JSON.parse(asked) }, signal }),
    enabled: asked !== 'null',
    retry: false,
    placeholderData: (before) => before,
    staleTime: 5_000,
  });
}
