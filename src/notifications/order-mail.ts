import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { clock, DAY, msOf, plus } from '#base/time';
import { customerById } from '#customers';
import { html, toText } from '#kit/html';
import { money } from '#kit/format';
import { findOrder, orderLinkToken, type Order } from '#orders';
import { settings } from '#org';
import { houseUrl, queue, type Queued } from './queue.ts';

const KIND = 'order_placed';

/** How long a mail's link opens its order; after that, the order's number and the e-mail do. */
export const LINK_MS = 90 * DAY;

/** Hears of orders; a message for each that is not older than a day, in one statement. */
export async function onOrdersPlaced(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = events.filter((event) => msOf(tx.now) - msOf(event.at) < DAY).map((event) => event.subjectId);
  if (ids.length === 0) return;
  await queue(tx, KIND, ids);
}

/** The recap to whom the order is for; skipped when it has no address. */
export async function sendOrderMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId: orderId }: Queued,
): Promise<'sent' | 'skipped'> {
  const order = await findOrder(database, orderId);
  const to = order?.contact.email;
  if (!order || to === undefined) return 'skipped';
  const shop = await settings(database);
  const customer = order.customerId === null ? undefined : await customerById(database, order.customerId);
  const lang = customer?.language ?? shop.defaultLanguage;
  const origin = houseUrl();
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
