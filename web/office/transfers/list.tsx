/** All transfers, newest first. */
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { SiteSelect } from '../parts/site-select.tsx';
import { tones, type TransferRow } from './data.ts';
import { transferWords } from './words.ts';

const views = [
  ['all', 'viewAll'],
  ['open', 'viewOpen'],
  ['draft', 'viewDraft'],
  ['picked', 'viewPicked'],
  ['shipped', 'viewShipped'],
  ['receiving', 'viewReceiving'],
  ['closed', 'viewClosed'],
] as const;

export function TransferList() {
  const t = useWords(transferWords);
  const filters = useFilters(['q', 'state', 'siteId', 'sort']);
  const { q, state, siteId, sort } = filters.values;
  const query = { q, state, siteId, sort };
  const list = useKeyset<TransferRow>('transfers', '/api/transfers', query);
  const mayWrite = useCan('transfers.write');
  useLive(['transfers.'], [['transfers', 'list']], 2_000);
  return (
    <RecordList
      name="transfers"
      title={t('title')}
      actions={
        <>
          <Button component={Link} href="/transfers/incoming" variant="default">
            {t('incoming')}
          </Button>
          {mayWrite && (
            <Button component={Link} href="/transfers/new">
              {t('new')}
            </Button>
          )}
        </>
      }
      tabs={{
        label: t('tabs'),
        value: views.find(([key]) => key === state)?.[0] ?? 'all',
        onChange: (view) => filters.set({ state: view === 'all' ? '' : view }),
        views: views.map(([key, word]) => ({ key, label: t(word) })),
      }}
      filters={filters}
      search={t('search')}
      fields={
        <SiteSelect
          aria-label={t('site')}
          value={siteId}
          onChange={(next) => filters.set({ siteId: next })}
          all={t('allSites')}
        />
      }
      file={{ name: 'transfers', query }}
      columns={useColumns()}
      list={list}
      rowKey={(row) => row.transferId}
      href={(row) => `/transfers/${row.transferId}`}
      empty={{ icon: 'truck', title: t('empty'), children: t('emptyHint') }}
    />
  );
}

function useColumns(): Column<TransferRow>[] {
  const t = useWords(transferWords);
  const { number, when } = useFormat();
  const sites = useSites();
  return [
    { key: 'number', head: t('number'), cell: (row) => <span className="num">{row.number}</span> },
    { key: 'from', head: t('from'), cell: (row) => sites.name(row.fromSite) },
    { key: 'to', head: t('to'), cell: (row) => sites.name(row.toSite) },
    {
      key: 'state',
      head: t('state'),
      cell: (row) => (
        <span className="tags">
          <Tag tone={tones[row.state]}>{t(`state.${row.state}`)}</Tag>
          {row.discrepancies > 0 && <Tag tone="bad">{t('discrepancy', { n: row.discrepancies })}</Tag>}
        </span>
      ),
    },
    { key: 'units', head: t('units'), align: 'right', hide: 'phone', cell: (row) => number(row.asked) },
    {
      key: 'underWay',
      head: t('underWay'),
      align: 'right',
      hide: 'phone',
      cell: (row) => (row.underWay === 0 ? '—' : <b>{number(row.underWay)}</b>),
    },
    {
      key: 'expected',
      head: t('expected'),
      hide: 'wide',
      cell: (row) => <span className="num">{row.expectedAt === null ? '—' : when(row.expectedAt)}</span>,
    },
    {
      key: 'made',
      head: t('made'),
      hide: 'wide',
      sort: ['oldest', ''],
      cell: (row) => <span className="num muted">{when(row.madeAt)}</span>,
    },
  ];
}
