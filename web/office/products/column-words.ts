/** The columns of our own catalogue file, explained. */
import type { Lang } from '#kit/format';
import { words } from '../words/words.ts';

export const fileColumns = [
  'handle',
  'names',
  'state',
  'brand',
  'categories',
  'tax',
  'facts',
  'options',
  'sku',
  'price',
  'weight',
  'images',
  'variantStatus',
  'stock',
  'family',
  'related',
  'components',
  'kept',
] as const;

export const columnWords = words(
  {
    handle_name: 'handle',
    handle: 'l’adresse du produit ; sur chaque ligne',
    names_name: 'name_fr, name_en, description_fr, description_en',
    names: 'les textes ; une langue absente prend l’autre',
    state_name: 'status, published',
    state: 'active, draft ou archived ; true ou false : sur les canaux, ou sur aucun',
    brand_name: 'brand, type, tags',
    brand: 'marque, type, mots-clés séparés par des virgules',
    categories_name: 'categories_fr, categories_en',
    categories: 'Vêtements > Hauts; Nouveautés ; celles qui manquent sont créées',
    tax_name: 'tax_class',
    tax: 'standard, intermediate, reduced, super_reduced ou none',
    facts_name: 'material_fr, origin_fr, care_fr…',
    facts: 'matière, origine, entretien, dans les deux langues',
    options_name: 'option1_name_fr, option1_fr… option3_en',
    options: 'les noms des options, et les valeurs de la variante',
    sku_name: 'sku, gtin',
    sku: 'la référence (vide : formée de l’adresse et des options) et le code-barres',
    price_name: 'price, compare_at_price',
    price: 'TTC : 49.90 ou 49,90 ; le prix barré. Vide : le prix reste',
    weight_name: 'weight_g',
    weight: 'grammes',
    images_name: 'images, image_alts, variant_image',
    images: 'adresses séparées par des espaces ; leurs textes séparés par |',
    variantStatus_name: 'variant_status',
    variantStatus: 'active ou withdrawn',
    stock_name: 'stock, stock:CODE',
    stock: 'unités sur place ; CODE est le code du lieu',
    family_name: 'family',
    family: 'le code de la famille',
    related_name: 'related_complement, related_alternative, related_spare_part',
    related: 'les adresses des produits liés, séparées par des espaces',
    components_name: 'components',
    components: 'ce qui compose un lot : REF-1*2, REF-2',
    kept_name: 'product.X, variant.X',
    kept: 'gardé tel quel et réécrit',
  },
  {
    handle_name: 'handle',
    handle: 'the product’s address; on every row',
    names_name: 'name_fr, name_en, description_fr, description_en',
    names: 'texts; a language that is absent takes the other',
    state_name: 'status, published',
    state: 'active, draft or archived; true or false: on the channels, or on none',
    brand_name: 'brand, type, tags',
    brand: 'brand, type, tags with commas between',
    categories_name: 'categories_fr, categories_en',
    categories: 'Vêtements > Hauts; Nouveautés; missing ones are made',
    tax_name: 'tax_class',
    tax: 'standard, intermediate, reduced, super_reduced or none',
    facts_name: 'material_fr, origin_fr, care_fr…',
    facts: 'material, origin, care, in both languages',
    options_name: 'option1_name_fr, option1_fr… option3_en',
    options: 'the names of the options, and the variant’s values',
    sku_name: 'sku, gtin',
    sku: 'the SKU (empty: made of handle and options) and the bar code',
    price_name: 'price, compare_at_price',
    price: 'tax included: 49.90 or 49,90; the price before. Empty: the price stays',
    weight_name: 'weight_g',
    weight: 'grams',
    images_name: 'images, image_alts, variant_image',
    images: 'addresses with spaces between; their texts with | between',
    variantStatus_name: 'variant_status',
    variantStatus: 'active or withdrawn',
    stock_name: 'stock, stock:CODE',
    stock: 'units there; CODE is the site’s code',
    family_name: 'family',
    family: 'the family’s code',
    related_name: 'related_complement, related_alternative, related_spare_part',
    related: 'handles of related products, with spaces between',
    components_name: 'components',
    components: 'what a bundle is made of: SKU-1*2, SKU-2',
    kept_name: 'product.X, variant.X',
    kept: 'kept as it is and written again',
  },
);

type Known = {
  readonly kind: string;
  readonly unit: string | null;
  readonly choices: readonly { readonly code: string }[];
};

/** What a cell of an attribute's column looks like. */
export function exampleOf({ kind, unit, choices }: Known, lang: Lang): string {
  const codes = choices.slice(0, 2).map((choice) => choice.code);
  if (kind === 'number') return '12.5';
  if (kind === 'measure') return `12.5 ${unit ?? ''}`;
  if (kind === 'yes_no') return lang === 'fr' ? 'oui, non' : 'yes, no';
  if (kind === 'date') return '2026-11-22';
  if (kind === 'choice') return codes.join(lang === 'fr' ? ' ou ' : ' or ');
  if (kind === 'choices') return codes.join(', ');
  return lang === 'fr' ? 'un texte' : 'a text';
}
