/** How an order by transfer is paid: account, amount, reference and last day. */
import { toDecimal } from '#base/money';
import { longDate, money } from '#kit/format';
import { paymentsOf } from '#payments';
import { transferOf } from '#shop';
import type { Write } from './order-letters.ts';

const words = {
  fr: {
    subject: (n: string) => `Votre commande ${n} : le virement à faire`,
    thanks: (day: string) =>
      `Merci de votre commande. Vos articles sont gardés jusqu’au ${day}, le temps que votre virement nous arrive.`,
    amount: (much: string) => `Montant : ${much}`,
    holder: (name: string) => `Bénéficiaire : ${name}`,
    reference: (text: string) => `Référence à indiquer : ${text}`,
    exact: 'Indiquez cette référence et ce montant exact : c’est ainsi que nous reconnaissons votre paiement.',
    follow: 'Voir la commande et le code à scanner',
  },
  en: {
    subject: (n: string) => `Your order ${n}: the transfer to make`,
    thanks: (day: string) =>
      `Thank you for your order. Your items are kept until ${day}, so that your transfer has time to arrive.`,
    amount: (much: string) => `Amount: ${much}`,
    holder: (name: string) => `To: ${name}`,
    reference: (text: string) => `Reference to give: ${text}`,
    exact: 'Give this reference and this very amount: that is how we recognise your payment.',
    follow: 'See the order and the code to scan',
  },
} as const;

/** Nothing is written of an order that awaits no transfer any more. */
export const orderTransfer: Write = async ({ database, order, lang, zone }) => {
  const transfer = await transferOf(database, order, await paymentsOf(database, order.orderId));
  if (!transfer) return undefined;
  const say = words[lang];
  const { amount, holder, iban, bic, reference, until } = transfer;
  return {
    subject: say.subject(order.number),
    before: [say.thanks(longDate(lang, until, { zone }))],
    items: [
      say.amount(`${money(lang, amount)} (${toDecimal(amount)} ${amount.currency})`),
      say.holder(holder),
      `IBAN : ${iban}`,
      ...(bic === '' ? [] : [`BIC : ${bic}`]),
      say.reference(reference),
    ],
    after: [say.exact],
    follow: say.follow,
  };
};
