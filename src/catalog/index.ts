/** The face of `catalog`: what the merchant sells. */
export { catalogModule } from './module.ts';
export {
  derivedSku,
  foldText,
  optionKey,
  plainText,
  readGtin,
  shortGtin,
  skuKey,
  slug,
  MAX_IMAGES,
  MAX_OPTIONS,
  MAX_VARIANTS,
  type CategoryNode,
  type ContentDraft,
  type DraftValue,
  type DrawingSpec,
  type Language,
  type MediaDraft,
  type MediaSource,
  type Medium,
  type ProductCard,
  type ProductDetail,
  type ProductDraft,
  type ProductStatus,
  type SkuFacts,
  type TaxClass,
  type Text,
  type VariantDraft,
  type VariantView,
} from './model.ts';
export {
  productByHandle,
  productById,
  productCards,
  productsById,
  skuByCode,
  skuFacts,
  skuFactsInMemory,
  skuIdsByCode,
  skuIdsBySku,
} from './queries.ts';
export {
  categoryCounts,
  categoryPath,
  categoryTree,
  findCategory,
  listProducts,
  productIdsOnSale,
  type ListQuery,
  type ListSort,
} from './lists.ts';
export {
  brandsAndTags,
  officeProducts,
  productIdsIn,
  productTexts,
  productVersions,
  skusFound,
  type ProductTexts,
} from './office.ts';
export { applyProducts, planProducts, readStored, type Applied } from './apply.ts';
export type { Change, ProductPlan, StoredMedia, StoredProduct, StoredVariant } from './plan.ts';
export { changeCategoryHandle, changeProductHandle, movedTo } from './handles.ts';
export { createProduct, type ProductReceipt } from './create-product.ts';
export { updateProduct, type ProductPatch } from './update-product.ts';
export { setPublication, type PublicationInput } from './set-publication.ts';
export {
  createCategory,
  ensureCategories,
  pathHandle,
  removeCategory,
  sortCategories,
  updateCategory,
  type CategoryInput,
  type CategoryNames,
} from './categories.ts';
export { assignCategories, type Assignment } from './assign.ts';
export {
  attributesOf,
  contentsOf,
  definitionsOf,
  facetableAttributes,
  familiesOf,
  readContents,
  readValues,
  type Definitions,
} from './attributes/definitions.ts';
export {
  changeAttribute,
  defineAttribute,
  removeAttribute,
  type AttributeInput,
  type AttributePatch,
} from './attributes/define.ts';
export {
  checkValue,
  fieldValue,
  valueField,
  type Attribute,
  type AttributeKind,
  type Choice,
  type Enrichment,
  type Family,
  type Measure,
  type ProductContent,
  type Required,
  type StoredValue,
  type Value,
  type ValueIn,
} from './attributes/model.ts';
export { lockContent, statedKey, type ContentProblem } from './attributes/draft-content.ts';
export { setValues, type ValuesInput } from './attributes/set-values.ts';
export {
  facetValues,
  saidOn,
  shownAttributes,
  valueText,
  type FacetValue,
  type ShownAttribute,
} from './attributes/shown.ts';
export { editInBulk, previewBulk, type BulkResult, type Selection } from './bulk/edit.ts';
export type { Edit } from './bulk/plan.ts';
export { generateVariants, previewVariants, type Combination, type OptionIn } from './variants/grid.ts';
export { historyOf, undoChange, type HistoryEntry } from './history/undo.ts';
export { productIdsAfter, rangeFacts, type RangeFacts } from './range-facts.ts';
export { convert, unitOf, units, unitsOf, type Dimension, type Unit } from './attributes/units.ts';
export { setEnrichment, setFamily } from './families/assign.ts';
export { completeness as completenessFrom, percentOn, type Completeness } from './families/completeness.ts';
export { changeFamily, defineFamily, removeFamily, type FamilyInput, type FamilyPatch } from './families/define.ts';
export { completenessOf } from './families/queries.ts';
export {
  componentsOf,
  readRelations,
  relatedProducts,
  relationKinds,
  setComponents,
  setRelations,
  type Component,
  type RelationKind,
  type Relations,
} from './relations/relations.ts';
export { applyLinks, planLinks, type LinkPlan, type LinkProblem, type NamedLinks } from './relations/by-name.ts';
export { addMedia } from './media/add.ts';
export { fetchPictures } from './media/fetch.ts';
export { pictureType, readUpload, storePicture } from './media/files.ts';
export { addressesFrom, addressParts, type ProductAddress } from './addresses.ts';
export { placeholderFor } from './placeholder.ts';
export { htmlText, safeHtml } from './html.ts';
export { catalogCaches, catalogGeneration, writtenSince } from './cache.ts';
