/** An order that needs a yes: told to those of the company who may say it, and their answer to who asked. */
import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { money as amount } from '#base/money';
import { DAY, msOf } from '#base/time';
import { approvalById } from '#carts';
import { companyById, customerById, membersOf } from '#customers';
import { longDate, money, type Lang } from '#kit/format';
import { settings } from '#org';
import { frame } from './letter.ts';
import { houseUrl, queueAll, type Queued } from './queue.ts';

/** Hears of requests and of decisions; what is older than a day is history. */
export const onApprovals = (tx: Tx, events: readonly JournalEvent[]): Promise<void> =>
  queueAll(
    tx,
    events
      .filter((event) => msOf(tx.now) - msOf(event.at) < DAY)
      .map(({ type, subjectId }) => ({
        kind:
          type === 'carts.approval_granted' || type === 'carts.approval_refused'
            ? 'approval_decided'
            : 'approval_asked',
        subjectId: type === 'carts.approval_ending' ? `${subjectId}/ending` : subjectId,
      })),
  );

const words = {
  fr: {
    asked: (company: string) => `Une commande à approuver pour ${company}`,
    text: (buyer: string, sum: string) =>
      `${buyer} demande votre accord pour une commande de ${sum}, au-delà de sa limite.`,
    note: (note: string) => `Son message\u00a0: ${note}`,
    held: (day: string) => `Les articles sont réservés jusqu’au ${day}.`,
    ending: (company: string) => `Encore un jour pour approuver une commande de ${company}`,
    nothing: 'Rien n’est réservé\u00a0: prix et stock sont vérifiés à votre accord.',
    approved: 'Votre commande est approuvée',
    refused: 'Votre commande n’est pas approuvée',
    placed: (sum: string) => `La commande de ${sum} est passée.`,
    not: (sum: string) => `La commande de ${sum} n’est pas passée\u00a0; votre panier reste ouvert.`,
    answer: (answer: string) => `Réponse\u00a0: ${answer}`,
    follow: 'Ouvrir mon compte',
  },
  en: {
    asked: (company: string) => `An order to approve for ${company}`,
    text: (buyer: string, sum: string) => `${buyer} asks for your approval of an order of ${sum}, beyond their limit.`,
    note: (note: string) => `Their message: ${note}`,
    held: (day: string) => `The items are set aside until ${day}.`,
    ending: (company: string) => `One more day to approve an order of ${company}`,
    nothing: 'Nothing is set aside: prices and stock are looked at when you agree.',
    approved: 'Your order is approved',
    refused: 'Your order is not approved',
    placed: (sum: string) => `The order of ${sum} is placed.`,
    not: (sum: string) => `The order of ${sum} is not placed; your cart stays open.`,
    answer: (answer: string) => `Answer: ${answer}`,
    follow: 'Open my account',
  },
} as const;

const linkIn = (lang: Lang): string => `${houseUrl()}${lang === 'en' ? '/en' : ''}/account#approvals`;

/** To approvers and admins of the company, but not to who asked; skipped when it is decided already, or nobody has an address. */
export async function sendApprovalAsked(
  database: Database,
  transport: Transporter,
  { messageId, subjectId }: Queued,
): Promise<'sent' | 'skipped'> {
  const [askId = '', ending] = subjectId.split('/');
  const row = await approvalById(database, askId);
  if (row?.state !== 'waiting') return 'skipped';
  const [company, members, buyer, shop] = await Promise.all([
    companyById(database, row.companyId),
    membersOf(database, row.companyId),
    customerById(database, row.customerId),
    settings(database),
  ]);
  const to = members.flatMap(({ role, email, customerId }) =>
    role !== 'buyer' && customerId !== row.customerId && email !== null ? [email] : [],
  );
  if (!company || !buyer || to.length === 0) return 'skipped';
  const lang = company.language;
  const w = words[lang];
  const sum = money(lang, amount(row.totalMinor, row.currency));
  const subject = ending === undefined ? w.asked(company.name) : w.ending(company.name);
  const held = row.heldUntil === null ? w.nothing : w.held(longDate(lang, row.heldUntil, { zone: shop.timeZone }));
  const before = [w.text(buyer.name, sum), ...(row.note === '' ? [] : [w.note(row.note)])];
  const items = row.lines.map(({ quantity, name, skuId }) => `${quantity} × ${name[lang] ?? name['fr'] ?? skuId}`);
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    ...{
      to,
      subject,
      html: frame({ subject, before, items, after: [held], follow: w.follow }, lang, linkIn(lang)),
    },
  });
  return 'sent';
}

/** To who asked. */
export async function sendApprovalDecided(
  database: Database,
  transport: Transporter,
  { messageId, subjectId }: Queued,
): Promise<'sent' | 'skipped'> {
  const row = await approvalById(database, subjectId);
  if (row?.state !== 'approved' && row?.state !== 'refused') return 'skipped';
  const [buyer, shop] = await Promise.all([customerById(database, row.customerId), settings(database)]);
  const to = buyer?.email;
  if (!buyer || !to) return 'skipped';
  const lang = buyer.language ?? shop.defaultLanguage;
  const w = words[lang];
  const sum = money(lang, amount(row.totalMinor, row.currency));
  const subject = w[row.state];
  const before = [
    row.state === 'approved' ? w.placed(sum) : w.not(sum),
    ...(row.answer === '' ? [] : [w.answer(row.answer)]),
  ];
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    ...{ to, subject, html: frame({ subject, before, follow: w.follow }, lang, linkIn(lang)) },
  });
  return 'sent';
}
