/** Changing orders over the API: by the house, and as far as they may by their buyers. */
import { z } from 'zod';
import { checkSites, route, sitesOf, type Route, type RouteContext } from '#base/route';
import type { Instant } from '#base/time';
import { staffNames } from '#identity';
import { awaitTransfer, payBalance, settleBalance } from './balance.ts';
import { cancelOrder } from './cancel.ts';
import { cancelUnits, editOrder, previewEdit } from './edit.ts';
import type { OrderEdit } from './edit-model.ts';
import {
  balanceShape,
  cancelLinesShape,
  editReceiptShape,
  editShape,
  noteShape,
  previewShape,
  versionShape,
} from './edit-shapes.ts';
import { holdOrder, resumeOrder } from './hold.ts';
import { addNote, eraseNote, notesOf } from './notes.ts';
import { orderBrief, orderTouches } from './queries.ts';
import { checkOwn, checkTouches } from './routes.ts';
import { id } from './shapes.ts';
import { versionsOf } from './versions.ts';

const orderParams = z.strictObject({ orderId: id('ord') });
const reason = z.string().trim().min(1).max(200);
const changeRefusals = [
  'orders.not_found',
  'orders.not_placed',
  'orders.line',
  'orders.shipped',
  'orders.picking',
  'orders.nothing_left',
  'orders.not_on_sale',
  'orders.unknown_sku',
  'orders.delivery',
  'orders.other_vat',
  'inventory.short',
] as const;

/** What may be changed by whom: orders of the caller's sites, and no collection at a site that is not theirs. */
async function checkChange(context: RouteContext, orderId: string, edit: OrderEdit): Promise<void> {
  await checkTouches(context, 'orders.write', orderId);
  if (edit.delivery?.method === 'pickup') checkSites(context, 'orders.write', [edit.delivery.siteId]);
}

const editRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/orders/:orderId/edit/preview',
    permission: 'staff:orders.write',
    summary: 'What a change of an order would do: price, VAT, carriage, stock, money; changes nothing',
    idempotency: 'natural',
    params: orderParams,
    body: z.strictObject({ edit: editShape }),
    output: previewShape,
    refusals: [...changeRefusals],
    run: async (context, { params, body }) => {
      await checkChange(context, params.orderId, body.edit);
      const preview = await previewEdit(context.db, { ...params, edit: body.edit });
      return preview as unknown as z.input<typeof previewShape>;
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/edit',
    permission: 'staff:orders.write',
    summary: 'Change an order as its preview said; refused with the new preview when it would be another',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({
      editId: id('edt'),
      edit: editShape,
      why: reason,
      hash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    output: editReceiptShape,
    refusals: [...changeRefusals, 'orders.preview_changed', 'request.id_reused'],
    run: async (context, { params, body }) => {
      await checkChange(context, params.orderId, body.edit);
      const command = { ...params, ...body, by: 'staff', kind: 'edited' } as const;
      return editOrder(context.db, command, context.caller.actor);
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/cancel-lines',
    permission: 'staff:orders.write',
    summary: 'Cancel units of lines that have not left; what leaves nothing cancels the order',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({ editId: id('edt'), lines: cancelLinesShape, reason }),
    output: editReceiptShape,
    refusals: ['orders.not_found', 'orders.not_placed', 'orders.line', 'orders.shipped', 'request.id_reused'],
    run: async (context, { params, body }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      const done = await cancelUnits(context.db, { ...params, ...body, by: 'staff' }, context.caller.actor);
      return done ?? { editId: body.editId, number: null, deltaMinor: 0 };
    },
  }),
  route({
    method: 'GET',
    path: '/api/orders/:orderId/versions',
    permission: 'staff:orders.read',
    summary: 'What an order was after each change, with who and why; empty while it never changed',
    params: orderParams,
    output: z.strictObject({ items: z.array(versionShape) }),
    run: async (context, { params }) => {
      if (!(await orderTouches(context.db, params.orderId, sitesOf(context, 'orders.read')))) return { items: [] };
      const versions = await versionsOf(context.db, params.orderId);
      const items = await withNames(context, versions);
      return { items: items as unknown as z.input<typeof versionShape>[] };
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/settle-balance',
    permission: 'staff:orders.write',
    summary: 'Give back now what is owed for changes of an order, where a card can take it',
    idempotency: 'natural',
    params: orderParams,
    body: z.strictObject({}),
    status: 204,
    refusals: ['orders.not_found'],
    run: async (context, { params }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      await context.command((tx) => settleBalance(tx, params));
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/awaited-transfer',
    permission: 'staff:payments.write',
    summary: 'Await what is still due of an order as a transfer, so that a line of the bank’s statement can pay it',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({ paymentId: id('pay') }),
    output: z.strictObject({ dueMinor: z.int(), currency: z.string() }),
    status: 201,
    refusals: ['orders.not_found', 'orders.nothing_due', 'orders.payment', 'request.id_reused'],
    run: ({ command }, { params, body }) => command((tx) => awaitTransfer(tx, { ...params, ...body })),
  }),
];

const holdRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/orders/:orderId/hold',
    permission: 'staff:orders.write',
    summary: 'Put an order on hold: it is neither prepared nor handed over, until somebody says so or until a moment',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({ noteId: id('nte'), reason, until: z.iso.datetime().optional() }),
    status: 204,
    refusals: ['orders.not_found', 'orders.not_placed', 'orders.shipped', 'request.id_reused'],
    run: async (context, { params, body }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      const { noteId, until } = body;
      const hold = { ...params, noteId, reason: body.reason, until: until as Instant | undefined };
      await context.command((tx) => holdOrder(tx, hold));
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/resume',
    permission: 'staff:orders.write',
    summary: 'Let a held order go on',
    idempotency: 'natural',
    params: orderParams,
    body: z.strictObject({}),
    status: 204,
    refusals: ['orders.not_found'],
    run: async (context, { params }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      await context.command((tx) => resumeOrder(tx, params));
    },
  }),
  route({
    method: 'GET',
    path: '/api/orders/:orderId/notes',
    permission: 'staff:orders.read',
    summary: 'Notes beside an order, the newest first',
    params: orderParams,
    output: z.strictObject({ items: z.array(noteShape) }),
    run: async (context, { params }) => {
      if (!(await orderTouches(context.db, params.orderId, sitesOf(context, 'orders.read')))) return { items: [] };
      return { items: await withNames(context, await notesOf(context.db, params.orderId)) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/notes',
    permission: 'staff:orders.write',
    summary: 'Write a note beside an order: for the house, or for its buyer too',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({
      noteId: id('nte'),
      audience: z.enum(['internal', 'shopper']),
      words: z.string().trim().min(1).max(1_000),
    }),
    status: 204,
    refusals: ['orders.not_found', 'request.id_reused'],
    run: async (context, { params, body }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      await context.command((tx) => addNote(tx, { ...params, ...body }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/orders/:orderId/notes/:noteId/erase',
    permission: 'staff:orders.write',
    summary: 'Erase the words of a note; that there was one stays',
    idempotency: 'natural',
    params: orderParams.extend({ noteId: id('nte') }),
    body: z.strictObject({}),
    status: 204,
    refusals: ['orders.not_found'],
    run: async (context, { params }) => {
      await checkTouches(context, 'orders.write', params.orderId);
      await context.command((tx) => eraseNote(tx, params));
    },
  }),
];

const buyerRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/shop/orders/:orderId/cancel',
    permission: 'shopper',
    summary: 'Cancel my order, or units of it, until somebody begins to gather it',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({
      editId: id('edt'),
      lines: cancelLinesShape.optional(),
      reason: reason.default('by its buyer'),
      orderToken: z.string().max(80).optional(),
    }),
    output: editReceiptShape,
    refusals: [
      'orders.not_found',
      'orders.not_placed',
      'orders.line',
      'orders.shipped',
      'orders.picking',
      'request.id_reused',
    ],
    run: async (context, { params, body }) => {
      const { editId, lines, reason: why, orderToken } = body;
      await checkOwn(context, await orderBrief(context.db, params.orderId), params.orderId, orderToken);
      const none = { editId, number: null, deltaMinor: 0 };
      if (lines) {
        const units = { ...params, editId, lines, reason: why, by: 'buyer' } as const;
        return (await cancelUnits(context.db, units, context.caller.actor)) ?? none;
      }
      await context.command((tx) => cancelOrder(tx, { ...params, reason: why, by: 'buyer' }));
      return none;
    },
  }),
  route({
    method: 'POST',
    path: '/api/shop/orders/:orderId/balance',
    permission: 'shopper',
    summary: 'Pay by card what is due for the changes of my order',
    idempotency: 'id',
    params: orderParams,
    body: z.strictObject({
      paymentId: id('pay'),
      card: z.strictObject({ token: z.string().min(4).max(80) }),
      orderToken: z.string().max(80).optional(),
    }),
    output: balanceShape,
    refusals: [
      'orders.not_found',
      'orders.nothing_due',
      'orders.declined',
      'orders.payment',
      'payments.card_number',
      'request.id_reused',
    ],
    run: async (context, { params, body }) => {
      await checkOwn(context, await orderBrief(context.db, params.orderId), params.orderId, body.orderToken);
      const call = { ...params, paymentId: body.paymentId, card: body.card.token, actor: context.caller.actor };
      return payBalance(context.db, call);
    },
  }),
];

export const orderEditRoutes: readonly Route[] = [...buyerRoutes, ...editRoutes, ...holdRoutes];

/** With the names of the members of staff who did it. */
async function withNames<T extends { readonly actor: string }>(
  context: RouteContext,
  rows: readonly T[],
): Promise<(T & { actorName: string | null })[]> {
  const names = await staffNames(context.db, [...new Set(rows.map((row) => row.actor))]);
  return rows.map((row) => ({ ...row, actorName: names.get(row.actor) ?? null }));
}
