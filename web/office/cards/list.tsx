/** Gift cards, the newest first. */
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { newId } from '#base/ids';
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
import { cardEvents, shownOf, tones, type GiftCard } from './data.ts';
import { Give } from './give.tsx';
import { OwedTotals, useSections } from './parts.tsx';
import { cards } from './words.ts';

function useColumns(): Column<GiftCard>[] {
  const t = useWords(cards);
  const { money, date } = useFormat();
  return [
    { key: 'card', head: t('card'), cell: (one) => <span className="num">…{one.last4.toUpperCase()}</span> },
    { key: 'state', head: t('state'), cell: (one) => <Tag tone={tones[shownOf(one)]}>{t(shownOf(one))}</Tag> },
    {
      key: 'value',
      head: t('value'),
      align: 'right',
      hide: 'phone',
      cell: (one) => <span className="num">{money(one.value)}</span>,
    },
    {
      key: 'holds',
      head: t('holds'),
      align: 'right',
      sort: ['least', 'most'],
      cell: (one) => <b className="num">{money(one.balance)}</b>,
    },
    {
      key: 'until',
      head: t('until'),
      hide: 'wide',
      cell: (one) => (one.expiresOn === null ? t('noEnd') : date(one.expiresOn)),
    },
    { key: 'made', head: t('madeAt'), hide: 'phone', sort: ['oldest', ''], cell: (one) => date(one.madeAt) },
  ];
}

const sorts = ['oldest', 'most', 'least', 'soonest'] as const;

export function CardList() {
  const t = useWords(cards);
  const filters = useFilters(['q', 'state', 'money', 'sort']);
  const { q, state, money } = filters.values;
  const sort = sorts.find((one) => one === filters.values.sort);
  const query = {
    ...{ text: q || undefined, state: state || undefined, sort },
    withMoney: money === '' ? undefined : true,
  };
  const list = useKeyset<GiftCard>('gift-cards', '/api/gift-cards', query);
  const mayGive = useCan('payments.write');
  const [giving, give] = useState(false);
  useLive(cardEvents, [['gift-cards', 'list']], 2_000);
  return (
    <>
      <RecordList
        name="gift-cards"
        title={t('title')}
        actions={
          mayGive && (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={() => give(true)}>
              {t('give')}
            </Button>
          )
        }
        tabs={useSections('cards')}
        above={<OwedTotals />}
        filters={filters}
        search={t('search')}
        fields={
          <>
            <NativeSelect
              aria-label={t('state')}
              value={state}
              onChange={(event) => filters.set({ state: event.currentTarget.value })}
              data={[
                { value: '', label: t('allStates') },
                ...(['active', 'blocked', 'moved'] as const).map((value) => ({ value, label: t(value) })),
              ]}
            />
            <NativeSelect
              aria-label={t('holds')}
              value={money}
              onChange={(event) => filters.set({ money: event.currentTarget.value })}
              data={[
                { value: '', label: t('anyMoney') },
                { value: 'some', label: t('withMoney') },
              ]}
            />
            <NativeSelect
              aria-label={t('order.by')}
              value={sort ?? ''}
              onChange={(event) => filters.set({ sort: event.currentTarget.value })}
              data={(['', ...sorts] as const).map((value) => ({ value, label: t(`sort.${value || 'newest'}`) }))}
            />
          </>
        }
        file={{ name: 'gift-cards', query }}
        columns={useColumns()}
        list={list}
        rowKey={(one) => one.cardId}
        href={(one) => `/cards/gift/${one.cardId}`}
        empty={{ icon: 'gift', title: t('empty'), children: t('emptyText') }}
      />
      {giving && <GiveCard onClose={() => give(false)} />}
    </>
  );
}

/** A card that nobody bought. Its code is shown on its record, once. */
function GiveCard({ onClose }: { onClose: () => void }) {
  const t = useWords(cards);
  const [, go] = useLocation();
  const [cardId] = useState(() => newId('gft'));
  return (
    <Give
      verb={t('give')}
      path="/api/gift-cards"
      sent={{ cardId }}
      onClose={onClose}
      onGiven={() => go(`/cards/gift/${cardId}`)}
    />
  );
}
