/** The books of one article: every entry, and a way to say what it costs. */
import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { api } from '#kit/api';
import { milliOf } from '#purchasing/model';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useActor } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useWrite, type Worth } from './data.ts';
import { ArticleCell, useUnitCost } from './parts.tsx';
import { buying } from './words.ts';

type Entry = {
  readonly entityId: string;
  readonly entryNo: number;
  readonly kind: 'opening' | 'receipt' | 'landed' | 'moved' | 'returned' | 'revalued';
  readonly units: number;
  readonly valueMilli: number;
  readonly expensedMilli: number;
  readonly unitsAfter: number;
  readonly averageMilli: number;
  readonly reason: string | null;
  readonly actor: string;
  readonly at: string;
};

export function CostRecord({ skuId }: { skuId: string }) {
  const t = useWords(buying);
  const { text, money, number } = useFormat();
  const cost = useUnitCost();
  const mayWrite = useCan('costs.write');
  const worth = useQuery({
    queryKey: ['stock-value', 'one', skuId],
    queryFn: ({ signal }) => api<{ items: Worth[] }>('GET', '/api/stock-value', { query: { skuId }, signal }),
  });
  const entries = useQuery({
    queryKey: ['stock-value', 'entries', skuId],
    queryFn: ({ signal }) => api<{ items: Entry[] }>('GET', `/api/stock-value/${skuId}`, { signal }),
  });
  if (worth.isPending) return <PageSkeleton record />;
  const error = worth.error ?? entries.error;
  if (error) return <ErrorBox error={error} retry={() => void worth.refetch()} page />;
  const [first] = worth.data?.items ?? [];
  const currency = first?.value.currency ?? 'EUR';
  return (
    <Record
      back={{ href: '/purchasing/value', label: t('value') }}
      title={first ? text(first.name) : t('noCost')}
      main={
        <>
          {first && <ArticleCell article={first} />}
          <Entries entries={entries.data?.items ?? []} currency={currency} />
        </>
      }
      side={
        <>
          {worth.data?.items.map((one) => (
            <Panel key={one.entityId}>
              <Facts
                items={[
                  [t('onHand'), number(one.onHand)],
                  [t('average'), cost(one.averageMilli, currency)],
                  [t('worth'), <b key="w">{money(one.value)}</b>],
                ]}
              />
            </Panel>
          ))}
          {mayWrite && first && <SetCost worth={first} />}
        </>
      }
    />
  );
}

function Entries({ entries, currency }: { entries: readonly Entry[]; currency: string }) {
  const t = useWords(buying);
  const { when, number, money } = useFormat();
  const cost = useUnitCost();
  const actor = useActor();
  const signed = (n: number): string => (n > 0 ? `+${number(n)}` : n === 0 ? '—' : `−${number(-n)}`);
  return (
    <Panel title={t('history')} note={t('historyNote')} flush>
      <div className="table-scroll" role="region" aria-label={t('history')} tabIndex={0}>
        <table className="table" aria-label={t('history')}>
          <thead>
            <tr>
              <th scope="col">{t('when')}</th>
              <th scope="col">{t('entry')}</th>
              <th scope="col" data-align="right">
                {t('quantity')}
              </th>
              <th scope="col" data-align="right">
                {t('worth')}
              </th>
              <th scope="col" data-align="right" data-hide="phone">
                {t('average')}
              </th>
              <th scope="col" data-hide="wide">
                {t('byWho')}
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((one) => (
              <tr key={`${one.entityId}${one.entryNo}`}>
                <td>
                  <span className="num muted">{when(one.at)}</span>
                </td>
                <td>
                  {t(`entry.${one.kind}`)}
                  {one.reason && <div className="help">{one.reason}</div>}
                  {one.expensedMilli > 0 && (
                    <div className="help">
                      {money({ minor: Math.round(one.expensedMilli / 1_000), currency })} {t('expensed')}
                    </div>
                  )}
                </td>
                <td data-align="right">{signed(one.units)}</td>
                <td data-align="right">{money({ minor: Math.round(one.valueMilli / 1_000), currency })}</td>
                <td data-align="right" data-hide="phone">
                  {cost(one.averageMilli, currency)}
                </td>
                <td data-hide="wide">{actor(one.actor)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function SetCost({ worth }: { worth: Worth }) {
  const t = useWords(buying);
  const c = useWords(common);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const write = useWrite<object>(`/api/stock-value/${worth.skuId}`);
  const costMilli = milliOf(typed, worth.value.currency);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    await write.mutateAsync({ body: { entityId: worth.entityId, costMilli, reason } });
    setTyped('');
    notifications.show({ message: t('saved'), color: 'cresson' });
  };
  return (
    <Panel title={t('setCost')}>
      <form className="column" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <p className="help">{t('setCostText')}</p>
        <TextInput
          label={t('costOne')}
          inputMode="decimal"
          value={typed}
          error={typed !== '' && costMilli === undefined}
          onChange={(event) => setTyped(event.currentTarget.value)}
          required
        />
        <TextInput
          label={t('reason')}
          value={reason}
          maxLength={300}
          onChange={(event) => setReason(event.currentTarget.value)}
          required
        />
        {write.error && (
          <p className="bad" role="alert">
            {sentenceOf(write.error, c('error.network'))}
          </p>
        )}
        <Button type="submit" loading={write.isPending} disabled={costMilli === undefined}>
          {t('setCost')}
        </Button>
      </form>
    </Panel>
  );
}
