/** Suppliers by name. */
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { purchasingEvents, type SupplierLine } from './data.ts';
import { useSections } from './parts.tsx';
import { buying } from './words.ts';

function useColumns(): Column<SupplierLine>[] {
  const t = useWords(buying);
  const { number, money } = useFormat();
  return [
    {
      key: 'name',
      head: t('name'),
      cell: (one) => (
        <>
          {one.name} {!one.active && <Tag>{t('inactive')}</Tag>}
        </>
      ),
    },
    { key: 'lead', head: t('lead'), align: 'right', cell: (one) => t('days', { n: one.leadDays }) },
    {
      key: 'min',
      head: t('min'),
      align: 'right',
      hide: 'phone',
      cell: (one) => (one.minOrderMinor === 0 ? '—' : money({ minor: one.minOrderMinor, currency: one.currency })),
    },
    { key: 'currency', head: t('currency'), hide: 'wide', cell: (one) => one.currency },
    { key: 'articles', head: t('articles'), align: 'right', hide: 'phone', cell: (one) => number(one.articles) },
    {
      key: 'open',
      head: t('openOrders'),
      align: 'right',
      cell: (one) => (one.openPurchases === 0 ? '—' : number(one.openPurchases)),
    },
  ];
}

export function SupplierList() {
  const t = useWords(buying);
  const filters = useFilters(['q']);
  const query = { q: filters.values.q };
  const list = useKeyset<SupplierLine>('suppliers', '/api/suppliers', query);
  const mayAdd = useCan('suppliers.write');
  useLive(purchasingEvents, [['suppliers']], 2_000);
  const columns = useColumns();
  const sections = useSections('suppliers');
  return (
    <RecordList
      name="suppliers"
      title={t('suppliers')}
      actions={
        mayAdd && (
          <Button component={Link} href="/purchasing/suppliers/new" leftSection={<Icon name="plus" size={16} />}>
            {t('newSupplier')}
          </Button>
        )
      }
      tabs={sections}
      filters={filters}
      search={t('supplierSearch')}
      file={{ name: 'suppliers', query }}
      columns={columns}
      list={list}
      rowKey={(one) => one.supplierId}
      href={(one) => `/purchasing/suppliers/${one.supplierId}`}
      empty={{ icon: 'truck', title: t('noSupplier'), children: t('noSupplierText') }}
    />
  );
}
