/** What a person decides about an order that was paid after its stock had gone: the cause in plain words, and what is possible now. */
import { Button, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useCan } from '../shell/session.tsx';
import { useWords } from '../shell/lang.tsx';
import { orders } from '../words/orders.ts';
import type { Order } from './data.ts';
import { CancelBox } from './cancel.tsx';

type Decision = {
  readonly since: string;
  readonly lines: readonly { lineNo: number; skuId: string; missing: number; free: number }[];
  readonly mayPlace: boolean;
  readonly otherStores: readonly string[];
};

export function DecisionPanel({ order }: { order: Order }) {
  const t = useWords(orders);
  const { when } = useFormat();
  const found = useQuery({
    queryKey: ['orders', 'decision', order.orderId],
    queryFn: ({ signal }) =>
      api<{ decision: Decision | null }>('GET', `/api/orders/${order.orderId}/decision`, { signal }),
  });
  useLive(['inventory.', 'orders.'], [['orders', 'decision', order.orderId]], 2_000);
  const decision = found.data?.decision;
  return (
    <Panel title={t('decide')} note={decision && t('decideSince', { when: when(decision.since) })}>
      <p>
        {t('causeStockGone')} <Held order={order} />
      </p>
      {found.isError && <ErrorBox error={found.error} retry={() => void found.refetch()} />}
      {decision && <Missing order={order} decision={decision} />}
      {decision && <Choices order={order} decision={decision} />}
    </Panel>
  );
}

/** Where the money is meanwhile. */
function Held({ order }: { order: Order }) {
  const t = useWords(orders);
  const { money } = useFormat();
  const payment = order.payments.find(({ state }) => state === 'authorised' || state === 'captured');
  if (!payment) return t('heldNone');
  const amount = money({ minor: payment.amountMinor, currency: payment.currency });
  return t(payment.state === 'authorised' ? 'heldOnCard' : 'heldTaken', { amount });
}

function Missing({ order, decision }: { order: Order; decision: Decision }) {
  const t = useWords(orders);
  const { text, number } = useFormat();
  return (
    <ul className="missing">
      {decision.lines.map(({ lineNo, skuId, missing, free }) => {
        const line = order.lines.find((one) => one.lineNo === lineNo);
        const name = [text(line?.name), text(line?.optionText)].filter(Boolean).join(', ');
        return (
          <li key={lineNo}>
            <Link className="row-link" href={`/stock/${skuId}`}>
              {name}
            </Link>
            <span className="num">
              {t('wanted', { n: missing })}
              {' · '}
              <span className={free >= missing ? 'ok' : 'bad'}>
                {t('freeNow', { n: number(free), some: free > 0 })}
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Choices({ order, decision }: { order: Order; decision: Decision }) {
  const t = useWords(orders);
  const sites = useSites();
  const may = useCan('orders.write');
  const [asked, ask] = useState<'place' | 'elsewhere' | 'wait' | 'cancel'>();
  const [chosen, choose] = useState<string>();
  const { mayPlace, otherStores } = decision;
  const store = chosen ?? otherStores[0] ?? '';
  const close = () => ask(undefined);
  return (
    <>
      <p className="muted">{mayPlace ? t('backAgain') : otherStores.length > 0 ? t('elsewhereOnly') : t('notBack')}</p>
      {may && (
        <div className="choices">
          {mayPlace && <Button onClick={() => ask('place')}>{t('placeNow')}</Button>}
          {otherStores.length > 0 && (
            <>
              <NativeSelect
                aria-label={t('otherStore')}
                value={store}
                onChange={(event) => choose(event.currentTarget.value)}
                data={otherStores.map((siteId) => ({ value: siteId, label: sites.name(siteId) }))}
              />
              <Button variant={mayPlace ? 'default' : 'filled'} onClick={() => ask('elsewhere')}>
                {t('collectThere')}
              </Button>
            </>
          )}
          {!mayPlace && (
            <Button variant="default" onClick={() => ask('wait')}>
              {t('letWait')}
            </Button>
          )}
          <Button variant="default" onClick={() => ask('cancel')}>
            {t('cancelRefund')}
          </Button>
        </div>
      )}
      <PlaceBox order={order} opened={asked === 'place'} onClose={close} />
      <PlaceBox order={order} siteId={store} opened={asked === 'elsewhere'} onClose={close} />
      <WaitBox order={order} opened={asked === 'wait'} onClose={close} />
      <CancelBox order={order} verb={t('cancelRefund')} opened={asked === 'cancel'} onClose={close} />
    </>
  );
}

type PlaceProps = { order: Order; siteId?: string; opened: boolean; onClose: () => void };

function PlaceBox({ order, siteId, opened, onClose }: PlaceProps) {
  const t = useWords(orders);
  const sites = useSites();
  const client = useQueryClient();
  const verb = t(siteId === undefined ? 'placeNow' : 'collectThere');
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={verb}
      verb={verb}
      run={async () => {
        const body = siteId === undefined ? {} : { siteId };
        await api('POST', `/api/orders/${order.orderId}/retry`, { body });
        await client.invalidateQueries({ queryKey: ['orders'] });
        notifications.show({ message: t('placedNow', { number: order.number }), color: 'cresson' });
      }}
    >
      {siteId === undefined ? t('placeText') : t('collectText', { store: sites.name(siteId) })}
    </Confirm>
  );
}

/** It waits for its stock, and may then be changed: other articles in the place of those that are gone. */
function WaitBox({ order, opened, onClose }: Omit<PlaceProps, 'siteId'>) {
  const t = useWords(orders);
  const client = useQueryClient();
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={t('letWait')}
      verb={t('letWait')}
      run={async () => {
        await api('POST', `/api/orders/${order.orderId}/wait`);
        await client.invalidateQueries({ queryKey: ['orders'] });
        notifications.show({ message: t('waitsNow', { number: order.number }), color: 'cresson' });
      }}
    >
      {t('waitText')}
    </Confirm>
  );
}
