/** Changes of an order and its cancellation by its buyer, in English. */
import type { changesFr } from './changes-fr.ts';

export const changesEn: {
  [K in keyof typeof changesFr]: (typeof changesFr)[K] extends string ? string : (typeof changesFr)[K];
} = {
  'change.title': 'Changes',
  'change.first': 'Bought',
  'change.byShop': 'Changed by the shop',
  'change.byYou': 'Cancelled in part by you',
  'change.total': ({ total }) => `Total: ${total}`,
  'change.none': 'Address, contact or delivery',
  'change.due': ({ amount }) => `${amount} left to pay`,
  'change.dueText': 'Your order was changed as you asked. It is kept as it is; pay the difference here.',
  'change.pay': ({ amount }) => `Pay ${amount}`,
  'payLink.title': ({ code }) => `Payment for order ${code}`,
  'payLink.text': 'You pay what is due now, by card. This page is yours alone: whoever has its address may pay.',
  'payLink.elsewhere': 'You pay on the secure page of our payment provider, and come back here.',
  'payLink.go': 'Go on to payment',
  'payLink.wait': 'Your payment is being confirmed. Come back in a moment: nothing is charged twice.',
  'payLink.done': 'There is nothing left to pay. Thank you!',
  'payLink.over': 'This link is no longer valid. Ask the shop for another.',
  'change.hold': 'Your order is on hold',
  'change.holdText': 'The shop checks something before preparing it. Your articles stay reserved.',
  'change.note': 'A word from the shop',
  'change.cancel': 'Cancel',
  'change.cancelText':
    'As long as nobody has begun to prepare your order you may cancel it, or only a part. What you paid for these articles is given back the same way.',
  'change.cancelFee': 'Delivery is given back if you cancel all of it; else it stays, since a parcel leaves.',
  'change.cancelSome': 'Cancel these items',
  'change.cancelAll': 'Cancel the whole order',
  'change.many': ({ name }) => `Items to cancel: ${name}`,
  'refused.picking': 'Your order is being prepared already: write to the shop, it can still change it.',
  'refused.nothingDue': 'There is nothing left to pay for this order.',
  'refused.gone': 'These articles have left already.',
};
