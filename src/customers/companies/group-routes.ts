/** The office's routes over groups of buyers. */
import { z } from 'zod';
import { readCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { seenVersion } from '#org';
import { changeGroupMembers, createGroup, renameGroup } from './groups.ts';
import { groupById, groupsIn, groupsOf, inGroup } from './queries.ts';
import { groupNames, groupShape, id } from './shapes.ts';

const ofGroup = z.strictObject({ groupId: id('grp') });
const subjectId = z.string().regex(/^(cus|com)_[0-9a-hjkmnp-tv-z]{26}$/);

const listRoute = route({
  method: 'GET',
  path: '/api/groups',
  permission: 'staff:customers.read',
  summary: 'Groups of customers and companies, with how many are in each; or those somebody is in',
  query: z.strictObject({ of: subjectId.optional() }),
  output: z.strictObject({
    items: z.array(groupShape.extend({ customers: z.int().nullable(), companies: z.int().nullable() })),
    next: z.null(),
  }),
  run: async ({ db }, { query }) => {
    if (query.of === undefined) return { items: await groupsOf(db), next: null };
    const items = await groupsIn(db, query.of);
    return { items: items.map((group) => ({ ...group, customers: null, companies: null })), next: null };
  },
});

const createRoute = route({
  method: 'POST',
  path: '/api/groups',
  permission: 'staff:companies.write',
  summary: 'Make a group, for prices and promotions',
  idempotency: 'id',
  body: z.strictObject({ groupId: id('grp'), code: z.string().regex(/^[a-z0-9-]{1,40}$/), names: groupNames }),
  output: groupShape,
  status: 201,
  refusals: ['customers.group_taken', 'request.id_reused'],
  run: ({ command }, { body }) => command((tx) => createGroup(tx, body)),
});

const renameRoute = route({
  method: 'PATCH',
  path: '/api/groups/:groupId',
  permission: 'staff:companies.write',
  summary: 'Rename a group; its code stays',
  idempotency: 'natural',
  params: ofGroup,
  body: z.strictObject({ names: groupNames, version: seenVersion }),
  output: groupShape,
  refusals: ['customers.unknown_group', 'customers.changed_meanwhile'],
  run: ({ command }, { params, body }) => command((tx) => renameGroup(tx, { ...params, ...body })),
});

const membersRoute = route({
  method: 'GET',
  path: '/api/groups/:groupId/members',
  permission: 'staff:customers.read',
  summary: 'Who is in a group, the last to come first',
  params: ofGroup,
  query: z.strictObject({ after: z.string().max(80).optional(), limit: z.int().min(1).max(100).default(50) }),
  output: z.strictObject({
    items: z.array(z.strictObject({ subjectId: z.string(), name: z.string(), addedAt: z.string() })),
    next: z.string().nullable(),
  }),
  refusals: ['customers.unknown_group', 'request.invalid'],
  run: async ({ db }, { params: { groupId }, query: { after, limit } }) => {
    if (!(await groupById(db, groupId))) refuse('customers.unknown_group', { detail: groupId });
    const items = await inGroup(db, groupId, { after: readCursor(after), limit });
    const last = items.length === limit ? items.at(-1) : undefined;
    return { items, next: last ? `${last.addedAt}~${last.subjectId}` : null };
  },
});

const changeMembersRoute = route({
  method: 'POST',
  path: '/api/groups/:groupId/members',
  permission: 'staff:companies.write',
  summary: 'Put customers and companies into a group, or take them out',
  idempotency: 'natural',
  params: ofGroup,
  body: z.strictObject({
    add: z.array(subjectId).max(500).default([]),
    remove: z.array(subjectId).max(500).default([]),
  }),
  output: z.strictObject({ added: z.int(), removed: z.int() }),
  refusals: ['customers.unknown_group', 'customers.unknown'],
  run: ({ command }, { params, body }) => command((tx) => changeGroupMembers(tx, { ...params, ...body })),
});

export const groupRoutes: readonly Route[] = [listRoute, createRoute, renameRoute, membersRoute, changeMembersRoute];
