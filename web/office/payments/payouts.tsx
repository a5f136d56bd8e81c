/** Payouts of payment providers: a file is taken in, each payout stands beside our ledger and our bank, and what differs is listed. */
import { Button, FileInput, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import type { Column } from '../parts/data-table.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat, type Amount } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { RecordList } from '../parts/record-list.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { moneyEvents, type Statement } from './data.ts';
import { payoutWords } from './payout-words.ts';
import { useSections } from './tabs.tsx';

export type Payout = {
  readonly payoutId: string;
  readonly provider: string;
  readonly externalRef: string;
  readonly paidOn: string;
  readonly amount: Amount;
  readonly fees: Amount;
  readonly stated: Amount | null;
  readonly entryId: string | null;
  readonly late: boolean;
  readonly lines: number;
  readonly differences: number;
};
const payoutShows = ['all', 'unseen', 'late', 'differs'] as const;
type Missing = { readonly paymentId: string; readonly orderId: string; readonly captured: Amount; readonly at: string };
type Taken = {
  readonly payouts: number;
  readonly known: number;
  readonly lines: number;
  readonly bad: Statement['bad'];
};

export function PayoutList() {
  const t = useWords(payoutWords);
  const may = useCan('payments.write');
  const filters = useFilters(['q', 'show', 'provider', 'sort']);
  const { q, provider, sort } = filters.values;
  const show = payoutShows.find((one) => one === filters.values.show) ?? 'all';
  const query = { q, show, provider, sort: sort === 'oldest' ? 'oldest' : 'newest' };
  const list = useKeyset<Payout>('payouts', '/api/payouts', query);
  useLive(moneyEvents, [['payouts']], 2_000);
  return (
    <RecordList
      name="payouts"
      title={t('title')}
      tabs={useSections('payouts')}
      above={
        <>
          {may && <Take />}
          <MissingThere />
        </>
      }
      filters={filters}
      search={t('search')}
      fields={
        <>
          <NativeSelect
            aria-label={t('show')}
            value={show}
            onChange={(event) =>
              filters.set({ show: event.currentTarget.value === 'all' ? '' : event.currentTarget.value })
            }
            data={payoutShows.map((value) => ({ value, label: t(`show.${value}`) }))}
          />
          <NativeSelect
            aria-label={t('provider')}
            value={provider}
            onChange={(event) => filters.set({ provider: event.currentTarget.value })}
            data={[
              { value: '', label: t('allProviders') },
              { value: 'stripe', label: 'Stripe' },
              { value: 'pretend', label: t('pretend') },
            ]}
          />
        </>
      }
      file={{ name: 'payouts', query }}
      columns={usePayoutColumns()}
      list={list}
      rowKey={(one) => one.payoutId}
      href={(one) => `/payments/payouts/${one.payoutId}`}
      empty={{ icon: 'inbox', title: t('empty'), children: t('emptyText') }}
    />
  );
}

/** Whether our bank shows it: received, awaited, or too late. */
export function Seen({ payout }: { payout: Pick<Payout, 'entryId' | 'late' | 'amount'> }) {
  const t = useWords(payoutWords);
  if (payout.amount.minor === 0) return null;
  if (payout.entryId !== null) return <Tag tone="ok">{t('seen')}</Tag>;
  return <Tag tone={payout.late ? 'bad' : 'warn'}>{t(payout.late ? 'late' : 'notSeen')}</Tag>;
}

function usePayoutColumns(): Column<Payout>[] {
  const t = useWords(payoutWords);
  const { money, date } = useFormat();
  return [
    { key: 'ref', head: t('payout'), cell: (one) => <span className="num">{one.externalRef}</span> },
    { key: 'provider', head: t('provider'), hide: 'wide', cell: (one) => one.provider },
    {
      key: 'day',
      head: t('paidOn'),
      hide: 'phone',
      sort: ['oldest', ''],
      cell: (one) => <span className="num">{date(one.paidOn)}</span>,
    },
    {
      key: 'bank',
      head: t('bank'),
      cell: (one) => <Seen payout={one} />,
    },
    {
      key: 'differences',
      head: t('differences'),
      align: 'right',
      cell: (one) =>
        one.differences > 0 || (one.stated !== null && one.stated.minor !== one.amount.minor) ? (
          <Tag tone="bad">{t('differ', { n: Math.max(1, one.differences) })}</Tag>
        ) : (
          t('none')
        ),
    },
    {
      key: 'fees',
      head: t('fees'),
      align: 'right',
      hide: 'wide',
      cell: (one) => <span className="num">{money(one.fees)}</span>,
    },
    {
      key: 'amount',
      head: t('amount'),
      align: 'right',
      cell: (one) => <span className="num">{money(one.amount)}</span>,
    },
  ];
}

/** The file of a provider, taken in at once: the same again changes nothing. */
function Take() {
  const t = useWords(payoutWords);
  const c = useWords(common);
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [provider, setProvider] = useState('stripe');
  const take = useMutation({
    mutationFn: (chosen: File) =>
      api<Taken>('POST', '/api/payouts', {
        query: { provider, fileName: chosen.name.slice(-120) },
        body: new Blob([chosen], { type: 'text/csv' }),
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['payouts'] }),
  });
  return (
    <Panel title={t('take')} className="money-take">
      <div className="column">
        <p className="muted">{t('takeText')}</p>
        <div className="statement-columns">
          <NativeSelect
            label={t('provider')}
            value={provider}
            onChange={(event) => setProvider(event.currentTarget.value)}
            data={[
              { value: 'stripe', label: 'Stripe' },
              { value: 'pretend', label: t('pretend') },
            ]}
          />
          <FileInput
            label={t('file')}
            placeholder={t('pick')}
            accept=".csv,text/csv"
            value={file}
            onChange={(chosen) => {
              setFile(chosen);
              take.reset();
            }}
          />
        </div>
        {take.error && (
          <p className="bad" role="alert">
            {sentenceOf(take.error, c('error.network'))}
          </p>
        )}
        {take.data && (
          <p role="status">
            <b>{t('taken', { n: take.data.payouts, lines: take.data.lines })}</b>{' '}
            {take.data.known > 0 && t('known', { n: take.data.known })}{' '}
            {take.data.bad.length > 0 && t('left', { n: take.data.bad.length, first: take.data.bad[0]?.row ?? 0 })}
          </p>
        )}
        <div className="confirm-verbs">
          <Button disabled={!file} loading={take.isPending} onClick={() => file && take.mutate(file)}>
            {t('run')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

/** What we took and no file tells of. */
function MissingThere() {
  const t = useWords(payoutWords);
  const { money, date } = useFormat();
  const missing = useQuery({
    queryKey: ['payouts', 'missing'],
    queryFn: ({ signal }) => api<{ items: Missing[] }>('GET', '/api/payouts-missing', { signal }),
  });
  const items = missing.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Panel className="money-take" title={t('missingThere')} note={t('missingThereText')}>
      <ul className="statement-result">
        {items.slice(0, 20).map(({ paymentId, orderId, captured, at }) => (
          <li key={paymentId}>
            <Link className="link" href={`/orders/${orderId}`}>
              {money(captured)}
            </Link>{' '}
            <span className="muted">{date(at)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
