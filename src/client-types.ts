/** The route table as TypeScript: what `packages/client` is typed by. */
import type { z } from 'zod';
import type { Route } from '#base/route';
import { jsonSchema } from '#http';

type Schema = {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | readonly Schema[];
  readonly prefixItems?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

/** A declaration file with `Routes`: each route by `METHOD /path`, with what it takes and what it answers. */
export function routeTypes(routes: readonly Route[]): string {
  const lines = routes
    .toSorted((a, b) => (a.path + a.method < b.path + b.method ? -1 : 1))
    .flatMap((route) => [
      `  /** ${route.summary.replaceAll('*/', '* /')}. May call: ${route.permission}.${route.deprecated ? ` @deprecated ${route.deprecated.instead}` : ''} */`,
      `  readonly '${route.method} ${route.path}': {`,
      `    readonly params: ${partType(route.params, 'input')};`,
      `    readonly query: ${partType(route.query, 'input')};`,
      `    readonly body: ${route.upload || route.raw ? 'unknown' : partType(route.body, 'input')};`,
      `    readonly output: ${outputType(route)};`,
      '  };',
    ]);
  return [
    '/** Made from the route table by `npm run client`; not edited by hand. */',
    'export type RouteTypes = { readonly params: unknown; readonly query: unknown; readonly body: unknown; readonly output: unknown };',
    'export interface Routes {',
    ...lines,
    '}',
    '',
  ].join('\n');
}

const partType = (shape: z.ZodType | undefined, io: 'input' | 'output'): string =>
  shape ? typeOf(jsonSchema(shape, io)) : 'undefined';

function outputType(route: Route): string {
  if (route.stream || route.download) return 'Response';
  return partType(route.output, 'output');
}

/** The TypeScript type of a JSON Schema; what it can't say is `unknown`. */
export function typeOf(schema: Schema): string {
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const any = schema.anyOf ?? schema.oneOf;
  if (any) return [...new Set(any.map(typeOf))].join(' | ');
  if (schema.allOf) return schema.allOf.map((part) => `(${typeOf(part)})`).join(' & ');
  if (Array.isArray(schema.type)) return schema.type.map((type: string) => typeOf({ ...schema, type })).join(' | ');
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return arrayType(schema);
    case 'object':
      return objectType(schema);
    default:
      return 'unknown';
  }
}

function arrayType({ items, prefixItems }: Schema): string {
  const tuple = prefixItems ?? (Array.isArray(items) ? (items as readonly Schema[]) : undefined);
  if (tuple) return `readonly [${tuple.map(typeOf).join(', ')}]`;
  return items ? `readonly (${typeOf(items as Schema)})[]` : 'readonly unknown[]';
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(
    ([name, shape]) =>
      `readonly ${/^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(shape)}`,
  );
  const others = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : undefined;
  if (fields.length === 0) return `{ readonly [name: string]: ${others ?? 'never'} }`;
  return `{ ${fields.join('; ')} }${others === undefined ? '' : ` & { readonly [name: string]: ${others} }`}`;
}
