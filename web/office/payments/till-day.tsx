/** A day of a till: its close, money that moved without a sale, and its tickets with the copies that were printed. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api } from '#kit/api';
import type { CashReason } from '#payments/model';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat, type Amount } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { Difference, tillEvents, type Sums, type TillDay } from './till-days.tsx';
import { tillWords } from './till-words.ts';

type Move = {
  readonly moveId: string;
  readonly reason: CashReason;
  readonly minor: number;
  readonly currency: string;
  readonly note: string;
  readonly by: string;
  readonly at: string;
};
type Told = {
  readonly day: TillDay & { readonly deviceId: string };
  readonly sums: Sums;
  readonly moves: readonly Move[];
};
type Ticket = {
  readonly ticketId: string;
  readonly orderId: string;
  readonly sequence: number;
  readonly kind: 'sale' | 'return' | 'payment';
  readonly total: Amount;
  readonly methods: readonly string[];
  readonly by: string;
  readonly copies: number;
  readonly at: string;
};

export function TillDayRecord({ sessionId }: { sessionId: string }) {
  const t = useWords(tillWords);
  const { money } = useFormat();
  const found = useQuery({
    queryKey: ['till-days', sessionId],
    queryFn: ({ signal }) => api<Told>('GET', `/api/till-days/${sessionId}`, { signal }),
  });
  useLive(tillEvents, [['till-days', sessionId]], 2_000);
  if (found.isPending) return <PageSkeleton record />;
  if (found.error) return <ErrorBox error={found.error} retry={() => void found.refetch()} page />;
  const { day, sums, moves } = found.data;
  return (
    <Record
      back={{ href: '/payments/tills', label: t('title') }}
      title={`${day.site}, ${t(day.closedAt === null ? 'day' : 'z', { n: day.number })}`}
      tags={<Difference day={day} />}
      main={
        <>
          <Tickets sessionId={sessionId} />
          <Panel title={t('moves')}>
            {moves.length === 0 ? (
              <p className="muted">{t('noMoves')}</p>
            ) : (
              <ul className="payout-lines">
                {moves.map((move) => (
                  <li key={move.moveId}>
                    <MoveText move={move} />
                    <span className="num">{money(move)}</span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </>
      }
      side={
        <>
          <Close day={day} />
          <Totals day={day} sums={sums} />
          <RecordStory id={day.deviceId} />
        </>
      }
    />
  );
}

function MoveText({ move: { reason, note, by, at } }: { readonly move: Move }) {
  const t = useWords(tillWords);
  const { when } = useFormat();
  return (
    <div>
      {t(`cash.${reason}`)}
      <div className="help line-words">{[note, by, when(at)].filter(Boolean).join(' · ')}</div>
    </div>
  );
}

/** What was counted, beside what the book had. */
function Close({ day }: { readonly day: Told['day'] }) {
  const t = useWords(tillWords);
  const { money, when } = useFormat();
  const { currency, floatMinor, expectedMinor, countedMinor, leftMinor, openedAt, openedBy, closedAt, closedBy } = day;
  const show = (minor: number | null) => money({ minor: minor ?? 0, currency });
  const isClosed = closedAt !== null;
  return (
    <Panel title={t(isClosed ? 'z' : 'day', { n: day.number })}>
      <Facts
        items={[
          [t('till'), day.till],
          [t('opened'), `${when(openedAt)}, ${openedBy}`],
          isClosed && [t('closed'), `${when(closedAt)}, ${closedBy ?? ''}`],
          [t('float'), show(floatMinor)],
          isClosed && [t('expected'), show(expectedMinor)],
          isClosed && [t('counted'), <b key="counted">{show(countedMinor)}</b>],
          isClosed && [t('left'), show(leftMinor)],
          isClosed && [t('safe'), show((countedMinor ?? 0) - (leftMinor ?? 0))],
          [t('copies'), t('copiesN', { n: day.copies })],
        ]}
      />
    </Panel>
  );
}

/** What its tickets come to, by tender and VAT rate. */
function Totals({ day: { currency }, sums }: { readonly day: TillDay; readonly sums: Sums }) {
  const t = useWords(tillWords);
  const { money, percent } = useFormat();
  const show = (minor: number) => money({ minor, currency });
  const methodOf = (method: string): string =>
    method in methods ? t(methods[method as keyof typeof methods]) : method;
  return (
    <Panel title={t('tenders')}>
      <Facts
        items={[
          [t('sales'), show(sums.sales.minor)],
          [t('returns'), show(sums.returns.minor)],
          sums.payments.count > 0 && [t('payments'), show(sums.payments.minor)],
          sums.discountMinor > 0 && [t('discount'), show(sums.discountMinor)],
          ...sums.tenders.map(({ method, inMinor, outMinor }) => [methodOf(method), show(inMinor - outMinor)] as const),
          sums.roundingMinor !== 0 && [t('rounding'), show(sums.roundingMinor)],
          ...sums.rates.map(
            ({ rate, taxMinor }) => [t('rate', { rate: percent(rate / 1_000_000) }), show(taxMinor)] as const,
          ),
          [t('grand'), <b key="grand">{show(sums.grandMinor)}</b>],
        ]}
      />
    </Panel>
  );
}

const methods = {
  cash: 'method.cash',
  card: 'method.card',
  gift_card: 'method.gift_card',
  exchange: 'method.exchange',
  account: 'method.account',
} as const;

function Tickets({ sessionId }: { readonly sessionId: string }) {
  const t = useWords(tillWords);
  const list = useKeyset<Ticket>('till-day-tickets', `/api/till-days/${sessionId}/tickets`, {});
  return (
    <Panel title={t('tickets')} flush>
      <DataTable
        label={t('tickets')}
        columns={useTicketColumns()}
        list={list}
        rowKey={(one) => one.ticketId}
        empty={
          <Empty icon="receipt" title={t('noTickets')}>
            {t('noTicketsText')}
          </Empty>
        }
      />
    </Panel>
  );
}

function useTicketColumns(): Column<Ticket>[] {
  const t = useWords(tillWords);
  const { money, when } = useFormat();
  return [
    {
      key: 'sequence',
      head: t('ticket'),
      cell: (one) => (
        <Link className="link num" href={`/orders/${one.orderId}`}>
          {one.sequence}
        </Link>
      ),
    },
    { key: 'kind', head: t('kind'), hide: 'phone', cell: (one) => t(`kind.${one.kind}`) },
    { key: 'at', head: t('at'), hide: 'phone', cell: (one) => <span className="num">{when(one.at)}</span> },
    { key: 'by', head: t('by'), hide: 'wide', cell: (one) => one.by },
    {
      key: 'methods',
      head: t('tenders'),
      hide: 'wide',
      cell: (one) =>
        one.methods
          .map((method) => (method in methods ? t(methods[method as keyof typeof methods]) : method))
          .join(', '),
    },
    {
      key: 'copies',
      head: t('copies'),
      align: 'right',
      cell: (one) => one.copies > 0 && <Tag tone="warn">{one.copies}</Tag>,
    },
    {
      key: 'total',
      head: t('total'),
      align: 'right',
      cell: (one) => <span className="num">{money(one.total)}</span>,
    },
  ];
}
