/** A refusal in the shopper's words: what happened and how to go on. Codes a shopper cannot meet get the general sentence. */
import type { Refusal } from '#base/refusal';
import type { Lang } from './views.ts';
import type { FieldErrors } from './pages/checkout.ts';
import { w } from './words.ts';

const sentences = {
  'carts.unknown_sku': 'refused.notOnSale',
  'carts.not_on_sale': 'refused.notOnSale',
  'orders.unknown_sku': 'refused.notOnSale',
  'orders.not_on_sale': 'refused.notOnSale',
  'carts.out_of_stock': 'refused.soldOut',
  'inventory.short': 'refused.soldOut',
  'carts.full': 'refused.cartFull',
  'carts.closed': 'refused.cartClosed',
  'carts.link_not_found': 'handoff.unknownText',
  'carts.level': 'refused.cartLevel',
  'carts.too_many_changes': 'fail.tooMany',
  'request.rate_limited': 'fail.tooMany',
  'orders.price_changed': 'refused.price',
  'orders.delivery': 'refused.delivery',
  'orders.payment': 'refused.payment',
  'orders.declined': 'refused.declined',
  'payments.declined': 'refused.declined',
  'payments.closed': 'refused.paymentClosed',
  'orders.over_limit': 'refused.overLimit',
  'carts.approval_open': 'refused.approvalOpen',
  'carts.unknown_approval': 'refused.approvalOver',
  'carts.approval_decided': 'refused.approvalOver',
  'carts.changed': 'refused.approvalChanged',
  'orders.expired': 'refused.expired',
  'orders.picking': 'refused.picking',
  'orders.nothing_due': 'refused.nothingDue',
  'orders.link_over': 'payLink.over',
  'orders.link_unknown': 'payLink.over',
  'orders.shipped': 'refused.gone',
  'payments.card_number': 'refused.cardNumber',
  'request.card_number': 'refused.cardNumber',
  'returns.lines': 'refused.return',
  'returns.open': 'refused.return',
  'returns.not_placed': 'refused.return',
  'returns.period_over': 'refused.period',
  'returns.exchange_changed': 'refused.exchange',
  'returns.exchange_channel': 'refused.exchange',
  'returns.exchange_withdrawal': 'refused.exchange',
  'returns.currency': 'refused.exchange',
  'returns.no_money': 'refused.exchange',
} as const;

/** Fields to mark for a refusal that says none itself. */
const fields: Readonly<Record<string, FieldErrors>> = {
  'customers.weak_password': { password: 'error.weakPassword' },
  'customers.bad_phone': { phone: 'error.phone' },
  'customers.bad_address': { line1: 'error.address' },
  'org.bad_address': { line1: 'error.address' },
  'orders.delivery': { deliveryId: 'error.choose' },
  'orders.payment': { method: 'error.choose' },
};

/** One sentence for a page or a box. */
export function refusedWords(lang: Lang, refusal: Refusal): string {
  const key = Object.entries(sentences).find(([code]) => code === refusal.code)?.[1];
  return w(lang, key ?? 'fail.refused');
}

/** The fields to mark, among those the form has. */
export function refusedFields(refusal: Refusal, known: readonly string[]): FieldErrors {
  const said = (refusal.facts.fields ?? []).map(({ field }) => [field, 'error.invalid' as const]);
  const marked: FieldErrors = { ...Object.fromEntries(said), ...fields[refusal.code] };
  return Object.fromEntries(Object.entries(marked).filter(([field]) => known.includes(field)));
}
