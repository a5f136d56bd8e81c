/** The sentences that depend on the merchant's facts, in both languages: what is promised of stock, places and time. */
import { money, when, longDate, time, type Lang } from '#kit/format';
import { money as amountOf, type Money } from '#base/money';
import { day as dayOf, DAY, msOf, type Day, type Instant } from '#base/time';
import { hoursOn, type Opening, type OpenState, type Stretch } from '#org/model';
import type { DayRange } from '#sourcing/model';

const fr = {
  online: 'En ligne',
  soldOut: 'Épuisé',
  inStores: 'en boutique',
  lastAt: (place: string) => `dernière pièce à ${place}`,
  countAt: (n: number, place: string) => `${n} à ${place}`,
  at: (place: string) => `à ${place}`,
  until: (hour: string) => `jusqu’à ${hour}`,
  pickupIn: (duration: string) => `retrait prêt en ${duration}`,
  pickupOn: (moment: string) => `retrait ${moment}`,
  noPickup: 'pas de retrait',
  ready: (moment: string) => `Prêt ${moment}`,
  openUntil: (hour: string) => `ouvert jusqu’à ${hour}`,
  opens: (moment: string) => `ouvre ${moment}`,
  opensAt: (hour: string) => `ouvre à ${hour}`,
  closed: 'fermé',
  notHere: 'Pas en rayon ici pour le moment',
  notAll: (names: string) => `Pas en assez grand nombre ici : ${names}.`,
  noneHere: 'Rien de votre panier ne s’y trouve en ce moment.',
  left: (n: number) => (n === 1 ? 'dernière pièce' : `plus que ${n}`),
  inStock: 'en stock',
  pickupAt: (place: string) => `Retrait à ${place}`,
  notEnough: 'Une partie de votre panier n’est plus en stock.',
  noPickupHere: 'Cette boutique ne prépare pas de commandes.',
  sent: (moment: string) => `Expédié ${moment}`,
  delivered: (days: string) => `Livraison ${days}`,
  between: (from: string, to: string) => `entre ${from} et ${to}`,
  promised: (days: string) => `livraison prévue ${days}`,
  promisedPast: (days: string) => `elle était attendue ${days}`,
  onOrderShort: 'Sur commande',
  onOrder: 'Sur commande, date non connue',
  expected: (day: string) => `Sur commande, attendu ${day}`,
  today: 'aujourd’hui',
  fee: (fee: string) => fee,
  free: 'offerte',
  feeFreeFrom: (fee: string, from: string) => `${fee}, offerte dès ${from}`,
  hero: 'Tout sous un même toit.',
  heroText: (departments: number, stores: number) =>
    `${sentence(small('fr', departments))} rayons${stores > 0 ? `, ${stores === 1 ? 'une boutique' : `${small('fr', stores)} boutiques`}` : ''}, un seul panier : commencez sur le téléphone, essayez en boutique, finissez où vous voulez.`,
  bandText: (n: number) => `${n} articles, le stock exact de chaque lieu, le même prix partout.`,
  home: 'Livraison',
  by: 'Livraison à domicile',
  from: (site: string) => `Depuis ${site}`,
  carried: 'Emporté en magasin',
  collect: (address: string) => address,
  market: 'Envoyé à l’adresse donnée par la place de marché',
  material: 'Matière',
  origin: 'Fabrication',
  care: 'Entretien',
  mainList: 'Mes envies',
  brand: 'Marque',
  summary: (name: string, others: number) =>
    others === 0 ? name : `${name} et ${others} autre${others < 2 ? '' : 's'}`,
  'orders.opened': 'Commande reçue, paiement attendu',
  'orders.placed': 'Commande confirmée',
  'orders.ready': 'Prête à retirer',
  'orders.shipped': 'Remise au client ou au transporteur',
  'orders.cancelled': 'Commande annulée',
  'orders.needs_decision': 'Payée ; une personne s’en occupe',
  'payments.authorised': 'Paiement accepté par la banque',
  'payments.captured': 'Paiement encaissé',
  'payments.declined': 'Paiement refusé par la banque',
  'payments.voided': 'Réservation bancaire levée',
  waitingBank: 'La banque n’a pas encore répondu',
  collectedTill: 'Vendu en caisse',
  ok: 'Acceptée',
  declined: 'Refusée par la banque',
  timeout: 'Pas de réponse à temps',
  late: 'Acceptée, réponse en retard',
  lost: 'Acceptée, réponse perdue',
};
type Words = typeof fr;

const en: Words = {
  online: 'Online',
  soldOut: 'Sold out',
  inStores: 'in store',
  lastAt: (place) => `last one at ${place}`,
  countAt: (n, place) => `${n} at ${place}`,
  at: (place) => `at ${place}`,
  until: (hour) => `until ${hour}`,
  pickupIn: (duration) => `collect in ${duration}`,
  pickupOn: (moment) => `collect ${moment}`,
  noPickup: 'no collection',
  ready: (moment) => `Ready ${moment}`,
  openUntil: (hour) => `open until ${hour}`,
  opens: (moment) => `opens ${moment}`,
  opensAt: (hour) => `opens at ${hour}`,
  closed: 'closed',
  notHere: 'Not on the shelf here at the moment',
  notAll: (names) => `Not enough here: ${names}.`,
  noneHere: 'Nothing of your cart is there at the moment.',
  left: (n) => (n === 1 ? 'last one' : `only ${n} left`),
  inStock: 'in stock',
  pickupAt: (place) => `Collect at ${place}`,
  notEnough: 'Part of your cart is no longer in stock.',
  noPickupHere: 'This store does not prepare orders.',
  sent: (moment) => `Sent ${moment}`,
  delivered: (days) => `Delivery ${days}`,
  between: (from, to) => `between ${from} and ${to}`,
  promised: (days) => `delivery expected ${days}`,
  promisedPast: (days) => `it was expected ${days}`,
  onOrderShort: 'On order',
  onOrder: 'On order, date not known',
  expected: (day) => `On order, expected ${day}`,
  today: 'today',
  fee: (fee) => fee,
  free: 'free',
  feeFreeFrom: (fee, from) => `${fee}, free from ${from}`,
  hero: 'All under one roof.',
  heroText: (departments, stores) =>
    `${sentence(small('en', departments))} departments${stores > 0 ? `, ${stores === 1 ? 'one store' : `${small('en', stores)} stores`}` : ''}, one cart: begin on the phone, try on in store, finish where you like.`,
  bandText: (n) => `${n} items, the exact stock of each place, the same price everywhere.`,
  home: 'Delivery',
  by: 'Home delivery',
  from: (site) => `From ${site}`,
  carried: 'Taken away in store',
  collect: (address) => address,
  market: 'Sent to the address given by the marketplace',
  material: 'Material',
  origin: 'Made in',
  care: 'Care',
  mainList: 'My wish list',
  brand: 'Brand',
  summary: (name, others) => (others === 0 ? name : `${name} and ${others} other${others < 2 ? '' : 's'}`),
  'orders.opened': 'Order received, payment awaited',
  'orders.placed': 'Order confirmed',
  'orders.ready': 'Ready to collect',
  'orders.shipped': 'Handed to the customer or the carrier',
  'orders.cancelled': 'Order cancelled',
  'orders.needs_decision': 'Paid; a person is taking care of it',
  'payments.authorised': 'Payment accepted by the bank',
  'payments.captured': 'Payment taken',
  'payments.declined': 'Payment declined by the bank',
  'payments.voided': 'Card reservation released',
  waitingBank: 'The bank has not answered yet',
  collectedTill: 'Sold at the till',
  ok: 'Accepted',
  declined: 'Declined by the bank',
  timeout: 'No answer in time',
  late: 'Accepted, answer comes late',
  lost: 'Accepted, answer lost',
};

export const wordsIn: Readonly<Record<Lang, Words>> = { fr, en };

/** A sentence that begins with a capital. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const numbers: Readonly<Record<Lang, readonly string[]>> = {
  fr: ['aucun', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix'],
  en: ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
};

/** Numbers to ten are written out. */
const small = (lang: Lang, n: number): string => numbers[lang][n] ?? String(n);

/** A telephone number as people of its country write it: `04 65 71 00 40`; a foreign one as it is stored. */
export const phoneText = (phone: string): string =>
  phone.replace(/^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '0$1\u00a0$2\u00a0$3\u00a0$4\u00a0$5');

/** A round amount without its cents: `90 €`, for thresholds. */
const roundText = (lang: Lang, amount: Money): string => money(lang, amount).replace(/[.,]00(?!\d)/, '');

/** `19:30` as people say it: `19 h 30`, `19:30`. */
export function hourText(lang: Lang, local: string): string {
  const [hour = '0', minute = '00'] = local.split(':');
  if (lang === 'en') return `${hour}:${minute}`;
  return minute === '00' ? `${Number(hour)}\u00a0h` : `${Number(hour)}\u00a0h\u00a0${minute}`;
}

/** Minutes as people say them: `1 h`, `30 min`. */
export function durationText(minutes: number): string {
  if (minutes < 60) return `${minutes}\u00a0min`;
  return minutes % 60 === 0 ? `${minutes / 60}\u00a0h` : `${Math.floor(minutes / 60)}\u00a0h\u00a0${minutes % 60}`;
}

/** A moment within a sentence: `aujourd’hui à 16 h 10`, `today at 16:10`, `jeudi 26 novembre à 10 h`. */
export function momentText(lang: Lang, at: Instant, now: Instant, zone: string): string {
  const hour = time(lang, at, zone);
  const [near = ''] = when(lang, at, now, zone).split(',');
  const day = /^(aujourd|demain|today|tomorrow)/.test(near) ? near : longDate(lang, at, { zone });
  return lang === 'fr' ? `${day} à ${hour}` : `${day} at ${hour}`;
}

/** Days within which a weekday's name says enough. */
const WEEK_MS = 6 * DAY;

/**
 * Until when a store is open, or when it opens, in its own time zone: `jusqu’à 19 h`, `ouvre à 14 h`, `ouvre lundi à 10 h`, `ouvre
 * lundi 24 août à 10 h`; empty where no opening is known.
 */
export function openingText(lang: Lang, state: OpenState, now: Instant, zone: string): string {
  const words = wordsIn[lang];
  if (state.open) return words.until(hourText(lang, state.until));
  if (!state.next) return '';
  const { at } = state.next;
  if (dayText(lang, at, now, zone) === dayText(lang, now, now, zone)) return words.opensAt(time(lang, at, zone));
  if (msOf(at) - msOf(now) > WEEK_MS || /^(demain|tomorrow)/.test(dayText(lang, at, now, zone)))
    return words.opens(momentText(lang, at, now, zone));
  const [weekday = ''] = longDate(lang, at, { zone }).split(/[ ,]/);
  return words.opens(lang === 'fr' ? `${weekday} à ${time(lang, at, zone)}` : `${weekday} at ${time(lang, at, zone)}`);
}

/** Stretches of a day in words: `10 h – 13 h, 14 h – 19 h`; `fermé` without any. */
export function stretchesText(lang: Lang, stretches: readonly Stretch[]): string {
  if (stretches.length === 0) return wordsIn[lang].closed;
  return stretches.map(({ opens, closes }) => `${hourText(lang, opens)} – ${hourText(lang, closes)}`).join(', ');
}

/** A weekly opening in rows, Monday first; days alike that follow each other are one row: `lundi – samedi`. */
export function weekText(lang: Lang, site: Opening): { days: string; hours: string }[] {
  const week = { ...site, specialDays: [] };
  const rows: { from: number; to: number; hours: string }[] = [];
  for (let day = 1; day <= 7; day++) {
    // 2024 began with a Monday.
    const hours = stretchesText(lang, hoursOn(week, `2024-01-0${day}`));
    const last = rows.at(-1);
    if (last?.hours === hours) last.to = day;
    else rows.push({ from: day, to: day, hours });
  }
  const name = (day: number): string => longDate(lang, dayOf(`2024-01-0${day}`)).split(/[ ,]/)[0] ?? '';
  return rows.map(({ from, to, hours }) => ({
    days: sentence(from === to ? name(from) : `${name(from)} – ${name(to)}`),
    hours,
  }));
}

/** The day only: `aujourd’hui`, `demain`, `jeudi 26 novembre`. */
export function dayText(lang: Lang, at: Instant, now: Instant, zone: string): string {
  const [near = ''] = when(lang, at, now, zone).split(',');
  return /^(aujourd|demain|today|tomorrow)/.test(near) ? near : longDate(lang, at, { zone });
}

const weekday = {
  fr: new Intl.DateTimeFormat('fr-FR', { weekday: 'long', day: 'numeric', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', timeZone: 'UTC' }),
};

/** Days within which the month goes without saying. */
const SOON_MS = 20 * DAY;

/** From when to when: `entre mardi 24 et mercredi 25`, `mardi 24`; with the month where it is far away. */
export function rangeText(lang: Lang, { earliest, latest }: DayRange, now: Instant): string {
  const far = Math.abs(Date.parse(`${latest}T00:00:00Z`) - msOf(now)) > SOON_MS;
  const name = (day: Day): string =>
    far ? longDate(lang, day) : weekday[lang].format(new Date(`${day}T00:00:00Z`)).replace(',', '');
  return earliest === latest ? name(earliest) : wordsIn[lang].between(name(earliest), name(latest));
}

/** What delivery costs: `4,90 €, offerte dès 90 €`. */
export function feeText(lang: Lang, fee: Money, freeFrom: Money | null): string {
  const words = wordsIn[lang];
  if (fee.minor === 0) return words.free;
  const amount = money(lang, fee);
  return freeFrom === null ? words.fee(amount) : words.feeFreeFrom(amount, roundText(lang, freeFrom));
}

/** Facets that every list has; options and attributes bring their own names. */
export const facetNames = {
  category: { fr: 'Rayon', en: 'Department' },
  price: { fr: 'Prix', en: 'Price' },
  brand: { fr: 'Marque', en: 'Brand' },
} as const;

/** A band of prices (`2500-5000`, minor units) in words: `25 € – 50 €`, `moins de 25 €`. */
export function bandText(lang: Lang, band: string, currency = 'EUR'): string {
  const [from = '', to = ''] = band.split('-');
  const text = (minor: string): string => roundText(lang, amountOf(Number(minor), currency));
  if (from === '') return lang === 'fr' ? `Moins de ${text(to)}` : `Under ${text(to)}`;
  if (to === '') return lang === 'fr' ? `${text(from)} et plus` : `${text(from)} and over`;
  return `${text(from)} – ${text(to)}`;
}
