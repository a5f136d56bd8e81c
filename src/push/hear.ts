/** Which facts are told on a device: of which order, about what of it, and when. */
import { sql, type Tx } from '#base/db';
import { eventId, type JournalEvent } from '#base/journal';
import { DAY, msOf, plus, type Instant } from '#base/time';
import { ordersWaitingFor, summariesOf } from '#orders';

export type Kind =
  | 'placed'
  | 'ready'
  | 'shipped'
  | 'follow_up'
  | 'delivered'
  | 'collect_soon'
  | 'expired'
  | 'cancelled'
  | 'changed'
  | 'filled'
  | 'later'
  | 'refunded';

/** How long after an order is on its way one asks whether all is well. */
const FOLLOW_UP_MS = 7 * DAY;

type Row = {
  readonly orderId: string;
  readonly customerId: string;
  readonly kind: Kind;
  /** The parcel, the version, the due: '' where an order has but one of the kind. */
  readonly about: string;
  readonly dueAt: Instant;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

type Said = { readonly kind: Kind; readonly about: string; readonly orderId?: string } | undefined;

/** What a fact is told as; undefined: nothing. What a buyer does themselves needs no word. */
const said: Readonly<Record<string, (event: JournalEvent) => Said>> = {
  'orders.placed': () => ({ kind: 'placed', about: '' }),
  'orders.ready': () => ({ kind: 'ready', about: '' }),
  'orders.shipped': ({ body }) => ({ kind: 'shipped', about: text(body['parcelId']) }),
  'orders.edited': ({ body, version }) =>
    body['by'] === 'buyer' ? undefined : { kind: 'changed', about: String(version ?? 0) },
  'orders.filled': ({ version }) => ({ kind: 'filled', about: String(version ?? 0) }),
  'orders.cancelled': ({ actor, body: { reason } }) =>
    reason === 'withdrawal' || actor.startsWith('cus_')
      ? undefined
      : { kind: reason === 'not_collected' ? 'expired' : 'cancelled', about: '' },
  'fulfilment.collect_soon': () => ({ kind: 'collect_soon', about: '' }),
  'fulfilment.delivered': ({ subjectId, body }) => ({
    ...{ kind: 'delivered', about: subjectId, orderId: text(body['orderId']) },
  }),
  'returns.refunded': ({ body }) => ({
    ...{ kind: 'refunded', about: text(body['dueId']), orderId: text(body['orderId']) },
  }),
};

export const newsOf: readonly string[] = [...Object.keys(said), 'sourcing.later_set'];

/**
 * Hears what becomes of orders. What is older than a day is only history. What left is told of all who have an account, for one may
 * still ask for messages in the week until one is asked whether all is well; the rest only of who has a device now.
 */
export async function onOrders(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const fresh = events.filter((event) => msOf(tx.now) - msOf(event.at) < DAY);
  const rows = fresh.flatMap((event): Row[] => {
    const one = said[event.type]?.(event);
    const customers = one ? event.mentions.filter((id) => id.startsWith('cus_')) : [];
    return customers.map((customerId) => ({ orderId: event.subjectId, ...one, customerId, dueAt: event.at }) as Row);
  });
  for (const event of fresh) if (event.type === 'sourcing.later_set') rows.push(...(await newDay(tx, event)));
  const left = rows.filter((row) => row.kind === 'shipped');
  const asked = left.map((row): Row => ({
    ...row,
    kind: 'follow_up',
    about: '',
    dueAt: plus(row.dueAt, FOLLOW_UP_MS),
  }));
  const momentary = await reachable(
    tx,
    rows.filter((row) => row.kind !== 'shipped'),
  );
  await insert(tx, [...momentary, ...left, ...asked]);
}

async function insert(tx: Tx, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(sql`
    INSERT INTO push.message (order_id, kind, about, customer_id, due_at)
    SELECT * FROM unnest(${rows.map((r) => r.orderId)}::text[], ${rows.map((r) => r.kind)}::text[], ${rows.map((r) => r.about)}::text[],
      ${rows.map((r) => r.customerId)}::text[], ${rows.map((r) => r.dueAt)}::timestamptz[])
    ON CONFLICT DO NOTHING`);
}

/** What is of the moment is kept only for who has a device to be told on: a rush of orders of people without one costs one look. */
async function reachable(tx: Tx, rows: readonly Row[]): Promise<Row[]> {
  const heard = rows.length === 0 ? new Set<string>() : await withDevice(tx, rows);
  const wanted = rows.filter((row) => heard.has(row.customerId));
  const orders = wanted.length === 0 ? new Map() : await summariesOf(tx, [...new Set(wanted.map((o) => o.orderId))]);
  // Who carries it away at the counter needs no confirmation; a marketplace confirms its own. What is paid back is told of either.
  return wanted.filter(({ orderId, kind }) => {
    const { method } = orders.get(orderId)?.delivery ?? {};
    return method === 'delivery' || method === 'pickup' || (kind === 'refunded' && method === 'handover');
  });
}

async function withDevice(tx: Tx, rows: readonly Row[]): Promise<Set<string>> {
  const ids = [...new Set(rows.map((row) => row.customerId))];
  const found = await tx.query<{ id: string }>(sql`
    SELECT DISTINCT customer_id AS id FROM push.subscription WHERE customer_id = ANY(${ids}::text[])`);
  return new Set(found.map((row) => row.id));
}

/** Another day is expected for what orders wait for. */
async function newDay(tx: Tx, event: JournalEvent): Promise<Row[]> {
  const { subjectId: skuId, channelId, body, at } = event;
  const expected = text(body['expected']);
  if (channelId === null || expected === '' || body['was'] === undefined || expected === body['was']) return [];
  const waiting = await ordersWaitingFor(tx, skuId, channelId);
  const about = `${skuId}:${expected}:${eventId(event)}`;
  return waiting.flatMap(({ orderId, customerId }) =>
    customerId === null ? [] : [{ orderId, customerId, kind: 'later' as const, about, dueAt: at }],
  );
}
