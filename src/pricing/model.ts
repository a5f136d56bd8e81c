/**
 * What a basket costs, pure: the same code on server, till and in the browser. The price shown × the quantity is the price paid.
 * Every step leaves a line in the trace: which rule, how much, why; a rule that was passed over says why too.
 */
import type { Level } from '#channels/model';
import { minor, money, sum, timesQuantity, zero, type Money } from '#base/money';
import type { Rate } from '#base/rate';
import type { Day, Instant } from '#base/time';
import {
  choosePrice,
  passedOver,
  scopeOf,
  stepsOf,
  type ListPassedOver,
  type ListPrice,
  type ListScope,
} from './choose.ts';
import type { Compiled } from './promotions/compile.ts';
import {
  discount,
  holding,
  reducedPrice,
  type Circumstances,
  type PassedOver,
  type Step,
} from './promotions/discount.ts';
import type { GrossLine, TaxCase, TaxClass, TaxGroup } from '#tax/model';
import { deliveryOf, settle, taken, type Carriage, type Draft } from './totals.ts';
import { vatOf, type VatReading } from './vat.ts';

export { changesOf, isSuspicious, type NewPrice } from './changes.ts';
export { compiledOf, promotedFrom, type Carried } from './promotions/carried.ts';
export type { Compiled } from './promotions/compile.ts';
export type { Promotion } from './promotions/model.ts';
export { choosePrice, type ListPrice } from './choose.ts';

export type PricedGood = {
  readonly taxClass: TaxClass;
  readonly prices: readonly ListPrice[];
  /** What promotions choose it by; see `Selection`. */
  readonly traits?: readonly string[];
  /** The lowest price in the 30 days before its present reduction began; see `priorPrice`. */
  readonly priorMinor?: number | undefined;
};

/** The promotions that are on, and who asks, where and when. */
export type Promoted = { readonly compiled: Compiled; readonly now: Circumstances };

/** Delivery to an address: one fee, free from an amount of goods on (null: never free). Tax-inclusive minor units. */
export type DeliveryRule = { readonly flatMinor: number; readonly freeFromMinor: number | null };

/** All that decides prices on a channel at a moment, for the goods asked for. */
export type PriceRules = {
  readonly channelId: string;
  readonly currency: string;
  /** The channel's level in the domain `prices`. */
  readonly level: Level;
  readonly goods: ReadonlyMap<string, PricedGood>;
  /** By the line's number: a price of its own, agreed before, beside which no list counts. */
  readonly agreed?: ReadonlyMap<number, ListPrice>;
  readonly delivery: DeliveryRule;
  /** Absent: there are none. */
  readonly promoted?: Promoted;
  /** Whether the prices are with VAT or without, and rates of the merchant's own; absent: with, and the law's. */
  readonly vat?: VatReading;
};

export type PriceInput = {
  /** The country whose VAT applies, and the day it falls due. */
  readonly country: string;
  readonly day: Day;
  readonly lines: readonly { readonly lineNo: number; readonly skuId: string; readonly quantity: number }[];
  /** `none`: carried away from the shop, or not chosen yet. */
  readonly delivery: 'none' | 'flat';
  /** Which VAT it bears, as decided by `taxCase`; absent: that of `country`, as a sale inside it. */
  readonly tax?: TaxCase;
  /** The trace tells of the document alone: for who shows a cart again and again, and asks nobody why a line costs what it does. */
  readonly brief?: boolean;
};

export type PricedLine = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly quantity: number;
  /** The price shown, a unit: with VAT, or without where the channel's prices are. */
  readonly unit: Money;
  /** What promotions of the basket took off the line. */
  readonly discount: Money;
  /** What is paid for it, VAT included: unit × quantity − discount, and the VAT where prices are without. */
  readonly total: Money;
  /** What each promotion took off: frozen with the order. */
  readonly discounts: readonly Reduction[];
  readonly compareAt?: Money;
  readonly taxClass: TaxClass;
  readonly taxRate: Rate;
  readonly net: Money;
  readonly tax: Money;
};

/** What a promotion took off, tax included. */
export type Reduction = { readonly promotionId: string; readonly minor: number };

export type TraceReason =
  | 'promotion'
  | PassedOver
  | ListScope
  | ListPassedOver
  | 'no_price'
  | 'flat_fee'
  | 'free_from'
  | 'by_value'
  | 'in_price'
  | 'on_top'
  | 'net_stays'
  | 'in_price_rounded';

/** One step of the waterfall. `lineNo` null concerns the whole document; `applied` false is a rule passed over. */
export type TraceStep = {
  readonly lineNo: number | null;
  readonly rule: string;
  readonly amount: Money;
  readonly applied: boolean;
  readonly reason: TraceReason;
};

export type Priced = {
  readonly lines: readonly PricedLine[];
  /** SKUs of the input that have no price on this channel: they are in no total, and can't be ordered. */
  readonly unpriced: readonly string[];
  /** The fee and its VAT; `parts` are its tax-inclusive shares in the document's rates. */
  readonly delivery?: {
    readonly gross: Money;
    readonly net: Money;
    readonly tax: Money;
    readonly parts: readonly GrossLine[];
  };
  readonly taxGroups: readonly TaxGroup[];
  /** What each promotion of the basket took off in all, carriage too, in the order in which they were applied. */
  readonly reductions: readonly (Reduction & {
    readonly name: { readonly fr: string; readonly en: string };
    readonly of: 'goods' | 'carriage';
  })[];
  /** Gifts that were earned and could be added. */
  readonly offered: readonly { readonly promotionId: string; readonly skuId: string; readonly quantity: number }[];
  readonly totals: {
    /** After discounts, VAT included. */
    readonly items: Money;
    readonly delivery: Money;
    readonly gross: Money;
    readonly net: Money;
    readonly tax: Money;
  };
  /** Whether the unit prices are with VAT or without it. */
  readonly basis: 'gross' | 'net';
  /** Where they are without: rounded once a rate, or line by line. */
  readonly onNet: 'global' | 'per_line' | null;
  readonly trace: readonly TraceStep[];
  /** Same version, same unit prices and delivery rule: what a quote carries. */
  readonly version: string;
};

export type { PassedOver };

/** A price that the buyer has chosen, of a gift card: no list counts beside it. */
export const chosenAmount = (channelId: string, unitMinor: number): ListPrice => ({
  ...{ listId: 'chosen', listCode: 'chosen', channelId, compareAtMinor: null, from: '' as Instant },
  minor: minor(unitMinor),
});

export type Shown = {
  readonly price: Money;
  readonly compareAt?: Money;
  /** Not everybody's: of the buyer's company or group. */
  readonly for?: 'company' | 'group';
};

/** Highest unit price we accept: with 200 lines of 9,999 units a document stays below 2^53. */
export const MAX_PRICE_MINOR = 1_000_000_000;

/** Unit price and price before reduction of one good for so many units, or undefined where it has none. */
export function shownPrice(rules: PriceRules, good: PricedGood | undefined, quantity = 1): Shown | undefined {
  const chosen = good && choosePrice(rules, good.prices, quantity);
  return chosen && unitOf(chosen, good, rules).shown;
}

/** The unit price from each number of units on at which it is another; none where it is always the same. Rising by units. */
export function priceSteps(
  rules: PriceRules,
  good: PricedGood | undefined,
): { readonly fromUnits: number; readonly price: Money }[] {
  const steps: { fromUnits: number; price: Money }[] = [];
  if (!good?.prices.some((price) => price.fromUnits !== undefined)) return steps;
  for (const fromUnits of stepsOf(rules, good.prices)) {
    const price = shownPrice(rules, good, fromUnits)?.price;
    if (price && price.minor !== steps.at(-1)?.price.minor) steps.push({ fromUnits, price });
  }
  return steps.length > 1 ? steps : [];
}

/**
 * The price shown: of the list, lowered by the promotions of prices. Beside a lowered one stands the lowest of the 30 days before it was
 * (Code de la consommation, art. L112-1-1), beside a list price what its list says.
 */
function unitOf(
  chosen: ListPrice,
  good: PricedGood,
  { currency, promoted }: PriceRules,
): { readonly shown: Shown; readonly steps: readonly Step[] } {
  const reduced = promoted
    ? reducedPrice(promoted.compiled, promoted.now, good.traits ?? [], chosen.minor)
    : { minor: chosen.minor, steps: [] };
  const isReduced = reduced.minor < chosen.minor;
  // What was negotiated, or is had for a quantity, is no price that everybody was asked: no reduction is announced by it.
  const isOpen = chosen.buyer === undefined && chosen.fromUnits === undefined;
  const before = isOpen
    ? (good.priorMinor ?? (isReduced ? chosen.minor : chosen.compareAtMinor))
    : isReduced
      ? chosen.minor
      : null;
  const shownMoney = money(reduced.minor, currency);
  const shown: Shown = {
    price: shownMoney,
    ...(before !== null && before > reduced.minor ? { compareAt: money(before, currency) } : {}),
    ...(chosen.buyer === undefined ? {} : { for: scopeOf(chosen) === 'company_list' ? 'company' : 'group' }),
  };
  return { shown, steps: reduced.steps };
}

/**
 * Prices a document. Refuses with `tax.no_rate` for a country whose VAT we don't know. Totals are tax-inclusive; net and tax of
 * lines are their share of the document's rate groups.
 */
export function price(input: PriceInput, rules: PriceRules): Priced {
  const trace: TraceStep[] = [];
  const drafts: Draft[] = [];
  const unpriced: string[] = [];
  const digest: string[] = [];
  const vat = vatOf(input, rules);
  for (const line of input.lines) {
    const { lineNo, skuId, quantity } = line;
    const agreed = rules.agreed?.get(lineNo);
    const known = rules.goods.get(skuId);
    const good = known && agreed ? { ...known, prices: [agreed] } : known;
    const chosen = agreed ?? (good && choosePrice(rules, good.prices, quantity));
    if (!input.brief) traceLine(trace, line, rules, good, chosen);
    if (good === undefined || chosen === undefined) {
      unpriced.push(skuId);
      continue;
    }
    const { shown: listed, steps } = unitOf(chosen, good, rules);
    if (!input.brief) traceSteps(trace, steps, rules, () => lineNo);
    const { taxClass } = good;
    const taxRate = vat.rateOf(taxClass);
    // What was agreed is what is paid, wherever it goes.
    const shown = agreed ? listed : vat.shownAs(listed, taxClass);
    if (shown !== listed && !input.brief)
      trace.push({ lineNo, rule: 'vat:net', amount: shown.price, applied: true, reason: 'net_stays' });
    const total = timesQuantity(shown.price, quantity);
    drafts.push({ lineNo, skuId, quantity, shown, traits: good.traits ?? [], taxClass, taxRate, discounts: [], total });
    digest.push(`${skuId}=${shown.price.minor}/${taxRate}`);
  }
  const { reductions, offered, carriage } = applyPromotions(rules, drafts, trace, input.brief);
  const items = sum(
    rules.currency,
    drafts.map((draft) => draft.total),
  );
  const delivery = deliveryOf({ ...input, vat }, rules, items, drafts, trace, carriage);
  digest.push(`delivery=${rules.delivery.flatMinor}/${rules.delivery.freeFromMinor ?? '-'}`);
  if (rules.promoted) digest.push(...holding(rules.promoted.compiled, rules.promoted.now));
  return {
    ...settle(rules.currency, drafts, delivery, trace, rules.vat),
    unpriced,
    reductions: named(rules, [...reductions, ...(delivery?.reductions ?? [])]),
    offered,
    basis: rules.vat?.basis ?? 'gross',
    onNet: rules.vat?.basis === 'net' ? rules.vat.onNet : null,
    trace,
    version: versionOf(rules, digest),
  };
}

/** Lowers the drafts by the promotions of the basket; gives what they took, what they offer, and what they do to the carriage. */
function applyPromotions(
  { promoted, currency }: PriceRules,
  drafts: readonly Draft[],
  trace: TraceStep[],
  brief: boolean | undefined,
): { reductions: Reduction[]; offered: Priced['offered']; carriage: Carriage } {
  if (!promoted || drafts.length === 0) return { reductions: [], offered: [], carriage: [] };
  const items = drafts.map(({ skuId, quantity, shown, traits }) => ({
    skuId,
    quantity,
    unitMinor: shown.price.minor,
    traits,
  }));
  const found = discount(promoted.compiled, promoted.now, items, { brief });
  drafts.forEach((draft, i) => {
    draft.discounts = found.items[i] ?? [];
    draft.total = money(draft.total.minor - taken(draft.discounts), currency);
  });
  traceSteps(trace, found.steps, { currency }, (item) => (item === null ? null : (drafts[item]?.lineNo ?? null)));
  return { reductions: found.items.flat(), offered: found.offered, carriage: found.delivery };
}

/** Sums by promotion, with the words a receipt prints. */
function named({ promoted }: PriceRules, reductions: readonly Reduction[]): Priced['reductions'] {
  if (!promoted || reductions.length === 0) return [];
  const sums = new Map<string, number>();
  for (const { promotionId, minor: less } of reductions) sums.set(promotionId, (sums.get(promotionId) ?? 0) + less);
  return promoted.compiled.ofBasket.flatMap(({ promotion: { promotionId, name, effect } }) => {
    const less = sums.get(promotionId);
    return less === undefined
      ? []
      : [{ promotionId, name, minor: less, of: effect.kind === 'delivery' ? 'carriage' : 'goods' }];
  });
}

/** A promotion's step: below zero where it took something off; what it passed over says why. */
function traceSteps(
  trace: TraceStep[],
  steps: readonly Step[],
  { currency }: Pick<PriceRules, 'currency'>,
  lineOf: (item: number | null) => number | null,
): void {
  for (const { item, promotionId, minor: less, passedOver } of steps) {
    trace.push({
      lineNo: lineOf(item),
      rule: `promotion:${promotionId}`,
      amount: money(passedOver ? less : -less, currency),
      applied: passedOver === undefined,
      reason: passedOver ?? 'promotion',
    });
  }
}

function traceLine(
  trace: TraceStep[],
  { lineNo, quantity }: PriceInput['lines'][number],
  rules: PriceRules,
  good: PricedGood | undefined,
  chosen: ListPrice | undefined,
): void {
  for (const listed of good?.prices ?? []) {
    const applied = listed === chosen;
    const reason = applied ? scopeOf(listed) : passedOver(rules, listed, chosen, quantity);
    if (reason === undefined) continue;
    const step = listed.fromUnits === undefined ? '' : `:${listed.fromUnits}`;
    trace.push({
      lineNo,
      rule: `list:${listed.listCode}${step}`,
      amount: money(listed.minor, rules.currency),
      applied,
      reason,
    });
  }
  if (chosen === undefined) {
    trace.push({ lineNo, rule: 'list', amount: zero(rules.currency), applied: false, reason: 'no_price' });
  }
}

/** A short digest of the unit prices, whatever the order of lines. Not a secret and not proof: the order gate compares the amounts. */
function versionOf(rules: PriceRules, digest: readonly string[]): string {
  let low = 0;
  let high = 0;
  for (const part of digest) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ part.charCodeAt(i), 0x01000193);
    low = (low + hash) >>> 0;
    high = (high + Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)) >>> 0;
  }
  return `${rules.currency.toLowerCase()}-${high.toString(36)}${low.toString(36).padStart(7, '0')}`;
}
