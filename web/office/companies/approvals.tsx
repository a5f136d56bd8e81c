/** Orders that companies' buyers asked their approvers for: by company or buyer, by state. The company decides, not the house. */
import { NativeSelect } from '@mantine/core';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { APPROVALS, approvalStates, approvalTones, type ApprovalHead } from './approval-data.ts';
import { approvalWords } from './approval-words.ts';
import { useSections } from './list.tsx';

export function ApprovalList() {
  const t = useWords(approvalWords);
  const filters = useFilters(['q', 'state', 'sort']);
  const query = Object.fromEntries(Object.entries(filters.values).filter(([, value]) => value !== ''));
  const list = useKeyset<ApprovalHead>('approvals', APPROVALS, query);
  useLive(['carts.approval'], [['approvals']], 2_000);
  return (
    <RecordList
      name="order-approvals"
      title={t('title')}
      tabs={useSections('approvals')}
      filters={filters}
      search={t('search')}
      fields={
        <NativeSelect
          aria-label={t('state')}
          value={filters.values.state}
          onChange={(event) => filters.set({ state: event.currentTarget.value })}
          data={[
            { value: '', label: t('allStates') },
            ...approvalStates.map((value) => ({ value, label: t(`state.${value}`) })),
          ]}
        />
      }
      file={{ name: 'order-approvals', query }}
      columns={useColumns()}
      list={list}
      rowKey={(one) => one.askId}
      href={(one) => `/companies/approvals/${one.askId}`}
      nameOf={(one) => one.company.name}
      empty={{ icon: 'check', title: t('empty'), children: t('emptyText') }}
    />
  );
}

function useColumns(): Column<ApprovalHead>[] {
  const t = useWords(approvalWords);
  const { money, number, when } = useFormat();
  return [
    { key: 'company', head: t('company'), cell: (one) => one.company.name },
    { key: 'buyer', head: t('buyer'), hide: 'phone', cell: (one) => one.buyer?.name ?? t('forgotten') },
    {
      key: 'asked',
      head: t('asked'),
      sort: ['oldest', 'newest'],
      hide: 'phone',
      cell: (one) => <span className="num muted">{when(one.askedAt)}</span>,
    },
    {
      key: 'state',
      head: t('state'),
      cell: (one) => <Tag tone={approvalTones[one.state]}>{t(`state.${one.state}`)}</Tag>,
    },
    {
      key: 'held',
      head: t('held'),
      hide: 'wide',
      cell: (one) => <span className="num muted">{one.heldUntil === null ? '—' : when(one.heldUntil)}</span>,
    },
    { key: 'units', head: t('units'), align: 'right', hide: 'wide', cell: (one) => number(one.units) },
    {
      key: 'total',
      head: t('total'),
      align: 'right',
      sort: ['smallest', 'largest'],
      cell: (one) => <b>{money(one.total)}</b>,
    },
  ];
}
