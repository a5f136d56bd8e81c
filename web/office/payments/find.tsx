/** What money of the bank may be tied to, found by number or name: an order, a company that owes, a customer. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import { useFormat, type Amount } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import type { OrderName, Payment } from './data.ts';
import { paymentWords } from './words.ts';

export type Target =
  | { readonly kind: 'payment'; readonly payment: Payment }
  /** What is still due of an order that stands; the id of the payment that will pay it. */
  | { readonly kind: 'rest'; readonly orderId: string; readonly paymentId: string; readonly due: Amount }
  | { readonly kind: 'company'; readonly companyId: string; readonly name: string };
export type Customer = { readonly customerId: string; readonly name: string };

const isOpen = ({ method, state }: Payment): boolean =>
  ((method === 'transfer' || method === 'promise') && state === 'promised') ||
  (method === 'transfer' && state === 'voided') ||
  method === 'account';

type Found = (target: Target | null) => void;

export function FindTarget({ onFound }: { onFound: Found }) {
  const t = useWords(paymentWords);
  const [kind, setKind] = useState<'order' | 'company'>('order');
  return (
    <div className="column">
      <NativeSelect
        label={t('linkTo')}
        value={kind}
        onChange={(event) => {
          setKind(event.currentTarget.value === 'company' ? 'company' : 'order');
          onFound(null);
        }}
        data={(['order', 'company'] as const).map((value) => ({ value, label: t(`link.${value}`) }))}
      />
      {kind === 'order' ? <FindOrder onFound={onFound} /> : <FindCompany onFound={onFound} />}
    </div>
  );
}

/** A field, a button, and under them what was found. */
function Ask({ label, ask, children }: { label: string; ask: (typed: string) => void; children: ReactNode }) {
  const t = useWords(paymentWords);
  const [typed, setTyped] = useState('');
  return (
    <form
      className="column"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '') ask(typed.trim());
      }}
    >
      <div className="row find-row">
        <TextInput
          label={label}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maxLength={60}
          data-autofocus
        />
        <Button type="submit" variant="default" disabled={typed.trim() === ''}>
          {t('find')}
        </Button>
      </div>
      {children}
    </form>
  );
}

function FindOrder({ onFound }: { onFound: Found }) {
  const t = useWords(paymentWords);
  const { money } = useFormat();
  const [asked, ask] = useState('');
  const found = useQuery({
    queryKey: ['payments', 'of-number', asked],
    queryFn: async ({ signal }) => {
      const query = { q: asked, limit: 1 };
      const { items } = await api<{ items: OrderName[] }>('GET', '/api/orders', { query, signal });
      const order = items[0];
      const target = order === undefined ? null : await targetOf(order.orderId, signal);
      onFound(target);
      return { order, target };
    },
    enabled: asked !== '',
    staleTime: 0,
  });
  const { order, target } = found.data ?? {};
  const due = target?.kind === 'payment' ? target.payment.amount : target?.kind === 'rest' ? target.due : undefined;
  return (
    <Ask label={t('orderNumber')} ask={ask}>
      {found.data && (
        <p role="status">{order && due ? `${order.number}, ${order.customerName} : ${money(due)}` : t('nothingDue')}</p>
      )}
    </Ask>
  );
}

/** What a line may pay of an order: what is awaited, else what is still due. */
async function targetOf(orderId: string, signal: AbortSignal): Promise<Target | null> {
  const page = await api<{ items: Payment[] }>('GET', '/api/payments', { query: { orderId }, signal });
  const payment = page.items.find(isOpen);
  if (payment) return { kind: 'payment', payment };
  const order = await api<{ state: string; balanceMinor: number; total: Amount }>('GET', `/api/orders/${orderId}`, {
    signal,
  });
  const due = { minor: order.balanceMinor, currency: order.total.currency };
  return order.state === 'placed' && due.minor > 0 ? { kind: 'rest', orderId, paymentId: newId('pay'), due } : null;
}

type Named = { readonly value: string; readonly label: string };

/** Records by a part of their name, at most ten; choosing one tells it. */
function Pick({
  label,
  read,
  onPick,
}: {
  label: string;
  read: (q: string) => Promise<Named[]>;
  onPick: (one: Named | null) => void;
}) {
  const t = useWords(paymentWords);
  const [asked, ask] = useState('');
  const [chosen, choose] = useState('');
  const found = useQuery({ queryKey: ['find', label, asked], queryFn: () => read(asked), enabled: asked !== '' });
  const items = found.data ?? [];
  return (
    <Ask label={label} ask={ask}>
      {found.data && items.length === 0 && <p role="status">{t('nobody')}</p>}
      {items.length > 0 && (
        <NativeSelect
          label={t('found')}
          value={chosen}
          onChange={(event) => {
            const { value } = event.currentTarget;
            choose(value);
            onPick(items.find((one) => one.value === value) ?? null);
          }}
          data={[{ value: '', label: t('none') }, ...items]}
        />
      )}
    </Ask>
  );
}

function FindCompany({ onFound }: { onFound: Found }) {
  const t = useWords(paymentWords);
  const read = async (q: string): Promise<Named[]> => {
    const query = { q, limit: 10 };
    const page = await api<{ items: { companyId: string; name: string }[] }>('GET', '/api/companies', { query });
    return page.items.map(({ companyId, name }) => ({ value: companyId, label: name }));
  };
  return (
    <Pick
      label={t('companyName')}
      read={read}
      onPick={(one) => onFound(one && { kind: 'company', companyId: one.value, name: one.label })}
    />
  );
}

export function FindCustomer({ onFound }: { onFound: (customer: Customer | null) => void }) {
  const t = useWords(paymentWords);
  const read = async (q: string): Promise<Named[]> => {
    const query = { q, limit: 10 };
    type Row = { customerId: string; name: string; email: string | null };
    const page = await api<{ items: Row[] }>('GET', '/api/customers', { query });
    return page.items.map((one) => ({
      value: one.customerId,
      label: [one.name, one.email].filter(Boolean).join(', '),
    }));
  };
  return (
    <Pick
      label={t('customerName')}
      read={read}
      onPick={(one) => onFound(one && { customerId: one.value, name: one.label })}
    />
  );
}
