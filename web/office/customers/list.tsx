/** Customers of all channels, newest first. */
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty, NoResult } from '../parts/empty.tsx';
import { SearchField, useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { ListPage } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { useWords } from '../shell/lang.tsx';
import { customers } from '../words/customers.ts';
import type { CustomerHead } from './data.ts';

export function CustomerList() {
  const t = useWords(customers);
  const columns = useColumns();
  const filters = useFilters(['q']);
  const { q } = filters.values;
  const list = useKeyset<CustomerHead>('customers', '/api/customers', { q });
  useLive(['customers.'], [['customers', 'list']], 2_000);
  return (
    <ListPage
      title={t('title')}
      filters={<SearchField label={t('search')} value={q} onChange={(next) => filters.set({ q: next })} />}
    >
      <DataTable
        label={t('title')}
        list={list}
        rowKey={(customer) => customer.customerId}
        href={(customer) => `/customers/${customer.customerId}`}
        columns={columns}
        empty={
          filters.any ? (
            <NoResult onClear={filters.clear} />
          ) : (
            <Empty icon="users" title={t('empty')}>
              {t('emptyText')}
            </Empty>
          )
        }
      />
    </ListPage>
  );
}

function useColumns(): Column<CustomerHead>[] {
  const t = useWords(customers);
  const { date } = useFormat();
  return [
    { key: 'name', head: t('name'), cell: (customer) => customer.name || '—' },
    { key: 'email', head: t('email'), cell: (customer) => customer.email ?? '—' },
    {
      key: 'phone',
      head: t('phone'),
      hide: 'phone',
      cell: (customer) => <span className="num">{customer.phone ?? '—'}</span>,
    },
    {
      key: 'account',
      head: t('account'),
      hide: 'wide',
      cell: (customer) => <span className="muted">{t(customer.hasPassword ? 'account.yes' : 'account.no')}</span>,
    },
    {
      key: 'since',
      head: t('since'),
      hide: 'phone',
      align: 'right',
      cell: (customer) => <span className="muted">{date(customer.createdAt)}</span>,
    },
  ];
}
