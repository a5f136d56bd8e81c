/**
 * What other shops' files say of attributes: given to the attribute of the product's family that has the code or the name, when it can
 * be that attribute's value. The column then keeps `→ code` in place of the text, so that the value goes out again under its old name.
 * All else is kept as text and told once a column.
 */
import { canonicalJson } from '#base/canonical';
import { sql, type Db } from '#base/db';
import {
  checkValue,
  foldText,
  slug,
  units,
  type Attribute,
  type DraftValue,
  type Family,
  type Language,
  type Measure,
  type StoredValue,
  type Value,
} from '#catalog';
import type { BatchInput } from './batch.ts';
import type { Line } from './export-line.ts';
import { factName } from './foreign.ts';
import { readPairs, writePairs } from './magento-pairs.ts';
import { excerpt, type FileProduct, type Format, type RowCell, type UnreadColumn, type VariantRow } from './model.ts';
import { readValue, type ContentRules } from './values.ts';

const ARROW = '→ ';
const PAIRS = 'magento:additional_attributes';
/** What we keep for ourselves, and figures whose text says more than their value. */
const OURS =
  /^(woo:(flags:|default:|SKU$|Name$|Description$|Type$)|magento:(option:|view:|sku$|name$|description$|attribute_set_code$|product_type$)|Variant (Price|Compare At Price|Grams|Barcode)$)/;
const nothing = { id: '', keys: new Set<string>() };

/** Products of a batch with their families and the values that these know. Own files say so themselves. */
export async function readForeign(
  db: Db,
  { products, world, family, format }: Pick<BatchInput, 'products' | 'world' | 'family' | 'format'>,
): Promise<readonly FileProduct[]> {
  const { rules, defaultLanguage } = world;
  if (rules.definitions.families.size === 0 || (format === 'halle' && family === null)) return products;
  const rows = await db.query<{ handle: string; family: string | null }>(sql`
    SELECT handle, family FROM catalog.product WHERE handle = ANY(${products.map((product) => product.handle)}::text[])`);
  const known = new Map(rows.map((row) => [row.handle, row.family]));
  return products.map((product) => {
    if (format === 'halle')
      return product.draft.content || known.get(product.handle) || family === null
        ? product
        : inFamily(product, family);
    const set = product.draft.attributes['magento:attribute_set_code'];
    const before = known.get(product.handle) ?? null;
    const code = before ?? (set === undefined ? undefined : familyOf(rules, set)) ?? family;
    const listed = code === null ? undefined : rules.definitions.families.get(code);
    if (code === null || !listed) return product;
    const { draft } = product;
    const { 'magento:attribute_set_code': said, ...rest } = draft.attributes;
    // The name under which the family goes out anyway needs no keeping.
    const plain =
      said === listed.name[defaultLanguage] ? { ...product, draft: { ...draft, attributes: rest } } : product;
    return withValues(before === null ? inFamily(plain, code) : plain, indexOf(listed, rules), defaultLanguage);
  });
}

const inFamily = (product: FileProduct, family: string): FileProduct => ({
  ...product,
  draft: { ...product.draft, content: { values: [], stated: nothing, ...product.draft.content, family } },
});

const codeOf = (name: string): string => slug(name).replaceAll('-', '_');

/** The family that has this code or name. */
export function familyOf({ definitions }: ContentRules, name: string): string | undefined {
  const said = foldText(name.trim());
  return [...definitions.families.values()].find(
    (family) => family.code === codeOf(name) || foldText(family.name.fr) === said || foldText(family.name.en) === said,
  )?.code;
}

type Index = (name: string) => Attribute | undefined;
const indexes = new WeakMap<Family, Index>();

/** The attributes of a family by what files may call them. A code comes before a name; what two share says neither. */
function indexOf(family: Family, { definitions }: ContentRules): Index {
  const known = indexes.get(family);
  if (known) return known;
  const attributes = family.attributes.flatMap(({ code }) => definitions.attributes.get(code) ?? []);
  const codes = new Map(attributes.map((attribute) => [attribute.code, attribute]));
  const names = new Map<string, Attribute | undefined>();
  for (const attribute of attributes)
    for (const name of new Set([foldText(attribute.name.fr.trim()), foldText(attribute.name.en.trim())]))
      names.set(name, names.has(name) ? undefined : attribute);
  const index: Index = (name) => {
    const plain = name.replace(/^pa_|^_/, '').trim();
    return codes.get(plain.toLowerCase()) ?? names.get(foldText(plain)) ?? codes.get(codeOf(plain));
  };
  indexes.set(family, index);
  return index;
}

/** The name under which an attribute goes out: its own in this language, or its code where another one has that name. */
function usualName(attribute: Attribute, index: Index, language: Language): string {
  const name = attribute.name[language].trim();
  return index(name) === attribute ? name : attribute.code;
}

/** What a kept column is called in its own shop; undefined for those that are no attribute's. */
function nameIn(column: string): string | undefined {
  const metafield = /^(.+?) \(product\.metafields\.[^)]*\)$/.exec(column)?.[1];
  if (metafield !== undefined) return metafield;
  return (
    /^woo:(?:attribute:|Meta: ?)(.+)$/s.exec(column)?.[1] ?? /^magento:(?!en@|fr@)([a-z][\w-]*)$/i.exec(column)?.[1]
  );
}

type Taken = { readonly values: DraftValue[]; readonly cells: RowCell[]; readonly left: Record<string, string> };

function withValues(product: FileProduct, index: Index, language: Language): FileProduct {
  const own = take(product.draft.attributes, product.firstRow, index, language, 'product');
  const facts = { ...product.draft.facts };
  for (const fact of Object.keys(facts)) {
    const attribute = index(fact) ?? index(factName(fact, language));
    const text = facts[fact]?.[language] ?? '';
    const value = attribute && readForeignValue(attribute, text);
    if (!attribute || value === undefined || own.values.some((one) => one.attribute === attribute.code)) continue;
    own.values.push({ ...placeOf(attribute, language), value });
    own.cells.push({ row: product.firstRow, field: factName(fact, language), value: text });
    delete facts[fact];
  }
  const variants = product.variants.map((variant): VariantRow => {
    const { values, cells, left } = take(variant.attributes, variant.row, index, language, 'variant');
    return values.length === 0 ? variant : { ...variant, attributes: left, values, cells };
  });
  const said = own.values.length > 0 || variants.some((variant) => variant.values !== undefined);
  if (!said && !product.draft.content) return product;
  return {
    ...product,
    variants,
    cells: own.cells,
    draft: {
      ...product.draft,
      facts,
      attributes: own.left,
      content: { ...product.draft.content, values: own.values, stated: nothing },
    },
  };
}

const placeOf = (attribute: Attribute, language: Language) => ({
  attribute: attribute.code,
  language: attribute.localisable ? language : null,
  channelId: null,
});

/** Takes out of kept columns what attributes of this level can say. */
function take(
  kept: Readonly<Record<string, string>>,
  row: number,
  index: Index,
  language: Language,
  level: 'product' | 'variant',
): Taken {
  const taken: Taken = { values: [], cells: [], left: { ...kept } };
  const said = new Set<string>();
  // A column of the name under which the value goes out anyway needs no mark.
  const one = (
    column: string,
    name: string,
    text: string,
    spoken: Language,
    usual?: (attribute: Attribute) => string,
  ): string | undefined => {
    const attribute = index(name);
    if (!attribute || (level === 'variant' && attribute.level !== 'variant')) return undefined;
    if (spoken !== language && !attribute.localisable) return undefined;
    const value = readForeignValue(attribute, text);
    const place = placeOf(attribute, spoken);
    if (value === undefined || said.has(`${place.attribute}|${place.language}`)) return undefined;
    said.add(`${place.attribute}|${place.language}`);
    taken.values.push({ ...place, value });
    taken.cells.push({ row, field: column, value: text });
    return usual?.(attribute) === name ? '' : ARROW + attribute.code;
  };
  const keep = (column: string, text: string): void => {
    if (text === '') delete taken.left[column];
    else taken.left[column] = text;
  };
  for (const [column, text] of Object.entries(kept)) {
    const view = /^magento:(fr|en)@additional_attributes$/.exec(column)?.[1] as Language | undefined;
    if (column === PAIRS || view) {
      const pairs = readPairs(text);
      for (const [name, value] of pairs) {
        const mark = one(`additional_attributes: ${name}`, name, value, view ?? language, (a) => a.code);
        if (mark === '') pairs.delete(name);
        else if (mark !== undefined) pairs.set(name, mark);
      }
      keep(column, writePairs(pairs));
      continue;
    }
    const name = OURS.test(column) ? undefined : nameIn(column);
    const usual = column.startsWith('woo:attribute:') ? (a: Attribute) => usualName(a, index, language) : undefined;
    const mark = name === undefined ? undefined : one(column, name, text, language, usual);
    if (mark !== undefined) keep(column, mark);
  }
  return taken;
}

/** A value in another shop's words; undefined when it is none that the attribute may have. */
export function readForeignValue(attribute: Attribute, text: string): Value | undefined {
  const plain = text.trim();
  if (plain === '') return undefined;
  const read = attribute.kind === 'choices' ? readChoices(attribute, plain) : readValue(attribute, plain);
  return read?.ok && checkValue(attribute, read.value).length === 0 ? read.value : undefined;
}

/** `Hiking|Running`, `Hiking | Running`, `Hiking, Running`, `["Hiking","Running"]`, or one whose name holds such a mark. */
function readChoices(attribute: Attribute, text: string): ReturnType<typeof readValue> | undefined {
  const one = readValue({ ...attribute, kind: 'choice' }, text);
  if (one.ok) return { ok: true, value: [String(one.value)] };
  const parts = /^\[.*\]$/s.test(text)
    ? text
        .slice(1, -1)
        .split(',')
        .map((part) => part.trim().replace(/^"(.*)"$/s, '$1'))
    : text.split(text.includes('|') ? '|' : text.includes(';') ? ';' : ',');
  const codes = parts.map((part) => readValue({ ...attribute, kind: 'choice' }, part));
  return codes.every((code) => code.ok)
    ? { ok: true, value: [...new Set(codes.map((code) => String(code.value)))] }
    : undefined;
}

/** A value in words that `readForeignValue` reads as the same; undefined when there are none. */
export function foreignText(attribute: Attribute, value: Value, language: Language): string | undefined {
  const choice = (code: string): string => {
    const name = attribute.choices.find((one) => one.code === code)?.name[language] ?? code;
    const read = readValue({ ...attribute, kind: 'choice' }, name);
    return read.ok && read.value === code && !/[|,;[\]]/.test(name) ? name : code;
  };
  const text =
    attribute.kind === 'choice'
      ? choice(String(value))
      : attribute.kind === 'choices'
        ? (value as readonly string[]).map(choice).join(' | ')
        : attribute.kind === 'yes_no'
          ? { fr: ['Non', 'Oui'], en: ['No', 'Yes'] }[language][value === true ? 1 : 0]
          : attribute.kind === 'measure'
            ? `${(value as Measure).amount} ${units.find((unit) => unit.unit === (value as Measure).unit)?.symbol ?? ''}`
            : String(value);
  return text !== undefined && canonicalJson(readForeignValue(attribute, text)) === canonicalJson(value)
    ? text
    : undefined;
}

export type SaidValue = { readonly attribute: Attribute; readonly name: string; readonly text: string };

/** The values of a product (or one variant) that a file of another shop can say in a language, with the name it reads them by. */
export function sayable(
  { content, options }: Pick<Line, 'content' | 'options'>,
  language: Language,
  skuId: string | null = null,
): SaidValue[] {
  const { rules, defaultLanguage } = options.world;
  const family = rules.definitions.families.get(content?.family ?? '');
  if (!family) return [];
  const index = indexOf(family, rules);
  return (content?.values ?? []).flatMap((value) => {
    const attribute = rules.definitions.attributes.get(value.attribute);
    const spoken = value.language === language || (value.language === null && language === defaultLanguage);
    if (!attribute || !spoken || value.skuId !== skuId || value.channelId !== null) return [];
    const text = index(attribute.code) === attribute ? foreignText(attribute, value.value, language) : undefined;
    return text === undefined ? [] : [{ attribute, text, name: usualName(attribute, index, language) }];
  });
}

/** Values that no file of this format says: of a language, channel or variant it does not know, or in no words it reads. */
export function unsaidValues(line: Pick<Line, 'content' | 'options' | 'product'>, format: Format): StoredValue[] {
  const { rules, defaultLanguage } = line.options.world;
  const listed = rules.definitions.families.get(line.content?.family ?? '')?.attributes ?? [];
  const all = (line.content?.values ?? []).filter((value) => listed.some((one) => one.code === value.attribute));
  if (format === 'halle') return [];
  const other = defaultLanguage === 'fr' ? 'en' : 'fr';
  const marks = new Set(Object.values(line.product.attributes));
  const skuIds =
    format === 'magento' && line.product.options.length > 0 ? line.product.variants.map((one) => one.skuId) : [];
  const said = new Set<string>();
  for (const skuId of [null, ...skuIds])
    for (const language of format === 'magento' && skuId === null
      ? ([defaultLanguage, other] as const)
      : [defaultLanguage])
      for (const { attribute } of sayable(line, language, skuId))
        if (format !== 'shopify' || marks.has(ARROW + attribute.code))
          said.add(`${attribute.code}|${attribute.localisable ? language : ''}|${skuId ?? ''}`);
  return all.filter(
    (value) => value.channelId !== null || !said.has(`${value.attribute}|${value.language ?? ''}|${value.skuId ?? ''}`),
  );
}

/** Kept columns as they go out: where one stands for an attribute, with the value it has now. */
export function resolved(kept: Readonly<Record<string, string>>, said: readonly SaidValue[]): Record<string, string> {
  const textOf = (text: string): string =>
    text.startsWith(ARROW) ? (said.find((one) => one.attribute.code === text.slice(ARROW.length))?.text ?? '') : text;
  return Object.fromEntries(Object.entries(kept).map(([name, text]) => [name, textOf(text)]));
}

/** The attributes for which some kept column stands already. */
export const placed = (kept: Readonly<Record<string, string>>): ReadonlySet<string> =>
  new Set(Object.values(kept).flatMap((text) => (text.startsWith(ARROW) ? [text.slice(ARROW.length)] : [])));

/** A kept column as its file calls it. */
const shownName = (column: string): string =>
  column
    .replace(/^woo:attribute:/, 'Attribute: ')
    .replace(/^magento:(fr|en)@(.*)$/s, '$2 ($1)')
    .replace(/^(woo|magento):/, '');

/** Columns of a batch to which nothing here gives a meaning, with how many products and variants have something in them. */
export function unreadOf(products: readonly FileProduct[], format: Format): Map<string, UnreadColumn> {
  const found = new Map<string, { column: string; rows: number; example: string }>();
  const add = (column: string, text: string): void => {
    if (text === '' || text.startsWith(ARROW)) return;
    const known = found.get(column);
    if (known) known.rows++;
    else found.set(column, { column, rows: 1, example: excerpt(text) });
  };
  const look = (kept: Readonly<Record<string, string>>): void => {
    for (const name in kept) {
      const text = kept[name] ?? '';
      if (OURS.test(name)) continue;
      if (name.endsWith('additional_attributes') && name.startsWith('magento:'))
        for (const [pair, value] of readPairs(text)) add(`additional_attributes: ${pair}`, value);
      else add(shownName(name), text);
    }
  };
  // What our own files keep under `product.` and `variant.` is kept on purpose.
  if (format === 'halle') return found;
  for (const { draft, variants } of products) {
    look(draft.attributes);
    for (const variant of variants) look(variant.attributes);
  }
  return found;
}
