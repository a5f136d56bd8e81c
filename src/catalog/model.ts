/** What a product is: types and pure arithmetic. No transaction, no clock. */
import type { Instant } from '#base/time';
import type { StoredValue } from './attributes/model.ts';

export type Language = 'fr' | 'en';
/** The same words in both languages; a source that knows one only gives it twice. */
export type Text = { readonly fr: string; readonly en: string };
export const taxClasses = ['standard', 'intermediate', 'reduced', 'super_reduced', 'none'] as const;
export type TaxClass = (typeof taxClasses)[number];
export const productStatuses = ['draft', 'active', 'archived'] as const;
export type ProductStatus = (typeof productStatuses)[number];
export type VariantStatus = 'active' | 'withdrawn';

/** Limits of one product; beyond them a page or a transaction would no longer be small. */
export const MAX_VARIANTS = 500;
export const MAX_IMAGES = 250;
export const MAX_OPTIONS = 3;

/** One of our drawings, see `#kit/drawings/illustrate`. */
export type DrawingSpec = {
  readonly kind: string;
  readonly palette: string;
  readonly pattern: string;
  readonly variant: number;
};

/** Where a picture comes from. */
export type MediaSource = { readonly url: string } | { readonly drawing: DrawingSpec } | { readonly mediaId: string };
export type MediaDraft = { readonly source: MediaSource; readonly alt: Text };

export type VariantDraft = {
  /** Names an existing variant; else it is found by its options, then by its SKU. */
  readonly skuId?: string;
  /** null = derive one from handle and options. */
  readonly sku: string | null;
  readonly gtin: string | null;
  readonly optionValues: readonly Text[];
  readonly weightG: number | null;
  readonly image: MediaSource | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly status?: VariantStatus;
  /** Attribute values of this variant alone; see `ProductDraft.content`. */
  readonly values?: readonly DraftValue[];
};

/** A value as a source states it; of which variant says the place where it stands. */
export type DraftValue = Omit<StoredValue, 'skuId'>;

/** The family and the attribute values that a source states. */
export type ContentDraft = {
  /** undefined = leave as it is, null = in none. */
  readonly family?: string | null;
  /** Of the product, and so of all its variants. */
  readonly values: readonly DraftValue[];
  /** What the source has a place for: where it left one empty, the value is cleared. `id` tells one such set from another. */
  readonly stated: { readonly id: string; readonly keys: ReadonlySet<string> };
};

/** A whole product as a file, the office or the demo states it. What a draft does not state, it leaves as it is. */
export type ProductDraft = {
  readonly productId?: string;
  readonly handle: string;
  readonly name: Text;
  readonly description: Text;
  readonly facts: Readonly<Record<string, Text>>;
  readonly brand: string | null;
  readonly productType: string | null;
  readonly taxClass: TaxClass;
  readonly tags: readonly string[];
  readonly options: readonly Text[];
  readonly status: ProductStatus;
  readonly attributes: Readonly<Record<string, string>>;
  readonly media: readonly MediaDraft[];
  /** Variants to add or change; those not named stay. */
  readonly variants: readonly VariantDraft[];
  /** undefined = leave as they are. */
  readonly categoryIds?: readonly string[];
  /** Categories of a product that is new. */
  readonly categoryIdsIfNew?: readonly string[];
  /** true = on at least one channel, false = on none, undefined = leave. */
  readonly published?: boolean;
  /** Without it family and values stay as they are. */
  readonly content?: ContentDraft;
  readonly createdAt?: Instant;
  /** The only language the source knows: what it cannot say of a product that is there already, stays (`complete.ts`). */
  readonly language?: Language;
  /** Fields for which such a source has no column: they stay as they are. */
  readonly unsaid?: readonly ('tags' | 'productType')[];
  /** Says that the draft is the same as last time; null = compare in full. */
  readonly sourceHash: string | null;
};

/** What a handle can be: small letters of any script and digits, with `-` and `_` between them. */
export const isHandle = (text: string): boolean =>
  /^[\p{Ll}\p{Lo}\p{N}](?:[\p{Ll}\p{Lo}\p{N}_-]*[\p{Ll}\p{Lo}\p{N}])?$/u.test(text);

/** A handle or SKU part from any text: folded, words joined by `-`; letters of other scripts stay. */
export function slug(text: string): string {
  return foldText(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Text as people search it: no accents, no capitals, ligatures opened. */
export function foldText(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l');
}

export const plainText = (text: string): Text => ({ fr: text, en: text });

/** What tells a variant from its sisters: its option values. Empty for a product without options. */
export function optionKey(values: readonly Text[]): string {
  return values.map((value) => value.fr.trim()).join('\u001f');
}

/** The SKU of a variant whose source has none: `classic-varsity-top-small`. */
export function derivedSku(handle: string, values: readonly Text[]): string {
  const parts = [handle, ...values.map((value) => slug(value.fr))].filter((part) => part !== '');
  return parts.join('-').slice(0, 120);
}

/** The text under which SKUs are compared. */
export const skuKey = (sku: string): string => sku.trim().toUpperCase();

export type Gtin =
  | { readonly ok: true; readonly gtin: string; readonly inStore: boolean }
  | { readonly ok: false; readonly rule: 'gtin_length' | 'gtin_digits' | 'gtin_check_digit' };

/**
 * Reads a GTIN of 8, 12, 13 or 14 digits; kept as 14, padded with zeros on the left. The check digit is that of the GS1 General
 * Specifications: weights 3, 1, 3 … from the right. `inStore`: prefixes 02 and 20–29 of EAN-13 are the shop's own numbers
 * (variable weight or price inside) and mean nothing to anyone else.
 */
export function readGtin(text: string): Gtin {
  const digits = text.replaceAll(/[\s-]/g, '');
  if (!/^\d+$/.test(digits)) return { ok: false, rule: 'gtin_digits' };
  if (![8, 12, 13, 14].includes(digits.length)) return { ok: false, rule: 'gtin_length' };
  let sum = 0;
  for (let i = 0; i < digits.length - 1; i++) sum += Number(digits[digits.length - 2 - i]) * (i % 2 === 0 ? 3 : 1);
  if ((10 - (sum % 10)) % 10 !== Number(digits.at(-1))) return { ok: false, rule: 'gtin_check_digit' };
  const gtin = digits.padStart(14, '0');
  const inStore = digits.length !== 8 && /^0(02|2\d)/.test(gtin);
  return { ok: true, gtin, inStore };
}

/** The GTIN as scanners and files write it: 8 or 13 digits where the zeros on the left mean nothing. */
export function shortGtin(gtin: string): string {
  return gtin.startsWith('000000') ? gtin.slice(6) : gtin.startsWith('0') ? gtin.slice(1) : gtin;
}

export type Medium = { readonly mediaId: string; readonly url: string; readonly alt: Text };

/** What a list shows of a product. Prices and availability are joined by the caller, through `skuIds`. */
export type ProductCard = {
  readonly productId: string;
  readonly handle: string;
  readonly name: Text;
  readonly brand: string | null;
  readonly image: string;
  readonly alt: Text;
  readonly status: ProductStatus;
  readonly taxClass: TaxClass;
  readonly tags: readonly string[];
  readonly skuIds: readonly string[];
  readonly channels: readonly string[];
  readonly categoryIds: readonly string[];
  readonly createdAt: Instant;
  readonly version: number;
};

export type VariantView = {
  readonly skuId: string;
  readonly sku: string;
  readonly gtin: string | null;
  readonly optionValues: readonly Text[];
  readonly image: string;
  readonly weightG: number | null;
  readonly status: VariantStatus;
};

/** Everything a product page shows but prices and stock. */
export type ProductDetail = ProductCard & {
  /** Safe HTML of few tags, made by `safeHtml`. */
  readonly description: Text;
  readonly facts: Readonly<Record<string, Text>>;
  readonly productType: string | null;
  readonly options: readonly { readonly name: Text; readonly values: readonly Text[] }[];
  readonly variants: readonly VariantView[];
  readonly media: readonly Medium[];
};

export type CategoryNode = {
  readonly categoryId: string;
  readonly handle: string;
  readonly name: Text;
  readonly parentId: string | null;
  readonly version: number;
  readonly children: readonly CategoryNode[];
};

/** What other modules need to know of a SKU: enough for a cart line, a ticket, an order's snapshot. */
export type SkuFacts = {
  readonly skuId: string;
  readonly productId: string;
  readonly handle: string;
  readonly sku: string;
  readonly gtin: string | null;
  readonly name: Text;
  readonly optionText: Text;
  readonly brand: string | null;
  readonly taxClass: TaxClass;
  readonly image: string;
  /** `active` only when product and variant both are. */
  readonly status: ProductStatus | 'withdrawn';
  readonly channels: readonly string[];
  readonly weightG: number | null;
  readonly version: number;
};
