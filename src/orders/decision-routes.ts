/** What staff decide about orders that were paid after their stock had gone. */
import { z } from 'zod';
import { checkSites, route, sitesOf, type Route } from '#base/route';
import { decisionOf, retryOrder, waitForStock } from './decide.ts';
import { orderTouches } from './queries.ts';
import { checkTouches } from './routes.ts';
import { decisionShape, id } from './shapes.ts';

const orderParams = z.strictObject({ orderId: id('ord') });

export const decisionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/orders/:orderId/decision',
    permission: 'staff:orders.read',
    summary: 'What a person has to decide about an order: what it lacks, and where that is now; null when nothing',
    params: orderParams,
    output: z.strictObject({ decision: decisionShape.nullable() }),
    run: async (context, { params }) => {
      const mine = await orderTouches(context.db, params.orderId, sitesOf(context, 'orders.read'));
      return { decision: (mine ? await decisionOf(context.db, params.orderId) : undefined) ?? null };
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/retry',
    permission: 'staff:orders.write',
    summary: 'Place an order that was paid after its stock had gone: its stock is there again, or at another store',
    idempotency: 'natural',
    params: orderParams,
    body: z.strictObject({ siteId: id('sit').optional() }),
    status: 204,
    refusals: [
      'orders.not_found',
      'orders.nothing_to_decide',
      'orders.money_gone',
      'orders.delivery',
      'inventory.short',
    ],
    run: async (context, { params, body }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      if (body.siteId !== undefined) checkSites(context, 'orders.write', [body.siteId]);
      await context.command((tx) => retryOrder(tx, { ...params, siteId: body.siteId }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/wait',
    permission: 'staff:orders.write',
    summary:
      'Place an order that was paid after its stock had gone: what it lacks waits, and may be replaced by other articles',
    idempotency: 'natural',
    params: orderParams,
    status: 204,
    refusals: ['orders.not_found', 'orders.nothing_to_decide', 'orders.money_gone', 'orders.delivery'],
    run: async (context, { params }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      await context.command((tx) => waitForStock(tx, params));
    },
  }),
];
