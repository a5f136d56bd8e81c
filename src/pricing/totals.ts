/** From priced lines to a document, pure: carriage, its VAT, the totals. */
import { add, money, subtract, sum, zero, type Money } from '#base/money';
import { percentText, times, withoutRate, type Rate } from '#base/rate';
import { chargeParts, taxGroups, taxOnNet, type GrossLine, type TaxClass, type TaxGroup } from '#tax/model';
import type { PricedLine, Priced, PriceInput, PriceRules, Reduction, Shown, TraceStep } from './model.ts';
import { turned, type Vat, type VatReading } from './vat.ts';

/** A line on its way: what it is sold for, and what promotions took off. */
export type Draft = {
  readonly lineNo: number;
  readonly skuId: string;
  readonly quantity: number;
  readonly shown: Shown;
  readonly traits: readonly string[];
  readonly taxClass: TaxClass;
  readonly taxRate: Rate;
  discounts: readonly Reduction[];
  /** After discounts, as the channel's prices are: with VAT or without. */
  total: Money;
};

/** What promotions take off the carriage. */
export type Carriage = readonly { readonly promotionId: string; readonly rate: Rate }[];

/** What promotions took off together. */
export const taken = (reductions: readonly Reduction[]): number =>
  reductions.reduce((total, one) => total + one.minor, 0);

type Fee = {
  /** VAT included where prices are; else without. */
  readonly gross: Money;
  readonly parts: readonly GrossLine[];
  readonly reductions: readonly Reduction[];
};

/**
 * One fee a document, free from an amount of goods on, lowered by promotions; it bears the rates of the goods (`chargeParts`). The fee of
 * the settings is with VAT: where prices are without, or the net stays, so is it.
 */
export function deliveryOf(
  input: PriceInput & { readonly vat: Vat },
  rules: PriceRules,
  items: Money,
  drafts: readonly Draft[],
  trace: TraceStep[],
  carriage: Carriage,
): Fee | undefined {
  // A gift card comes by mail: of nothing but those, nothing is carried.
  const goods = drafts.filter(({ skuId }) => rules.goods.get(skuId)?.taxClass !== 'none');
  if (input.delivery === 'none' || goods.length === 0) return undefined;
  const { flatMinor, freeFromMinor } = rules.delivery;
  const free = freeFromMinor !== null && items.minor >= freeFromMinor;
  let gross = feeAs(money(free ? 0 : flatMinor, rules.currency), rules, drafts, input.vat);
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
  const parts = chargeParts(gross, carried(drafts).map(goodsLine));
  if (parts.length > 1) {
    for (const part of parts) {
      const rule = `delivery:${percentText(part.rate)}`;
      trace.push({ lineNo: null, rule, amount: part.gross, applied: true, reason: 'by_value' });
    }
  }
  return { gross, parts, reductions };
}

const NO_RATE = 0 as Rate;

type Good = Pick<Draft, 'total' | 'taxRate' | 'taxClass'>;

/** The goods whose rates the carriage bears: what is outside the scope of VAT gives it none. */
const carried = (drafts: readonly Draft[]): readonly Good[] => drafts.filter(({ taxClass }) => taxClass !== 'none');

/** The fee as the document's prices are. */
function feeAs(fee: Money, { vat, currency }: PriceRules, drafts: readonly Draft[], { turns, homeRateOf }: Vat): Money {
  const net = vat?.basis === 'net';
  if (fee.minor === 0 || (!net && !turns)) return fee;
  const goods = carried(drafts);
  const parts = chargeParts(
    fee,
    goods.map(({ total, taxClass, taxRate }) => {
      const rate = homeRateOf(taxClass);
      return { gross: turned(total, net ? NO_RATE : taxRate, rate), rate };
    }),
  );
  const charged = new Map(goods.map(({ taxClass, taxRate }) => [homeRateOf(taxClass), taxRate]));
  return sum(
    currency,
    parts.map(({ gross, rate }) =>
      net ? withoutRate(gross, rate, 'half_up') : turned(gross, rate, charged.get(rate) ?? rate),
    ),
  );
}

const goodsLine = ({ total, taxRate }: Good): GrossLine => ({ gross: total, rate: taxRate });

/** Groups of the document, and net and gross of each of its lines, by either way to price. */
function grouped(
  lines: readonly GrossLine[],
  vat: VatReading | undefined,
): { groups: TaxGroup[]; nets: Money[]; grosses: Money[] } {
  if (vat?.basis !== 'net') {
    const { groups, lineNets } = taxGroups(lines);
    return { groups, nets: lineNets, grosses: lines.map(({ gross }) => gross) };
  }
  const { groups, lineTaxes } = taxOnNet(
    lines.map(({ gross, rate }) => ({ net: gross, rate })),
    vat.onNet,
  );
  const nets = lines.map(({ gross }) => gross);
  return { groups, nets, grosses: nets.map((net, i) => add(net, lineTaxes[i] ?? zero(net.currency))) };
}

/** Lines, VAT groups and totals of a document. */
export function settle(
  currency: string,
  drafts: readonly Draft[],
  fee: Fee | undefined,
  trace: TraceStep[],
  vat: VatReading | undefined,
): Pick<Priced, 'lines' | 'delivery' | 'taxGroups' | 'totals'> {
  const { groups, nets, grosses } = grouped([...drafts.map(goodsLine), ...(fee?.parts ?? [])], vat);
  for (const group of groups) {
    const reason = vat?.basis === 'net' ? 'on_top' : group.representable ? 'in_price' : 'in_price_rounded';
    trace.push({ lineNo: null, rule: `vat:${percentText(group.rate)}`, amount: group.tax, applied: true, reason });
  }
  const lines = drafts.map((draft, i): PricedLine => {
    const { lineNo, skuId, quantity, shown, taxClass, taxRate, discounts } = draft;
    const less = money(taken(discounts), currency);
    const [net, total] = [nets[i] ?? zero(currency), grosses[i] ?? zero(currency)];
    const tax = subtract(total, net);
    const { price: unit, compareAt } = shown;
    const before = compareAt ? { compareAt } : {};
    return { lineNo, skuId, quantity, unit, discount: less, total, discounts, ...before, taxClass, taxRate, net, tax };
  });
  const parts = (fee?.parts ?? []).map(({ rate }, i) => ({
    rate,
    gross: grosses[drafts.length + i] ?? zero(currency),
  }));
  const delivery = {
    gross: sum(currency, grosses.slice(drafts.length)),
    net: sum(currency, nets.slice(drafts.length)),
  };
  const items = sum(currency, grosses.slice(0, drafts.length));
  const gross = add(items, delivery.gross);
  const net = sum(currency, nets);
  return {
    lines,
    ...(fee ? { delivery: { ...delivery, parts, tax: subtract(delivery.gross, delivery.net) } } : {}),
    taxGroups: groups,
    totals: { items, delivery: delivery.gross, gross, net, tax: subtract(gross, net) },
  };
}
