/** Writing our own CSV, and the spreadsheet of the same columns. */
import { money, toDecimal } from '#base/money';
import { shortGtin, type StoredMedia, type StoredProduct, type Text } from '#catalog';
import { drawingPath, type DrawingSpec } from '#kit/drawings/illustrate';
import type { Line, Row } from './export-line.ts';
import { factNames } from './halle.ts';

export function halleRows({ product, figures, options, ways }: Line): Row[] {
  const { currency, sites } = options.world;
  const gallery = product.media.filter((m) => m.position !== null);
  return product.variants
    .filter((v) => v.status === 'active')
    .map((variant, i): Row => {
      const price = figures.prices.get(variant.skuId);
      const stock = figures.stock.get(variant.skuId);
      const picture = product.media.find((m) => m.mediaId === variant.mediaId);
      const row: Row = { handle: product.handle };
      if (i === 0) Object.assign(row, halleProduct(product, gallery, ways));
      product.options.forEach((name, n) => {
        if (i === 0) both(row, `option${n + 1}_name`, name);
        both(row, `option${n + 1}`, variant.optionValues[n] ?? { fr: '', en: '' });
      });
      row.sku = variant.sku;
      row.gtin = variant.gtin === null ? '' : shortGtin(variant.gtin);
      row.price = price ? toDecimal(money(price.minor, currency)) : '';
      row.compare_at_price =
        price === undefined || price.compareAtMinor === null ? '' : toDecimal(money(price.compareAtMinor, currency));
      row.weight_g = variant.weightG === null ? '' : String(variant.weightG);
      row.variant_image = picture ? pictureCell(picture) : '';
      for (const site of sites)
        row[`stock:${site.code}`] = stock?.has(site.siteId) ? String(stock.get(site.siteId)) : '';
      for (const [name, value] of Object.entries(variant.attributes)) row[`variant.${name}`] = value;
      return row;
    });
}

function halleProduct(
  product: StoredProduct,
  gallery: readonly StoredMedia[],
  ways: ReadonlyMap<string, readonly Text[]>,
): Row {
  const row: Row = {};
  both(row, 'name', product.name);
  both(row, 'description', product.description);
  for (const fact of factNames) both(row, fact, product.facts[fact] ?? { fr: '', en: '' });
  row.status = product.status;
  row.published = String(product.channels.length > 0);
  row.brand = product.brand ?? '';
  row.type = product.productType ?? '';
  row.tags = product.tags.join(', ');
  row.tax_class = product.taxClass;
  const paths = product.categoryIds.map((id) => ways.get(id) ?? []);
  row.categories_fr = paths.map((path) => path.map((name) => name.fr).join(' > ')).join('; ');
  row.categories_en = paths.map((path) => path.map((name) => name.en).join(' > ')).join('; ');
  const shown = gallery.filter((m) => pictureCell(m) !== '');
  row.images = shown.map(pictureCell).join(' ');
  if (shown.some((m) => m.alt.fr !== ''))
    row.image_alts = shown.map((m) => (m.alt.fr === m.alt.en ? m.alt.fr : `${m.alt.fr} // ${m.alt.en}`)).join(' | ');
  for (const [name, value] of Object.entries(product.attributes)) row[`product.${name}`] = value;
  return row;
}

function both(row: Row, name: string, text: Text): void {
  row[`${name}_fr`] = text.fr;
  row[`${name}_en`] = text.en;
}

/** Uploads have no address that another system could read: they stay where they are. */
function pictureCell(picture: StoredMedia): string {
  if (picture.kind === 'remote') return picture.sourceUrl ?? '';
  if (picture.kind === 'drawing' && picture.drawing)
    return `drawing:${drawingPath(picture.drawing as DrawingSpec)
      .replace('/assets/drawings/', '')
      .replace('.svg', '')}`;
  return '';
}
