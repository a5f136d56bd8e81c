/** What the writers of all formats have at hand for a product: itself, its figures, the ways to its categories. */
import type { Component, ProductContent, Relations, StoredProduct, Text } from '#catalog';
import type { Format } from './model.ts';
import type { World } from './world.ts';

export type ExportOptions = {
  readonly format: Format;
  readonly world: World;
  /** Only what lies at this site; without it, a format with one quantity gets the sum of all sites. */
  readonly siteCode?: string;
};

export type Figures = {
  readonly prices: ReadonlyMap<string, { readonly minor: number; readonly compareAtMinor: number | null }>;
  /** SKU id → site id → units on hand. */
  readonly stock: ReadonlyMap<string, ReadonlyMap<string, number>>;
};
/** Of a page of products. */
export type Links = {
  readonly relations: ReadonlyMap<string, Relations>;
  readonly components: ReadonlyMap<string, readonly Component[]>;
  readonly handleOf: ReadonlyMap<string, string>;
  readonly skuOf: ReadonlyMap<string, string>;
};
export type Line = {
  readonly product: StoredProduct;
  readonly figures: Figures;
  readonly options: ExportOptions;
  readonly ways: ReadonlyMap<string, readonly Text[]>;
  readonly content: ProductContent | undefined;
  readonly links: Links;
};

/** A row of the file: column → cell. */
export type Row = Record<string, string>;
