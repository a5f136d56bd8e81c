import { z } from 'zod';
import { idPattern } from '#base/ids';
import { route, staffOf, type Route, type RouteContext } from '#base/route';
import type { Instant } from '#base/time';
import { exportRoutes } from './exports.ts';
import { firstSteps, keepFirstSteps } from './first-steps.ts';
import { stepKeys, viewLists } from './model.ts';
import { dismissNotice, noticesFor, readNotices, type Reader } from './notices.ts';
import { removeView, saveView, viewsOf } from './views.ts';

const viewId = z.string().regex(new RegExp(idPattern('viw')));
const noticeId = z.string().regex(new RegExp(idPattern('ntc')));
const list = z.enum(viewLists);
const viewShape = z.strictObject({
  viewId: z.string(),
  list,
  name: z.string(),
  search: z.string(),
  shared: z.boolean(),
  version: z.int(),
  /** Whether the caller may change or remove it. */
  mayChange: z.boolean(),
});

function readerOf(context: RouteContext): Reader {
  const { staffId, rights, sites } = staffOf(context);
  return { staffId, rights, sites };
}
const anybodys = (context: RouteContext): boolean => staffOf(context).rights.has('settings.write');

const viewRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/views',
    permission: 'staff:self',
    summary: 'My views of lists and those that others share, by name',
    query: z.strictObject({ list: list.optional() }),
    output: z.strictObject({ items: z.array(viewShape), next: z.null() }),
    run: async (context, { query }) => {
      const me = staffOf(context).staffId;
      const items = await viewsOf(context.db, me, query.list);
      return {
        items: items.map(({ staffId, ...view }) => ({ ...view, mayChange: staffId === me || anybodys(context) })),
        next: null,
      };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/views/:viewId',
    permission: 'staff:self',
    summary: 'Keep a view of a list: filters, columns and sort as its address has them',
    idempotency: 'natural',
    params: z.strictObject({ viewId }),
    body: z.strictObject({
      list,
      name: z.string().trim().min(1).max(60),
      search: z
        .string()
        .max(2_000)
        .regex(/^[\w\-.~%+=&,*]*$/),
      shared: z.boolean().default(false),
    }),
    output: viewShape,
    refusals: ['office.view_of_another', 'office.unknown_view', 'office.too_many_views'],
    run: async (context, { params, body }) => {
      const by = { staffId: staffOf(context).staffId, anybodys: anybodys(context) };
      const { staffId: _owner, ...view } = await context.command((tx) => saveView(tx, { ...params, ...body, ...by }));
      return { ...view, mayChange: true };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/views/:viewId',
    permission: 'staff:self',
    summary: 'Remove a view of one’s own, or a shared one with the right to change settings',
    idempotency: 'natural',
    params: z.strictObject({ viewId }),
    status: 204,
    refusals: ['office.view_of_another', 'office.unknown_view'],
    run: async (context, { params }) => {
      const by = { staffId: staffOf(context).staffId, anybodys: anybodys(context) };
      await context.command((tx) => removeView(tx, { ...params, ...by }));
    },
  }),
];

const noticeRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/notices',
    permission: 'staff:self',
    summary: 'What waits for me: facts of records I may see, until they are settled or I put them away',
    output: z.strictObject({
      unread: z.int(),
      items: z.array(
        z.strictObject({
          noticeId: z.string(),
          kind: z.string(),
          subjectId: z.string(),
          channelId: z.string().nullable(),
          siteId: z.string().nullable(),
          facts: z.record(z.string(), z.union([z.string(), z.number()])),
          at: z.string(),
          unread: z.boolean(),
        }),
      ),
      next: z.null(),
    }),
    run: async (context) => ({ ...(await noticesFor(context.db, readerOf(context))), next: null }),
  }),
  route({
    method: 'PUT',
    path: '/api/notices/read',
    permission: 'staff:self',
    summary: 'I have seen what was told up to a moment',
    idempotency: 'natural',
    body: z.strictObject({ readTo: z.iso.datetime() }),
    status: 204,
    run: (context, { body }) => readNotices(context.db, staffOf(context).staffId, body.readTo as Instant),
  }),
  route({
    method: 'PUT',
    path: '/api/notices/:noticeId/dismissal',
    permission: 'staff:self',
    summary: 'Put a notice away for me alone; the record stays as it is',
    idempotency: 'natural',
    params: z.strictObject({ noticeId }),
    body: z.strictObject({ dismissed: z.boolean() }),
    status: 204,
    refusals: ['office.unknown_notice'],
    run: (context, { params, body }) =>
      context.command((tx) => dismissNotice(tx, readerOf(context), params.noticeId, body.dismissed)),
  }),
];

const step = z.enum(stepKeys);
const stepRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/first-steps',
    permission: 'staff:settings.read',
    summary: 'How far a new shop has come',
    output: z.strictObject({
      steps: z.array(z.strictObject({ key: step, done: z.boolean(), skipped: z.boolean() })),
      putAway: z.boolean(),
    }),
    run: async ({ db }) => {
      const { steps, putAway } = await firstSteps(db);
      return { steps: [...steps], putAway };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/first-steps',
    permission: 'staff:settings.write',
    summary: 'Leave steps out, or put all of them away',
    idempotency: 'natural',
    body: z.strictObject({ skipped: z.array(step).max(stepKeys.length), putAway: z.boolean() }),
    status: 204,
    run: (context, { body }) => context.command((tx) => keepFirstSteps(tx, body)),
  }),
];

export const officeRoutes: readonly Route[] = [...viewRoutes, ...noticeRoutes, ...stepRoutes, ...exportRoutes];
