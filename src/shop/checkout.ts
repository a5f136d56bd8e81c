/** The storefront's checkout: what can be had how and when, what it costs, and the order gate. */
import { add, money, type Money } from '#base/money';
import { newId } from '#base/ids';
import { Refusal, refuse } from '#base/refusal';
import { checkoutCart, type Cart } from '#carts';
import { addressesOf, buyerOf, customerById, type Buyer } from '#customers';
import { depositAsked, depositOf, findOrder, orderToken, payOrder, type OrderReceipt } from '#orders';
import { entity, settings } from '#org';
import { offersTransfer, paymentSettings, paymentsOf } from '#payments';
import { laterOf } from '#sourcing';
import { taxHouse } from '#tax';
import type { Ask, CheckoutForm, Placed, ShopApi } from '../../web/store/api.ts';
import type { AddressView, CheckoutView, Lang, Notice, PaymentView, TotalsView } from '../../web/store/views.ts';
import { shownCart } from './cart.ts';
import { deliveryViews, nowOf } from './places.ts';
import { chosenOf, pricedCart, reductionsOf, wantedOf, wishOf } from './receive.ts';
import { cartWithoutLostGifts } from './gifts.ts';
import { accessOf, actorOf, openCartOf, webChannel, type Shop } from './scene.ts';
import { vouchersFor, type VoucherWish } from './vouchers.ts';
import { vatWhy } from './why.ts';
import { wishesOf } from './wish.ts';
import { wordsIn } from './words.ts';
import { ownPayPath, paysElsewhere } from './pay-links.ts';

type Checkouts = Pick<ShopApi, 'checkout' | 'placeOrder'>;
type Picked = {
  readonly deliveryId?: string | undefined;
  readonly method?: string | undefined;
  readonly orderId?: string | undefined;
  /** Where it is to be sent, as far as it is typed. */
  readonly country?: string | undefined;
  readonly postcode?: string | undefined;
} & VoucherWish;

export const checkoutApi = (shop: Shop): Checkouts => ({
  checkout: (ask, picked) => checkout(shop, ask, picked),
  placeOrder: (ask, form) => placeOrder(shop, ask, form),
});

async function checkout(shop: Shop, ask: Ask, picked: Picked): Promise<CheckoutView | undefined> {
  const channelId = await webChannel(shop);
  const { open, notices } = await cartWithoutLostGifts(shop, ask, channelId);
  if (!open || open.lines.length === 0) return undefined;
  const view = await viewOfCheckout(shop, ask, { open, channelId, picked });
  return notices.length === 0 ? view : { ...view, cart: { ...view.cart, notices: [...notices, ...view.cart.notices] } };
}

async function viewOfCheckout(
  shop: Shop,
  ask: Ask,
  { open, channelId, picked }: { open: Cart; channelId: string; picked: Picked },
): Promise<CheckoutView> {
  const { database } = shop;
  const { lang } = ask;
  const [wanted, now, wishes, person, buyer, house] = await Promise.all([
    wantedOf(shop, channelId, open, lang),
    nowOf(database),
    wishesOf(database, open.cartId),
    personOf(shop, ask),
    buyerOf(database, { customerId: ask.who.customerId }),
    paymentSettings(database),
  ]);
  const address = {
    country: picked.country || person.address.country,
    postcode: picked.postcode ?? person.address.postcode,
  };
  const home = await pricedCart(shop, channelId, open, 'flat', { address });
  const deliveries = deliveryViews(now, wanted, home.totals.delivery, { lang, mine: ask.who.storeId });
  const chosen = chosenOf(deliveries, picked.deliveryId, wishOf(open, wishes));
  const pickup = chosen?.kind === 'pickup';
  const to = pickup && chosen.siteId !== undefined ? { siteId: chosen.siteId } : { address };
  const [cart, priced, countries] = await Promise.all([
    shownCart(shop, open, { channelId, lang, to }),
    pickup ? pricedCart(shop, channelId, open, 'none', to) : home,
    countriesOf(shop, lang),
  ]);
  const payments = paymentsFor(shop, lang, { pickup, transfer: offersTransfer(house, channelId) }, buyer);
  const orderId = picked.orderId ?? newId('ord');
  const totals = totalsOf(priced, ask.lang);
  const { minor: totalMinor, currency } = totals.total;
  const { view: vouchers } = await vouchersFor(shop, ask, picked, { orderId, totalMinor, currency });
  const whole = vouchers.rest.minor === totalMinor;
  const deposit = whole ? await depositIn(shop, channelId, buyer, open, totals.total) : undefined;
  return {
    orderId,
    cart,
    ...person,
    countries,
    deliveries,
    deliveryId: chosen?.deliveryId ?? '',
    payments,
    method: payments.find(({ method }) => method === picked.method)?.method ?? 'card',
    totals,
    vouchers,
    ...(deposit ? { deposit } : {}),
  };
}

/** What of the total a card pays now, where the house asks for a deposit of such orders. */
async function depositIn(
  { database }: Shop,
  channelId: string,
  { companyId }: Buyer,
  { lines }: Cart,
  total: Money,
): Promise<CheckoutView['deposit']> {
  const beyond =
    (
      await laterOf(
        database,
        lines.map(({ skuId }) => skuId),
      )
    ).size > 0;
  const asked = await depositAsked(database, { channelId, companyId, beyond });
  if (!asked || total.minor < 2) return undefined;
  const now = depositOf(total.minor, asked.ppm);
  return { now: money(now, total.currency), later: money(total.minor - now, total.currency) };
}

/** A promise to pay is for the counter; what is sent home is paid before, or owed by a company with terms. */
const paymentsFor = (
  { demo }: Shop,
  lang: Lang,
  { pickup, transfer }: { pickup: boolean; transfer: boolean },
  { company }: Buyer,
): PaymentView[] => [
  { method: 'card', ...(demo ? { outcomes: outcomesIn(lang) } : {}) },
  ...(pickup ? [{ method: 'pay_in_store' as const }] : []),
  ...(transfer ? [{ method: 'transfer' as const }] : []),
  ...(company?.terms && !company.blocked ? [{ method: 'account' as const }] : []),
];

/** What the pretend card provider can be asked to do; only the demo shows them. */
export function outcomesIn(lang: Lang): { code: string; name: string }[] {
  const words = wordsIn[lang];
  return [
    { code: 'tok_ok', name: words.ok },
    { code: 'tok_declined', name: words.declined },
    { code: 'tok_timeout', name: words.timeout },
    { code: 'tok_late_webhook', name: words.late },
    { code: 'tok_lost_answer', name: words.lost },
  ];
}

async function personOf({ database }: Shop, { who }: Ask): Promise<Pick<CheckoutView, 'contact' | 'address'>> {
  const { country } = await settings(database);
  if (who.customerId === undefined)
    return { contact: { email: '', phone: '', name: '' }, address: { ...noAddress, country } };
  const [customer, saved] = await Promise.all([
    customerById(database, who.customerId),
    addressesOf(database, who.customerId),
  ]);
  const { name = '', email, phone } = customer ?? {};
  return {
    contact: { email: email ?? '', phone: phone ?? '', name },
    address: addressView(saved[0]?.address) ?? { ...noAddress, name, country },
  };
}

export const noAddress: AddressView = { name: '', line1: '', line2: '', postcode: '', city: '', country: 'FR' };

export function addressView(
  address: (Omit<AddressView, 'line2'> & { readonly line2?: string | undefined }) | undefined,
): AddressView | undefined {
  if (!address) return undefined;
  const { name, line1, line2 = '', postcode, city, country } = address;
  return { name, line1, line2, postcode, city, country };
}

/** Where the shop sends to: home, and the countries that the merchant says, by their names. */
async function countriesOf({ database }: Shop, lang: Lang): Promise<CheckoutView['countries']> {
  const [{ country }, own, { sellers }] = await Promise.all([settings(database), entity(database), taxHouse(database)]);
  const names = new Intl.DisplayNames([lang], { type: 'region' });
  const codes = [country, ...(sellers.get(own?.entityId ?? '')?.sendsTo ?? [])];
  return [...new Set(codes)]
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => (a.code === country ? -1 : b.code === country ? 1 : a.name.localeCompare(b.name, lang)));
}

const totalsOf = (
  { totals, taxGroups, reductions, tax }: Awaited<ReturnType<typeof pricedCart>>,
  lang: Lang,
): TotalsView => ({
  items: totals.items,
  ...reductionsOf(reductions, totals.items.currency, lang),
  delivery: totals.delivery,
  taxes: taxGroups.map(({ rate, tax }) => ({ rate, tax })),
  total: add(totals.items, totals.delivery),
  ...(tax.mention ? { mention: tax.mention[lang] } : {}),
  vat: vatWhy(tax, lang),
});

/** What the shopper is shown again instead of an order, because something changed meanwhile. */
const changes = new Set([
  'inventory.short',
  'orders.price_changed',
  'orders.promotion_used_up',
  'carts.changed',
  'payments.card_short',
]);

async function placeOrder(shop: Shop, ask: Ask, form: CheckoutForm): Promise<Placed> {
  const { database } = shop;
  if (!/^ord_[0-9a-hjkmnp-tv-z]{26}$/.test(form.orderId))
    refuse('request.invalid', { fields: [{ field: 'orderId', rule: 'an order id' }] });
  const channelId = await webChannel(shop);
  const open = await openCartOf(shop, channelId, ask);
  // A second click finds the cart closed: the order of the first one says which cart it was.
  const cartId = open?.cartId ?? (await findOrder(database, form.orderId))?.cartId ?? refuse('carts.empty');
  const { email, phone, name, agreedMinor, orderId } = form;
  const { currency } = await settings(database);
  const { parts: vouchers } = await vouchersFor(shop, ask, form, { orderId, totalMinor: agreedMinor, currency });
  const outcome = await checkoutCart(database, {
    cartId,
    access: accessOf(ask.who),
    actor: actorOf(ask.who),
    customerId: ask.who.customerId,
    channelId,
    orderId,
    agreedMinor,
    contact: { name, email, ...(phone === '' ? {} : { phone }) },
    delivery: deliveryOf(form),
    payment: { method: methodOf(form.method), paymentId: firstPayment(orderId) },
    vouchers,
  });
  if (outcome.ok) return placed(shop, ask, form, outcome.value);
  if (!open || !changes.has(outcome.refusal.code)) throw formRefusal(outcome.refusal);
  const { deliveryId, method, country, postcode, gift, credit } = form;
  const picked = { deliveryId, method, orderId, country, postcode, gift, credit };
  const view = await viewOfCheckout(shop, ask, { open, channelId, picked });
  return { kind: 'changed', view: withNotices(view, outcome.refusal, agreedMinor) };
}

export const methodOf = (method: CheckoutForm['method']): 'card' | 'promise' | 'transfer' | 'account' =>
  method === 'pay_in_store' ? 'promise' : method;

/** The first payment of an order has the order's own random part, so that a repeated click names the same one. */
const firstPayment = (orderId: string): string => `pay_${orderId.slice(4)}`;

async function placed(shop: Shop, ask: Ask, form: CheckoutForm, receipt: OrderReceipt): Promise<Placed> {
  const { orderId, number: code, state } = receipt;
  // What a company owes may have a deposit before it, which is paid by card.
  const byCard = state === 'awaiting_payment' && form.method !== 'transfer';
  const elsewhere = byCard && (await paysElsewhere(shop.database));
  if (elsewhere) return { kind: 'placed', code, token: '', payPath: await ownPayPath(shop.database, orderId) };
  if (byCard) {
    const card = shop.demo ? (form.outcome ?? 'tok_ok') : 'tok_ok';
    const asked = (await paymentsOf(shop.database, orderId)).find(({ method: way }) => way === 'card');
    const paymentId = asked?.paymentId ?? firstPayment(orderId);
    const call = { orderId, paymentId, card, actor: actorOf(ask.who) };
    try {
      await payOrder(shop.database, call);
    } catch (error) {
      // The order stands and its page says what became of the payment, and how to go on.
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return { kind: 'placed', code, token: await orderToken(shop.database, orderId) };
}

export function deliveryOf(form: CheckoutForm): Parameters<typeof checkoutCart>[1]['delivery'] {
  const siteId = /^pickup:(sit_[0-9a-z]{26})$/.exec(form.deliveryId)?.[1];
  if (siteId !== undefined) return { method: 'pickup', siteId };
  if (form.deliveryId !== 'home' || form.method === 'pay_in_store')
    refuse('orders.delivery', { fields: [{ field: 'deliveryId', rule: 'one of those offered' }] });
  const { name, line1, line2, postcode, city, country, phone } = form;
  const address = { name, line1, ...(line2 === '' ? {} : { line2 }), postcode, city, country };
  return { method: 'delivery', address: { ...address, ...(phone === '' ? {} : { phone }) } };
}

/** Fields of a refusal under the form's own names: `delivery.address.postcode` → `postcode`. */
function formRefusal(refusal: Refusal): Refusal {
  const { fields } = refusal.facts;
  if (!fields) return refusal;
  const named = fields.map(({ field, rule }) => ({ field: field.split('.').at(-1) ?? field, rule }));
  return new Refusal(refusal.code, { ...refusal.facts, fields: named });
}

function withNotices(view: CheckoutView, refusal: Refusal, agreedMinor: number): CheckoutView {
  const { currency } = view.totals.total;
  const notices: Notice[] = [...view.cart.notices];
  if (view.totals.total.minor !== agreedMinor)
    notices.push({ kind: 'total_changed', was: money(agreedMinor, currency), now: view.totals.total });
  const short = (refusal.facts.short ?? []) as readonly { skuId: string; wanted: number; available: number }[];
  for (const { skuId, wanted, available } of short) {
    const name = view.cart.lines.find((line) => line.skuId === skuId)?.name ?? skuId;
    if (!notices.some((notice) => notice.kind === 'short' && notice.name === name))
      notices.push({ kind: 'short', name, asked: wanted, left: available });
  }
  if (notices.length === 0)
    notices.push({ kind: 'total_changed', was: money(agreedMinor, currency), now: view.totals.total });
  return { ...view, cart: { ...view.cart, notices } };
}
