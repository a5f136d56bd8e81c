/** What companies owe: an aged list, and who is to be reminded. */
import { NativeSelect } from '@mantine/core';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { ageNames, cardEvents, type Aged } from './data.ts';
import { useSections } from './parts.tsx';
import { cards } from './words.ts';

function useColumns(): Column<Aged>[] {
  const t = useWords(cards);
  const { money } = useFormat();
  return [
    { key: 'company', head: t('company'), cell: (one) => one.name },
    { key: 'open', head: t('open'), align: 'right', sort: ['least', 'most'], cell: (one) => <b>{money(one.open)}</b> },
    ...ageNames.map((age): Column<Aged> => ({
      ...{ key: age, head: t(age), align: 'right', hide: 'wide' },
      cell: (one) => (one.byAge[age] === 0 ? '—' : money({ minor: one.byAge[age], currency: one.open.currency })),
    })),
    {
      key: 'late',
      head: t('late'),
      sort: ['-late', ''],
      cell: (one) => (one.lateDays === 0 ? '—' : t('days', { n: one.lateDays })),
    },
    {
      key: 'remind',
      head: t('remind'),
      hide: 'phone',
      cell: (one) =>
        one.remind > 0 && <Tag tone={one.remind > 1 ? 'bad' : 'warn'}>{t('level', { n: one.remind })}</Tag>,
    },
  ];
}

const sorts = ['-late', 'most', 'least'] as const;

export function ReceivableList() {
  const t = useWords(cards);
  const filters = useFilters(['q', 'late', 'sort']);
  const { q, late, sort } = filters.values;
  const query = {
    q: q || undefined,
    late: late === '' ? undefined : true,
    sort: sorts.find((one) => one === sort),
  };
  const list = useKeyset<Aged>('receivables', '/api/receivables', query);
  useLive(cardEvents, [['receivables']], 2_000);
  return (
    <RecordList
      name="receivables"
      title={t('title')}
      tabs={useSections('receivables')}
      filters={filters}
      search={t('searchCompany')}
      fields={
        <NativeSelect
          aria-label={t('late')}
          value={late}
          onChange={(event) => filters.set({ late: event.currentTarget.value })}
          data={[
            { value: '', label: t('all') },
            { value: 'late', label: t('lateOnly') },
          ]}
        />
      }
      file={{ name: 'receivables', query: { ...query, late: late === '' ? undefined : 'true' } }}
      columns={useColumns()}
      list={list}
      rowKey={(one) => `${one.companyId} ${one.open.currency}`}
      href={(one) => `/cards/receivables/${one.companyId}`}
      empty={{ icon: 'receipt', title: t('noReceivable'), children: t('noReceivableText') }}
    />
  );
}
