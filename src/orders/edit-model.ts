/**
 * What a change makes of an order: pure. Lines never change what they were bought for; quantities tell how much of them is still wanted,
 * and what comes in addition is a line of its own. Each amount that changes leaves a step: which rule, how much.
 */
import { money } from '#base/money';
import { times, type Rate } from '#base/rate';
import { refuse } from '#base/refusal';
import type { TakeLine } from '#inventory/model';
import type { DeliveryRule } from '#pricing/model';
import type { TaxGroup } from '#tax/model';
import {
  feeOnNet,
  level,
  netShareOf,
  readingOf,
  shareOf,
  totalsOf,
  wantedOf,
  worthOf,
  type EditLine,
  type Reading,
  type Totals,
} from './edit-totals.ts';
import type { Contact, Delivery, OrderTax } from './model.ts';

export { shareOf, totalsOf, wantedOf, type EditLine, type Totals };

/** What is asked of a line: how many units are wanted in the end, or how many fewer; at the price it was bought for unless `today`. */
export type LineEdit = {
  readonly lineNo: number;
  readonly quantity?: number | undefined;
  readonly less?: number | undefined;
  readonly price?: 'kept' | 'today' | undefined;
};

export type OrderEdit = {
  readonly lines?: readonly LineEdit[] | undefined;
  readonly add?: readonly { readonly skuId: string; readonly quantity: number }[] | undefined;
  readonly delivery?: Extract<Delivery, { method: 'delivery' | 'pickup' }> | undefined;
  readonly contact?: Contact | undefined;
  /** How what is then owed is paid: by a link, or with what is paid at the counter; as the order is paid unless told. */
  readonly balance?: 'link' | 'promise' | undefined;
};

/** An article's price of today on the order's channel, as the order's prices are: with VAT or without. */
export type TodayPrice = { readonly unitMinor: number; readonly taxRate: Rate; readonly taxClass?: string | null };

export type EditFacts = {
  readonly currency: string;
  readonly lines: readonly EditLine[];
  readonly carriageMinor: number;
  /** All of it without VAT; counts where prices are without. */
  readonly netMinor?: number;
  /** How its prices are read; with VAT where that was not kept. */
  readonly vat?: Pick<OrderTax, 'basis' | 'onNet'> | null;
  readonly delivery: Delivery;
  readonly contact: Contact;
  /** By article; one that is not on sale on the channel now is absent. */
  readonly today: ReadonlyMap<string, TodayPrice>;
  readonly carriageToday: DeliveryRule;
};

export type StepRule =
  | 'less'
  | 'given_back'
  | 'more_kept'
  | 'added'
  | 'today'
  | 'carriage_kept'
  | 'carriage_none'
  | 'carriage_flat'
  | 'carriage_free'
  | 'vat_rounding';
/** Why an amount changed; `minor` is by how much. */
export type EditStep = {
  readonly rule: StepRule;
  readonly lineNo: number | null;
  readonly units: number;
  readonly minor: number;
};

export type LineChange = {
  readonly lineNo: number;
  readonly skuId: string;
  /** Units wanted, before and after. */
  readonly before: number;
  readonly after: number;
  readonly unitMinor: number;
  /** What the wanted units are worth, before and after. */
  readonly worthBefore: number;
  readonly worthAfter: number;
  /** The article's price of today, for comparison; null where it is not on sale. */
  readonly todayMinor: number | null;
};

export type EditPlan = {
  /** Every line as it will be, new ones included. */
  readonly lines: readonly EditLine[];
  readonly isNew: ReadonlySet<number>;
  /** Lines that go on under another number, at another price: what is reserved for them goes along. */
  readonly moved: ReadonlyMap<number, number>;
  /** Reserved units that are given back, by line (after `moved`). */
  readonly giveBack: readonly { readonly lineNo: number; readonly quantity: number }[];
  readonly take: readonly TakeLine[];
  /** Units by article that no longer wait beyond stock. */
  readonly noLongerWaiting: readonly { readonly skuId: string; readonly quantity: number }[];
  /** Everything reserved is taken anew, because it is served from elsewhere. */
  readonly retake: boolean;
  readonly delivery: Delivery;
  readonly contact: Contact;
  readonly changes: readonly LineChange[];
  readonly totals: Totals;
  readonly taxGroups: readonly TaxGroup[];
  /** How its prices are read, with its carriage as it will be. */
  readonly reading: Reading;
  readonly steps: readonly EditStep[];
};

type Draft = { -readonly [K in keyof EditLine]: EditLine[K] };
type Work = {
  readonly facts: EditFacts;
  readonly reading: Reading;
  readonly lines: Draft[];
  readonly isNew: Set<number>;
  readonly moved: Map<number, number>;
  readonly giveBack: { lineNo: number; quantity: number }[];
  readonly take: TakeLine[];
  readonly noLongerWaiting: { skuId: string; quantity: number }[];
  readonly steps: EditStep[];
};

/**
 * Plans a change. Refuses `orders.line` (no such line, or named twice), `orders.shipped` (fewer than have left), `orders.not_on_sale`
 * (no price of today), `orders.delivery` (of a sale at the counter or of a marketplace less may be wanted, and nothing else), `orders.nothing_left`.
 */
export function planEdit(facts: EditFacts, edit: OrderEdit): EditPlan {
  const work: Work = {
    facts,
    reading: readingOf(facts),
    lines: facts.lines.map((line) => ({ ...line })),
    isNew: new Set(),
    moved: new Map(),
    giveBack: [],
    take: [],
    noLongerWaiting: [],
    steps: [],
  };
  const named = new Set<number>();
  for (const change of edit.lines ?? []) {
    if (named.has(change.lineNo)) refuse('orders.line', { detail: `line ${change.lineNo} twice` });
    named.add(change.lineNo);
    editLine(work, change);
  }
  for (const { skuId, quantity } of edit.add ?? []) addLine(work, skuId, quantity);
  if (work.lines.every((line) => wantedOf(line) === 0)) refuse('orders.nothing_left');
  const delivery = deliveryOf(work, edit);
  const retake = elsewhere(facts.delivery, delivery);
  const carriageMinor = carriageOf(work, delivery);
  const reading = readingAfter(work, carriageMinor);
  const rounding = level(facts.currency, work.lines, carriageMinor, reading);
  if (rounding !== 0) step(work, 'vat_rounding', null, 0, rounding);
  return {
    ...work,
    reading,
    retake,
    delivery,
    contact: edit.contact ?? facts.contact,
    changes: changesOf(facts, work.lines),
    ...totalsOf(facts.currency, work.lines, carriageMinor, reading),
  };
}

/** The carriage without VAT as it will be: as it was, or what a new fee holds. */
function readingAfter({ reading, facts, lines }: Work, carriageMinor: number): Reading {
  if (reading.basis !== 'net' || carriageMinor === facts.carriageMinor) return reading;
  return { ...reading, carriageNetMinor: feeOnNet(facts.currency, carriageMinor, lines) };
}

function editLine(work: Work, change: LineEdit): void {
  const line = work.lines.find(({ lineNo }) => lineNo === change.lineNo);
  if (!line) refuse('orders.line', { detail: `no line ${change.lineNo}` });
  const before = wantedOf(line);
  const after = change.quantity ?? before - (change.less ?? 0);
  if (after < line.shipped)
    refuse('orders.shipped', { detail: `line ${line.lineNo}`, lineNo: line.lineNo, left: before - line.shipped });
  const today = work.facts.today.get(line.skuId);
  if (change.price === 'today' && after > line.shipped && today?.unitMinor !== keptUnit(work, line))
    return reprice(work, line, after - line.shipped);
  if (after < before) lessOf(work, line, before - after);
  else if (after > before) moreOf(work, line, after - before);
}

/** What waits beyond stock goes first, then what was sold without stock, then what is reserved: the least sure before the surest. */
function lessOf(work: Work, line: Draft, units: number): void {
  const worth = worthOf(line);
  const waiting = Math.min(units, line.backordered);
  const flagged = Math.min(units - waiting, line.flagged);
  const reserved = units - waiting - flagged;
  line.backordered -= waiting;
  line.flagged -= flagged;
  line.cancelled += units;
  if (waiting > 0) work.noLongerWaiting.push({ skuId: line.skuId, quantity: waiting });
  if (reserved > 0) work.giveBack.push({ lineNo: line.lineNo, quantity: reserved });
  step(work, 'less', line, units, worthOf(line) - worth);
}

/** Units that were given up come back at their own share; more than ever were bought is a line of its own at the same unit price. */
function moreOf(work: Work, line: Draft, units: number): void {
  const back = Math.min(units, line.cancelled);
  if (back > 0) {
    const worth = worthOf(line);
    line.cancelled -= back;
    work.take.push({ lineNo: line.lineNo, skuId: line.skuId, quantity: back });
    step(work, 'given_back', line, back, worthOf(line) - worth);
  }
  if (units === back) return;
  const { skuId, taxRate, taxClass = null } = line;
  const more = newLine(work, { skuId, taxRate, taxClass, unitMinor: keptUnit(work, line) }, units - back);
  work.take.push({ lineNo: more.lineNo, skuId, quantity: units - back });
  step(work, 'more_kept', more, units - back, more.totalMinor);
}

/** What a further unit costs at the price a line was bought for: its unit price after discounts, as the order's prices are. */
const keptUnit = ({ reading }: Work, line: EditLine): number =>
  reading.basis === 'net' ? netShareOf(line, 1) : shareOf(line, 1);

/** What has not left of a line goes on as a line of its own at the price of today, with all that is reserved for it. */
function reprice(work: Work, line: Draft, wanted: number): void {
  const left = wantedOf(line) - line.shipped;
  const worth = worthOf(line);
  const { backordered, flagged } = line;
  line.cancelled += left;
  line.backordered = line.flagged = 0;
  step(work, 'today', line, left, worthOf(line) - worth);
  const price = priceToday(work, line.skuId);
  const next = newLine(work, { skuId: line.skuId, ...price }, Math.max(left, wanted));
  next.backordered = backordered;
  next.flagged = flagged;
  work.moved.set(line.lineNo, next.lineNo);
  if (wanted > left) work.take.push({ lineNo: next.lineNo, skuId: line.skuId, quantity: wanted - left });
  step(work, 'today', next, Math.max(left, wanted), next.totalMinor);
  if (wanted < left) lessOf(work, next, left - wanted);
}

function addLine(work: Work, skuId: string, quantity: number): void {
  const line = newLine(work, { skuId, ...priceToday(work, skuId) }, quantity);
  work.take.push({ lineNo: line.lineNo, skuId, quantity });
  step(work, 'added', line, quantity, line.totalMinor);
}

function priceToday(work: Work, skuId: string): TodayPrice {
  return work.facts.today.get(skuId) ?? refuse('orders.not_on_sale', { detail: 'it has no price here', skuId });
}

function newLine(work: Work, of: TodayPrice & { skuId: string }, quantity: number): Draft {
  const lineNo = Math.max(...work.lines.map((line) => line.lineNo)) + 1;
  const { skuId, unitMinor, taxRate, taxClass = null } = of;
  const quantities = { ordered: quantity, cancelled: 0, shipped: 0, flagged: 0, backordered: 0 };
  const priced = unitMinor * quantity;
  const onTop = work.reading.basis === 'net' ? times(money(priced, work.facts.currency), taxRate, 'half_up').minor : 0;
  const amounts = {
    unitMinor,
    totalMinor: priced + onTop,
    ...(work.reading.basis === 'net' ? { netMinor: priced } : {}),
  };
  const line = { lineNo, skuId, ...quantities, ...amounts, taxRate, taxClass };
  work.lines.push(line);
  work.isNew.add(lineNo);
  return line;
}

function step(work: Work, rule: StepRule, line: EditLine | null, units: number, minor: number): void {
  work.steps.push({ rule, lineNo: line?.lineNo ?? null, units, minor });
}

function deliveryOf(work: Work, edit: OrderEdit): Delivery {
  const { facts } = work;
  const { method } = facts.delivery;
  const ours = method === 'delivery' || method === 'pickup';
  const less = !edit.delivery && !edit.contact && work.take.length === 0 && work.moved.size === 0;
  if (!ours && !less) refuse('orders.delivery', { detail: method });
  return edit.delivery ?? facts.delivery;
}

/** Whether an order is served from elsewhere: sent instead of collected, or collected in another store. A new address is not that. */
const elsewhere = (before: Delivery, after: Delivery): boolean =>
  before.method !== after.method ||
  (before.method === 'pickup' && after.method === 'pickup' && before.siteId !== after.siteId);

/**
 * Carriage stays what was bought, whatever comes or goes: nobody who gives up an article is asked for a fee, and none is asked twice.
 * It changes with the way of delivery alone: nothing to collect, today's rule to send. Where something was sent already it stays.
 */
function carriageOf(work: Work, delivery: Delivery): number {
  const { carriageMinor, carriageToday, delivery: before } = work.facts;
  if (delivery.method === before.method) {
    if (work.steps.length > 0 && carriageMinor > 0) step(work, 'carriage_kept', null, 0, 0);
    return carriageMinor;
  }
  if (delivery.method === 'pickup') {
    const sent = work.lines.some((line) => line.shipped > 0);
    step(work, sent ? 'carriage_kept' : 'carriage_none', null, 0, sent ? 0 : -carriageMinor);
    return sent ? carriageMinor : 0;
  }
  const items = work.lines.reduce((total, line) => total + worthOf(line), 0);
  const free = carriageToday.freeFromMinor !== null && items >= carriageToday.freeFromMinor;
  const fee = free ? 0 : carriageToday.flatMinor;
  step(work, free ? 'carriage_free' : 'carriage_flat', null, 0, fee - carriageMinor);
  return fee;
}

function changesOf(facts: EditFacts, lines: readonly EditLine[]): LineChange[] {
  return lines.flatMap((line) => {
    const old = facts.lines.find(({ lineNo }) => lineNo === line.lineNo);
    const [before, after] = [old ? wantedOf(old) : 0, wantedOf(line)];
    if (before === after) return [];
    const { lineNo, skuId, unitMinor } = line;
    return [
      {
        ...{ lineNo, skuId, before, after, unitMinor },
        worthBefore: old ? worthOf(old) : 0,
        worthAfter: worthOf(line),
        todayMinor: facts.today.get(skuId)?.unitMinor ?? null,
      },
    ];
  });
}
