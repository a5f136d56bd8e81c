/** Lines of statements: what waits for a person, what is to be given back, what was set aside. */
import { NativeSelect } from '@mantine/core';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { moneyEvents, shows, whys, type Line } from './data.ts';
import { useSections } from './tabs.tsx';
import { ToTransfer } from './to-transfer.tsx';
import { paymentWords } from './words.ts';

export function LineList() {
  const t = useWords(paymentWords);
  const filters = useFilters(['q', 'show', 'why', 'statement', 'sort']);
  const { q, why, sort } = filters.values;
  const show = shows.find((one) => one === filters.values.show) ?? 'waiting';
  const query = { q, why, show, statementId: filters.values.statement, sort: sort === 'oldest' ? 'oldest' : 'newest' };
  const list = useKeyset<Line>('statement-lines', '/api/statement-lines', query);
  useLive(moneyEvents, [['statement-lines', 'list']], 2_000);
  return (
    <RecordList
      name="statement-lines"
      title={t('title')}
      tabs={useSections('lines')}
      above={<ToTransfer />}
      filters={filters}
      search={t('searchLines')}
      fields={
        <>
          <NativeSelect
            aria-label={t('show')}
            value={show}
            onChange={(event) =>
              filters.set({ show: event.currentTarget.value === 'waiting' ? '' : event.currentTarget.value })
            }
            data={shows.map((value) => ({ value, label: t(`show.${value}`) }))}
          />
          <NativeSelect
            aria-label={t('why')}
            value={why}
            onChange={(event) => filters.set({ why: event.currentTarget.value })}
            data={[{ value: '', label: t('allWhys') }, ...whys.map((value) => ({ value, label: t(`why.${value}`) }))]}
          />
        </>
      }
      file={{ name: 'statement-lines', query }}
      columns={useColumns()}
      list={list}
      rowKey={(row) => row.entryId}
      href={(row) => `/payments/lines/${row.entryId}`}
      empty={{ icon: 'check', title: t('noLines'), children: t('noLinesText') }}
    />
  );
}

function useColumns(): Column<Line>[] {
  const t = useWords(paymentWords);
  const { money, date } = useFormat();
  const signed = ({ amount, credit }: Line): string => (credit ? money(amount) : `− ${money(amount)}`);
  return [
    { key: 'payer', head: t('payer'), cell: (row) => row.name || t('unnamed') },
    {
      key: 'why',
      head: t('why'),
      cell: (row) =>
        row.why !== null && (
          <Tag tone={row.left.minor === 0 ? 'plain' : row.why === 'debit' ? 'note' : 'warn'}>{t(`why.${row.why}`)}</Tag>
        ),
    },
    { key: 'said', head: t('said'), hide: 'wide', cell: (row) => <span className="line-words">{row.words}</span> },
    {
      key: 'day',
      head: t('day'),
      hide: 'phone',
      sort: ['oldest', ''],
      cell: (row) => <span className="num">{date(row.bookedOn)}</span>,
    },
    {
      key: 'left',
      head: t('left'),
      align: 'right',
      hide: 'phone',
      cell: (row) => <span className="num">{row.left.minor === 0 ? '' : money(row.left)}</span>,
    },
    { key: 'amount', head: t('amount'), align: 'right', cell: (row) => <span className="num">{signed(row)}</span> },
  ];
}
