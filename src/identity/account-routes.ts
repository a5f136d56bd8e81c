/** What staff do with their own sign-in: password, second factor, sessions. */
import qrcode from 'qrcode';
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { route, staffOf, type Route, type RouteContext } from '#base/route';
import { countTry } from './limits.ts';
import {
  beginSecondFactor,
  confirmSecondFactor,
  hasSecondFactor,
  recoveryCodesLeft,
  removeSecondFactor,
  useCode,
} from './second-factor.ts';
import { hashSecret, verifySecret } from './secret.ts';
import { presentAgain } from './present.ts';
import { endSession, renewSession, sessionsOf } from './session.ts';
import { id, password, renewed } from './shapes.ts';
import { changeStaff, checkPassword, passwordHashOf } from './staff.ts';

/** The present password, again, before what protects the account is changed. */
async function checkOwnPassword(context: RouteContext, current: string): Promise<{ email: string }> {
  const { staffId } = staffOf(context);
  const attempt = await countTry(context.db, `staff ${staffId}`, context.request.ip);
  const account = await passwordHashOf(context.db, staffId);
  if (!(await verifySecret(account?.hash, current)) || !account) refuse('identity.wrong_password');
  await attempt.right();
  return account;
}

const current = z.string().max(200);

const factorRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/session/second-factor',
    permission: 'staff:self',
    summary: 'Whether I have a second factor, and how many recovery codes are left',
    output: z.strictObject({ on: z.boolean(), codesLeft: z.int() }),
    run: async (context) => {
      const { staffId } = staffOf(context);
      const [on, codesLeft] = await Promise.all([
        hasSecondFactor(context.db, staffId),
        recoveryCodesLeft(context.db, staffId),
      ]);
      return { on, codesLeft };
    },
  }),
  route({
    method: 'POST',
    path: '/api/session/second-factor',
    permission: 'staff:self',
    summary: 'Begin to set up a second factor: a secret for the authenticator app, as text and as a QR code',
    idempotency: 'natural',
    body: z.strictObject({ current }),
    output: z.strictObject({ secret: z.string(), uri: z.string(), qr: z.string() }),
    refusals: ['identity.wrong_password', 'identity.second_factor_on', 'request.rate_limited'],
    run: async (context, { body }) => {
      await checkOwnPassword(context, body.current);
      const begun = await context.command((tx) => beginSecondFactor(tx, staffOf(context).staffId));
      return { ...begun, qr: await qrcode.toString(begun.uri, { type: 'svg', margin: 1 }) };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/session/second-factor',
    permission: 'staff:self',
    summary: 'Confirm it by a code of the app; gives recovery codes, once, and the session a new token',
    idempotency: 'natural',
    body: z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
    output: z.strictObject({ codes: z.array(z.string()), ...renewed.shape }),
    refusals: ['identity.second_factor_off', 'identity.second_factor_on', 'identity.wrong_code'],
    run: async (context, { body }) => {
      const { staffId, sessionId } = staffOf(context);
      const { codes, session } = await context.command(async (tx) => ({
        ...(await confirmSecondFactor(tx, staffId, body.code)),
        session: await renewSession(tx, sessionId),
      }));
      return { codes, ...presentAgain(context, 'staff', session) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/session/second-factor',
    permission: 'staff:self',
    summary: 'Do without a second factor: with my password and a last code; the session gets a new token',
    idempotency: 'natural',
    body: z.strictObject({ current, code: z.string().max(40) }),
    output: renewed,
    refusals: ['identity.wrong_password', 'identity.code_needed', 'identity.wrong_code', 'request.rate_limited'],
    run: async (context, { body }) => {
      const { staffId, sessionId } = staffOf(context);
      await checkOwnPassword(context, body.current);
      await useCode(context.db, staffId, body.code);
      const session = await context.command(async (tx) => {
        await removeSecondFactor(tx, staffId);
        return renewSession(tx, sessionId);
      });
      return presentAgain(context, 'staff', session);
    },
  }),
];

export const accountRoutes: readonly Route[] = [
  route({
    method: 'PUT',
    path: '/api/session/password',
    permission: 'staff:self',
    summary: 'Change my own password; all my other sessions end, and this one gets a new token',
    idempotency: 'natural',
    body: z.strictObject({ current, next: password }),
    output: renewed,
    refusals: ['identity.wrong_password', 'identity.weak_password', 'request.rate_limited'],
    run: async (context, { body }) => {
      const staff = staffOf(context);
      const account = await checkOwnPassword(context, body.current);
      checkPassword(body.next, account.email);
      const passwordHash = await hashSecret(body.next);
      const session = await context.command(async (tx) => {
        await changeStaff(tx, { staffId: staff.staffId, passwordHash }, staff.sessionId);
        return renewSession(tx, staff.sessionId);
      });
      return presentAgain(context, 'staff', session);
    },
  }),
  route({
    method: 'GET',
    path: '/api/session/sessions',
    permission: 'staff:self',
    summary: 'Where I am signed in, the last used first',
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          sessionId: z.string(),
          openedBy: z.string(),
          agent: z.string().nullable(),
          openedAt: z.string(),
          seenAt: z.string(),
          expiresAt: z.string(),
          mine: z.boolean(),
        }),
      ),
      next: z.null(),
    }),
    run: async (context) => {
      const { staffId, sessionId } = staffOf(context);
      const items = await sessionsOf(context.db, staffId);
      return { items: items.map((one) => ({ ...one, mine: one.sessionId === sessionId })), next: null };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/session/sessions/:sessionId',
    permission: 'staff:self',
    summary: 'End one of my sessions',
    idempotency: 'natural',
    params: z.strictObject({ sessionId: id('ses') }),
    status: 204,
    run: (context, { params }) => context.command((tx) => endSession(tx, staffOf(context).staffId, params.sessionId)),
  }),
  ...factorRoutes,
];
