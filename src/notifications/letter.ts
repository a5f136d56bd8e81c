/** A letter to whom an order is for: who gets one, in which language, and its frame. What it says is written elsewhere. */
import type { Transporter } from 'nodemailer';
import type { Database } from '#base/db';
import { clock, DAY, plus } from '#base/time';
import { customerById } from '#customers';
import type { Lang } from '#kit/format';
import { html, toText } from '#kit/html';
import { findOrder, orderLinkToken, type Order } from '#orders';
import { settings } from '#org';
import { houseUrl } from './queue.ts';

/** How long a mail's link opens its order; after that, the order's number and the e-mail do. */
export const LINK_MS = 90 * DAY;

/** What a letter says, as text: it is escaped by the frame. */
export type Letter = {
  readonly subject: string;
  readonly before: readonly string[];
  readonly items?: readonly string[];
  readonly after?: readonly string[];
  /** A code to be shown or said. */
  readonly code?: { readonly words: string; readonly code: string };
  /** Another page than the order's: the carrier's own. */
  readonly also?: { readonly words: string; readonly href: string };
  /** The words of the link to the order's page; without them the usual ones. */
  readonly follow?: string;
};

export type About = { readonly database: Database; readonly order: Order; readonly lang: Lang; readonly zone: string };

const follow = { fr: 'Suivre la commande', en: 'Follow the order' } as const;

/**
 * Whether we write of it at all: a marketplace tells its own buyers, and what was carried away at a counter needs no word, unless it
 * comes back.
 */
export const isOurs = ({ delivery: { method } }: Pick<Order, 'delivery'>, ofReturn = false): boolean =>
  method === 'delivery' || method === 'pickup' || (ofReturn && method === 'handover');

/**
 * Writes to the buyer of an order and hands the letter over. `skipped` when there is no address, the order is not ours to write of, or
 * what was to be told is not so any more (`write` says nothing).
 */
export async function tellBuyer(
  { database, transport }: { readonly database: Database; readonly transport: Transporter },
  {
    messageId,
    orderId,
    ofReturn,
  }: { readonly messageId: string; readonly orderId: string; readonly ofReturn?: boolean },
  write: (about: About) => Promise<Letter | undefined>,
): Promise<'sent' | 'skipped'> {
  const order = await findOrder(database, orderId);
  const to = order?.contact.email;
  if (!order || to === undefined || to === '' || !isOurs(order, ofReturn)) return 'skipped';
  const shop = await settings(database);
  const customer = order.customerId === null ? undefined : await customerById(database, order.customerId);
  const lang = customer?.language ?? shop.defaultLanguage;
  const letter = await write({ database, order, lang, zone: shop.timeZone });
  if (!letter) return 'skipped';
  const token = await orderLinkToken(database, orderId, plus(clock(), LINK_MS));
  const link = `${houseUrl()}${lang === 'en' ? '/en' : ''}/orders/${order.number}?t=${token}`;
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to,
    subject: letter.subject,
    html: frame(letter, lang, link),
  });
  return 'sent';
}

/** The page of a letter. */
export function frame(letter: Letter, lang: Lang, link: string): string {
  const { subject, before, items = [], after = [], code, also } = letter;
  return toText(html`<!doctype html><html lang="${lang}"><body style="font:16px/1.5 system-ui,sans-serif;color:#16201e;max-width:36rem;margin:auto">
<h1 style="font-size:1.4rem">${subject}</h1>${before.map((text) => html`<p>${text}</p>`)}${items.length > 0 && html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`}${after.map((text) => html`<p>${text}</p>`)}
${code && html`<p>${code.words} : <b style="font-size:1.4rem;letter-spacing:.1em">${code.code}</b></p>`}${also && html`<p><a href="${also.href}">${also.words}</a></p>`}<p><a href="${link}">${letter.follow ?? follow[lang]}</a></p></body></html>`);
}

/** “2 × Carafe, blue”: units of a line as its buyer reads them. */
export function itemText(order: Order, lang: Lang, { lineNo, quantity }: { lineNo: number; quantity: number }): string {
  const snapshot = order.lines.find((line) => line.lineNo === lineNo)?.snapshot;
  const name = snapshot?.name[lang] ?? snapshot?.name['fr'] ?? snapshot?.sku ?? '';
  const option = snapshot?.optionText[lang] ?? '';
  return `${quantity} × ${option === '' ? name : `${name}, ${option}`}`;
}
