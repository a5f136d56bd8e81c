import { z } from 'zod';
import { idPattern } from '#base/ids';
import { eventId, timeline } from '#base/journal';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { staffNames } from '#identity';
import { language, seenVersion, settings } from '#org';
import { groupRoutes } from './companies/group-routes.ts';
import { companyRoutes } from './companies/routes.ts';
import { shopCompanyRoutes } from './companies/shop-routes.ts';
import { addressesOf, customerById, findCustomers } from './queries.ts';
import { registerCustomer } from './register.ts';
import { savedAddress, shopRoutes } from './shop-routes.ts';
import { updateCustomer } from './update.ts';

const customerId = z.string().regex(new RegExp(idPattern('cus')));
const email = z
  .string()
  .max(254)
  .regex(/^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/)
  .nullable();
const phone = z.string().max(30).nullable();

const customerShape = z.strictObject({
  customerId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  emailHeld: z.boolean(),
  phone: z.string().nullable(),
  language,
  code: z.string(),
  hasPassword: z.boolean(),
  channelId: z.string().nullable(),
  version: z.int(),
  createdAt: z.string(),
  erasedAt: z.string().nullable(),
});

function idsIn(text: string): string[] {
  const ids = text.split(',');
  if (ids.length > 100 || !ids.every((id) => customerId.safeParse(id).success))
    refuse('request.invalid', {
      fields: [{ field: 'query.customerIds', rule: 'at most 100 customer ids with commas between' }],
    });
  return ids;
}

export const customersRoutes: readonly Route[] = [
  ...shopRoutes,
  route({
    method: 'GET',
    path: '/api/customers',
    permission: 'staff:customers.read',
    summary: 'Customers by name, e-mail, telephone or code, newest first; accents and capitals do not matter',
    query: z.strictObject({
      q: z.string().max(120).optional(),
      sort: z.enum(['newest', 'oldest']).optional(),
      /** At most 100 ids with commas between: only these, such as those chosen for a file. */
      customerIds: z.string().max(3_100).optional(),
      after: z.string().max(80).optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({ items: z.array(customerShape), next: z.string().nullable() }),
    refusals: ['request.invalid'],
    run: ({ db }, { query: { customerIds, ...query } }) =>
      findCustomers(db, { ...query, ...(customerIds === undefined ? {} : { customerIds: idsIn(customerIds) }) }),
  }),
  route({
    method: 'POST',
    path: '/api/customers',
    permission: 'staff:customers.write',
    summary: 'Add a customer, as at a till',
    idempotency: 'id',
    body: z.strictObject({
      customerId,
      name: z.string().min(1).max(120),
      email,
      phone,
      language: language.default('fr'),
    }),
    output: z.strictObject({ customerId: z.string(), code: z.string() }),
    status: 201,
    refusals: ['customers.email_taken', 'customers.bad_phone', 'request.id_reused'],
    run: async ({ db, command }, { body }) => {
      const { country } = await settings(db);
      return command((tx) => registerCustomer(tx, { ...body, country }));
    },
  }),
  route({
    method: 'GET',
    path: '/api/customers/:customerId',
    permission: 'staff:customers.read',
    summary: 'One customer with their addresses',
    params: z.strictObject({ customerId }),
    output: z.strictObject({ ...customerShape.shape, addresses: z.array(savedAddress) }),
    refusals: ['customers.unknown'],
    run: async ({ db }, { params }) => {
      const [customer, addresses] = await Promise.all([
        customerById(db, params.customerId),
        addressesOf(db, params.customerId),
      ]);
      if (!customer) refuse('customers.unknown', { detail: params.customerId });
      return { ...customer, addresses };
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/customers/:customerId',
    permission: 'staff:customers.write',
    summary: 'Change a customer; what is not named stays',
    idempotency: 'natural',
    params: z.strictObject({ customerId }),
    body: z.strictObject({
      name: z.string().min(1).max(120).optional(),
      email: email.optional(),
      phone: phone.optional(),
      language: language.optional(),
      version: seenVersion,
    }),
    output: customerShape,
    refusals: [
      'customers.unknown',
      'customers.erased',
      'customers.email_taken',
      'customers.bad_phone',
      'customers.changed_meanwhile',
    ],
    run: async ({ db, command }, { params, body }) => {
      const { country } = await settings(db);
      return command((tx) => updateCustomer(tx, { ...body, ...params, country }));
    },
  }),
  timelineRoute(),
  ...companyRoutes,
  ...groupRoutes,
  ...shopCompanyRoutes,
];

function timelineRoute(): Route {
  return route({
    method: 'GET',
    path: '/api/customers/:customerId/timeline',
    permission: 'staff:customers.read',
    summary: 'The facts that concern a customer, newest first: theirs, and those that mention them',
    params: z.strictObject({ customerId }),
    query: z.strictObject({ limit: z.int().min(1).max(200).default(100) }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          id: z.string(),
          at: z.string(),
          type: z.string(),
          actor: z.string(),
          /** The member of staff who did it; null when it was somebody or something else. */
          actorName: z.string().nullable(),
          subjectKind: z.string(),
          subjectId: z.string(),
          channelId: z.string().nullable(),
          body: z.record(z.string(), z.unknown()),
        }),
      ),
      next: z.null(),
    }),
    refusals: ['customers.unknown'],
    run: async ({ db }, { params, query }) => {
      const [customer, events] = await Promise.all([
        customerById(db, params.customerId),
        timeline(db, params.customerId, query.limit),
      ]);
      if (!customer) refuse('customers.unknown', { detail: params.customerId });
      const names = await staffNames(db, [...new Set(events.map((event) => event.actor))]);
      const items = events.map(({ at, type, actor, subjectKind, subjectId, channelId, body, ...event }) => ({
        id: eventId(event),
        at,
        type,
        actor,
        actorName: names.get(actor) ?? null,
        subjectKind,
        subjectId,
        channelId,
        body,
      }));
      return { items, next: null };
    },
  });
}
