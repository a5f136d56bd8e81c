/** From priced lines to a document, pure: carriage, its VAT, the totals. */
import { add, money, subtract, sum, zero, type Money } from '#base/money';
import { percentText, times, type Rate } from '#base/rate';
import { chargeParts, taxGroups, type GrossLine } from '#tax/model';
import type { PricedLine, Priced, PriceInput, PriceRules, Reduction, Shown, TraceStep } from './model.ts';

/** A line on its way: what it is sold for, and what promotions took off. */
export type Draft = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly quantity: number;
  readonly shown: Shown;
  readonly traits: readonly string[];
  readonly taxRate: Rate;
  discounts: readonly Reduction[];
  /** After discounts. */
  total: Money;
};

/** What promotions take off the carriage. */
export type Carriage = readonly { readonly promotionId: string; readonly rate: Rate }[];

/** What promotions took off together. */
export const taken = (reductions: readonly Reduction[]): number =>
  reductions.reduce((total, one) => total + one.minor, 0);

type Fee = {
  readonly gross: Money;
  readonly parts: readonly GrossLine[];
  readonly reductions: readonly Reduction[];
};

/** One fee a document, free from an amount of goods on, lowered by promotions; it bears the rates of the goods (`chargeParts`). */
export function deliveryOf(
  input: PriceInput,
  rules: PriceRules,
  items: Money,
  drafts: readonly Draft[],
  trace: TraceStep[],
  carriage: Carriage,
): Fee | undefined {
  if (input.delivery === 'none' || drafts.length === 0) return undefined;
  const { flatMinor, freeFromMinor } = rules.delivery;
  const free = freeFromMinor !== null && items.minor >= freeFromMinor;
  let gross = money(free ? 0 : flatMinor, rules.currency);
  trace.push({ lineNo: null, rule: 'delivery', amount: gross, applied: true, reason: free ? 'free_from' : 'flat_fee' });
  const reductions: Reduction[] = [];
  for (const { promotionId, rate } of carriage) {
    const less = times(gross, rate, 'half_up');
    if (less.minor === 0) continue;
    gross = subtract(gross, less);
    reductions.push({ promotionId, minor: less.minor });
    const amount = money(-less.minor, rules.currency);
    trace.push({ lineNo: null, rule: `promotion:${promotionId}`, amount, applied: true, reason: 'promotion' });
  }
  const parts = chargeParts(gross, drafts.map(goodsLine));
  if (parts.length > 1) {
    for (const part of parts) {
      const rule = `delivery:${percentText(part.rate)}`;
      trace.push({ lineNo: null, rule, amount: part.gross, applied: true, reason: 'by_value' });
    }
  }
  return { gross, parts, reductions };
}

const goodsLine = ({ total, taxRate }: Draft): GrossLine => ({ gross: total, rate: taxRate });

/** Lines, VAT groups and totals of a document. */
export function settle(
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
    const { lineNo, skuId, quantity, shown, total, taxRate, discounts } = draft;
    const less = money(taken(discounts), currency);
    const net = lineNets[i] ?? zero(currency);
    const tax = money(total.minor - net.minor, currency);
    const { price: unit, compareAt } = shown;
    const before = compareAt ? { compareAt } : {};
    return { lineNo, skuId, quantity, unit, discount: less, total, discounts, ...before, taxRate, net, tax };
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
      ? {
          delivery: {
            gross: fee.gross,
            parts: fee.parts,
            net: deliveryNet,
            tax: money(fee.gross.minor - deliveryNet.minor, currency),
          },
        }
      : {}),
    taxGroups: groups,
    totals: { items, delivery: deliveryGross, gross, net, tax: money(gross.minor - net.minor, currency) },
  };
}
