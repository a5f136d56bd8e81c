/** One payout: its lines beside our ledger, and the line of our bank that shows it, tied by hand where the amounts did not say it. */
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat, type Amount } from '../parts/format.ts';
import { useWhole } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { moneyEvents, type Line } from './data.ts';
import { payoutWords } from './payout-words.ts';
import { Seen, type Payout } from './payouts.tsx';

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
type Told = { readonly payout: Payout; readonly entry: Line | null; readonly candidates: readonly Line[] };

export function PayoutRecord({ payoutId }: { payoutId: string }) {
  const t = useWords(payoutWords);
  const { money, date } = useFormat();
  const found = useQuery({
    queryKey: ['payouts', payoutId],
    queryFn: ({ signal }) => api<Told>('GET', `/api/payouts/${payoutId}`, { signal }),
  });
  useLive(moneyEvents, [['payouts', payoutId]], 2_000);
  if (found.isPending) return <PageSkeleton record />;
  if (found.error) return <ErrorBox error={found.error} retry={() => void found.refetch()} page />;
  const { payout, entry, candidates } = found.data;
  const { amount, fees, stated, paidOn, provider } = payout;
  return (
    <Record
      back={{ href: '/payments/payouts', label: t('payouts') }}
      title={`${payout.externalRef}, ${money(amount)}`}
      tags={<Seen payout={payout} />}
      main={
        <>
          {amount.minor !== 0 && <AtBank payoutId={payoutId} entry={entry} candidates={candidates} />}
          <Lines payoutId={payoutId} />
        </>
      }
      side={
        <>
          <Panel title={t('payout')}>
            <Facts
              items={[
                [t('provider'), provider],
                [t('paidOn'), date(paidOn)],
                [t('amount'), <b key="amount">{money(amount)}</b>],
                [t('fees'), money(fees)],
                stated !== null && stated.minor !== amount.minor && [t('stated'), money(stated)],
              ]}
            />
          </Panel>
          <RecordStory id={payoutId} />
        </>
      }
    />
  );
}

/** The line of the bank that shows it; or those that could, the likeliest first. */
function AtBank({ payoutId, entry, candidates }: { payoutId: string } & Omit<Told, 'payout'>) {
  const t = useWords(payoutWords);
  const { money, date } = useFormat();
  const client = useQueryClient();
  const may = useCan('payments.write');
  const [unties, askUntie] = useState(false);
  const again = () =>
    Promise.all(['payouts', 'statement-lines', 'story'].map((key) => client.invalidateQueries({ queryKey: [key] })));
  if (entry)
    return (
      <Panel
        title={t('bankLine')}
        aside={
          may && (
            <Button variant="default" size="xs" onClick={() => askUntie(true)}>
              {t('untie')}
            </Button>
          )
        }
      >
        <Facts
          items={[
            [t('day'), date(entry.bookedOn)],
            [
              t('words'),
              <Link key="line" className="link" href={`/payments/lines/${entry.entryId}`}>
                {entry.name || entry.words}
              </Link>,
            ],
            [t('gross'), money(entry.amount)],
          ]}
        />
        <Confirm
          opened={unties}
          onClose={() => askUntie(false)}
          title={t('untie')}
          verb={t('untie')}
          run={async () => {
            await api('POST', `/api/payouts/${payoutId}/untie`, { body: {} });
            await again();
          }}
        >
          <p>{t('untieText')}</p>
        </Confirm>
      </Panel>
    );
  return (
    <Panel title={t('bankLine')} note={candidates.length > 0 && t('bankLineText')}>
      {candidates.length === 0 ? (
        <p className="muted">{t('noCandidates')}</p>
      ) : (
        <ul className="payout-lines">
          {candidates.map((line) => (
            <Candidate key={line.entryId} payoutId={payoutId} line={line} may={may} again={again} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

type CandidateProps = {
  readonly payoutId: string;
  readonly line: Line;
  readonly may: boolean;
  readonly again: () => Promise<unknown>;
};

function Candidate({ payoutId, line, may, again }: CandidateProps) {
  const t = useWords(payoutWords);
  const c = useWords(common);
  const { money, date } = useFormat();
  const [partId] = useState(() => newId('alc'));
  const tie = useMutation({
    mutationFn: () => api('POST', `/api/payouts/${payoutId}/tie`, { body: { partId, entryId: line.entryId } }),
    onSettled: again,
  });
  return (
    <li>
      <div>
        <Link className="link" href={`/payments/lines/${line.entryId}`}>
          {line.name || line.words}
        </Link>
        <div className="help line-words">
          {date(line.bookedOn)} · {line.words}
        </div>
        {tie.error && (
          <p className="bad" role="alert">
            {sentenceOf(tie.error, c('error.network'))}
          </p>
        )}
      </div>
      <span className="num">{money(line.left)}</span>
      {may && (
        <Button variant="default" size="xs" loading={tie.isPending} onClick={() => tie.mutate()}>
          {t('tie')}
        </Button>
      )}
    </li>
  );
}

function Lines({ payoutId }: { payoutId: string }) {
  const t = useWords(payoutWords);
  const { money, date } = useFormat();
  const lines = useQuery({
    queryKey: ['payouts', payoutId, 'lines'],
    queryFn: ({ signal }) => api<{ items: Row[] }>('GET', `/api/payouts/${payoutId}/lines`, { signal }),
  });
  const list = useWhole<Row>({ ...lines, data: lines.data?.items });
  return (
    <Panel title={t('lines')} flush>
      <DataTable
        label={t('lines')}
        columns={useRowColumns(money, date)}
        list={list}
        rowKey={(one) => one.lineRef}
        empty={
          <Empty icon="inbox" title={t('empty')}>
            {t('emptyText')}
          </Empty>
        }
      />
    </Panel>
  );
}

function useRowColumns(money: (amount: Amount) => string, date: (day: string) => string): Column<Row>[] {
  const t = useWords(payoutWords);
  return [
    { key: 'ref', head: t('line'), cell: (one) => <span className="num">{one.lineRef}</span> },
    { key: 'kind', head: t('kind'), hide: 'phone', cell: (one) => t(`kind.${one.kind}`) },
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
