import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { instant } from '#base/time';
import { seenVersion } from '#org';
import { changeEndpoint, createEndpoint, removeEndpoint, rotateSecret } from './endpoints.ts';
import { eventTypes, exampleOf } from './model.ts';
import { deliveryById, endpointById, listDeliveries, listEndpoints } from './queries.ts';
import { queueTest, replayOne, replaySpan } from './queue.ts';

const endpointId = z.string().regex(new RegExp(idPattern('whe')));
const messageId = z.string().regex(/^(evt_\d{1,15}|test_[0-9a-z]{26})$/);
const name = z.string().min(1).max(80);
const url = z.string().min(1).max(500);
const types = z.array(z.string().max(80)).min(1).max(100);
const moment = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/);
const deliveryState = z.enum(['waiting', 'held', 'delivered', 'dead']);

const endpointShape = z.strictObject({
  endpointId: z.string(),
  name: z.string(),
  url: z.string(),
  eventTypes: z.array(z.string()),
  state: z.enum(['active', 'off', 'disabled']),
  disabledWhy: z.enum(['failing', 'gone']).nullable(),
  failingSince: z.string().nullable(),
  oldSecretUntil: z.string().nullable(),
  createdAt: z.string(),
  version: z.int(),
});
const deliveryShape = z.strictObject({
  messageId: z.string(),
  type: z.string(),
  subjectId: z.string(),
  state: deliveryState,
  tries: z.int(),
  madeAt: z.string(),
  dueAt: z.string(),
  deliveredAt: z.string().nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
});
const attemptShape = z.strictObject({
  at: z.string(),
  ms: z.int(),
  status: z.int().nullable(),
  error: z.string().nullable(),
  answer: z.string().nullable(),
});
const one = z.strictObject({ endpointId });

/** A moment as it came; refuses what is no date, like the 31st of June. */
function momentOf(text: string): ReturnType<typeof instant> {
  if (!Number.isFinite(Date.parse(text))) refuse('webhooks.bad_range', { detail: text });
  return instant(text);
}

const endpointRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/webhook-event-types',
    permission: 'staff:developers.read',
    summary: 'Types of events that an endpoint may ask for, each with an example',
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          type: z.string(),
          version: z.int(),
          title: z.strictObject({ fr: z.string(), en: z.string() }),
          example: z.unknown(),
        }),
      ),
      next: z.null(),
    }),
    run: async ({ now }) => ({
      items: Object.entries(eventTypes).map(([type, { version, title }]) => ({
        type,
        version,
        title,
        example: exampleOf(type, now()),
      })),
      next: null,
    }),
  }),
  route({
    method: 'GET',
    path: '/api/webhook-endpoints',
    permission: 'staff:developers.read',
    summary: 'Webhook endpoints, oldest first',
    output: z.strictObject({ items: z.array(endpointShape), next: z.null() }),
    run: async ({ db }) => ({ items: (await listEndpoints(db)).map(shown), next: null }),
  }),
  route({
    method: 'POST',
    path: '/api/webhook-endpoints',
    permission: 'staff:developers.write',
    summary: 'Add an endpoint; its secret is told in this answer and never again',
    idempotency: 'id',
    body: z.strictObject({ endpointId, name, url, eventTypes: types }),
    output: z.strictObject({ endpointId: z.string(), secret: z.string().nullable() }),
    status: 201,
    refusals: [
      'webhooks.bad_url',
      'webhooks.unknown_type',
      'webhooks.too_many',
      'request.id_reused',
      'request.in_flight',
    ],
    run: ({ command }, { body }) => command((tx) => createEndpoint(tx, body)),
  }),
  route({
    method: 'GET',
    path: '/api/webhook-endpoints/:endpointId',
    permission: 'staff:developers.read',
    summary: 'One endpoint',
    params: one,
    output: endpointShape,
    refusals: ['webhooks.unknown_endpoint'],
    run: async ({ db }, { params }) => {
      const endpoint = await endpointById(db, params.endpointId);
      return endpoint ? shown(endpoint) : refuse('webhooks.unknown_endpoint', { detail: params.endpointId });
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/webhook-endpoints/:endpointId',
    permission: 'staff:developers.write',
    summary: 'Change an endpoint, switch it off and on; switched on, what was held is sent',
    idempotency: 'natural',
    params: one,
    body: z.strictObject({
      name: name.optional(),
      url: url.optional(),
      eventTypes: types.optional(),
      state: z.enum(['active', 'off']).optional(),
      version: seenVersion,
    }),
    output: z.strictObject({ version: z.int() }),
    refusals: ['webhooks.unknown_endpoint', 'webhooks.bad_url', 'webhooks.unknown_type', 'webhooks.changed_meanwhile'],
    run: ({ command }, { params, body }) => command((tx) => changeEndpoint(tx, { ...body, ...params })),
  }),
  route({
    method: 'DELETE',
    path: '/api/webhook-endpoints/:endpointId',
    permission: 'staff:developers.write',
    summary: 'Remove an endpoint, with what was told it',
    idempotency: 'natural',
    params: one,
    status: 204,
    run: ({ command }, { params }) => command((tx) => removeEndpoint(tx, params.endpointId)),
  }),
  route({
    method: 'POST',
    path: '/api/webhook-endpoints/:endpointId/secret',
    permission: 'staff:developers.write',
    summary: 'A new secret, told once (null when repeated); the old one signs beside it for a day',
    idempotency: 'key',
    params: one,
    output: z.strictObject({ secret: z.string().nullable() }),
    refusals: ['webhooks.unknown_endpoint'],
    run: async ({ command }, { params }) => {
      let secret: string | null = null; // not in the receipt, which is kept
      await command(async (tx) => {
        secret = await rotateSecret(tx, params.endpointId);
      });
      return { secret };
    },
  }),
];

const shown = (endpoint: Awaited<ReturnType<typeof listEndpoints>>[number]) => ({
  ...endpoint,
  eventTypes: [...endpoint.eventTypes],
});

const deliveryRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/webhook-endpoints/:endpointId/test',
    permission: 'staff:developers.write',
    summary: 'Send an example of a type, with `"test": true` in it',
    idempotency: 'key',
    params: one,
    body: z.strictObject({ type: z.string().max(80) }),
    output: z.strictObject({ messageId: z.string() }),
    status: 202,
    refusals: ['webhooks.unknown_endpoint', 'webhooks.unknown_type', 'webhooks.not_active'],
    run: ({ command }, { params, body }) => command((tx) => queueTest(tx, params.endpointId, body.type)),
  }),
  route({
    method: 'POST',
    path: '/api/webhook-endpoints/:endpointId/replay',
    permission: 'staff:developers.write',
    summary: 'Send again what happened in a span of up to thirty days: what never arrived, or all',
    idempotency: 'key',
    params: one,
    body: z.strictObject({ from: moment, to: moment, all: z.boolean().default(false) }),
    output: z.strictObject({ replay: z.string() }),
    status: 202,
    refusals: ['webhooks.unknown_endpoint', 'webhooks.bad_range', 'webhooks.not_active'],
    run: ({ command }, { params, body }) => {
      const span = { from: momentOf(body.from), to: momentOf(body.to), all: body.all };
      return command((tx) => replaySpan(tx, params.endpointId, span));
    },
  }),
  route({
    method: 'GET',
    path: '/api/webhook-endpoints/:endpointId/deliveries',
    permission: 'staff:developers.read',
    summary: 'What was told an endpoint in the last thirty days, newest first',
    params: one,
    query: z.strictObject({
      state: deliveryState.optional(),
      after: messageId.optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({ items: z.array(deliveryShape), next: z.string().nullable() }),
    run: async ({ db }, { params, query }) => {
      const items = await listDeliveries(db, { ...params, ...query });
      return { items, next: items.length === query.limit ? (items.at(-1)?.messageId ?? null) : null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/webhook-endpoints/:endpointId/deliveries/:messageId',
    permission: 'staff:developers.read',
    summary: 'One message: what was sent, and each answer',
    params: z.strictObject({ endpointId, messageId }),
    output: deliveryShape.extend({ body: z.string(), attempts: z.array(attemptShape) }),
    refusals: ['webhooks.unknown_delivery'],
    run: async ({ db }, { params }) =>
      (await deliveryById(db, params.endpointId, params.messageId)) ??
      refuse('webhooks.unknown_delivery', { detail: params.messageId }),
  }),
  route({
    method: 'POST',
    path: '/api/webhook-endpoints/:endpointId/deliveries/:messageId/replay',
    permission: 'staff:developers.write',
    summary: 'Send one message again',
    idempotency: 'key',
    params: z.strictObject({ endpointId, messageId }),
    status: 202,
    refusals: ['webhooks.unknown_endpoint', 'webhooks.unknown_delivery', 'webhooks.not_active'],
    run: ({ command }, { params }) => command((tx) => replayOne(tx, params.endpointId, params.messageId)),
  }),
];

export const webhookRoutes: readonly Route[] = [...endpointRoutes, ...deliveryRoutes];
