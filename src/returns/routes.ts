import { readCursor } from '#base/input';
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { checkSites, route, sitesOf, staffOf, type Route, type RouteContext } from '#base/route';
import type { Tx } from '#base/db';
import { timeline } from '#base/journal';
import { skuFacts } from '#catalog';
import { staffNames, withApproval } from '#identity';
import { orderTouches } from '#orders';
import { sites } from '#org';
import { approveReturn, askReturn, cancelReturn, refuseReturn, sendReturn } from './ask.ts';
import { askExchange, exchangeFor, prepareHold } from './exchange-hold.ts';
import { fourEyes } from './four-eyes.ts';
import { holdOrder, seeReturn, type Return } from './hold.ts';
import { giveKindness } from './kindness.ts';
import { states } from './model.ts';
import { closeUnpaid, oweReturn, planHeld, retryDue } from './owe.ts';
import { listReturns, returnsOf, returnTouches } from './queries.ts';
import { inspectReturn, receiveReturn } from './receive.ts';
import { headOf, recordOf } from './record.ts';
import * as shape from './shapes.ts';

const params = z.strictObject({ returnId: shape.returnId });
const ofOrder = z.strictObject({ orderId: shape.id('ord') });
const asked = [
  'orders.not_found',
  'returns.lines',
  'returns.open',
  'returns.not_placed',
  'returns.period_over',
  'request.id_reused',
];
const exchanged = [
  ...['orders.unknown_sku', 'orders.not_on_sale', 'orders.delivery', 'orders.unknown_channel', 'inventory.short'],
  ...['returns.too_much', 'returns.no_money', 'returns.currency', 'returns.exchange_channel', 'returns.exchange_open'],
  ...['returns.exchange_withdrawal', 'returns.state'],
];

/** Refuses `returns.unknown` to whom this return is none of their sites'. */
async function mine(context: RouteContext, right: string, returnId: string): Promise<void> {
  if (!(await returnTouches(context.db, returnId, sitesOf(context, right))))
    refuse('returns.unknown', { detail: returnId });
}

/** Refuses `orders.not_found` to whom this order is none of their sites'. */
async function myOrder(context: RouteContext, right: string, orderId: string): Promise<void> {
  if (!(await orderTouches(context.db, orderId, sitesOf(context, right))))
    refuse('orders.not_found', { detail: orderId });
}

const after = async (
  context: RouteContext,
  work: (tx: Tx) => Promise<Return>,
): Promise<z.input<typeof shape.reachedShape>> => {
  const { returnId, number, state, version } = await context.command(work);
  return { returnId, number, state, version };
};

const reading: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/returns',
    permission: 'staff:returns.read',
    summary: 'Returns, the newest first: by state, by what they wait for, by number or buyer',
    query: z.strictObject({
      q: z.string().max(120).optional(),
      state: z.enum(states).optional(),
      wait: z.enum(['open', 'owed', 'late']).optional(),
      sort: z.enum(['newest', 'oldest']).default('newest'),
      after: z.string().max(80).optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.strictObject({ items: z.array(shape.headShape), next: z.string().nullable() }),
    run: async (context, { query: { after: mark, ...query } }) => {
      const cursor = readCursor(mark);
      const rows = await listReturns(context.db, {
        ...query,
        siteIds: sitesOf(context, 'returns.read'),
        after: cursor && { at: cursor.at, returnId: cursor.id },
      });
      const last = rows.at(-1);
      const next = rows.length === query.limit && last ? `${last.askedAt}~${last.returnId}` : null;
      return { items: rows.map(headOf), next };
    },
  }),
  route({
    method: 'GET',
    path: '/api/returns/:returnId',
    permission: 'staff:returns.read',
    summary: 'A return: what was announced, what came and was seen, what is owed and why',
    params,
    output: shape.recordShape,
    refusals: ['returns.unknown'],
    run: async (context, input) => {
      await mine(context, 'returns.read', input.params.returnId);
      return recordOf(context.db, input.params.returnId);
    },
  }),
  route({
    method: 'GET',
    path: '/api/returns/:returnId/timeline',
    permission: 'staff:returns.read',
    summary: 'What happened to a return, the newest first',
    params,
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          at: z.string(),
          type: z.string(),
          actor: z.string(),
          actorName: z.string().nullable(),
          body: z.record(z.string(), z.unknown()),
        }),
      ),
      next: z.null(),
    }),
    run: async (context, input) => {
      const seen = await returnTouches(context.db, input.params.returnId, sitesOf(context, 'returns.read'));
      const facts = seen ? await timeline(context.db, input.params.returnId) : [];
      const names = await staffNames(context.db, [...new Set(facts.map((fact) => fact.actor))]);
      const items = facts.map(({ at, type, actor, body }) => ({
        ...{ at, type, actor, body: { ...body } },
        actorName: names.get(actor) ?? null,
      }));
      return { items, next: null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/orders/:orderId/returns',
    permission: 'staff:returns.read',
    summary: 'Returns of an order, the newest first',
    params: ofOrder,
    output: z.strictObject({ items: z.array(shape.briefShape), next: z.null() }),
    run: async (context, input) => {
      const { orderId } = input.params;
      const seen = await orderTouches(context.db, orderId, sitesOf(context, 'returns.read'));
      const rows = seen ? await returnsOf(context.db, orderId) : [];
      const items = rows.map(
        ({ returnId, number, reason, withdrawal, note, answer, state, askedAt, closedAt, ...row }) => ({
          ...{ returnId, number, reason, withdrawal, note, answer, state, askedAt, closedAt },
          ...{ owedMinor: row.owedMinor, paidMinor: row.paidMinor, lines: row.lines.map((line) => ({ ...line })) },
        }),
      );
      return { items, next: null };
    },
  }),
];

const beginning: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/orders/:orderId/returns',
    permission: 'staff:returns.write',
    summary: 'Write a return down for a buyer, with the goods that are set aside for it where they want others',
    idempotency: 'id',
    params: ofOrder,
    body: shape.asking,
    output: shape.reachedShape,
    status: 201,
    refusals: [...asked, ...exchanged],
    run: async (context, { params: { orderId }, body: { exchange, ...body } }) => {
      await myOrder(context, 'returns.write', orderId);
      const input = { ...body, orderId, source: 'office' as const };
      if (!exchange) return after(context, async (tx) => (await askReturn(tx, input)).request);
      const wish = exchangeFor(input, exchange);
      const prepared = await prepareHold(context.db, wish, staffOf(context).staffId);
      return after(context, (tx) => askExchange(tx, input, prepared));
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/kindness',
    permission: 'staff:returns.kindness',
    summary: 'Give money back for an order without goods',
    idempotency: 'id',
    params: ofOrder,
    body: shape.kindness,
    output: shape.reachedShape,
    status: 201,
    refusals: [
      ...['orders.not_found', 'returns.not_placed', 'returns.nothing', 'returns.too_much', 'returns.no_money'],
      ...['request.id_reused', 'identity.approval_needed'],
    ],
    run: async (context, { params: { orderId }, body }) => {
      await myOrder(context, 'returns.kindness', orderId);
      const ask = await fourEyes(context, { ...body, orderId, right: 'returns.kindness' });
      return withApproval(context, ask, () => after(context, (tx) => giveKindness(tx, { ...body, orderId })));
    },
  }),
  ...(['approve', 'refuse'] as const).map((verb) =>
    route({
      method: 'POST',
      path: `/api/returns/:returnId/${verb}`,
      permission: 'staff:returns.write',
      summary:
        verb === 'approve' ? 'Say yes to a return' : 'Say no to a return, and why; a withdrawal cannot be refused',
      idempotency: 'natural',
      params,
      body: verb === 'approve' ? shape.answer : z.strictObject({ answer: shape.note.min(1) }),
      output: shape.reachedShape,
      refusals: ['returns.unknown', 'returns.state'],
      run: async (context, { params: { returnId }, body }) => {
        await mine(context, 'returns.write', returnId);
        const work = verb === 'approve' ? approveReturn : refuseReturn;
        return after(context, (tx) => work(tx, { returnId, answer: body.answer }));
      },
    }),
  ),
  route({
    method: 'POST',
    path: '/api/returns/:returnId/cancel',
    permission: 'staff:returns.write',
    summary: 'Give a return up before anything came',
    idempotency: 'natural',
    params,
    output: shape.reachedShape,
    refusals: ['returns.unknown', 'returns.state'],
    run: async (context, { params: { returnId } }) => {
      await mine(context, 'returns.write', returnId);
      return after(context, (tx) => cancelReturn(tx, { returnId }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/returns/:returnId/sent',
    permission: 'staff:returns.write',
    summary: 'The goods are on their way, with what proves it',
    idempotency: 'natural',
    params,
    body: z.strictObject({ tracking: z.string().trim().max(80).default('') }),
    output: shape.reachedShape,
    refusals: ['returns.unknown', 'returns.state'],
    run: async (context, { params: { returnId }, body }) => {
      await mine(context, 'returns.write', returnId);
      return after(context, (tx) => sendReturn(tx, { returnId, ...body }));
    },
  }),
];

const goods: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/returns/:returnId/receipts',
    permission: 'staff:returns.write',
    summary: 'Take in what came, at any site: less, more or other than announced',
    idempotency: 'id',
    params,
    body: shape.receipt,
    output: shape.reachedShape,
    status: 201,
    refusals: [
      ...['returns.unknown', 'returns.unknown_sku', 'returns.unknown_site', 'returns.lines', 'returns.nothing'],
      ...['request.forbidden', 'request.id_reused'],
    ],
    run: async (context, { params: { returnId }, body }) => {
      await mine(context, 'returns.write', returnId);
      checkSites(context, 'returns.write', [body.siteId]);
      if (!(await sites(context.db)).some((site) => site.siteId === body.siteId))
        refuse('returns.unknown_site', { detail: body.siteId });
      await checkItems(context, returnId, body.items);
      return after(context, (tx) => receiveReturn(tx, { returnId, ...body }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/returns/:returnId/inspections',
    permission: 'staff:returns.write',
    summary: 'Say in which condition units are and where they go: sellable, refurbish, scrap, vendor',
    idempotency: 'id',
    params,
    body: shape.inspection,
    output: shape.reachedShape,
    refusals: [
      ...['returns.unknown', 'returns.unknown_item', 'returns.inspected', 'returns.needs_place'],
      ...['request.id_reused', 'request.forbidden', 'inventory.short'],
    ],
    run: async (context, { params: { returnId }, body }) => {
      await mine(context, 'returns.write', returnId);
      const { items } = await recordOf(context.db, returnId);
      const at = items
        .filter((item) => body.parts.some(({ itemId }) => itemId === item.itemId))
        .map((item) => item.siteId);
      checkSites(context, 'returns.write', at);
      return after(context, (tx) => inspectReturn(tx, returnId, body.parts));
    },
  }),
];

/** Refuses `returns.lines` and `returns.unknown_sku`: what came is a line of the order, an article of ours, or has words. */
async function checkItems(
  { db }: RouteContext,
  returnId: string,
  items: z.output<typeof shape.receipt>['items'],
): Promise<void> {
  const { lines } = await recordOf(db, returnId);
  for (const { lineNo, skuId, label } of items) {
    if (lineNo !== undefined && !lines.some((line) => line.lineNo === lineNo)) refuse('returns.lines', { lineNo });
    if (lineNo === undefined && skuId === undefined && !label)
      refuse('request.invalid', { fields: [{ field: 'items', rule: 'a line, an article, or words for what came' }] });
  }
  const named = items.flatMap((item) => item.skuId ?? []);
  const known = await skuFacts(db, named);
  const gone = named.find((skuId) => !known.has(skuId));
  if (gone !== undefined) refuse('returns.unknown_sku', { detail: gone });
}

const owing = {
  idempotency: 'id',
  params,
  body: shape.due,
  output: shape.reachedShape,
  status: 201,
  refusals: [
    ...['returns.unknown', 'returns.nothing', 'returns.too_much', 'returns.ahead', 'returns.no_money'],
    ...['request.id_reused', 'identity.approval_needed', 'payments.card_spent'],
  ],
} as const;

async function owe(
  context: RouteContext,
  returnId: string,
  body: z.output<typeof shape.due>,
  right: 'returns.refund' | 'returns.credit',
) {
  await mine(context, right, returnId);
  const ahead = await mayAhead(context, returnId);
  const at = await seeReturn(context.db, returnId);
  const ask = await fourEyes(context, { ...body, orderId: at.orderId, right, at });
  const way = right === 'returns.credit' ? ('credit' as const) : ('original' as const);
  return withApproval(context, ask, () => after(context, (tx) => oweReturn(tx, { returnId, ...body, way }, { ahead })));
}

const paying: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/returns/:returnId/dues/preview',
    permission: 'staff:returns.read',
    summary: 'What these units would come to, and why; nothing is written',
    idempotency: 'natural',
    params,
    body: shape.wish,
    output: shape.planShape,
    refusals: ['returns.unknown', 'returns.too_much'],
    run: async (context, { params: { returnId }, body }) => {
      await mine(context, 'returns.read', returnId);
      const at = await seeReturn(context.db, returnId);
      const plan = await context.command(async (tx) => planHeld(await holdOrder(tx, at.orderId), at, body));
      return {
        ...plan,
        lines: plan.lines.map((line) => ({ ...line })),
        carriage: plan.carriage.map((part) => ({ ...part })),
        why: plan.why.map((one) => ({ ...one })),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/returns/:returnId/dues',
    permission: 'staff:returns.refund',
    summary: 'Owe money for units of a return, and give it back to what was paid with',
    ...owing,
    run: (context, { params: { returnId }, body }) => owe(context, returnId, body, 'returns.refund'),
  }),
  route({
    method: 'POST',
    path: '/api/returns/:returnId/dues/credit',
    permission: 'staff:returns.credit',
    summary: 'The same, given as store credit of the customer of the order',
    ...owing,
    refusals: [...owing.refusals, 'returns.no_customer'],
    run: (context, { params: { returnId }, body }) => owe(context, returnId, body, 'returns.credit'),
  }),
  route({
    method: 'POST',
    path: '/api/returns/:returnId/dues/:dueId/retry',
    permission: 'staff:returns.refund',
    summary: 'Try again now to give back what is still owed',
    idempotency: 'natural',
    params: z.strictObject({ returnId: shape.returnId, dueId: shape.id('due') }),
    output: shape.reachedShape,
    refusals: ['returns.unknown'],
    run: async (context, { params: { returnId, dueId } }) => {
      await mine(context, 'returns.refund', returnId);
      return after(context, (tx) => retryDue(tx, returnId, dueId));
    },
  }),
  route({
    method: 'POST',
    path: '/api/returns/:returnId/close',
    permission: 'staff:returns.unpaid',
    summary: 'Close a return without money for what is left of it, with words for the buyer',
    idempotency: 'natural',
    params,
    body: shape.answer,
    output: shape.reachedShape,
    refusals: ['returns.unknown', 'returns.state'],
    run: async (context, { params: { returnId }, body }) => {
      await mine(context, 'returns.unpaid', returnId);
      return after(context, (tx) => closeUnpaid(tx, { returnId, ...body }));
    },
  }),
];

/** Whether who asks may give money ahead of the goods at a site that this return touches. */
async function mayAhead(context: RouteContext, returnId: string): Promise<boolean> {
  if (!staffOf(context).rights.has('returns.kindness')) return false;
  return returnTouches(context.db, returnId, sitesOf(context, 'returns.kindness'));
}

export const returnRoutes: readonly Route[] = [...reading, ...beginning, ...goods, ...paying];
