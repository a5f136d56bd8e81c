/** A till's day, to be read and printed. */
import { z } from 'zod';
import { route, type Route } from '#base/route';
import type { Day } from '#base/time';
import { dayGiven } from '#base/input';
import { dayReport } from './day.ts';
import { tillOf } from './queries.ts';

const sum = z.strictObject({ count: z.int(), minor: z.int() });

export const tillDayRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/till/day',
    permission: 'staff:till.sell',
    summary:
      'What this till comes to on a day, by tender and VAT rate, with its grand total; today when no day is named',
    query: z.strictObject({ day: dayGiven.optional() }),
    output: z.strictObject({
      day: z.string(),
      madeAt: z.string(),
      currency: z.string(),
      first: z.int().nullable(),
      last: z.int().nullable(),
      lastHash: z.string().nullable(),
      sales: sum,
      returns: sum,
      payments: sum,
      discountMinor: z.int(),
      tenders: z.array(z.strictObject({ method: z.string(), inMinor: z.int(), outMinor: z.int(), count: z.int() })),
      rates: z.array(z.strictObject({ rate: z.int(), grossMinor: z.int(), netMinor: z.int(), taxMinor: z.int() })),
      grandMinor: z.int(),
    }),
    refusals: ['till.unknown_device'],
    run: async (context, { query }) => {
      const report = await dayReport(context.db, await tillOf(context), query.day as Day | undefined);
      return {
        ...report,
        tenders: report.tenders.map((one) => ({ ...one })),
        rates: report.rates.map((one) => ({ ...one })),
      };
    },
  }),
];
