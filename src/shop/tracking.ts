/**
 * Where an order is, as steps: ordered, paid, prepared or sent, in the buyer's hands. Pure, and of facts alone: a step is done when its
 * fact was written down, with that fact's time. What nobody tells us (a parcel's arrival) is said to be unknown, never taken for granted.
 */
import type { JournalEvent } from '#base/journal';
import { dayIn, type Instant } from '#base/time';
import type { Order } from '#orders';
import type { Payment } from '#payments';
import { homeZone, type Lang } from '#kit/format';
import type { StepView } from '../../web/store/views.ts';
import type { Sent } from './parcels.ts';
import { stepWords } from './step-words.ts';
import { rangeText, sentence, wordsIn } from './words.ts';

type Facts = Pick<JournalEvent, 'type' | 'at' | 'body'>;
type Tracked = Pick<Order, 'state' | 'fulfilment' | 'delivery' | 'openedAt' | 'placedAt' | 'readyAt' | 'lines'>;
type Paid = Pick<Payment, 'method' | 'state'>;

/** When something of this kind happened last; undefined when it has not. */
const lastOf = (facts: readonly Facts[], fits: (fact: Facts) => boolean): Instant | undefined =>
  facts
    .filter(fits)
    .map(({ at }) => at)
    .toSorted()
    .at(-1);

/** The steps of an order in their order; none for what was taken along at a counter, where buying was all. */
export function stepsOf(
  order: Tracked,
  payments: readonly Paid[],
  facts: readonly Facts[],
  lang: Lang,
  sent: readonly Sent[] = [],
): readonly StepView[] {
  const words = stepWords[lang];
  if (order.delivery.method === 'handover') return [];
  const ordered: StepView = { key: 'ordered', words: words.ordered, at: order.openedAt, state: 'done' };
  if (order.state === 'cancelled') return [ordered, cancelledStep(facts, lang)];
  const paid = paidStep(order, payments, facts, lang);
  const steps = [
    ordered,
    paid,
    ...(order.delivery.method === 'pickup' ? toCollect(order, facts, lang) : toSend(order, facts, sent, lang)),
  ];
  if (order.state !== 'needs_decision') return marked(steps, paid);
  const open = steps.filter((step) => step.state === 'done');
  return [...open, { key: 'person', words: words.person, text: words.personText, state: 'now' }];
}

/** The first step that is not done is where the order is. What is paid at the counter holds nothing up. */
function marked(steps: readonly StepView[], paid: StepView): StepView[] {
  const at = steps.findIndex((step) => step.state === 'next' && !(step === paid && step.later === true));
  return steps.map((step, i) => (i === at ? { ...step, state: 'now' } : step));
}

function cancelledStep(facts: readonly Facts[], lang: Lang): StepView {
  const words = stepWords[lang];
  const expired = lastOf(facts, ({ type }) => type === 'orders.expired');
  const at = expired ?? lastOf(facts, ({ type }) => type === 'orders.cancelled');
  return {
    key: 'cancelled',
    words: words.cancelled,
    text: expired === undefined ? words.cancelledText : words.expiredText,
    state: 'done',
    ...(at === undefined ? {} : { at }),
  };
}

function paidStep(
  { state, delivery }: Tracked,
  payments: readonly Paid[],
  facts: readonly Facts[],
  lang: Lang,
): StepView {
  const words = stepWords[lang];
  const settled = payments.find((one) => one.state === 'authorised' || one.state === 'captured');
  if (settled) {
    const at = lastOf(
      facts,
      ({ type, body }) =>
        type === 'payments.settled' && (body['state'] === 'authorised' || body['state'] === 'captured'),
    );
    const text = settled.state === 'authorised' ? words.authorisedText : undefined;
    return { key: 'paid', words: words.paid, state: 'done', ...(text ? { text } : {}), ...(at ? { at } : {}) };
  }
  if (payments.length === 0 && delivery.method === 'marketplace')
    return { key: 'paid', words: words.paid, text: words.marketText, state: 'done' };
  if (state === 'awaiting_payment' && payments.some((one) => one.state === 'promised'))
    return { key: 'paid', words: words.pay, text: words.transferText, state: 'next' };
  if (payments.some((one) => one.state === 'promised'))
    return { key: 'paid', words: words.payThere, text: words.payThereText, state: 'next', later: true };
  const pending = payments.some((one) => one.state === 'unknown' || one.state === 'intent');
  const text = state !== 'awaiting_payment' ? undefined : pending ? words.bankText : words.waitingText;
  return { key: 'paid', words: words.pay, state: 'next', ...(text ? { text } : {}) };
}

const units = (lines: Tracked['lines'], of: (line: Tracked['lines'][number]) => number): number =>
  lines.reduce((n, line) => n + of(line), 0);

/** “2 of 3 articles”, while a part has left. */
function partText({ lines }: Tracked, lang: Lang): string {
  const left = units(lines, (line) => line.shipped);
  return stepWords[lang].part(
    left,
    units(lines, (line) => line.ordered - line.cancelled),
  );
}

const shippedAt = (facts: readonly Facts[]): Instant | undefined =>
  lastOf(facts, ({ type }) => type === 'orders.shipped');

function toCollect(order: Tracked, facts: readonly Facts[], lang: Lang): StepView[] {
  const words = stepWords[lang];
  const { fulfilment, readyAt } = order;
  const gone = shippedAt(facts);
  const done = fulfilment === 'done';
  // Handed over without having been said to be ready: it was, but nobody wrote down when.
  const ready: StepView =
    readyAt !== null || done
      ? { key: 'ready', words: words.ready, state: 'done', ...(readyAt === null ? {} : { at: readyAt }) }
      : { key: 'ready', words: words.ready, text: words.readyText, state: 'next' };
  const collected: StepView = done
    ? { key: 'collected', words: words.collected, state: 'done', ...(gone ? { at: gone } : {}) }
    : {
        key: 'collected',
        words: words.collected,
        text: fulfilment === 'partly' ? partText(order, lang) : words.collectedText,
        state: 'next',
      };
  return [ready, collected];
}

function toSend(order: Tracked, facts: readonly Facts[], sent: readonly Sent[], lang: Lang): StepView[] {
  const words = stepWords[lang];
  const { fulfilment } = order;
  const gone = shippedAt(facts);
  const done = fulfilment === 'done';
  const shipped: StepView = done
    ? { key: 'shipped', words: words.shipped, state: 'done', ...(gone ? { at: gone } : {}) }
    : {
        key: 'shipped',
        words: words.shipped,
        text: fulfilment === 'partly' ? partText(order, lang) : words.shippedText,
        state: 'next',
      };
  return [shipped, isBack(order) ? returnedStep(facts, lang) : deliveredStep(done, sent, lang)];
}

/** What is all back again: whether it had arrived first helps nobody any more. */
function returnedStep(facts: readonly Facts[], lang: Lang): StepView {
  const at = lastOf(facts, ({ type }) => type === 'returns.received');
  return { key: 'returned', words: stepWords[lang].returned, state: 'done', ...(at ? { at } : {}) };
}

/** Whether it has arrived is for its carriers to say; of a parcel that nobody follows, it is said to be unknown. */
function deliveredStep(done: boolean, sent: readonly Sent[], lang: Lang): StepView {
  const words = stepWords[lang];
  const step = { key: 'delivered', words: words.delivered } as const;
  const came = sent.flatMap((one) => one.deliveredAt ?? []).toSorted();
  const at = came.at(-1);
  if (done && at !== undefined && came.length === sent.length) return { ...step, at, state: 'done' };
  if (came.length > 0) return { ...step, text: words.deliveredPart(came.length, sent.length), state: 'next' };
  if (sent.length > 0 && sent.every((one) => one.tracked)) return { ...step, text: words.trackedText, state: 'next' };
  return { ...step, text: words.deliveredText, state: done ? 'unknown' : 'next' };
}

/** Every parcel has arrived, as its carrier says. */
export const hasCome = ({ fulfilment }: Pick<Order, 'fulfilment'>, sent: readonly Sent[]): boolean =>
  fulfilment === 'done' && sent.length > 0 && sent.every((one) => one.deliveredAt !== null);

/** All that left has come back. */
export const isBack = ({ fulfilment, lines }: Pick<Order, 'fulfilment' | 'lines'>): boolean =>
  fulfilment === 'done' &&
  lines.some((line) => line.shipped > 0) &&
  lines.every((line) => line.returned >= line.shipped);

/** The promise of a delivery while it is to be kept; said as past once its last day is over, for nobody is helped by a day that is gone. */
export function promiseIn(
  { promise, state, fulfilment, lines }: Pick<Order, 'promise' | 'state' | 'fulfilment' | 'lines'>,
  sent: readonly Sent[],
  lang: Lang,
  now: Instant,
): { promise?: string } {
  const open = state === 'placed' || state === 'awaiting_payment' || state === 'needs_decision';
  // What is all back again was not waited for any longer.
  const over = hasCome({ fulfilment }, sent) || isBack({ fulfilment, lines });
  if (!promise || !open || over) return {};
  const range = rangeText(lang, promise, now);
  return {
    promise: sentence(
      promise.latest < dayIn(now, homeZone) ? wordsIn[lang].promisedPast(range) : wordsIn[lang].promised(range),
    ),
  };
}
