/** What a file says, before the catalogue hears of it. */
import type { ProductDraft, RelationKind, VariantDraft } from '#catalog';
import type { ContentRules } from './values.ts';

export const formats = ['shopify', 'woocommerce', 'magento', 'halle'] as const;
export type Format = (typeof formats)[number];

/** One thing that is wrong with one row; `value` is an excerpt of the cell. */
export type RowProblem = {
  readonly row: number;
  readonly field: string;
  readonly rule: string;
  readonly value: string;
};

/** A count a file gives: for a site by its code, or (null) for the site the importer named. */
export type StockFigure = { readonly siteCode: string | null; readonly quantity: number };

/** Where a value stands in the file, and its text. */
export type RowCell = { readonly row: number; readonly field: string; readonly value: string };

/** What a bundle's row says it is made of, by SKU. */
export type FilePart = { readonly sku: string; readonly quantity: number };

export type VariantRow = VariantDraft & {
  readonly row: number;
  /** The cells of `values`. */
  readonly cells?: readonly RowCell[];
  /** undefined: the file does not say. */
  readonly parts?: readonly FilePart[];
  /** Tax-inclusive minor units of the shop's currency; null: the file does not say. */
  readonly priceMinor: number | null;
  readonly compareAtMinor: number | null;
  readonly stock: readonly StockFigure[];
};

/** A product as its rows say it; bad rows are left out and told as problems. */
export type FileProduct = {
  readonly handle: string;
  readonly firstRow: number;
  readonly rows: number;
  readonly draft: Omit<ProductDraft, 'variants' | 'sourceHash' | 'categoryIds' | 'categoryIdsIfNew'>;
  /** Ways to its categories, and whether the file says them or they were guessed. */
  readonly categories: readonly (readonly { fr: string; en: string }[])[];
  readonly categoriesStated: boolean;
  readonly variants: readonly VariantRow[];
  /** The cells of `draft.content.values`. */
  readonly cells?: readonly RowCell[];
  /** Products that go with it, by handle; kinds that the file does not speak of are absent. */
  readonly related?: Readonly<Partial<Record<RelationKind, readonly string[]>>>;
};

export type Column = { readonly name: string; readonly index: number };

/** How one kind of file is read: everything after the CSV itself. */
export type FileFormat = {
  readonly name: Format;
  /** How sure we are that this header (in small letters) is of our kind, 0 = not. */
  readonly fits: (header: readonly string[]) => number;
  /** The name under which a column is read, whatever its capitals or language. */
  readonly nameOf: (column: string) => string;
  /** The column that must be there; its cell says to which product a row belongs, unless `keys` says it. */
  readonly handleColumn: string;
  /** Where rows of one product name each other instead of a handle of their own. */
  readonly keys?: {
    /** Hears every row once, before any is asked for its key. */
    readonly hear: (cell: CellOf, links: Map<string, string>) => void;
    /** The key of a row's product; empty: it has none. */
    readonly of: (cell: CellOf, links: ReadonlyMap<string, string>) => string;
  };
  /** Columns whose cells say stock. */
  readonly isStock: (column: string) => boolean;
  readonly read: (group: Group, context: ReadContext) => FileProduct | undefined;
};

/** The cell of a column of one row, by name. */
export type CellOf = (column: string) => string;

/** The rows of one handle (or key), in the order of the file. */
export type Group = {
  readonly handle: string;
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
};

export type ReadContext = {
  readonly header: Header;
  readonly currency: string;
  readonly language: 'fr' | 'en';
  /** Where pictures lie that the file names by a path only; without it they can't be had. */
  readonly pictureBase?: string | undefined;
  /** By what attribute values are read. */
  readonly rules: ContentRules;
  readonly refuse: (problem: RowProblem) => void;
  readonly warn: (problem: RowProblem) => void;
};

export type Header = { readonly names: readonly string[]; readonly index: ReadonlyMap<string, number> };

export type ImportDiff = {
  readonly handle: string;
  readonly change: 'created' | 'updated';
  readonly fields: readonly { readonly field: string; readonly from: string; readonly to: string }[];
};

/** A column to which we give no meaning here: kept as text, and written again. */
export type UnreadColumn = {
  readonly column: string;
  /** Products and variants that have something in it. */
  readonly rows: number;
  readonly example: string;
};

export type ImportReport = {
  readonly format: Format | 'prices';
  readonly dryRun: boolean;
  /** Data rows of the file, and how far we are. */
  readonly rows: number;
  readonly done: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly variants: number;
  readonly prices: number;
  readonly stock: number;
  /** Rows left out; the list holds the first 1,000. */
  readonly refusedRows: number;
  readonly refused: readonly RowProblem[];
  /** Rows taken with something put right or left out; the list holds the first 1,000. */
  readonly warnings: readonly RowProblem[];
  /** Once a column, with what was not understood; the first 500. */
  readonly unread: readonly UnreadColumn[];
  /** The first 200 changes. */
  readonly diff: readonly ImportDiff[];
};

/** What an import of a catalogue did. */
export type CatalogueReport = ImportReport & { readonly format: Format };

/** The beginning of a value on one line, for people; control characters become spaces. */
export function excerpt(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const line = Array.from(text.slice(0, 81), (c) => (c < ' ' ? ' ' : c)).join('');
  return text.length > 80 ? `${line.slice(0, 79).toWellFormed()}…` : line.toWellFormed();
}
