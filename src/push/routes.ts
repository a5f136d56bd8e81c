/** A customer's devices: the key to subscribe with, subscribing and leaving. */
import { z } from 'zod';
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { sayConsent } from '#customers';
import { isSubscribed, serverKey, subscribe, unsubscribe } from './subscribe.ts';

const subscriptionId = z.string().regex(/^[\w-]{43}$/);
const own = ({ principal }: RouteContext): string =>
  principal.kind === 'customer' ? principal.customerId : refuse('request.unauthenticated');

export const pushRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/push/key',
    permission: 'public',
    summary: 'The key with which a browser subscribes to messages (VAPID, RFC 8292)',
    output: z.strictObject({ publicKey: z.string() }),
    run: async ({ db }) => ({ publicKey: (await serverKey(db)).publicKey }),
  }),
  route({
    method: 'GET',
    path: '/api/push/subscriptions/:subscriptionId',
    permission: 'customer',
    summary: 'Whether I still get messages on this device',
    params: z.strictObject({ subscriptionId }),
    output: z.strictObject({ on: z.boolean() }),
    run: async (context, { params }) => ({
      on: await isSubscribed(context.db, own(context), params.subscriptionId),
    }),
  }),
  route({
    method: 'PUT',
    path: '/api/push/subscriptions/:subscriptionId',
    permission: 'customer',
    summary:
      'I want messages on this device: says so as a consent too; the id is the SHA-256 of the endpoint, base64url',
    idempotency: 'natural',
    params: z.strictObject({ subscriptionId }),
    body: z.strictObject({
      endpoint: z.string().max(1_000),
      keys: z.strictObject({ p256dh: z.string().regex(/^[\w-]{87}$/), auth: z.string().regex(/^[\w-]{22}$/) }),
      language: z.enum(['fr', 'en']),
      /** The version of the sentence that was read. */
      wording: z.int().min(1).max(10_000),
    }),
    status: 204,
    refusals: ['push.bad_subscription'],
    run: (context, { params, body }) => {
      const customerId = own(context);
      const { endpoint, keys, language, wording } = body;
      return context.command(async (tx) => {
        const consent = {
          consentId: newId('con'),
          purpose: 'messages',
          granted: true,
          wording,
          source: 'account',
        } as const;
        await sayConsent(tx, { ...consent, customerId });
        await subscribe(tx, { ...params, customerId, endpoint, ...keys, language, wording });
      });
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/push/subscriptions/:subscriptionId',
    permission: 'customer',
    summary: 'No more messages on this device',
    idempotency: 'natural',
    params: z.strictObject({ subscriptionId }),
    status: 204,
    run: (context, { params }) => context.command((tx) => unsubscribe(tx, own(context), params.subscriptionId)),
  }),
];
