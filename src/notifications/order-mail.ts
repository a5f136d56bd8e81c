import { createTransport, type Transporter } from 'nodemailer';
import { sql, type Database, type Tx } from '#base/db';
import { newId } from '#base/ids';
import type { JournalEvent } from '#base/journal';
import { clock, DAY, msOf, plus } from '#base/time';
import { customerById } from '#customers';
import { html, toText } from '#kit/html';
import { money } from '#kit/format';
import { findOrder, orderLinkToken, type Order } from '#orders';
import { settings } from '#org';

const KIND = 'order_placed';

/** How long a mail's link opens its order; after that, the order's number and the e-mail do. */
const LINK_MS = 90 * DAY;

/** Mails a worker sends a second at most: a rush of orders must not wait for its mails. */
const PER_SECOND = 40;

/** Hears of orders; a message for each that is not older than a day, in one statement. */
export async function onOrdersPlaced(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = events.filter((event) => msOf(tx.now) - msOf(event.at) < DAY).map((event) => event.subjectId);
  if (ids.length === 0) return;
  await tx.query(sql`
    INSERT INTO notifications.message (message_id, kind, subject_id, made_at)
    SELECT m.*, ${tx.now}::timestamptz FROM unnest(${ids.map(() => newId('msg'))}::text[], ${ids.map(() => KIND)}::text[], ${ids}::text[]) AS m
    ON CONFLICT DO NOTHING`);
}

type Queued = { messageId: string; orderId: string };

/**
 * Sends what is queued, oldest first, over one connection. A message is claimed before it is sent and marked after: a worker that dies
 * between leaves it to be claimed again after a minute, under the same Message-ID. Without a mail server everything stays queued.
 */
export async function sendQueued(database: Database): Promise<void> {
  const server = process.env.HALLE_SMTP;
  if (server === undefined || server === '') return;
  const claimed = await database.query<Queued>(sql`
    UPDATE notifications.message SET claimed_at = now() WHERE message_id IN (
      SELECT message_id FROM notifications.message
      WHERE state = 'queued' AND (claimed_at IS NULL OR claimed_at < now() - interval '1 minute')
      ORDER BY made_at LIMIT ${PER_SECOND} FOR UPDATE SKIP LOCKED)
    RETURNING message_id AS "messageId", subject_id AS "orderId"`);
  if (claimed.length === 0) return;
  const transport = createTransport(server, { pool: true, maxConnections: 1 } as never);
  const done: { messageId: string; state: 'sent' | 'skipped' }[] = [];
  try {
    for (const one of claimed)
      done.push({ messageId: one.messageId, state: await sendOrderMail(database, transport, one) });
  } finally {
    transport.close();
    await database.query(sql`
      UPDATE notifications.message m SET state = d.state, sent_at = now()
      FROM unnest(${done.map((d) => d.messageId)}::text[], ${done.map((d) => d.state)}::text[]) AS d(message_id, state)
      WHERE m.message_id = d.message_id`);
  }
}

async function sendOrderMail(
  database: Database,
  transport: Transporter,
  { messageId, orderId }: Queued,
): Promise<'sent' | 'skipped'> {
  const order = await findOrder(database, orderId);
  const to = order?.contact.email;
  if (!order || to === undefined) return 'skipped';
  const shop = await settings(database);
  const customer = order.customerId === null ? undefined : await customerById(database, order.customerId);
  const lang = customer?.language ?? shop.defaultLanguage;
  const origin = process.env.HALLE_URL ?? 'http://127.0.0.1:4000';
  const token = await orderLinkToken(database, order.orderId, plus(clock(), LINK_MS));
  const link = `${origin}${lang === 'en' ? '/en' : ''}/orders/${order.number}?t=${token}`;
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to,
    subject: words[lang].subject(order.number),
    html: render(order, lang, link),
  });
  return 'sent';
}

const words = {
  fr: {
    subject: (n: string) => `Votre commande ${n}`,
    thanks: 'Merci de votre commande.',
    total: 'Total, TVA incluse',
    follow: 'Suivre la commande',
  },
  en: {
    subject: (n: string) => `Your order ${n}`,
    thanks: 'Thank you for your order.',
    total: 'Total, VAT included',
    follow: 'Follow the order',
  },
} as const;

/** The recap: lines, total, and the link that opens the order's page. */
export function render(order: Order, lang: 'fr' | 'en', link: string): string {
  const w = words[lang];
  const rows = order.lines.map(
    (line) =>
      html`<tr><td>${line.ordered} × ${line.snapshot.name[lang] ?? ''} ${line.snapshot.optionText[lang] ?? ''}</td><td align="right">${money(lang, line.total)}</td></tr>`,
  );
  return toText(html`<!doctype html><html lang="${lang}"><body style="font:16px/1.5 system-ui,sans-serif;color:#16201e;max-width:36rem;margin:auto">
<h1 style="font-size:1.4rem">${w.subject(order.number)}</h1><p>${w.thanks}</p>
<table width="100%" cellpadding="6">${rows}<tr><td><b>${w.total}</b></td><td align="right"><b>${money(lang, order.totals.gross)}</b></td></tr></table>
<p><a href="${link}">${w.follow}</a></p></body></html>`);
}
