/** The journal for those who listen: live with resume, or page by page. Each caller hears what their rights let them read. */
import { z } from 'zod';
import { eventId, eventsAfter, positionOf, type JournalEvent } from '#base/journal';
import { refuse } from '#base/refusal';
import { holdsAt, route, sitesOf, staffOf, type Route, type RouteContext } from '#base/route';
import { callsOf, latestCalls } from '#http';

/** The right that lets somebody hear of a module's facts; modules not named here speak of the house. */
const rightOf: Readonly<Record<string, string>> = {
  orders: 'orders.read',
  till: 'orders.read',
  payments: 'payments.read',
  invoicing: 'invoicing.read',
  returns: 'returns.read',
  carts: 'carts.read',
  catalog: 'catalog.read',
  pricing: 'catalog.read',
  search: 'catalog.read',
  imports: 'catalog.read',
  inventory: 'stock.read',
  sourcing: 'sourcing.read',
  fulfilment: 'fulfilment.read',
  transfers: 'transfers.read',
  counts: 'counts.read',
  purchasing: 'purchasing.read',
  customers: 'customers.read',
  privacy: 'customers.read',
  notifications: 'customers.read',
  channels: 'channels.read',
  marketplaces: 'channels.read',
  identity: 'staff.read',
  webhooks: 'developers.read',
};

/** Whether who holds these rights may hear of a fact. */
export function mayHear(rights: ReadonlySet<string>, type: string): boolean {
  const module = type.split('.')[0] ?? '';
  return rights.has(rightOf[module] ?? 'settings.read');
}

/** Facts that speak of one site's orders, tills, stock or people. */
const ofASite =
  /^(orders|till|returns|payments|invoicing|identity|fulfilment|transfers|counts|purchasing|inventory\.breached)/;

/**
 * A fact for this caller; undefined: not theirs. Whoever may hear of a thing at some sites only hears what happened at those. Of a
 * fact that names no site they are told that there was one, and neither what nor of which record (RELIABILITY, G18).
 */
export function toldTo(
  context: Pick<RouteContext, 'principal'>,
  event: JournalEvent,
): ReturnType<typeof told> | undefined {
  const right = rightOf[event.type.split('.')[0] ?? ''] ?? 'settings.read';
  const whole = told(event);
  if (!ofASite.test(event.type) || sitesOf(context, right) === undefined) return whole;
  const sites = sitesNamed(event);
  const bare = { ...whole, mentions: [], body: {} };
  if (sites.length === 0) return { ...bare, subjectId: '', channelId: null };
  return holdsAt(context, right, sites) ? bare : undefined;
}

/** The sites a fact speaks of: its own record, or ids in what it says. */
const sitesNamed = ({ subjectId, body }: JournalEvent): string[] =>
  `${subjectId} ${JSON.stringify(body)}`.match(/\bsit_[0-9a-z]{26}\b/g) ?? [];

const told = (event: JournalEvent) => ({
  at: event.at,
  type: event.type,
  subjectKind: event.subjectKind,
  subjectId: event.subjectId,
  channelId: event.channelId,
  mentions: event.mentions,
  body: event.body,
});

const eventShape = z.strictObject({
  id: z.string(),
  at: z.string(),
  type: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  channelId: z.string().nullable(),
  mentions: z.array(z.string()),
  body: z.record(z.string(), z.unknown()),
});

export const eventRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/events',
    permission: 'staff:events.read',
    summary: 'The journal, live, as far as the caller’s rights go; resumes after Last-Event-ID',
    stream: true,
    run: async (context) => {
      const { rights } = staffOf(context);
      return (event: JournalEvent) => {
        const data = mayHear(rights, event.type) ? toldTo(context, event) : undefined;
        return data && { event: event.type, data };
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/events/past',
    permission: 'staff:events.read',
    summary:
      'The journal, oldest first, after an id; ask again with `last` to follow it, at once while `next` is not null',
    query: z.strictObject({
      after: z
        .string()
        .regex(/^\d{1,20}-\d{1,15}$/)
        .default('0-0'),
      limit: z.int().min(1).max(1_000).default(100),
    }),
    output: z.strictObject({ items: z.array(eventShape), next: z.string().nullable(), last: z.string() }),
    run: async (context, { query }) => {
      const after = positionOf(query.after);
      if (!after || BigInt(after.xid) >= 2n ** 63n)
        refuse('request.invalid', { fields: [{ field: 'after', rule: 'an id of an event' }] });
      const { rights } = staffOf(context);
      const page = await eventsAfter(context.db, after, query.limit);
      const end = page.at(-1);
      const last = end ? eventId(end) : query.after;
      return {
        items: page.flatMap((event) => {
          const said = mayHear(rights, event.type) ? toldTo(context, event) : undefined;
          return said ? [{ id: eventId(event), ...said, mentions: [...said.mentions] }] : [];
        }),
        next: page.length === query.limit ? last : null,
        last,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/calls',
    permission: 'staff:developers.read',
    summary: 'The latest calls of the API that this process answered, newest first: no bodies, no secrets',
    query: z.strictObject({
      caller: z.string().max(60).optional(),
      route: z.string().max(100).optional(),
      failed: z.boolean().optional(),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          requestId: z.string(),
          at: z.string(),
          method: z.string(),
          route: z.string(),
          caller: z.string(),
          status: z.int(),
          ms: z.number(),
        }),
      ),
      next: z.null(),
    }),
    run: async ({ db }, { query }) => ({ items: latestCalls(callsOf(db), query), next: null }),
  }),
];
