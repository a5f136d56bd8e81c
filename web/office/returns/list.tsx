/** All returns, newest first; what waits, what is owed, what is due soon. */
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { returnWords } from '../words/returns.ts';
import { returnTone, type ReturnRow } from './data.ts';
import { exchangeTone } from './exchange.tsx';
import { exchangeWords } from './exchange-words.ts';

const views = ['all', 'open', 'owed', 'late'] as const;

export function ReturnList() {
  const t = useWords(returnWords);
  const filters = useFilters(['q', 'wait', 'sort']);
  const { q, wait, sort } = filters.values;
  const query = { q, wait, sort };
  const list = useKeyset<ReturnRow>('returns', '/api/returns', query);
  useLive(['returns.'], [['returns', 'list']], 2_000);
  return (
    <RecordList
      name="returns"
      title={t('title')}
      tabs={{
        label: t('tabs'),
        value: views.find((view) => view === wait) ?? 'all',
        onChange: (view) => filters.set({ wait: view === 'all' ? '' : view }),
        views: views.map((key) => ({ key, label: t(`view.${key}`) })),
      }}
      filters={filters}
      search={t('search')}
      file={{ name: 'returns', query }}
      columns={useColumns()}
      list={list}
      rowKey={(row) => row.returnId}
      href={(row) => `/returns/${row.returnId}`}
      empty={{ icon: 'back', title: t('empty'), children: t('emptyHint') }}
    />
  );
}

function useColumns(): Column<ReturnRow>[] {
  const t = useWords(returnWords);
  const x = useWords(exchangeWords);
  const { money, when } = useFormat();
  return [
    { key: 'number', head: t('number'), cell: (row) => <span className="num">{row.number}</span> },
    {
      key: 'state',
      head: t('state'),
      cell: (row) => (
        <span className="tags">
          <Tag tone={returnTone[row.state]}>{t(`state.${row.state}`)}</Tag>
          {row.exchangeState !== null && (
            <Tag tone={exchangeTone[row.exchangeState]}>{x(`state.${row.exchangeState}`)}</Tag>
          )}
          {row.withdrawal && row.reason === 'withdrawal' && <Tag tone="note">{t('withdrawal')}</Tag>}
        </span>
      ),
    },
    { key: 'customer', head: t('customer'), cell: (row) => row.customerName },
    { key: 'order', head: t('order'), hide: 'phone', cell: (row) => <span className="num">{row.orderNumber}</span> },
    { key: 'reason', head: t('reason'), hide: 'wide', cell: (row) => t(`reason.${row.reason}`) },
    {
      key: 'units',
      head: t('units'),
      align: 'right',
      hide: 'phone',
      cell: (row) => (
        <span className="num">
          {row.came} / {row.announced}
        </span>
      ),
    },
    {
      key: 'owed',
      head: t('owed'),
      align: 'right',
      cell: (row) => (row.owed.minor === 0 ? '—' : <span className="num">{money(row.owed)}</span>),
    },
    {
      key: 'payBy',
      head: t('payBy'),
      hide: 'wide',
      cell: (row) => <span className="num">{row.payBy === null ? '—' : when(row.payBy)}</span>,
    },
    {
      key: 'asked',
      head: t('askedAt'),
      hide: 'wide',
      sort: ['oldest', ''],
      cell: (row) => <span className="num muted">{when(row.askedAt)}</span>,
    },
  ];
}
