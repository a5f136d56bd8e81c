import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { customerOfReset } from '#customers';
import { openReset, resetToken, staffOfReset, type Reset } from '#identity';
import { longDate, time } from '#kit/format';
import { html, toText } from '#kit/html';
import { settings } from '#org';
import { houseUrl, queue, type Queued } from './queue.ts';

/** Hears of passwords that were forgotten; of an address that nobody here has there is no one to write to. */
export const onResetAsked = (tx: Tx, events: readonly JournalEvent[]): Promise<void> =>
  queue(
    tx,
    'password_reset',
    events.filter(({ mentions }) => mentions.length > 0).map((event) => event.subjectId),
  );

const words = {
  fr: {
    subject: (shop: string) => `Votre mot de passe chez ${shop}`,
    text: (name: string) =>
      `Bonjour ${name}, un nouveau mot de passe a été demandé pour le compte qui a cette adresse e-mail.`,
    follow: 'Choisir un nouveau mot de passe',
    until: (day: string, hour: string) =>
      `Ce lien sert une seule fois, jusqu’au ${day} à ${hour}. Si vous n’avez rien demandé, laissez-le : rien ne change.`,
  },
  en: {
    subject: (shop: string) => `Your password at ${shop}`,
    text: (name: string) => `Hello ${name}, a new password was asked for, for the account with this e-mail address.`,
    follow: 'Choose a new password',
    until: (day: string, hour: string) =>
      `This link works once, until ${day} at ${hour}. If you asked for nothing, leave it: nothing changes.`,
  },
} as const;

/**
 * Where the link leads. That of the office stands behind #, which no server is sent; the shop's page is made by the server and works
 * without scripts.
 */
const linkOf = ({ kind, language }: Reset, token: string): string =>
  kind === 'staff'
    ? `${houseUrl()}/office/new-password#${token}`
    : `${houseUrl()}${language === 'en' ? '/en' : ''}/account/new-password?t=${token}`;

/** The link is made when the mail is sent, and kept nowhere. Skipped when it would open nothing any more. */
export async function sendResetMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId }: Queued,
): Promise<'sent' | 'skipped'> {
  const reset = await openReset(database, subjectId);
  const person = reset && (await (reset.kind === 'staff' ? staffOfReset : customerOfReset)(database, reset));
  if (!reset || !person) return 'skipped';
  const [shop, token] = await Promise.all([settings(database), resetToken(database, subjectId)]);
  const lang = reset.language;
  const w = words[lang];
  const { timeZone: zone } = shop;
  const until = w.until(longDate(lang, reset.expiresAt, { zone }), time(lang, reset.expiresAt, zone));
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to: { name: person.name, address: person.email },
    subject: w.subject(shop.shopName),
    html: toText(html`<!doctype html><html lang="${lang}"><body style="font:16px/1.5 system-ui,sans-serif;color:#16201e;max-width:36rem;margin:auto">
<h1 style="font-size:1.4rem">${w.subject(shop.shopName)}</h1><p>${w.text(person.name)}</p>
<p><a href="${linkOf(reset, token)}">${w.follow}</a></p><p>${until}</p></body></html>`),
  });
  return 'sent';
}
