/** What companies owe: an aged list, and who is to be reminded. */
import { NativeSelect } from '@mantine/core';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { ListPage } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { ageNames, cardEvents, type Aged } from './data.ts';
import { Sections } from './parts.tsx';
import { cards } from './words.ts';

function useColumns(): Column<Aged>[] {
  const t = useWords(cards);
  const { money } = useFormat();
  return [
    { key: 'company', head: t('company'), cell: (one) => one.name },
    { key: 'open', head: t('open'), align: 'right', cell: (one) => <b>{money(one.open)}</b> },
    ...ageNames.map((age): Column<Aged> => ({
      ...{ key: age, head: t(age), align: 'right', hide: 'wide' },
      cell: (one) => (one.byAge[age] === 0 ? '—' : money({ minor: one.byAge[age], currency: one.open.currency })),
    })),
    {
      key: 'late',
      head: t('late'),
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

export function ReceivableList() {
  const t = useWords(cards);
  const filters = useFilters(['late']);
  const { late } = filters.values;
  const list = useKeyset<Aged>('receivables', '/api/receivables', { late: late === '' ? undefined : true });
  useLive(cardEvents, [['receivables']], 2_000);
  const columns = useColumns();
  return (
    <ListPage
      title={t('title')}
      views={<Sections value="receivables" />}
      filters={
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
    >
      <DataTable
        label={t('receivables')}
        columns={columns}
        list={list}
        rowKey={(one) => `${one.companyId} ${one.open.currency}`}
        href={(one) => `/cards/receivables/${one.companyId}`}
        empty={
          <Empty icon="receipt" title={t('noReceivable')}>
            {t('noReceivableText')}
          </Empty>
        }
      />
    </ListPage>
  );
}
