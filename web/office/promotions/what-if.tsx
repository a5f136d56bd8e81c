/** The orders of the last days under a promotion that did not hold then. */
import { Button, NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { whatIf, type Limits, type Rule, type WhatIf } from './data.ts';
import { promotionWords, reasonKey } from './words.ts';

const periods = [7, 30, 90] as const;

type Props = {
  readonly promotionId: string;
  readonly rule: Rule;
  readonly limits: Limits;
  readonly disabled?: boolean;
};

export function WhatIfPanel({ promotionId, rule, limits, disabled }: Props) {
  const t = useWords(promotionWords);
  const [days, setDays] = useState('30');
  const { maxUses, maxEach, budgetMinor } = limits;
  const run = useMutation({
    mutationFn: () => whatIf({ promotionId, rule, maxUses, maxEach, budgetMinor, days: Number(days) }),
  });
  return (
    <Panel title={t('whatIf')}>
      <p className="help">{t('whatIfHelp')}</p>
      <div className="promo-run">
        <NativeSelect
          aria-label={t('period')}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
          data={periods.map((n) => ({ value: String(n), label: t('days', { n }) }))}
        />
        <Button variant="default" loading={run.isPending} disabled={disabled ?? false} onClick={() => run.mutate()}>
          {t('run')}
        </Button>
      </div>
      <div aria-live="polite">
        {run.isError && <ErrorBox error={run.error} retry={() => run.mutate()} />}
        {run.data && <Told said={run.data} currency={rule.currency} />}
      </div>
    </Panel>
  );
}

function Told({ said, currency }: { said: WhatIf; currency: string }) {
  const t = useWords(promotionWords);
  const { number, money, percent } = useFormat();
  const amount = (minor: number): string => money({ minor, currency });
  if (said.orders === 0) return <p className="muted">{t('ranNone')}</p>;
  const reasons = Object.entries(said.passedOver).toSorted(([, a], [, b]) => b - a);
  return (
    <div className="column fields-tight">
      <p>
        <b>
          {t('ran', {
            touched: number(said.touched),
            orders: number(said.orders),
            taken: amount(said.takenMinor),
          })}
        </b>{' '}
        {said.worthMinor > 0 && t('ranShare', { share: percent(said.takenMinor / said.worthMinor) })}{' '}
        {said.cut && t('ranCut')}
      </p>
      <ByChannel said={said} amount={amount} />
      {said.examples.length > 0 && (
        <p>
          {t('most')} :{' '}
          {said.examples.map((one, i) => (
            <span key={one.orderId}>
              {i > 0 && ', '}
              <Link className="link num" href={`/orders/${one.orderId}`}>
                {one.number}
              </Link>{' '}
              ({amount(one.takenMinor)})
            </span>
          ))}
        </p>
      )}
      {reasons.length > 0 && (
        <p className="help">
          {t('whyNot')} :{' '}
          {reasons
            .map(([reason, n]) => {
              const key = reasonKey(reason);
              return `${key ? t(key) : reason} (${number(n)})`;
            })
            .join(', ')}
        </p>
      )}
    </div>
  );
}

function ByChannel({ said, amount }: { said: WhatIf; amount: (minor: number) => string }) {
  const t = useWords(promotionWords);
  const { number } = useFormat();
  const channels = useChannels();
  return (
    <div className="table-scroll" role="region" aria-label={t('whatIf')} tabIndex={0}>
      <table className="table promo-table" aria-label={t('whatIf')}>
        <thead>
          <tr>
            <th scope="col">{t('channel')}</th>
            {(['orders', 'touched', 'taken'] as const).map((head) => (
              <th key={head} scope="col" data-align="right">
                {t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {said.byChannel.map((one) => (
            <tr key={one.channelId}>
              <th scope="row">{channels.name(one.channelId)}</th>
              <td data-align="right">{number(one.orders)}</td>
              <td data-align="right">{number(one.touched)}</td>
              <td data-align="right">{amount(one.takenMinor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
