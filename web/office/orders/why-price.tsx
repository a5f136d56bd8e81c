/** Why a line costs what it costs: the trace kept with the order, and the same question asked again for that moment. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api } from '#kit/api';
import { useFormat, type Amount } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { sentenceOf } from '../parts/failed.tsx';
import { Why } from '../parts/why.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { orders } from '../words/orders.ts';
import type { Order, OrderLine, TraceStep } from './data.ts';

export function WhyPrice({ order, line }: { order: Order; line: OrderLine }) {
  const t = useWords(orders);
  const { money, dateTime, text } = useFormat();
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
            <Step key={`${step.rule} ${i}`} step={step} />
          ))}
        </tbody>
      </table>
    </Why>
  );
}

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

function Step({ step }: { step: TraceStep }) {
  const t = useWords(orders);
  const { money } = useFormat();
  const [kind = '', code = '', units] = step.rule.split(':');
  const reason = reasons.find((one) => one === step.reason);
  const rule =
    kind === 'list'
      ? code === ''
        ? t('rule.none')
        : code === 'given'
          ? t('rule.given')
          : units === undefined
            ? t('rule.list', { code })
            : t('rule.list_step', { code, units })
      : kind === 'vat'
        ? t('rule.vat', { rate: code })
        : kind === 'delivery'
          ? code === ''
            ? t('rule.delivery')
            : t('rule.delivery_part', { rate: code })
          : step.rule;
  return (
    <tr data-chosen={(step.applied && kind === 'list') || undefined}>
      <td>
        <span className="with-icon">
          <Icon name={step.applied ? 'check' : 'x'} size={14} />
          <b>{rule}</b>
        </span>
      </td>
      <td>{reason ? t(`reason.${reason}`) : step.reason}</td>
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
