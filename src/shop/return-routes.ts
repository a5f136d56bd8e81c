/** Return requests in the office: which wait, those of an order, and what was done about one. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, sitesOf, type Route, type RouteContext } from '#base/route';
import { findOrder, orderTouches } from '#orders';
import { closeReturn, openReturns, returnById, returnReasons, returnsOf, type ReturnRequest } from './returns.ts';

const requestId = z.string().regex(new RegExp(idPattern('rtn')));
const orderId = z.string().regex(new RegExp(idPattern('ord')));
const shape = z.strictObject({
  requestId: z.string(),
  orderId: z.string(),
  reason: z.enum(returnReasons),
  note: z.string(),
  lines: z.array(z.strictObject({ lineNo: z.int(), quantity: z.int() })),
  state: z.enum(['open', 'closed']),
  answer: z.string(),
  askedAt: z.string(),
  closedAt: z.string().nullable(),
});
const shown = ({ lines, ...request }: ReturnRequest): z.input<typeof shape> => ({
  ...request,
  lines: lines.map((line) => ({ ...line })),
});

/** Of these requests those whose orders touch the sites at which the caller holds the right. */
async function mine(
  context: RouteContext,
  right: string,
  requests: readonly ReturnRequest[],
): Promise<ReturnRequest[]> {
  const siteIds = sitesOf(context, right);
  const touched = await Promise.all(requests.map(({ orderId: of }) => orderTouches(context.db, of, siteIds)));
  return requests.filter((_, i) => touched[i]);
}

export const returnRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/returns',
    permission: 'staff:orders.read',
    summary: 'Return requests that wait for a person, the oldest first, with the numbers of their orders',
    output: z.strictObject({ items: z.array(shape.extend({ number: z.string() })), next: z.null() }),
    run: async (context) => {
      const { db } = context;
      const open = await mine(context, 'orders.read', await openReturns(db, 100));
      const numbers = await Promise.all(open.map(async (one) => (await findOrder(db, one.orderId))?.number ?? ''));
      return { items: open.map((one, i) => ({ ...shown(one), number: numbers[i] ?? '' })), next: null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/orders/:orderId/returns',
    permission: 'staff:orders.read',
    summary: 'Return requests of an order, the newest first',
    params: z.strictObject({ orderId }),
    output: z.strictObject({ items: z.array(shape), next: z.null() }),
    run: async (context, { params }) => {
      const known = await mine(context, 'orders.read', await returnsOf(context.db, params.orderId));
      return { items: known.map(shown), next: null };
    },
  }),
  route({
    method: 'POST',
    path: '/api/returns/:requestId/close',
    permission: 'staff:orders.write',
    summary: 'Note what was done about a return request, for the shopper to read',
    idempotency: 'natural',
    params: z.strictObject({ requestId }),
    body: z.strictObject({ answer: z.string().trim().max(500) }),
    output: shape,
    refusals: ['shop.unknown_return'],
    run: async (context, { params, body }) => {
      const known = await returnById(context.db, params.requestId);
      if (!known || (await mine(context, 'orders.write', [known])).length === 0)
        refuse('shop.unknown_return', { detail: params.requestId });
      const close = { requestId: params.requestId, answer: body.answer, by: context.caller.actor };
      return shown(await context.command((tx) => closeReturn(tx, close)));
    },
  }),
];
