/** Reading what a form has sent: known fields only, trimmed, of bounded length. What does not fit becomes a message at its field. */
import { holdsCardNumber } from '#base/card-numbers';
import { refuse } from '#base/refusal';
import type { ShopWord } from './words.ts';

/** A form's or query's fields as the server parsed them. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

export type FieldRule = { required?: boolean; max?: number; min?: number; kind?: 'text' | 'email' | 'password' };
export type FormRead<K extends string> = { values: Record<K, string>; errors: Partial<Record<K, ShopWord>> };

/** Reads the named fields; refuses `request.invalid` for any other, so that a changed form can't smuggle one in. */
export function readForm<K extends string>(body: Fields, rules: Readonly<Record<K, FieldRule>>): FormRead<K> {
  const names = Object.keys(rules) as K[];
  const unknown = Object.keys(body).filter((name) => !Object.hasOwn(rules, name));
  if (unknown.length > 0) {
    refuse('request.invalid', {
      fields: unknown.slice(0, 5).map((field) => ({ field: field.slice(0, 60), rule: 'unknown' })),
    });
  }
  const values = {} as Record<K, string>;
  const errors: Partial<Record<K, ShopWord>> = {};
  for (const name of names) {
    const rule = rules[name];
    const value = textOf(body[name], rule);
    values[name] = value;
    const error = faultOf(value, rule);
    if (error) errors[name] = error;
  }
  return { values, errors };
}

/** One value of a query, or nothing: repeated and overlong ones count as absent. */
export function one(query: Fields, name: string, max = 200): string | undefined {
  const value = query[name];
  return typeof value === 'string' && value.length <= max && sound(value) ? value : undefined;
}

/** A whole number from 0 to `most`; undefined for anything else. */
export function wholeNumber(text: string, most: number): number | undefined {
  if (!/^\d{1,9}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= most ? value : undefined;
}

/** A path of this shop to go on to (`/checkout`); anything that could lead to another host becomes the fallback. */
export function localPath(text: string | undefined, fallback: string): string {
  return text !== undefined && /^\/(?![/\\])[\w\-./?=&%#]*$/.test(text) ? text : fallback;
}

function textOf(value: Fields[string], rule: FieldRule): string {
  if (typeof value !== 'string') return '';
  return rule.kind === 'password' ? value : value.trim();
}

function faultOf(value: string, rule: FieldRule): ShopWord | undefined {
  if (value === '') return rule.required ? 'error.required' : undefined;
  if (value.length > (rule.max ?? 120)) return 'error.tooLong';
  if (value.length < (rule.min ?? 0)) return 'error.tooShort';
  if (!sound(value)) return 'error.invalid';
  if (rule.kind !== 'password' && holdsCardNumber(value)) return 'error.cardNumber';
  if (rule.kind === 'email' && !/^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}$/.test(value)) return 'error.email';
  return undefined;
}

// The database keeps neither NUL nor half of a surrogate pair; other control characters have no business in a form.
function sound(value: string): boolean {
  return value.isWellFormed() && !/[^\P{Cc}\t\n\r]/u.test(value);
}
