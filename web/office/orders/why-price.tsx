/** Why a line costs what it costs: the trace kept with the order, and the same question asked again for that moment. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api } from '#kit/api';
import { reasonWords, ruleWords } from '#kit/price-words';
import { useFormat, type Amount } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { sentenceOf } from '../parts/failed.tsx';
import { Why } from '../parts/why.tsx';
import { usePromotionNames } from '../promotions/lowering.tsx';
import { WhyPrice as PriceToday } from '../prices/why-price.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { orders } from '../words/orders.ts';
import type { Order, OrderLine, TraceStep } from './data.ts';

export function WhyPrice({ order, line }: { order: Order; line: OrderLine }) {
  const t = useWords(orders);
  const { money, dateTime, text } = useFormat();
  const nameOf = usePromotionNames();
  const steps = (order.trace ?? []).filter((step) => step.lineNo === line.lineNo || step.lineNo === null);
  if (steps.length === 0) return null;
  return (
    <Why
      title={t('whyPrice', { price: money(line.unit) })}
      about={t('whyAbout', { article: text(line.name) })}
      sentence={t('whyText', { when: dateTime(order.openedAt) })}
      foot={<Replay order={order} line={line} />}
    >
      <table className="table why-steps">
        <thead>
          <tr>
            <th scope="col">{t('rule')}</th>
            <th scope="col">{t('effect')}</th>
            <th scope="col" data-align="right">
              {t('amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step, i) => (
            <Step key={`${step.rule} ${i}`} step={step} nameOf={nameOf} />
          ))}
        </tbody>
      </table>
    </Why>
  );
}

export type WhyTodayProps = {
  /** Without word of a company it is for the one that its customer has chosen. */
  readonly order: Pick<Order, 'channelId' | 'customerId'> & { readonly buyer?: Order['buyer'] };
  readonly skuId: string;
  readonly name: string;
  readonly quantity: number;
};

/** Why an article that comes to an order costs what it does today, for who bought it. */
export function WhyToday({ order, skuId, name, quantity }: WhyTodayProps) {
  const channels = useChannels();
  const channel = channels.find(order.channelId)?.code;
  if (channel === undefined) return null;
  const who = order.buyer
    ? { companyId: order.buyer.companyId }
    : { customerId: order.customerId ?? undefined, ...(order.buyer === null ? { companyId: 'none' } : {}) };
  return <PriceToday skuId={skuId} about={name} quantity={quantity} channel={channel} {...who} />;
}

function Step({ step, nameOf }: { step: TraceStep; nameOf: (promotionId: string) => string | undefined }) {
  const { money, lang } = useFormat();
  return (
    <tr data-chosen={(step.applied && step.rule.startsWith('list:')) || undefined}>
      <td>
        <span className="with-icon">
          <Icon name={step.applied ? 'check' : 'x'} size={14} />
          <b>{ruleWords(lang, step.rule, { promotion: nameOf })}</b>
        </span>
      </td>
      <td>{reasonWords(lang, step.reason)}</td>
      <td data-align="right">{money(step.amount)}</td>
    </tr>
  );
}

function Replay({ order, line }: { order: Order; line: OrderLine }) {
  const t = useWords(orders);
  const c = useWords(common);
  const { money } = useFormat();
  const channels = useChannels();
  const code = channels.find(order.channelId)?.code;
  const ask = (at?: string) =>
    api<{ unit: Amount | null }>('GET', '/api/prices/explain', {
      query: {
        ...{ skuId: line.skuId, channel: code, quantity: line.ordered, at },
        ...(order.buyer
          ? { companyId: order.buyer.companyId }
          : { customerId: order.customerId ?? undefined, companyId: 'none' }),
      },
    });
  const replay = useMutation({
    mutationFn: async () => {
      const then = await ask(order.openedAt);
      return { then: then.unit, today: then.unit ? null : (await ask()).unit };
    },
  });
  const told = (then: Amount | null, today: Amount | null): string => {
    if (then) return t(then.minor === line.unit.minor ? 'replayedSame' : 'replayedOther', { price: money(then) });
    return today ? t('replayedToday', { price: money(today) }) : t('replayedNone');
  };
  return (
    <>
      <Button size="xs" variant="default" loading={replay.isPending} onClick={() => replay.mutate()}>
        {t('replay')}
      </Button>
      <output className="help">
        {replay.isError && sentenceOf(replay.error, c('error.network'))}
        {replay.data && told(replay.data.then, replay.data.today)}
      </output>
    </>
  );
}
