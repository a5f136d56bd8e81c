/** “Why this price?” and “why this VAT?” as the shop's pages tell it: of a cart's line before it is bought, of an order's as it was kept. */
import type { OrderApproval, PricedView } from '#carts';
import type { Rate } from '#base/rate';
import type { Order } from '#orders';
import { regionName, type TaxCase } from '#tax';
import { schemeWords, vatStepWords } from '#kit/vat-words';
import { vatStep, whySteps, type WhyNames, type WhyStep } from '#kit/why';
import type { TraceStep } from '#pricing/model';
import type { Lang, VatWhyView } from '../../web/store/views.ts';

type Told = Pick<PricedView, 'priced' | 'rules'>;

/** What made the price of a line of a cart; none where there is nothing to tell but the price itself. */
export function cartWhy({ priced, rules }: Told, lineNo: number, lang: Lang): readonly WhyStep[] {
  const compiled = rules.promoted?.compiled;
  const promotions = new Map(
    [...(compiled?.ofPrice ?? []), ...(compiled?.ofBasket ?? [])].map(({ promotion }) => [
      promotion.promotionId,
      promotion.name[lang],
    ]),
  );
  const line = priced.lines.find((one) => one.lineNo === lineNo);
  const skuId = line?.skuId ?? '';
  const lists = new Map((rules.goods.get(skuId)?.prices ?? []).map((one) => [one.listCode, one.buyer === undefined]));
  const steps = whySteps(lang, priced.trace, lineNo, {
    promotion: (promotionId) => promotions.get(promotionId),
    isOpen: (code) => lists.get(code),
  });
  return line ? [...steps, ...vatStep(lang, line.taxRate, line.tax, priced.basis)] : steps;
}

/** What made the price of a line of an order, by what it kept; promotions are named by the reductions that were kept with it. */
export function orderWhy(
  order: Pick<Order, 'trace' | 'reductions'>,
  line: Order['lines'][number],
  lang: Lang,
): readonly WhyStep[] {
  const { trace, reductions } = order;
  if (!Array.isArray(trace)) return [];
  const named = new Map(reductions.map((one) => [one.promotionId, one.name[lang]]));
  const names: WhyNames = { promotion: (promotionId) => named.get(promotionId) };
  const steps = trace as readonly TraceStep[];
  const onTop = steps.some(({ reason }) => reason === 'on_top');
  return [
    ...whySteps(lang, steps, line.lineNo, names),
    ...vatStep(lang, line.taxRate as Rate, line.tax, onTop ? 'net' : 'gross'),
  ];
}

/** What made the price of a line that a company's approver is asked for, by what the request kept. */
export function approvalWhy(
  { trace, taxRate, tax, basis, promotions }: NonNullable<OrderApproval['lines'][number]['why']>,
  lang: Lang,
): readonly WhyStep[] {
  const lineNo = trace[0]?.lineNo;
  if (lineNo === undefined || lineNo === null) return [];
  const names: WhyNames = { promotion: (promotionId) => promotions[promotionId]?.[lang] };
  return [...whySteps(lang, trace, lineNo, names), ...vatStep(lang, taxRate, tax, basis)];
}

/** Which VAT it is, by which scheme, and each step of the decision with its law. */
export function vatWhy(tax: TaxCase, lang: Lang): VatWhyView {
  const { scheme, country, region } = tax;
  const part = region === null ? undefined : regionName(region)?.[lang];
  const place = part ?? new Intl.DisplayNames([lang], { type: 'region' }).of(country) ?? country;
  return {
    title: schemeWords(lang, scheme, place),
    steps: tax.why.map(({ rule, law }) => ({ words: vatStepWords(lang, rule), law })),
    ...(tax.buyerVatNumber !== null && tax.proof !== null ? { number: tax.buyerVatNumber } : {}),
  };
}
