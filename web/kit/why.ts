/** “Why this price?” as a buyer reads it: the steps that made it, and those that nearly did. Of lists and promotions that are not theirs nothing is told. */
import type { Money } from '#base/money';
import type { TraceStep } from '#pricing/model';
import { RATE_SCALE, type Rate } from '#base/rate';
import { percent, type Lang } from './format.ts';
import { reasonWords } from './price-words.ts';

export type WhyStep = {
  readonly name: string;
  /** Why it does not count, or what it needs. */
  readonly note?: string;
  readonly amount?: Money;
  readonly applied: boolean;
};

export type WhyNames = {
  readonly promotion: (promotionId: string) => string | undefined;
  /** Whether a list is for everybody, by its code; undefined: not known (any more). */
  readonly isOpen?: (listCode: string) => boolean | undefined;
};

/** Of promotions passed over a buyer is told what they could do about, or what a better one did. */
const toldOf = new Set(['below_minimum', 'excluded', 'better_one']);

const own = {
  base_list: ['Prix public', 'Price for everybody'],
  channel_list: ['Prix public', 'Price for everybody'],
  group_list: ['Prix de votre groupe', 'Price of your group'],
  company_list: ['Prix négocié de votre société', 'Your company’s negotiated price'],
} as const;

/** The steps of one line, in order; amounts of reductions are below zero. */
export function whySteps(lang: Lang, trace: readonly TraceStep[], lineNo: number, names: WhyNames): WhyStep[] {
  return trace
    .filter((step) => step.lineNo === lineNo)
    .flatMap((step): WhyStep[] => {
      const [kind, detail = '', units] = step.rule.split(':');
      if (kind === 'list') return listStep(lang, step, { code: detail, units, names });
      if (kind === 'promotion') return promotionStep(lang, step, names.promotion(detail));
      if (step.rule !== 'vat:net') return [];
      return [
        {
          name: lang === 'fr' ? 'Prix sous la TVA d’arrivée' : 'Price under the VAT there',
          amount: step.amount,
          applied: true,
        },
      ];
    });
}

/** The VAT of a line, in its price or beside it; nothing where none is charged. */
export function vatStep(lang: Lang, rate: Rate, tax: Money, basis: 'gross' | 'net'): WhyStep[] {
  if (tax.minor === 0) return [];
  const share = percent(lang, rate / RATE_SCALE);
  const french = basis === 'gross' ? `dont TVA ${share}` : `TVA ${share}, en plus`;
  const english = basis === 'gross' ? `VAT ${share} within` : `VAT ${share} on top`;
  return [{ name: lang === 'fr' ? french : english, amount: tax, applied: true }];
}

type List = { readonly code: string; readonly units: string | undefined; readonly names: WhyNames };

function listStep(lang: Lang, { applied, reason, amount }: TraceStep, { code, units, names }: List): WhyStep[] {
  const say = (fr: string, en: string): string => (lang === 'fr' ? fr : en);
  const from = units === undefined ? '' : say(` dès ${units}`, ` from ${units}`);
  if (code === 'given' || code === 'agreed') return [{ name: say('Prix convenu', 'Price agreed'), amount, applied }];
  if (code === 'chosen') return [{ name: say('Montant choisi', 'Amount chosen'), amount, applied }];
  if (applied) {
    const words = reason in own ? own[reason as keyof typeof own][lang === 'fr' ? 0 : 1] : say('Prix', 'Price');
    return [{ name: `${words}${from}`, amount, applied }];
  }
  if (reason === 'below_step')
    return [
      { name: say(`Prix dès ${units}`, `Price from ${units}`), note: reasonWords(lang, reason), amount, applied },
    ];
  if (reason === 'overridden' && units === undefined && names.isOpen?.(code) === true)
    return [
      {
        name: say('Prix public', 'Price for everybody'),
        note: say('Le vôtre l’emporte', 'Yours wins'),
        amount,
        applied,
      },
    ];
  return [];
}

function promotionStep(lang: Lang, { applied, reason, amount }: TraceStep, name = 'Promotion'): WhyStep[] {
  if (applied) return amount.minor === 0 ? [] : [{ name, amount, applied }];
  if (!toldOf.has(reason)) return [];
  return [{ name, note: reasonWords(lang, reason), ...(amount.minor > 0 ? { amount } : {}), applied }];
}
