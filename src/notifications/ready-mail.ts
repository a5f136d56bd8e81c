import type { Tx } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { DAY, msOf } from '#base/time';
import { collectBy, settingOf } from '#fulfilment';
import { longDate } from '#kit/format';
import { pickupCode } from '#orders';
import { siteById } from '#org';
import { letterWords } from './letter-words.ts';
import type { Write } from './order-letters.ts';
import { queue } from './queue.ts';

/** Hears that orders lie ready; one mail for each, and none for what is older than a day. */
export async function onOrdersReady(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const ids = events.filter((event) => msOf(tx.now) - msOf(event.at) < DAY).map((event) => event.subjectId);
  if (ids.length > 0) await queue(tx, 'order_ready', ids);
}

/** That an order can be collected, where, until when, and its code; nothing when it is not so any more. */
export const orderReady: Write = async ({ database, order, lang, zone }) => {
  if (order.state !== 'placed' || order.fulfilment === 'done' || order.delivery.method !== 'pickup') return undefined;
  const { siteId } = order.delivery;
  const [site, code, setting] = await Promise.all([
    siteById(database, siteId),
    pickupCode(database, order.orderId),
    settingOf(database, siteId),
  ]);
  const words = letterWords[lang];
  const place = site ? `${site.name}, ${site.address.line1}, ${site.address.postcode} ${site.address.city}` : '';
  const until = order.readyAt && longDate(lang, collectBy(order.readyAt, setting), { zone });
  return {
    subject: words.ready(order.number),
    before: [words.readyText(place)],
    code: { words: words.pickupCode, code: `${code.slice(0, 3)} ${code.slice(3)}` },
    after: until === null ? [] : [words.keptUntil(until)],
    follow: words.showCode,
  };
};
