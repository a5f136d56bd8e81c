/** Taking the variants of a product one by one, whatever the format: each once, and no more than a product may have. */
import { MAX_VARIANTS, optionKey } from '#catalog';
import type { Wrong } from './foreign.ts';
import { excerpt, type ReadContext, type VariantRow } from './model.ts';

/**
 * `fields`: the columns that are named when option values stand twice (`duplicate_variant`) and when there are too many variants
 * (`too_many_variants`). The function returned tells a row that can't be and answers undefined, else its variant.
 */
export function variantTaker(
  { refuse }: Pick<ReadContext, 'refuse'>,
  fields: { readonly options: string; readonly product: string },
): (row: number, read: VariantRow | Wrong, product: string) => VariantRow | undefined {
  const seen = new Set<string>();
  return (row, read, product) => {
    const problem = 'rule' in read ? read : wrongIn(read, product);
    if (problem) refuse({ row, ...problem });
    if (problem || 'rule' in read) return undefined;
    seen.add(optionKey(read.optionValues));
    return read;
  };
  function wrongIn({ optionValues }: VariantRow, product: string): Wrong | undefined {
    const key = optionKey(optionValues);
    if (seen.has(key))
      return { field: fields.options, rule: 'duplicate_variant', value: excerpt(key.replaceAll('\u001f', ' / ')) };
    if (seen.size < MAX_VARIANTS) return undefined;
    return { field: fields.product, rule: 'too_many_variants', value: excerpt(product) };
  }
}
