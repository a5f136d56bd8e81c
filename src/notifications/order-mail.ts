import { createTransport } from 'nodemailer';
import { sql, type Database, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { enqueue } from '#base/jobs';
import type { JournalEvent } from '#base/journal';
import { Unavailable } from '#base/refusal';
import { DAY, msOf } from '#base/time';
import { customerById } from '#customers';
import { html, toText } from '#kit/html';
import { money } from '#kit/format';
import { findOrder, orderToken, type Order } from '#orders';
import { settings } from '#org';

const KIND = 'order_placed';

/** Hears of orders; a mail for each that has an address, and is not older than a day. */
export async function onOrdersPlaced(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const recent = events.filter((event) => msOf(tx.now) - msOf(event.at) < DAY);
  for (const { subjectId } of recent) {
    const messageId = newId('msg');
    const made = await tx.affected(sql`
      INSERT INTO notifications.message (message_id, kind, subject_id, made_at) VALUES (${messageId}, ${KIND}, ${subjectId}, ${tx.now}::timestamptz)
      ON CONFLICT DO NOTHING`);
    if (made === 1) await enqueue(tx, 'notifications.send', { messageId, orderId: subjectId });
  }
}

/** Sends one mail and says so. Without a mail server the job fails and is tried again later. */
export async function sendOrderMail(database: Database, payload: Readonly<Record<string, unknown>>): Promise<void> {
  const { messageId, orderId } = payload as { messageId: string; orderId: string };
  const [message] = await database.query<{ state: string }>(
    sql`SELECT state FROM notifications.message WHERE message_id = ${messageId}`,
  );
  if (message?.state !== 'queued') return;
  const order = await findOrder(database, orderId);
  const to = order?.contact.email;
  if (order && to !== undefined) await send(database, messageId, order, to);
  const state = to === undefined ? 'skipped' : 'sent';
  await database.transaction({ actor: 'notifications' }, (tx) =>
    tx.query(
      sql`UPDATE notifications.message SET state = ${state}, sent_at = ${tx.now}::timestamptz WHERE message_id = ${messageId}`,
    ),
  );
}

async function send(database: Database, messageId: string, order: Order, to: string): Promise<void> {
  const server = process.env.HALLE_SMTP;
  if (server === undefined || server === '') throw new Unavailable('no mail server: set HALLE_SMTP');
  const shop = await settings(database);
  const customer = order.customerId === null ? undefined : await customerById(database, order.customerId);
  const lang = customer?.language ?? shop.defaultLanguage;
  const link = `${process.env.HALLE_URL ?? 'http://127.0.0.1:4000'}${lang === 'en' ? '/en' : ''}/orders/${order.number}?token=${await orderToken(database, order.orderId)}`;
  const transport = createTransport(server);
  try {
    await transport.sendMail({
      messageId: `<${messageId}@halle>`,
      from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
      to,
      subject: words[lang].subject(order.number),
      html: render(order, lang, link),
    });
  } finally {
    transport.close();
  }
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
