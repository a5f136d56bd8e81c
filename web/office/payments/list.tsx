/** All payments, the newest first: found by a reference, narrowed by method and state. */
import { NativeSelect } from '@mantine/core';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { methods, moneyEvents, stateTone, states, useOrderNames, type OrderName, type Payment } from './data.ts';
import { useSections } from './tabs.tsx';
import { paymentWords } from './words.ts';

export function PaymentList() {
  const t = useWords(paymentWords);
  const filters = useFilters(['q', 'method', 'state', 'sort']);
  const { q, method, state, sort } = filters.values;
  const query = { q, method, state, sort: sort === 'oldest' ? 'oldest' : 'newest' };
  const list = useKeyset<Payment>('payments', '/api/payments', query);
  useLive(moneyEvents, [['payments', 'list']], 2_000);
  const names = useOrderNames(list.rows.map((row) => row.orderId));
  return (
    <RecordList
      name="payments"
      title={t('title')}
      tabs={useSections('list')}
      filters={filters}
      search={t('search')}
      fields={
        <>
          <NativeSelect
            aria-label={t('method')}
            value={method}
            onChange={(event) => filters.set({ method: event.currentTarget.value })}
            data={[
              { value: '', label: t('allMethods') },
              ...methods.map((value) => ({ value, label: t(`method.${value}`) })),
            ]}
          />
          <NativeSelect
            aria-label={t('state')}
            value={state}
            onChange={(event) => filters.set({ state: event.currentTarget.value })}
            data={[
              { value: '', label: t('allStates') },
              ...states.map((value) => ({ value, label: t(`state.${value}`) })),
            ]}
          />
        </>
      }
      file={{ name: 'payments', query }}
      columns={useColumns(names)}
      list={list}
      rowKey={(row) => row.paymentId}
      href={(row) => `/orders/${row.orderId}`}
      empty={{ icon: 'cash', title: t('empty'), children: t('emptyText') }}
    />
  );
}

function useColumns(names: ReadonlyMap<string, OrderName>): Column<Payment>[] {
  const t = useWords(paymentWords);
  const { money, when } = useFormat();
  return [
    {
      key: 'order',
      head: t('order'),
      cell: (row) => <span className="num">{names.get(row.orderId)?.number ?? t('order')}</span>,
    },
    { key: 'customer', head: t('customer'), hide: 'wide', cell: (row) => names.get(row.orderId)?.customerName ?? '' },
    { key: 'method', head: t('method'), cell: (row) => t(`method.${row.method}`) },
    { key: 'state', head: t('state'), cell: (row) => <Tag tone={stateTone[row.state]}>{t(`state.${row.state}`)}</Tag> },
    {
      key: 'reference',
      head: t('reference'),
      hide: 'wide',
      cell: (row) => <span className="num">{row.reference ?? ''}</span>,
    },
    {
      key: 'at',
      head: t('at'),
      hide: 'phone',
      sort: ['oldest', ''],
      cell: (row) => <span className="num">{when(row.createdAt)}</span>,
    },
    {
      key: 'refunded',
      head: t('refunded'),
      align: 'right',
      hide: 'wide',
      cell: (row) => (row.refunded.minor === 0 ? '' : <span className="num">{money(row.refunded)}</span>),
    },
    {
      key: 'amount',
      head: t('amount'),
      align: 'right',
      cell: (row) => <span className="num">{money(row.amount)}</span>,
    },
  ];
}
