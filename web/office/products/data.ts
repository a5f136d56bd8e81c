/** What the office reads and writes of products, categories, pictures and imports. */
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { newId } from '#base/ids';
import type { Instant } from '#base/time';
import { address, api } from '#kit/api';

export type Text = { readonly fr: string; readonly en: string };
export const statuses = ['active', 'draft', 'archived'] as const;
export type Status = (typeof statuses)[number];
export const taxClasses = ['standard', 'intermediate', 'reduced', 'super_reduced', 'none'] as const;
export type TaxClass = (typeof taxClasses)[number];

export type ProductLine = {
  readonly productId: string;
  readonly handle: string;
  readonly name: Text;
  readonly brand: string | null;
  readonly status: Status;
  readonly image: string;
  readonly variants: number;
  readonly channels: readonly string[];
  readonly skuIds: readonly string[];
  readonly version: number;
  readonly createdAt: string;
};
export type Variant = {
  readonly skuId: string;
  readonly sku: string;
  readonly gtin: string | null;
  readonly optionValues: readonly Text[];
  readonly image: string;
  readonly weightG: number | null;
  readonly status: 'active' | 'withdrawn';
};
export type Medium = { readonly mediaId: string; readonly url: string; readonly alt: Text };
export type Product = {
  readonly productId: string;
  readonly handle: string;
  readonly name: Text;
  readonly brand: string | null;
  readonly image: string;
  readonly status: Status;
  readonly taxClass: TaxClass;
  readonly tags: readonly string[];
  readonly skuIds: readonly string[];
  readonly channels: readonly string[];
  readonly categoryIds: readonly string[];
  readonly createdAt: Instant;
  readonly version: number;
  readonly productType: string | null;
  readonly options: readonly { readonly name: Text; readonly values: readonly Text[] }[];
  readonly variants: readonly Variant[];
  readonly media: readonly Medium[];
  readonly rawDescription: Text;
};
export type Category = {
  readonly categoryId: string;
  readonly handle: string;
  readonly name: Text;
  readonly parentId: string | null;
  readonly depth: number;
  /** Products in the category itself. */
  readonly products: number;
  readonly version: number;
};
export type VariantIn = {
  readonly skuId?: string;
  readonly sku?: string | null;
  readonly gtin?: string | null;
  readonly optionValues: readonly Text[];
  readonly weightG?: number | null;
  readonly status?: 'active' | 'withdrawn';
};
export type ProductFields = {
  readonly name: Text;
  readonly description: Text;
  readonly brand: string | null;
  readonly productType: string | null;
  readonly taxClass: TaxClass;
  readonly status: Status;
  readonly tags: readonly string[];
  readonly categoryIds: readonly string[];
  readonly options: readonly Text[];
  readonly variants: readonly VariantIn[];
  readonly media: readonly { readonly source: { readonly mediaId: string }; readonly alt: Text }[];
};
export type Receipt = {
  readonly productId: string;
  readonly handle: string;
  readonly version: number;
  readonly skus: readonly { readonly skuId: string; readonly sku: string }[];
};
type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

const PRODUCTS = '/api/products';

export function useProduct(productId: string): UseQueryResult<Product> {
  return useQuery({
    queryKey: ['products', productId],
    queryFn: ({ signal }) => api<Product>('GET', `${PRODUCTS}/${productId}`, { signal }),
  });
}

/** All categories as lines with a depth, from the top. */
export function useCategories(): UseQueryResult<readonly Category[]> {
  return useQuery({
    queryKey: ['products', 'categories'],
    queryFn: async ({ signal }) => (await api<Page<Category>>('GET', '/api/categories', { signal })).items,
    staleTime: 60_000,
  });
}

export function useSaveProduct(): UseMutationResult<
  Receipt,
  Error,
  { readonly productId: string; readonly version: number; readonly patch: Partial<ProductFields> }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ productId, version, patch }) =>
      api<Receipt>('PATCH', `${PRODUCTS}/${productId}`, { body: { ...patch, version } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['products'] }),
  });
}

export type NewProduct = {
  readonly productId: string;
  readonly handle: string;
  readonly name: Text;
  readonly brand: string | null;
  readonly taxClass: TaxClass;
  readonly status: Status;
  readonly categoryIds: readonly string[];
  readonly channelIds: readonly string[];
  readonly options: readonly Text[];
  readonly variants: readonly VariantIn[];
};

export function useNewProduct(): UseMutationResult<Receipt, Error, NewProduct> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewProduct) => api<Receipt>('POST', PRODUCTS, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['products'] }),
  });
}

/** Offers a product on one channel, or takes it off. */
export function usePublication(
  productId: string,
): UseMutationResult<unknown, Error, { readonly channelId: string; readonly published: boolean }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ channelId, published }) =>
      api<unknown>('PUT', `${PRODUCTS}/${productId}/publication`, { body: { channelIds: [channelId], published } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['products'] }),
  });
}

/** Sends pictures one after another to the end of a product's gallery. */
export function useUpload(productId: string): UseMutationResult<void, Error, readonly File[]> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (files) => {
      for (const file of files)
        await api<unknown>('POST', '/api/media', { query: { mediaId: newId('med'), productId, alt: '' }, body: file });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['products'] }),
  });
}

export type RowProblem = {
  readonly row: number;
  readonly field: string;
  readonly rule: string;
  readonly value: string;
};
/** A column kept as text, to which nothing here gives a meaning. */
export type UnreadColumn = { readonly column: string; readonly rows: number; readonly example: string };
export type ImportReport = {
  readonly format: string;
  readonly dryRun: boolean;
  readonly rows: number;
  readonly done: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly variants: number;
  readonly prices: number;
  readonly stock: number;
  readonly refusedRows: number;
  /** Imports from before this was counted have none. */
  readonly unread?: readonly UnreadColumn[];
  readonly refused: readonly RowProblem[];
  readonly warnings: readonly RowProblem[];
  readonly diff: readonly {
    readonly handle: string;
    readonly change: 'created' | 'updated';
    readonly fields: readonly { readonly field: string; readonly from: string; readonly to: string }[];
  }[];
};
export type ImportRun = {
  readonly importId: string;
  readonly fileName: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly dryRun: boolean;
  /** Of prices: into which list; null: a catalogue. */
  readonly listId: string | null;
  readonly problem: { readonly code: string; readonly detail: string } | null;
  readonly report: ImportReport | null;
  readonly actor: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
};
export type ImportLine = Omit<ImportRun, 'report'>;

const IMPORTS = '/api/imports';

export function useImports(): UseQueryResult<readonly ImportLine[]> {
  return useQuery({
    queryKey: ['imports'],
    queryFn: async ({ signal }) =>
      (await api<Page<ImportLine>>('GET', IMPORTS, { query: { kind: 'catalogue' }, signal })).items,
    refetchInterval: (query) => (query.state.data?.some((one) => one.state === 'running') ? 1_000 : false),
  });
}

/** One import, asked again each second while it runs. */
export function useImport(importId: string | null): UseQueryResult<ImportRun> {
  return useQuery({
    queryKey: ['imports', importId],
    queryFn: ({ signal }) => api<ImportRun>('GET', `${IMPORTS}/${importId}`, { signal }),
    enabled: importId !== null,
    refetchInterval: (query) => (query.state.data?.state === 'running' || !query.state.data ? 1_000 : false),
  });
}

export const fileFormats = ['halle', 'shopify', 'woocommerce', 'magento'] as const;
export type FileFormat = (typeof fileFormats)[number];
export type ImportWish = {
  readonly file: File;
  readonly format: FileFormat | null;
  readonly siteCode: string | null;
  readonly pictureBase: string | null;
  readonly family: string | null;
  /** Prices of less than half of those in force too. */
  readonly lowPrices: boolean;
  readonly dryRun: boolean;
};

export function useStartImport(): UseMutationResult<ImportRun, Error, ImportWish> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, format, siteCode, pictureBase, family, lowPrices, dryRun }) =>
      api<ImportRun>('POST', `${IMPORTS}/catalogue`, {
        query: {
          importId: newId('imp'),
          fileName: file.name.slice(-200),
          format,
          siteCode,
          pictureBase,
          family,
          lowPrices,
          dryRun,
        },
        body: new Blob([file], { type: 'application/octet-stream' }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['imports'] }),
  });
}

/** Where a catalogue file is had from. */
export const exportAddress = (format: FileFormat, as: 'csv' | 'xlsx' = 'csv'): string =>
  address('/api/exports/catalogue', { format, as });

export type Loss = { readonly rule: LossRule; readonly products: number; readonly example: string };
type LossRule =
  | 'other_language'
  | 'drawings'
  | 'uploads'
  | 'alt_texts'
  | 'stock_by_site'
  | 'vat_class'
  | 'withdrawn'
  | 'tags'
  | 'type'
  | 'of_other_systems'
  | 'family'
  | 'values'
  | 'unseen_values'
  | 'links'
  | 'content_state'
  | 'long_texts';

/** What a file of this format cannot say of the catalogue. */
export function useLosses(format: FileFormat, as: 'csv' | 'xlsx'): UseQueryResult<readonly Loss[]> {
  return useQuery({
    queryKey: ['products', 'losses', format, as],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly Loss[] }>('GET', '/api/exports/catalogue/losses', { query: { format, as }, signal }))
        .items,
  });
}
