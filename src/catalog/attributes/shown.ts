/** What a channel shows of values, in words of both languages; and the codes that facets count. Pure over contents, remembered with them. */
import type { Database } from '#base/db';
import { safeHtml } from '../html.ts';
import type { Language, Text } from '../model.ts';
import { contentsOf, definitionsOf, type Definitions } from './definitions.ts';
import type { Attribute, Measure, ProductContent, StoredValue, Value } from './model.ts';
import { convert, unitOf } from './units.ts';

export type ShownAttribute = {
  readonly code: string;
  readonly name: Text;
  readonly kind: Attribute['kind'];
  /** Never empty in both languages; lists are joined. */
  readonly text: Text;
  /** True: `text` is safe HTML. */
  readonly html: boolean;
  readonly raw: Value;
  /** Where variants differ, by SKU; then `text` says them all. */
  readonly bySku: ReadonlyMap<string, Text>;
  /** `channel`: this channel has a value of its own. */
  readonly from: 'channel' | 'all';
};

const languages: readonly Language[] = ['fr', 'en'];
const numbers = { fr: new Intl.NumberFormat('fr-FR'), en: new Intl.NumberFormat('en-GB') };
const days = {
  fr: new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }),
};
const yesNo = { fr: ['Non', 'Oui'], en: ['No', 'Yes'] } as const;

/** A value in words: `12,5 cm`, `Lin, Coton`, `Oui`. Rich text is safe HTML. */
export function valueText(attribute: Attribute, value: Value, language: Language): string {
  switch (attribute.kind) {
    case 'rich_text':
      return safeHtml(String(value));
    case 'number':
      return numbers[language].format(value as number);
    case 'measure': {
      const { amount, unit } = value as Measure;
      return `${numbers[language].format(amount)}\u00a0${unitOf(unit)?.symbol ?? unit}`;
    }
    case 'yes_no':
      return yesNo[language][value === true ? 1 : 0];
    case 'date':
      return days[language].format(new Date(`${String(value)}T00:00:00Z`));
    case 'choice':
    case 'choices': {
      const codes = [value].flat() as string[];
      const name = (code: string): string =>
        attribute.choices.find((choice) => choice.code === code)?.name[language] ?? code;
      return codes.map(name).join(', ');
    }
    case 'text':
      return String(value);
  }
}

/** The value that counts on a channel: the channel's own before the one for all; the language's before the other one. */
export function valueOn(
  values: readonly StoredValue[],
  where: {
    readonly attribute: string;
    readonly skuId: string | null;
    readonly channelId: string;
    readonly language: Language;
  },
): StoredValue | undefined {
  const here = values.filter(
    (value) =>
      value.attribute === where.attribute &&
      value.skuId === where.skuId &&
      (value.channelId === null || value.channelId === where.channelId),
  );
  const rank = (value: StoredValue): number =>
    (value.language === null || value.language === where.language ? 2 : 0) + (value.channelId === null ? 0 : 1);
  return here.toSorted((a, b) => rank(b) - rank(a))[0];
}

/** What a channel shows of a product, in the order of its family. */
export function shownOn(
  content: ProductContent,
  definitions: Definitions,
  channelId: string,
): readonly ShownAttribute[] {
  const family = content.family === null ? undefined : definitions.families.get(content.family);
  return (family?.attributes ?? []).flatMap(({ code }) => {
    const attribute = definitions.attributes.get(code);
    return attribute ? (showOne(content.values, attribute, channelId) ?? []) : [];
  });
}

function showOne(values: readonly StoredValue[], attribute: Attribute, channelId: string): ShownAttribute | undefined {
  const of = (skuId: string | null, language: Language): StoredValue | undefined =>
    valueOn(values, { attribute: attribute.code, skuId, channelId, language });
  const textOf = (skuId: string | null): Text | undefined => {
    const [fr, en] = languages.map((language) => {
      const found = of(skuId, language);
      return found && valueText(attribute, found.value, language);
    });
    return fr === undefined || en === undefined ? undefined : { fr, en };
  };
  const own = textOf(null);
  const skuIds = new Set(values.flatMap((v) => (v.attribute === attribute.code && v.skuId !== null ? [v.skuId] : [])));
  const bySku = new Map(
    [...skuIds].flatMap((skuId) => {
      const text = textOf(skuId);
      return text ? [[skuId, text] as const] : [];
    }),
  );
  const first = of(null, 'fr') ?? of([...skuIds][0] ?? null, 'fr');
  if (!first) return undefined;
  const all = [...(own ? [own] : []), ...bySku.values()];
  const joined = (language: Language): string => [...new Set(all.map((text) => text[language]))].join(', ');
  return {
    code: attribute.code,
    name: attribute.name,
    kind: attribute.kind,
    text: { fr: joined('fr'), en: joined('en') },
    html: attribute.kind === 'rich_text',
    raw: first.value,
    bySku,
    from: first.channelId === null ? 'all' : 'channel',
  };
}

export type FacetValue = { readonly attribute: string; readonly values: readonly string[] };

/** By what a product is found in facets: codes of choices, `yes` and `no`, amounts in the attribute's unit. */
export function facetsOn(content: ProductContent, definitions: Definitions, channelId: string): readonly FacetValue[] {
  const family = content.family === null ? undefined : definitions.families.get(content.family);
  return (family?.attributes ?? []).flatMap(({ code }) => {
    const attribute = definitions.attributes.get(code);
    if (!attribute?.facetable) return [];
    const skuIds = new Set(content.values.flatMap((value) => (value.attribute === code ? [value.skuId] : [])));
    const values = [...skuIds].flatMap((skuId) => {
      const found = valueOn(content.values, { attribute: code, skuId, channelId, language: 'fr' });
      return found ? facetCodes(attribute, found.value) : [];
    });
    return values.length === 0 ? [] : [{ attribute: code, values: [...new Set(values)] }];
  });
}

function facetCodes(attribute: Attribute, value: Value): string[] {
  if (attribute.kind === 'yes_no') return [value === true ? 'yes' : 'no'];
  if (attribute.kind === 'measure') {
    const { amount, unit } = value as Measure;
    return [String(convert(amount, unit, attribute.unit ?? unit) ?? amount)];
  }
  return [value].flat().map(String);
}

/** All that values on a channel say, by attribute: codes, `yes` and `no`, amounts in the attribute's unit, texts. For rules. */
export function saidOn(
  content: ProductContent,
  definitions: Definitions,
  channelId: string,
): ReadonlyMap<string, readonly string[]> {
  const said = new Map<string, string[]>();
  for (const { attribute: code, skuId, language } of content.values) {
    const attribute = definitions.attributes.get(code);
    const found = valueOn(content.values, { attribute: code, skuId, channelId, language: language ?? 'fr' });
    if (attribute && found)
      said.set(code, [...new Set([...(said.get(code) ?? []), ...facetCodes(attribute, found.value)])]);
  }
  return said;
}

/** What was made of a content is kept as long as the content itself; definitions that change drop every content. */
function remembered<T>(): (content: ProductContent, channelId: string, make: () => T) => T {
  const made = new WeakMap<ProductContent, Map<string, T>>();
  return (content, channelId, make) => {
    const known = made.get(content) ?? new Map<string, T>();
    made.set(content, known);
    let value = known.get(channelId);
    if (value === undefined) known.set(channelId, (value = make()));
    return value;
  };
}

const shownCache = remembered<readonly ShownAttribute[]>();
const facetCache = remembered<readonly FacetValue[]>();

/** What a channel shows of products: in the family's order, in both languages. Products without a family show nothing. */
export async function shownAttributes(
  db: Database,
  productIds: readonly string[],
  channelId: string,
): Promise<Map<string, readonly ShownAttribute[]>> {
  const definitions = await definitionsOf(db);
  const contents = await contentsOf(db, productIds);
  return new Map(
    [...contents].map(([id, content]) => [
      id,
      shownCache(content, channelId, () => shownOn(content, definitions, channelId)),
    ]),
  );
}

/** The facetable attributes of products with the codes to filter by. */
export async function facetValues(
  db: Database,
  productIds: readonly string[],
  channelId: string,
): Promise<Map<string, readonly FacetValue[]>> {
  const definitions = await definitionsOf(db);
  const contents = await contentsOf(db, productIds);
  return new Map(
    [...contents].map(([id, content]) => [
      id,
      facetCache(content, channelId, () => facetsOn(content, definitions, channelId)),
    ]),
  );
}
