/** Store credits, by customer. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api } from '#kit/api';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat, type Amount } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { ListPage } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { cardEvents, type Credit, type Movement } from './data.ts';
import { OwedTotals, Sections } from './parts.tsx';
import { Movements } from './record.tsx';
import { cards } from './words.ts';

const useCustomerName = (customerId: string): string =>
  useQuery({
    queryKey: ['customers', customerId, 'name'],
    queryFn: ({ signal }) => api<{ name: string }>('GET', `/api/customers/${customerId}`, { signal }),
    retry: false,
    staleTime: 60_000,
  }).data?.name ?? customerId;

const Name = ({ customerId }: { customerId: string }) => useCustomerName(customerId);

function useColumns(): Column<Credit>[] {
  const t = useWords(cards);
  const { money } = useFormat();
  return [
    { key: 'customer', head: t('customer'), cell: (one) => <Name customerId={one.customerId} /> },
    { key: 'balance', head: t('balance'), align: 'right', cell: (one) => <b>{money(one.balance)}</b> },
  ];
}

export function CreditList() {
  const t = useWords(cards);
  const list = useKeyset<Credit>('store-credits', '/api/store-credits');
  useLive(cardEvents, [['store-credits']], 2_000);
  const columns = useColumns();
  return (
    <ListPage
      title={t('title')}
      views={
        <>
          <Sections value="credits" />
          <OwedTotals />
        </>
      }
    >
      <DataTable
        label={t('credits')}
        columns={columns}
        list={list}
        rowKey={(one) => `${one.customerId} ${one.balance.currency}`}
        href={(one) => `/cards/credits/${one.customerId}`}
        empty={
          <Empty icon="gift" title={t('noCredit')}>
            {t('noCreditText')}
          </Empty>
        }
      />
    </ListPage>
  );
}

export function CreditRecord({ customerId }: { customerId: string }) {
  const t = useWords(cards);
  const { money } = useFormat();
  const name = useCustomerName(customerId);
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
      main={
        <Panel title={t('movements')} note={credit.data.balances.map(money).join(' · ')} flush>
          <Movements rows={credit.data.movements} />
        </Panel>
      }
      side={
        <Panel>
          <Link href={`/customers/${customerId}`}>{t('customer')}</Link>
        </Panel>
      }
    />
  );
}
