/** The office's routes over companies and who buys for them. */
import { z } from 'zod';
import { readCursor, readKeyCursor } from '#base/input';
import { timeline } from '#base/journal';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { staffNames } from '#identity';
import { seenVersion } from '#org';
import { changeCompany, createCompany } from './company.ts';
import { removeMember, setMember } from './members.ts';
import { companyById, findCompanies, groupsIn, membersOf, type CompanyFilter } from './queries.ts';
import { companyFields, companyShape, factShape, groupShape, id, memberInput, memberShape } from './shapes.ts';

const ofCompany = z.strictObject({ companyId: id('com') });
const ofMember = z.strictObject({ companyId: id('com'), customerId: id('cus') });
const numbers = ['customers.bad_company_number', 'customers.bad_address', 'customers.bad_terms'];

const listRoute = route({
  method: 'GET',
  path: '/api/companies',
  permission: 'staff:customers.read',
  summary: 'Companies by name, SIREN, SIRET, VAT number or e-mail, with how many buy for each',
  query: z.strictObject({
    q: z.string().max(120).optional(),
    blocked: z.boolean().optional(),
    /** Those that pay later (true), or at once. */
    onAccount: z.boolean().optional(),
    groupId: id('grp').optional(),
    sort: z.enum(['newest', 'oldest', 'name']).optional(),
    after: z.string().max(200).optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  output: z.strictObject({
    items: z.array(companyShape.extend({ members: z.int() })),
    next: z.string().nullable(),
  }),
  refusals: ['request.invalid'],
  run: async ({ db }, { query: { after, ...filter } }) => {
    const byName = filter.sort === 'name';
    const rows = await findCompanies(db, { ...filter, after: byName ? nameCursor(after) : timeCursor(after) });
    const last = rows.length === filter.limit ? rows.at(-1) : undefined;
    const next = last ? (byName ? `${last.companyId}~${last.name}` : `${last.createdAt}~${last.companyId}`) : null;
    return { items: rows, next };
  },
});

const timeCursor = (text: string | undefined): CompanyFilter['after'] => {
  const from = readCursor(text);
  return from && { key: from.at, id: from.id };
};

/** A name may hold anything, so the id comes first. */
function nameCursor(text: string | undefined): CompanyFilter['after'] {
  if (text === undefined) return undefined;
  const [companyId = '', ...name] = text.split('~');
  const from = readKeyCursor(`0~${companyId}`, /^0$/);
  return from && { key: name.join('~'), id: from.id };
}

const createRoute = route({
  method: 'POST',
  path: '/api/companies',
  permission: 'staff:companies.write',
  summary: 'Add a company that buys',
  idempotency: 'id',
  body: z.strictObject({ companyId: id('com'), ...companyFields }),
  output: companyShape,
  status: 201,
  refusals: [...numbers, 'request.id_reused'],
  run: ({ command }, { body }) => command((tx) => createCompany(tx, body)),
});

const oneRoute = route({
  method: 'GET',
  path: '/api/companies/:companyId',
  permission: 'staff:customers.read',
  summary: 'One company with who buys for it, and the groups it is in',
  params: ofCompany,
  output: companyShape.extend({
    members: z.array(memberShape.extend({ name: z.string(), email: z.string().nullable(), addedAt: z.string() })),
    groups: z.array(groupShape),
  }),
  refusals: ['customers.unknown_company'],
  run: async ({ db }, { params: { companyId } }) => {
    const [company, members, groups] = await Promise.all([
      companyById(db, companyId),
      membersOf(db, companyId),
      groupsIn(db, companyId),
    ]);
    return company ? { ...company, members, groups } : refuse('customers.unknown_company', { detail: companyId });
  },
});

const changeRoute = route({
  method: 'PATCH',
  path: '/api/companies/:companyId',
  permission: 'staff:companies.write',
  summary: 'Change a company, its terms of payment, or whether it is blocked; what is not named stays',
  idempotency: 'natural',
  params: ofCompany,
  body: z.strictObject({ ...companyFields, version: seenVersion }).partial(),
  output: companyShape,
  refusals: ['customers.unknown_company', 'customers.changed_meanwhile', ...numbers],
  run: ({ command }, { params, body }) => command((tx) => changeCompany(tx, { ...body, ...params })),
});

const memberRoute = route({
  method: 'PUT',
  path: '/api/companies/:companyId/members/:customerId',
  permission: 'staff:companies.write',
  summary: 'Let a customer buy for a company, with a role and the most that one order may cost',
  idempotency: 'natural',
  params: ofMember,
  body: memberInput,
  output: memberShape,
  refusals: ['customers.unknown', 'customers.erased', 'customers.unknown_company', 'customers.too_many_members'],
  run: ({ command }, { params, body }) => command((tx) => setMember(tx, { ...params, ...body })),
});

const leaveRoute = route({
  method: 'DELETE',
  path: '/api/companies/:companyId/members/:customerId',
  permission: 'staff:companies.write',
  summary: 'Let a customer no longer buy for a company',
  idempotency: 'natural',
  params: ofMember,
  status: 204,
  refusals: ['customers.unknown', 'customers.unknown_company', 'customers.unknown_member'],
  run: ({ command }, { params }) => command((tx) => removeMember(tx, params.companyId, params.customerId)),
});

const timelineRoute = route({
  method: 'GET',
  path: '/api/companies/:companyId/timeline',
  permission: 'staff:customers.read',
  summary: 'What happened to a company, newest first: facts from the journal',
  params: ofCompany,
  query: z.strictObject({ limit: z.int().min(1).max(200).default(100) }),
  output: z.strictObject({ items: z.array(factShape), next: z.null() }),
  refusals: ['customers.unknown_company'],
  run: async ({ db }, { params, query }) => {
    const [company, events] = await Promise.all([
      companyById(db, params.companyId),
      timeline(db, params.companyId, query.limit),
    ]);
    if (!company) refuse('customers.unknown_company', { detail: params.companyId });
    const names = await staffNames(db, [...new Set(events.map((event) => event.actor))]);
    const items = events.map(({ at, type, actor, body }) => ({
      at,
      type,
      actor,
      actorName: names.get(actor) ?? null,
      body,
    }));
    return { items, next: null };
  },
});

export const companyRoutes: readonly Route[] = [
  listRoute,
  createRoute,
  oneRoute,
  changeRoute,
  memberRoute,
  leaveRoute,
  timelineRoute,
];
