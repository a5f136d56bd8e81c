/** An order's page for whom it belongs to, receipts of the till too: what is in it, what happened, and what is still to come. */
import qrcode from 'qrcode';
import type { Database } from '#base/db';
import { timeline, type JournalEvent } from '#base/journal';
import { money } from '#base/money';
import { clock } from '#base/time';
import { Refusal, refuse } from '#base/refusal';
import { channelById } from '#channels';
import {
  cameToNothing,
  findOrder,
  giveUpTransfer,
  payOrder,
  pickupCode,
  tokenOpens,
  type Order,
  dueFirst,
} from '#orders';
import { listDocuments, type DocumentHead } from '#invoicing';
import { siteById, type Site } from '#org';
import { paymentsOf, type Payment } from '#payments';
import { qrPath } from '#kit/qr';
import type { Ask, ShopApi } from '../../web/store/api.ts';
import type { ChannelKind, FactView, Lang, OrderState, OrderView, PaymentState } from '../../web/store/views.ts';
import { outcomesIn } from './checkout.ts';
import { changesOf } from './order-changes.ts';
import { invoiceOf } from './papers.ts';
import { parcelsOf } from './parcels.ts';
import { actorOf, type Shop } from './scene.ts';
import { reductionsOf } from './receive.ts';
import { hasCome, isBack, promiseIn, stepsOf } from './tracking.ts';
import { transferOf } from './transfer.ts';
import { vatWhy } from './why.ts';
import { wordsIn } from './words.ts';
import { ownPayPath, paysElsewhere } from './pay-links.ts';

export { lineView } from './parcels.ts';

type Orders = Pick<ShopApi, 'order' | 'payAgain'>;

export const orderApi = (shop: Shop): Orders => ({
  order: (ask, code, token) => order(shop, ask, code, token),
  payAgain: (ask, code, token, attempt) => payAgain(shop, ask, code, token, attempt),
});

/** The order for its customer or who holds its token; undefined for everybody else, as if there were none. */
export async function ownOrder(database: Database, ask: Ask, code: string, token?: string): Promise<Order | undefined> {
  if (!/^[0-9A-Za-z_]{10,40}$/.test(code)) return undefined;
  const found = await findOrder(database, code);
  if (!found) return undefined;
  if (ask.who.customerId !== undefined && found.customerId === ask.who.customerId) return found;
  return token !== undefined && (await tokenOpens(database, found.orderId, token)) ? found : undefined;
}

async function order(shop: Shop, ask: Ask, code: string, token?: string): Promise<OrderView | undefined> {
  const found = await ownOrder(shop.database, ask, code, token);
  return found && orderOf(shop, ask, found);
}

/** An order as its page tells it, to whom it belongs. */
export async function orderOf({ database, demo }: Shop, { lang }: Ask, found: Order): Promise<OrderView> {
  const shop = { database, demo };
  const [payments, facts, channel, site, { views: parcels, sent }, pass, changes, papers] = await Promise.all([
    paymentsOf(database, found.orderId),
    timeline(database, found.orderId),
    channelKind(database, found.channelId),
    siteOf(database, found),
    parcelsOf(database, found, lang),
    passOf(database, found),
    changesOf(shop, found, lang),
    listDocuments(database, { orderId: found.orderId, sort: 'oldest', limit: 50 }),
  ]);
  const transfer = await transferOf(database, found, payments);
  const open =
    found.state === 'awaiting_payment' &&
    payments.some((one) => one.method !== 'gift_card') &&
    payments.every((one) => hasEnded(one) || isRest(one, payments));
  // What is sold at a counter or on a marketplace is not confirmed by our mail.
  const mailed =
    found.delivery.method === 'delivery' || found.delivery.method === 'pickup' ? found.contact.email : undefined;
  const outcomes = demo ? { outcomes: outcomesIn(lang) } : {};
  return {
    orderId: found.orderId,
    code: found.number,
    placedAt: found.openedAt,
    state: stateOf(found, isBack(found), hasCome(found, sent)),
    channel,
    ...(site ? { place: site.name } : {}),
    ...(mailed === undefined ? {} : { email: mailed }),
    ...promiseIn(found, sent, lang, clock()),
    parcels,
    totals: {
      items: found.totals.items,
      ...(found.firstMinor === null ? reductionsOf(found.reductions, found.total.currency, lang) : {}),
      delivery: found.delivery.method === 'handover' ? 'none' : found.totals.delivery,
      taxes: found.taxGroups.map(({ rate, tax }) => ({ rate, tax })),
      total: found.totals.gross,
      ...(found.vat?.mention ? { mention: found.vat.mention[lang] } : {}),
      ...(found.vat ? { vat: vatWhy(found.vat, lang) } : {}),
    },
    payments: payments.map((payment) => ({
      method: methodOf(payment),
      state: paymentStateOf(payment),
      amount: money(payment.amountMinor, payment.currency),
      ...(payment.purpose === 'deposit' ? { deposit: true as const } : {}),
    })),
    steps: stepsOf(found, payments, facts, lang, sent),
    timeline: factsOf(found, facts, payments, lang),
    ...pass,
    ...(transfer ? { transfer } : {}),
    ...(papers.length > 0 ? { papers: papers.map((one) => paperOf(one, lang)) } : {}),
    ...(await invoiceOf(database, found, papers)),
    ...(changes ? { changes } : {}),
    ...((open || transfer) && found.expiresAt
      ? {
          retry: {
            amount: money(dueFirst(found.total.minor, payments), found.total.currency),
            until: found.expiresAt,
            ...(transfer ? { instead: true as const } : {}),
            ...outcomes,
          },
        }
      : {}),
  };
}

const paperNames = {
  invoice: { fr: 'Facture', en: 'Invoice' },
  credit_note: { fr: 'Avoir', en: 'Credit note' },
  deposit: { fr: 'Facture d’acompte', en: 'Deposit invoice' },
  delivery: { fr: 'Bon de livraison', en: 'Delivery note' },
} as const;
const paperOf = ({ documentId, kind, number }: DocumentHead, lang: Ask['lang']) => ({
  documentId,
  name: `${paperNames[kind][lang]} ${number}`,
});

/** What the store scans before it hands an order over, and the code to be said aloud; gone with the goods. */
async function passOf(
  database: Database,
  { orderId, state, fulfilment, delivery, number }: Order,
): Promise<Pick<OrderView, 'pass'>> {
  if (state !== 'placed' || fulfilment === 'done' || delivery.method !== 'pickup') return {};
  const code = await pickupCode(database, orderId);
  const { size, data } = qrcode.create(`${number}.${code}`, { errorCorrectionLevel: 'M' }).modules;
  return { pass: { ...qrPath(size, data), code: `${code.slice(0, 3)} ${code.slice(3)}` } };
}

/** How an order is told to its buyer; what is all `back` again is not on its way, nor what has all come. */
export function stateOf(
  order: Pick<Order, 'state' | 'fulfilment' | 'delivery' | 'readyAt'>,
  back = false,
  come = false,
): OrderState {
  const { state, fulfilment, delivery, readyAt } = order;
  if (state === 'needs_decision') return 'needs_person';
  if (state !== 'placed') return state;
  if (readyAt !== null && fulfilment !== 'done') return 'ready';
  if (fulfilment === 'partly') return 'preparing';
  if (fulfilment === 'open') return 'placed';
  if (back) return 'returned';
  if (come) return 'delivered';
  return delivery.method === 'delivery' || delivery.method === 'marketplace' ? 'shipped' : 'done';
}

/** The five kinds of channels that shoppers tell apart. */
export async function channelKind(database: Database, channelId: string): Promise<ChannelKind> {
  const kind = (await channelById(database, channelId))?.kind;
  return kind === 'till' || kind === 'marketplace' || kind === 'app' || kind === 'b2b' ? kind : 'web';
}

async function siteOf(database: Database, { delivery }: Order): Promise<Site | undefined> {
  return 'siteId' in delivery ? siteById(database, delivery.siteId) : undefined;
}

/** What is set aside on a gift card waits beside a bank card that came to nothing. */
const hasEnded = (payment: Payment): boolean => cameToNothing(payment) || payment.method === 'gift_card';

/** What is promised beside a deposit, or owed, waits for it too. */
const isRest = ({ method, state }: Payment, payments: readonly Payment[]): boolean =>
  ((method === 'promise' && state === 'promised') || (method === 'account' && state === 'captured')) &&
  payments.some((one) => one.purpose === 'deposit');

const methodOf = ({ method }: Payment): OrderView['payments'][number]['method'] =>
  method === 'promise' ? 'pay_in_store' : method;

function paymentStateOf({ method, state, capturedMinor, refundedMinor }: Payment): PaymentState {
  if ((refundedMinor > 0 && refundedMinor >= capturedMinor) || state === 'voided') return 'refunded';
  if (state === 'promised') return method === 'transfer' ? 'pending' : 'promise';
  if (state === 'authorised' || state === 'captured' || state === 'declined') return state;
  return state === 'failed' ? 'declined' : 'pending';
}

/** Facts of the journal in words, oldest first. */
function factsOf(found: Order, facts: readonly JournalEvent[], payments: readonly Payment[], lang: Lang): FactView[] {
  const words = wordsIn[lang];
  const told = facts.toReversed().flatMap((fact): FactView[] => {
    const text = factWords(fact, found, lang);
    return text === undefined ? [] : [{ at: fact.at, words: text, state: 'done' }];
  });
  const pending = payments.some((payment) => payment.state === 'unknown' || payment.state === 'intent');
  if (found.state === 'awaiting_payment' && pending) told.push({ words: words.waitingBank, state: 'now' });
  const last = told.findLastIndex((fact) => fact.state === 'done');
  const marked = told.map((fact, i): FactView => (i === last && !pending ? { ...fact, state: 'now' } : fact));
  return marked;
}

function factWords({ type, body }: JournalEvent, { delivery }: Order, lang: Lang): string | undefined {
  const words = wordsIn[lang];
  if (type === 'orders.placed' && delivery.method === 'handover') return words.collectedTill;
  if (type === 'payments.settled') {
    const { state } = body;
    return state === 'authorised' || state === 'captured' || state === 'declined' || state === 'voided'
      ? words[`payments.${state}`]
      : undefined;
  }
  if (type === 'orders.expired') return words['orders.cancelled'];
  if (
    type === 'orders.opened' ||
    type === 'orders.placed' ||
    type === 'orders.ready' ||
    type === 'orders.shipped' ||
    type === 'orders.cancelled' ||
    type === 'orders.needs_decision'
  )
    return words[type];
  return undefined;
}

async function payAgain(
  shop: Shop,
  ask: Ask,
  code: string,
  token: string | undefined,
  attempt: { attemptId: string; outcome?: string },
): Promise<string | undefined> {
  const found = (await ownOrder(shop.database, ask, code, token)) ?? refuse('orders.not_found', { detail: code });
  // Who pays by card does not send the transfer that is awaited: what comes of it all the same waits for a person.
  if (found.state === 'awaiting_payment')
    await shop.database.transaction({ actor: actorOf(ask.who) }, (tx) => giveUpTransfer(tx, found));
  if (found.state === 'awaiting_payment' && (await paysElsewhere(shop.database)))
    return ownPayPath(shop.database, found.orderId);
  const random = /^att_([0-9a-hjkmnp-tv-z]{26})$/.exec(attempt.attemptId)?.[1];
  if (random === undefined) refuse('request.invalid', { fields: [{ field: 'attemptId', rule: 'an attempt id' }] });
  const card = shop.demo ? (attempt.outcome ?? 'tok_ok') : 'tok_ok';
  try {
    await payOrder(shop.database, {
      orderId: found.orderId,
      paymentId: `pay_${random}`,
      card,
      actor: actorOf(ask.who),
    });
  } catch (error) {
    // Declined once more: the order's page says so.
    if (!(error instanceof Refusal) || error.code !== 'orders.declined') throw error;
  }
  return undefined;
}
