/** Payouts of payment providers: a file is taken in, each payout stands beside our ledger and our bank, and what differs is listed. */
import { Button, FileInput, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat, type Amount } from '../parts/format.ts';
import { useKeyset, useWhole } from '../parts/keyset.ts';
import { ListPage } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { moneyEvents, type Statement } from './data.ts';
import { payoutWords } from './payout-words.ts';
import { Sections } from './tabs.tsx';

type Payout = {
  readonly payoutId: string;
  readonly provider: string;
  readonly externalRef: string;
  readonly paidOn: string;
  readonly amount: Amount;
  readonly fees: Amount;
  readonly stated: Amount | null;
  readonly entryId: string | null;
  readonly lines: number;
  readonly differences: number;
};
type Row = {
  readonly lineRef: string;
  readonly kind: 'charge' | 'refund' | 'dispute' | 'fee' | 'other';
  readonly theirRef: string;
  readonly orderId: string | null;
  readonly gross: Amount;
  readonly fee: Amount;
  readonly madeOn: string;
  readonly difference: 'missing_here' | 'currency' | 'amount' | 'other' | null;
};
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
  const list = useKeyset<Payout>('payouts', '/api/payouts');
  useLive(moneyEvents, [['payouts']], 2_000);
  return (
    <ListPage
      title={t('title')}
      views={
        <>
          <Sections value="payouts" />
          {may && <Take />}
          <MissingThere />
        </>
      }
    >
      <DataTable
        label={t('payouts')}
        columns={usePayoutColumns()}
        list={list}
        rowKey={(one) => one.payoutId}
        href={(one) => `/payments/payouts/${one.payoutId}`}
        empty={
          <Empty icon="inbox" title={t('empty')}>
            {t('emptyText')}
          </Empty>
        }
      />
    </ListPage>
  );
}

function usePayoutColumns(): Column<Payout>[] {
  const t = useWords(payoutWords);
  const { money, date } = useFormat();
  return [
    { key: 'ref', head: t('payout'), cell: (one) => <span className="num">{one.externalRef}</span> },
    { key: 'provider', head: t('provider'), hide: 'wide', cell: (one) => one.provider },
    { key: 'day', head: t('paidOn'), hide: 'phone', cell: (one) => <span className="num">{date(one.paidOn)}</span> },
    {
      key: 'bank',
      head: t('bank'),
      cell: (one) => (
        <Tag tone={one.entryId === null ? 'warn' : 'ok'}>{t(one.entryId === null ? 'notSeen' : 'seen')}</Tag>
      ),
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

export function PayoutRecord({ payoutId }: { payoutId: string }) {
  const t = useWords(payoutWords);
  const { money, date } = useFormat();
  const lines = useQuery({
    queryKey: ['payouts', payoutId, 'lines'],
    queryFn: ({ signal }) => api<{ items: Row[] }>('GET', `/api/payouts/${payoutId}/lines`, { signal }),
  });
  const list = useWhole<Row>({ ...lines, data: lines.data?.items });
  const columns: Column<Row>[] = useRowColumns(money, date);
  return (
    <ListPage title={t('payout')} views={<Sections value="payouts" />}>
      <DataTable
        label={t('lines')}
        columns={columns}
        list={list}
        rowKey={(one) => one.lineRef}
        empty={
          <Empty icon="inbox" title={t('empty')}>
            {t('emptyText')}
          </Empty>
        }
      />
    </ListPage>
  );
}

function useRowColumns(money: (amount: Amount) => string, date: (day: string) => string): Column<Row>[] {
  const t = useWords(payoutWords);
  return [
    { key: 'ref', head: t('line'), cell: (one) => <span className="num">{one.lineRef}</span> },
    { key: 'kind', head: t('kind'), cell: (one) => t(`kind.${one.kind}`) },
    {
      key: 'difference',
      head: t('differences'),
      cell: (one) => one.difference !== null && <Tag tone="bad">{t(`difference.${one.difference}`)}</Tag>,
    },
    {
      key: 'order',
      head: t('order'),
      hide: 'phone',
      cell: (one) =>
        one.orderId === null ? (
          <span className="num">{one.theirRef}</span>
        ) : (
          <Link className="link" href={`/orders/${one.orderId}`}>
            {t('order')}
          </Link>
        ),
    },
    { key: 'day', head: t('day'), hide: 'wide', cell: (one) => <span className="num">{date(one.madeOn)}</span> },
    {
      key: 'fee',
      head: t('fees'),
      align: 'right',
      hide: 'phone',
      cell: (one) => <span className="num">{money(one.fee)}</span>,
    },
    { key: 'gross', head: t('gross'), align: 'right', cell: (one) => <span className="num">{money(one.gross)}</span> },
  ];
}
