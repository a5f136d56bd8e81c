/** What an accountant takes away: the file of entries, what each day comes to, the reports. */
import { z } from 'zod';
import { refuse } from '#base/refusal';
import { route, sitesOf, type Download, type Route, type RouteContext } from '#base/route';
import type { Day } from '#base/time';
import { readEntities, type Entity } from '#org';
import { fecName, fecOf } from './fec.ts';
import { ratesOf, setRate } from './rates.ts';
import * as shapes from './shapes.ts';
import { bookOf, reportsOf, runningReport } from './tell.ts';

const span = z.strictObject({ entityId: shapes.id('ent').optional(), from: shapes.day, to: shapes.day });

/** Whose accounts; they are the whole company's, so no right at some sites opens them. */
async function whose(context: RouteContext, entityId: string | undefined): Promise<Entity> {
  if (sitesOf(context, 'invoicing.read') !== undefined) refuse('request.forbidden', { detail: 'the whole company' });
  const all = await readEntities(context.db);
  return (
    (entityId === undefined ? all[0] : all.find((one) => one.entityId === entityId)) ?? refuse('invoicing.no_entity')
  );
}

function checkSpan({ from, to }: { from: string; to: string }): { from: Day; to: Day } {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (!(days >= 0 && days <= 400))
    refuse('invoicing.bad_value', { fields: [{ field: 'query.to', rule: 'within 400 days of from' }] });
  return { from: from as Day, to: to as Day };
}

const line = z.strictObject({ day: z.string(), rate: z.int(), netMinor: z.int(), taxMinor: z.int(), count: z.int() });
const report = z.strictObject({
  from: z.string(),
  to: z.string(),
  currency: z.string(),
  category: z.enum(['TLB1', 'TPS1']),
  transactions: z.array(line),
  payments: z.array(z.strictObject({ day: z.string(), minor: z.int() })),
});

const rateShape = z.strictObject({
  rateId: z.string(),
  currency: z.string(),
  fromOn: z.string(),
  perOne: z.string(),
  by: z.string(),
  at: z.string(),
});

export const accountRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/invoicing/fec',
    permission: 'staff:invoicing.read',
    summary: 'The file of accounting entries (FEC) of a period, of sales and money',
    download: true,
    query: span,
    refusals: ['invoicing.no_entity', 'invoicing.bad_value', 'invoicing.no_rate', 'request.forbidden'],
    run: async (context, { query }): Promise<Download> => {
      const { entityId, siren } = await whose(context, query.entityId);
      const { from, to } = checkSpan(query);
      const { entries } = await bookOf(context.db, entityId, from, to);
      return {
        mediaType: 'text/plain; charset=utf-8',
        fileName: fecName(siren, to),
        content: Buffer.from(fecOf(entries, to)),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/invoicing/days',
    permission: 'staff:invoicing.read',
    summary: 'What each day comes to: sales less returns is money, what exchange took, and what customers owe more',
    query: span,
    output: z.strictObject({
      currency: z.string(),
      items: z.array(
        z.strictObject({
          day: z.string(),
          salesMinor: z.int(),
          returnsMinor: z.int(),
          tendersMinor: z.int(),
          exchangeMinor: z.int(),
          receivableMinor: z.int(),
        }),
      ),
    }),
    refusals: ['invoicing.no_entity', 'invoicing.bad_value', 'invoicing.no_rate', 'request.forbidden'],
    run: async (context, { query }) => {
      const { entityId } = await whose(context, query.entityId);
      const { from, to } = checkSpan(query);
      const { currency, days } = await bookOf(context.db, entityId, from, to);
      return { currency, items: days };
    },
  }),
  route({
    method: 'GET',
    path: '/api/invoicing/reports',
    permission: 'staff:invoicing.read',
    summary:
      'Reports of sales to people, by day and rate: what was told of each period, each version of it, and the period that runs',
    query: z.strictObject({ entityId: shapes.id('ent').optional() }),
    output: z.strictObject({
      /** Null: the company is not established in France. */
      running: z
        .strictObject({
          from: z.string(),
          to: z.string(),
          dueBy: z.string(),
          /** Null while rates are missing. */
          report: report.nullable(),
          missing: z.array(z.strictObject({ currency: z.string(), day: z.string() })),
        })
        .nullable(),
      items: z.array(
        z.strictObject({
          reportId: z.string(),
          from: z.string(),
          to: z.string(),
          version: z.int(),
          madeAt: z.string(),
          report,
        }),
      ),
    }),
    refusals: ['invoicing.no_entity', 'request.forbidden'],
    run: async (context, { query }) => {
      const entity = await whose(context, query.entityId);
      const [running, items] = await Promise.all([
        runningReport(context.db, entity),
        reportsOf(context.db, entity.entityId),
      ]);
      const told = running && { ...running.period, report: running.report, missing: [...running.missing] };
      return { running: told as never, items: items as never };
    },
  }),
  route({
    method: 'GET',
    path: '/api/invoicing/rates',
    permission: 'staff:invoicing.read',
    summary: 'What one euro is worth in other currencies in the accounts, each from a day on; the latest first',
    output: z.strictObject({ items: z.array(rateShape) }),
    refusals: ['request.forbidden'],
    run: async (context) => {
      if (sitesOf(context, 'invoicing.read') !== undefined)
        refuse('request.forbidden', { detail: 'the whole company' });
      return { items: await ratesOf(context.db, 200) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/invoicing/rates',
    permission: 'staff:invoicing.credit',
    summary: 'Say what one euro is worth in another currency, from a day on until the next rate',
    idempotency: 'id',
    body: z.strictObject({
      rateId: shapes.id('rat'),
      currency: z.string().regex(/^[A-Z]{3}$/),
      fromOn: shapes.day,
      perOne: z.string().regex(/^\d{1,6}(?:\.\d{1,6})?$/),
    }),
    status: 204,
    refusals: ['invoicing.bad_value', 'request.forbidden', 'request.id_reused'],
    run: async (context, { body }) => {
      if (sitesOf(context, 'invoicing.credit') !== undefined)
        refuse('request.forbidden', { detail: 'the whole company' });
      await context.command((tx) => setRate(tx, { ...body, fromOn: body.fromOn as Day }));
    },
  }),
];
