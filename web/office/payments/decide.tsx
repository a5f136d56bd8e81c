/** The boxes in which a person decides of a line: each says what will happen before it does. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { newId } from '#base/ids';
import { useQuery } from '@tanstack/react-query';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import { useDecide, useGiveBacks, type Line, type OrderName, type Payment } from './data.ts';
import { paymentWords } from './words.ts';

type Box = { readonly entry: Line; readonly onClose: () => void };

/** The same box is the same decision, however often it is sent. */
function useDecision({ entryId }: Line) {
  const [partId] = useState(() => newId('alc'));
  const decide = useDecide(entryId);
  return (body: object) => decide.mutateAsync({ partId, ...body });
}

export function Apply({ entry, payment, onClose }: Box & { payment: Payment | undefined }) {
  const t = useWords(paymentWords);
  const decide = useDecision(entry);
  const [found, setFound] = useState<Payment | null>(null);
  const target = payment ?? found;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={payment ? t('apply') : t('link')}
      verb={t('apply')}
      disabled={!target}
      run={() => decide({ what: 'apply', paymentId: target?.paymentId })}
    >
      {!payment && <FindOrder onFound={setFound} />}
      {target && <Effect entry={entry} payment={target} />}
    </Confirm>
  );
}

/** What applying does, to the cent. */
function Effect({ entry, payment }: { entry: Line; payment: Payment }) {
  const t = useWords(paymentWords);
  const { money } = useFormat();
  const { currency } = entry.left;
  const difference = entry.left.minor - payment.amount.minor;
  const rest = money({ minor: Math.abs(difference), currency });
  const due = money(payment.amount);
  const isReceivable = payment.method === 'account';
  return (
    <>
      <p>
        {difference === 0 || isReceivable
          ? t('applyText', { much: money(entry.left) })
          : t(difference < 0 ? 'applyLess' : 'applyMore', { due, rest })}
      </p>
      {payment.state === 'voided' && <p>{t('applyLate')}</p>}
    </>
  );
}

const isOpen = ({ method, state }: Payment): boolean =>
  ((method === 'transfer' || method === 'promise') && state === 'promised') ||
  (method === 'transfer' && state === 'voided') ||
  method === 'account';

function FindOrder({ onFound }: { onFound: (payment: Payment | null) => void }) {
  const t = useWords(paymentWords);
  const { money } = useFormat();
  const [typed, setTyped] = useState('');
  const [asked, ask] = useState('');
  const found = useQuery({
    queryKey: ['payments', 'of-number', asked],
    queryFn: async ({ signal }) => {
      const { items } = await api<{ items: OrderName[] }>('GET', '/api/orders', {
        query: { q: asked, limit: 1 },
        signal,
      });
      const orderId = items[0]?.orderId;
      if (orderId === undefined) return { order: undefined, payment: null };
      const page = await api<{ items: Payment[] }>('GET', '/api/payments', { query: { orderId }, signal });
      const payment = page.items.find(isOpen) ?? null;
      onFound(payment);
      return { order: items[0], payment };
    },
    enabled: asked !== '',
    staleTime: 0,
  });
  return (
    <div className="column">
      <p>{t('linkText')}</p>
      <div className="row">
        <TextInput
          label={t('orderNumber')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maxLength={40}
          data-autofocus
        />
        <Button variant="default" disabled={typed.trim() === ''} onClick={() => ask(typed.trim())}>
          {t('find')}
        </Button>
      </div>
      {found.data && (
        <p role="status">
          {found.data.payment && found.data.order
            ? `${found.data.order.number}, ${found.data.order.customerName} : ${money(found.data.payment.amount)}`
            : t('nothingDue')}
        </p>
      )}
    </div>
  );
}

export function GiveBack({ entry, onClose }: Box) {
  const t = useWords(paymentWords);
  const { money } = useFormat();
  const decide = useDecision(entry);
  const { left, name, iban } = entry;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('give_back')}
      verb={t('give_back')}
      run={() => decide({ what: 'give_back' })}
    >
      <p>{t('giveBackText', { much: money(left), name: name || t('unnamed'), iban })}</p>
    </Confirm>
  );
}

export function Credit({ entry, orderId, onClose }: Box & { orderId: string }) {
  const t = useWords(paymentWords);
  const decide = useDecision(entry);
  const order = useQuery({
    queryKey: ['orders', orderId, 'buyer'],
    queryFn: ({ signal }) =>
      api<{ customerId: string | null; customerName: string }>('GET', `/api/orders/${orderId}`, { signal }),
  });
  const customerId = order.data?.customerId ?? null;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('credit')}
      verb={t('credit')}
      disabled={customerId === null}
      run={() => decide({ what: 'credit', customerId })}
    >
      <p>{t('creditText', { name: order.data?.customerName ?? '' })}</p>
    </Confirm>
  );
}

export function SetAside({ entry, onClose }: Box) {
  const t = useWords(paymentWords);
  const decide = useDecision(entry);
  const [reason, setReason] = useState('');
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('set_aside')}
      verb={t('set_aside')}
      disabled={reason.trim() === ''}
      run={() => decide({ what: 'set_aside', words: reason.trim() })}
    >
      <p>{t('asideText')}</p>
      <TextInput
        label={t('reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={200}
        required
        data-autofocus
      />
    </Confirm>
  );
}

export function GaveBack({ entry, onClose }: Box) {
  const t = useWords(paymentWords);
  const { money } = useFormat();
  const decide = useDecision(entry);
  const backs = useGiveBacks(true);
  const [chosen, choose] = useState('');
  const fit = (backs.data?.items ?? []).filter(
    ({ amount }) => amount.minor === entry.left.minor && amount.currency === entry.left.currency,
  );
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('given_back')}
      verb={t('given_back')}
      disabled={chosen === ''}
      run={() => decide({ what: 'given_back', givenBack: chosen })}
    >
      <NativeSelect
        label={t('givenBackText')}
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          { value: '', label: t('none') },
          ...fit.map(({ partId, name, amount }) => ({ value: partId, label: `${name}, ${money(amount)}` })),
        ]}
      />
    </Confirm>
  );
}
