/** Attributes, families and values: types and the rules a value keeps. Pure. */
import type { Language, Text } from '../model.ts';
import { convert, unitOf } from './units.ts';

export const attributeKinds = [
  'text',
  'rich_text',
  'number',
  'measure',
  'yes_no',
  'choice',
  'choices',
  'date',
] as const;
export type AttributeKind = (typeof attributeKinds)[number];
export const attributeLevels = ['product', 'variant'] as const;
export type AttributeLevel = (typeof attributeLevels)[number];

/** Limits of a value. Amounts are in the attribute's unit; lengths in characters. */
export type ValueRules = {
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A regular expression without groups that the whole text fits. */
  readonly pattern?: string;
  readonly minDay?: string;
  readonly maxDay?: string;
  readonly maxChoices?: number;
};

export type Choice = { readonly code: string; readonly name: Text };

export type Attribute = {
  readonly code: string;
  readonly name: Text;
  readonly kind: AttributeKind;
  /** Of the product as a whole, or one that may differ from variant to variant. */
  readonly level: AttributeLevel;
  readonly localisable: boolean;
  readonly perChannel: boolean;
  readonly facetable: boolean;
  readonly unit: string | null;
  readonly rules: ValueRules;
  readonly choices: readonly Choice[];
  readonly position: number;
  readonly version: number;
};

/** On which channels an attribute must be said: nowhere, everywhere, or on these. */
export type Required = 'no' | 'everywhere' | readonly string[];
export type FamilyAttribute = { readonly code: string; readonly required: Required };
export type Family = {
  readonly code: string;
  readonly name: Text;
  readonly attributes: readonly FamilyAttribute[];
  readonly position: number;
  readonly version: number;
};

export type Measure = { readonly amount: number; readonly unit: string };
export type Value = string | number | boolean | readonly string[] | Measure;

export type StoredValue = {
  readonly attribute: string;
  /** Null: of the product, and so of all its variants. */
  readonly skuId: string | null;
  /** Null: the same in every language. */
  readonly language: Language | null;
  /** Null: on every channel that has none of its own. */
  readonly channelId: string | null;
  readonly value: Value;
};

/** A value to set; null clears it. */
export type ValueIn = Omit<StoredValue, 'value'> & { readonly value: Value | null };

export const enrichments = ['draft', 'review', 'ready'] as const;
export type Enrichment = (typeof enrichments)[number];
const moves: Readonly<Record<Enrichment, readonly Enrichment[]>> = {
  draft: ['review'],
  review: ['ready', 'draft'],
  ready: ['draft'],
};
/** Content is written, looked over, and ready; it goes back to the beginning, never around the looking over. */
export const mayMove = (from: Enrichment, to: Enrichment): boolean => moves[from].includes(to);

/** What a product says: its family, state and values. */
export type ProductContent = {
  readonly productId: string;
  readonly family: string | null;
  readonly enrichment: Enrichment;
  readonly values: readonly StoredValue[];
};

/** The name of a value among the fields of a product's history: `attribute:care@fr`. */
export const valueField = (value: Pick<StoredValue, 'attribute' | 'language' | 'channelId'>): string =>
  [`attribute:${value.attribute}`, value.language, value.channelId].filter((part) => part !== null).join('@');

/** The value that such a field names; undefined for other fields. */
export function fieldValue(field: string): Pick<StoredValue, 'attribute' | 'language' | 'channelId'> | undefined {
  if (!field.startsWith('attribute:')) return undefined;
  const [attribute = '', ...parts] = field.slice('attribute:'.length).split('@');
  const language = parts.find((part): part is Language => part === 'fr' || part === 'en') ?? null;
  return { attribute, language, channelId: parts.find((part) => part.startsWith('chn_')) ?? null };
}

/** One stored value among those of a product. */
export const valueKey = (value: Omit<StoredValue, 'value'>): string =>
  `${value.attribute}|${value.skuId ?? ''}|${value.language ?? ''}|${value.channelId ?? ''}`;

export const MAX_TEXT = 5_000;
export const MAX_RICH_TEXT = 100_000;
/** Texts checked against a pattern are short, and patterns simple: nobody's pattern may hold the house up. */
const MAX_PATTERNED = 200;

/** Why a regular expression can't be a rule; undefined when it can. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > 100) return 'at most 100 characters';
  const bare = pattern.replaceAll(/\\./g, '_').replaceAll(/\[[^\]]*\]/g, '_');
  if (/[()]/.test(bare)) return 'without groups';
  if ((bare.match(/[*+]|\{\d*,\d*\}/g) ?? []).length > 3) return 'at most three repetitions';
  if (/\\[1-9k]/.test(pattern)) return 'without back references';
  try {
    new RegExp(`^(?:${pattern})$`, 'u').test('');
    return undefined;
  } catch {
    return 'a regular expression';
  }
}

const isMeasure = (value: Value): value is Measure => typeof value === 'object' && !Array.isArray(value);

/** The rules that a value of this attribute breaks, in words for a field error; none when it may be stored. */
export function checkValue(attribute: Attribute, value: Value): string[] {
  const { kind, rules } = attribute;
  switch (kind) {
    case 'text':
    case 'rich_text':
      return typeof value === 'string' ? textProblems(kind, rules, value) : ['a text'];
    case 'number':
      return typeof value === 'number' ? amountProblems(rules, value, value) : ['a number'];
    case 'measure': {
      if (!isMeasure(value)) return ['an amount and a unit'];
      const inUnit = convert(value.amount, value.unit, attribute.unit ?? '');
      if (inUnit === undefined) return [`in a unit of ${unitOf(attribute.unit ?? '')?.dimension ?? 'nothing'}`];
      return amountProblems(rules, inUnit, value.amount);
    }
    case 'yes_no':
      return typeof value === 'boolean' ? [] : ['yes or no'];
    case 'choice':
      return typeof value === 'string' && attribute.choices.some((choice) => choice.code === value)
        ? []
        : ['one of its choices'];
    case 'choices':
      return Array.isArray(value) ? choicesProblems(attribute, value as readonly string[]) : ['a list of its choices'];
    case 'date':
      return typeof value === 'string' ? dayProblems(rules, value) : ['a day'];
  }
}

function textProblems(kind: AttributeKind, rules: ValueRules, value: string): string[] {
  const found: string[] = [];
  const length = [...value].length;
  const most = Math.min(
    rules.maxLength ?? Infinity,
    kind === 'rich_text' ? MAX_RICH_TEXT : MAX_TEXT,
    rules.pattern === undefined ? Infinity : MAX_PATTERNED,
  );
  if (value.trim() === '') found.push('not empty');
  if (value.includes('\u0000')) found.push('without the character 0');
  if (rules.minLength !== undefined && length < rules.minLength) found.push(`at least ${rules.minLength} characters`);
  if (length > most) found.push(`at most ${most} characters`);
  else if (rules.pattern !== undefined && !new RegExp(`^(?:${rules.pattern})$`, 'u').test(value))
    found.push(`of the form ${rules.pattern}`);
  return found;
}

/** Limits hold for the amount in the attribute's unit; decimals for the number as it is written. */
function amountProblems(rules: ValueRules, amount: number, written: number): string[] {
  const found: string[] = [];
  if (!Number.isFinite(amount) || Math.abs(amount) > 1e12) return ['a number of at most 12 digits'];
  if (rules.min !== undefined && amount < rules.min) found.push(`at least ${rules.min}`);
  if (rules.max !== undefined && amount > rules.max) found.push(`at most ${rules.max}`);
  const decimals = rules.decimals ?? 6;
  if (Math.round(written * 10 ** decimals) / 10 ** decimals !== written) found.push(`at most ${decimals} decimals`);
  return found;
}

function choicesProblems(attribute: Attribute, value: readonly string[]): string[] {
  const found: string[] = [];
  const codes = new Set(attribute.choices.map((choice) => choice.code));
  if (value.length === 0) found.push('not empty');
  if (value.some((code) => !codes.has(code))) found.push('of its choices');
  if (new Set(value).size !== value.length) found.push('each choice once');
  if (value.length > (attribute.rules.maxChoices ?? Infinity)) found.push(`at most ${attribute.rules.maxChoices}`);
  return found;
}

/** True for `YYYY-MM-DD` that is on the calendar. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isFinite(at.getTime()) && at.toISOString().startsWith(text);
}

function dayProblems(rules: ValueRules, value: string): string[] {
  if (!isDay(value)) return ['a day, as 2026-11-22'];
  if (rules.minDay !== undefined && value < rules.minDay) return [`from ${rules.minDay} on`];
  if (rules.maxDay !== undefined && value > rules.maxDay) return [`up to ${rules.maxDay}`];
  return [];
}

export type Problem = { readonly field: string; readonly rule: string };

/** The rules of an attribute's own definition that it breaks. */
export function checkAttribute(attribute: Omit<Attribute, 'version'>): Problem[] {
  const found: Problem[] = [];
  const wrong = (field: string, rule: string): void => void found.push({ field, rule });
  const { kind, rules, choices } = attribute;
  const given = (...names: (keyof ValueRules)[]): void => {
    for (const name of Object.keys(rules) as (keyof ValueRules)[])
      if (!names.includes(name)) wrong(`rules.${name}`, `means nothing for ${kind}`);
  };
  if ((kind === 'measure') !== (attribute.unit !== null))
    wrong('unit', kind === 'measure' ? 'needed' : 'of measures only');
  else if (attribute.unit !== null && !unitOf(attribute.unit)) wrong('unit', 'one of our units');
  const chosen = kind === 'choice' || kind === 'choices';
  if (chosen !== choices.length > 0) wrong('choices', chosen ? 'at least one' : `none for ${kind}`);
  if (new Set(choices.map((choice) => choice.code)).size !== choices.length) wrong('choices', 'each code once');
  if (attribute.localisable && kind !== 'text' && kind !== 'rich_text') wrong('localisable', 'texts only');
  if (attribute.facetable && (kind === 'rich_text' || kind === 'date' || kind === 'text'))
    wrong('facetable', 'numbers, measures, yes or no and choices only');
  if (kind === 'text' || kind === 'rich_text') given('minLength', 'maxLength', 'pattern');
  else if (kind === 'number' || kind === 'measure') given('min', 'max', 'decimals');
  else if (kind === 'date') given('minDay', 'maxDay');
  else given(...(kind === 'choices' ? (['maxChoices'] as const) : []));
  const problem = rules.pattern === undefined ? undefined : patternProblem(rules.pattern);
  if (problem !== undefined) wrong('rules.pattern', problem);
  for (const [least, most] of [
    ['min', 'max'],
    ['minLength', 'maxLength'],
    ['minDay', 'maxDay'],
  ] as const) {
    const [from, to] = [rules[least], rules[most]];
    if (from !== undefined && to !== undefined && from > to) wrong(`rules.${most}`, `not below ${least}`);
  }
  for (const name of ['minDay', 'maxDay'] as const)
    if (rules[name] !== undefined && !isDay(rules[name])) wrong(`rules.${name}`, 'a day, as 2026-11-22');
  return found;
}
