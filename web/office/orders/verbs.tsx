/** What can be done with an order. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { exchangeWords } from '../returns/exchange-words.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { orders } from '../words/orders.ts';
import { CancelBox, hasParts } from './cancel.tsx';
import type { Order } from './data.ts';
import { editWords } from './edit-words.ts';
import { HoldBox } from './notes.tsx';

/** Ship or hand over, and cancel, while the order allows it. */
export function OrderVerbs({ order, onEdit }: { order: Order; onEdit: () => void }) {
  const t = useWords(orders);
  const x = useWords(exchangeWords);
  const may = useCan('orders.write');
  const mayReturn = useCan('returns.write');
  const e = useWords(editWords);
  const [asked, ask] = useState<'ready' | 'ship' | 'cancel' | 'hold'>();
  const waiting = order.lines.flatMap((line) => line.allocations).filter((one) => one.state === 'pending');
  const gone = order.lines.some((line) => line.shipped > 0);
  // Somebody who only takes returns has no other verb here.
  const giveBack = mayReturn && order.state === 'placed' && gone && (
    <Button variant="default" component={Link} href={`/returns/new/${order.orderId}`}>
      {x('newReturn')}
    </Button>
  );
  if (!may) return giveBack;
  const held = order.heldAt !== null;
  const mayShip = order.state === 'placed' && waiting.length > 0 && !held;
  // Until all of it has left.
  const mayEdit = order.state === 'placed' && order.fulfilment !== 'done';
  // What needs a decision offers all its choices in a panel of its own.
  const mayCancel =
    order.state !== 'cancelled' && order.state !== 'needs_decision' && (!gone || (mayEdit && hasParts(order)));
  const mayReady = mayShip && order.delivery.method === 'pickup' && order.readyAt === null;
  const close = () => ask(undefined);
  return (
    <>
      {giveBack}
      {mayCancel && (
        <Button variant="default" onClick={() => ask('cancel')}>
          {t(gone ? 'cancelPart' : 'cancel')}
        </Button>
      )}
      {mayEdit && !held && (
        <Button variant="default" onClick={() => ask('hold')}>
          {e('hold')}
        </Button>
      )}
      {mayEdit && (
        <Button variant="default" onClick={onEdit}>
          {e('edit')}
        </Button>
      )}
      {mayReady && <Button onClick={() => ask('ready')}>{t('makeReady')}</Button>}
      {mayShip && (
        <Button variant={mayReady ? 'default' : 'filled'} onClick={() => ask('ship')}>
          {t(order.delivery.method === 'pickup' ? 'handOver' : 'ship')}
        </Button>
      )}
      <ReadyBox order={order} opened={asked === 'ready'} onClose={close} />
      <ShipBox order={order} opened={asked === 'ship'} onClose={close} />
      {asked === 'cancel' && <CancelBox order={order} opened onClose={close} />}
      <HoldBox order={order} opened={asked === 'hold'} onClose={close} />
    </>
  );
}

type BoxProps = { readonly order: Order; readonly opened: boolean; readonly onClose: () => void };

function ReadyBox({ order, opened, onClose }: BoxProps) {
  const t = useWords(orders);
  const client = useQueryClient();
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={t('makeReady')}
      verb={t('makeReady')}
      run={async () => {
        await api('POST', `/api/orders/${order.orderId}/ready`, { body: {} });
        await client.invalidateQueries({ queryKey: ['orders'] });
        notifications.show({ message: t('madeReady', { number: order.number }) });
      }}
    >
      {t('readyText')}
    </Confirm>
  );
}

function ShipBox({ order, opened, onClose }: BoxProps) {
  const t = useWords(orders);
  const { list } = useFormat();
  const sites = useSites();
  const client = useQueryClient();
  const waiting = order.lines.flatMap((line) => line.allocations).filter((one) => one.state === 'pending');
  const units = waiting.reduce((sum, one) => sum + one.quantity, 0);
  const places = list([...new Set(waiting.map((one) => sites.name(one.siteId)))]);
  const pickup = order.delivery.method === 'pickup';
  const verb = t(pickup ? 'handOver' : 'ship');
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={verb}
      verb={verb}
      run={async () => {
        await api('POST', `/api/orders/${order.orderId}/ship`, { body: {} });
        await client.invalidateQueries({ queryKey: ['orders'] });
        notifications.show({ message: t(pickup ? 'handedOver' : 'shipped', { number: order.number }) });
      }}
    >
      {t('shipText', { n: units, places })}
    </Confirm>
  );
}
