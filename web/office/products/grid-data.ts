/** The grid of many products: its columns, the cells typed over what is stored, and the calls that save them. The pure part. */
import type { Attribute, Family, RawValue, Value } from '../content/data.ts';
import { statuses, type Status, type Text } from './data.ts';

export type GridRow = {
  readonly productId: string;
  readonly version: number;
  readonly name: Text;
  readonly brand: string | null;
  readonly status: Status;
  readonly tags: readonly string[];
  readonly family: string | null;
  readonly values: readonly Value[];
};
export type Cell = RawValue | null;
type Language = 'fr' | 'en';
export type CellKind = 'text' | 'rich_text' | 'amount' | 'choice' | 'choices' | 'words' | 'date';
export type GridColumn = {
  readonly key: string;
  readonly field: string;
  readonly language?: Language;
  readonly label: string;
  readonly kind: CellKind;
  /** Of choices: what may be chosen, by code. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** A choice that can't be emptied. */
  readonly required?: boolean;
  readonly attribute?: Attribute;
};
export type GridWords = Readonly<
  Record<'nameFr' | 'nameEn' | 'brand' | 'status' | 'family' | 'tags' | Status | 'yes' | 'no', string>
>;

const kinds: Readonly<Record<Attribute['kind'], CellKind>> = {
  text: 'text',
  rich_text: 'rich_text',
  number: 'amount',
  measure: 'amount',
  yes_no: 'choice',
  choice: 'choice',
  choices: 'choices',
  date: 'date',
};

/** The columns of a family's products, in its order; without one, what every product has. */
export function columnsOf(
  family: Family | undefined,
  facts: {
    readonly attributes: readonly Attribute[];
    readonly families: readonly Family[];
    readonly language: Language;
    readonly text: (text: Text) => string;
    readonly words: GridWords;
  },
): GridColumn[] {
  const { attributes, families, language, text, words } = facts;
  const plain = { kind: 'text', options: [] } as const;
  return [
    { ...plain, key: 'name.fr', field: 'name', language: 'fr', label: words.nameFr },
    { ...plain, key: 'name.en', field: 'name', language: 'en', label: words.nameEn },
    { ...plain, key: 'brand', field: 'brand', label: words.brand },
    {
      key: 'status',
      field: 'status',
      label: words.status,
      kind: 'choice',
      required: true,
      options: statuses.map((value) => ({ value, label: words[value] })),
    },
    {
      key: 'family',
      field: 'family',
      label: words.family,
      kind: 'choice',
      options: families.map(({ code, name }) => ({ value: code, label: text(name) })),
    },
    { ...plain, key: 'tags', field: 'tags', label: words.tags, kind: 'words' },
    ...(family?.attributes ?? []).flatMap(({ code }): GridColumn[] => {
      const attribute = attributes.find((one) => one.code === code);
      if (!attribute) return [];
      const field = `attribute:${code}`;
      const options =
        attribute.kind === 'yes_no'
          ? [
              { value: 'true', label: words.yes },
              { value: 'false', label: words.no },
            ]
          : attribute.choices.map((choice) => ({ value: choice.code, label: text(choice.name) }));
      const column = { field, label: text(attribute.name), kind: kinds[attribute.kind], options, attribute };
      if (!attribute.localisable) return [{ ...column, key: field }];
      return [{ ...column, key: `${field}@${language}`, language, label: `${column.label} (${language})` }];
    }),
  ];
}

/** What is stored at a cell; of an attribute, what the whole product says on all channels. */
export function storedAt(row: GridRow, column: GridColumn): Cell {
  if (column.attribute) {
    const { code } = column.attribute;
    const found = row.values.find(
      (one) =>
        one.attribute === code &&
        one.skuId === null &&
        one.channelId === null &&
        one.language === (column.language ?? null),
    );
    return found?.value ?? null;
  }
  switch (column.field) {
    case 'name':
      return row.name[column.language ?? 'fr'];
    case 'brand':
      return row.brand;
    case 'status':
      return row.status;
    case 'family':
      return row.family;
    default:
      return row.tags.length === 0 ? null : row.tags;
  }
}

/** Cells typed and not saved yet, by product, then by the column's key. */
export type Typed = ReadonlyMap<string, ReadonlyMap<string, Cell>>;

const same = (a: Cell, b: Cell): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The same with a cell typed; one typed back to what is stored is no change. */
export function typeCell(typed: Typed, row: GridRow, column: GridColumn, value: Cell): Typed {
  const cells = new Map(typed.get(row.productId));
  if (same(storedAt(row, column), value)) cells.delete(column.key);
  else cells.set(column.key, value);
  const next = new Map(typed);
  if (cells.size === 0) next.delete(row.productId);
  else next.set(row.productId, cells);
  return next;
}

/** What a cell shows: what was typed, else what is stored. */
export function cellAt(typed: Typed, row: GridRow, column: GridColumn): Cell {
  const value = typed.get(row.productId)?.get(column.key);
  return value === undefined ? storedAt(row, column) : value;
}

export const countTyped = (typed: Typed): number => [...typed.values()].reduce((sum, cells) => sum + cells.size, 0);

/** A cell as a text to type over. Numbers with the decimal sign of the language. */
export function cellText(value: Cell, language: Language): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object' && 'amount' in value) return cellText(value.amount, language);
  return typeof value === 'number' && language === 'fr' ? String(value).replace('.', ',') : String(value);
}

/** What was typed, as the column's value; undefined when it is none. */
export function readCell(column: GridColumn, typed: string): Cell | undefined {
  const text = typed.trim();
  if (text === '') return column.field === 'name' || column.required ? undefined : null;
  if (column.kind === 'words') {
    const words = text.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));
    return words.length === 0 ? null : [...new Set(words)];
  }
  if (column.attribute?.kind === 'yes_no') return text === 'true';
  if (column.kind !== 'amount') return column.kind === 'rich_text' ? typed : text;
  const amount = Number(text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.'));
  if (!Number.isFinite(amount)) return undefined;
  return column.attribute?.kind === 'measure' ? { amount, unit: column.attribute.unit ?? '' } : amount;
}

export type BulkEdit = {
  readonly op: 'set' | 'clear';
  readonly field: string;
  readonly language?: Language;
  readonly value?: RawValue;
};
export type BulkCall = {
  readonly productIds: readonly string[];
  readonly edits: readonly BulkEdit[];
  /** The column of each edit, to tell a refusal at its cell. */
  readonly keys: readonly string[];
};
/** Edits of one call; the server takes no more. */
const MAX_EDITS = 20;

/** The edit that a typed cell is; the key of its column says all that the server needs. */
function editOf(key: string, value: Cell): BulkEdit {
  const [, field = key, language] = /^(name|attribute:[^@]+)[.@](fr|en)$/.exec(key) ?? [];
  const where: Pick<BulkEdit, 'field' | 'language'> =
    language === 'fr' || language === 'en' ? { field, language } : { field };
  return value === null ? { op: 'clear', ...where } : { op: 'set', ...where, value };
}

/**
 * The calls that save what was typed: products with the same edits in one, so that each product's row is written or refused whole and
 * is one change of its history. The family comes first, for the attributes hang on it.
 */
export function callsOf(typed: Typed): BulkCall[] {
  const calls = new Map<string, { productIds: string[]; cells: readonly (readonly [string, Cell])[] }>();
  for (const [productId, cells] of typed) {
    const rank = ([key]: readonly [string, Cell]): string => (key === 'family' ? '' : key);
    const sorted = [...cells].toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
    const signature = JSON.stringify(sorted);
    const call = calls.get(signature);
    if (call) call.productIds.push(productId);
    else calls.set(signature, { productIds: [productId], cells: sorted });
  }
  return [...calls.values()].flatMap(({ productIds, cells }) => {
    const parts = Math.ceil(cells.length / MAX_EDITS);
    return Array.from({ length: parts }, (_, i) => {
      const part = cells.slice(i * MAX_EDITS, (i + 1) * MAX_EDITS);
      return { productIds, edits: part.map(([key, value]) => editOf(key, value)), keys: part.map(([key]) => key) };
    });
  });
}

export type BulkItem = {
  readonly productId: string;
  readonly name: Text;
  readonly outcome: 'changed' | 'unchanged' | 'refused';
  readonly changes: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
  readonly fields: readonly { readonly field: string; readonly rule: string }[];
};
/** Why cells were refused, by product, then by the column's key. */
export type Refused = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** `edits.2` of a call as the column it was typed in. */
export function refusedOf(
  answers: readonly { readonly call: BulkCall; readonly items: readonly BulkItem[] }[],
): Refused {
  const refused = new Map<string, Map<string, string>>();
  for (const { call, items } of answers)
    for (const item of items) {
      if (item.outcome !== 'refused') continue;
      const cells = refused.get(item.productId) ?? new Map<string, string>();
      for (const { field, rule } of item.fields)
        cells.set(call.keys[Number(field.replace('edits.', ''))] ?? field, rule);
      refused.set(item.productId, cells);
    }
  return refused;
}

/** What stays typed after saving: rows that were refused. */
export const keptOf = (typed: Typed, refused: Refused): Typed =>
  new Map([...typed].filter(([productId]) => refused.has(productId)));
