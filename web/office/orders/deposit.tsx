/** Asking for a deposit: a part of what is promised to be paid later is due now, by payment link. */
import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { useFormat } from '../parts/format.ts';
import { minorOf } from '../prices/amount.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { words } from '../words/words.ts';
import type { Order } from './data.ts';

const depositWords = words(
  {
    ask: 'Demander un acompte',
    amount: 'Montant de l’acompte',
    text: ({ most }: { most: string }) =>
      `L’acompte devient dû tout de suite, par lien de paiement. Jusqu’à ${most}. Une facture d’acompte est émise quand il est payé ; la facture finale le déduit.`,
    none: 'Un montant, sans dépasser ce qui reste à payer',
  },
  {
    ask: 'Ask for a deposit',
    amount: 'Amount of the deposit',
    text: ({ most }) =>
      `The deposit is due now, by payment link. Up to ${most}. A deposit invoice is made when it is paid; the last invoice takes it off.`,
    none: 'An amount, no more than what is left to pay',
  },
);

/** What is promised of an order of which nothing has left, minor units; 0: nothing may be asked for. */
const promisedOf = (order: Order): number =>
  order.state === 'placed' && order.lines.every(({ shipped }) => shipped === 0)
    ? Math.max(
        0,
        ...order.payments
          .filter(({ method, state }) => method === 'promise' && state === 'promised')
          .map(({ amountMinor }) => amountMinor),
      )
    : 0;

export function AskDeposit({ order }: { order: Order }) {
  const t = useWords(depositWords);
  const { money } = useFormat();
  const client = useQueryClient();
  const may = useCan('orders.write');
  const [opened, open] = useState(false);
  const [typed, type] = useState('');
  const [depositId, setDepositId] = useState(() => newId('dep'));
  const most = promisedOf(order);
  const { currency } = order.total;
  const minor = minorOf(typed, currency);
  const wrong = typed !== '' && (minor === undefined || minor === null || minor < 1 || minor > most);
  if (!may || most === 0) return null;
  return (
    <>
      <div>
        <Button size="xs" variant="default" onClick={() => open(true)}>
          {t('ask')}
        </Button>
      </div>
      <Confirm
        opened={opened}
        onClose={() => open(false)}
        title={t('ask')}
        verb={t('ask')}
        disabled={typed === '' || wrong}
        run={async () => {
          await api('POST', `/api/orders/${order.orderId}/deposit`, { body: { depositId, minor } });
          setDepositId(newId('dep'));
          type('');
          await client.invalidateQueries({ queryKey: ['orders'] });
        }}
      >
        <div className="column">
          <p>{t('text', { most: money({ minor: most, currency }) })}</p>
          <TextInput
            label={t('amount')}
            inputMode="decimal"
            value={typed}
            error={wrong ? t('none') : undefined}
            onChange={(event) => type(event.currentTarget.value)}
          />
        </div>
      </Confirm>
    </>
  );
}
