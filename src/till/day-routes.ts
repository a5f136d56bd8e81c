/** A till's day, to be read and printed; opened with a float, counted and closed. */
import { z } from 'zod';
import { dayGiven } from '#base/input';
import { must } from '#base/assert';
import { refuse } from '#base/refusal';
import { checkSites, route, type Route, type RouteContext } from '#base/route';
import type { Day } from '#base/time';
import { staffNames } from '#identity';
import { cashMovesOf, moveCash, moveSums, type CashMove } from './cash.ts';
import { dayReport, spanSums, type TicketSums, type TillSums } from './day.ts';
import { cashReasons, type CashReason } from '#payments/model';
import { tillOf } from './queries.ts';
import { closedAlready, closeSession, openSession, sessionsOf, type Session } from './session.ts';
import * as shape from './shapes.ts';

const reasons = Object.keys(cashReasons) as [CashReason, ...CashReason[]];
export const moves = z.array(z.strictObject({ reason: z.enum(reasons), count: z.int(), minor: z.int() }));
export const moveShape = z.strictObject({
  moveId: z.string(),
  reason: z.enum(reasons),
  /** Above zero it came in. */
  minor: z.int(),
  currency: z.string(),
  note: z.string(),
  by: z.string(),
  at: z.string(),
});
const sum = z.strictObject({ count: z.int(), minor: z.int() });
export const sums = {
  first: z.int().nullable(),
  last: z.int().nullable(),
  lastHash: z.string().nullable(),
  sales: sum,
  returns: sum,
  payments: sum,
  discountMinor: z.int(),
  tenders: z.array(z.strictObject({ method: z.string(), inMinor: z.int(), outMinor: z.int(), count: z.int() })),
  rates: z.array(z.strictObject({ rate: z.int(), grossMinor: z.int(), netMinor: z.int(), taxMinor: z.int() })),
  roundingMinor: z.int(),
  grandMinor: z.int(),
};
export const session = z.strictObject({
  sessionId: z.string(),
  number: z.int(),
  currency: z.string(),
  floatMinor: z.int(),
  openedBy: z.string(),
  openedAt: z.string(),
  /** What the book had, what was counted, and what stayed for the next day; null while it is open. */
  expectedMinor: z.int().nullable(),
  countedMinor: z.int().nullable(),
  leftMinor: z.int().nullable(),
  closedBy: z.string().nullable(),
  closedAt: z.string().nullable(),
  report: z.strictObject({ ...sums, moves }).nullable(),
});
const minor = z.int().min(0).max(100_000_000);

const plain = <T extends TicketSums>(report: T) => ({
  ...report,
  tenders: report.tenders.map((one) => ({ ...one })),
  rates: report.rates.map((one) => ({ ...one })),
});

export const plainMoves = (report: TillSums) => ({
  ...plain(report),
  moves: report.moves.map((one) => ({ ...one })),
});

export async function movesShown(
  { db }: Pick<RouteContext, 'db'>,
  all: readonly CashMove[],
): Promise<z.output<typeof moveShape>[]> {
  const names = await staffNames(db, [...new Set(all.map(({ staffId }) => staffId))]);
  return all.map(({ moveId, reason, minor: total, currency, note, staffId, at }) => ({
    ...{ moveId, reason, minor: total, currency, note, at },
    by: names.get(staffId) ?? '',
  }));
}

async function shown({ db }: RouteContext, sessions: readonly Session[]): Promise<z.output<typeof session>[]> {
  const names = await staffNames(db, [
    ...new Set(sessions.flatMap(({ openedBy, closedBy }) => [openedBy, ...(closedBy === null ? [] : [closedBy])])),
  ]);
  return sessions.map(({ firstSequence: _first, lastSequence: _last, report, openedBy, closedBy, ...rest }) => ({
    ...rest,
    openedBy: names.get(openedBy) ?? '',
    closedBy: closedBy === null ? null : (names.get(closedBy) ?? ''),
    report: report && plainMoves(report),
  }));
}

async function only(context: RouteContext, one: Session): Promise<z.output<typeof session>> {
  const [found] = await shown(context, [one]);
  return found as z.output<typeof session>;
}

const sessionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/till/session',
    permission: 'staff:till.sell',
    summary:
      'Whether the day of this till is open, what its tickets come to since the last close (X), and the last close. What should be in the drawer is not told',
    output: z.strictObject({
      open: session.nullable(),
      since: z.strictObject({ ...sums, moves }),
      /** What was put into the drawer and taken out of it since, without a sale. */
      moves: z.array(moveShape),
      currency: z.string().nullable(),
      last: session.nullable(),
    }),
    refusals: ['till.unknown_device'],
    run: async (context) => {
      const device = await tillOf(context);
      const [newest, before] = await sessionsOf(context.db, device, { limit: 2 });
      const open = newest?.closedAt === null ? newest : undefined;
      const last = open ? before : newest;
      const since = await spanSums(context.db, device, {
        first: (last?.lastSequence ?? 0) + 1,
        last: Number.MAX_SAFE_INTEGER,
      });
      const number = open?.number ?? (last?.number ?? 0) + 1;
      const [inOut, mine] = await Promise.all([
        moveSums(context.db, device.deviceId, number),
        cashMovesOf(context.db, device.deviceId, number),
      ]);
      return {
        open: open ? await only(context, open) : null,
        since: plainMoves({ ...since, moves: inOut }),
        moves: await movesShown(context, mine),
        currency: newest?.currency ?? null,
        last: last ? await only(context, last) : null,
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/session',
    permission: 'staff:till.sell',
    summary: 'Open the day of this till with the float that was counted into its drawer',
    idempotency: 'id',
    body: z.strictObject({ sessionId: shape.id('ses'), floatMinor: minor }),
    output: session,
    status: 201,
    refusals: ['till.unknown_device', 'till.session_open', 'request.id_reused'],
    run: async (context, { body }) => {
      const device = await tillOf(context);
      return only(context, await context.command((tx) => openSession(tx, device, body)));
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/session/close',
    permission: 'staff:till.sell',
    summary: 'Close the day of this till (Z): what was counted, what stays in the drawer; the difference is booked',
    idempotency: 'id',
    body: z.strictObject({ sessionId: shape.id('ses'), countedMinor: minor, leftMinor: minor }),
    output: session,
    refusals: ['till.unknown_device', 'till.session_none', 'till.left_too_much', 'request.id_reused'],
    run: async (context, { body }) => {
      const device = await tillOf(context);
      const known = await closedAlready(context.db, device, body);
      return only(context, known ?? (await context.command((tx) => closeSession(tx, device, body))));
    },
  }),
  route({
    method: 'POST',
    path: '/api/till/cash',
    permission: 'staff:till.cash',
    summary:
      'Put money into the drawer of this till or take it out, with a reason: a petty expense, change, a deposit at the bank',
    idempotency: 'id',
    body: z.strictObject({
      moveId: shape.id('cmv'),
      reason: z.enum(reasons),
      minor: z.int().min(1).max(100_000_000),
      /** What for; anything else than an expense, the bank and the safe says it. */
      note: z.string().trim().max(200).default(''),
    }),
    output: moveShape,
    status: 201,
    refusals: ['till.unknown_device', 'till.drawer_short', 'request.id_reused', 'request.invalid'],
    run: async (context, { body }) => {
      const device = await tillOf(context);
      checkSites(context, 'till.cash', [device.siteId]);
      if (body.note.trim() === '' && body.reason !== 'bank' && !body.reason.endsWith('safe'))
        refuse('request.invalid', { fields: [{ field: 'note', rule: 'what for' }] });
      const [told] = await movesShown(context, [
        await context.command((tx) => moveCash(tx, device, { ...body, note: body.note.trim() })),
      ]);
      return must(told, 'the move');
    },
  }),
  route({
    method: 'GET',
    path: '/api/till/sessions',
    permission: 'staff:till.sell',
    summary: 'The days of this till, the newest first, each with its report as it was printed',
    query: z.strictObject({ after: z.int().min(1).optional(), limit: z.int().min(1).max(100).default(30) }),
    output: z.strictObject({ items: z.array(session), next: z.int().nullable() }),
    refusals: ['till.unknown_device'],
    run: async (context, { query: { after, limit } }) => {
      const found = await sessionsOf(context.db, await tillOf(context), { before: after, limit });
      const items = await shown(context, found);
      return { items, next: items.length === limit ? (items.at(-1)?.number ?? null) : null };
    },
  }),
];

export const tillDayRoutes: readonly Route[] = [
  ...sessionRoutes,
  route({
    method: 'GET',
    path: '/api/till/day',
    permission: 'staff:till.sell',
    summary:
      'What this till comes to on a day, by tender and VAT rate, with its grand total; today when no day is named',
    query: z.strictObject({ day: dayGiven.optional() }),
    output: z.strictObject({ day: z.string(), madeAt: z.string(), currency: z.string(), ...sums }),
    refusals: ['till.unknown_device'],
    run: async (context, { query }) =>
      plain(await dayReport(context.db, await tillOf(context), query.day as Day | undefined)),
  }),
];
