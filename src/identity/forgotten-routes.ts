/** What staff do who forgot their password: ask for a link, look, choose another. The token is in the body, never in an address. */
import { z } from 'zod';
import { route, type Route } from '#base/route';
import { forgotStaff, lookStaffReset, resetStaffPassword } from './forgotten.ts';
import { email, password } from './shapes.ts';

const token = z.string().max(100);

export const forgottenRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/password/forgotten',
    permission: 'public',
    summary: 'Ask for a link to a new password; the answer is the same whether or not the e-mail is known',
    idempotency: 'natural',
    body: z.strictObject({ email, language: z.enum(['fr', 'en']).default('fr') }),
    status: 204,
    refusals: ['request.rate_limited'],
    run: ({ db, request }, { body }) => forgotStaff(db, { ...body, ip: request.ip }),
  }),
  route({
    method: 'POST',
    path: '/api/password/look',
    permission: 'public',
    summary: 'Whom a link to a new password is for',
    idempotency: 'natural',
    body: z.strictObject({ token }),
    output: z.strictObject({ email: z.string(), expiresAt: z.string() }),
    refusals: ['identity.reset_over', 'request.rate_limited'],
    run: async ({ db, request }, { body }) => {
      const { reset, person } = await lookStaffReset(db, { ...body, ip: request.ip });
      return { email: person.email, expiresAt: reset.expiresAt };
    },
  }),
  route({
    method: 'POST',
    path: '/api/password/reset',
    permission: 'public',
    summary:
      'Choose a new password behind a link; all sessions end, and signing in asks for the second factor as before',
    idempotency: 'natural',
    body: z.strictObject({ token, password }),
    status: 204,
    refusals: ['identity.reset_over', 'identity.weak_password', 'identity.changed_meanwhile', 'request.rate_limited'],
    run: ({ db, request }, { body }) => resetStaffPassword(db, { ...body, ip: request.ip }),
  }),
];
