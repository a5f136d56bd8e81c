/** “Pourquoi ?” of a price: the rules that applied and those passed over, as the server recounts them. */
import { useState } from 'react';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useChannels } from '../parts/names.ts';
import { Tag } from '../parts/tag.tsx';
import { Why } from '../parts/why.tsx';
import { useWords } from '../shell/lang.tsx';
import { usePromotionNames } from '../promotions/lowering.tsx';
import { promotionWords, reasonKey } from '../promotions/words.ts';
import { useExplained, usePriceLists, type TraceStep } from './data.ts';
import { priceWords } from './words.ts';

const reasons = [
  'base_list',
  'channel_list',
  'group_list',
  'company_list',
  'below_step',
  'other_step',
  'lower_priority',
  'dearer',
  'overridden',
  'isolated',
  'no_price',
  'flat_fee',
  'free_from',
  'by_value',
  'in_price',
  'in_price_rounded',
  'on_top',
  'net_stays',
] as const;

export type WhyPriceProps = {
  readonly skuId: string;
  /** What it is about, for those who hear it. */
  readonly about: string;
  readonly channel?: string;
  readonly quantity?: number;
};

export function WhyPrice({ skuId, about, channel = 'web', quantity = 1 }: WhyPriceProps) {
  const t = useWords(priceWords);
  const { money, dateTime } = useFormat();
  const channels = useChannels();
  const [asked, setAsked] = useState(false);
  const answer = useExplained(skuId, channel, quantity, asked);
  const name = channels.name(channels.items.find((one) => one.code === channel)?.channelId);
  const { data } = answer;
  const title = data?.unit
    ? t('isPrice', { price: money(data.unit), channel: name })
    : t('noPriceOn', { channel: name });
  return (
    <Why
      title={data ? title : t('title')}
      about={about}
      onOpen={() => setAsked(true)}
      sentence={data && t('sentence', { at: dateTime(data.at), level: t(levelKey(data.level)), version: data.version })}
    >
      {answer.isError && <ErrorBox error={answer.error} />}
      {data && <Trace steps={data.trace} />}
    </Why>
  );
}

const levelKeys = ['isolated', 'bridged', 'synchronised', 'unified'] as const;
export const levelKey = (level: string): `level_${(typeof levelKeys)[number]}` =>
  `level_${levelKeys.find((one) => one === level) ?? 'unified'}`;

/** The rules in order: the chosen one green. */
export function Trace({ steps }: { steps: readonly TraceStep[] }) {
  const t = useWords(priceWords);
  const { money } = useFormat();
  const p = useWords(promotionWords);
  const lists = usePriceLists().data;
  const promotionName = usePromotionNames();
  const ruleName = (rule: string): string => {
    const [kind, detail, step] = rule.split(':');
    if (kind === 'list') {
      const list = lists?.find((one) => one.code === detail)?.name ?? t('rule_list');
      return step === undefined ? list : `${list}, ${t('step_from', { units: step })}`;
    }
    if (kind === 'promotion') return promotionName(detail ?? '') ?? t('rule_promotion');
    if (kind === 'vat') return t('rule_vat', { rate: detail ?? '' });
    if (kind !== 'delivery') return rule;
    return detail === undefined ? t('rule_delivery') : t('rule_delivery_part', { rate: detail });
  };
  const why = (reason: string): string => {
    const known = reasons.find((one) => one === reason);
    const ofPromotion = reasonKey(reason);
    return known ? t(`why_${known}`) : ofPromotion ? p(ofPromotion) : reason;
  };
  return (
    <table className="table" aria-label={t('rules')}>
      <thead>
        <tr>
          <th scope="col">{t('rule')}</th>
          <th scope="col" data-align="right">
            {t('amount')}
          </th>
          <th scope="col">{t('effect')}</th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step, i) => (
          <tr key={`${step.rule}${i}`} data-chosen={(step.applied && step.lineNo !== null) || undefined}>
            <td>
              {ruleName(step.rule)}
              <div className="help">{why(step.reason)}</div>
            </td>
            <td data-align="right">{money(step.amount)}</td>
            <td>
              <Tag tone={step.applied ? 'ok' : 'plain'}>{t(step.applied ? 'applied' : 'passed')}</Tag>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
