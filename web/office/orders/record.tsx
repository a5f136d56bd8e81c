/** One order: what it is made of, where it is prepared, who, money, and what happened. */
import { AskDeposit } from './deposit.tsx';
import { PayLinks } from './pay-link.tsx';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { backTo } from '../parts/back.ts';
import { ErrorBox } from '../parts/failed.tsx';
import { useLive } from '../parts/live.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Story, type StoryEvent } from '../parts/story.tsx';
import { Tag } from '../parts/tag.tsx';
import { useChannels } from '../parts/names.ts';
import { useWords } from '../shell/lang.tsx';
import { orders } from '../words/orders.ts';
import { orderEvents, shownState, type Order } from './data.ts';
import { DecisionPanel } from './decision.tsx';
import { EditOrder } from './edit.tsx';
import { editWords } from './edit-words.ts';
import { HeldPanel, Notes } from './notes.tsx';
import { Articles, Payments, Places } from './papers.tsx';
import { Preparing } from './preparing.tsx';
import { Documents } from './documents.tsx';
import { Returns } from './returns.tsx';
import { CustomerPanel, MoneyPanel } from './side.tsx';
import { OrderVerbs } from './verbs.tsx';
import { BalanceFacts, Versions } from './versions.tsx';
import { WhyState } from './why-order.tsx';

export function OrderRecord({ orderId }: { orderId: string }) {
  const t = useWords(orders);
  const e = useWords(editWords);
  const [editing, edit] = useState(false);
  const channels = useChannels();
  const order = useQuery({
    queryKey: ['orders', 'one', orderId],
    queryFn: ({ signal }) => api<Order>('GET', `/api/orders/${orderId}`, { signal }),
  });
  const story = useQuery({
    queryKey: ['orders', 'story', orderId],
    queryFn: ({ signal }) => api<{ items: StoryEvent[] }>('GET', `/api/orders/${orderId}/timeline`, { signal }),
  });
  useLive(orderEvents, [
    ['orders', 'one', orderId],
    ['orders', 'story', orderId],
  ]);
  if (order.isPending) return <PageSkeleton record />;
  if (order.isError) return <ErrorBox error={order.error} retry={() => void order.refetch()} page />;
  const { data } = order;
  const shown = shownState(data);
  return (
    <Record
      back={{ href: backTo('/orders'), label: t('title') }}
      title={data.number}
      tags={
        <>
          <Tag tone={shown.tone}>{t(`state.${shown.key}`)}</Tag>
          <WhyState order={data} />
          {data.heldAt !== null && <Tag tone="warn">{e('held')}</Tag>}
          {data.pickingAt !== null && data.fulfilment !== 'done' && <Tag tone="info">{e('picking')}</Tag>}
          <Tag>{channels.name(data.channelId)}</Tag>
        </>
      }
      actions={editing ? undefined : <OrderVerbs order={data} onEdit={() => edit(true)} />}
      main={
        <>
          {data.state === 'needs_decision' && <DecisionPanel order={data} />}
          <HeldPanel order={data} />
          <Returns order={data} />
          {editing ? <EditOrder order={data} onClose={() => edit(false)} /> : <Articles order={data} />}
          <Preparing order={data} />
          <Places order={data} />
          <Payments order={data} />
          <AskDeposit order={data} />
          <PayLinks order={data} />
          <Documents order={data} />
          <Versions order={data} />
        </>
      }
      side={
        <>
          <CustomerPanel order={data} />
          <MoneyPanel order={data} foot={<BalanceFacts order={data} />} />
          <Notes order={data} />
          <Story reading={story} />
        </>
      }
    />
  );
}
