/** What a shopper asked to give back: lines, reason, and a person's answer, which the shopper reads on the order's page. */
import { Button, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { returnWords } from '../words/returns.ts';
import type { Order } from './data.ts';

const reasons = ['withdrawal', 'size', 'different', 'damaged', 'mistake', 'other'] as const;
type ReturnRequest = {
  readonly requestId: string;
  readonly reason: (typeof reasons)[number];
  readonly note: string;
  readonly lines: readonly { lineNo: number; quantity: number }[];
  readonly state: 'open' | 'closed';
  readonly answer: string;
  readonly askedAt: string;
  readonly closedAt: string | null;
};

/** Nothing where nobody asked. */
export function Returns({ order }: { order: Order }) {
  const t = useWords(returnWords);
  const found = useQuery({
    queryKey: ['orders', 'returns', order.orderId],
    queryFn: ({ signal }) =>
      api<{ items: readonly ReturnRequest[] }>('GET', `/api/orders/${order.orderId}/returns`, { signal }),
  });
  const requests = found.data?.items ?? [];
  if (requests.length === 0) return null;
  return (
    <Panel title={t('title')}>
      <ul className="returns">
        {requests.map((request) => (
          <li key={request.requestId}>
            <Request request={request} order={order} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Request({ request, order }: { request: ReturnRequest; order: Order }) {
  const t = useWords(returnWords);
  const { when, text } = useFormat();
  const names = request.lines.map(({ lineNo, quantity }) => {
    const line = order.lines.find((one) => one.lineNo === lineNo);
    return `${quantity} × ${line ? [text(line.name), text(line.optionText)].filter(Boolean).join(', ') : lineNo}`;
  });
  const open = request.state === 'open';
  return (
    <>
      <p>
        <Tag tone={open ? 'note' : 'ok'}>{t(open ? 'open' : 'closed')}</Tag> <b>{names.join(' · ')}</b>
      </p>
      <p className="muted">
        {t(`reason.${request.reason}`)} · {t('asked', { when: when(request.askedAt) })}
      </p>
      {request.note !== '' && <p>« {request.note} »</p>}
      {!open && request.answer !== '' && <p>{request.answer}</p>}
      {open && <Answer request={request} orderId={order.orderId} />}
    </>
  );
}

function Answer({ request, orderId }: { request: ReturnRequest; orderId: string }) {
  const t = useWords(returnWords);
  const c = useWords(common);
  const mayWrite = useCan('orders.write');
  const client = useQueryClient();
  const [answer, setAnswer] = useState('');
  const close = useMutation({
    mutationFn: () => api<unknown>('POST', `/api/returns/${request.requestId}/close`, { body: { answer } }),
    onSuccess: () => notifications.show({ message: t('done'), color: 'cresson' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['orders', 'returns', orderId] }),
  });
  if (!mayWrite) return null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        close.mutate();
      }}
    >
      <Textarea
        label={t('answer')}
        description={t('answerHelp')}
        value={answer}
        onChange={(event) => setAnswer(event.currentTarget.value)}
        maxLength={500}
        autosize
      />
      {close.isError && (
        <p className="bad" role="alert">
          {sentenceOf(close.error, c('error.network'))}
        </p>
      )}
      <div className="confirm-verbs">
        <Button type="submit" loading={close.isPending}>
          {t('close')}
        </Button>
      </div>
    </form>
  );
}
