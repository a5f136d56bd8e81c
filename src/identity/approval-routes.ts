/** Requests for a second person's agreement, and the limits beyond which one is needed. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { route, staffOf, type Route } from '#base/route';
import {
  agreeByPin,
  approvalsFor,
  decideApproval,
  refundLimitsOf,
  setRefundLimit,
  type Approval,
} from './approvals.ts';
import { deviceOf } from './device.ts';
import { id, pin, role, staffId } from './shapes.ts';
import { staffNames } from './staff.ts';

const shape = z.strictObject({
  approvalId: z.string(),
  kind: z.enum(['refund', 'price']),
  subjectId: z.string(),
  right: z.string(),
  siteIds: z.array(z.string()),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  state: z.enum(['asked', 'approved', 'refused', 'used']),
  askedBy: z.string(),
  askedAt: z.string(),
  expiresAt: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
});
const shown = ({ siteIds, facts, ...rest }: Approval): z.input<typeof shape> => ({
  ...rest,
  siteIds: [...siteIds],
  facts: { ...facts },
});

export const approvalRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/approvals',
    permission: 'staff:self',
    summary: 'Requests for a second person’s agreement: my own, and those I may decide, the newest first',
    output: z.strictObject({ items: z.array(shape.extend({ askedByName: z.string() })), next: z.null() }),
    run: async (context) => {
      const items = await approvalsFor(context, 100);
      const names = await staffNames(
        context.db,
        items.map(({ askedBy }) => askedBy),
      );
      return { items: items.map((one) => ({ ...shown(one), askedByName: names.get(one.askedBy) ?? '' })), next: null };
    },
  }),
  route({
    method: 'POST',
    path: '/api/approvals/:approvalId/decide',
    permission: 'staff:self',
    summary: 'Agree to what somebody else asks, or refuse it',
    idempotency: 'key',
    params: z.strictObject({ approvalId: id('apv') }),
    body: z.strictObject({ approve: z.boolean() }),
    output: shape,
    refusals: [
      'identity.unknown_approval',
      'identity.own_approval',
      'identity.approval_over',
      'request.forbidden',
      'request.id_reused',
    ],
    run: (context, { params, body }) =>
      context.command(async (tx) => shown(await decideApproval(tx, { ...params, ...body }, context.principal))),
  }),
  route({
    method: 'POST',
    path: '/api/approvals/:approvalId/agree',
    permission: 'staff:self',
    summary: 'Another person agrees to what I asked, by their PIN on this device',
    idempotency: 'natural',
    params: z.strictObject({ approvalId: id('apv') }),
    body: z.strictObject({ staffId, pin }),
    output: shape,
    refusals: [
      ...['identity.unknown_device', 'identity.wrong_pin', 'identity.unknown_approval', 'identity.own_approval'],
      ...['identity.approval_over', 'request.forbidden', 'request.rate_limited'],
    ],
    run: async (context, { params, body }) => {
      const { db, request } = context;
      const device = (await deviceOf(db, request)) ?? refuse('identity.unknown_device');
      return shown(await agreeByPin(db, device, { ...params, ...body, asker: staffOf(context).staffId }));
    },
  }),
  route({
    method: 'GET',
    path: '/api/refund-limits',
    permission: 'staff:roles.write',
    summary: 'How much each role gives back by itself, minor units; null: without limit',
    output: z.strictObject({
      items: z.array(z.strictObject({ role: z.string(), minor: z.int().nullable() })),
      next: z.null(),
    }),
    run: async ({ db }) => ({
      items: [...(await refundLimitsOf(db))].map(([name, minor]) => ({ role: name, minor })),
      next: null,
    }),
  }),
  route({
    method: 'PUT',
    path: '/api/refund-limits/:role',
    permission: 'staff:roles.write',
    summary: 'Say how much a role gives back by itself',
    idempotency: 'natural',
    params: z.strictObject({ role }),
    body: z.strictObject({ minor: z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullable() }),
    status: 204,
    run: ({ command }, { params, body }) => command((tx) => setRefundLimit(tx, { ...params, ...body })),
  }),
];
