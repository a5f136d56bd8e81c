/** What is written to a buyer of an order: what left and came, what waits, what changed, what was paused or given up. */
import { sql, type Db } from '#base/db';
import { timeline, type JournalEvent } from '#base/journal';
import { money as amountOf, type Money } from '#base/money';
import { collectBy, parcelsOf, carrierOf, settingOf } from '#fulfilment';
import { longDate, money } from '#kit/format';
import { versionsOf, type Order, type Version } from '#orders';
import { siteById } from '#org';
import { paymentsOf } from '#payments';
import { differences } from '#shop';
import { laterRows } from '#sourcing';
import { itemText, type About, type Letter } from './letter.ts';
import { letterWords } from './letter-words.ts';
import { orderPayLink, orderPayReminder } from './pay-link-mail.ts';
import { orderTransfer } from './transfer-mail.ts';

/** What follows the record's id in a message's key: a version, a due, a fact. */
export type Key = { readonly recordId: string; readonly rest: string };
export type Write = (about: About, key: Key) => Promise<Letter | undefined>;

/** The fact a message is about, by the version of its order. */
async function factOf({ database, order }: About, type: string, { rest }: Key): Promise<JournalEvent | undefined> {
  const facts = await timeline(database, order.orderId, 200);
  return facts.find(
    (fact) => fact.subjectId === order.orderId && fact.type === type && String(fact.version ?? 0) === rest,
  );
}

type Units = { readonly lineNo: number; readonly quantity: number };

/** What is wanted and has not left yet. */
const toCome = (order: Order): Units[] =>
  order.lines
    .map(({ lineNo, ordered, cancelled, shipped }) => ({ lineNo, quantity: ordered - cancelled - shipped }))
    .filter(({ quantity }) => quantity > 0);

const itemsOf = ({ order, lang }: About, units: readonly Units[]): string[] =>
  units.map((one) => itemText(order, lang, one));

const restOf = (about: About): string[] => {
  const rest = about.order.state === 'placed' ? toCome(about.order) : [];
  return rest.length === 0 ? [] : [letterWords[about.lang].rest(itemsOf(about, rest).join(', '))];
};

/** A parcel that left: what is in it, its number and where its carrier tells of it, and what follows. */
const parcelLeft: Write = async (about, { recordId }) => {
  const { database, order, lang } = about;
  const words = letterWords[lang];
  const parcel = (await parcelsOf(database, [order.orderId])).find((one) => one.parcelId === recordId);
  if (parcel?.state !== 'left') return undefined;
  const [carrier, site] = [carrierOf(parcel.carrier), await siteById(database, parcel.siteId)];
  const { tracking } = parcel;
  const href = tracking === null ? undefined : carrier?.page?.(tracking);
  return {
    subject: words.left(order.number),
    before: [words.leftText(site?.name ?? '')],
    items: itemsOf(about, parcel.lines),
    after: [...(carrier && tracking !== null ? [words.tracking(carrier.title[lang], tracking)] : []), ...restOf(about)],
    ...(href === undefined ? {} : { also: { words: words.atCarrier, href } }),
    follow: words.track,
  };
};

/** What left without a parcel of its own. */
const orderSent: Write = async (about, key) => {
  const { order, lang } = about;
  if (order.delivery.method !== 'delivery') return undefined;
  const words = letterWords[lang];
  const fact = await factOf(about, 'orders.shipped', key);
  if (!fact) return undefined;
  const lines = fact.body['lines'] as readonly { lineNo: number; units: number }[];
  return {
    subject: words.left(order.number),
    before: [words.sentText],
    items: itemsOf(
      about,
      lines.map(({ lineNo, units }) => ({ lineNo, quantity: units })),
    ),
    after: restOf(about),
    follow: words.track,
  };
};

const parcelDelivered: Write = async (about, { recordId }) => {
  const { database, order, lang } = about;
  const words = letterWords[lang];
  const parcels = await parcelsOf(database, [order.orderId]);
  const parcel = parcels.find((one) => one.parcelId === recordId);
  if (!parcel?.deliveredAt) return undefined;
  const way = parcels.filter((one) => one.state === 'left' && one.deliveredAt === null);
  return {
    subject: words.delivered(order.number),
    before: [words.deliveredText(longDate(lang, parcel.deliveredAt, { zone: about.zone }))],
    items: itemsOf(about, parcel.lines),
    after: [...(way.length > 0 ? [words.onTheWay(way.length)] : []), ...restOf(about), words.wrong],
  };
};

const collectSoon: Write = async ({ database, order, lang, zone }) => {
  const words = letterWords[lang];
  if (order.state !== 'placed' || order.fulfilment === 'done' || order.delivery.method !== 'pickup') return undefined;
  if (order.readyAt === null) return undefined;
  const { siteId } = order.delivery;
  const [site, setting] = await Promise.all([siteById(database, siteId), settingOf(database, siteId)]);
  const until = longDate(lang, collectBy(order.readyAt, setting), { zone });
  const place = site ? `${site.name}, ${site.address.line1}, ${site.address.postcode} ${site.address.city}` : '';
  return {
    subject: words.soon(order.number, until),
    before: [words.soonText(place, until), words.soonElse],
    follow: words.showCode,
  };
};

/** What becomes of the money of an order that is no more: given back where it was taken, else nothing is owed. */
async function moneyBack({ database, order, lang }: About): Promise<string> {
  const payments = await paymentsOf(database, order.orderId);
  const taken = payments.reduce((sum, payment) => sum + payment.capturedMinor, 0);
  const words = letterWords[lang];
  return taken > 0 ? words.givenBack(money(lang, amountOf(taken, order.total.currency))) : words.nothingToPay;
}

const collectExpired: Write = async (about) => {
  const { database, order, lang } = about;
  const words = letterWords[lang];
  if (order.state !== 'cancelled' || order.delivery.method !== 'pickup') return undefined;
  const site = await siteById(database, order.delivery.siteId);
  return {
    subject: words.expired(order.number),
    before: [words.expiredText(site?.name ?? ''), await moneyBack(about)],
  };
};

const orderCancelled: Write = async (about) => {
  const { order, lang } = about;
  if (order.state !== 'cancelled') return undefined;
  const words = letterWords[lang];
  const all = order.lines.map(({ lineNo, ordered }) => ({ lineNo, quantity: ordered }));
  return {
    subject: words.cancelled(order.number),
    before: [words.cancelledText],
    items: itemsOf(about, all),
    after: [await moneyBack(about)],
  };
};

/** A version beside the one before, and what it did to the money. */
const orderChanged: Write = async (about, key) => {
  const { database, order, lang } = about;
  const words = letterWords[lang];
  const fact = await factOf(about, 'orders.edited', key);
  const versions = await versionsOf(database, order.orderId);
  const at = versions.findIndex((version) => version.number === fact?.body['number']);
  const [before, version] = [versions[at - 1], versions[at]];
  if (!fact || !version || !before || order.state === 'cancelled') return undefined;
  const items = differences(order, version, before, lang).map(({ name, was, is }) => words.units(name, was, is));
  const paid = (await paymentsOf(database, order.orderId)).some((payment) => payment.capturedMinor > 0);
  const after = [...placeChanged(before, version, lang), ...effect(order, version, lang, paid)];
  if (order.balanceMinor > 0)
    after.push(words.due(money(lang, amountOf(order.balanceMinor, order.total.currency))), words.payThere);
  const own = fact.body['by'] === 'buyer';
  return { subject: words.changed(order.number), before: [own ? words.changedByYou : words.changedByUs], items, after };
};

function placeChanged(before: Version, version: Version, lang: About['lang']): string[] {
  const words = letterWords[lang];
  const { delivery } = version;
  const said: string[] = [];
  if (JSON.stringify(before.delivery) !== JSON.stringify(delivery)) {
    const to = 'address' in delivery ? delivery.address : undefined;
    said.push(to ? words.newAddress(`${to.name}, ${to.line1}, ${to.postcode} ${to.city}`) : words.newWay);
  }
  if (JSON.stringify(before.contact) !== JSON.stringify(version.contact)) said.push(words.newContact);
  return said;
}

/** The money effect: Δ of the version, never of what came after. */
function effect({ total: { currency } }: Order, version: Version, lang: About['lang'], paid: boolean): string[] {
  const words = letterWords[lang];
  const of = (amount: Money): string => money(lang, amount);
  const { deltaMinor: delta, totals } = version;
  if (delta === 0) return [words.sameTotal(of(totals.gross))];
  const much = of(amountOf(Math.abs(delta), currency));
  if (delta > 0) return [words.more(much, of(totals.gross))];
  return [words.less(much, of(totals.gross)), ...(paid ? [words.difference] : [])];
}

/** The pause that lasts is told, once; one that was let go is not, nor that its reason or end became another. */
const orderHeld: Write = async ({ database, order, lang }, { rest }) => {
  if (order.heldAt === null || order.state !== 'placed') return undefined;
  const facts = (await timeline(database, order.orderId, 200)).filter((fact) => fact.subjectId === order.orderId);
  const versions = (type: string): number[] => facts.flatMap((fact) => (fact.type === type ? (fact.version ?? 0) : []));
  const letGo = Math.max(0, ...versions('orders.resumed'));
  if (Math.min(...versions('orders.held').filter((version) => version > letGo)) !== Number(rest)) return undefined;
  const words = letterWords[lang];
  return { subject: words.held(order.number), before: [words.heldText, words.heldKept] };
};

/** Only who was told of the pause is told of its end. */
const orderResumed: Write = async ({ database, order, lang }, { rest }) => {
  if (order.heldAt !== null || order.state !== 'placed') return undefined;
  if (!(await wasToldOfPause(database, order.orderId, Number(rest)))) return undefined;
  const words = letterWords[lang];
  return { subject: words.resumed(order.number), before: [words.resumedText] };
};

/** The last word before this version was that it is paused. */
async function wasToldOfPause(db: Db, orderId: string, version: number): Promise<boolean> {
  const rows = await db.query<{ kind: string; version: number }>(sql`
    SELECT kind, split_part(subject_id, '/', 2)::int AS version FROM notifications.message
    WHERE kind IN ('order_held', 'order_resumed') AND state = 'sent' AND subject_id LIKE ${`${orderId}/%`}`);
  const [last] = rows.filter((row) => row.version < version).toSorted((a, b) => b.version - a.version);
  return last?.kind === 'order_held';
}

const orderFilled: Write = async (about) => {
  const { order, lang } = about;
  if (order.state !== 'placed' || order.fulfilment === 'done') return undefined;
  const words = letterWords[lang];
  const waits = order.lines.map(({ lineNo, backordered, flagged }) => ({ lineNo, quantity: backordered + flagged }));
  const still = waits.filter(({ quantity }) => quantity > 0);
  return {
    subject: words.filled(order.number),
    before: [words.filledText],
    after: still.length === 0 ? [] : [words.stillWaits(itemsOf(about, still).join(', '))],
  };
};

/** The day that was said, as long as it is still the day. */
const orderLater: Write = async (about, { rest }) => {
  const { database, order, lang } = about;
  const [skuId = '', expected = ''] = rest.split(':');
  const rows = await laterRows(database, { skuIds: [skuId], limit: 100 });
  const now = rows.find((row) => row.channelId === order.channelId)?.expected;
  if (now !== expected || order.state !== 'placed') return undefined;
  const waiting = order.lines.filter((line) => line.skuId === skuId && line.backordered > 0);
  if (waiting.length === 0) return undefined;
  const words = letterWords[lang];
  return {
    subject: words.later(order.number),
    before: [words.laterText(longDate(lang, now))],
    items: itemsOf(
      about,
      waiting.map(({ lineNo, backordered }) => ({ lineNo, quantity: backordered })),
    ),
    after: [words.laterElse],
  };
};

/** Of each kind, how it is written. */
export const orderLetters: Readonly<Record<string, Write>> = {
  order_transfer: orderTransfer,
  order_pay_link: orderPayLink,
  order_pay_reminder: orderPayReminder,
  parcel_left: parcelLeft,
  order_sent: orderSent,
  parcel_delivered: parcelDelivered,
  collect_soon: collectSoon,
  collect_expired: collectExpired,
  order_cancelled: orderCancelled,
  order_changed: orderChanged,
  order_held: orderHeld,
  order_resumed: orderResumed,
  order_filled: orderFilled,
  order_later: orderLater,
};
