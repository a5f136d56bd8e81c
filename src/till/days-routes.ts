/** The days of all tills, as the office reads them. */
import { z } from 'zod';
import { numberKey, readCursor, readKeyCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { route, type Route, type RouteContext } from '#base/route';
import { staffNames } from '#identity';
import { cashMovesOf, moveSums } from './cash.ts';
import { moves, moveShape, movesShown, plainMoves, session, sums } from './day-routes.ts';
import { spanSums } from './day.ts';
import { dayById, dayKeyOf, daySorts, listDays, ticketsOfDay, type DayFilter, type TillDay } from './days.ts';
import * as shape from './shapes.ts';

const row = session.extend({
  deviceId: z.string(),
  till: z.string(),
  siteId: z.string(),
  site: z.string(),
  copies: z.int(),
});

/** The row before, in the order of the list. Refuses `request.invalid`. */
function placeOf(sort: DayFilter['sort'], after: string | undefined): DayFilter['after'] {
  if (sort === 'difference') return readKeyCursor(after, numberKey);
  const before = readCursor(after);
  return before && { key: before.at, id: before.id };
}

async function rowsOf({ db }: RouteContext, days: readonly TillDay[]): Promise<z.output<typeof row>[]> {
  const names = await staffNames(db, [
    ...new Set(days.flatMap(({ openedBy, closedBy }) => (closedBy === null ? [openedBy] : [openedBy, closedBy]))),
  ]);
  return days.map(({ firstSequence: _first, lastSequence: _last, openedBy, closedBy, report, ...day }) => ({
    ...day,
    openedBy: names.get(openedBy) ?? '',
    closedBy: closedBy === null ? null : (names.get(closedBy) ?? ''),
    report: report && plainMoves(report),
  }));
}

/** Refuses `till.session_none`. */
async function dayHere(context: RouteContext, sessionId: string): Promise<TillDay> {
  return (await dayById(context.db, sessionId)) ?? refuse('till.session_none', { detail: sessionId });
}

const params = z.strictObject({ sessionId: shape.id('ses') });

export const tillDaysRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/till-days',
    permission: 'staff:payments.read',
    summary:
      'Days of tills with their closes (Z): sales, refunds, tenders, what was counted and by how much it differed',
    query: z.strictObject({
      q: z.string().min(1).max(80).optional(),
      show: z.enum(['all', 'open', 'closed', 'differs']).default('all'),
      siteId: shape.id('sit').optional(),
      sort: z.enum(daySorts).default('newest'),
      after: z.string().max(100).optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({ items: z.array(row), next: z.string().nullable() }),
    refusals: ['request.invalid'],
    run: async (context, { query: { siteId, after, ...query } }) => {
      const siteIds = siteId === undefined ? undefined : [siteId];
      const days = await listDays(context.db, { ...query, siteIds, after: placeOf(query.sort, after) });
      const last = days.length === query.limit ? days.at(-1) : undefined;
      return {
        items: await rowsOf(context, days),
        next: last ? `${dayKeyOf(last, query.sort)}~${last.sessionId}` : null,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/till-days/:sessionId',
    permission: 'staff:payments.read',
    summary: 'A day of a till: its close, or what it has come to so far, and money that moved without a sale',
    params,
    output: z.strictObject({ day: row, sums: z.strictObject({ ...sums, moves }), moves: z.array(moveShape) }),
    refusals: ['till.session_none'],
    run: async (context, { params: { sessionId } }) => {
      const day = await dayHere(context, sessionId);
      const { deviceId, number, firstSequence, report } = day;
      const [[told], all] = await Promise.all([rowsOf(context, [day]), cashMovesOf(context.db, deviceId, number)]);
      const now = report ?? {
        ...(await spanSums(context.db, day, { first: firstSequence, last: Number.MAX_SAFE_INTEGER })),
        moves: await moveSums(context.db, deviceId, number),
      };
      return {
        day: told ?? refuse('till.session_none', { detail: sessionId }),
        sums: plainMoves(now),
        moves: await movesShown(context, all),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/till-days/:sessionId/tickets',
    permission: 'staff:payments.read',
    summary: 'The tickets of a day of a till, in the order of their chain, with the copies that were printed of each',
    params,
    query: z.strictObject({ after: z.int().min(0).optional(), limit: z.int().min(1).max(100).default(50) }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          ...{ ticketId: z.string(), orderId: z.string(), sequence: z.int() },
          kind: z.enum(['sale', 'return', 'payment']),
          total: shape.moneyShape,
          methods: z.array(z.string()),
          by: z.string(),
          copies: z.int(),
          at: z.string(),
        }),
      ),
      next: z.int().nullable(),
    }),
    refusals: ['till.session_none'],
    run: async (context, { params: { sessionId }, query }) => {
      const day = await dayHere(context, sessionId);
      const tickets = await ticketsOfDay(context.db, day, query);
      const names = await staffNames(context.db, [...new Set(tickets.map(({ staffId }) => staffId))]);
      const items = tickets.map(({ totalMinor, staffId, methods, ...one }) => ({
        ...{ ...one, methods: [...methods], by: names.get(staffId) ?? '' },
        total: { minor: totalMinor, currency: day.currency },
      }));
      return { items, next: items.length === query.limit ? (items.at(-1)?.sequence ?? null) : null };
    },
  }),
];
