/** What is under way to our sites, by article, with its date. */
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty, NoResult } from '../parts/empty.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { Link } from 'wouter';
import { ArticleFace } from '../stock/scanner.tsx';
import { useWords } from '../shell/lang.tsx';
import { SiteSelect } from '../parts/site-select.tsx';
import type { Incoming } from './data.ts';
import { transferWords } from './words.ts';

export function IncomingList() {
  const t = useWords(transferWords);
  const filters = useFilters(['siteId']);
  const { siteId } = filters.values;
  const list = useKeyset<Incoming>('transfers', '/api/transfers/incoming', { siteId });
  useLive(['transfers.'], [['transfers', 'list']], 2_000);
  return (
    <ListPage
      title={t('incoming')}
      filters={
        <>
          <SiteSelect
            aria-label={t('site')}
            value={siteId}
            onChange={(next) => filters.set({ siteId: next })}
            all={t('allSites')}
          />
          <div className="list-tools">
            <FileMenu file={{ name: 'incoming', query: { siteId } }} />
          </div>
        </>
      }
    >
      <DataTable
        label={t('incoming')}
        columns={useColumns()}
        list={list}
        rowKey={(row) => `${row.skuId} ${row.transferId}`}
        tall
        empty={
          filters.any ? (
            <NoResult onClear={filters.clear} />
          ) : (
            <Empty icon="truck" title={t('incomingEmpty')}>
              {t('incomingEmptyHint')}
            </Empty>
          )
        }
      />
    </ListPage>
  );
}

function useColumns(): Column<Incoming>[] {
  const t = useWords(transferWords);
  const { number, when } = useFormat();
  const sites = useSites();
  return [
    { key: 'article', head: t('article'), cell: (row) => <ArticleFace article={row} /> },
    { key: 'to', head: t('to'), cell: (row) => sites.name(row.siteId) },
    { key: 'quantity', head: t('quantity'), align: 'right', cell: (row) => <b>{number(row.quantity)}</b> },
    {
      key: 'expected',
      head: t('expected'),
      cell: (row) => <span className="num">{row.expectedAt === null ? '—' : when(row.expectedAt)}</span>,
    },
    { key: 'promise', head: t('promise'), hide: 'phone', cell: (row) => t(row.promisable ? 'yes' : 'no') },
    {
      key: 'transfer',
      head: t('number'),
      hide: 'phone',
      cell: (row) => (
        <Link href={`/transfers/${row.transferId}`} className="link num">
          {row.number}
        </Link>
      ),
    },
  ];
}
