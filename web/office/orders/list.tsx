/** All orders of all channels, newest first. */
import { Select } from '@mantine/core';
import { useChoice } from '../parts/choice.ts';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { useChannels, useSites } from '../parts/names.ts';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { orders } from '../words/orders.ts';
import { orderEvents, shownState, type OrderHead } from './data.ts';
import { HandOver } from './hand-over.tsx';

const views = ['all', 'placed', 'awaiting_payment', 'needs_decision', 'cancelled'] as const;

export function OrderList() {
  const t = useWords(orders);
  const channels = useChannels();
  const filters = useFilters(['q', 'state', 'channel', 'sort']);
  const { q, state, channel, sort } = filters.values;
  const query = { q, state, channelId: channel, sort };
  const list = useKeyset<OrderHead>('orders', '/api/orders', query);
  const columns = useOrderColumns();
  const choice = useChoice();
  const mayWrite = useCan('orders.write');
  useLive(orderEvents, [['orders', 'list']], 2_000);
  return (
    <RecordList
      name="orders"
      title={t('title')}
      help="orders"
      tabs={{
        label: t('views'),
        value: views.find((view) => view === state) ?? 'all',
        onChange: (view) => filters.set({ state: view === 'all' ? '' : view }),
        views: views.map((key) => ({ key, label: t(`view.${key}`) })),
      }}
      filters={filters}
      search={t('search')}
      fields={
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
      }
      file={{ name: 'orders', query }}
      columns={columns}
      list={list}
      rowKey={(order) => order.orderId}
      href={(order) => `/orders/${order.orderId}`}
      nameOf={(order) => order.number}
      choice={mayWrite ? choice : undefined}
      bulk={<HandOver orders={list.rows.filter((order) => choice.chosen.has(order.orderId))} choice={choice} />}
      empty={{ icon: 'receipt', title: t('empty'), children: t('emptyText') }}
    />
  );
}

/** Columns of an order; `of` a customer leaves their name out. */
export function useOrderColumns(ofCustomer = false): Column<OrderHead>[] {
  const t = useWords(orders);
  const { money, when, number } = useFormat();
  const channels = useChannels();
  const sites = useSites();
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
      ...(ofCustomer ? {} : { sort: ['oldest', ''] as const }),
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
    {
      key: 'reference',
      head: t('reference'),
      hide: 'wide',
      extra: true,
      cell: (o) => <span className="num">{o.sourceRef ?? '—'}</span>,
    },
    {
      key: 'site',
      head: t('site'),
      hide: 'wide',
      extra: true,
      cell: (o) => (o.siteId === null ? '—' : sites.name(o.siteId)),
    },
    { key: 'units', head: t('units'), align: 'right', hide: 'wide', cell: (o) => number(o.units) },
    { key: 'total', head: t('total'), align: 'right', cell: (o) => <b>{money(o.total)}</b> },
  ];
  return all.filter((column) => column !== false && !(ofCustomer && column.extra)) as Column<OrderHead>[];
}
