/** Facts of the catalogue. Bodies carry ids only. */
import type { NewEvent } from '#base/journal';

/** A product or one of its variants was made or changed; `skuIds` are all of its SKUs, also those that stayed as they were. */
export function productChanged(productId: string, version: number, skuIds: readonly string[]): NewEvent {
  return {
    type: 'catalog.product_changed',
    subjectKind: 'product',
    subjectId: productId,
    version,
    body: { skuIds: skuIds.slice(0, 500), made: version === 1 },
  };
}

/** A product is offered, or not any more, on these channels. */
export function publicationChanged(
  productId: string,
  version: number,
  skuIds: readonly string[],
  channelIds: readonly string[],
  published: boolean,
): NewEvent {
  return {
    type: 'catalog.published',
    subjectKind: 'product',
    subjectId: productId,
    version,
    body: { channelIds, published, skuIds: skuIds.slice(0, 500) },
  };
}

/** What became of a category. */
export type CategoryChange = 'made' | 'renamed' | 'moved' | 'sorted' | 'removed' | 'readdressed';

export function categoryChanged(categoryId: string, version: number, what: readonly CategoryChange[]): NewEvent {
  return { type: 'catalog.category_changed', subjectKind: 'category', subjectId: categoryId, version, body: { what } };
}

/** An attribute or a family was made, changed or removed. Without a version of its own: the same code may be made again. */
export function definitionChanged(what: 'attribute' | 'family', code: string, version: number): NewEvent {
  return { type: `catalog.${what}_changed`, subjectKind: what, subjectId: code, body: { version } };
}

/** A picture is new, ready, changed or gone: whoever shows its product shows that now. null: it is no product's. */
export function mediaChanged(mediaId: string, productId: string | null, skuIds: readonly string[]): NewEvent {
  return {
    type: 'catalog.media_changed',
    subjectKind: 'media',
    subjectId: mediaId,
    mentions: productId === null ? [] : [productId],
    body: { productId, skuIds: skuIds.slice(0, 500) },
  };
}

export const catalogEvents = [
  'catalog.product_changed',
  'catalog.published',
  'catalog.category_changed',
  'catalog.media_changed',
  'catalog.attribute_changed',
  'catalog.family_changed',
] as const;
