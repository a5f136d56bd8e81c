import { z } from 'zod';
import { idPattern } from '#base/ids';
import { dayGiven } from '#base/input';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { clock, day, dayIn, type Day } from '#base/time';
import { channelsOf } from '#channels';
import { houseOf, settings } from '#org';
import { checksOf, checkVat } from './checks.ts';
import { knownRates, memberStates, ratedClasses, regionName } from './model.ts';
import { distanceSums, DISTANCE_LIMIT_MINOR } from './place.ts';
import { quarterOf } from './sales.ts';
import {
  basisOf,
  changeSeller,
  ownRatesOf,
  plainSeller,
  ratesOn,
  setBasis,
  setRate,
  taxHouse,
  type Seller,
} from './seller.ts';

const entityId = z.string().regex(new RegExp(idPattern('ent')));
const channelId = z.string().regex(new RegExp(idPattern('chn')));
const country = z.string().regex(/^[A-Z]{2}$/);
const zone = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,12})?$/);
const text = z.record(z.string(), z.string());

const sellerShape = z.strictObject({
  entityId: z.string(),
  registrations: z.array(z.strictObject({ country: z.string(), vatNumber: z.string() })),
  franchise: z.boolean(),
  oss: z.boolean(),
  always: z.boolean(),
  netStays: z.array(z.string()),
  sendsTo: z.array(z.string()),
  onNet: z.enum(['global', 'per_line']),
  register: z.enum(['pretend']).nullable(),
  whenClosed: z.enum(['tax', 'accept']),
  version: z.int(),
});
const shown = (seller: Seller) => ({
  ...seller,
  registrations: seller.registrations.map((one) => ({ ...one })),
  netStays: [...seller.netStays],
  sendsTo: [...seller.sendsTo],
});

/** The pattern lets 31 February through; `day` does not. */
function dayOf(field: string, given: string): Day {
  try {
    return day(given);
  } catch {
    return refuse('request.invalid', { fields: [{ field, rule: 'an existing day' }] });
  }
}

async function today(context: RouteContext): Promise<Day> {
  return dayIn(clock(), (await settings(context.db)).timeZone);
}

const standing = route({
  method: 'GET',
  path: '/api/tax',
  permission: 'staff:tax.read',
  summary: 'How each legal entity stands with VAT, how each channel’s prices are read, and this year’s distance sales',
  output: z.strictObject({
    limitMinor: z.int(),
    sellers: z.array(
      sellerShape.extend({
        name: z.string(),
        country: z.string(),
        vatNumber: z.string().nullable(),
        /** Whether the threshold of distance sales and the Union's one-stop shop are for this seller at all. */
        inUnion: z.boolean(),
        /** Distance sales of this year and of the last, minor units of euro without VAT. */
        distanceMinor: z.int(),
        distanceBeforeMinor: z.int(),
      }),
    ),
    channels: z.array(
      z.strictObject({ channelId: z.string(), name: text, kind: z.string(), basis: z.enum(['gross', 'net']) }),
    ),
  }),
  run: async (context) => {
    const { db } = context;
    const [house, tax, channels, now] = await Promise.all([houseOf(db), taxHouse(db), channelsOf(db), today(context)]);
    const sellers = await Promise.all(
      house.entities.map(async (entity) => {
        const seller = tax.sellers.get(entity.entityId) ?? plainSeller(entity.entityId);
        const { year, before } = await distanceSums(db, entity.entityId, now);
        const { name, vatNumber } = entity;
        const sums = { distanceMinor: year, distanceBeforeMinor: before };
        const { country } = entity.address;
        return { ...shown(seller), name, country, vatNumber, inUnion: memberStates.includes(country), ...sums };
      }),
    );
    return {
      limitMinor: DISTANCE_LIMIT_MINOR,
      sellers,
      channels: channels.map((channel) => ({
        channelId: channel.channelId,
        name: { ...channel.name },
        kind: channel.kind,
        basis: basisOf(tax, channel),
      })),
    };
  },
});

const changeStanding = route({
  method: 'PATCH',
  path: '/api/tax/sellers/:entityId',
  permission: 'staff:tax.write',
  summary:
    'Change how a legal entity stands with VAT: registrations, one-stop shop, franchise, rounding where prices are net',
  idempotency: 'natural',
  params: z.strictObject({ entityId }),
  body: z.strictObject({
    registrations: z
      .array(z.strictObject({ country, vatNumber: z.string().min(4).max(20) }))
      .max(40)
      .optional(),
    franchise: z.boolean().optional(),
    oss: z.boolean().optional(),
    always: z.boolean().optional(),
    netStays: z
      .array(z.union([country, z.literal('*')]))
      .max(60)
      .optional(),
    sendsTo: z.array(country).max(60).optional(),
    onNet: z.enum(['global', 'per_line']).optional(),
    register: z.enum(['pretend']).nullable().optional(),
    /** A number whose register is closed: taxed, or accepted and verified later. */
    whenClosed: z.enum(['tax', 'accept']).optional(),
    version: z.int().min(0).max(2_000_000_000).optional(),
  }),
  output: sellerShape,
  refusals: ['tax.unknown_entity', 'tax.bad_number', 'tax.changed_meanwhile'],
  run: async ({ command }, { params, body }) => shown(await command((tx) => changeSeller(tx, { ...params, ...body }))),
});

const changeBasis = route({
  method: 'PUT',
  path: '/api/tax/channels/:channelId',
  permission: 'staff:tax.write',
  summary: 'Say whether the prices of a channel are with VAT or without it',
  idempotency: 'natural',
  params: z.strictObject({ channelId }),
  body: z.strictObject({ basis: z.enum(['gross', 'net']) }),
  output: z.strictObject({ channelId: z.string(), basis: z.enum(['gross', 'net']) }),
  refusals: ['tax.unknown_channel'],
  run: async ({ command }, { params, body }) => {
    await command((tx) => setBasis(tx, { ...params, ...body }));
    return { ...params, ...body };
  },
});

const rateShape = z.strictObject({
  zone: z.string(),
  name: text.nullable(),
  taxClass: z.enum(ratedClasses),
  /** The class whose rate it bears; another where the country knows no such tier. */
  as: z.string(),
  rate: z.int(),
  from: z.string(),
  law: z.string(),
  own: z.boolean(),
});

const rates = route({
  method: 'GET',
  path: '/api/tax/rates',
  permission: 'staff:tax.read',
  summary:
    'The rates of VAT in force on a day: every country and region, with the law, and the merchant’s own in their place',
  query: z.strictObject({ on: dayGiven.optional(), zone: zone.optional() }),
  output: z.strictObject({
    on: z.string(),
    items: z.array(rateShape),
    /** Of one country or region: every rate it ever had here, and those of the merchant's own. */
    history: z.array(
      z.strictObject({
        taxClass: z.enum(ratedClasses),
        from: z.string(),
        rate: z.int().nullable(),
        source: z.string(),
        own: z.boolean(),
      }),
    ),
  }),
  refusals: ['request.invalid'],
  run: async (context, { query }) => {
    const on = query.on === undefined ? await today(context) : dayOf('query.on', query.on);
    const [found, own] = await Promise.all([
      ratesOn(context.db, on),
      query.zone === undefined ? [] : ownRatesOf(context.db, query.zone),
    ]);
    const law = query.zone === undefined ? [] : knownRates().filter((rate) => rate.country === query.zone);
    return {
      on,
      items: found
        .filter((one) => query.zone === undefined || one.zone === query.zone)
        .map((one) => ({ ...one, name: regionName(one.zone) ?? null })),
      history: [
        ...law.map(({ taxClass, from, rate, law: source }) => ({ taxClass, from, rate, source, own: false })),
        ...own.map(({ taxClass, from, rate, source }) => ({ taxClass, from, rate, source, own: true })),
      ],
    };
  },
});

const newRate = route({
  method: 'POST',
  path: '/api/tax/rates',
  permission: 'staff:tax.write',
  summary: 'Add a rate of one’s own for a class in a country or region, from a day on; null is the law’s again',
  idempotency: 'id',
  body: z.strictObject({
    rateId: z.string().regex(new RegExp(idPattern('txr'))),
    zone,
    taxClass: z.enum(ratedClasses),
    from: dayGiven,
    rate: z.int().min(0).max(1_000_000).nullable(),
    source: z.string().min(3).max(200),
  }),
  output: z.strictObject({ rateId: z.string() }),
  status: 201,
  refusals: ['tax.bad_rate', 'request.id_reused', 'request.invalid'],
  run: async ({ command }, { body }) => {
    const from = dayOf('body.from', body.from);
    await command((tx) => setRate(tx, { ...body, from }));
    return { rateId: body.rateId };
  },
});

const quarter = route({
  method: 'GET',
  path: '/api/tax/quarters/:quarter',
  permission: 'staff:tax.read',
  summary: 'A quarter of sales taxed abroad, by country, region and rate: what the return of the one-stop shop takes',
  params: z.strictObject({ quarter: z.string().regex(/^20\d\d-Q[1-4]$/) }),
  query: z.strictObject({ entityId, scheme: z.enum(['oss', 'intra_eu', 'export', 'reverse_charge']).default('oss') }),
  output: z.strictObject({
    quarter: z.string(),
    rows: z.array(
      z.strictObject({
        country: z.string(),
        region: z.string().nullable(),
        rate: z.int(),
        currency: z.string(),
        netMinor: z.int(),
        taxMinor: z.int(),
        sales: z.int(),
      }),
    ),
  }),
  run: async ({ db }, { params, query }) => ({
    quarter: params.quarter,
    rows: await quarterOf(db, { ...params, ...query }),
  }),
});

const checkShape = z.strictObject({
  checkId: z.string(),
  vatNumber: z.string(),
  country: z.string(),
  outcome: z.enum(['valid', 'invalid', 'unavailable']),
  name: z.string().nullable(),
  address: z.string().nullable(),
  reference: z.string().nullable(),
  source: z.string(),
  actor: z.string(),
  at: z.string(),
});

const checks = route({
  method: 'GET',
  path: '/api/tax/checks',
  permission: 'staff:tax.read',
  summary: 'What registers said of VAT numbers, newest first: the proofs of exempt sales',
  query: z.strictObject({
    q: z.string().max(20).optional(),
    after: z.string().max(80).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.strictObject({ items: z.array(checkShape), next: z.string().nullable() }),
  refusals: ['request.invalid'],
  run: async ({ db }, { query }) => {
    const { q, limit } = query;
    const found = await checksOf(db, {
      q,
      limit: limit + 1,
      ...(query.after === undefined ? {} : { before: cursorOf(query.after) }),
    });
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items, next: last ? `${last.at}|${last.checkId}` : null };
  },
});

function cursorOf(given: string): { at: string; checkId: string } {
  const [, at, checkId] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)\|(vck_[0-9a-z]{26})$/.exec(given) ?? [];
  if (at === undefined || checkId === undefined || !Number.isFinite(Date.parse(at)))
    refuse('request.invalid', { fields: [{ field: 'query.after', rule: 'the `next` of a page' }] });
  return { at, checkId };
}

const newCheck = route({
  method: 'POST',
  path: '/api/tax/checks',
  permission: 'staff:tax.write',
  summary: 'Ask the register whether a VAT number is in force, or write down what it told a person; the answer is kept',
  idempotency: 'id',
  body: z.strictObject({
    checkId: z.string().regex(new RegExp(idPattern('vck'))),
    vatNumber: z.string().min(4).max(24),
    /** What a person was told by the register. */
    told: z
      .strictObject({
        outcome: z.enum(['valid', 'invalid']),
        name: z.string().min(1).max(200),
        reference: z.string().min(1).max(60),
      })
      .optional(),
  }),
  output: checkShape,
  status: 201,
  refusals: ['tax.bad_number', 'request.id_reused'],
  run: (context, { body }) => checkVat(context.db, { ...body, actor: context.caller.actor }),
});

export const taxRoutes: readonly Route[] = [
  ...[standing, changeStanding, changeBasis],
  ...[rates, newRate, quarter, checks, newCheck],
];
