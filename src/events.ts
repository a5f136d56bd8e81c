/** The journal for those who listen: live with resume, or page by page. Each caller hears what their rights let them read. */
import { z } from 'zod';
import { eventId, eventsAfter, positionOf, type JournalEvent } from '#base/journal';
import { refuse } from '#base/refusal';
import { route, sitesOf, staffOf, type Route, type RouteContext } from '#base/route';
import { callsOf, latestCalls } from '#http';

/** The right that lets somebody hear of a module's facts; modules not named here speak of the house. */
const rightOf: Readonly<Record<string, string>> = {
  orders: 'orders.read',
  till: 'orders.read',
  payments: 'payments.read',
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
const ofASite = /^(orders|till|returns|payments|identity|fulfilment|transfers|counts|purchasing|inventory\.breached)/;

/** A fact for this caller: whoever may hear of a thing at some sites only is told that it happened, and not what. */
export function toldTo(context: Pick<RouteContext, 'principal'>, event: JournalEvent): ReturnType<typeof told> {
  const right = rightOf[event.type.split('.')[0] ?? ''] ?? 'settings.read';
  const whole = told(event);
  return ofASite.test(event.type) && sitesOf(context, right) !== undefined
    ? { ...whole, mentions: [], body: {} }
    : whole;
}

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
      return (event: JournalEvent) =>
        mayHear(rights, event.type) ? { event: event.type, data: toldTo(context, event) } : undefined;
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
      const items = page.filter((event) => mayHear(rights, event.type));
      return {
        items: items.map((event) => {
          const told = toldTo(context, event);
          return { id: eventId(event), ...told, mentions: [...told.mentions] };
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
