/** Roles, keys of programs, and the list of privileged changes. */
import { z } from 'zod';
import { route, sitesOf, type Route } from '#base/route';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { auditOf } from './audit.ts';
import { createKey, listKeys, revokeKey } from './keys.ts';
import { forgetTokens } from './principal.ts';
import { declaredRights } from './rights.ts';
import { listRoles, removeRole, saveRole } from './roles.ts';
import { id, role, siteId } from './shapes.ts';

const right = z.string().regex(/^[a-z]+(\.[a-z]+)?$/);

const roleRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/roles',
    permission: 'staff:staff.read',
    summary: 'Roles with their rights, and every right there is',
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          role: z.string(),
          name: z.string().nullable(),
          rights: z.array(z.string()),
          secondFactor: z.boolean(),
          people: z.int(),
          version: z.int(),
        }),
      ),
      rights: z.array(z.strictObject({ right: z.string(), title: z.string(), house: z.boolean() })),
    }),
    run: async ({ db }) => ({
      items: (await listRoles(db)).map((one) => ({ ...one, rights: [...one.rights] })),
      rights: Object.entries(declaredRights()).map(([name, { title = name, house = false }]) => ({
        right: name,
        title,
        house,
      })),
    }),
  }),
  route({
    method: 'PUT',
    path: '/api/roles/:role',
    permission: 'staff:roles.write',
    summary: 'Make or change a role of one’s own; or say whether a role needs a second factor',
    idempotency: 'natural',
    params: z.strictObject({ role }),
    body: z.strictObject({
      name: z.string().min(1).max(60).optional(),
      rights: z.array(right).max(200).optional(),
      secondFactor: z.boolean(),
      version: z.int().min(0),
    }),
    output: z.strictObject({ version: z.int() }),
    refusals: ['identity.unknown_right', 'identity.more_than_own', 'identity.changed_meanwhile', 'request.invalid'],
    run: (context, { params, body }) =>
      context.command((tx) => saveRole(tx, { ...params, ...body }, context.principal)),
  }),
  route({
    method: 'DELETE',
    path: '/api/roles/:role',
    permission: 'staff:roles.write',
    summary: 'Remove a role of one’s own that nobody holds',
    idempotency: 'natural',
    params: z.strictObject({ role }),
    status: 204,
    refusals: ['identity.role_held', 'identity.unknown_role'],
    run: (context, { params }) => context.command((tx) => removeRole(tx, params.role)),
  }),
];

const keyRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/keys',
    permission: 'staff:keys.write',
    summary: 'Keys of programs, the newest first; never the keys themselves',
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          keyId: z.string(),
          name: z.string(),
          prefix: z.string(),
          rights: z.array(z.string()),
          siteId: z.string().nullable(),
          perMinute: z.int(),
          madeBy: z.string(),
          madeAt: z.string(),
          expiresAt: z.string().nullable(),
          usedAt: z.string().nullable(),
          revokedAt: z.string().nullable(),
        }),
      ),
      next: z.null(),
    }),
    run: async ({ db }) => ({
      items: (await listKeys(db)).map((one) => ({ ...one, rights: [...one.rights] })),
      next: null,
    }),
  }),
  route({
    method: 'POST',
    path: '/api/keys',
    permission: 'staff:keys.write',
    summary: 'Make a key for a program; it is shown this once',
    idempotency: 'id',
    body: z.strictObject({
      keyId: id('key'),
      name: z.string().min(1).max(60),
      rights: z.array(right).min(1).max(200),
      siteId: siteId.nullable().default(null),
      expiresAt: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/)
        .nullable()
        .default(null),
      perMinute: z.int().min(1).max(60_000).default(600),
    }),
    output: z.strictObject({ keyId: z.string(), key: z.string() }),
    status: 201,
    refusals: ['identity.unknown_right', 'identity.unknown_site', 'identity.more_than_own', 'request.id_reused'],
    run: (context, { body: { expiresAt, ...body } }) => {
      if (expiresAt !== null && !Number.isFinite(Date.parse(expiresAt)))
        refuse('request.invalid', { fields: [{ field: 'expiresAt', rule: 'an instant that exists' }] });
      const draft = { ...body, expiresAt: expiresAt as Instant | null };
      return context.command((tx) => createKey(tx, draft, context.principal));
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/keys/:keyId',
    permission: 'staff:keys.write',
    summary: 'Revoke a key at once',
    idempotency: 'natural',
    params: z.strictObject({ keyId: id('key') }),
    status: 204,
    run: async ({ db, command }, { params }) => {
      const hash = await command((tx) => revokeKey(tx, params.keyId));
      if (hash !== undefined) forgetTokens(db, [hash]);
    },
  }),
];

const auditRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/audit',
    permission: 'staff:audit.read',
    summary:
      'Privileged changes from the journal, newest first: people, rights, keys, the house, channels, money given back',
    query: z.strictObject({
      before: z.int().min(1).optional(),
      limit: z.int().min(1).max(200).default(50),
      actor: z.string().max(60).optional(),
      about: z.enum(['identity.', 'org.', 'channels.', 'payments.']).optional(),
    }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          seq: z.int(),
          at: z.string(),
          type: z.string(),
          subjectKind: z.string(),
          subjectId: z.string(),
          actor: z.string(),
          actorName: z.string().nullable(),
          body: z.record(z.string(), z.unknown()),
        }),
      ),
      next: z.int().nullable(),
    }),
    run: async (context, { query }) => {
      // Somebody of one store is told nothing of the others: what is in here is the whole house's.
      if (sitesOf(context, 'audit.read') !== undefined) refuse('request.forbidden', { detail: 'another site' });
      const items = await auditOf(context.db, query);
      return { items, next: items.length === query.limit ? (items.at(-1)?.seq ?? null) : null };
    },
  }),
];

export const rightRoutes: readonly Route[] = [...roleRoutes, ...keyRoutes, ...auditRoutes];
