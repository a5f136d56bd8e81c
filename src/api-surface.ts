/**
 * What callers of the API may count on, as lines that can be read in a review: each operation, each field it takes, each field it
 * answers with. Two surfaces are compared for what would break a caller; docs/api.md says what that is.
 */
type Json = { readonly [name: string]: unknown };
type Schema = {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
};
type Operation = {
  readonly parameters?: readonly { name: string; in: string; required: boolean; schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema?: Schema }>> };
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, { schema?: Schema }>> }>>;
  readonly 'x-permission'?: string;
};

/** The lines of an OpenAPI description, sorted: `POST /api/orders > body.lines[].skuId string required`. */
export function surfaceOf(description: Json): string[] {
  const lines: string[] = [];
  for (const [path, methods] of Object.entries(description.paths as Record<string, Record<string, Operation>>)) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;
      lines.push(name);
      for (const { name: field, in: where, required, schema } of operation.parameters ?? [])
        lines.push(...fieldsOf(`${name} > ${where}.${field}`, schema, required));
      const body = operation.requestBody?.content['application/json']?.schema;
      if (body) lines.push(...fieldsOf(`${name} > body`, body, true));
      for (const [status, answer] of Object.entries(operation.responses)) {
        const shape = answer.content?.['application/json']?.schema;
        if (shape) lines.push(...fieldsOf(`${name} < ${status}`, shape, true));
      }
    }
  }
  return [...new Set(lines)].toSorted();
}

function fieldsOf(at: string, schema: Schema, required: boolean): string[] {
  const shapes = schema.anyOf ?? schema.oneOf ?? [schema];
  const lines = [
    `${at} ${[...new Set(shapes.flatMap(kindsOf))].toSorted().join('|')} ${required ? 'required' : 'optional'}`,
  ];
  for (const shape of shapes) {
    for (const [name, field] of Object.entries(shape.properties ?? {}))
      lines.push(...fieldsOf(`${at}.${name}`, field, (shape.required ?? []).includes(name)));
    if (shape.items && !Array.isArray(shape.items)) lines.push(...fieldsOf(`${at}[]`, shape.items, true));
  }
  return lines;
}

function kindsOf(schema: Schema): string[] {
  if ('const' in schema) return [JSON.stringify(schema.const)];
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value).replaceAll(' ', '_'));
  if (schema.type === undefined) return ['any'];
  return typeof schema.type === 'string' ? [schema.type] : [...schema.type];
}

type Field = {
  readonly operation: string;
  readonly side: string;
  readonly kinds: Set<string>;
  readonly required: boolean;
};

function read(lines: readonly string[]): { operations: Set<string>; fields: Map<string, Field> } {
  const operations = new Set<string>();
  const fields = new Map<string, Field>();
  for (const line of lines) {
    const match = /^(\S+ \S+)(?: ([<>]) (\S+(?: \S+)?) (\S+) (required|optional))?$/.exec(line);
    const [, operation = '', side, at = '', kinds = '', need] = match ?? [];
    if (side === undefined) operations.add(line);
    else
      fields.set(`${operation} ${side} ${at}`, {
        operation,
        side,
        kinds: new Set(kinds.split('|')),
        required: need === 'required',
      });
  }
  return { operations, fields };
}

/** What a caller written for `before` may trip over in `after`; each begins with its operation. */
export function breaking(before: readonly string[], after: readonly string[]): string[] {
  const [old, now] = [read(before), read(after)];
  const found: string[] = [];
  for (const operation of old.operations) if (!now.operations.has(operation)) found.push(`${operation}: is gone`);
  const stays = (field: Field): boolean => now.operations.has(field.operation);
  for (const [at, field] of old.fields) {
    if (!stays(field)) continue;
    const next = now.fields.get(at);
    if (!next) found.push(field.side === '>' ? `${at}: is no longer taken` : `${at}: is no longer answered`);
    else if (field.side === '>') found.push(...narrowed(at, field, next));
    else found.push(...widened(at, field, next));
  }
  for (const [at, field] of now.fields) {
    if (field.side !== '>' || !field.required || old.fields.has(at) || !old.operations.has(field.operation)) continue;
    const parent = at.replace(/(\.[^.[\]]+|\[\])$/, '');
    if (
      parent === `${field.operation} > path` ||
      parent === `${field.operation} > query` ||
      old.fields.has(parent) ||
      parent.endsWith('> header')
    )
      found.push(`${at}: must be given now`);
  }
  return found.toSorted();
}

/** A request may say all it could say before. */
function narrowed(at: string, before: Field, after: Field): string[] {
  const found: string[] = [];
  if (!before.required && after.required) found.push(`${at}: must be given now`);
  const takes = (kind: string): boolean =>
    after.kinds.has('any') ||
    after.kinds.has(kind) ||
    after.kinds.has(typeOfKind(kind)) ||
    (kind === 'integer' && after.kinds.has('number'));
  const lost = [...before.kinds].filter((kind) => !takes(kind));
  if (lost.length > 0) found.push(`${at}: no longer takes ${lost.join(', ')}`);
  return found;
}

/** An answer says nothing of another type than before; another value of an enumeration is no break (docs/api.md). */
function widened(at: string, before: Field, after: Field): string[] {
  const found: string[] = [];
  if (before.required && !after.required) found.push(`${at}: may be missing now`);
  const known = new Set([...before.kinds].map(typeOfKind));
  const fresh = [...new Set([...after.kinds].map(typeOfKind))].filter(
    (type) => !known.has(type) && !known.has('any') && !(type === 'integer' && known.has('number')),
  );
  if (fresh.length > 0) found.push(`${at}: may be ${fresh.join(', ')} now`);
  return found;
}

/** `"open"` is a string. */
const typeOfKind = (kind: string): string =>
  kind.startsWith('"') ? 'string' : /^(true|false)$/.test(kind) ? 'boolean' : /^-?\d/.test(kind) ? 'number' : kind;
