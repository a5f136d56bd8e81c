/** The rules of a product that hold wherever it comes from; the import checks row by row and with the same limits. */
import { refuse, type FieldError } from '#base/refusal';
import {
  isHandle,
  MAX_IMAGES,
  MAX_OPTIONS,
  MAX_VARIANTS,
  optionKey,
  readGtin,
  skuKey,
  type ProductDraft,
} from './model.ts';

/** Refuses `catalog.product_invalid` with every field that breaks a rule. */
export function checkDraft(draft: ProductDraft): void {
  const fields: FieldError[] = [];
  const wrong = (field: string, rule: string): void => void fields.push({ field: `body.${field}`, rule });
  if (!isHandle(draft.handle)) wrong('handle', 'small letters, digits and - between them');
  if (draft.name.fr.trim() === '' && draft.name.en.trim() === '') wrong('name', 'in at least one language');
  if (draft.options.length > MAX_OPTIONS) wrong('options', `at most ${MAX_OPTIONS}`);
  if (draft.variants.length > MAX_VARIANTS) wrong('variants', `at most ${MAX_VARIANTS}`);
  if (draft.media.length > MAX_IMAGES) wrong('media', `at most ${MAX_IMAGES}`);
  const keys = new Set<string>();
  const skus = new Set<string>();
  draft.variants.forEach((variant, i) => {
    const key = optionKey(variant.optionValues);
    if (variant.optionValues.length !== draft.options.length)
      wrong(`variants.${i}.optionValues`, 'one value for each option');
    else if (keys.has(key)) wrong(`variants.${i}.optionValues`, 'different from those of its sisters');
    keys.add(key);
    if (variant.sku !== null) {
      if (variant.sku.trim() === '') wrong(`variants.${i}.sku`, 'not empty');
      if (skus.has(skuKey(variant.sku))) wrong(`variants.${i}.sku`, 'unique');
      skus.add(skuKey(variant.sku));
    }
    if (variant.gtin !== null && !readGtin(variant.gtin).ok) wrong(`variants.${i}.gtin`, 'a GTIN with its check digit');
  });
  if (fields.length > 0) refuse('catalog.product_invalid', { fields });
}
