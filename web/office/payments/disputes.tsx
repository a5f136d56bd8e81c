/** What buyers' banks dispute, the answer that is due first at the top. */
import { NativeSelect } from '@mantine/core';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { moneyEvents, useOrderNames, type Dispute, type OrderName } from './data.ts';
import { useSections } from './tabs.tsx';
import { paymentWords } from './words.ts';

const sorts = ['-answer', 'newest', 'oldest'] as const;
const disputeStates = ['open', 'lost', 'won'] as const;
const tones = { open: 'warn', lost: 'bad', won: 'ok' } as const;

export function DisputeList() {
  const t = useWords(paymentWords);
  const filters = useFilters(['q', 'state', 'sort']);
  const { q, state, sort } = filters.values;
  const query = { q, state, sort: sorts.find((one) => one === sort) ?? 'answer' };
  const list = useKeyset<Dispute>('disputes', '/api/payments/disputes', query);
  useLive(moneyEvents, [['disputes']], 2_000);
  const names = useOrderNames(list.rows.map((row) => row.orderId));
  return (
    <RecordList
      name="disputes"
      title={t('title')}
      tabs={useSections('disputes')}
      filters={filters}
      search={t('searchDisputes')}
      fields={
        <NativeSelect
          aria-label={t('state')}
          value={state}
          onChange={(event) => filters.set({ state: event.currentTarget.value })}
          data={[
            { value: '', label: t('allDisputes') },
            ...disputeStates.map((value) => ({ value, label: t(`dispute.${value}`) })),
          ]}
        />
      }
      file={{ name: 'disputes', query }}
      columns={useColumns(names)}
      list={list}
      rowKey={(row) => row.disputeId}
      href={(row) => `/orders/${row.orderId}`}
      empty={{ icon: 'check', title: t('noDisputes'), children: t('noDisputesText') }}
    />
  );
}

function useColumns(names: ReadonlyMap<string, OrderName>): Column<Dispute>[] {
  const t = useWords(paymentWords);
  const { money, when } = useFormat();
  return [
    {
      key: 'order',
      head: t('order'),
      cell: (row) => <span className="num">{names.get(row.orderId)?.number ?? t('order')}</span>,
    },
    { key: 'customer', head: t('customer'), hide: 'wide', cell: (row) => names.get(row.orderId)?.customerName ?? '' },
    { key: 'state', head: t('state'), cell: (row) => <Tag tone={tones[row.state]}>{t(`dispute.${row.state}`)}</Tag> },
    { key: 'reason', head: t('reason'), hide: 'wide', cell: (row) => row.reason },
    {
      key: 'answer',
      head: t('answerBy'),
      sort: ['', '-answer'],
      cell: (row) => (row.answerBy === null ? '—' : <span className="num">{when(row.answerBy)}</span>),
    },
    {
      key: 'opened',
      head: t('opened'),
      hide: 'wide',
      sort: ['oldest', 'newest'],
      cell: (row) => <span className="num">{when(row.openedAt)}</span>,
    },
    {
      key: 'evidence',
      head: t('evidence'),
      hide: 'wide',
      cell: (row) => (row.state === 'open' ? `${t('evidenceText')} (${row.provider})` : ''),
    },
    {
      key: 'amount',
      head: t('amount'),
      align: 'right',
      cell: (row) => <span className="num">{money(row.amount)}</span>,
    },
  ];
}
