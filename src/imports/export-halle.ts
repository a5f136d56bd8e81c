/** Writing our own CSV, and the spreadsheet of the same columns. */
import { money, toDecimal } from '#base/money';
import { relationKinds, shortGtin, type StoredMedia, type Text } from '#catalog';
import { drawingPath, type DrawingSpec } from '#kit/drawings/illustrate';
import type { Line, Row } from './export-line.ts';
import { joinList } from './foreign.ts';
import { factNames, writeAlts } from './halle.ts';
import { columnFor, writeValue } from './values.ts';

export function halleRows(line: Line): Row[] {
  const { product, figures, options, links } = line;
  const { currency, sites } = options.world;
  const gallery = product.media.filter((m) => m.position !== null);
  // A variant withdrawn before the options were changed fits none of them any more.
  const written = product.variants.filter(
    (one) => one.status === 'active' || one.optionValues.length === product.options.length,
  );
  return written.map((variant, i): Row => {
    const price = figures.prices.get(variant.skuId);
    const stock = figures.stock.get(variant.skuId);
    const picture = product.media.find((m) => m.mediaId === variant.mediaId);
    const row: Row = { handle: product.handle };
    if (i === 0) Object.assign(row, halleProduct(line, gallery), valueCells(line, null));
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
    Object.assign(row, valueCells(line, variant.skuId));
    row.variant_status = variant.status;
    const parts = links.components.get(variant.skuId) ?? [];
    const counted = parts.map((part) => `${links.skuOf.get(part.skuId) ?? ''}*${part.quantity}`);
    if (parts.length > 0) row.components = joinList(counted, ',', ', ');
    row.variant_image = picture ? pictureCell(picture) : '';
    for (const site of sites) row[`stock:${site.code}`] = stock?.has(site.siteId) ? String(stock.get(site.siteId)) : '';
    for (const [name, value] of Object.entries(variant.attributes)) row[`variant.${name}`] = value;
    return row;
  });
}

/** The values of the product (null) or of one variant; those of attributes that its family does not list are unseen. */
function valueCells({ content, options }: Line, skuId: string | null): Row {
  const { rules } = options.world;
  const row: Row = {};
  const listed = rules.definitions.families.get(content?.family ?? '')?.attributes ?? [];
  for (const value of content?.values ?? []) {
    const attribute = rules.definitions.attributes.get(value.attribute);
    if (value.skuId !== skuId || !attribute || listed.every((one) => one.code !== value.attribute)) continue;
    const column = columnFor(value, rules);
    if (column !== undefined) row[column] = writeValue(attribute, value.value);
  }
  return row;
}

function halleProduct({ product, ways, content, links }: Line, gallery: readonly StoredMedia[]): Row {
  const row: Row = { family: content?.family ?? '' };
  const related = links.relations.get(product.productId);
  for (const kind of related ? relationKinds : [])
    row[`related_${kind}`] = (related?.[kind] ?? []).flatMap((id) => links.handleOf.get(id) ?? []).join(' ');
  both(row, 'name', product.name);
  both(row, 'description', product.description);
  for (const fact of factNames) both(row, fact, product.facts[fact] ?? { fr: '', en: '' });
  row.status = product.status;
  row.published = String(product.channels.length > 0);
  row.brand = product.brand ?? '';
  row.type = product.productType ?? '';
  row.tags = joinList(product.tags, ',', ', ');
  row.tax_class = product.taxClass;
  const paths = product.categoryIds.map((id) => ways.get(id) ?? []);
  for (const language of ['fr', 'en'] as const) {
    const ways = paths.map((path) =>
      joinList(
        path.map((name) => name[language]),
        '>',
        ' > ',
      ),
    );
    row[`categories_${language}`] = joinList(ways, ';', '; ');
  }
  const shown = gallery.filter((m) => pictureCell(m) !== '');
  row.images = shown.map(pictureCell).join(' ');
  const alts = shown.map((m) => m.alt);
  if (alts.some((alt) => alt.fr !== '' || alt.en !== '')) row.image_alts = writeAlts(alts);
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
