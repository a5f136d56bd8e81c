import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { MINUTE } from '#base/time';
import { provePassword } from '#customers';
import { countUse, shopperCookie } from '#identity';
import { erasedOf, erasePerson, erasures, type Erased } from './erase.ts';
import { exportPerson, type PersonalData } from './export.ts';
import { erasureReasons } from './model.ts';
import { openOf, personOf } from './personal.ts';

const customerId = z.string().regex(new RegExp(idPattern('cus')));
const keptShape = z.strictObject({ what: z.string(), why: z.enum(['fiscal', 'consent', 'ledger']), count: z.int() });
const erasedShape = z.strictObject({
  customerId: z.string(),
  reason: z.enum(erasureReasons),
  erasedAt: z.string(),
  kept: z.array(keptShape),
});
const dataShape = z.strictObject({
  customerId: z.string(),
  madeAt: z.string(),
  data: z.record(z.string(), z.record(z.string(), z.unknown())),
});

const shown = ({ kept, ...erased }: Erased): z.input<typeof erasedShape> => ({ ...erased, kept: [...kept] });
const told = ({ data, ...head }: PersonalData): z.input<typeof dataShape> => ({ ...head, data: { ...data } });
const own = ({ principal }: RouteContext): string =>
  principal.kind === 'customer' ? principal.customerId : refuse('request.unauthenticated');

export const privacyRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/shop/my-data',
    permission: 'customer',
    summary: 'All that is known of me, by module, to read and to take along',
    idempotency: 'natural',
    output: dataShape,
    refusals: ['request.rate_limited'],
    run: async (context) => {
      await countUse(context.db, `data of ${own(context)}`, 5, 10 * MINUTE);
      return told(await exportPerson(context.db, own(context), own(context)));
    },
  }),
  route({
    method: 'POST',
    path: '/api/shop/my-data/erase',
    permission: 'customer',
    summary: 'Take me out of your records, for ever; the password is asked again',
    idempotency: 'natural',
    body: z.strictObject({ password: z.string().max(200), forEver: z.literal(true) }),
    output: erasedShape,
    refusals: ['customers.wrong_password', 'privacy.not_yet', 'request.rate_limited'],
    run: async (context, { body }) => {
      const me = own(context);
      await provePassword(context.db, { customerId: me, ip: context.request.ip, password: body.password });
      const erased = await context.command((tx) => erasePerson(tx, { customerId: me, reason: 'asked' }));
      context.reply.clearCookie(shopperCookie);
      return shown(erased);
    },
  }),
  ...officeRoutes(),
];

function officeRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/customers/:customerId/privacy',
      permission: 'staff:customers.read',
      summary: 'Whether a customer was erased, and what is under way that keeps them from being',
      params: z.strictObject({ customerId }),
      output: z.strictObject({ erased: erasedShape.nullable(), open: z.array(z.string()) }),
      refusals: ['customers.unknown'],
      run: async ({ db }, { params }) => {
        const erased = await erasedOf(db, params.customerId);
        return {
          erased: erased ? shown(erased) : null,
          open: erased ? [] : await openOf(db, await personOf(db, params.customerId)),
        };
      },
    }),
    route({
      method: 'POST',
      path: '/api/customers/:customerId/data',
      permission: 'staff:privacy.export',
      summary: 'All that is known of a customer, to be given to them (GDPR, articles 15 and 20)',
      idempotency: 'natural',
      params: z.strictObject({ customerId }),
      output: dataShape,
      refusals: ['customers.unknown'],
      run: async ({ db, caller }, { params }) => told(await exportPerson(db, params.customerId, caller.actor)),
    }),
    route({
      method: 'POST',
      path: '/api/customers/:customerId/erase',
      permission: 'staff:privacy.erase',
      summary: 'Take a customer out of all records, for ever; what the law keeps is in the answer (GDPR, article 17)',
      idempotency: 'natural',
      params: z.strictObject({ customerId }),
      body: z.strictObject({ reason: z.enum(erasureReasons) }),
      output: erasedShape,
      refusals: ['customers.unknown', 'privacy.not_yet'],
      run: async ({ command }, { params, body }) =>
        shown(await command((tx) => erasePerson(tx, { ...params, ...body }))),
    }),
    route({
      method: 'GET',
      path: '/api/privacy/erasures',
      permission: 'staff:privacy.erase',
      summary: 'Who was erased, by id, the newest first: to be applied again after a restore',
      query: z.strictObject({ after: customerId.optional(), limit: z.int().min(1).max(500).default(100) }),
      output: z.strictObject({ items: z.array(erasedShape), next: z.string().nullable() }),
      run: async ({ db }, { query }) => {
        const items = await erasures(db, query);
        return {
          items: items.map(shown),
          next: items.length === query.limit ? (items.at(-1)?.customerId ?? null) : null,
        };
      },
    }),
  ];
}
