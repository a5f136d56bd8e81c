/** Carts of all channels, or those of a shopper found by name, e-mail, telephone or code. */
import { useChoice } from '../parts/choice.ts';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon, LevelGlyph } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { useChannels } from '../parts/names.ts';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { carts } from '../words/carts.ts';
import { CartVerbs } from './bulk.tsx';
import { levelNumbers, statuses, statusTones, type CartHead } from './data.ts';

const views = ['all', ...statuses] as const;

export function CartList() {
  const t = useWords(carts);
  const filters = useFilters(['q', 'status', 'sort']);
  const { status } = filters.values;
  const list = useKeyset<CartHead>('carts', '/api/carts', filters.values);
  useLive(['carts.'], [['carts', 'list']], 2_000);
  const mayWrite = useCan('carts.write');
  const choice = useChoice();
  return (
    <RecordList
      name="carts"
      title={t('title')}
      help="carts"
      tabs={{
        label: t('views'),
        value: views.find((view) => view === status) ?? 'all',
        onChange: (view) => filters.set({ status: view === 'all' ? '' : view }),
        views: views.map((key) => ({ key, label: t(`view.${key}`) })),
      }}
      filters={filters}
      search={t('search')}
      file={{ name: 'carts', query: filters.values }}
      columns={useColumns()}
      list={list}
      rowKey={(cart) => cart.cartId}
      nameOf={(cart) => cart.customer?.name ?? t('visitor')}
      choice={mayWrite ? choice : undefined}
      bulk={<CartVerbs carts={list.rows.filter((cart) => choice.chosen.has(cart.cartId))} choice={choice} />}
      href={(cart) => `/carts/${cart.cartId}`}
      empty={{ icon: 'cart', title: t('empty'), children: t('emptyText') }}
    />
  );
}

function useColumns(): Column<CartHead>[] {
  const t = useWords(carts);
  const { when, number } = useFormat();
  const channels = useChannels();
  return [
    { key: 'shopper', head: t('shopper'), cell: (cart) => cart.customer?.name ?? t('visitor') },
    {
      key: 'channel',
      head: t('channel'),
      hide: 'phone',
      cell: (cart) => (
        <span className="with-icon">
          <Icon name={channels.icon(cart.channelId)} size={16} />
          {channels.name(cart.channelId)}
        </span>
      ),
    },
    {
      key: 'level',
      head: t('level'),
      hide: 'wide',
      cell: (cart) => (
        <span className="with-icon">
          <LevelGlyph level={levelNumbers[cart.level]} size={24} />
          {t(`level.${cart.level}`)}
        </span>
      ),
    },
    {
      key: 'updated',
      head: t('updated'),
      sort: ['idle', 'changed'],
      hide: 'phone',
      cell: (cart) => <span className="num muted">{when(cart.updatedAt)}</span>,
    },
    {
      key: 'opened',
      head: t('opened'),
      hide: 'wide',
      extra: true,
      sort: ['oldest', 'newest'],
      cell: (cart) => <span className="num muted">{when(cart.createdAt)}</span>,
    },
    {
      key: 'status',
      head: t('status'),
      cell: (cart) =>
        cart.till === null ? (
          <Tag tone={statusTones[cart.status]}>{t(`status.${cart.status}`)}</Tag>
        ) : (
          <Tag tone="note">{t('atTill')}</Tag>
        ),
    },
    { key: 'units', head: t('units'), align: 'right', cell: (cart) => number(cart.units) },
  ];
}
