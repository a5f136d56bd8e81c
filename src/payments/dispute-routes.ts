/** What buyers’ banks dispute, as staff see it. */
import { z } from 'zod';
import { readKeyCursor } from '#base/input';
import { route, type Route } from '#base/route';
import { disputeKey, disputeSorts, listDisputes } from './disputes.ts';

const money = z.strictObject({ minor: z.int(), currency: z.string() });

export const disputeRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/payments/disputes',
    permission: 'staff:payments.read',
    summary: 'What buyers’ banks dispute, the answer that is due first at the top, or by when it was opened',
    query: z.strictObject({
      state: z.enum(['open', 'lost', 'won']).optional(),
      q: z.string().min(1).max(80).optional(),
      sort: z.enum(disputeSorts).default('answer'),
      after: z.string().max(100).optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          disputeId: z.string(),
          paymentId: z.string(),
          orderId: z.string(),
          provider: z.string(),
          amount: money,
          moved: money,
          /** Had been given back before: out of our own pocket until the bank has heard us. */
          over: money,
          state: z.enum(['open', 'lost', 'won']),
          reason: z.string(),
          answerBy: z.string().nullable(),
          openedAt: z.string(),
          closedAt: z.string().nullable(),
        }),
      ),
      next: z.string().nullable(),
    }),
    refusals: ['request.invalid'],
    run: async ({ db }, { query }) => {
      const found = await listDisputes(db, { ...query, after: readKeyCursor(query.after, disputeKey) });
      const last = found.length === query.limit ? found.at(-1) : undefined;
      return {
        items: found.map(({ minor, movedMinor, overMinor, currency, externalId: _theirs, key: _key, ...rest }) => ({
          ...{
            ...rest,
            amount: { minor, currency },
            moved: { minor: movedMinor, currency },
            over: { minor: overMinor, currency },
          },
        })),
        next: last ? `${last.key}~${last.disputeId}` : null,
      };
    },
  }),
];
