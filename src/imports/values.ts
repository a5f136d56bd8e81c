/**
 * Attribute values as cells of our own file. A column is named `attribute:CODE`, with `@fr` or `@en` where the attribute differs by
 * language and `@CHANNEL` where a channel has a value of its own; `variant_attribute:CODE` is said of one variant.
 */
import { sha256 } from '#base/canonical';
import {
  checkValue,
  statedKey,
  units,
  type Attribute,
  type Definitions,
  type DraftValue,
  type Language,
  type Measure,
  type StoredValue,
  type Value,
} from '#catalog';
import { cellOf, readFlag, type Read } from './cells.ts';
import { joinList, splitList, type Wrong } from './foreign.ts';
import { excerpt, type Header, type RowCell } from './model.ts';

export type ContentRules = {
  readonly definitions: Definitions;
  readonly channels: readonly { readonly channelId: string; readonly code: string }[];
};

type Level = 'product' | 'variant';
export type ValueColumn = {
  readonly name: string;
  readonly level: Level;
  /** The place of its values; none when the column's name can't be. */
  readonly place: Omit<DraftValue, 'value'> | undefined;
  readonly attribute: Attribute | undefined;
  /** Why nothing can be read from it. */
  readonly rule: string;
};
export type ValueColumns = {
  readonly columns: readonly ValueColumn[];
  readonly stated: { readonly id: string; readonly keys: ReadonlySet<string> };
};

const PREFIX = { product: 'attribute:', variant: 'variant_attribute:' } as const;
export const isValueColumn = (name: string): boolean => /^(variant_)?attribute:/i.test(name);

/** Capitals mean nothing in front of the colon, nor in a code. */
export const valueColumnName = (name: string): string => {
  const at = name.indexOf(':');
  return `${name.slice(0, at).toLowerCase()}:${name.slice(at + 1).trim()}`;
};

const read = new WeakMap<Header, ValueColumns>();

/** What a header says of values; worked out once a file. */
export function valueColumnsOf(header: Header, rules: ContentRules): ValueColumns {
  const known = read.get(header);
  if (known) return known;
  const columns = header.names.filter(isValueColumn).map((name) => valueColumn(name, rules));
  const keys = new Set(columns.flatMap(({ place, level }) => (place ? [statedKey(place, level)] : [])));
  const made = { columns, stated: { id: sha256([...keys].sort().join('\n')).slice(0, 16), keys } };
  read.set(header, made);
  return made;
}

function valueColumn(name: string, { definitions, channels }: ContentRules): ValueColumn {
  const level: Level = name.startsWith(PREFIX.variant) ? 'variant' : 'product';
  const [code = '', ...parts] = name.slice(PREFIX[level].length).split('@');
  const attribute = definitions.attributes.get(code.trim().toLowerCase());
  const wrong = (rule: string): ValueColumn => ({ name, level, attribute, place: undefined, rule });
  if (!attribute) return wrong('unknown_attribute');
  if (level === 'variant' && attribute.level !== 'variant') return wrong('not_of_variants');
  const rest = parts.map((part) => part.trim().toLowerCase());
  let language: Language | null = null;
  if (attribute.localisable) {
    const said = rest.shift();
    if (said !== 'fr' && said !== 'en') return wrong('language_needed');
    language = said;
  }
  const channel = rest.shift();
  const found = channels.find((one) => one.code.toLowerCase() === channel);
  if (channel !== undefined && !attribute.perChannel) return wrong('not_by_channel');
  if ((channel !== undefined && !found) || rest.length > 0) return wrong('unknown_channel');
  const place = { attribute: attribute.code, language, channelId: found?.channelId ?? null };
  return { name, level, attribute, place, rule: '' };
}

/** The name of the column for a value; undefined for a channel that is not there. */
export function columnFor(value: Omit<StoredValue, 'value'>, { channels }: ContentRules): string | undefined {
  const channel = channels.find((one) => one.channelId === value.channelId)?.code;
  if (value.channelId !== null && channel === undefined) return undefined;
  const parts = [value.attribute, value.language, channel].filter((part) => part !== null && part !== undefined);
  return PREFIX[value.skuId === null ? 'product' : 'variant'] + parts.join('@');
}

/** The values that a row says of its product or variant, with their cells; or the first cell that can't be. */
export function readValueCells(
  header: Header,
  row: { readonly row: number; readonly cells: readonly string[] },
  level: Level,
  rules: ContentRules,
): { readonly values: readonly DraftValue[]; readonly cells: readonly RowCell[] } | Wrong {
  const values: DraftValue[] = [];
  const cells: RowCell[] = [];
  for (const column of valueColumnsOf(header, rules).columns) {
    if (column.level !== level) continue;
    const text = cellOf(header, row.cells, column.name);
    if (text.trim() === '') continue;
    const cell = { field: column.name, value: text };
    if (!column.attribute || !column.place) return { ...cell, value: excerpt(text), rule: column.rule };
    const value = readValue(column.attribute, text);
    if (!value.ok) return { ...cell, value: excerpt(text), rule: value.rule };
    const [broken] = checkValue(column.attribute, value.value);
    if (broken !== undefined) return { ...cell, value: excerpt(text), rule: broken };
    values.push({ ...column.place, value: value.value });
    cells.push({ row: row.row, ...cell });
  }
  return { values, cells };
}

const NUMBER = '[+-]?\\d{1,13}(?:[.,]\\d{1,20})?(?:e-?\\d{1,2})?';
const numberPattern = new RegExp(`^${NUMBER}$`, 'i');
const measurePattern = new RegExp(`^(${NUMBER})\\s*(.*)$`, 'i');
const numberOf = (text: string): number => Number(text.replace(',', '.'));
const good = (value: Value): Read<Value> => ({ ok: true, value });
const bad = (rule: string): Read<Value> => ({ ok: false, rule });

/** A value from text: figures with point or comma, `12.5 cm`, yes or no, choices by code or name, days as 2026-11-22. */
export function readValue(attribute: Attribute, text: string): Read<Value> {
  const plain = text.trim();
  switch (attribute.kind) {
    case 'text':
    case 'rich_text':
      return good(text);
    case 'number':
      return numberPattern.test(plain) ? good(numberOf(plain)) : bad('not_a_number');
    case 'measure':
      return readMeasure(attribute, plain);
    case 'yes_no': {
      const flag = readFlag(plain);
      return flag.ok && flag.value !== undefined ? good(flag.value) : bad('true_or_false');
    }
    case 'date':
      return good(plain);
    case 'choice': {
      const code = choiceOf(attribute, plain);
      return code === undefined ? bad('unknown_choice') : good(code);
    }
    case 'choices': {
      const codes = splitList(plain, ',').map((one) => choiceOf(attribute, one));
      return codes.every((code) => code !== undefined) ? good(codes) : bad('unknown_choice');
    }
  }
}

/** By its code, else by its name in either language, whatever the capitals. */
function choiceOf({ choices }: Attribute, text: string): string | undefined {
  const said = text.trim().toLowerCase();
  return (
    choices.find((choice) => choice.code === said) ??
    choices.find(({ name }) => name.fr.trim().toLowerCase() === said || name.en.trim().toLowerCase() === said)
  )?.code;
}

function readMeasure(attribute: Attribute, text: string): Read<Value> {
  const [, amount = '', said = ''] = measurePattern.exec(text) ?? [];
  if (amount === '') return bad('not_a_measure');
  const word = said.trim().toLowerCase();
  const unit = units.find(
    (one) => one.unit === word || one.symbol.toLowerCase() === word || one.name.fr === word || one.name.en === word,
  );
  if (word !== '' && !unit) return bad('unknown_unit');
  return good({ amount: numberOf(amount), unit: unit?.unit ?? attribute.unit ?? '' });
}

/** A value as a cell that reads as the same value. */
export function writeValue(attribute: Attribute, value: Value): string {
  switch (attribute.kind) {
    case 'measure': {
      const { amount, unit } = value as Measure;
      return `${amount} ${unit}`;
    }
    case 'choices':
      return joinList(value as readonly string[], ',', ', ');
    default:
      return String(value);
  }
}
