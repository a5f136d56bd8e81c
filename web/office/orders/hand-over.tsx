/** Several orders handed over at once: said beforehand which will go and which will not. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { BulkBox } from '../parts/bulk.tsx';
import { ChoiceBar } from '../parts/choice-bar.tsx';
import type { Choice } from '../parts/choice.ts';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
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
  const client = useQueryClient();
  const going = orders.filter(canGo).length;
  return (
    <BulkBox
      title={t('bulk.title')}
      verb={t('ship')}
      rows={orders.map((order) => {
        const { key, tone } = shownState(order);
        return {
          id: order.orderId,
          name: (
            <>
              <span className="num">{order.number}</span> {order.customerName}
            </>
          ),
          goes: canGo(order),
          says: canGo(order) ? <Tag tone="ok">{t('bulk.goes')}</Tag> : <Tag tone={tone}>{t(`state.${key}`)}</Tag>,
        };
      })}
      run={(orderId) => api('POST', `/api/orders/${orderId}/ship`, { body: {} })}
      done={(n) => t('bulk.gone', { n })}
      again={() => client.invalidateQueries({ queryKey: ['orders'] })}
      onClose={onClose}
      onDone={onDone}
    >
      <p className="muted">{t('bulk.text', { going, staying: orders.length - going })}</p>
    </BulkBox>
  );
}
