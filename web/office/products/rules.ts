/** The rules that rows of a file break, as people say them; one we don't know is shown by its code. */
import type { Lang } from '#kit/format';

const rules: Readonly<Record<string, readonly [fr: string, en: string]>> = {
  any_value: ['vaut pour toutes les valeurs ; vendu comme « Toutes »', 'stands for every value; sold as “Any”'],
  bad_column: ['colonne inconnue', 'unknown column'],
  below_promised: ['moins que ce qui est déjà promis à des clients', 'less than is promised to customers already'],
  download_not_kept: ['téléchargements non repris', 'downloads are not kept'],
  duplicate_handle: ['même adresse qu’un autre produit du fichier', 'same address as another product of the file'],
  duplicate_sku: ['référence déjà présente dans le fichier', 'SKU stands in the file already'],
  duplicate_variant: ['variante déjà présente', 'variant stands there already'],
  gtin_check_digit: ['clé de contrôle du GTIN fausse', 'wrong check digit of the GTIN'],
  gtin_digits: ['un GTIN n’a que des chiffres', 'a GTIN has digits only'],
  gtin_length: ['un GTIN a 8, 12, 13 ou 14 chiffres', 'a GTIN has 8, 12, 13 or 14 digits'],
  missing: ['valeur absente', 'value missing'],
  no_parent: ['son produit n’est pas dans le fichier', 'its product is not in the file'],
  no_variants: ['aucune variante dans le fichier', 'no variants in the file'],
  not_a_weight: ['pas un poids', 'not a weight'],
  no_handle: ['pas d’adresse de produit', 'no handle'],
  not_a_handle: ['adresse de produit impossible', 'not a handle'],
  not_a_quantity: ['pas une quantité', 'not a quantity'],
  not_a_web_address: ['pas une adresse web', 'not a web address'],
  not_an_amount: ['pas un montant', 'not an amount'],
  not_csv: ['pas du CSV', 'not CSV'],
  not_grams: ['pas un poids en grammes', 'not a weight in grams'],
  not_kept: ['colonne non reprise', 'column not kept'],
  one_brand: ['plusieurs marques ; la première est reprise', 'several brands; the first is taken'],
  option_mismatch: ['options différentes de celles du produit', 'options differ from the product’s'],
  picture_by_path: [
    'image nommée par un chemin : dites où elles se trouvent',
    'picture named by a path: say where they lie',
  ],
  quote_not_closed: ['guillemet jamais fermé', 'quote never closed'],
  sale_dates: ['promotion à dates, gardée mais non appliquée', 'sale with dates, kept but not applied'],
  sku_taken: ['référence d’un autre produit', 'SKU of another product'],
  text_after_quote: ['texte après un guillemet fermant', 'text after a closing quote'],
  too_large: ['trop grand', 'too large'],
  too_long: ['trop long', 'too long'],
  too_many_cells: ['plus de cellules que de colonnes', 'more cells than columns'],
  too_many_columns: ['trop de colonnes', 'too many columns'],
  too_many_decimals: ['trop de décimales', 'too many decimals'],
  too_many_options: ['plus de trois options', 'more than three options'],
  too_many_pictures: ['trop d’images ; les premières sont reprises', 'too many pictures; the first are kept'],
  too_many_rows: ['trop de lignes pour un produit', 'too many rows for one product'],
  too_many_variants: ['plus de 500 variantes', 'more than 500 variants'],
  too_scattered: ['lignes du produit trop éloignées l’une de l’autre', 'rows of the product too far apart'],
  true_or_false: ['ni vrai ni faux', 'neither true nor false'],
  type_not_sold: ['type de produit non repris', 'kind of product not taken'],
  unique: ['doit être unique', 'must be unique'],
  unknown_language: ['langue inconnue de cette vue', 'unknown language of this view'],
  unknown_status: ['état inconnu', 'unknown state'],
  variant_missing: ['variante nommée mais absente du fichier', 'variant named but not in the file'],
  unknown_tax_class: ['classe de TVA inconnue', 'unknown VAT class'],
};

/** The rule in words. */
export function ruleText(lang: Lang, rule: string): string {
  const known = rules[rule];
  return known === undefined ? rule : known[lang === 'fr' ? 0 : 1];
}
