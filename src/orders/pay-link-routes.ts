/** Payment links, as staff make, see and end them. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { clock } from '#base/time';
import { route, type Route } from '#base/route';
import { askDeposit } from './deposit.ts';
import { makePayLink, payLinkSecret, payLinksOf, revokePayLink } from './pay-links.ts';
import { giveUpTransfer } from './pay.ts';
import { checkTouches } from './routes.ts';

const id = (prefix: string) => z.string().regex(new RegExp(idPattern(prefix)));
const orderParams = z.strictObject({ orderId: id('ord') });
const linkShape = z.strictObject({
  linkId: z.string(),
  madeBy: z.string(),
  madeAt: z.string(),
  expiresAt: z.string(),
  revokedAt: z.string().nullable(),
  over: z.boolean(),
  /** For this sum alone, minor units: made by the house for a change. Null: for whatever is due. */
  minor: z.int().nullable(),
  /** Where whoever has it pays: `/pay/<secret>`. */
  path: z.string(),
});

export const payLinkRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/orders/:orderId/deposit',
    permission: 'staff:orders.write',
    summary: 'Ask for a deposit: a part of what is promised is due now, before the goods, by payment link',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({ depositId: id('dep'), minor: z.int().min(1).max(Number.MAX_SAFE_INTEGER) }),
    status: 204,
    refusals: ['orders.not_found', 'orders.not_placed', 'orders.shipped', 'orders.nothing_promised'],
    run: async (context, { params, body }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      await context.command((tx) => askDeposit(tx, { ...params, ...body }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/give-up-transfer',
    permission: 'staff:orders.write',
    summary:
      'Wait for the transfer of an order no longer, so that it may be paid by card; what comes late waits for a person',
    idempotency: 'natural',
    params: orderParams,
    body: z.strictObject({}),
    status: 204,
    refusals: ['orders.not_found', 'orders.expired'],
    run: async (context, { params }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      await context.command((tx) => giveUpTransfer(tx, params));
    },
  }),
  route({
    method: 'GET',
    path: '/api/orders/:orderId/pay-links',
    permission: 'staff:orders.write',
    summary: 'The payment links of an order, newest first, with their secrets',
    params: orderParams,
    output: z.strictObject({ items: z.array(linkShape) }),
    run: async (context, { params }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      const links = await payLinksOf(context.db, params.orderId);
      const items = await Promise.all(
        links.map(async ({ orderId: _same, ...link }) => ({
          ...link,
          over: link.revokedAt !== null || link.expiresAt <= clock(),
          path: `/pay/${await payLinkSecret(context.db, link.linkId)}`,
        })),
      );
      return { items };
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/pay-links',
    permission: 'staff:orders.write',
    summary: 'Make a link by which whoever has it pays what is due of this order',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({ linkId: id('lnk'), days: z.int().min(1).max(60) }),
    output: z.strictObject({ linkId: z.string(), path: z.string(), expiresAt: z.string() }),
    status: 201,
    refusals: ['orders.not_found', 'orders.nothing_due', 'request.id_reused'],
    run: async (context, { params, body }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      const { linkId, expiresAt } = await context.command((tx) => makePayLink(tx, { ...params, ...body }));
      return { linkId, expiresAt, path: `/pay/${await payLinkSecret(context.db, linkId)}` };
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/pay-links/:linkId/revoke',
    permission: 'staff:orders.write',
    summary: 'End a payment link at once',
    idempotency: 'natural',
    params: z.strictObject({ orderId: id('ord'), linkId: id('lnk') }),
    status: 204,
    refusals: ['orders.not_found', 'orders.link_unknown'],
    run: async (context, { params }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      await context.command((tx) => revokePayLink(tx, params));
    },
  }),
];
