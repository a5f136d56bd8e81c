/** What a device shows of an order. No amount and no article: it lies on a table, for anybody to read. */
import type { Database } from '#base/db';
import { clock, DAY, plus, type Day } from '#base/time';
import { longDate } from '#kit/format';
import { findOrder, orderLinkToken, type Order } from '#orders';
import { siteById } from '#org';
import { laterRows } from '#sourcing';
import type { Kind } from './hear.ts';

const LINK_MS = 30 * DAY;

type Said = { readonly title: string; readonly body: (n: string, at: string) => string };
type Words = Readonly<Record<Kind | 'handed' | 'part', Said>>;

const fr: Words = {
  placed: { title: 'Commande confirmée', body: (n) => `La commande ${n} est bien reçue.` },
  ready: { title: 'Votre commande est prête', body: (n, at) => `La commande ${n} vous attend : ${at}.` },
  shipped: { title: 'Votre commande est en route', body: (n) => `La commande ${n} est partie.` },
  part: { title: 'Un colis est en route', body: (n) => `Un colis de la commande ${n} est parti, le reste suit.` },
  handed: { title: 'Merci de votre visite', body: (n) => `La commande ${n} vous a été remise.` },
  follow_up: {
    title: 'Tout va bien ?',
    body: (n) => `Votre commande ${n} a une semaine : dites-nous si quelque chose ne va pas.`,
  },
  delivered: { title: 'Livré', body: (n) => `Un colis de la commande ${n} est arrivé.` },
  collect_soon: { title: 'À retirer bientôt', body: (n, at) => `La commande ${n} vous attend encore : ${at}.` },
  expired: {
    title: 'Commande non retirée',
    body: (n) => `La commande ${n} est annulée ; ce que vous avez payé vous est rendu.`,
  },
  cancelled: { title: 'Commande annulée', body: (n) => `La commande ${n} est annulée.` },
  changed: { title: 'Votre commande a changé', body: (n) => `Voyez ce qui change dans la commande ${n}.` },
  filled: { title: 'C’est arrivé', body: (n) => `Ce que la commande ${n} attendait est là : nous la préparons.` },
  later: { title: 'Nouvelle date', body: (n, at) => `La commande ${n} est maintenant attendue pour le ${at}.` },
  refunded: { title: 'Remboursement', body: (n) => `Nous vous avons remboursé, commande ${n}.` },
};

const en: Words = {
  placed: { title: 'Order confirmed', body: (n) => `We have received order ${n}.` },
  ready: { title: 'Your order is ready', body: (n, at) => `Order ${n} waits for you: ${at}.` },
  shipped: { title: 'Your order is on its way', body: (n) => `Order ${n} has left.` },
  part: { title: 'A parcel is on its way', body: (n) => `A parcel of order ${n} has left; the rest follows.` },
  handed: { title: 'Thank you for your visit', body: (n) => `Order ${n} was handed to you.` },
  follow_up: {
    title: 'Is all well?',
    body: (n) => `Your order ${n} is a week old: tell us if anything is wrong.`,
  },
  delivered: { title: 'Delivered', body: (n) => `A parcel of order ${n} has arrived.` },
  collect_soon: { title: 'To collect soon', body: (n, at) => `Order ${n} still waits for you: ${at}.` },
  expired: {
    title: 'Order not collected',
    body: (n) => `Order ${n} is cancelled; what you paid is given back.`,
  },
  cancelled: { title: 'Order cancelled', body: (n) => `Order ${n} is cancelled.` },
  changed: { title: 'Your order has changed', body: (n) => `See what changes in order ${n}.` },
  filled: { title: 'It has come', body: (n) => `What order ${n} was waiting for is here: we are preparing it.` },
  later: { title: 'A new date', body: (n, at) => `Order ${n} is now expected on ${at}.` },
  refunded: { title: 'Refund', body: (n) => `We have paid you back, order ${n}.` },
};

const words = { fr, en };

export type Message = {
  readonly orderId: string;
  readonly kind: Kind;
  readonly about: string;
  readonly language: 'fr' | 'en';
};

/** The day an order's article is expected on now, when it is still the one the message is about. */
async function dayOf(database: Database, order: Order, about: string): Promise<Day | undefined> {
  const [skuId = '', expected = ''] = about.split(':');
  if (!order.lines.some((line) => line.skuId === skuId && line.backordered > 0)) return undefined;
  const rows = await laterRows(database, { skuIds: [skuId], limit: 100 });
  const now = rows.find((row) => row.channelId === order.channelId)?.expected;
  return now === expected ? now : undefined;
}

/** What was true when it was queued may not be any more: nobody is called to the store for what was cancelled or handed over. */
function stillSo(kind: Kind, order: Order): boolean {
  const open = order.state === 'placed' && order.fulfilment !== 'done';
  if (kind === 'ready' || kind === 'collect_soon' || kind === 'filled' || kind === 'later') return open;
  if (kind === 'expired' || kind === 'cancelled') return order.state === 'cancelled';
  if (kind === 'placed' || kind === 'changed') return order.state === 'placed';
  return order.delivery.method !== 'marketplace';
}

function toldAs({ kind, about }: Message, order: Order): keyof Words {
  if (kind !== 'shipped') return kind;
  if (order.delivery.method !== 'delivery') return 'handed';
  return about !== '' && order.fulfilment === 'partly' ? 'part' : 'shipped';
}

/** The record a message is about: devices show one for each of it. */
export const recordOf = ({ orderId, about }: Message): string => (/^[a-z]{3}_/.test(about) ? about : orderId);

/** What a device shows; undefined when the order is no more, or it is not so any more. */
export async function textOf(database: Database, message: Message): Promise<string | undefined> {
  const { orderId, kind, about, language } = message;
  const order = await findOrder(database, orderId);
  if (!order || !stillSo(kind, order)) return undefined;
  const day = kind === 'later' ? await dayOf(database, order, about) : undefined;
  if (kind === 'later' && day === undefined) return undefined;
  const site = 'siteId' in order.delivery ? await siteById(database, order.delivery.siteId) : undefined;
  const said = words[language][toldAs(message, order)];
  const token = await orderLinkToken(database, orderId, plus(clock(), LINK_MS));
  const own = recordOf(message) === orderId ? '' : `-${about.slice(4, 30)}`;
  return JSON.stringify({
    title: said.title,
    body: said.body(order.number, day === undefined ? (site?.name ?? '') : longDate(language, day)),
    url: `${language === 'en' ? '/en' : ''}/orders/${order.number}?t=${token}`,
    tag: `${kind}-${order.number}${own}`,
    lang: language,
  });
}
