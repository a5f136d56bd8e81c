/** What shoppers do who forgot their password: ask for a link, look, choose another. */
import { z } from 'zod';
import { route, type Route } from '#base/route';
import { language, settings } from '#org';
import { forgotShopper, lookShopperReset, resetShopperPassword } from './forgotten.ts';

const token = z.string().max(100);
const email = z
  .string()
  .max(254)
  .regex(/^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/);

export const forgottenRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/shop/password/forgotten',
    permission: 'public',
    summary: 'Ask for a link to a new password; the answer is the same whether or not the e-mail is known',
    idempotency: 'natural',
    body: z.strictObject({ email, language: language.optional() }),
    status: 204,
    refusals: ['request.rate_limited'],
    run: async ({ db, request }, { body }) => {
      const lang = body.language ?? (await settings(db)).defaultLanguage;
      await forgotShopper(db, { email: body.email, language: lang, ip: request.ip });
    },
  }),
  route({
    method: 'POST',
    path: '/api/shop/password/look',
    permission: 'public',
    summary: 'Whom a link to a new password is for',
    idempotency: 'natural',
    body: z.strictObject({ token }),
    output: z.strictObject({ email: z.string(), expiresAt: z.string() }),
    refusals: ['identity.reset_over', 'request.rate_limited'],
    run: async ({ db, request }, { body }) => {
      const { reset, holder } = await lookShopperReset(db, { ...body, ip: request.ip });
      return { email: holder.email, expiresAt: reset.expiresAt };
    },
  }),
  route({
    method: 'POST',
    path: '/api/shop/password/reset',
    permission: 'public',
    summary: 'Choose a new password behind a link; all sessions of the account end',
    idempotency: 'natural',
    body: z.strictObject({ token, password: z.string().min(8).max(200) }),
    status: 204,
    refusals: ['identity.reset_over', 'customers.weak_password', 'customers.changed_meanwhile', 'request.rate_limited'],
    run: ({ db, request }, { body }) => resetShopperPassword(db, { ...body, ip: request.ip }),
  }),
];
