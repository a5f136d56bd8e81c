/** “Pourquoi ?” of a price: the rules that applied and those passed over, as the server recounts them. */
import { useState } from 'react';
import { reasonWords, ruleWords } from '#kit/price-words';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useChannels } from '../parts/names.ts';
import { Tag } from '../parts/tag.tsx';
import { Why } from '../parts/why.tsx';
import { useWords } from '../shell/lang.tsx';
import { usePromotionNames } from '../promotions/lowering.tsx';
import { useExplained, usePriceLists, type AskedFor, type TraceStep } from './data.ts';
import { priceWords } from './words.ts';

export type WhyPriceProps = AskedFor & {
  readonly skuId: string;
  /** What it is about, for those who hear it. */
  readonly about: string;
  readonly channel?: string;
  readonly quantity?: number;
};

export function WhyPrice({ skuId, about, channel = 'web', quantity = 1, ...who }: WhyPriceProps) {
  const t = useWords(priceWords);
  const { money, dateTime } = useFormat();
  const channels = useChannels();
  const [asked, setAsked] = useState(false);
  const answer = useExplained(skuId, channel, quantity, asked, who);
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
  const { money, lang } = useFormat();
  const lists = usePriceLists().data;
  const promotion = usePromotionNames();
  const names = { promotion, list: (code: string) => lists?.find((one) => one.code === code)?.name };
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
              {ruleWords(lang, step.rule, names)}
              <div className="help">{reasonWords(lang, step.reason)}</div>
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
