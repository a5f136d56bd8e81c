/** All orders of all channels, newest first. */
import { Select } from '@mantine/core';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty, NoResult } from '../parts/empty.tsx';
import { SearchField, useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { ListPage, Views } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { useChannels } from '../parts/names.ts';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { orders } from '../words/orders.ts';
import { orderEvents, shownState, type OrderHead } from './data.ts';

const views = ['all', 'placed', 'awaiting_payment', 'needs_decision', 'cancelled'] as const;

export function OrderList() {
  const t = useWords(orders);
  const channels = useChannels();
  const filters = useFilters(['q', 'state', 'channel']);
  const { q, state, channel } = filters.values;
  const list = useKeyset<OrderHead>('orders', '/api/orders', { q, state, channelId: channel });
  const columns = useOrderColumns();
  useLive(orderEvents, [['orders', 'list']], 2_000);
  return (
    <ListPage
      title={t('title')}
      views={
        <Views
          label={t('views')}
          value={views.find((view) => view === state) ?? 'all'}
          onChange={(view) => filters.set({ state: view === 'all' ? '' : view })}
          views={views.map((key) => ({ key, label: t(`view.${key}`) }))}
        />
      }
      filters={
        <>
          <SearchField label={t('search')} value={q} onChange={(next) => filters.set({ q: next })} />
          <Select
            aria-label={t('channel')}
            placeholder={t('allChannels')}
            clearable
            searchable
            w={210}
            value={channel === '' ? null : channel}
            onChange={(next) => filters.set({ channel: next ?? '' })}
            data={channels.items.map(({ channelId }) => ({ value: channelId, label: channels.name(channelId) }))}
          />
        </>
      }
    >
      <DataTable
        label={t('title')}
        columns={columns}
        list={list}
        rowKey={(order) => order.orderId}
        href={(order) => `/orders/${order.orderId}`}
        empty={
          filters.any ? (
            <NoResult onClear={filters.clear} />
          ) : (
            <Empty icon="receipt" title={t('empty')}>
              {t('emptyText')}
            </Empty>
          )
        }
      />
    </ListPage>
  );
}

/** Columns of an order; `of` a customer leaves their name out. */
export function useOrderColumns(ofCustomer = false): Column<OrderHead>[] {
  const t = useWords(orders);
  const { money, when, number } = useFormat();
  const channels = useChannels();
  const all: (Column<OrderHead> | false)[] = [
    { key: 'number', head: t('number'), cell: (o) => <span className="num">{o.number}</span> },
    !ofCustomer && { key: 'customer', head: t('customer'), cell: (o) => o.customerName || '—' },
    {
      key: 'channel',
      head: t('channel'),
      hide: 'phone',
      cell: (o) => (
        <span className="with-icon">
          <Icon name={channels.icon(o.channelId)} size={16} />
          {channels.name(o.channelId)}
        </span>
      ),
    },
    {
      key: 'placed',
      head: t('placed'),
      hide: 'phone',
      cell: (o) => <span className="num muted">{when(o.placedAt ?? o.openedAt)}</span>,
    },
    {
      key: 'state',
      head: t('state'),
      cell: (o) => {
        const { key, tone } = shownState(o);
        return <Tag tone={tone}>{t(`state.${key}`)}</Tag>;
      },
    },
    { key: 'units', head: t('units'), align: 'right', hide: 'wide', cell: (o) => number(o.units) },
    { key: 'total', head: t('total'), align: 'right', cell: (o) => <b>{money(o.total)}</b> },
  ];
  return all.filter((column) => column !== false);
}
