/** What shoppers do with their own account. Ownership is the session: no route here takes a customer's id. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { presentAgain, presentSession, renewed, sessionAs, shopperCookie, tokenOf } from '#identity';
import { channelByCode } from '#channels';
import { addressShape, language, settings } from '#org';
import { removeAddress, saveAddress } from './address.ts';
import { consentRoutes } from './consent-routes.ts';
import { forgottenRoutes } from './forgotten-routes.ts';
import type { Customer } from './model.ts';
import { changePassword } from './password.ts';
import { addressesOf, customerById } from './queries.ts';
import { registerShopper, signInShopper, signOutShopper } from './sign-in.ts';
import { updateCustomer } from './update.ts';

const customerId = z.string().regex(new RegExp(idPattern('cus')));
const addressId = z.string().regex(new RegExp(idPattern('adr')));
const email = z
  .string()
  .max(254)
  .regex(/^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/);
const password = z.string().min(8).max(200);
const opened = z.strictObject({ customerId: z.string(), expiresAt: z.string(), token: z.string().nullable() });
const meShape = z.strictObject({
  customerId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  language,
  code: z.string(),
  createdAt: z.string(),
});
export const savedAddress = z.strictObject({ addressId: z.string(), address: addressShape, preferred: z.boolean() });

/** Without what would tell whether the address is another's (`emailHeld`). */
function me({
  customerId: id,
  name,
  email: mail,
  phone,
  language: lang,
  code,
  createdAt,
}: Customer): z.input<typeof meShape> {
  return { customerId: id, name, email: mail, phone, language: lang, code, createdAt };
}

function own(context: RouteContext): { customerId: string; sessionId: string } {
  if (context.principal.kind !== 'customer') refuse('request.unauthenticated');
  return context.principal;
}

export const shopRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/shop/register',
    permission: 'public',
    summary: 'Make an account and be signed in; the answer is the same whether or not the e-mail is known',
    idempotency: 'id',
    body: z.strictObject({
      customerId,
      name: z.string().min(1).max(120),
      email,
      password,
      language: language.optional(),
      /** The code of the channel on which the account is made. */
      channel: z.string().max(40).default('web'),
      as: sessionAs,
    }),
    output: opened,
    status: 201,
    refusals: ['customers.weak_password', 'request.rate_limited', 'request.id_reused'],
    run: async ({ db, request, reply }, { body }) => {
      const lang = body.language ?? (await settings(db)).defaultLanguage;
      const replaces = request.cookies[shopperCookie];
      const { channel, ...fresh } = body;
      const channelId = (await channelByCode(db, channel))?.channelId;
      const session = await registerShopper(db, { ...fresh, channelId, language: lang, ip: request.ip, replaces });
      return { customerId: session.customerId, ...presentSession(reply, 'customer', session, body.as) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/shop/session',
    permission: 'public',
    summary: 'A shopper signs in',
    idempotency: 'natural',
    body: z.strictObject({ email: z.string().max(254), password: z.string().max(200), as: sessionAs }),
    output: opened,
    refusals: ['customers.wrong_password', 'request.rate_limited'],
    run: async ({ db, request, reply }, { body }) => {
      const replaces = request.cookies[shopperCookie];
      const session = await signInShopper(db, { ...body, ip: request.ip, replaces });
      return { customerId: session.customerId, ...presentSession(reply, 'customer', session, body.as) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/shop/session',
    permission: 'public',
    summary: 'A shopper signs out',
    idempotency: 'natural',
    status: 204,
    run: async ({ db, request, reply }) => {
      reply.clearCookie(shopperCookie);
      const token = tokenOf(request, 'customer');
      if (token !== undefined) await signOutShopper(db, token);
    },
  }),
  ...forgottenRoutes,
  ...meRoutes(),
  ...addressRoutes(),
  ...consentRoutes,
];

function meRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/shop/me',
      permission: 'customer',
      summary: 'My account',
      output: meShape,
      run: async (context) => {
        const customer = await customerById(context.db, own(context).customerId);
        return customer ? me(customer) : refuse('request.unauthenticated', { detail: 'this account is no more' });
      },
    }),
    route({
      method: 'PATCH',
      path: '/api/shop/me',
      permission: 'customer',
      summary: 'Change my account; what is not named stays',
      idempotency: 'natural',
      body: z.strictObject({
        name: z.string().min(1).max(120).optional(),
        phone: z.string().max(30).nullable().optional(),
        language: language.optional(),
      }),
      output: meShape,
      refusals: ['customers.bad_phone'],
      run: async (context, { body }) => {
        const { country } = await settings(context.db);
        const change = { ...body, customerId: own(context).customerId, country };
        return context.command(async (tx) => me(await updateCustomer(tx, change)));
      },
    }),
    route({
      method: 'PUT',
      path: '/api/shop/password',
      permission: 'customer',
      summary: 'Change my password; all my other sessions end, and this one gets a new token',
      idempotency: 'natural',
      body: z.strictObject({ current: z.string().max(200), next: password }),
      output: renewed,
      refusals: ['customers.wrong_password', 'customers.weak_password', 'request.rate_limited'],
      run: async (context, { body }) => {
        const { customerId: id, sessionId } = own(context);
        const { ip } = context.request;
        const session = await changePassword(context.db, { customerId: id, sessionId, ip, ...body });
        return presentAgain(context, 'customer', session);
      },
    }),
  ];
}

function addressRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/shop/addresses',
      permission: 'customer',
      summary: 'My addresses, the preferred one first',
      output: z.strictObject({ items: z.array(savedAddress), next: z.null() }),
      run: async (context) => ({ items: await addressesOf(context.db, own(context).customerId), next: null }),
    }),
    route({
      method: 'POST',
      path: '/api/shop/addresses',
      permission: 'customer',
      summary: 'Save an address; the same id again replaces it',
      idempotency: 'id',
      body: z.strictObject({ addressId, address: addressShape, preferred: z.boolean().default(false) }),
      output: savedAddress,
      status: 201,
      refusals: ['customers.bad_address', 'customers.too_many_addresses'],
      run: (context, { body }) => context.command((tx) => saveAddress(tx, own(context).customerId, body)),
    }),
    route({
      method: 'DELETE',
      path: '/api/shop/addresses/:addressId',
      permission: 'customer',
      summary: 'Forget an address',
      idempotency: 'natural',
      params: z.strictObject({ addressId }),
      status: 204,
      refusals: ['customers.unknown_address'],
      run: (context, { params }) =>
        context.command((tx) => removeAddress(tx, own(context).customerId, params.addressId)),
    }),
  ];
}
