/** Deciding what a draft changes: pure. `apply.ts` reads what this needs and writes what it returns. */
import { canonicalJson, sha256 } from '#base/canonical';
import { newId } from '#base/ids';
import {
  derivedSku,
  optionKey,
  plainText,
  skuKey,
  type DrawingSpec,
  type MediaSource,
  type ProductDraft,
  type ProductStatus,
  type TaxClass,
  type Text,
  type VariantDraft,
  type VariantStatus,
} from './model.ts';
import type { ContentPlan } from './attributes/draft-content.ts';
import { completed } from './complete.ts';
import { placeholderFor } from './placeholder.ts';

export type StoredVariant = {
  skuId: string;
  position: number;
  sku: string;
  skuDerived: boolean;
  gtin: string | null;
  optionValues: readonly Text[];
  optionKey: string;
  weightG: number | null;
  mediaId: string | null;
  attributes: Readonly<Record<string, string>>;
  status: VariantStatus;
};

export type StoredMedia = {
  mediaId: string;
  position: number | null;
  kind: 'drawing' | 'upload' | 'remote';
  drawing: DrawingSpec | null;
  sourceUrl: string | null;
  alt: Text;
  state: 'ready' | 'pending' | 'failed';
};

/** A product as the tables hold it. */
export type StoredProduct = {
  productId: string;
  handle: string;
  name: Text;
  description: Text;
  facts: Readonly<Record<string, Text>>;
  brand: string | null;
  productType: string | null;
  taxClass: TaxClass;
  tags: readonly string[];
  options: readonly Text[];
  status: ProductStatus;
  attributes: Readonly<Record<string, string>>;
  sourceHash: string | null;
  version: number;
  variants: readonly StoredVariant[];
  media: readonly StoredMedia[];
  channels: readonly string[];
  categoryIds: readonly string[];
};

export type Change = {
  readonly field: string;
  /** Of a variant: which one. */
  readonly skuId?: string;
  readonly from: unknown;
  readonly to: unknown;
};

export type ProductPlan = {
  readonly productId: string;
  readonly draft: ProductDraft;
  readonly kind: 'created' | 'updated' | 'unchanged';
  readonly version: number;
  readonly changes: readonly Change[];
  readonly productChanged: boolean;
  readonly newVariants: readonly StoredVariant[];
  readonly changedVariants: readonly StoredVariant[];
  readonly newMedia: readonly StoredMedia[];
  readonly changedMedia: readonly StoredMedia[];
  readonly droppedMedia: readonly string[];
  readonly categoryIds: readonly string[] | undefined;
  readonly channels: readonly string[] | undefined;
  /** For each variant of the draft, in its order. */
  readonly skus: readonly { readonly skuId: string; readonly sku: string; readonly made: boolean }[];
  /** All SKUs of the product after the change. */
  readonly allSkuIds: readonly string[];
  /** Of a draft that states family or values. */
  readonly content?: ContentPlan;
};

/** Which product holds an SKU already: key → owner. */
export type SkuOwners = ReadonlyMap<string, { readonly skuId: string; readonly productId: string }>;

/** Both names an SKU-less variant may get; the second when the first belongs to another (`a` + `b-c` against `a-b` + `c`). */
export function derivedSkus(handle: string, values: readonly Text[]): readonly [string, string] {
  const sku = derivedSku(handle, values);
  return [sku, `${sku}-${sha256(`${handle}\u001f${optionKey(values)}`).slice(0, 6)}`];
}

const fieldNames = [
  'name',
  'description',
  'facts',
  'brand',
  'productType',
  'taxClass',
  'tags',
  'options',
  'status',
  'attributes',
] as const;

/**
 * Compares a draft with what is stored. `channelIds` are those a newly offered product goes on. `taken` collects the SKU keys given
 * away in this batch. Throws nothing: a taken SKU comes back in `conflicts`.
 */
export function planProduct(
  given: ProductDraft,
  stored: StoredProduct | undefined,
  owners: SkuOwners,
  channelIds: readonly string[],
): { plan: ProductPlan; conflicts: readonly { index: number; sku: string }[] } {
  const draft = stored && given.language !== undefined ? completed(given, stored, given.language) : given;
  const productId = stored?.productId ?? draft.productId ?? newId('prd');
  const changes: Change[] = [];
  if (stored) for (const field of fieldNames) compare(changes, field, stored[field], draft[field]);
  const productChanged = !stored || changes.length > 0;
  const media = planMedia(draft, stored, changes);
  const variants = planVariants(draft, productId, stored, owners, media.idOf, changes);
  const categoryIds = planSet(
    'categories',
    stored?.categoryIds,
    draft.categoryIds ?? (stored ? undefined : draft.categoryIdsIfNew),
    changes,
  );
  const channels = planChannels(draft, stored, channelIds, changes);
  // A product none of whose variants may be is not made at all.
  const nothing = !stored && variants.made.length === 0 && variants.conflicts.length > 0;
  const kind = nothing ? 'unchanged' : stored === undefined ? 'created' : changes.length > 0 ? 'updated' : 'unchanged';
  const plan: ProductPlan = {
    productId,
    draft,
    kind,
    version: kind === 'unchanged' ? (stored?.version ?? 1) : (stored?.version ?? 0) + 1,
    changes,
    productChanged,
    newVariants: variants.made,
    changedVariants: variants.changed,
    newMedia: media.made,
    changedMedia: media.changed,
    droppedMedia: media.dropped,
    categoryIds,
    channels,
    skus: variants.skus,
    allSkuIds: [...new Set([...(stored?.variants ?? []).map((v) => v.skuId), ...variants.skus.map((s) => s.skuId)])],
  };
  return { plan, conflicts: variants.conflicts };
}

function compare(changes: Change[], field: string, from: unknown, to: unknown, skuId?: string): boolean {
  if (from === to || canonicalJson(from) === canonicalJson(to)) return false;
  changes.push({ field, ...(skuId === undefined ? {} : { skuId }), from, to });
  return true;
}

function planVariants(
  draft: ProductDraft,
  productId: string,
  stored: StoredProduct | undefined,
  owners: SkuOwners,
  mediaIdOf: (source: MediaSource | null) => string | null,
  changes: Change[],
): {
  made: StoredVariant[];
  changed: StoredVariant[];
  skus: ProductPlan['skus'][number][];
  conflicts: { index: number; sku: string }[];
} {
  const byId = new Map((stored?.variants ?? []).map((v) => [v.skuId, v]));
  const byOptions = new Map((stored?.variants ?? []).map((v) => [v.optionKey, v]));
  const bySku = new Map((stored?.variants ?? []).map((v) => [skuKey(v.sku), v]));
  const named = new Set(draft.variants.map((v) => optionKey(v.optionValues)));
  const out = {
    made: [] as StoredVariant[],
    changed: [] as StoredVariant[],
    skus: [] as ProductPlan['skus'][number][],
    conflicts: [] as { index: number; sku: string }[],
  };
  let end = Math.max(0, ...(stored?.variants ?? []).map((v) => v.position + 1));
  draft.variants.forEach((variant, index) => {
    const key = optionKey(variant.optionValues);
    const sameSku = variant.sku === null ? undefined : bySku.get(skuKey(variant.sku));
    // A renamed option value: same SKU, and nobody else in the draft claims the old values.
    const old =
      (variant.skuId === undefined ? undefined : byId.get(variant.skuId)) ??
      byOptions.get(key) ??
      (sameSku && !named.has(sameSku.optionKey) ? sameSku : undefined);
    const sku = skuOf(draft.handle, variant, old, owners, productId);
    const owner = owners.get(skuKey(sku));
    if (owner && owner.skuId !== old?.skuId) {
      out.conflicts.push({ index, sku });
      return;
    }
    const next: StoredVariant = {
      skuId: old?.skuId ?? variant.skuId ?? newId('sku'),
      position: old?.position ?? end++,
      sku,
      skuDerived: variant.sku === null && (old?.skuDerived ?? true),
      gtin: variant.gtin,
      optionValues: variant.optionValues,
      optionKey: key,
      weightG: variant.weightG,
      mediaId: variant.image === null ? null : mediaIdOf(variant.image),
      attributes: variant.attributes,
      status: variant.status ?? old?.status ?? 'active',
    };
    out.skus.push({ skuId: next.skuId, sku, made: old === undefined });
    if (!old) {
      out.made.push(next);
      if (stored)
        changes.push({
          field: `variant ${sku}`,
          skuId: next.skuId,
          from: null,
          to: variant.optionValues.map((v) => v.fr).join(' / '),
        });
    } else if (variantDiffers(changes, old, next)) out.changed.push(next);
  });
  return out;
}

/** What a variant's SKU is: its own, the one it has, or one derived from handle and options. */
function skuOf(
  handle: string,
  variant: VariantDraft,
  old: StoredVariant | undefined,
  owners: SkuOwners,
  productId: string,
): string {
  if (variant.sku !== null) return variant.sku;
  if (old) return old.sku;
  const [first, second] = derivedSkus(handle, variant.optionValues);
  const owner = owners.get(skuKey(first));
  return owner === undefined ? first : owner.productId === productId && owner.skuId === variant.skuId ? first : second;
}

function variantDiffers(changes: Change[], old: StoredVariant, next: StoredVariant): boolean {
  let differs = false;
  for (const field of ['sku', 'gtin', 'optionValues', 'weightG', 'mediaId', 'attributes', 'status'] as const) {
    if (compare(changes, `variant ${old.sku}: ${field}`, old[field], next[field], old.skuId)) differs = true;
  }
  return differs || old.skuDerived !== next.skuDerived;
}

const sourceKey = (source: MediaSource): string =>
  'url' in source
    ? `url:${source.url}`
    : 'mediaId' in source
      ? `id:${source.mediaId}`
      : `drawing:${canonicalJson(source.drawing)}`;

const storedKey = (media: StoredMedia): string =>
  media.kind === 'remote'
    ? `url:${media.sourceUrl ?? ''}`
    : media.kind === 'drawing'
      ? `drawing:${canonicalJson(media.drawing)}`
      : `id:${media.mediaId}`;

/** The gallery becomes what the draft says; pictures kept keep their id, and uploads are never dropped by a file. */
function planMedia(
  draft: ProductDraft,
  stored: StoredProduct | undefined,
  changes: Change[],
): {
  made: StoredMedia[];
  changed: StoredMedia[];
  dropped: string[];
  idOf: (source: MediaSource | null) => string | null;
} {
  const old = new Map((stored?.media ?? []).map((m) => [storedKey(m), m]));
  for (const media of stored?.media ?? []) old.set(`id:${media.mediaId}`, media);
  const ids = new Map<string, string>();
  const made: StoredMedia[] = [];
  const changed: StoredMedia[] = [];
  // A file whose cell is empty says nothing of a picture: what somebody wrote in the library stays.
  const said = (alt: Text | undefined): Text | undefined =>
    draft.sourceHash !== null && alt?.fr === '' && alt.en === '' ? undefined : alt;
  const place = (source: MediaSource, alt: Text | undefined, position: number | null): void => {
    const key = sourceKey(source);
    if (ids.has(key)) return;
    const known = old.get(key);
    const next: StoredMedia | undefined = known
      ? { ...known, position, alt: said(alt) ?? known.alt }
      : newMedia(source, alt, position, draft);
    if (!next) return; // names a picture that is not this product's
    ids.set(key, next.mediaId);
    ids.set(`id:${next.mediaId}`, next.mediaId);
    if (!known) made.push(next);
    else if (known.position !== position || canonicalJson(known.alt) !== canonicalJson(next.alt)) changed.push(next);
  };
  draft.media.forEach((media, i) => place(media.source, media.alt, i + 1));
  for (const variant of draft.variants) if (variant.image) place(variant.image, undefined, null);
  const inUse = new Set([...ids.values(), ...keptImages(draft, stored)]);
  // By hand an upload is taken out of the gallery, and waits in the library; a file does not know of uploads at all.
  if (draft.sourceHash === null)
    for (const media of stored?.media ?? [])
      if (media.kind === 'upload' && media.position !== null && !ids.has(`id:${media.mediaId}`))
        changed.push({ ...media, position: null });
  const dropped = (stored?.media ?? [])
    .filter((m) => !inUse.has(m.mediaId) && m.kind !== 'upload')
    .map((m) => m.mediaId);
  if (stored && (made.length > 0 || changed.length > 0 || dropped.length > 0)) {
    const list = (all: readonly StoredMedia[]): string[] => all.map(storedKey);
    changes.push({ field: 'pictures', from: list(stored.media), to: draft.media.map((m) => sourceKey(m.source)) });
  }
  return { made, changed, dropped, idOf: (source) => (source === null ? null : (ids.get(sourceKey(source)) ?? null)) };
}

/** Pictures of variants that the draft does not name. */
function keptImages(draft: ProductDraft, stored: StoredProduct | undefined): string[] {
  const named = new Set(draft.variants.map((v) => optionKey(v.optionValues)));
  return (stored?.variants ?? []).flatMap((v) => (v.mediaId !== null && !named.has(v.optionKey) ? [v.mediaId] : []));
}

function newMedia(
  source: MediaSource,
  alt: Text | undefined,
  position: number | null,
  draft: ProductDraft,
): StoredMedia | undefined {
  const base = { mediaId: newId('med'), position, alt: alt ?? plainText('') };
  if ('mediaId' in source) return undefined;
  if ('drawing' in source)
    return { ...base, kind: 'drawing', drawing: source.drawing, sourceUrl: null, state: 'ready' };
  const drawing = placeholderFor([draft.tags.join(' '), draft.name.en, draft.name.fr, draft.productType ?? '']);
  return { ...base, kind: 'remote', drawing, sourceUrl: source.url, state: 'pending' };
}

function planSet(
  field: string,
  from: readonly string[] | undefined,
  to: readonly string[] | undefined,
  changes: Change[],
): readonly string[] | undefined {
  if (to === undefined) return undefined;
  const wanted = [...new Set(to)];
  if (from !== undefined && canonicalJson(from) === canonicalJson(wanted)) return undefined;
  if (from !== undefined) changes.push({ field, from, to: wanted });
  return wanted;
}

function planChannels(
  draft: ProductDraft,
  stored: StoredProduct | undefined,
  channelIds: readonly string[],
  changes: Change[],
): readonly string[] | undefined {
  if (draft.published === undefined) return undefined;
  const now = stored?.channels ?? [];
  const next = !draft.published ? [] : now.length > 0 ? now : channelIds;
  return planSet('channels', stored ? [...now].sort() : [], [...next].sort(), changes);
}
