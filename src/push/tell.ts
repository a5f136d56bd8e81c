/** From facts to messages to devices: a message is told once for each order, kind and device. */
import { sql, type Database, type Tx } from '#base/db';
import { callOut } from '#base/http-client';
import type { JournalEvent } from '#base/journal';
import { Unavailable } from '#base/refusal';
import { clock, DAY, HOUR, MINUTE, msOf, plus, SECOND, type Instant } from '#base/time';
import { consenting } from '#customers';
import { findOrder, orderLinkToken, summariesOf, type Order } from '#orders';
import { settings, siteById } from '#org';
import { encryptFor, vapid } from './encrypt.ts';
import { mayBePrivate, serverKey } from './subscribe.ts';

export const kinds = ['placed', 'ready', 'shipped', 'follow_up'] as const;
export type Kind = (typeof kinds)[number];

/** How long after an order is on its way one asks whether all is well. */
const FOLLOW_UP_MS = 7 * DAY;
const AT_ONCE = 50;
/** Waits after each failed try; then it is given up: who reads of a parcel two days later has it. */
const WAITS_MS = [MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY];
const LINK_MS = 30 * DAY;

type Row = { readonly orderId: string; readonly customerId: string; readonly kind: Kind; readonly dueAt: Instant };
type Told = { readonly type: string; readonly orderId: string; readonly customerId: string; readonly at: Instant };

/**
 * Hears what becomes of orders: that one is confirmed, lies ready, or left is told now, and a week after it left one asks. What is older
 * than a day is only history.
 */
export async function onOrders(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const fresh = events.filter((event) => msOf(tx.now) - msOf(event.at) < DAY);
  const told = fresh.flatMap(({ type, subjectId, mentions, at }) =>
    mentions.filter((id) => id.startsWith('cus_')).map((customerId) => ({ type, orderId: subjectId, customerId, at })),
  );
  const rows = [...(await now(tx, told)), ...left(told)];
  if (rows.length === 0) return;
  await tx.query(sql`
    INSERT INTO push.message (order_id, kind, customer_id, due_at)
    SELECT * FROM unnest(${rows.map((r) => r.orderId)}::text[], ${rows.map((r) => r.kind)}::text[],
      ${rows.map((r) => r.customerId)}::text[], ${rows.map((r) => r.dueAt)}::timestamptz[])
    ON CONFLICT DO NOTHING`);
}

/** What is of the moment is kept only for who has a device to be told on: a rush of orders of people without one costs one look. */
async function now(tx: Tx, told: readonly Told[]): Promise<Row[]> {
  const momentary = told.filter((one) => one.type !== 'orders.shipped');
  const heard = momentary.length === 0 ? new Set<string>() : await withDevice(tx, momentary);
  const wanted = momentary.filter((one) => heard.has(one.customerId));
  const orders = wanted.length === 0 ? new Map() : await summariesOf(tx, [...new Set(wanted.map((o) => o.orderId))]);
  return wanted.flatMap(({ type, orderId, customerId, at }) => {
    // Who carries it away at the counter needs no confirmation; a marketplace confirms its own.
    const { method } = orders.get(orderId)?.delivery ?? {};
    if (method !== 'delivery' && method !== 'pickup') return [];
    return [{ orderId, customerId, kind: type === 'orders.ready' ? 'ready' : 'placed', dueAt: at }];
  });
}

async function withDevice(tx: Tx, told: readonly Told[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(sql`
    SELECT DISTINCT customer_id AS id FROM push.subscription WHERE customer_id = ANY(${told.map((one) => one.customerId)}::text[])`);
  return new Set(rows.map((row) => row.id));
}

const left = (told: readonly Told[]): Row[] =>
  told
    .filter((one) => one.type === 'orders.shipped')
    .flatMap(({ orderId, customerId, at }) => [
      { orderId, customerId, kind: 'shipped', dueAt: at },
      { orderId, customerId, kind: 'follow_up', dueAt: plus(at, FOLLOW_UP_MS) },
    ]);

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

type Due = { readonly orderId: string; readonly kind: Kind; readonly customerId: string };

async function spread(database: Database): Promise<void> {
  await database.transaction({ actor: 'push' }, async (tx) => {
    const due = await tx.query<Due>(sql`
      SELECT order_id AS "orderId", kind, customer_id AS "customerId" FROM push.message
      WHERE state = 'waiting' AND due_at <= ${tx.now}::timestamptz ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`);
    if (due.length === 0) return;
    const agree = await consenting(tx, [...new Set(due.map((one) => one.customerId))], 'messages');
    const told = due.filter((one) => agree.has(one.customerId));
    const [orders, types] = [told.map((one) => one.orderId), told.map((one) => one.kind)];
    await tx.query(sql`
      INSERT INTO push.delivery (order_id, kind, subscription_id, due_at)
      SELECT d.order_id, d.kind, s.subscription_id, ${tx.now}::timestamptz
      FROM unnest(${orders}::text[], ${types}::text[], ${told.map((one) => one.customerId)}::text[]) AS d(order_id, kind, customer_id)
      JOIN push.subscription s USING (customer_id) WHERE s.wording >= 2 OR d.kind IN ('shipped', 'follow_up') ON CONFLICT DO NOTHING`);
    await tx.query(sql`
      UPDATE push.message m SET state = CASE WHEN m.customer_id = ANY(${[...agree]}::text[]) THEN 'told' ELSE 'skipped' END
      FROM unnest(${due.map((one) => one.orderId)}::text[], ${due.map((one) => one.kind)}::text[]) AS d(order_id, kind)
      WHERE m.order_id = d.order_id AND m.kind = d.kind`);
  });
}

type Delivery = {
  readonly orderId: string;
  readonly kind: Kind;
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
      SELECT order_id, kind, subscription_id FROM push.delivery WHERE state = 'waiting' AND due_at <= now()
      ORDER BY due_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
    UPDATE push.delivery d SET tries = d.tries + 1, due_at = now() + interval '1 minute'
    FROM due, push.subscription s
    WHERE d.order_id = due.order_id AND d.kind = due.kind AND d.subscription_id = due.subscription_id
      AND s.subscription_id = d.subscription_id
    RETURNING d.order_id AS "orderId", d.kind, d.subscription_id AS "subscriptionId", s.endpoint, s.p256dh, s.auth, s.language, d.tries`);
  await Promise.all(claimed.map((delivery) => sendOne(database, delivery)));
}

async function sendOne(database: Database, delivery: Delivery): Promise<void> {
  const text = await textOf(database, delivery);
  const answer = text === undefined ? 410 : await post(database, delivery, text);
  const { orderId, kind, subscriptionId, tries } = delivery;
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
    WHERE order_id = ${orderId} AND kind = ${kind} AND subscription_id = ${subscriptionId}`);
}

/** The status, or 0 where nobody answered. The topic lets a service replace what it has not yet handed over. */
async function post(database: Database, delivery: Delivery, text: string): Promise<number> {
  const { endpoint, orderId, kind } = delivery;
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
        topic: `${kind.slice(0, 5).replace('_', '-')}${orderId.slice(-26)}`,
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

const words = {
  fr: {
    placed: { title: 'Commande confirmée', body: (n: string) => `La commande ${n} est bien reçue.` },
    ready: {
      title: 'Votre commande est prête',
      body: (n: string, at: string) => `La commande ${n} vous attend : ${at}.`,
    },
    shipped: { title: 'Votre commande est en route', body: (n: string) => `La commande ${n} est partie.` },
    handed: { title: 'Merci de votre visite', body: (n: string) => `La commande ${n} vous a été remise.` },
    follow_up: {
      title: 'Tout va bien ?',
      body: (n: string) => `Votre commande ${n} a une semaine : dites-nous si quelque chose ne va pas.`,
    },
  },
  en: {
    placed: { title: 'Order confirmed', body: (n: string) => `We have received order ${n}.` },
    ready: { title: 'Your order is ready', body: (n: string, at: string) => `Order ${n} waits for you: ${at}.` },
    shipped: { title: 'Your order is on its way', body: (n: string) => `Order ${n} has left.` },
    handed: { title: 'Thank you for your visit', body: (n: string) => `Order ${n} was handed to you.` },
    follow_up: {
      title: 'Is all well?',
      body: (n: string) => `Your order ${n} is a week old: tell us if anything is wrong.`,
    },
  },
} as const;

const placeOf = async (database: Database, { delivery }: Order): Promise<string> =>
  ('siteId' in delivery && (await siteById(database, delivery.siteId))?.name) || '';

/** What was true when it was queued may not be any more: nobody is called to the store for what was cancelled or handed over. */
const stillSo = (kind: Kind, order: Order): boolean =>
  kind === 'placed'
    ? order.state === 'placed'
    : kind !== 'ready' || (order.state === 'placed' && order.fulfilment !== 'done');

/** What a device shows; undefined when the order is no more, or it is not so any more. */
async function textOf(database: Database, { orderId, kind, language }: Delivery): Promise<string | undefined> {
  const order = await findOrder(database, orderId);
  if (!order || !stillSo(kind, order)) return undefined;
  const said = words[language][kind === 'shipped' && order.delivery.method !== 'delivery' ? 'handed' : kind];
  const token = await orderLinkToken(database, orderId, plus(clock(), LINK_MS));
  const url = `${language === 'en' ? '/en' : ''}/orders/${order.number}?t=${token}`;
  return JSON.stringify({
    title: said.title,
    body: said.body(order.number, await placeOf(database, order)),
    url,
    tag: `${kind}-${order.number}`,
    lang: language,
  });
}
