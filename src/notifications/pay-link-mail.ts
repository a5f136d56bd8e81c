/** A payment link for whom an order is for: what is due, where it is paid and until when; and once more while it is not. */
import { longDate, money } from '#kit/format';
import { money as amountOf } from '#base/money';
import { payableBy, payLinkSecret, payLinksOf } from '#orders';
import type { Write } from './order-letters.ts';
import { houseUrl } from './queue.ts';

const words = {
  fr: {
    subject: (n: string) => `Commande ${n} : un règlement vous attend`,
    again: (n: string) => `Commande ${n} : rappel de règlement`,
    due: (much: string, day: string) => `Il reste ${much} à régler. Le lien est valable jusqu’au ${day}.`,
    safe: 'Vous réglez par carte, sans compte. Qui a ce lien peut régler à votre place.',
    pay: (much: string) => `Régler ${much}`,
  },
  en: {
    subject: (n: string) => `Order ${n}: a payment awaits you`,
    again: (n: string) => `Order ${n}: a reminder to pay`,
    due: (much: string, day: string) => `There is ${much} left to pay. The link works until ${day}.`,
    safe: 'You pay by card, without an account. Whoever has this link may pay for you.',
    pay: (much: string) => `Pay ${much}`,
  },
} as const;

/** Nothing is written of a link that was ended, whose time is over, or whose order owes nothing any more. */
const linkLetter =
  (subject: 'subject' | 'again'): Write =>
  async ({ database, order, lang, zone }, { rest: linkId }) => {
    const link = (await payLinksOf(database, order.orderId)).find((one) => one.linkId === linkId);
    if (!link) return undefined;
    const secret = await payLinkSecret(database, linkId);
    const payable = await payableBy(database, secret);
    if (payable?.state !== 'pay') return undefined;
    const say = words[lang];
    const much = money(lang, amountOf(payable.dueMinor, order.total.currency));
    return {
      subject: say[subject](order.number),
      before: [say.due(much, longDate(lang, link.expiresAt, { zone })), say.safe],
      also: { words: say.pay(much), href: `${houseUrl()}${lang === 'en' ? '/en' : ''}/pay/${secret}` },
    };
  };

export const orderPayLink = linkLetter('subject');
export const orderPayReminder = linkLetter('again');
