/** What a promotion came to by channel in the last days: orders, what was given away, its share of what was sold; as a file too. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { promotionWords } from './words.ts';

type Figures = {
  readonly promotionId: string;
  readonly channelId: string;
  readonly currency: string;
  readonly uses: number;
  readonly givenMinor: number;
  readonly worthMinor: number;
  readonly orders: number;
  readonly turnoverMinor: number;
  /** Of turnover, parts per million. */
  readonly share: number;
};

const periods = [30, 90, 365] as const;

export function ByChannel({ promotionId }: { promotionId: string }) {
  const t = useWords(promotionWords);
  const [days, setDays] = useState('90');
  const query = { promotionId, days };
  const read = useQuery({
    queryKey: ['promotions', promotionId, 'figures', days],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly Figures[] }>('GET', '/api/promotions/figures', { query, signal })).items,
  });
  return (
    <Panel
      title={t('byChannel')}
      note={t('byChannelHint')}
      flush
      aside={
        <span className="row">
          <NativeSelect
            aria-label={t('period')}
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
            data={periods.map((n) => ({ value: String(n), label: t('days', { n }) }))}
          />
          <FileMenu file={{ name: 'promotion-figures', query }} />
        </span>
      }
    >
      {read.isPending && <RowsSkeleton rows={2} />}
      {read.isError && <ErrorBox error={read.error} retry={() => void read.refetch()} />}
      {read.data?.length === 0 && <p className="muted panel-text">{t('noUse')}</p>}
      {read.data && read.data.length > 0 && <Table rows={read.data} />}
    </Panel>
  );
}

function Table({ rows }: { rows: readonly Figures[] }) {
  const t = useWords(promotionWords);
  const { number, money, percent } = useFormat();
  const channels = useChannels();
  return (
    <div className="table-scroll" role="region" aria-label={t('byChannel')} tabIndex={0}>
      <table className="table" aria-label={t('byChannel')}>
        <thead>
          <tr>
            <th scope="col">{t('channel')}</th>
            <th scope="col" data-align="right">
              {t('ordersLowered')}
            </th>
            <th scope="col" data-align="right">
              {t('spent')}
            </th>
            <th scope="col" data-align="right" data-hide="phone">
              {t('worth')}
            </th>
            <th scope="col" data-align="right">
              {t('shareOfSales')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.channelId} ${row.currency}`}>
              <td>{channels.name(row.channelId)}</td>
              <td data-align="right">{t('usesOf', { n: number(row.uses), of: number(row.orders) })}</td>
              <td data-align="right">
                <strong>{money({ minor: row.givenMinor, currency: row.currency })}</strong>
              </td>
              <td data-align="right" data-hide="phone">
                {money({ minor: row.worthMinor, currency: row.currency })}
              </td>
              <td data-align="right">{percent(row.share / 1_000_000)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
