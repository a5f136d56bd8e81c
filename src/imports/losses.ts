/** What a file of some format cannot say of this catalogue: told before it is written, so that nobody trusts it with more. */
import type { Db } from '#base/db';
import { relationKinds, type Text } from '#catalog';
import { exportLines } from './export.ts';
import { familyOf, unsaidValues } from './foreign-values.ts';
import type { ExportOptions, Line } from './export-line.ts';
import type { Format } from './model.ts';

export const lossRules = [
  'other_language',
  'drawings',
  'uploads',
  'alt_texts',
  'stock_by_site',
  'vat_class',
  'withdrawn',
  'tags',
  'type',
  'of_other_systems',
  'family',
  'values',
  'unseen_values',
  'links',
  'content_state',
  'long_texts',
] as const;
export type LossRule = (typeof lossRules)[number];
export type Loss = { readonly rule: LossRule; readonly products: number; readonly example: string };

const both = (text: Text): boolean => text.fr !== text.en;

/** Magento's attribute set is a family: its own, unless the file came with another. */
function saysFamily({ product, content, options }: Line, format: Format): boolean {
  const set = product.attributes['magento:attribute_set_code'];
  if (format !== 'magento') return format === 'halle';
  return set === undefined || familyOf(options.world.rules, set) === content?.family;
}

/** What of one product gets lost in a format. Pure. */
export function lossesOf(line: Line, format: Format): LossRule[] {
  const { product, figures, content, links, options } = line;
  const { variants, media } = product;
  const optionTexts = [...product.options, ...variants.flatMap((variant) => variant.optionValues)];
  const facts = Object.values(product.facts);
  const texts: readonly Text[] =
    format === 'halle'
      ? []
      : format === 'magento'
        ? [...optionTexts, ...facts]
        : [product.name, product.description, ...optionTexts, ...facts];
  const gallery = media.filter((one) => one.position !== null);
  const kept = [product.attributes, ...variants.map((variant) => variant.attributes)].flatMap(Object.keys);
  const foreign = kept.some((name) => {
    const home = /^(woo|magento):/.exec(name)?.[1] ?? 'shopify';
    return home !== { shopify: 'shopify', woocommerce: 'woo', magento: 'magento', halle: home }[format];
  });
  const sites = variants.some((variant) => (figures.stock.get(variant.skuId)?.size ?? 0) > 1);
  const listed = options.world.rules.definitions.families.get(content?.family ?? '')?.attributes ?? [];
  const related = relationKinds.some((kind) => (links.relations.get(product.productId)?.[kind] ?? []).length > 0);
  const found: Readonly<Record<LossRule, boolean>> = {
    other_language: texts.some(both),
    drawings: format !== 'halle' && gallery.some((one) => one.kind === 'drawing'),
    uploads: gallery.some((one) => one.kind === 'upload'),
    alt_texts: format === 'woocommerce' && gallery.some((one) => one.alt.fr !== '' || one.alt.en !== ''),
    stock_by_site: format !== 'halle' && sites,
    family: content?.family != null && !saysFamily(line, format),
    values: unsaidValues(line, format).length > 0,
    unseen_values: (content?.values ?? []).some((value) => listed.every((one) => one.code !== value.attribute)),
    links: format !== 'halle' && (related || variants.some((one) => links.components.has(one.skuId))),
    content_state: content !== undefined && content.enrichment !== 'draft',
    vat_class: format === 'shopify' && product.taxClass !== 'standard',
    withdrawn: variants.some(
      (one) =>
        one.status === 'withdrawn' &&
        (format === 'shopify' || (format === 'halle' && one.optionValues.length !== product.options.length)),
    ),
    tags: format === 'magento' && product.tags.length > 0,
    type: (format === 'magento' || format === 'woocommerce') && product.productType !== null,
    of_other_systems: foreign,
    long_texts: product.description.fr.length > 32_000 || product.description.en.length > 32_000,
  };
  return lossRules.filter((rule) => found[rule]);
}

/** The same for the whole catalogue: how many products lose what, with one of them by handle. */
export async function catalogueLosses(db: Db, options: ExportOptions, spreadsheet: boolean): Promise<Loss[]> {
  const found = new Map<LossRule, { products: number; example: string }>();
  for await (const lines of exportLines(db, options))
    for (const line of lines)
      for (const rule of lossesOf(line, options.format)) {
        const known = found.get(rule) ?? { products: 0, example: line.product.handle };
        found.set(rule, { ...known, products: known.products + 1 });
      }
  return [...found].flatMap(([rule, facts]) => (rule === 'long_texts' && !spreadsheet ? [] : [{ rule, ...facts }]));
}
