/** Documents of the accounts to their buyers: the PDF as a file, whoever asked for it. */
import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import { eventId, type JournalEvent } from '#base/journal';
import { clock, DAY, msOf, plus } from '#base/time';
import { companyById, customerById } from '#customers';
import { documentLetter, mailedAtOnce, pdfFile } from '#invoicing';
import { money, type Lang } from '#kit/format';
import { orderLinkToken, type Order } from '#orders';
import { settings } from '#org';
import { frame, LINK_MS } from './letter.ts';
import { houseUrl, queueAll, type Queued } from './queue.ts';

/** Hears of documents: those that are mailed when they are issued, and those that somebody asked to be mailed. What is older than a day is history. */
export async function onDocuments(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const fresh = events.filter((event) => msOf(tx.now) - msOf(event.at) < DAY);
  const issued = fresh.flatMap(({ type, subjectId }) => (type === 'invoicing.issued' ? [subjectId] : []));
  const asked = fresh.flatMap((event) =>
    event.type === 'invoicing.mail_asked' ? [`${event.subjectId}/${event.body.mailId ?? eventId(event)}`] : [],
  );
  await queueAll(
    tx,
    [...(await mailedAtOnce(tx, issued)), ...asked].map((subjectId) => ({ kind: 'document', subjectId })),
  );
}

const names = {
  fr: { invoice: 'facture', credit_note: 'note d’avoir', deposit: 'facture d’acompte', delivery: 'bon de livraison' },
  en: { invoice: 'invoice', credit_note: 'credit note', deposit: 'deposit invoice', delivery: 'delivery note' },
} as const;

const words = {
  fr: {
    subject: (name: string, number: string) => `Votre ${name} ${number}`,
    text: (name: string, order: string) => `Voici votre ${name} pour la commande ${order}, en pièce jointe.`,
    sum: (sum: string) => `Montant, TVA incluse\u00a0: ${sum}.`,
    keep: 'Le fichier est la facture elle-même, avec sa forme électronique\u00a0: gardez-le tel quel.',
  },
  en: {
    subject: (name: string, number: string) => `Your ${name} ${number}`,
    text: (name: string, order: string) => `Here is your ${name} for order ${order}, as a file.`,
    sum: (sum: string) => `Amount, VAT included: ${sum}.`,
    keep: 'The file is the invoice itself, with its electronic form: keep it as it is.',
  },
} as const;

async function languageOf(database: Database, { customerId, buyer }: Order): Promise<Lang> {
  const company = buyer ? await companyById(database, buyer.companyId) : undefined;
  const customer = customerId === null ? undefined : await customerById(database, customerId);
  return company?.language ?? customer?.language ?? (await settings(database)).defaultLanguage;
}

/** A document to whom it is for; skipped where there is no address. */
export async function sendDocumentMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId }: Queued,
): Promise<'sent' | 'skipped'> {
  const [documentId = '', mailId] = subjectId.split('/');
  const found = await documentLetter(database, documentId, mailId);
  if (!found) return 'skipped';
  const { document, order, to } = found;
  const [shop, lang, pdf] = await Promise.all([
    settings(database),
    languageOf(database, order),
    pdfFile(database, document),
  ]);
  const w = words[lang];
  const name = names[lang][document.kind];
  const subject = w.subject(name, document.number);
  const token = await orderLinkToken(database, order.orderId, plus(clock(), LINK_MS));
  const link = `${houseUrl()}${lang === 'en' ? '/en' : ''}/orders/${order.number}?t=${token}`;
  const sum = document.kind === 'delivery' ? [] : [w.sum(money(lang, document.gross))];
  const after = document.kind === 'delivery' ? [] : [w.keep];
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to,
    subject,
    html: frame({ subject, before: [w.text(name, order.number), ...sum], after }, lang, link),
    attachments: [
      { filename: `${document.number.replaceAll('/', '-')}.pdf`, content: pdf, contentType: 'application/pdf' },
    ],
  });
  return 'sent';
}
