/** Documents of an order, what they leave open, and why there is no invoice yet. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import { kindTone, type Balance, type DocumentRow } from '../documents/data.ts';
import { InvoiceInName } from '../documents/named.tsx';
import { documentWords } from '../documents/words.ts';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import type { Order } from './data.ts';

type Papers = {
  readonly items: readonly DocumentRow[];
  readonly balance: Balance | null;
  readonly waits: 'not_asked' | 'not_placed' | 'not_left' | 'cancelled' | null;
  readonly stuck: boolean;
};

export function Documents({ order }: { order: Order }) {
  const t = useWords(documentWords);
  const { money, date } = useFormat();
  const may = useCan('invoicing.read');
  const key = ['orders', 'documents', order.orderId];
  const found = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api<Papers>('GET', `/api/orders/${order.orderId}/documents`, { signal }),
    enabled: may,
    retry: false,
  });
  useLive(['invoicing.', 'orders.shipped'], [key]);
  if (!found.data) return null;
  const { items, balance, waits, stuck } = found.data;
  return (
    <Panel title={t('documents')} aside={<Ask order={order} waits={waits} keys={key} />}>
      <ul className="returns">
        {items.map((one) => (
          <li key={one.documentId}>
            <Tag tone={kindTone[one.kind]}>{t(`kind.${one.kind}`)}</Tag>{' '}
            <Link href={`/documents/${one.documentId}`}>{one.number}</Link>{' '}
            <span className="muted">
              {date(one.day)}
              {one.kind !== 'delivery' && ` · ${money(one.gross)}`}
              {one.reversedBy !== null && ` · ${t('takenBack')}`}
            </span>
          </li>
        ))}
      </ul>
      {waits !== null && <p className="muted">{t(`waits.${waits}`)}</p>}
      {stuck && <p role="status">{t('stuck')}</p>}
      {balance !== null && (
        <p className="muted">
          {t('open')} {money({ minor: balance.openMinor, currency: balance.currency })}
        </p>
      )}
    </Panel>
  );
}

function Ask({ order, waits, keys }: { order: Order; waits: Papers['waits']; keys: readonly string[] }) {
  const t = useWords(documentWords);
  const c = useWords(common);
  const may = useCan('invoicing.write');
  const client = useQueryClient();
  const [failed, setFailed] = useState('');
  const [naming, name] = useState(false);
  if (!may) return null;
  const again = () => client.invalidateQueries({ queryKey: [...keys] });
  const post = async (path: string, body: object) => {
    setFailed('');
    try {
      await api('POST', `/api/orders/${order.orderId}/${path}`, { body });
    } catch (error) {
      setFailed(sentenceOf(error, c('error.network')));
    }
    await again();
  };
  return (
    <>
      {failed !== '' && <span role="alert">{failed} </span>}
      {order.lines.some((line) => line.shipped > 0) && (
        <Button variant="subtle" size="xs" onClick={() => void post('delivery-note', {})}>
          {t('note')}
        </Button>
      )}
      {(waits === 'not_asked' || waits === 'not_left') && (
        <Button variant="default" size="xs" onClick={() => void post('invoice', { atOnce: waits === 'not_left' })}>
          {t(waits === 'not_left' ? 'askNow' : 'ask')}
        </Button>
      )}
      {order.state === 'placed' && (
        <Button variant="subtle" size="xs" onClick={() => name(true)}>
          {t('name.title')}
        </Button>
      )}
      <InvoiceInName
        orderId={order.orderId}
        name={order.contact.name}
        opened={naming}
        onClose={() => name(false)}
        onIssued={again}
      />
    </>
  );
}
