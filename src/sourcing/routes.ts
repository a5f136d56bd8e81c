import { z } from 'zod';
import { dayGiven, dayKey, numberKey, readKeyCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import { day, instant, type Day } from '#base/time';
import { skuFacts } from '#catalog';
import { staffNames } from '#identity';
import { defaultPolicy, type SourcingPolicy } from './model.ts';
import { laterFound, laterKey, laterRows, laterSorts, setLater, type LaterSort } from './later.ts';
import { makePolicy, policyVersions } from './policies.ts';
import { id, laterShape, rulesShape, versionShape } from './shapes.ts';

const policiesRoute = route({
  method: 'GET',
  path: '/api/sourcing/policies',
  permission: 'staff:sourcing.read',
  summary:
    'The rules that choose which place serves an order: every version, the newest first, and those the house began with',
  output: z.strictObject({
    items: z.array(versionShape.extend({ madeByName: z.string().nullable() })),
    next: z.null(),
    begun: rulesShape,
  }),
  run: async ({ db }) => {
    const versions = await policyVersions(db);
    const names = await staffNames(db, [...new Set(versions.map((one) => one.madeBy))]);
    const items = versions.map((one) => ({ ...one, madeByName: names.get(one.madeBy) ?? null }));
    return { items, next: null, begun: defaultPolicy } as unknown as { items: []; next: null; begun: never };
  },
});

const makeRoute = route({
  method: 'POST',
  path: '/api/sourcing/policies',
  permission: 'staff:sourcing.write',
  summary: 'Make the next version of the rules, of a channel or of the house, in force from a moment on',
  idempotency: 'id',
  body: z.strictObject({
    policyId: id('srp'),
    channelId: id('chn').nullable(),
    /** The version that was seen; 0: there was none. */
    version: z.int().min(0).max(2_000_000_000),
    rules: rulesShape.nullable(),
    validFrom: z.iso.datetime(),
    note: z.string().max(200),
  }),
  output: z.strictObject({ policyId: z.string(), version: z.int() }),
  status: 201,
  refusals: [
    'sourcing.unknown_channel',
    'sourcing.unknown_site',
    'sourcing.bad_rules',
    'sourcing.version_changed',
    'request.id_reused',
  ],
  run: ({ command }, { body }) =>
    command((tx) =>
      makePolicy(tx, { ...body, rules: body.rules as SourcingPolicy | null, validFrom: instant(body.validFrom) }),
    ),
});

const laterListRoute = route({
  method: 'GET',
  path: '/api/sourcing/later',
  permission: 'staff:sourcing.read',
  summary:
    'Back-orders and pre-orders: what each channel sells of an article beyond stock, with its cap and what is promised',
  query: z.strictObject({
    skuId: id('sku').optional(),
    /** Words of the article’s name, or an SKU. */
    q: z.string().max(120).optional(),
    sort: z.enum(laterSorts).default('article'),
    after: z.string().max(120).optional(),
    limit: z.int().min(1).max(200).default(100),
  }),
  output: z.strictObject({
    items: z.array(
      laterShape.extend({ sku: z.string(), productId: z.string(), name: z.record(z.string(), z.string()) }),
    ),
    next: z.string().nullable(),
  }),
  refusals: ['request.invalid'],
  run: async ({ db }, { query }) => {
    const { skuId, q, sort, limit } = query;
    const skuIds = skuId ? [skuId] : q?.trim() ? await laterFound(db, q) : undefined;
    const rows = await laterRows(db, { skuIds, sort, limit, after: laterCursor(query.after, sort) });
    const facts = await skuFacts(db, [...new Set(rows.map((row) => row.skuId))]);
    const items = rows.map((row) => {
      const fact = facts.get(row.skuId);
      return { ...row, sku: fact?.sku ?? '', productId: fact?.productId ?? '', name: { ...fact?.name } };
    });
    const last = rows.length === limit ? rows.at(-1) : undefined;
    const key = last && sort !== 'article' ? `${laterKey(last, sort)}~` : '';
    return { items, next: last ? `${key}${last.skuId}${last.channelId}` : null };
  },
});

function laterCursor(after: string | undefined, sort: LaterSort): { key?: string; id: string } | undefined {
  if (sort !== 'article') return readKeyCursor(after, sort.endsWith('expected') ? dayKey : numberKey);
  return after === undefined ? undefined : { id: after };
}

const laterRoute = route({
  method: 'PUT',
  path: '/api/sourcing/later/:skuId/:channelId',
  permission: 'staff:sourcing.write',
  summary:
    'Sell an article beyond stock on a channel: as a back-order or a pre-order, under a cap, with the day it is expected',
  idempotency: 'key',
  params: z.strictObject({ skuId: id('sku'), channelId: id('chn') }),
  body: z.strictObject({
    kind: z.enum(['none', 'back_order', 'pre_order']),
    cap: z.int().min(0).max(1_000_000),
    expected: dayGiven.nullable(),
    version: z.int().min(0).max(2_000_000_000),
  }),
  output: laterShape,
  refusals: [
    'sourcing.unknown_sku',
    'sourcing.unknown_channel',
    'sourcing.version_changed',
    'sourcing.cap_below_promised',
    'sourcing.bad_rules',
  ],
  run: ({ command }, { params, body }) =>
    command((tx) =>
      setLater(tx, { ...params, ...body, expected: body.expected === null ? null : dayOf(body.expected) }),
    ),
});

function dayOf(text: string): Day {
  const at = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(text))
    refuse('sourcing.bad_rules', { fields: [{ field: 'expected', rule: 'a day of the calendar, YYYY-MM-DD' }] });
  return day(text);
}

export const sourcingRoutes: readonly Route[] = [policiesRoute, makeRoute, laterListRoute, laterRoute];
