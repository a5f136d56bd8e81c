/** Several orders handed over at once: said beforehand which will go and which will not. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { ChoiceBar } from '../parts/choice-bar.tsx';
import type { Choice } from '../parts/choice.ts';
import { Confirm } from '../parts/confirm.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { orders as orderWords } from '../words/orders.ts';
import { shownState, type OrderHead } from './data.ts';

/** An order can be handed over while something of it is still here. */
const canGo = (order: OrderHead): boolean => order.state === 'placed' && order.fulfilment !== 'done';

export function HandOver({ orders, choice }: { orders: readonly OrderHead[]; choice: Choice }) {
  const t = useWords(orderWords);
  const [asked, ask] = useState(false);
  return (
    <ChoiceBar count={orders.length} onClear={choice.clear}>
      <Button size="xs" variant="white" onClick={() => ask(true)}>
        {t('ship')}
      </Button>
      {asked && <HandOverBox orders={orders} onDone={choice.clear} onClose={() => ask(false)} />}
    </ChoiceBar>
  );
}

type BoxProps = { readonly orders: readonly OrderHead[]; readonly onDone: () => void; readonly onClose: () => void };

function HandOverBox({ orders, onDone, onClose }: BoxProps) {
  const t = useWords(orderWords);
  const c = useWords(common);
  const client = useQueryClient();
  const going = orders.filter(canGo);
  const run = async () => {
    const failed: string[] = [];
    for (const order of going) {
      try {
        await api('POST', `/api/orders/${order.orderId}/ship`, { body: {} });
      } catch (error) {
        failed.push(`${order.number} : ${sentenceOf(error, c('error.network'))}`);
      }
    }
    await client.invalidateQueries({ queryKey: ['orders'] });
    const gone = going.length - failed.length;
    if (gone > 0) notifications.show({ message: t('bulk.gone', { n: gone }), color: 'cresson' });
    if (failed.length > 0) throw new Error(failed.join(' · '));
    onDone();
  };
  return (
    <Confirm opened onClose={onClose} title={t('bulk.title')} verb={t('ship')} disabled={going.length === 0} run={run}>
      <p className="muted">{t('bulk.text', { going: going.length, staying: orders.length - going.length })}</p>
      <ul className="bulk-preview">
        {orders.map((order) => {
          const { key, tone } = shownState(order);
          return (
            <li key={order.orderId}>
              <span className="num">{order.number}</span> {order.customerName}
              {canGo(order) ? <Tag tone="ok">{t('bulk.goes')}</Tag> : <Tag tone={tone}>{t(`state.${key}`)}</Tag>}
            </li>
          );
        })}
      </ul>
    </Confirm>
  );
}
