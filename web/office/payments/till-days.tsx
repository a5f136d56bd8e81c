/** Days of all tills with their closes: what each was sold, counted, and by how much it differed. */
import { NativeSelect } from '@mantine/core';
import type { CashReason } from '#payments/model';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useSections } from './tabs.tsx';
import { tillWords } from './till-words.ts';

export type Sums = {
  readonly sales: { readonly count: number; readonly minor: number };
  readonly returns: { readonly count: number; readonly minor: number };
  readonly payments: { readonly count: number; readonly minor: number };
  readonly discountMinor: number;
  readonly tenders: readonly {
    readonly method: string;
    readonly inMinor: number;
    readonly outMinor: number;
    readonly count: number;
  }[];
  readonly rates: readonly { readonly rate: number; readonly grossMinor: number; readonly taxMinor: number }[];
  readonly roundingMinor: number;
  readonly grandMinor: number;
  readonly moves: readonly { readonly reason: CashReason; readonly count: number; readonly minor: number }[];
};
export type TillDay = {
  readonly sessionId: string;
  readonly number: number;
  readonly till: string;
  readonly site: string;
  readonly currency: string;
  readonly floatMinor: number;
  readonly openedBy: string;
  readonly openedAt: string;
  readonly expectedMinor: number | null;
  readonly countedMinor: number | null;
  readonly leftMinor: number | null;
  readonly closedBy: string | null;
  readonly closedAt: string | null;
  readonly report: Sums | null;
  readonly copies: number;
};
export const tillEvents = ['till.session_opened', 'till.session_closed', 'till.cash_moved'];
const shows = ['all', 'open', 'closed', 'differs'] as const;

export function TillDayList() {
  const t = useWords(tillWords);
  const filters = useFilters(['q', 'show', 'sort']);
  const { q, sort } = filters.values;
  const show = shows.find((one) => one === filters.values.show) ?? 'all';
  const query = { q, show, sort: sort === 'oldest' || sort === 'difference' ? sort : 'newest' };
  const list = useKeyset<TillDay>('till-days', '/api/till-days', query);
  useLive(tillEvents, [['till-days']], 2_000);
  return (
    <RecordList
      name="till-days"
      title={t('title')}
      tabs={useSections('tills')}
      filters={filters}
      search={t('search')}
      fields={
        <NativeSelect
          aria-label={t('show')}
          value={show}
          onChange={(event) =>
            filters.set({ show: event.currentTarget.value === 'all' ? '' : event.currentTarget.value })
          }
          data={shows.map((value) => ({ value, label: t(`show.${value}`) }))}
        />
      }
      file={{ name: 'till-days', query }}
      columns={useColumns()}
      list={list}
      rowKey={(one) => one.sessionId}
      href={(one) => `/payments/tills/${one.sessionId}`}
      empty={{ icon: 'cash', title: t('empty'), children: t('emptyText') }}
    />
  );
}

/** By how much a drawer differed: nothing while it is open. */
export function Difference({ day }: { readonly day: TillDay }) {
  const t = useWords(tillWords);
  const { money } = useFormat();
  const { countedMinor, expectedMinor, currency } = day;
  if (countedMinor === null || expectedMinor === null) return <Tag tone="plain">{t('isOpen')}</Tag>;
  const minor = countedMinor - expectedMinor;
  return minor === 0 ? <Tag tone="ok">{t('exact')}</Tag> : <Tag tone="bad">{money({ minor, currency })}</Tag>;
}

function useColumns(): Column<TillDay>[] {
  const t = useWords(tillWords);
  const { money, when } = useFormat();
  const cash = ({ report, currency }: TillDay, minor: (sums: Sums) => number) =>
    report && <span className="num">{money({ minor: minor(report), currency })}</span>;
  const tender = (method: string) => (one: TillDay) =>
    cash(one, ({ tenders }) =>
      tenders.reduce((sum, row) => sum + (row.method === method ? row.inMinor - row.outMinor : 0), 0),
    );
  return [
    {
      key: 'number',
      head: t('number'),
      cell: (one) => <span className="num">{t(one.closedAt === null ? 'day' : 'z', { n: one.number })}</span>,
    },
    { key: 'site', head: t('site'), hide: 'phone', cell: (one) => one.site },
    { key: 'till', head: t('till'), hide: 'wide', cell: (one) => one.till },
    {
      key: 'opened',
      head: t('opened'),
      hide: 'phone',
      sort: ['oldest', ''],
      cell: (one) => <span className="num">{when(one.openedAt)}</span>,
    },
    {
      key: 'returns',
      head: t('returns'),
      align: 'right',
      hide: 'wide',
      cell: (one) => cash(one, ({ returns }) => returns.minor),
    },
    { key: 'cash', head: t('method.cash'), align: 'right', hide: 'wide', cell: tender('cash') },
    { key: 'card', head: t('method.card'), align: 'right', hide: 'wide', cell: tender('card') },
    { key: 'sales', head: t('sales'), align: 'right', cell: (one) => cash(one, ({ sales }) => sales.minor) },
    {
      key: 'difference',
      head: t('difference'),
      align: 'right',
      sort: ['difference', ''],
      cell: (one) => <Difference day={one} />,
    },
  ];
}
