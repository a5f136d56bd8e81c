/** Zod describes, Ajv checks: bodies exactly as they are (no coercion, no unknown field), paths and queries as text that may be numbers. */
import { Ajv } from 'ajv';
import { z } from 'zod';

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

/** Fastify's validator compiler. */
export function compileValidator({
  schema,
  httpPart,
}: {
  schema: unknown;
  httpPart?: string;
}): (data: unknown) => unknown {
  const ajv = httpPart === 'body' ? strict : textual;
  const check = ajv.compile(schema as object);
  return (data) =>
    check(data) ? { value: data } : { error: Object.assign(new Error('validation'), { validation: check.errors }) };
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
