import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { skuFacts } from '#catalog';
import { html, toText } from '#kit/html';
import { settings } from '#org';
import { backRequest } from '#shop';
import { houseUrl, queue, type Queued } from './queue.ts';

/** Hears that an article somebody waits for can be had again. */
export const onBackInStock = (tx: Tx, events: readonly JournalEvent[]): Promise<void> =>
  queue(
    tx,
    'back_in_stock',
    events.map((event) => event.subjectId),
  );

const words = {
  fr: {
    subject: (name: string) => `${name} est de retour`,
    text: 'Vous nous aviez demandé de vous prévenir : cet article est de nouveau disponible.',
    follow: 'Voir l’article',
    once: 'C’est le seul e-mail que vous recevrez à ce sujet. Votre adresse est effacée dans deux jours.',
  },
  en: {
    subject: (name: string) => `${name} is back`,
    text: 'You had asked us to tell you: this item is available again.',
    follow: 'See the item',
    once: 'This is the only e-mail you will get about it. Your address is deleted in two days.',
  },
} as const;

/** One mail to one who waits; skipped when the address or the article is gone. */
export async function sendBackMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId }: Queued,
): Promise<'sent' | 'skipped'> {
  const request = await backRequest(database, subjectId);
  const fact = request && (await skuFacts(database, [request.skuId])).get(request.skuId);
  if (!request || fact?.status !== 'active') return 'skipped';
  const shop = await settings(database);
  const { language } = request;
  const w = words[language];
  const name = [fact.name[language], fact.optionText[language]].filter((part) => part !== '').join(', ');
  const link = `${houseUrl()}${language === 'en' ? '/en' : ''}/p/${fact.handle}?v=${fact.skuId}`;
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to: request.email,
    subject: w.subject(name),
    html: toText(html`<!doctype html><html lang="${language}"><body style="font:16px/1.5 system-ui,sans-serif;color:#16201e;max-width:36rem;margin:auto">
<h1 style="font-size:1.4rem">${w.subject(name)}</h1><p>${w.text}</p><p><a href="${link}">${w.follow}</a></p><p>${w.once}</p></body></html>`),
  });
  return 'sent';
}
