/** Customers of all channels, newest first. */
import { useChoice } from '../parts/choice.ts';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { useWords } from '../shell/lang.tsx';
import { customers } from '../words/customers.ts';
import { CustomerVerbs } from './bulk.tsx';
import type { CustomerHead } from './data.ts';

export function CustomerList() {
  const t = useWords(customers);
  const columns = useColumns();
  const filters = useFilters(['q', 'sort']);
  const list = useKeyset<CustomerHead>('customers', '/api/customers', filters.values);
  useLive(['customers.'], [['customers', 'list']], 2_000);
  const choice = useChoice();
  const chosen = list.rows.filter((one) => choice.chosen.has(one.customerId));
  return (
    <RecordList
      name="customers"
      title={t('title')}
      help="customers"
      filters={filters}
      search={t('search')}
      file={{ name: 'customers', query: filters.values }}
      columns={columns}
      list={list}
      rowKey={(customer) => customer.customerId}
      href={(customer) => `/customers/${customer.customerId}`}
      nameOf={(customer) => customer.name || (customer.email ?? customer.code)}
      choice={choice}
      bulk={<CustomerVerbs customers={chosen} choice={choice} />}
      empty={{ icon: 'users', title: t('empty'), children: t('emptyText') }}
    />
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
      sort: ['oldest', ''],
      hide: 'phone',
      align: 'right',
      cell: (customer) => <span className="muted">{date(customer.createdAt)}</span>,
    },
  ];
}
