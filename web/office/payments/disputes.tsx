/** What buyers' banks dispute, the answer that is due first at the top. */
import { NativeSelect } from '@mantine/core';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { ListPage } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { moneyEvents, useOrderNames, type Dispute, type OrderName } from './data.ts';
import { Sections } from './tabs.tsx';
import { paymentWords } from './words.ts';

const disputeStates = ['open', 'lost', 'won'] as const;
const tones = { open: 'warn', lost: 'bad', won: 'ok' } as const;

export function DisputeList() {
  const t = useWords(paymentWords);
  const filters = useFilters(['state']);
  const { state } = filters.values;
  const list = useKeyset<Dispute>('disputes', '/api/payments/disputes', { state });
  useLive(moneyEvents, [['disputes']], 2_000);
  const names = useOrderNames(list.rows.map((row) => row.orderId));
  const columns = useColumns(names);
  return (
    <ListPage
      title={t('title')}
      views={<Sections value="disputes" />}
      filters={
        <NativeSelect
          aria-label={t('state')}
          value={state}
          onChange={(event) => filters.set({ state: event.currentTarget.value })}
          data={[
            { value: '', label: t('allDisputes') },
            ...disputeStates.map((value) => ({ value, label: t(`dispute.${value}`) })),
          ]}
        />
      }
    >
      <DataTable
        label={t('disputes')}
        columns={columns}
        list={list}
        rowKey={(row) => row.disputeId}
        href={(row) => `/orders/${row.orderId}`}
        empty={
          <Empty icon="check" title={t('noDisputes')}>
            {t('noDisputesText')}
          </Empty>
        }
      />
    </ListPage>
  );
}

function useColumns(names: ReadonlyMap<string, OrderName>): Column<Dispute>[] {
  const t = useWords(paymentWords);
  const { money, when } = useFormat();
  return [
    {
      key: 'order',
      head: t('order'),
      cell: (row) => <span className="num">{names.get(row.orderId)?.number ?? t('order')}</span>,
    },
    { key: 'customer', head: t('customer'), hide: 'wide', cell: (row) => names.get(row.orderId)?.customerName ?? '' },
    { key: 'state', head: t('state'), cell: (row) => <Tag tone={tones[row.state]}>{t(`dispute.${row.state}`)}</Tag> },
    { key: 'reason', head: t('reason'), hide: 'wide', cell: (row) => row.reason },
    {
      key: 'answer',
      head: t('answerBy'),
      cell: (row) => (row.answerBy === null ? '—' : <span className="num">{when(row.answerBy)}</span>),
    },
    {
      key: 'evidence',
      head: t('evidence'),
      hide: 'wide',
      cell: (row) => (row.state === 'open' ? `${t('evidenceText')} (${row.provider})` : ''),
    },
    {
      key: 'amount',
      head: t('amount'),
      align: 'right',
      cell: (row) => <span className="num">{money(row.amount)}</span>,
    },
  ];
}
