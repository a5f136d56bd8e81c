/**
 * What a basket costs, pure: the same code on server, till and in the browser. The price shown × the quantity is the price paid.
 * Every step leaves a line in the trace: which rule, how much, why; a rule that was passed over says why too.
 */
import type { Level } from '#channels/model';
import { add, minor, money, sum, timesQuantity, zero, type Minor, type Money } from '#base/money';
import { percentText, type Rate } from '#base/rate';
import type { Day, Instant } from '#base/time';
import { chargeParts, rateFor, taxGroups, type GrossLine, type TaxClass, type TaxGroup } from '#tax/model';

/** The price of a SKU in one list. `channelId` null is the base list, which all channels share but the isolated ones. */
export type ListPrice = {
  readonly listId: string;
  readonly listCode: string;
  readonly channelId: string | null;
  readonly minor: Minor;
  readonly compareAtMinor: Minor | null;
  readonly from: Instant;
};

export type PricedGood = { readonly taxClass: TaxClass; readonly prices: readonly ListPrice[] };

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
};

export type PriceInput = {
  /** The country whose VAT applies, and the day it falls due. */
  readonly country: string;
  readonly day: Day;
  readonly lines: readonly { readonly lineNo: number; readonly skuId: string; readonly quantity: number }[];
  /** `none`: carried away from the shop, or not chosen yet. */
  readonly delivery: 'none' | 'flat';
};

export type PricedLine = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly quantity: number;
  readonly unit: Money;
  readonly total: Money;
  readonly compareAt?: Money;
  readonly taxRate: Rate;
  readonly net: Money;
  readonly tax: Money;
};

export type TraceReason =
  | 'base_list'
  | 'channel_list'
  | 'overridden'
  | 'isolated'
  | 'no_price'
  | 'flat_fee'
  | 'free_from'
  | 'by_value'
  | 'in_price'
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
  readonly totals: {
    readonly items: Money;
    readonly delivery: Money;
    readonly gross: Money;
    readonly net: Money;
    readonly tax: Money;
  };
  readonly trace: readonly TraceStep[];
  /** Same version, same unit prices and delivery rule: what a quote carries. */
  readonly version: string;
};

export type Shown = { readonly price: Money; readonly compareAt?: Money };

/** Highest unit price we accept: with 200 lines of 9,999 units a document stays below 2^53. */
export const MAX_PRICE_MINOR = 1_000_000_000;

/** The list price that counts: the channel's own before the base one; an isolated channel knows only its own. */
export function choosePrice(
  rules: Pick<PriceRules, 'channelId' | 'level'>,
  prices: readonly ListPrice[],
): ListPrice | undefined {
  const own = prices.find((price) => price.channelId === rules.channelId);
  if (own !== undefined || rules.level === 'isolated') return own;
  return prices.find((price) => price.channelId === null);
}

/** Unit price and price before reduction of one good, or undefined where it has none. */
export function shownPrice(rules: PriceRules, good: PricedGood | undefined): Shown | undefined {
  const chosen = good && choosePrice(rules, good.prices);
  return chosen && shownOf(chosen, rules.currency);
}

function shownOf(chosen: ListPrice, currency: string): Shown {
  const price = money(chosen.minor, currency);
  const { compareAtMinor } = chosen;
  return compareAtMinor !== null && compareAtMinor > chosen.minor
    ? { price, compareAt: money(compareAtMinor, currency) }
    : { price };
}

type Draft = { lineNo: number; skuId: string; quantity: number; shown: Shown; total: Money; taxRate: Rate };

/**
 * Prices a document. Refuses with `tax.no_rate` for a country whose VAT we don't know. Amounts are tax-inclusive; net and tax of
 * lines are their share of the document's rate groups.
 */
export function price(input: PriceInput, rules: PriceRules): Priced {
  const trace: TraceStep[] = [];
  const drafts: Draft[] = [];
  const unpriced: string[] = [];
  const digest: string[] = [];
  for (const line of input.lines) {
    const agreed = rules.agreed?.get(line.lineNo);
    const known = rules.goods.get(line.skuId);
    const good = known && agreed ? { ...known, prices: [agreed] } : known;
    const chosen = agreed ?? (good && choosePrice(rules, good.prices));
    traceLine(trace, line.lineNo, rules, good, chosen);
    if (good === undefined || chosen === undefined) {
      unpriced.push(line.skuId);
      continue;
    }
    const shown = shownOf(chosen, rules.currency);
    const total = timesQuantity(shown.price, line.quantity);
    const taxRate = rateFor(input.country, good.taxClass, input.day);
    drafts.push({ lineNo: line.lineNo, skuId: line.skuId, quantity: line.quantity, shown, total, taxRate });
    digest.push(`${line.skuId}=${chosen.minor}/${taxRate}`);
  }
  const items = sum(
    rules.currency,
    drafts.map((draft) => draft.total),
  );
  const delivery = deliveryOf(input, rules, items, drafts, trace);
  digest.push(`delivery=${rules.delivery.flatMinor}/${rules.delivery.freeFromMinor ?? '-'}`);
  return {
    ...settle(rules.currency, drafts, items, delivery, trace),
    unpriced,
    trace,
    version: versionOf(rules, digest),
  };
}

function traceLine(
  trace: TraceStep[],
  lineNo: number,
  rules: PriceRules,
  good: PricedGood | undefined,
  chosen: ListPrice | undefined,
): void {
  for (const listed of good?.prices ?? []) {
    if (listed.channelId !== null && listed.channelId !== rules.channelId) continue;
    const applied = listed === chosen;
    const reason = applied
      ? listed.channelId === null
        ? 'base_list'
        : 'channel_list'
      : chosen
        ? 'overridden'
        : 'isolated';
    trace.push({
      lineNo,
      rule: `list:${listed.listCode}`,
      amount: money(listed.minor, rules.currency),
      applied,
      reason,
    });
  }
  if (chosen === undefined) {
    trace.push({ lineNo, rule: 'list', amount: zero(rules.currency), applied: false, reason: 'no_price' });
  }
}

type Fee = { readonly gross: Money; readonly parts: readonly GrossLine[] };

/** One fee a document, free from an amount of goods on; it bears the rates of the goods (`chargeParts`). */
function deliveryOf(
  input: PriceInput,
  rules: PriceRules,
  items: Money,
  drafts: readonly Draft[],
  trace: TraceStep[],
): Fee | undefined {
  if (input.delivery === 'none' || drafts.length === 0) return undefined;
  const { flatMinor, freeFromMinor } = rules.delivery;
  const free = freeFromMinor !== null && items.minor >= freeFromMinor;
  const gross = money(free ? 0 : flatMinor, rules.currency);
  trace.push({ lineNo: null, rule: 'delivery', amount: gross, applied: true, reason: free ? 'free_from' : 'flat_fee' });
  const parts = chargeParts(gross, drafts.map(goodsLine));
  if (parts.length > 1) {
    for (const part of parts) {
      const rule = `delivery:${percentText(part.rate)}`;
      trace.push({ lineNo: null, rule, amount: part.gross, applied: true, reason: 'by_value' });
    }
  }
  return { gross, parts };
}

const goodsLine = ({ total, taxRate }: Draft): GrossLine => ({ gross: total, rate: taxRate });

function settle(
  currency: string,
  drafts: readonly Draft[],
  items: Money,
  fee: Fee | undefined,
  trace: TraceStep[],
): Pick<Priced, 'lines' | 'delivery' | 'taxGroups' | 'totals'> {
  const { groups, lineNets } = taxGroups([...drafts.map(goodsLine), ...(fee?.parts ?? [])]);
  for (const group of groups) {
    const reason = group.representable ? 'in_price' : 'in_price_rounded';
    trace.push({ lineNo: null, rule: `vat:${percentText(group.rate)}`, amount: group.tax, applied: true, reason });
  }
  const lines = drafts.map((draft, i): PricedLine => {
    const { lineNo, skuId, quantity, shown, total, taxRate } = draft;
    const net = lineNets[i] ?? zero(currency);
    const tax = money(total.minor - net.minor, currency);
    const { price: unit, compareAt } = shown;
    return { lineNo, skuId, quantity, unit, total, ...(compareAt ? { compareAt } : {}), taxRate, net, tax };
  });
  const deliveryGross = fee?.gross ?? zero(currency);
  const deliveryNet = sum(currency, lineNets.slice(drafts.length));
  const net = sum(
    currency,
    groups.map((group) => group.net),
  );
  const gross = add(items, deliveryGross);
  return {
    lines,
    ...(fee
      ? { delivery: { ...fee, net: deliveryNet, tax: money(fee.gross.minor - deliveryNet.minor, currency) } }
      : {}),
    taxGroups: groups,
    totals: { items, delivery: deliveryGross, gross, net, tax: money(gross.minor - net.minor, currency) },
  };
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

/** A price as a command takes it: null takes the SKU out of the list. */
export type NewPrice = {
  readonly skuId: string;
  readonly minor: number | null;
  readonly compareAtMinor?: number | null;
};

/** The rows to append: those that differ from what is in force. A price before reduction that is no higher says nothing, so it is dropped. */
export function changesOf(
  wanted: readonly NewPrice[],
  inForce: ReadonlyMap<string, { minor: number | null; compareAtMinor: number | null }>,
): { skuId: string; minor: Minor | null; compareAtMinor: Minor | null }[] {
  const last = new Map(wanted.map((entry) => [entry.skuId, entry]));
  return [...last.values()].flatMap((entry) => {
    const before = inForce.get(entry.skuId) ?? { minor: null, compareAtMinor: null };
    const compareAt = entry.compareAtMinor ?? null;
    const reduced = entry.minor !== null && compareAt !== null && compareAt > entry.minor;
    const after = { minor: entry.minor, compareAtMinor: reduced ? compareAt : null };
    if (before.minor === after.minor && before.compareAtMinor === after.compareAtMinor) return [];
    return [
      {
        skuId: entry.skuId,
        minor: after.minor === null ? null : minor(after.minor),
        compareAtMinor: after.compareAtMinor === null ? null : minor(after.compareAtMinor),
      },
    ];
  });
}

/**
 * A price nobody means: less than half of the one in force, or no more than one minor unit. `before` undefined or null: there was
 * none. Free articles (0) that were free stay free.
 */
export const isSuspicious = (minor: number, before: number | null | undefined): boolean =>
  minor <= 1 || (typeof before === 'number' && minor * 2 < before);
