/** What somebody who was invited does: look, and join. The token is in the body, never in an address. */
import { z } from 'zod';
import { route, type Route, type RouteContext } from '#base/route';
import { MINUTE } from '#base/time';
import { acceptInvitation, invitationOf } from './invite.ts';
import { countUse } from './limits.ts';
import { presentSession } from './present.ts';
import { staffCookie } from './principal.ts';
import { hashSecret } from './secret.ts';
import { opened, password, personName, staffId } from './shapes.ts';
import { open } from './sign-in.ts';

const token = z.string().max(100);

const count = ({ db, request }: RouteContext): Promise<void> => countUse(db, `join ${request.ip}`, 20, MINUTE / 4);

export const joinRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/invitations/look',
    permission: 'public',
    summary: 'Whom an invitation is for',
    idempotency: 'natural',
    body: z.strictObject({ token }),
    output: z.strictObject({ email: z.string(), name: z.string(), role: z.string(), expiresAt: z.string() }),
    refusals: ['identity.invitation_over', 'request.rate_limited'],
    run: async (context, { body }) => {
      await count(context);
      const { email, name, role, expiresAt } = await invitationOf(context.db, body.token);
      return { email, name, role, expiresAt };
    },
  }),
  route({
    method: 'POST',
    path: '/api/invitations/accept',
    permission: 'public',
    summary: 'Follow an invitation: choose a name and a password, and be signed in',
    idempotency: 'natural',
    body: z.strictObject({ token, staffId, name: personName, password }),
    output: opened,
    refusals: [
      'identity.invitation_over',
      'identity.email_taken',
      'identity.weak_password',
      'request.id_reused',
      'request.rate_limited',
    ],
    run: async (context, { body }) => {
      await count(context);
      const { db, request, reply } = context;
      const invitation = await invitationOf(db, body.token);
      const passwordHash = await hashSecret(body.password);
      await db.transaction({ actor: body.staffId }, (tx) =>
        acceptInvitation(tx, invitation, { ...body, passwordHash }),
      );
      const agent = String(request.headers['user-agent'] ?? '');
      const replaces = request.cookies[staffCookie];
      const session = await open(db, body.staffId, { openedBy: 'invitation', agent, replaces });
      return { staffId: body.staffId, ...presentSession(reply, 'staff', session, 'cookie') };
    },
  }),
];
