/** Reading products: by id, by handle, by SKU or scanned code. All through the cache of this process. */
import { sql, type Database, type Db } from '#base/db';
import type { Instant } from '#base/time';
import { drawingPath } from '#kit/drawings/illustrate';
import { picturePath } from '#kit/pictures';
import { catalogCache } from './cache.ts';
import { safeHtml } from './html.ts';
import {
  readGtin,
  skuKey,
  type DrawingSpec,
  type Medium,
  type ProductCard,
  type ProductDetail,
  type ProductStatus,
  type SkuFacts,
  type TaxClass,
  type Text,
  type VariantStatus,
  type VariantView,
} from './model.ts';
import { drawable, placeholderFor } from './placeholder.ts';

export type MediaRow = {
  readonly mediaId: string;
  readonly position: number | null;
  readonly kind: 'drawing' | 'upload' | 'remote';
  readonly drawing: DrawingSpec | null;
  readonly mediaType: string | null;
  readonly state: 'ready' | 'pending' | 'failed';
  readonly alt: Text;
};

/** What its address says of a picture; see `#kit/pictures`. */
export type MediaFace = Pick<MediaRow, 'mediaId' | 'drawing' | 'mediaType' | 'state'> & {
  readonly contentHash: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly focusX: number;
  readonly focusY: number;
};

const extensions: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' };

/** The address a browser asks for: the picture when we have it, else its placeholder. Never another shop's server. */
export function mediaUrl(row: MediaFace): string {
  const { mediaId, state, contentHash, width, height } = row;
  if (state === 'ready' && contentHash !== null && width !== null && height !== null) {
    const focus = { x: row.focusX, y: row.focusY };
    return picturePath({ mediaId, content: contentHash.slice(0, 16), width, height, focus });
  }
  const extension = row.state === 'ready' && row.mediaType !== null ? extensions[row.mediaType] : undefined;
  if (extension !== undefined) return `/media/${row.mediaId}.${extension}`;
  return drawingUrl(row.drawing);
}

/** The address of a drawing; an unknown one becomes a parcel. */
export function drawingUrl(spec: DrawingSpec | null): string {
  return drawingPath((spec && drawable(spec)) ?? { kind: 'parcel', palette: 'lin', pattern: 'plain', variant: 0 });
}

type VariantRow = {
  readonly skuId: string;
  readonly sku: string;
  readonly gtin: string | null;
  readonly optionValues: readonly Text[];
  readonly weightG: number | null;
  readonly mediaId: string | null;
  readonly status: VariantStatus;
};

type ProductRow = {
  readonly productId: string;
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
  readonly createdAt: Instant;
  readonly version: number;
  readonly variants: readonly VariantRow[] | null;
  readonly media: readonly (MediaRow & MediaFace)[] | null;
  readonly channels: readonly string[] | null;
  readonly categoryIds: readonly string[] | null;
};

async function readProducts(db: Db, productIds: readonly string[]): Promise<ProductDetail[]> {
  const rows = await db.query<ProductRow>(sql`
    SELECT p.product_id AS "productId", p.handle, p.name, p.description, p.facts, p.brand, p.product_type AS "productType",
      p.tax_class AS "taxClass", p.tags, p.options, p.status, p.created_at AS "createdAt", p.version,
      (SELECT json_agg(json_build_object('skuId', v.sku_id, 'sku', v.sku, 'gtin', v.gtin, 'optionValues', v.option_values,
        'weightG', v.weight_g, 'mediaId', v.media_id, 'status', v.status) ORDER BY v.position, v.sku_id)
        FROM catalog.variant v WHERE v.product_id = p.product_id) AS variants,
      (SELECT json_agg(json_build_object('mediaId', m.media_id, 'position', m.position, 'kind', m.kind, 'drawing', m.drawing,
        'mediaType', m.media_type, 'state', m.state, 'alt', m.alt, 'contentHash', m.content_hash, 'width', m.width, 'height', m.height,
        'focusX', m.focus_x, 'focusY', m.focus_y) ORDER BY m.position, m.media_id)
        FROM catalog.media m WHERE m.product_id = p.product_id) AS media,
      (SELECT array_agg(b.channel_id ORDER BY b.channel_id) FROM catalog.publication b WHERE b.product_id = p.product_id) AS channels,
      (SELECT array_agg(c.category_id ORDER BY c.position, c.category_id) FROM catalog.product_category c
        WHERE c.product_id = p.product_id) AS "categoryIds"
    FROM catalog.product p WHERE p.product_id = ANY(${productIds}::text[])`);
  return rows.map(detailOf);
}

function detailOf(row: ProductRow): ProductDetail {
  const media = (row.media ?? []).filter((m) => m.position !== null);
  const byId = new Map((row.media ?? []).map((m) => [m.mediaId, m]));
  const first = media[0] ?? row.media?.[0];
  const image = first ? mediaUrl(first) : drawingUrl(placeholderOf(row));
  const alt = first && first.alt.fr !== '' ? first.alt : row.name;
  const variants = (row.variants ?? []).map((v): VariantView => {
    const own = v.mediaId === null ? undefined : byId.get(v.mediaId);
    const { mediaId: _mediaId, ...rest } = v;
    return { ...rest, image: own ? mediaUrl(own) : image };
  });
  return {
    productId: row.productId,
    handle: row.handle,
    name: row.name,
    brand: row.brand,
    image,
    alt,
    status: row.status,
    taxClass: row.taxClass,
    tags: row.tags,
    skuIds: variants.filter((v) => v.status === 'active').map((v) => v.skuId),
    channels: row.channels ?? [],
    categoryIds: row.categoryIds ?? [],
    createdAt: row.createdAt,
    version: row.version,
    description: { fr: safeHtml(row.description.fr), en: safeHtml(row.description.en) },
    facts: row.facts,
    productType: row.productType,
    options: row.options.map((name, i) => ({ name, values: valuesOf(variants, i) })),
    variants,
    media:
      media.length > 0
        ? media.map((m): Medium => ({ mediaId: m.mediaId, url: mediaUrl(m), alt: m.alt.fr === '' ? row.name : m.alt }))
        : [],
  };
}

function placeholderOf(row: Pick<ProductRow, 'tags' | 'name' | 'productType'>): DrawingSpec {
  return placeholderFor([row.tags.join(' '), row.name.en, row.name.fr, row.productType ?? '']);
}

function valuesOf(variants: readonly VariantView[], option: number): Text[] {
  const seen = new Map<string, Text>();
  for (const variant of variants) {
    const value = variant.status === 'active' ? variant.optionValues[option] : undefined;
    if (value && !seen.has(value.fr)) seen.set(value.fr, value);
  }
  return [...seen.values()];
}

/** Products by id, in no order; those that do not exist are absent. Cached by version. */
export async function productsById(db: Database, productIds: readonly string[]): Promise<Map<string, ProductDetail>> {
  const cache = catalogCache(db);
  const found = new Map<string, ProductDetail>();
  const missing: string[] = [];
  for (const productId of productIds) {
    const known = cache.products.get(productId);
    if (known) found.set(productId, known);
    else missing.push(productId);
  }
  if (missing.length > 0) {
    const generation = cache.generation;
    for (const product of await readProducts(db, missing)) {
      found.set(product.productId, product);
      if (cache.generation === generation) cache.products.set(product.productId, product);
    }
  }
  return found;
}

/** What lists show. Any product, published or not: the caller's ids come from `listProducts` or `searchProducts`. */
export function productCards(db: Database, productIds: readonly string[]): Promise<Map<string, ProductCard>> {
  return productsById(db, productIds);
}

/** One product, whatever its status; undefined when there is none. */
export async function productById(db: Database, productId: string): Promise<ProductDetail | undefined> {
  return catalogCache(db).products.get(productId) ?? (await productsById(db, [productId])).get(productId);
}

/** One product by its handle, whatever its status and channels: shop routes must look at both. */
export async function productByHandle(db: Database, handle: string): Promise<ProductDetail | undefined> {
  const cache = catalogCache(db);
  const known = cache.idsByHandle.get(handle);
  const remembered = known === undefined ? undefined : await productById(db, known);
  // A handle may pass to another product: what is remembered holds while the product says so itself.
  if (remembered?.handle === handle) return remembered;
  const [row] = await db.query<{ productId: string }>(
    sql`SELECT product_id AS "productId" FROM catalog.product WHERE handle = ${handle}`,
  );
  if (!row) return undefined;
  cache.idsByHandle.set(handle, row.productId);
  return productById(db, row.productId);
}

type SkuRow = Omit<SkuFacts, 'image' | 'optionText' | 'status' | 'channels'> & {
  readonly optionValues: readonly Text[];
  readonly productStatus: ProductStatus;
  readonly variantStatus: VariantStatus;
  readonly channels: readonly string[] | null;
  readonly media: MediaFace | null;
  readonly tags: readonly string[];
  readonly productType: string | null;
};

/** Facts of SKUs, in no order; those that do not exist are absent. */
export async function skuFacts(db: Database, skuIds: readonly string[]): Promise<Map<string, SkuFacts>> {
  const cache = catalogCache(db);
  const found = new Map<string, SkuFacts>();
  const missing: string[] = [];
  for (const skuId of skuIds) {
    const known = cache.skus.get(skuId);
    if (known) found.set(skuId, known);
    else missing.push(skuId);
  }
  if (missing.length > 0) {
    const generation = cache.generation;
    for (const facts of await readSkus(db, missing)) {
      found.set(facts.skuId, facts);
      if (cache.generation === generation) cache.skus.set(facts.skuId, facts);
    }
  }
  return found;
}

/** The same without waiting, for hot paths: undefined when one of them is not in memory. */
export function skuFactsInMemory(db: Database, skuIds: readonly string[]): Map<string, SkuFacts> | undefined {
  const { skus } = catalogCache(db);
  const found = new Map<string, SkuFacts>();
  for (const skuId of skuIds) {
    const known = skus.get(skuId);
    if (known === undefined) return undefined;
    found.set(skuId, known);
  }
  return found;
}

async function readSkus(db: Db, skuIds: readonly string[]): Promise<SkuFacts[]> {
  const rows = await db.query<SkuRow>(sql`
    SELECT v.sku_id AS "skuId", v.product_id AS "productId", p.handle, v.sku, v.gtin, p.name, v.option_values AS "optionValues", p.brand,
      p.tax_class AS "taxClass", p.status AS "productStatus", v.status AS "variantStatus", v.weight_g AS "weightG", p.version, p.tags,
      p.product_type AS "productType",
      (SELECT array_agg(b.channel_id) FROM catalog.publication b WHERE b.product_id = p.product_id) AS channels,
      (SELECT json_build_object('mediaId', m.media_id, 'drawing', m.drawing, 'mediaType', m.media_type, 'state', m.state,
        'contentHash', m.content_hash, 'width', m.width, 'height', m.height, 'focusX', m.focus_x, 'focusY', m.focus_y)
        FROM catalog.media m WHERE m.product_id = p.product_id AND (m.media_id = v.media_id OR m.position IS NOT NULL)
        ORDER BY m.media_id IS DISTINCT FROM v.media_id, m.position LIMIT 1) AS media
    FROM unnest(${skuIds}::text[]) w(sku_id) JOIN catalog.variant v USING (sku_id) JOIN catalog.product p ON p.product_id = v.product_id`);
  return rows.map((row) => ({
    skuId: row.skuId,
    productId: row.productId,
    handle: row.handle,
    sku: row.sku,
    gtin: row.gtin,
    name: row.name,
    optionText: {
      fr: row.optionValues.map((value) => value.fr).join(' / '),
      en: row.optionValues.map((value) => value.en).join(' / '),
    },
    brand: row.brand,
    taxClass: row.taxClass,
    image: row.media ? mediaUrl(row.media) : drawingUrl(placeholderOf(row)),
    status: row.variantStatus === 'withdrawn' ? 'withdrawn' : row.productStatus,
    channels: row.channels ?? [],
    weightG: row.weightG,
    version: row.version,
  }));
}

/** What a scanner or a person typed: an SKU (capitals do not matter) or a GTIN. undefined when nothing has it. */
export async function skuByCode(db: Database, code: string): Promise<SkuFacts | undefined> {
  const [skuId] = await skuIdsByCode(db, code);
  return skuId === undefined ? undefined : (await skuFacts(db, [skuId])).get(skuId);
}

/** All SKUs with this code: one SKU, or those sharing a GTIN (a merchant's file may say so). SKU first. */
export async function skuIdsByCode(db: Db, code: string): Promise<string[]> {
  const gtin = readGtin(code);
  const rows = await db.query<{ skuId: string }>(sql`
    SELECT sku_id AS "skuId" FROM catalog.variant WHERE sku_key = ${skuKey(code)} OR gtin = ${gtin.ok ? gtin.gtin : null}
    ORDER BY sku_key = ${skuKey(code)} DESC, status = 'active' DESC, sku_id LIMIT 20`);
  return rows.map((row) => row.skuId);
}

/** The ids of SKUs by their own codes (for files of prices or stock). */
export async function skuIdsBySku(db: Db, skus: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ skuId: string; key: string }>(
    sql`SELECT sku_id AS "skuId", sku_key AS key FROM catalog.variant WHERE sku_key = ANY(${skus.map(skuKey)}::text[])`,
  );
  const byKey = new Map(rows.map((row) => [row.key, row.skuId]));
  return new Map(skus.flatMap((sku) => (byKey.has(skuKey(sku)) ? [[sku, byKey.get(skuKey(sku)) ?? ''] as const] : [])));
}
