/** What is said of a parcel, in both languages. */
import type { Lang } from '#kit/format';

const fr = {
  preparing: 'En préparation',
  packed: 'Emballé',
  left: 'Parti',
  accepted: 'Pris en charge',
  under_way: 'En route',
  out_for_delivery: 'En cours de livraison',
  problem: 'Un contretemps',
  delivered: 'Livré',
  returned: 'Retourné à l’expéditeur',
  waiting: 'Suit plus tard',
  waitingText: 'Nous l’attendons ; cette page dira quand il part.',
};

const en: typeof fr = {
  preparing: 'Being prepared',
  packed: 'Packed',
  left: 'Sent',
  accepted: 'With the carrier',
  under_way: 'On its way',
  out_for_delivery: 'Out for delivery',
  problem: 'A setback',
  delivered: 'Delivered',
  returned: 'Returned to the sender',
  waiting: 'Follows later',
  waitingText: 'We are waiting for it; this page will say when it leaves.',
};

export const parcelWords: Readonly<Record<Lang, typeof fr>> = { fr, en };
