/** Stock by article, one column for each site. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { api } from '#kit/api';
import { useChoice } from '../parts/choice.ts';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset, type Keyset } from '../parts/keyset.ts';
import { Views } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { useSites, type Site } from '../parts/names.ts';
import { Picture } from '../parts/picture.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { sortRows, sortWords } from '../parts/sort.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { SiteSelect } from '../parts/site-select.tsx';
import { StockVerbs } from './bulk.tsx';
import { stockOf, useBreaches, type StockLine } from './data.ts';
import { pastWords } from './past-words.ts';
import { stockWords } from './words.ts';

const NONE = { rows: [], isStale: false, hasMore: false, isLoadingMore: false, more: () => undefined } as const;

/** Stock of what a search finds; asked through the products, which know names. */
function useFound(q: string, low: string, siteId: string, sort: string): Keyset<StockLine> {
  const found = useQuery({
    queryKey: ['stock', 'found', q],
    enabled: q !== '',
    queryFn: async ({ signal }) => {
      type Line = { readonly skuIds: readonly string[] };
      const page = await api<{ items: readonly Line[] }>('GET', '/api/products', { query: { q, limit: 50 }, signal });
      return stockOf([...new Set(page.items.flatMap((line) => line.skuIds))].slice(0, 300), signal);
    },
  });
  const here = (line: StockLine): number =>
    siteId === '' ? line.free : (line.shelves.find((s) => s.siteId === siteId && s.kind === 'sellable')?.free ?? 0);
  const rows = (found.data ?? []).filter((line) => low === '' || here(line) <= Number(low));
  const order = { free: here, onHand: (line: StockLine) => line.onHand, reserved: (line: StockLine) => line.reserved };
  return {
    ...NONE,
    rows: sortRows(rows, sort, order),
    isPending: found.isPending,
    error: found.error,
    retry: () => void found.refetch(),
  };
}

/** On hand, reserved and leased of the sellable shelf of a site. */
function FreeAt({ line, siteId }: { line: StockLine; siteId: string }) {
  const { number } = useFormat();
  const shelf = line.shelves.find((one) => one.siteId === siteId && one.kind === 'sellable');
  if (!shelf) return <span className="muted">—</span>;
  return <span className={shelf.free <= 0 ? 'bad' : undefined}>{number(shelf.free)}</span>;
}

function useColumns(sites: readonly Site[]): Column<StockLine>[] {
  const t = useWords(stockWords);
  const { text, number } = useFormat();
  return [
    {
      key: 'article',
      head: t('article'),
      cell: (line) => (
        <span className="with-picture">
          <Picture src={line.image} />
          <span className="article">
            <span>{text(line.name)}</span>
            <span className="help">{[text(line.optionText), line.sku].filter(Boolean).join(' · ')}</span>
          </span>
        </span>
      ),
    },
    ...sites.map((site): Column<StockLine> => ({
      key: site.siteId,
      head: <abbr title={site.name}>{site.code}</abbr>,
      label: site.name,
      align: 'right',
      hide: 'phone',
      cell: (line) => <FreeAt line={line} siteId={site.siteId} />,
    })),
    {
      key: 'onHand',
      head: t('onHand'),
      align: 'right',
      hide: 'wide',
      sort: sortWords('onHand'),
      cell: (line) => number(line.onHand),
    },
    {
      key: 'reserved',
      head: t('reserved'),
      align: 'right',
      hide: 'wide',
      sort: sortWords('reserved'),
      cell: (line) => number(line.reserved),
    },
    { key: 'leased', head: t('leased'), align: 'right', hide: 'wide', cell: (line) => number(line.leased) },
    {
      key: 'free',
      head: t('free'),
      align: 'right',
      sort: sortWords('free'),
      cell: (line) => <strong className={line.free > 0 ? 'ok' : 'bad'}>{number(line.free)}</strong>,
    },
  ];
}

export function StockList() {
  const t = useWords(stockWords);
  useLive(['inventory.'], [['stock']], 3_000);
  const sites = useSites();
  const filters = useFilters(['q', 'siteId', 'low', 'sort']);
  const { q, siteId, low, sort } = filters.values;
  const found = useFound(q, low, siteId, sort);
  const paged = useKeyset<StockLine>('stock', '/api/stock', { siteId, low, sort });
  const list = q === '' ? paged : found;
  const mayAct = [useCan('stock.write'), useCan('transfers.write'), useCan('counts.write')].includes(true);
  const choice = useChoice();
  const chosen = list.rows.filter((line) => choice.chosen.has(line.skuId));
  const { text } = useFormat();
  const columns = useColumns(sites.items.filter((site) => siteId === '' || site.siteId === siteId));
  return (
    <RecordList
      name="stock"
      title={t('title')}
      help="stock"
      above={<StockViews value="all" />}
      filters={filters}
      search={t('search')}
      fields={
        <>
          <SiteSelect
            aria-label={t('site')}
            value={siteId}
            onChange={(next) => filters.set({ siteId: next })}
            all={t('allSites')}
          />
          <NativeSelect
            aria-label={t('low')}
            value={low}
            onChange={(event) => filters.set({ low: event.currentTarget.value })}
            data={[
              { value: '', label: t('lowAny') },
              { value: '0', label: t('lowNone') },
              { value: '2', label: t('lowFew') },
              { value: '5', label: t('lowSome') },
            ]}
          />
        </>
      }
      file={q === '' ? { name: 'stock', query: { siteId, low, sort } } : undefined}
      columns={columns}
      list={list}
      rowKey={(line) => line.skuId}
      href={(line) => `/stock/${line.skuId}`}
      nameOf={(line) => `${text(line.name)}, ${line.sku}`}
      choice={mayAct ? choice : undefined}
      bulk={<StockVerbs lines={chosen} choice={choice} />}
      tall
      empty={{ title: t('empty'), children: t('emptyHint') }}
    />
  );
}

/** All articles, or what waits for a person. */
export function StockViews({ value }: { value: 'all' | 'breaches' | 'as-of' | 'difference' }) {
  const t = useWords(stockWords);
  const p = useWords(pastWords);
  const [, go] = useLocation();
  const breaches = useBreaches();
  return (
    <Views
      label={t('title')}
      value={value}
      onChange={(key) => go(key === 'all' ? '/stock' : `/stock/${key}`)}
      views={[
        { key: 'all', label: t('allArticles') },
        { key: 'as-of', label: p('asOf') },
        { key: 'difference', label: p('difference') },
        { key: 'breaches', label: t('toSettle'), ...(breaches.data ? { count: breaches.data.length } : {}) },
      ]}
    />
  );
}
