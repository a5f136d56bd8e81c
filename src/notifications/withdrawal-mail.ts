import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { clock, plus } from '#base/time';
import { customerById } from '#customers';
import { dateTime, longDate } from '#kit/format';
import { html, toText } from '#kit/html';
import { findOrder, orderLinkToken } from '#orders';
import { settings } from '#org';
import { announcedLines, returnById } from '#returns';
import { LINK_MS } from './letter.ts';
import { houseUrl, queue, type Queued } from './queue.ts';

/** Hears that somebody withdrew. However old the fact is: the law wants it acknowledged. */
export async function onWithdrawn(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  await queue(
    tx,
    'withdrawn',
    events.map((event) => event.subjectId),
  );
}

const words = {
  fr: {
    subject: (n: string) => `Accusé de réception de votre rétractation, commande ${n}`,
    text: (name: string, at: string, n: string) =>
      `Le ${at}, ${name} nous a déclaré renoncer au contrat de la commande ${n}, pour les articles suivants :`,
    pay: (day: string) =>
      `Nous vous remboursons au plus tard le ${day}, par le moyen utilisé pour payer ; nous pouvons attendre d’avoir reçu les articles ou la preuve de leur envoi.`,
    send: (code: string) => `Code du retour, à glisser dans le colis ou à montrer en boutique : ${code}`,
    follow: 'Suivre le retour',
  },
  en: {
    subject: (n: string) => `Acknowledgement of your withdrawal, order ${n}`,
    text: (name: string, at: string, n: string) =>
      `On ${at}, ${name} gave us notice of withdrawal from the contract of order ${n}, for the following articles:`,
    pay: (day: string) =>
      `We pay you back by ${day}, by the means that you paid with; we may wait until we have the articles or proof that they were sent.`,
    send: (code: string) => `Code of the return, to put into the parcel or to show in a store: ${code}`,
    follow: 'Follow the return',
  },
} as const;

/**
 * The acknowledgement of a withdrawal on a durable medium, with its content, date and time (Directive 2011/83/EU, article 11a.4; Code de la
 * consommation as of ordonnance 2026-2). Sent also when the order was cancelled by it; skipped without an address.
 */
export async function sendWithdrawalMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId }: Queued,
): Promise<'sent' | 'skipped'> {
  const request = await returnById(database, subjectId);
  const order = request && (await findOrder(database, request.orderId));
  const to = order?.contact.email;
  if (!request || !order || to === undefined) return 'skipped';
  const [shop, customer, token, lines] = await Promise.all([
    settings(database),
    order.customerId === null ? undefined : customerById(database, order.customerId),
    orderLinkToken(database, order.orderId, plus(clock(), LINK_MS)),
    announcedLines(database, subjectId),
  ]);
  const lang = customer?.language ?? shop.defaultLanguage;
  const w = words[lang];
  const link = `${houseUrl()}${lang === 'en' ? '/en' : ''}/orders/${order.number}?t=${token}`;
  const items = lines.map(({ lineNo, quantity }) => {
    const snapshot = order.lines.find((line) => line.lineNo === lineNo)?.snapshot;
    return html`<li>${quantity} × ${snapshot?.name[lang] ?? ''} ${snapshot?.optionText[lang] ?? ''}</li>`;
  });
  const at = `${longDate(lang, request.askedAt, { year: true, zone: shop.timeZone })}, ${dateTime(lang, request.askedAt, shop.timeZone)}`;
  const pay =
    request.payBy && html`<p>${w.pay(longDate(lang, request.payBy, { year: true, zone: shop.timeZone }))}</p>`;
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to,
    subject: w.subject(order.number),
    html: toText(html`<!doctype html><html lang="${lang}"><body style="font:16px/1.5 system-ui,sans-serif;color:#16201e;max-width:36rem;margin:auto">
<h1 style="font-size:1.4rem">${w.subject(order.number)}</h1><p>${w.text(order.contact.name, at, order.number)}</p><ul>${items}</ul>${pay}${request.state === 'resolved' ? '' : html`<p>${w.send(request.number)}</p>`}
<p><a href="${link}">${w.follow}</a></p></body></html>`),
  });
  return 'sent';
}
