/** Returns of an order: where each stands and what is owed for it; the record of a return has the rest. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api } from '#kit/api';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { returnTone, type ReturnState } from '../returns/data.ts';
import { useWords } from '../shell/lang.tsx';
import { returnWords } from '../words/returns.ts';
import type { Order } from './data.ts';

type Brief = {
  readonly returnId: string;
  readonly number: string;
  readonly reason: 'withdrawal' | 'size' | 'different' | 'damaged' | 'mistake' | 'other';
  readonly note: string;
  readonly lines: readonly { lineNo: number; quantity: number }[];
  readonly state: ReturnState;
  readonly askedAt: string;
  readonly owedMinor: number;
  readonly paidMinor: number;
};

/** Nothing where nobody asked. */
export function Returns({ order }: { order: Order }) {
  const t = useWords(returnWords);
  const key = ['orders', 'returns', order.orderId];
  const found = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      api<{ items: readonly Brief[] }>('GET', `/api/orders/${order.orderId}/returns`, { signal }),
    retry: false,
  });
  useLive(['returns.'], [key]);
  const requests = found.data?.items ?? [];
  if (requests.length === 0) return null;
  return (
    <Panel title={t('title')}>
      <ul className="returns">
        {requests.map((request) => (
          <li key={request.returnId}>
            <Request request={request} order={order} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Request({ request, order }: { request: Brief; order: Order }) {
  const t = useWords(returnWords);
  const { when, text, money } = useFormat();
  const { currency } = order.total;
  const names = request.lines.map(({ lineNo, quantity }) => {
    const line = order.lines.find((one) => one.lineNo === lineNo);
    return `${quantity} × ${line ? [text(line.name), text(line.optionText)].filter(Boolean).join(', ') : lineNo}`;
  });
  const owed = { minor: request.owedMinor, currency };
  return (
    <>
      <p>
        <Tag tone={returnTone[request.state]}>{t(`state.${request.state}`)}</Tag>{' '}
        <Link href={`/returns/${request.returnId}`}>{request.number}</Link> <b>{names.join(' · ')}</b>
      </p>
      <p className="muted">
        {t(`reason.${request.reason}`)} · {t('asked', { when: when(request.askedAt) })}
        {request.owedMinor > 0 &&
          ` · ${t(request.paidMinor >= request.owedMinor ? 'paidBack' : 'stillOwed', { amount: money(owed) })}`}
      </p>
      {request.note !== '' && <p>« {request.note} »</p>}
    </>
  );
}
