import type { Transporter } from 'nodemailer';
import type { Database, Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { invitationToken, openInvitation, staffNames } from '#identity';
import { longDate } from '#kit/format';
import { html, toText } from '#kit/html';
import { settings } from '#org';
import { houseUrl, queue, type Queued } from './queue.ts';

/** Hears of invitations. */
export const onInvited = (tx: Tx, events: readonly JournalEvent[]): Promise<void> =>
  queue(
    tx,
    'staff_invited',
    events.map((event) => event.subjectId),
  );

const words = {
  fr: {
    subject: (shop: string) => `Votre accès à ${shop}`,
    text: (name: string, by: string) => `Bonjour ${name}, ${by} vous invite à rejoindre l’équipe.`,
    follow: 'Choisir mon mot de passe',
    until: (day: string) => `Ce lien sert une seule fois, jusqu’au ${day}. Si vous n’attendiez rien, laissez-le.`,
  },
  en: {
    subject: (shop: string) => `Your access to ${shop}`,
    text: (name: string, by: string) => `Hello ${name}, ${by} invites you to join the team.`,
    follow: 'Choose my password',
    until: (day: string) => `This link works once, until ${day}. If you expected nothing, leave it.`,
  },
} as const;

/** The link is made when the mail is sent, and kept nowhere; its token stands behind #, which no server is sent. */
export async function sendInvitationMail(
  database: Database,
  transport: Transporter,
  { messageId, subjectId }: Queued,
): Promise<'sent' | 'skipped'> {
  const invitation = await openInvitation(database, subjectId);
  if (!invitation) return 'skipped';
  const [shop, token, names] = await Promise.all([
    settings(database),
    invitationToken(database, subjectId),
    staffNames(database, [invitation.invitedBy]),
  ]);
  const lang = invitation.language;
  const w = words[lang];
  const link = `${houseUrl()}/office/join#${token}`;
  const by = names.get(invitation.invitedBy) ?? shop.shopName;
  const until = longDate(lang, invitation.expiresAt, { zone: shop.timeZone });
  await transport.sendMail({
    messageId: `<${messageId}@halle>`,
    from: { name: shop.shopName, address: shop.email ?? 'shop@localhost' },
    to: { name: invitation.name, address: invitation.email },
    subject: w.subject(shop.shopName),
    html: toText(html`<!doctype html><html lang="${lang}"><body style="font:16px/1.5 system-ui,sans-serif;color:#16201e;max-width:36rem;margin:auto">
<h1 style="font-size:1.4rem">${w.subject(shop.shopName)}</h1><p>${w.text(invitation.name, by)}</p>
<p><a href="${link}">${w.follow}</a></p><p>${w.until(until)}</p></body></html>`),
  });
  return 'sent';
}
