/** The boxes in which a person decides of a line: each says what will happen before it does. */
import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { newId } from '#base/ids';
import { useQuery } from '@tanstack/react-query';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { useFormat } from '../parts/format.ts';
import { useLang, useWords } from '../shell/lang.tsx';
import { minorOf, typedOf } from '../prices/amount.ts';
import { useDecide, useGiveBacks, useOrderNames, type Line, type Payment } from './data.ts';
import { FindCustomer, FindTarget, type Customer, type Target } from './find.tsx';
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
  const [found, setFound] = useState<Target | null>(null);
  const target: Target | null = payment ? { kind: 'payment', payment } : found;
  const run = async () => {
    if (target?.kind === 'company') return decide({ what: 'apply', companyId: target.companyId });
    // What is still due of an order that stands is awaited as a transfer first: the line then pays that.
    if (target?.kind === 'rest')
      await api('POST', `/api/orders/${target.orderId}/awaited-transfer`, { body: { paymentId: target.paymentId } });
    const paymentId = target?.kind === 'rest' ? target.paymentId : target?.payment.paymentId;
    return decide({ what: 'apply', paymentId });
  };
  return (
    <Confirm
      opened
      onClose={onClose}
      title={payment ? t('apply') : t('link')}
      verb={t('apply')}
      disabled={!target}
      run={run}
    >
      {!payment && <FindTarget onFound={setFound} />}
      {target && <Effect entry={entry} target={target} />}
    </Confirm>
  );
}

/** What applying does, to the cent. */
function Effect({ entry, target }: { entry: Line; target: Target }) {
  const t = useWords(paymentWords);
  const { money } = useFormat();
  const { currency } = entry.left;
  if (target.kind === 'company') return <p>{t('applyCompany', { much: money(entry.left), name: target.name })}</p>;
  const amount = target.kind === 'rest' ? target.due : target.payment.amount;
  const difference = entry.left.minor - amount.minor;
  const rest = money({ minor: Math.abs(difference), currency });
  const due = money(amount);
  const isReceivable = target.kind === 'payment' && target.payment.method === 'account';
  return (
    <>
      <p>
        {difference === 0 || isReceivable
          ? t('applyText', { much: money(entry.left) })
          : t(difference < 0 ? 'applyLess' : 'applyMore', { due, rest })}
      </p>
      {target.kind === 'payment' && target.payment.state === 'voided' && <p>{t('applyLate')}</p>}
    </>
  );
}

/** How much of what is left: all of it, unless somebody types less. Null: not an amount that it could be. */
function useMuch({ left }: Line) {
  const t = useWords(paymentWords);
  const { lang } = useLang();
  const { money } = useFormat();
  const [typed, type] = useState<string | null>(null);
  const asked = typed === null ? left.minor : minorOf(typed, left.currency);
  const minor = typeof asked === 'number' && asked > 0 && asked <= left.minor ? asked : null;
  const field = (
    <TextInput
      label={t('much')}
      inputMode="decimal"
      value={typed ?? typedOf(left.minor, left.currency, lang)}
      error={minor === null ? t('muchMost', { most: money(left) }) : undefined}
      onChange={(event) => type(event.currentTarget.value)}
      maxLength={20}
    />
  );
  return { minor, field, shown: money({ minor: minor ?? left.minor, currency: left.currency }) };
}

export function GiveBack({ entry, onClose }: Box) {
  const t = useWords(paymentWords);
  const decide = useDecision(entry);
  const much = useMuch(entry);
  const { name, iban } = entry;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('give_back')}
      verb={t('give_back')}
      disabled={much.minor === null}
      run={() => decide({ what: 'give_back', minor: much.minor })}
    >
      <div className="column">
        {much.field}
        <p>{t('giveBackText', { much: much.shown, name: name || t('unnamed'), iban })}</p>
      </div>
    </Confirm>
  );
}

/** Store credit of who ordered, or of a customer who is looked for. */
export function Credit({ entry, orderId, onClose }: Box & { orderId: string | undefined }) {
  const t = useWords(paymentWords);
  const decide = useDecision(entry);
  const much = useMuch(entry);
  const [found, setFound] = useState<Customer | null>(null);
  const order = useQuery({
    queryKey: ['orders', orderId, 'buyer'],
    queryFn: ({ signal }) =>
      api<{ customerId: string | null; customerName: string }>('GET', `/api/orders/${orderId ?? ''}`, { signal }),
    enabled: orderId !== undefined,
  });
  const buyer = order.data?.customerId ? { customerId: order.data.customerId, name: order.data.customerName } : null;
  const whose = buyer ?? found;
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('credit')}
      verb={t('credit')}
      disabled={whose === null || much.minor === null}
      run={() => decide({ what: 'credit', customerId: whose?.customerId, minor: much.minor })}
    >
      <div className="column">
        {!buyer && !order.isLoading && <FindCustomer onFound={setFound} />}
        {much.field}
        {whose && <p>{t('creditText', { name: whose.name, much: much.shown })}</p>}
      </div>
    </Confirm>
  );
}

export function SetAside({ entry, onClose }: Box) {
  const t = useWords(paymentWords);
  const decide = useDecision(entry);
  const much = useMuch(entry);
  const [reason, setReason] = useState('');
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('set_aside')}
      verb={t('set_aside')}
      disabled={reason.trim() === '' || much.minor === null}
      run={() => decide({ what: 'set_aside', words: reason.trim(), minor: much.minor })}
    >
      <div className="column">
        <p>{t('asideText')}</p>
        <TextInput
          label={t('reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={200}
          required
          data-autofocus
        />
        {much.field}
      </div>
    </Confirm>
  );
}

export function GaveBack({ entry, onClose }: Box) {
  const t = useWords(paymentWords);
  const { money } = useFormat();
  const decide = useDecision(entry);
  const backs = useGiveBacks(true);
  const [chosen, choose] = useState('');
  const { minor, currency } = entry.left;
  const orders = useOrderNames((backs.data?.refunds ?? []).map(({ orderId }) => orderId));
  const fit = [
    ...(backs.data?.items ?? [])
      .filter(({ amount }) => amount.minor === minor && amount.currency === currency)
      .map(({ partId, name, amount }) => ({ value: partId, label: `${name}, ${money(amount)}` })),
    ...(backs.data?.refunds ?? [])
      .filter(({ amount }) => amount.minor <= minor && amount.currency === currency)
      .map(({ refundId, orderId, name, amount }) => {
        const order = orders.get(orderId);
        const who = [order?.number, order?.customerName ?? name].filter(Boolean).join(', ');
        return { value: refundId, label: t('refundOf', { who, much: money(amount) }) };
      }),
  ];
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('given_back')}
      verb={t('given_back')}
      disabled={chosen === ''}
      run={() =>
        decide({ what: 'given_back', ...(chosen.startsWith('rfd_') ? { refundId: chosen } : { givenBack: chosen }) })
      }
    >
      <NativeSelect
        label={t('givenBackText')}
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[{ value: '', label: t('none') }, ...fit]}
      />
    </Confirm>
  );
}
