/** Which facts are told to a buyer by mail, and under which key: the same fact heard twice is one message. */
import type { Tx } from '#base/db';
import { eventId, type JournalEvent } from '#base/journal';
import { DAY, HOUR, msOf, plus } from '#base/time';
import { ordersWaitingFor } from '#orders';
import { queueAll, type Wanted } from './queue.ts';

/** A pause is told when it lasts: what is looked at and let go within the hour disquiets nobody. */
const HOLD_MS = HOUR;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What an order's own version names: one of many facts of its kind. `<order>/<version>`. */
const ofVersion = ({ subjectId, version }: JournalEvent): string => `${subjectId}/${version ?? 0}`;

/** Facts whose message is known from the fact alone. */
const told: Readonly<Record<string, (event: JournalEvent) => Wanted | undefined>> = {
  'orders.opened': ({ subjectId, body: { awaits } }) =>
    awaits === 'transfer' ? { kind: 'order_transfer', subjectId } : undefined,
  'fulfilment.left': ({ subjectId }) => ({ kind: 'parcel_left', subjectId }),
  'fulfilment.delivered': ({ subjectId }) => ({ kind: 'parcel_delivered', subjectId }),
  'fulfilment.collect_soon': ({ subjectId }) => ({ kind: 'collect_soon', subjectId }),
  // What leaves in a parcel is told by the parcel.
  'orders.shipped': (event) =>
    event.body['parcelId'] === undefined ? { kind: 'order_sent', subjectId: ofVersion(event) } : undefined,
  'orders.link_made': ({ subjectId, body }) => ({
    kind: 'order_pay_link',
    subjectId: `${subjectId}/${text(body['linkId'])}`,
  }),
  'orders.edited': (event) => ({ kind: 'order_changed', subjectId: ofVersion(event) }),
  'orders.filled': (event) => ({ kind: 'order_filled', subjectId: ofVersion(event) }),
  'orders.held': (event) => ({ kind: 'order_held', subjectId: ofVersion(event), dueAt: plus(event.at, HOLD_MS) }),
  'orders.resumed': (event) => ({ kind: 'order_resumed', subjectId: ofVersion(event) }),
  'orders.cancelled': ({ subjectId, body: { reason } }) =>
    // A withdrawal has its own acknowledgement.
    reason === 'withdrawal'
      ? undefined
      : { kind: reason === 'not_collected' ? 'collect_expired' : 'order_cancelled', subjectId },
  'returns.requested': ({ subjectId, body: { source } }) =>
    source === 'shopper' || source === 'office' ? { kind: 'return_asked', subjectId } : undefined,
  'returns.approved': ({ subjectId }) => ({ kind: 'return_approved', subjectId }),
  'returns.refused': ({ subjectId }) => ({ kind: 'return_refused', subjectId }),
  'returns.received': (event) => ({ kind: 'return_received', subjectId: ofVersion(event) }),
  'returns.refunded': ({ subjectId, body }) => ({
    kind: 'return_refunded',
    subjectId: `${subjectId}/${text(body['dueId'])}`,
  }),
};

export const newsOf: readonly string[] = [...Object.keys(told), 'sourcing.later_set'];

/** Hears what becomes of orders. What is older than a day is only history: a loaded past, a restored copy. */
export async function onNews(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const fresh = events.filter((event) => msOf(tx.now) - msOf(event.at) < DAY);
  const wanted = fresh.flatMap((event) => told[event.type]?.(event) ?? []);
  for (const event of fresh) if (event.type === 'orders.link_made') wanted.push(reminder(event));
  for (const event of fresh) if (event.type === 'sourcing.later_set') wanted.push(...(await newDay(tx, event)));
  await queueAll(tx, wanted);
}

/** What is not paid three days after its link was sent is asked for once more. */
const reminder = ({ subjectId, at, body }: JournalEvent): Wanted => ({
  kind: 'order_pay_reminder',
  subjectId: `${subjectId}/${text(body['linkId'])}`,
  dueAt: plus(at, 3 * DAY),
});

/** Another day is expected for what orders wait for: each of them is told, once for each time that it changes. */
async function newDay(tx: Tx, event: JournalEvent): Promise<Wanted[]> {
  const { subjectId: skuId, channelId, body } = event;
  const expected = text(body['expected']);
  // `was` is missing in facts of before it was told: whether the day changed is not known then.
  if (channelId === null || expected === '' || body['was'] === undefined || expected === body['was']) return [];
  const waiting = await ordersWaitingFor(tx, skuId, channelId);
  return waiting.map(({ orderId }) => ({
    kind: 'order_later',
    subjectId: `${orderId}/${skuId}:${expected}:${eventId(event)}`,
  }));
}
