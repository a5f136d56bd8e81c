import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { money as amount } from '#base/money';
import { companyById } from '#customers';
import { longDate, money } from '#kit/format';
import { html, toText } from '#kit/html';
import { findOrder } from '#orders';
import { settings } from '#org';
import { RECOVERY_FEE_MINOR, receivablesOf, reminderById } from '#payments';
import { queue, type Queued } from './queue.ts';

/** Hears of reminders; each is a letter of its own. */
export const onReminded = (tx: Tx, events: readonly JournalEvent[]): Promise<void> =>
  queue(
    tx,
    'payment_reminder',
    events.map((event) => event.subjectId),
  );

/**
 * What a reminder says. The penalty for late payment and the 40 € for recovery are owed by law without a reminder (Code de commerce,
 * L441-10 II and D441-5); the first letter leaves them out, the second names them, the third asks for them.
 */
const words = {
  fr: {
    subject: ['Rappel de paiement', 'Deuxième rappel de paiement', 'Dernier rappel avant mise en demeure'],
    text: [
      'Sauf erreur de notre part, les sommes ci-dessous ne nous sont pas parvenues. Merci de les régler, ou de nous dire ce qui le retarde.',
      'Malgré notre rappel, les sommes ci-dessous restent dues. Merci de les régler sous huit jours.',
      'Malgré nos rappels, les sommes ci-dessous restent dues. Merci de les régler dès réception de ce message.',
    ],
    item: (number: string, due: string, sum: string) => `Commande ${number}, échue le ${due} : ${sum}`,
    total: (sum: string) => `Total dû : ${sum}.`,
    law: 'Tout retard entraîne, sans rappel, des pénalités au taux de la Banque centrale européenne majoré de dix points (article L441-10 du Code de commerce) et une indemnité forfaitaire de 40 € par facture pour frais de recouvrement (article D441-5).',
    fees: (sum: string) => `Indemnité forfaitaire de recouvrement due à ce jour : ${sum}, hors pénalités de retard.`,
  },
  en: {
    subject: ['Payment reminder', 'Second payment reminder', 'Last reminder before formal notice'],
    text: [
      'Unless we are mistaken, we have not received the sums below. Please pay them, or tell us what holds them up.',
      'In spite of our reminder the sums below are still due. Please pay them within eight days.',
      'In spite of our reminders the sums below are still due. Please pay them when you receive this message.',
    ],
    item: (number: string, due: string, sum: string) => `Order ${number}, due on ${due}: ${sum}`,
    total: (sum: string) => `Total due: ${sum}.`,
    law: 'Late payment bears, without reminder, interest at the rate of the European Central Bank plus ten points (French Commercial Code, article L441-10) and a fixed sum of €40 per invoice for recovery costs (article D441-5).',
    fees: (sum: string) => `Fixed recovery costs due to date: ${sum}, interest not included.`,
  },
} as const;

/** One letter to who gets the invoices of a company, in its language. */
export async function sendReminderMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId }: Queued,
): Promise<'sent' | 'skipped'> {
  const reminder = await reminderById(database, subjectId);
  const company = reminder && (await companyById(database, reminder.companyId));
  if (!reminder || !company?.invoiceEmail) return 'skipped';
  const { level, currency, paymentIds } = reminder;
  const [shop, all] = await Promise.all([settings(database), receivablesOf(database, company.companyId, true)]);
  const late = all.filter((one) => paymentIds.includes(one.paymentId) && one.openMinor > 0);
  // Paid since: nobody is reminded of what they paid.
  if (late.length === 0) return 'skipped';
  const orders = await Promise.all(late.map((one) => findOrder(database, one.orderId)));
  const lang = company.language === 'en' ? 'en' : 'fr';
  const w = words[lang];
  const say = (minor: number): string => money(lang, amount(minor, currency));
  const items = late.map((one, i) => {
    const number = orders[i]?.number ?? '';
    return w.item(number, longDate(lang, one.dueOn, { zone: shop.timeZone }), say(one.openMinor));
  });
  const total = w.total(say(late.reduce((sum, one) => sum + one.openMinor, 0)));
  const fees = level === 3 && currency === 'EUR' ? [w.fees(say(late.length * RECOVERY_FEE_MINOR))] : [];
  const after = [total, ...(level > 1 ? [w.law] : []), ...fees];
  const subject = w.subject[level - 1] ?? w.subject[0];
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to: company.invoiceEmail,
    subject,
    html: toText(html`<!doctype html><html lang="${lang}"><body style="font:16px/1.5 system-ui,sans-serif;color:#16201e;max-width:36rem;margin:auto">
<h1 style="font-size:1.4rem">${subject}</h1><p>${company.name}</p><p>${w.text[level - 1]}</p><ul>${items.map((item) => html`<li>${item}</li>`)}</ul>${after.map((text) => html`<p>${text}</p>`)}</body></html>`),
  });
  return 'sent';
}
