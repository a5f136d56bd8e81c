/** From facts to messages to devices: a message is told once for each order, kind and device. */
import { crashPoint } from '#base/crash-point';
import { sql, type Database, type Tx } from '#base/db';
import { callOut } from '#base/http-client';
import type { JournalEvent } from '#base/journal';
import { Unavailable } from '#base/refusal';
import { clock, DAY, HOUR, MINUTE, msOf, plus, SECOND } from '#base/time';
import { consenting } from '#customers';
import { settings } from '#org';
import { encryptFor, vapid } from './encrypt.ts';
import type { Kind } from './hear.ts';
import { recordOf, textOf } from './say.ts';
import { mayBePrivate, serverKey } from './subscribe.ts';

const AT_ONCE = 50;
/** Waits after each failed try; then it is given up: who reads of a parcel two days later has it. */
const WAITS_MS = [MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY];

/** Hears that a customer no longer wants messages: every device of theirs is forgotten, with what waited for it. */
export async function onWithdrawn(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = events.filter((event) => event.body['purpose'] === 'messages').map((event) => event.subjectId);
  await tx.query(sql`DELETE FROM push.subscription WHERE customer_id = ANY(${ids}::text[])`);
}

/** Run by the clock: what is due becomes a delivery for each device of a customer who agrees; then deliveries are sent. */
export async function tellDue(database: Database): Promise<void> {
  await spread(database);
  await sendDeliveries(database);
}

type Due = { readonly orderId: string; readonly kind: Kind; readonly about: string; readonly customerId: string };

async function spread(database: Database): Promise<void> {
  await database.transaction({ actor: 'push' }, async (tx) => {
    const due = await tx.query<Due>(sql`
      SELECT order_id AS "orderId", kind, about, customer_id AS "customerId" FROM push.message
      WHERE state = 'waiting' AND due_at <= ${tx.now}::timestamptz ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`);
    if (due.length === 0) return;
    const agree = await consenting(tx, [...new Set(due.map((one) => one.customerId))], 'messages');
    const told = due.filter((one) => agree.has(one.customerId));
    const [orders, types] = [told.map((one) => one.orderId), told.map((one) => one.kind)];
    // The first sentence named what leaves, the second what is confirmed and ready, the third the rest.
    await tx.query(sql`
      INSERT INTO push.delivery (order_id, kind, about, subscription_id, due_at)
      SELECT d.order_id, d.kind, d.about, s.subscription_id, ${tx.now}::timestamptz
      FROM unnest(${orders}::text[], ${types}::text[], ${told.map((one) => one.about)}::text[], ${told.map((one) => one.customerId)}::text[])
        AS d(order_id, kind, about, customer_id) JOIN push.subscription s USING (customer_id)
      WHERE s.wording >= CASE WHEN d.kind IN ('shipped', 'follow_up') THEN 1 WHEN d.kind IN ('placed', 'ready') THEN 2 ELSE 3 END
      ON CONFLICT DO NOTHING`);
    await tx.query(sql`
      UPDATE push.message m SET state = CASE WHEN m.customer_id = ANY(${[...agree]}::text[]) THEN 'told' ELSE 'skipped' END
      FROM unnest(${due.map((one) => one.orderId)}::text[], ${due.map((one) => one.kind)}::text[], ${due.map((one) => one.about)}::text[])
        AS d(order_id, kind, about)
      WHERE m.order_id = d.order_id AND m.kind = d.kind AND m.about = d.about`);
  });
}

type Delivery = {
  readonly orderId: string;
  readonly kind: Kind;
  readonly about: string;
  readonly subscriptionId: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly language: 'fr' | 'en';
  readonly tries: number;
};

/** Claimed by the next try's time: a worker that dies leaves it to be sent again, under the same topic and tag. */
async function sendDeliveries(database: Database): Promise<void> {
  const claimed = await database.query<Delivery>(sql`
    WITH due AS (
      SELECT order_id, kind, about, subscription_id FROM push.delivery WHERE state = 'waiting' AND due_at <= now()
      ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
    UPDATE push.delivery d SET tries = d.tries + 1, due_at = now() + interval '1 minute'
    FROM due, push.subscription s
    WHERE d.order_id = due.order_id AND d.kind = due.kind AND d.about = due.about AND d.subscription_id = due.subscription_id
      AND s.subscription_id = d.subscription_id
    RETURNING d.order_id AS "orderId", d.kind, d.about, d.subscription_id AS "subscriptionId", s.endpoint, s.p256dh, s.auth, s.language, d.tries`);
  if (claimed.length > 0) crashPoint('push.claimed');
  await Promise.all(claimed.map((delivery) => sendOne(database, delivery)));
}

async function sendOne(database: Database, delivery: Delivery): Promise<void> {
  const text = await textOf(database, delivery);
  const answer = text === undefined ? 410 : await post(database, delivery, text);
  crashPoint('push.sent');
  const { orderId, kind, about, subscriptionId, tries } = delivery;
  // The push service knows this browser no more: it never will again.
  if (text !== undefined && (answer === 404 || answer === 410)) {
    await database.query(sql`DELETE FROM push.subscription WHERE subscription_id = ${subscriptionId}`);
    return;
  }
  const sent = answer >= 200 && answer < 300;
  const wait = answer === 0 || answer === 429 || answer >= 500 ? WAITS_MS[tries - 1] : undefined;
  const state = sent ? 'sent' : wait === undefined ? 'dead' : 'waiting';
  await database.query(sql`
    UPDATE push.delivery SET state = ${state}, due_at = ${plus(clock(), wait ?? 0)}::timestamptz
    WHERE order_id = ${orderId} AND kind = ${kind} AND about = ${about} AND subscription_id = ${subscriptionId}`);
}

/** The status, or 0 where nobody answered. The topic lets a service replace what it has not yet handed over. */
async function post(database: Database, delivery: Delivery, text: string): Promise<number> {
  const { endpoint, kind } = delivery;
  const [key, shop] = await Promise.all([serverKey(database), settings(database)]);
  const subject = `mailto:${shop.email ?? 'shop@localhost'}`;
  const expires = Math.floor(msOf(clock()) / SECOND) + 12 * 3_600;
  try {
    const answer = await callOut({
      url: endpoint,
      method: 'POST',
      headers: {
        authorization: vapid(key, endpoint, subject, expires),
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        ttl: String((2 * DAY) / SECOND),
        urgency: 'normal',
        topic: `${kind.slice(0, 5).replace('_', '-')}${recordOf(delivery).slice(-26)}`,
      },
      body: encryptFor(delivery, text),
      timeoutMs: 15 * SECOND,
      maxBytes: 100_000,
      allowPrivate: mayBePrivate(),
    });
    return answer.status;
  } catch (error) {
    if (error instanceof Unavailable) return 0;
    throw error;
  }
}
