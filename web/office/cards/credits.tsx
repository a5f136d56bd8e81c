/** Store credits, by customer. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import type { Column } from '../parts/data-table.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat, type Amount } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { cardEvents, type Credit, type Movement } from './data.ts';
import { GiveCredit } from './give-credit.tsx';
import { OwedTotals, useSections } from './parts.tsx';
import { Movements } from './record.tsx';
import { cards } from './words.ts';

const useCustomerName = (customerId: string): string =>
  useQuery({
    queryKey: ['customers', customerId, 'name'],
    queryFn: ({ signal }) => api<{ name: string }>('GET', `/api/customers/${customerId}`, { signal }),
    retry: false,
    staleTime: 60_000,
  }).data?.name ?? customerId;

function useColumns(): Column<Credit>[] {
  const t = useWords(cards);
  const { money } = useFormat();
  return [
    { key: 'customer', head: t('customer'), cell: (one) => one.name || <span className="num">{one.customerId}</span> },
    {
      key: 'balance',
      head: t('balance'),
      align: 'right',
      sort: ['least', 'most'],
      cell: (one) => <b className="num">{money(one.balance)}</b>,
    },
  ];
}

export function CreditList() {
  const t = useWords(cards);
  const filters = useFilters(['q', 'sort']);
  const { q, sort } = filters.values;
  const query = { q: q || undefined, sort: sort === 'most' || sort === 'least' ? sort : undefined };
  const list = useKeyset<Credit>('store-credits', '/api/store-credits', query);
  const may = useCan('payments.write');
  const [giving, give] = useState(false);
  useLive(cardEvents, [['store-credits', 'list']], 2_000);
  return (
    <>
      <RecordList
        name="store-credits"
        title={t('title')}
        actions={
          may && (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={() => give(true)}>
              {t('giveCredit')}
            </Button>
          )
        }
        tabs={useSections('credits')}
        above={<OwedTotals />}
        filters={filters}
        search={t('searchCustomer')}
        file={{ name: 'store-credits', query }}
        columns={useColumns()}
        list={list}
        rowKey={(one) => `${one.customerId} ${one.balance.currency}`}
        href={(one) => `/cards/credits/${one.customerId}`}
        empty={{ icon: 'gift', title: t('noCredit'), children: t('noCreditText') }}
      />
      {giving && <GiveCredit onClose={() => give(false)} />}
    </>
  );
}

export function CreditRecord({ customerId }: { customerId: string }) {
  const t = useWords(cards);
  const { money } = useFormat();
  const name = useCustomerName(customerId);
  const may = useCan('payments.write');
  const [giving, give] = useState(false);
  const credit = useQuery({
    queryKey: ['store-credits', customerId],
    queryFn: ({ signal }) =>
      api<{ balances: Amount[]; movements: Movement[] }>('GET', `/api/store-credits/${customerId}`, { signal }),
  });
  useLive(cardEvents, [['store-credits']], 2_000);
  if (credit.isPending) return <PageSkeleton record />;
  if (credit.error) return <ErrorBox error={credit.error} retry={() => void credit.refetch()} page />;
  return (
    <Record
      back={{ href: '/cards/credits', label: t('credits') }}
      title={name}
      actions={may && <Button onClick={() => give(true)}>{t('giveCredit')}</Button>}
      main={
        <Panel title={t('movements')} note={credit.data.balances.map(money).join(' · ')} flush>
          <Movements rows={credit.data.movements} />
        </Panel>
      }
      side={
        <Panel>
          <Link href={`/customers/${customerId}`}>{t('customer')}</Link>
          {giving && <GiveCredit customerId={customerId} onClose={() => give(false)} />}
        </Panel>
      }
    />
  );
}
