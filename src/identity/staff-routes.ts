/** People: the list, who is added, changed, dismissed and invited. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { route, sitesOf, staffOf, type Route, type RouteContext } from '#base/route';
import { seenVersion } from '#org';
import { checkCovers } from './grants.ts';
import { invite, listInvitations, openInvitation, withdrawInvitation } from './invite.ts';
import type { Grant } from './model.ts';
import { removeSecondFactor } from './second-factor.ts';
import { hashSecret, type SecretHash } from './secret.ts';
import { closeSessionsOf } from './session.ts';
import { email, grant, id, more, password, personName, pin, role, siteId, staffId, staffShape } from './shapes.ts';
import { changeStaff, checkPassword, createStaff, grantsOf, listStaff, staffById } from './staff.ts';
import { announce } from '#base/journal';

const given = ['identity.unknown_role', 'identity.unknown_site', 'identity.unknown_entity', 'identity.more_than_own'];

/** Who changes somebody must hold all that they hold: a manager of one store dismisses no owner. */
async function checkPerson(context: RouteContext, whom: string, next: readonly Grant[] = []): Promise<void> {
  const before = (await staffById(context.db, whom)) ?? refuse('identity.unknown_staff', { detail: whom });
  await checkCovers(context.db, context.principal, [...grantsOf(before), ...next]);
}

const peopleRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/staff',
    permission: 'staff:staff.read',
    summary: 'Staff by name; who may see them at some sites only sees those of these sites and those of no one site',
    query: z.strictObject({ after: staffId.optional(), limit: z.int().min(1).max(100).default(50) }),
    output: z.strictObject({ items: z.array(staffShape), next: z.string().nullable() }),
    run: async (context, { query }) => {
      const items = await listStaff(context.db, { ...query, siteIds: sitesOf(context, 'staff.read') });
      return {
        items: items.map((one) => ({ ...one, more: [...one.more] })),
        next: items.length === query.limit ? (items.at(-1)?.staffId ?? null) : null,
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/staff',
    permission: 'staff:staff.write',
    summary: 'Add a member of staff, with a password told to them; an invitation lets them choose it',
    idempotency: 'id',
    body: z.strictObject({
      ...grant.shape,
      staffId,
      email,
      name: personName,
      more: more.default([]),
      password,
      pin: pin.optional(),
    }),
    output: z.strictObject({ staffId: z.string() }),
    status: 201,
    refusals: [...given, 'identity.email_taken', 'identity.weak_password', 'request.id_reused'],
    run: async (context, { body: { password: secret, pin: code, ...body } }) => {
      await checkCovers(context.db, context.principal, [body, ...body.more]);
      checkPassword(secret, body.email);
      const [passwordHash, pinHash] = await Promise.all([hashSecret(secret), hashed(code)]);
      return context.command((tx) => createStaff(tx, { ...body, passwordHash, pinHash: pinHash ?? undefined }));
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/staff/:staffId',
    permission: 'staff:staff.write',
    summary: 'Change a member of staff; other rights, another password, or leaving, end their sessions',
    idempotency: 'natural',
    params: z.strictObject({ staffId }),
    body: z.strictObject({
      name: personName.optional(),
      role: role.optional(),
      siteId: siteId.nullable().optional(),
      entityId: id('ent').nullable().optional(),
      more: more.optional(),
      active: z.boolean().optional(),
      password: password.optional(),
      pin: pin.nullable().optional(),
      version: seenVersion,
    }),
    output: staffShape,
    refusals: [
      ...given,
      'identity.unknown_staff',
      'identity.last_owner',
      'identity.weak_password',
      'identity.changed_meanwhile',
    ],
    run: async (context, { params, body: { password: secret, pin: code, ...body } }) => {
      const principal = staffOf(context);
      const before = await staffById(context.db, params.staffId);
      if (!before) refuse('identity.unknown_staff', { detail: params.staffId });
      const { role: r = before.role, siteId: s = before.siteId, entityId: e = before.entityId } = body;
      await checkPerson(context, params.staffId, [{ role: r, siteId: s, entityId: e }, ...(body.more ?? [])]);
      if (secret !== undefined) checkPassword(secret, before.email);
      const passwordHash = (await hashed(secret)) ?? undefined;
      const pinHash = await hashed(code);
      const keep = principal.staffId === params.staffId ? principal.sessionId : '';
      const after = await context.command((tx) => changeStaff(tx, { ...body, ...params, passwordHash, pinHash }, keep));
      return { ...after, more: [...after.more] };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/staff/:staffId/sessions',
    permission: 'staff:staff.write',
    summary: 'Sign somebody out everywhere',
    idempotency: 'natural',
    params: z.strictObject({ staffId }),
    status: 204,
    refusals: ['identity.unknown_staff', 'identity.more_than_own'],
    run: async (context, { params }) => {
      await checkPerson(context, params.staffId);
      await context.command(async (tx) => {
        await closeSessionsOf(tx, params.staffId);
        announce(tx, { type: 'identity.session_ended', subjectKind: 'staff', subjectId: params.staffId });
      });
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/staff/:staffId/second-factor',
    permission: 'staff:staff.write',
    summary: 'Take somebody’s second factor away, after a lost telephone; they are signed out',
    idempotency: 'natural',
    params: z.strictObject({ staffId }),
    status: 204,
    refusals: ['identity.unknown_staff', 'identity.more_than_own'],
    run: async (context, { params }) => {
      await checkPerson(context, params.staffId);
      await context.command(async (tx) => {
        await removeSecondFactor(tx, params.staffId);
        await closeSessionsOf(tx, params.staffId);
      });
    },
  }),
];

const invitationShape = z.strictObject({
  invitationId: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.string(),
  siteId: z.string().nullable(),
  entityId: z.string().nullable(),
  language: z.string(),
  invitedBy: z.string(),
  invitedAt: z.string(),
  expiresAt: z.string(),
});

const invitationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/invitations',
    permission: 'staff:staff.read',
    summary: 'Invitations that may still be followed, the newest first',
    output: z.strictObject({ items: z.array(invitationShape), next: z.null() }),
    run: async (context) => ({
      items: await listInvitations(context.db, sitesOf(context, 'staff.read')),
      next: null,
    }),
  }),
  route({
    method: 'POST',
    path: '/api/invitations',
    permission: 'staff:staff.write',
    summary: 'Invite somebody by mail: they choose a password behind a link that works once, for a week',
    idempotency: 'id',
    body: z.strictObject({
      ...grant.shape,
      invitationId: id('inv'),
      email,
      name: personName,
      language: z.enum(['fr', 'en']).default('fr'),
    }),
    output: z.strictObject({ invitationId: z.string(), expiresAt: z.string() }),
    status: 201,
    refusals: [...given, 'identity.email_taken', 'request.id_reused'],
    run: async (context, { body }) => {
      await checkCovers(context.db, context.principal, [body]);
      return context.command((tx) => invite(tx, body));
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/invitations/:invitationId',
    permission: 'staff:staff.write',
    summary: 'Withdraw an invitation',
    idempotency: 'natural',
    params: z.strictObject({ invitationId: id('inv') }),
    status: 204,
    refusals: ['identity.more_than_own'],
    run: async (context, { params }) => {
      const known = await openInvitation(context.db, params.invitationId);
      if (!known) return;
      await checkCovers(context.db, context.principal, [known]);
      await context.command((tx) => withdrawInvitation(tx, params.invitationId));
    },
  }),
];

export const staffRoutes: readonly Route[] = [...peopleRoutes, ...invitationRoutes];

async function hashed(secret: string | null | undefined): Promise<SecretHash | null | undefined> {
  return secret === undefined || secret === null ? secret : hashSecret(secret);
}
