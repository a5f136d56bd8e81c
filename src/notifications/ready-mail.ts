import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { clock, DAY, msOf, plus } from '#base/time';
import { customerById } from '#customers';
import { collectBy, settingOf } from '#fulfilment';
import { longDate } from '#kit/format';
import { html, toText } from '#kit/html';
import { findOrder, orderLinkToken, pickupCode } from '#orders';
import { settings, siteById } from '#org';
import { LINK_MS } from './order-mail.ts';
import { houseUrl, queue, type Queued } from './queue.ts';

/** Hears that orders lie ready; one mail for each, and none for what is older than a day. */
export async function onOrdersReady(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = events.filter((event) => msOf(tx.now) - msOf(event.at) < DAY).map((event) => event.subjectId);
  if (ids.length > 0) await queue(tx, 'order_ready', ids);
}

const words = {
  fr: {
    subject: (n: string) => `Votre commande ${n} est prête`,
    text: (place: string) => `Elle vous attend à ${place}.`,
    code: 'Votre code de retrait',
    until: (day: string) => `Nous la gardons jusqu’au ${day}.`,
    show: 'Afficher le code à montrer en boutique',
  },
  en: {
    subject: (n: string) => `Your order ${n} is ready`,
    text: (place: string) => `It waits for you at ${place}.`,
    code: 'Your collection code',
    until: (day: string) => `We keep it until ${day}.`,
    show: 'Show the code for the store',
  },
} as const;

/** That an order can be collected, where, and the link to its code; skipped without an address, and when it is not so any more. */
export async function sendReadyMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId: orderId }: Queued,
): Promise<'sent' | 'skipped'> {
  const order = await findOrder(database, orderId);
  const to = order?.contact.email;
  if (!order || to === undefined || order.state !== 'placed' || order.fulfilment === 'done') return 'skipped';
  if (order.delivery.method !== 'pickup') return 'skipped';
  const { siteId } = order.delivery;
  const [shop, site, customer, token, code, setting] = await Promise.all([
    settings(database),
    siteById(database, siteId),
    order.customerId === null ? undefined : customerById(database, order.customerId),
    orderLinkToken(database, orderId, plus(clock(), LINK_MS)),
    pickupCode(database, orderId),
    settingOf(database, siteId),
  ]);
  const lang = customer?.language ?? shop.defaultLanguage;
  const w = words[lang];
  const place = site ? `${site.name}, ${site.address.line1}, ${site.address.postcode} ${site.address.city}` : '';
  const until = order.readyAt && longDate(lang, collectBy(order.readyAt, setting));
  const link = `${houseUrl()}${lang === 'en' ? '/en' : ''}/orders/${order.number}?t=${token}`;
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to,
    subject: w.subject(order.number),
    html: toText(html`<!doctype html><html lang="${lang}"><body style="font:16px/1.5 system-ui,sans-serif;color:#16201e;max-width:36rem;margin:auto">
<h1 style="font-size:1.4rem">${w.subject(order.number)}</h1><p>${w.text(place)}</p>
<p>${w.code} : <b style="font-size:1.4rem;letter-spacing:.1em">${code.slice(0, 3)} ${code.slice(3)}</b></p>${until && html`<p>${w.until(until)}</p>`}<p><a href="${link}">${w.show}</a></p></body></html>`),
  });
  return 'sent';
}
