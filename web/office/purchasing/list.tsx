/** Purchase orders. */
import { Button, NativeSelect } from '@mantine/core';
import { Link } from 'wouter';
import { clock } from '#base/time';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { purchasingEvents, tones, type Purchase } from './data.ts';
import { SiteFilter, useSections } from './parts.tsx';
import { buying } from './words.ts';

const statuses = ['draft', 'sent', 'partial', 'closed', 'cancelled'] as const;

/** The day an order is expected; said when it has passed and something is missing. */
export function Expected({ purchase }: { purchase: Pick<Purchase, 'expectedOn' | 'status'> }) {
  const t = useWords(buying);
  const { dayOfMonth } = useFormat();
  if (purchase.expectedOn === null) return <span className="muted">—</span>;
  const waits = purchase.status === 'sent' || purchase.status === 'partial';
  const isLate = waits && purchase.expectedOn < clock().slice(0, 10);
  return (
    <span className={isLate ? 'bad' : 'num'}>
      {dayOfMonth(purchase.expectedOn)}
      {isLate && `, ${t('late')}`}
    </span>
  );
}

export function usePurchaseColumns(): Column<Purchase>[] {
  const t = useWords(buying);
  const { money, when } = useFormat();
  const sites = useSites();
  return [
    { key: 'number', head: t('number'), cell: (one) => <span className="num">{one.number}</span> },
    { key: 'supplier', head: t('supplier'), cell: (one) => one.supplierName },
    { key: 'site', head: t('site'), hide: 'phone', cell: (one) => sites.name(one.siteId) },
    {
      key: 'status',
      head: t('status'),
      cell: (one) => <Tag tone={tones[one.status]}>{t(`status.${one.status}`)}</Tag>,
    },
    {
      key: 'expected',
      head: t('expected'),
      hide: 'phone',
      sort: ['expected', ''],
      cell: (one) => <Expected purchase={one} />,
    },
    {
      key: 'received',
      head: t('received'),
      align: 'right',
      hide: 'wide',
      cell: (one) => t('of', { n: one.arrived, of: one.ordered }),
    },
    {
      key: 'reference',
      head: t('reference'),
      hide: 'wide',
      extra: true,
      cell: (one) => one.reference || '—',
    },
    {
      key: 'created',
      head: t('created'),
      hide: 'wide',
      extra: true,
      cell: (one) => <span className="num muted">{when(one.createdAt)}</span>,
    },
    {
      key: 'total',
      head: t('total'),
      align: 'right',
      hide: 'phone',
      cell: (one) => (one.total ? <b>{money(one.total)}</b> : '—'),
    },
  ];
}

export function PurchaseList() {
  const t = useWords(buying);
  const filters = useFilters(['q', 'status', 'siteId', 'supplierId', 'sort']);
  const { q, status, siteId, supplierId, sort } = filters.values;
  const query = { q, status, siteId, supplierId, sort };
  const list = useKeyset<Purchase>('purchases', '/api/purchases', query);
  const columns = usePurchaseColumns();
  const sections = useSections('orders');
  const mayOrder = useCan('purchasing.write');
  useLive(purchasingEvents, [['purchases']], 2_000);
  return (
    <RecordList
      name="purchases"
      title={t('title')}
      help="purchasing"
      actions={
        mayOrder && (
          <Button component={Link} href="/purchasing/new" leftSection={<Icon name="plus" size={16} />}>
            {t('new')}
          </Button>
        )
      }
      tabs={sections}
      filters={filters}
      search={t('search')}
      fields={
        <>
          <NativeSelect
            aria-label={t('status')}
            value={status}
            onChange={(event) => filters.set({ status: event.currentTarget.value })}
            data={[
              { value: '', label: t('allStatus') },
              ...statuses.map((one) => ({ value: one, label: t(`status.${one}`) })),
            ]}
          />
          <SiteFilter value={siteId} onChange={(next) => filters.set({ siteId: next })} />
        </>
      }
      file={{ name: 'purchases', query }}
      columns={columns}
      list={list}
      rowKey={(one) => one.purchaseId}
      href={(one) => `/purchasing/orders/${one.purchaseId}`}
      empty={{
        icon: 'truck',
        title: t('empty'),
        children: t('emptyText'),
        action: (
          <Button component={Link} href="/purchasing/proposals" variant="default">
            {t('toBuy')}
          </Button>
        ),
      }}
    />
  );
}
