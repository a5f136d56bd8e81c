import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { money as amount } from '#base/money';
import { clock, DAY, msOf, plus, type Instant } from '#base/time';
import { customerById } from '#customers';
import { html, toText } from '#kit/html';
import { longDate, money } from '#kit/format';
import { cardGiftsOf, findOrder, orderLinkToken, type CardGift, type Order } from '#orders';
import { settings } from '#org';
import { inFours, paymentSettings, paymentsOf, receivableOf, referenceOf } from '#payments';
import { rangeText } from '#shop';
import { isOurs, LINK_MS } from './letter.ts';
import { houseUrl, queue, type Queued } from './queue.ts';

const KIND = 'order_placed';

/** Hears of orders; a message for each that is not older than a day, in one statement. */
export async function onOrdersPlaced(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = events.filter((event) => msOf(tx.now) - msOf(event.at) < DAY).map((event) => event.subjectId);
  if (ids.length === 0) return;
  await queue(tx, KIND, ids);
}

/** The recap to whom the order is for; skipped when it has no address, or was sold at a counter or a marketplace. */
export async function sendOrderMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId: orderId }: Queued,
): Promise<'sent' | 'skipped'> {
  const order = await findOrder(database, orderId);
  const to = order?.contact.email;
  if (!order || to === undefined || !isOurs(order)) return 'skipped';
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
    html: render(order, lang, link, clock(), {
      owed: await owedOf(database, order, lang, shop.timeZone),
      gifts: await cardGiftsOf(database, [orderId], shop.timeZone),
    }),
  });
  return 'sent';
}

const words = {
  fr: {
    subject: (n: string) => `Votre commande ${n}`,
    thanks: 'Merci de votre commande.',
    comes: (range: string) => `Livraison ${range}.`,
    waits: 'Une partie de la commande suit plus tard : nous vous écrirons quand elle sera là.',
    collect: 'Nous vous écrivons dès qu’elle est prête à retirer.',
    total: 'Total, TVA incluse',
    card: ({ name, email }: CardGift, day?: string) =>
      `Pour ${name}, ${email}, ${day === undefined ? 'dès le paiement' : `le ${day}`}`,
    follow: 'Suivre la commande',
    owed: (much: string, due: string) => `En compte : ${much} à régler pour le ${due}.`,
    to: (holder: string, account: string) => `Par virement à ${holder}, ${account}.`,
    say: (reference: string) =>
      `Référence à indiquer : ${reference}. C’est ainsi que nous reconnaissons votre paiement.`,
  },
  en: {
    subject: (n: string) => `Your order ${n}`,
    thanks: 'Thank you for your order.',
    comes: (range: string) => `Delivery ${range}.`,
    waits: 'A part of the order follows later: we will write when it is there.',
    collect: 'We write as soon as it is ready to be collected.',
    total: 'Total, VAT included',
    card: ({ name, email }: CardGift, day?: string) =>
      `For ${name}, ${email}, ${day === undefined ? 'once it is paid' : `on ${day}`}`,
    follow: 'Follow the order',
    owed: (much: string, due: string) => `On account: ${much} to be paid by ${due}.`,
    to: (holder: string, account: string) => `By transfer to ${holder}, ${account}.`,
    say: (reference: string) => `Reference to give: ${reference}. That is how we recognise your payment.`,
  },
} as const;

/** When it comes, as it was promised; what was promised nothing says what is known. */
function whenText(order: Order, lang: 'fr' | 'en', now: Instant): string {
  const w = words[lang];
  if (order.promise) return w.comes(rangeText(lang, order.promise, now));
  if (order.delivery.method === 'pickup') return w.collect;
  return order.lines.some((line) => line.backordered > 0) ? w.waits : '';
}

/** What was bought on account: how much, by when, and what the transfer has to say, so that it is recognised by itself. */
async function owedOf(database: Database, order: Order, lang: 'fr' | 'en', zone: string): Promise<string[]> {
  const w = words[lang];
  const payments = (await paymentsOf(database, order.orderId)).filter(({ method }) => method === 'account');
  const [{ transferHolder, transferIban, transferBic }, owed] = await Promise.all([
    paymentSettings(database),
    Promise.all(payments.map(({ paymentId }) => receivableOf(database, paymentId))),
  ]);
  return owed.flatMap((one) => {
    if (!one || one.openMinor <= 0) return [];
    const due = longDate(lang, one.dueOn, { zone });
    const account = [`IBAN ${inFours(transferIban)}`, ...(transferBic === '' ? [] : [`BIC ${transferBic}`])].join(', ');
    return [
      w.owed(money(lang, amount(one.openMinor, one.currency)), due),
      ...(transferIban === '' ? [] : [w.to(transferHolder, account)]),
      w.say(inFours(referenceOf(one.paymentId))),
    ];
  });
}

/** The recap: when it comes, lines, total, and the link that opens the order's page. */
export function render(
  order: Order,
  lang: 'fr' | 'en',
  link: string,
  now: Instant,
  { owed = [], gifts = [] }: { readonly owed?: readonly string[]; readonly gifts?: readonly CardGift[] } = {},
): string {
  const w = words[lang];
  const comes = whenText(order, lang, now);
  const forWhom = new Map(
    gifts.map((gift) => [gift.lineNo, w.card(gift, gift.day ? longDate(lang, gift.day) : undefined)]),
  );
  const rows = order.lines.map(
    (line) =>
      html`<tr><td>${line.ordered} × ${line.snapshot.name[lang] ?? ''} ${line.snapshot.optionText[lang] ?? ''}${forWhom.has(line.lineNo) && html`<br><small>${forWhom.get(line.lineNo)}</small>`}</td><td align="right">${money(lang, line.total)}</td></tr>`,
  );
  return toText(html`<!doctype html><html lang="${lang}"><body style="font:16px/1.5 system-ui,sans-serif;color:#16201e;max-width:36rem;margin:auto">
<h1 style="font-size:1.4rem">${w.subject(order.number)}</h1><p>${w.thanks}</p>${comes !== '' && html`<p>${comes}</p>`}
<table width="100%" cellpadding="6">${rows}<tr><td><b>${w.total}</b></td><td align="right"><b>${money(lang, order.totals.gross)}</b></td></tr></table>
${owed.map((line) => html`<p>${line}</p>`)}
<p><a href="${link}">${w.follow}</a></p></body></html>`);
}
