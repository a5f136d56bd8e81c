/** Values that fit a JSON Schema as our routes write it, and ways to spoil them. */
import * as fc from 'fast-check';
import { newId } from '#base/ids';

export type Schema = Readonly<Record<string, unknown>>;
export type Json = unknown;

const at = (schema: Schema, key: string): Schema => (schema[key] ?? {}) as Schema;
const list = (schema: Schema, key: string): Schema[] => (schema[key] ?? []) as Schema[];

/** A value that fits: every field given, the shortest arrays, the least numbers. */
export function sample(schema: Schema): Json {
  if ('const' in schema) return schema.const;
  if ('enum' in schema) return list(schema, 'enum')[0];
  const choice = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (choice?.[0]) return sample(choice[0]);
  if (schema.allOf) return Object.assign({}, ...list(schema, 'allOf').map(sample)) as Json;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') return sampleObject(schema);
  if (type === 'array')
    return Array.from({ length: Math.max(1, Number(schema.minItems ?? 0)) }, () => sample(at(schema, 'items')));
  if (type === 'string') return sampleText(schema);
  if (type === 'integer' || type === 'number') return Math.max(1, Number(schema.minimum ?? 1));
  if (type === 'boolean') return true;
  return null;
}

function sampleObject(schema: Schema): Json {
  const fields = Object.entries(at(schema, 'properties')).map(([key, part]) => [key, sample(part as Schema)]);
  if (fields.length > 0) return Object.fromEntries(fields) as Json;
  const names = at(schema, 'propertyNames');
  const keys = 'enum' in names ? (list(names, 'enum') as unknown as string[]) : ['fr'];
  const rest = schema.additionalProperties;
  return Object.fromEntries(rest && typeof rest === 'object' ? keys.map((key) => [key, sample(rest as Schema)]) : []);
}

function sampleText(schema: Schema): string {
  const pattern = schema.pattern as string | undefined;
  if (pattern !== undefined) {
    const prefix = /^\^([a-z]{3})_\[0-9a-hj/.exec(pattern)?.[1];
    if (prefix !== undefined) return newId(prefix);
    return fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 1, seed: 7 })[0] ?? '';
  }
  return 'abcdefgh'.slice(0, Number(schema.maxLength ?? 8)).padEnd(Number(schema.minLength ?? 0), 'x');
}

/** A place inside a value. */
type Path = readonly (string | number)[];

/** Every place in a value, the whole first. */
export function places(value: Json, here: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [here];
  const inner = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value);
  return [here, ...inner.flatMap(([key, item]) => places(item as Json, [...here, key]))];
}

/** The value with something else at one place; the rest is shared. */
export function withAt(value: Json, path: Path, other: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return other;
  if (Array.isArray(value))
    return value.map((item, i) => (i === key ? withAt(item as Json, rest, other) : (item as Json)));
  const record = value as Record<string, Json>;
  return { ...record, [key]: withAt(record[key], rest, other) };
}

/** The value without what stands at one place. */
export function without(value: Json, path: Path): Json {
  const key = path.at(-1);
  if (key === undefined) return undefined;
  const holder = path.slice(0, -1).reduce<Json>((found, step) => (found as Record<string, Json>)[step], value);
  const less = Array.isArray(holder)
    ? holder.filter((_, i) => i !== key)
    : Object.fromEntries(Object.entries(holder as object).filter(([name]) => name !== key));
  return withAt(value, path.slice(0, -1), less);
}

/** Marks in a JSON text that JSON.stringify would not write by itself. */
const marks: Readonly<Record<string, string>> = {
  '«1e308»': '1e308',
  '«1e999»': '1e999',
  '«2^53+1»': '9007199254740993',
  '«2^63»': '9223372036854775808',
  '«-0»': '-0',
  '«NaN»': 'NaN',
  '«proto»': '{"__proto__":{"admin":true}}',
  '«constructor»': '{"constructor":{"prototype":{"admin":true}}}',
  '«twice»': '{"a":1,"a":2}',
  '«deep»': `${'['.repeat(200)}1${']'.repeat(200)}`,
  '«surrogate»': '"\\ud800"',
  '«nul»': '"a\\u0000b"',
};

/** What clients send by mistake or on purpose in the place of a value. */
export const poisons: readonly Json[] = [
  ...Object.keys(marks),
  null,
  true,
  -1,
  0,
  1.5,
  2_147_483_648,
  9_007_199_254_740_991,
  '',
  ' ',
  '1e3',
  'NaN',
  '-0',
  "'; DROP TABLE orders.order; --",
  '%',
  '../../../etc/passwd',
  '<script>alert(1)</script>',
  '=HYPERLINK("x")',
  'é\u0301\u202e\ufeff😀',
  'x'.repeat(100_000),
  '9'.repeat(400),
  [],
  {},
  [[]],
  Array.from({ length: 300 }, () => null),
  { nonsense: 1 },
  { toString: 'x', hasOwnProperty: 1, length: -1 },
];

/** JSON text in which the marks of `poisons` stand for what they name. */
export function textOf(value: Json): string {
  const text = JSON.stringify(value) ?? '';
  return text.replace(/"(«[^»"]+»)"/g, (all, mark: string) => marks[mark] ?? all);
}
