/** The OpenAPI 3.1 description, made from the route table. */
import { z } from 'zod';
import type { RefusalCodes } from '#base/refusal';
import type { Route } from '#base/route';

type Json = Record<string, unknown>;

/** Describes every route: its shapes, its permission, its refusals. */
export function openapi(routes: readonly Route[], codes: RefusalCodes, version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route, codes);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Halle', version, description: 'Unified commerce: one product truth, one stock, one order gate.' },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'halle_session' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Problem: problemSchema },
    },
  };
}

function operation(route: Route, codes: RefusalCodes): Json {
  const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')];
  if (route.idempotency === 'key') {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      schema: { type: 'string', minLength: 8, maxLength: 100 },
    });
  }
  const body = route.upload
    ? {
        content: Object.fromEntries(
          route.upload.mediaTypes.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
        ),
        required: true,
      }
    : route.body && { content: { 'application/json': { schema: schemaOf(route.body, 'input') } }, required: true };
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.deprecated ? { deprecated: true } : {}),
    tags: [route.path.split('/')[2] ?? 'api'],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: { ...success(route), ...problems(route, codes) },
    ...(route.permission === 'public' || route.permission === 'webhook'
      ? {}
      : { security: [{ session: [] }, { bearer: [] }] }),
    'x-permission': route.permission,
  };
}

/** A stable name of an operation: `POST /api/carts/:cartId/lines` → `postCartsCartIdLines`. */
export function operationId(route: Pick<Route, 'method' | 'path'>): string {
  const words = route.path.split(/[/:.-]+/).filter((word) => word !== '' && word !== 'api');
  return route.method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function success(route: Route): Json {
  if (route.stream)
    return {
      200: { description: 'A stream of events', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    };
  if (!route.output) return { [route.status ?? 200]: { description: 'Done' } };
  return {
    [route.status ?? 200]: {
      description: 'Done',
      content: { 'application/json': { schema: schemaOf(route.output, 'output') } },
    },
  };
}

function problems(route: Route, codes: RefusalCodes): Json {
  const answers: Record<string, string[]> = {};
  for (const code of route.refusals ?? []) {
    const known = codes[code];
    if (known) (answers[known.status] ??= []).push(`\`${code}\`: ${known.title}`);
  }
  const shape = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const entries = Object.entries(answers).map(([status, lines]) => [
    status,
    { description: lines.join('; '), content: shape },
  ]);
  return { ...Object.fromEntries(entries), default: { description: 'A problem (RFC 9457)', content: shape } };
}

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const object = schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(object.properties ?? {}).map(([name, shape]) => ({
    name,
    in: where,
    required: where === 'path' || (object.required ?? []).includes(name),
    schema: shape,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
  }) as Json;
  return rest;
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    fields: {
      type: 'array',
      items: { type: 'object', properties: { field: { type: 'string' }, rule: { type: 'string' } } },
    },
  },
} as const;
