/** Consents and the wish to be forgotten: said by the customer, read and answered by staff. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { consentsOf, sayConsent } from './consent.ts';
import { askErasure, endErasure, erasureOf, openErasures } from './erasure.ts';
import { purposes } from './model.ts';

const customerId = z.string().regex(new RegExp(idPattern('cus')));
const consentId = z.string().regex(new RegExp(idPattern('con')));
const consentShape = z.strictObject({
  purpose: z.enum(purposes),
  granted: z.boolean(),
  wording: z.int(),
  source: z.string(),
  at: z.string(),
});
const erasureShape = z.strictObject({
  customerId: z.string(),
  state: z.enum(['open', 'withdrawn', 'closed']),
  askedAt: z.string(),
  closedAt: z.string().nullable(),
});
const own = ({ principal }: RouteContext): string =>
  principal.kind === 'customer' ? principal.customerId : refuse('request.unauthenticated');

export const consentRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/shop/consents',
    permission: 'customer',
    summary: 'What I have agreed to; a purpose never spoken of is absent',
    output: z.strictObject({ items: z.array(consentShape), next: z.null() }),
    run: async (context) => ({ items: await consentsOf(context.db, own(context)), next: null }),
  }),
  route({
    method: 'POST',
    path: '/api/shop/consents',
    permission: 'customer',
    summary: 'I agree to a purpose, or no longer do',
    idempotency: 'id',
    body: z.strictObject({
      consentId,
      purpose: z.enum(purposes),
      granted: z.boolean(),
      wording: z.int().min(1).max(10_000),
    }),
    output: consentShape,
    status: 201,
    refusals: ['request.id_reused'],
    run: (context, { body }) =>
      context.command((tx) => sayConsent(tx, { ...body, customerId: own(context), source: 'account' })),
  }),
  route({
    method: 'PUT',
    path: '/api/shop/erasure',
    permission: 'customer',
    summary: 'I ask to be forgotten; a person answers within a month',
    idempotency: 'natural',
    status: 204,
    run: (context) => context.command((tx) => askErasure(tx, own(context))),
  }),
  route({
    method: 'DELETE',
    path: '/api/shop/erasure',
    permission: 'customer',
    summary: 'I take that back',
    idempotency: 'natural',
    status: 204,
    refusals: ['customers.no_erasure'],
    run: (context) =>
      context.command((tx) => endErasure(tx, { customerId: own(context), state: 'withdrawn', by: own(context) })),
  }),
  route({
    method: 'GET',
    path: '/api/customers/:customerId/consents',
    permission: 'staff:customers.read',
    summary: 'What a customer has agreed to, and whether they asked to be forgotten',
    params: z.strictObject({ customerId }),
    output: z.strictObject({ items: z.array(consentShape), erasure: erasureShape.nullable(), next: z.null() }),
    run: async ({ db }, { params }) => ({
      items: await consentsOf(db, params.customerId),
      erasure: (await erasureOf(db, params.customerId)) ?? null,
      next: null,
    }),
  }),
  route({
    method: 'GET',
    path: '/api/erasures',
    permission: 'staff:customers.read',
    summary: 'Customers who asked to be forgotten and wait for an answer, the oldest first',
    output: z.strictObject({ items: z.array(erasureShape), next: z.null() }),
    run: async ({ db }) => ({ items: await openErasures(db, 100), next: null }),
  }),
  route({
    method: 'POST',
    path: '/api/customers/:customerId/erasure/close',
    permission: 'staff:customers.write',
    summary: 'Note that a customer’s wish to be forgotten has been answered',
    idempotency: 'natural',
    params: z.strictObject({ customerId }),
    status: 204,
    refusals: ['customers.unknown', 'customers.no_erasure'],
    run: (context, { params }) =>
      context.command((tx) =>
        endErasure(tx, { customerId: params.customerId, state: 'closed', by: context.caller.actor }),
      ),
  }),
];
