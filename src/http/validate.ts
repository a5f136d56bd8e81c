/** Zod describes, Ajv checks, and what goes out is written by schema: bodies exactly as they are (no coercion, no unknown field), paths and queries as text that may be numbers. */
import { Ajv, type ValidateFunction } from 'ajv';
import fastJsonStringify from 'fast-json-stringify';
import { z } from 'zod';
import { holdsCardNumber } from '#base/card-numbers';

const strict = new Ajv({
  allErrors: false,
  removeAdditional: false,
  useDefaults: true,
  coerceTypes: false,
  strict: false,
  validateFormats: false,
});
const textual = new Ajv({
  allErrors: false,
  removeAdditional: false,
  useDefaults: true,
  coerceTypes: 'array',
  strict: false,
  validateFormats: false,
});

/** JSON Schema of what comes in (`input`) or goes out (`output`), as Ajv and the serializer read it. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  return z.toJSONSchema(schema, { target: 'draft-7', io, unrepresentable: 'any' }) as Record<string, unknown>;
}

/** Fastify's validator compiler. A schema is compiled when it is first needed: all of them together are a second of every start. */
export function compileValidator({
  schema,
  httpPart,
}: {
  schema: unknown;
  httpPart?: string;
}): (data: unknown) => unknown {
  const ajv = httpPart === 'body' ? strict : textual;
  let check: ValidateFunction | undefined;
  return (data) => {
    check ??= ajv.compile(schema as object);
    return check(data)
      ? { value: data }
      : { error: Object.assign(new Error('validation'), { validation: check.errors }) };
  };
}

/** Fastify's serializer compiler: each when its first answer is sent. */
export function compileSerializer({ schema }: { schema: unknown }): (data: unknown) => string {
  let stringify: ((data: unknown) => string) | undefined;
  return (data) => (stringify ??= fastJsonStringify(schema as object))(data);
}

/** True when a text holds what PostgreSQL cannot store (NUL, a lone surrogate), or the value is nested past reason. */
export function unstorable(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return value.includes('\u0000') || !value.isWellFormed();
  if (depth > 60) return true;
  if (Array.isArray(value)) return value.some((item) => unstorable(item, depth + 1));
  if (value !== null && typeof value === 'object') {
    for (const key in value) {
      if (unstorable(key) || unstorable((value as Record<string, unknown>)[key], depth + 1)) return true;
    }
  }
  return false;
}

type Shape = Readonly<Record<string, unknown>>;
/** Never stored as they are; a card's token is looked at by the payments. */
const SECRETS = new Set(['password', 'current', 'next', 'token', 'code', 'pin', 'email']);

/**
 * The path of the first free text that holds a card number; undefined when none does. Free is a text that its schema lets be anything:
 * ids, codes and numbers of articles have a pattern or a list.
 */
export function cardNumberIn(schema: unknown, value: unknown, path = ''): string | undefined {
  const shape = (schema ?? {}) as Shape;
  for (const one of (shape.anyOf ?? shape.oneOf ?? shape.allOf ?? []) as unknown[]) {
    const found = cardNumberIn(one, value, path);
    if (found !== undefined) return found;
  }
  if (typeof value === 'string') {
    const free = shape.type === 'string' && !['pattern', 'enum', 'const', 'format'].some((key) => key in shape);
    const secret = SECRETS.has(path.slice(path.lastIndexOf('.') + 1));
    return free && !secret && value.length >= 13 && holdsCardNumber(value) ? path : undefined;
  }
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, part] of Object.entries(value)) {
    const named = (shape.properties as Shape | undefined)?.[key] ?? shape.additionalProperties;
    const found = cardNumberIn(Array.isArray(value) ? shape.items : named, part, path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
