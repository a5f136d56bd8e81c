/** What the stock costs and is worth, article by article; for those who may see costs. */
import { useQuery } from '@tanstack/react-query';
import { api } from '#kit/api';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat, type Amount } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { useWords } from '../shell/lang.tsx';
import type { Worth } from './data.ts';
import { ArticleCell, useSections, useUnitCost } from './parts.tsx';
import { buying } from './words.ts';

type Total = {
  readonly entityId: string;
  readonly units: number;
  readonly articles: number;
  readonly value: Amount;
};

function Totals() {
  const t = useWords(buying);
  const { money, number } = useFormat();
  const totals = useQuery({
    queryKey: ['stock-value', 'totals'],
    queryFn: ({ signal }) => api<{ items: Total[] }>('GET', '/api/stock-value/totals', { signal }),
  });
  return (
    <div className="buy-totals" aria-live="polite">
      {totals.data?.items.map((one) => (
        <span key={one.entityId}>
          <span className="muted">{t('whole')}</span> <strong className="num">{money(one.value)}</strong>{' '}
          <span className="muted">
            {t('units', { n: one.units })} · {number(one.articles)} {t('articles').toLowerCase()}
          </span>
        </span>
      ))}
    </div>
  );
}

function useColumns(): Column<Worth>[] {
  const t = useWords(buying);
  const { number, money } = useFormat();
  const cost = useUnitCost();
  return [
    { key: 'article', head: t('article'), cell: (one) => <ArticleCell article={one} /> },
    { key: 'onHand', head: t('onHand'), align: 'right', cell: (one) => number(one.onHand) },
    {
      key: 'average',
      head: t('average'),
      align: 'right',
      hide: 'phone',
      cell: (one) => cost(one.averageMilli, one.value.currency),
    },
    { key: 'worth', head: t('worth'), align: 'right', cell: (one) => <b>{money(one.value)}</b> },
  ];
}

export function StockValue() {
  const t = useWords(buying);
  const filters = useFilters([]);
  const list = useKeyset<Worth>('stock-value', '/api/stock-value');
  useLive(['purchasing.'], [['stock-value']], 3_000);
  const columns = useColumns();
  const sections = useSections('value');
  return (
    <RecordList
      name="costs"
      title={t('value')}
      help="stockValue"
      tabs={sections}
      above={<Totals />}
      filters={filters}
      file={{ name: 'stock-value' }}
      columns={columns}
      list={list}
      rowKey={(one) => `${one.skuId} ${one.entityId}`}
      href={(one) => `/purchasing/value/${one.skuId}`}
      tall
      empty={{ icon: 'box', title: t('noCost'), children: t('noCostText') }}
    />
  );
}
