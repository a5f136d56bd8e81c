/** A dispute whose answer is due soon: told to each of those who look after money, once. */
import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { money as amount } from '#base/money';
import { clock } from '#base/time';
import { staffById, staffHolding } from '#identity';
import { longDate, money } from '#kit/format';
import { html, toText } from '#kit/html';
import { findOrder } from '#orders';
import { settings } from '#org';
import { disputeById } from '#payments';
import { houseUrl, queue, type Queued } from './queue.ts';

/** Hears of answers that are due; a letter for each person, known by the dispute and who they are. */
export async function onDisputesDue(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const people = await staffHolding(tx.database, 'payments.write');
  const keys = events.flatMap(({ body }) => people.map(({ staffId }) => `${String(body['disputeId'])}/${staffId}`));
  await queue(tx, 'dispute_due', keys);
}

const words = {
  fr: {
    subject: (number: string) => `Contestation à traiter : commande ${number}`,
    text: (sum: string, day: string) =>
      `La banque d’un acheteur conteste ${sum}. Le prestataire attend vos preuves avant le ${day} ; sans réponse, l’argent est perdu.`,
    what: 'Ce qui aide : la preuve de livraison, la facture, vos échanges avec l’acheteur. Elles se déposent chez le prestataire.',
    reason: (reason: string) => `Raison donnée : ${reason}.`,
    follow: 'Voir la commande',
  },
  en: {
    subject: (number: string) => `A dispute to answer: order ${number}`,
    text: (sum: string, day: string) =>
      `A buyer’s bank disputes ${sum}. The provider expects your evidence before ${day}; without an answer the money is lost.`,
    what: 'What helps: proof of delivery, the invoice, what was said between you and the buyer. It is given to the provider.',
    reason: (reason: string) => `Reason given: ${reason}.`,
    follow: 'See the order',
  },
} as const;

/** Skipped when it is closed meanwhile, its day is over, or the person has left. In the language of the shop. */
export async function sendDisputeMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId }: Queued,
): Promise<'sent' | 'skipped'> {
  const [disputeId = '', staffId = ''] = subjectId.split('/');
  const [dispute, person, shop] = await Promise.all([
    disputeById(database, disputeId),
    staffById(database, staffId),
    settings(database),
  ]);
  if (dispute?.state !== 'open' || dispute.answerBy === null || dispute.answerBy <= clock()) return 'skipped';
  if (!person?.active) return 'skipped';
  const order = await findOrder(database, dispute.orderId);
  const lang = shop.defaultLanguage;
  const w = words[lang];
  const day = longDate(lang, dispute.answerBy, { zone: shop.timeZone });
  const subject = w.subject(order?.number ?? '');
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to: { name: person.name, address: person.email },
    subject,
    html: toText(html`<!doctype html><html lang="${lang}"><body style="font:16px/1.5 system-ui,sans-serif;color:#16201e;max-width:36rem;margin:auto">
<h1 style="font-size:1.4rem">${subject}</h1><p>${w.text(money(lang, amount(dispute.minor, dispute.currency)), day)}</p>
<p>${w.reason(dispute.reason)} ${w.what}</p>
<p><a href="${houseUrl()}/office/orders/${dispute.orderId}">${w.follow}</a></p></body></html>`),
  });
  return 'sent';
}
