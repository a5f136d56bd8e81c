/** The companies a shopper buys for, and for which of them at present. Ownership is the session. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { companiesOf } from './buyers.ts';
import { chooseCompany } from './members.ts';
import { id } from './shapes.ts';
import { memberRoles } from './model.ts';

const mineShape = z.strictObject({
  items: z.array(
    z.strictObject({
      companyId: z.string(),
      name: z.string(),
      siren: z.string().nullable(),
      vatNumber: z.string().nullable(),
      role: z.enum(memberRoles),
      /** The most that one order may cost. */
      limitMinor: z.int().nullable(),
      chosen: z.boolean(),
    }),
  ),
  next: z.null(),
});

const own = ({ principal }: RouteContext): string =>
  principal.kind === 'customer' ? principal.customerId : refuse('request.unauthenticated');

async function mine(context: RouteContext): Promise<z.input<typeof mineShape>> {
  const items = (await companiesOf(context.db, own(context))).map(({ member, company }) => ({
    companyId: company.companyId,
    name: company.name,
    siren: company.siren,
    vatNumber: company.vatNumber,
    role: member.role,
    limitMinor: member.limitMinor,
    chosen: member.chosen,
  }));
  return { items, next: null };
}

export const shopCompanyRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/shop/companies',
    permission: 'customer',
    summary: 'The companies I buy for',
    output: mineShape,
    run: mine,
  }),
  route({
    method: 'PUT',
    path: '/api/shop/companies',
    permission: 'customer',
    summary: 'Choose the company I buy for from now on; null: for myself',
    idempotency: 'natural',
    body: z.strictObject({ companyId: id('com').nullable() }),
    output: mineShape,
    refusals: ['customers.unknown_member'],
    run: async (context, { body }) => {
      await context.command((tx) => chooseCompany(tx, own(context), body.companyId));
      return mine(context);
    },
  }),
];
