/** All counts, newest first. */
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
import { tones, type Count } from './data.ts';
import { countWords } from './words.ts';

const views = [
  ['all', 'viewAll'],
  ['running', 'viewRunning'],
  ['review', 'viewReview'],
  ['posted', 'viewPosted'],
] as const;

export function CountList() {
  const t = useWords(countWords);
  const filters = useFilters(['q', 'state', 'siteId']);
  const { q, state, siteId } = filters.values;
  const query = { q, state, siteId };
  const list = useKeyset<Count>('counts', '/api/counts', query);
  const mayWrite = useCan('counts.write');
  useLive(['counts.'], [['counts', 'list']], 2_000);
  return (
    <RecordList
      name="counts"
      title={t('title')}
      actions={
        <>
          <Button component={Link} href="/counts/shrinkage" variant="default">
            {t('shrinkage')}
          </Button>
          {mayWrite && (
            <Button component={Link} href="/counts/new">
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
      file={{ name: 'counts', query }}
      columns={useColumns()}
      list={list}
      rowKey={(row) => row.countId}
      href={(row) => `/counts/${row.countId}`}
      empty={{ icon: 'scan', title: t('empty'), children: t('emptyHint') }}
    />
  );
}

function useColumns(): Column<Count>[] {
  const t = useWords(countWords);
  const { when } = useFormat();
  const sites = useSites();
  return [
    { key: 'number', head: t('number'), cell: (row) => <span className="num">{row.number}</span> },
    { key: 'name', head: t('name'), cell: (row) => row.name },
    { key: 'site', head: t('site'), hide: 'phone', cell: (row) => sites.name(row.siteId) },
    {
      key: 'state',
      head: t('state'),
      cell: (row) => <Tag tone={tones[row.state]}>{t(`state.${row.state}`)}</Tag>,
    },
    { key: 'scope', head: t('scope'), hide: 'wide', cell: (row) => t(`scope.${row.scope}`) },
    { key: 'progress', head: t('progress'), hide: 'phone', cell: (row) => <Progress count={row} /> },
    {
      key: 'difference',
      head: t('difference'),
      align: 'right',
      hide: 'phone',
      cell: (row) => <Difference more={row.more} fewer={row.fewer} />,
    },
    {
      key: 'made',
      head: t('made'),
      hide: 'wide',
      cell: (row) => <span className="num muted">{when(row.madeAt)}</span>,
    },
  ];
}

/** How many of the articles somebody has scanned. */
export function Progress({ count }: { count: Count }) {
  const { number } = useFormat();
  const share = count.lines === 0 ? 0 : Math.min(1, count.scanned / count.lines);
  return (
    <span className="count-progress">
      <span className="num">
        {number(count.scanned)} / {number(count.lines)}
      </span>
      <span className="count-bar" aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}

export function Difference({ more, fewer }: { more: number; fewer: number }) {
  const { number } = useFormat();
  if (more === 0 && fewer === 0) return <span className="muted">—</span>;
  return (
    <span className="num">
      {more > 0 && <span className="ok">+{number(more)}</span>}{' '}
      {fewer > 0 && <span className="bad">−{number(fewer)}</span>}
    </span>
  );
}
