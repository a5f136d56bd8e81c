import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { DAY, msOf } from '#base/time';
import { longDate } from '#kit/format';
import { html, toText } from '#kit/html';
import { settings } from '#org';
import { purchaseDocument } from '#purchasing';
import { queue, type Queued } from './queue.ts';

/** Hears that purchase orders were sent; those that go by mail get one, and none that is older than a day. */
export async function onPurchasesSent(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = events
    .filter((event) => event.body['how'] === 'mail' && msOf(tx.now) - msOf(event.at) < DAY)
    .map((event) => event.subjectId);
  if (ids.length > 0) await queue(tx, 'purchase_sent', ids);
}

const words = {
  fr: {
    subject: (number: string, shop: string) => `Commande ${number} de ${shop}`,
    text: (lines: number) =>
      `Bonjour, voici notre commande, ${lines} ${lines < 2 ? 'article' : 'articles'} en pièce jointe.`,
    day: (day: string) => `Nous l’attendons le ${day}.`,
    place: (place: string) => `À livrer : ${place}.`,
    reply: 'Répondez à ce message pour confirmer, ou si quelque chose manque.',
  },
  en: {
    subject: (number: string, shop: string) => `Order ${number} of ${shop}`,
    text: (lines: number) => `Hello, here is our order, ${lines} ${lines < 2 ? 'article' : 'articles'} in the file.`,
    day: (day: string) => `We expect it on ${day}.`,
    place: (place: string) => `To be delivered to: ${place}.`,
    reply: 'Answer this message to confirm it, or if something is missing.',
  },
} as const;

/** A purchase order to its supplier, in their language, with the file; skipped when it was given up meanwhile or has no address. */
export async function sendPurchaseMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId }: Queued,
): Promise<'sent' | 'skipped'> {
  const [shop, document] = await Promise.all([settings(database), purchaseDocument(database, subjectId)]);
  const { head, supplier, site, csv, fileName } = document;
  if (supplier.email === null || head.state === 'cancelled' || head.state === 'draft') return 'skipped';
  const w = words[supplier.language];
  const day = head.expectedOn === null ? '' : w.day(longDate(supplier.language, head.expectedOn));
  const { name, address } = site ?? { name: '', address: undefined };
  const place = address ? w.place(`${name}, ${address.line1}, ${address.postcode} ${address.city}`) : '';
  const subject = w.subject(head.number, shop.shopName);
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to: { name: supplier.name, address: supplier.email },
    subject,
    html: toText(html`<!doctype html><html lang="${supplier.language}"><body style="font:16px/1.5 system-ui,sans-serif;color:#16201e;max-width:36rem;margin:auto">
<h1 style="font-size:1.4rem">${subject}</h1><p>${w.text(document.lines)}</p><p>${day} ${place}</p><p>${w.reply}</p></body></html>`),
    attachments: [{ filename: fileName, content: csv, contentType: 'text/csv; charset=utf-8' }],
  });
  return 'sent';
}
