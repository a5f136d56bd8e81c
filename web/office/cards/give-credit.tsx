/** Store credit given by a person, for a reason: a movement of its own, which the customer sees in their account. */
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import { useWords } from '../shell/lang.tsx';
import { Give } from './give.tsx';
import { cards } from './words.ts';

type Props = {
  /** Whose; absent: they are looked for here. */
  readonly customerId?: string;
  readonly onClose: () => void;
};

export function GiveCredit({ customerId, onClose }: Props) {
  const t = useWords(cards);
  const [, go] = useLocation();
  const [movementId] = useState(() => newId('mny'));
  const [picked, pick] = useState(customerId ?? '');
  const given = () => {
    onClose();
    if (customerId === undefined) go(`/cards/credits/${picked}`);
  };
  return (
    <Give
      verb={t('giveCredit')}
      path="/api/store-credits"
      sent={{ movementId, customerId: picked }}
      ready={picked !== ''}
      onClose={onClose}
      onGiven={given}
    >
      {customerId === undefined && <PickCustomer value={picked} onPick={pick} />}
    </Give>
  );
}

type Person = { readonly customerId: string; readonly name: string; readonly email: string | null };

function PickCustomer({ value, onPick }: { value: string; onPick: (customerId: string) => void }) {
  const t = useWords(cards);
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 200);
  const found = useQuery({
    queryKey: ['customers', 'pick', q],
    queryFn: ({ signal }) =>
      api<{ items: readonly Person[] }>('GET', '/api/customers', { signal, query: { q: q || null, limit: 20 } }),
  });
  return (
    <Select
      label={t('customer')}
      placeholder={t('searchCustomer')}
      searchable
      required
      value={value === '' ? null : value}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      data={(found.data?.items ?? []).map((one) => ({
        value: one.customerId,
        label: one.email === null ? one.name : `${one.name} · ${one.email}`,
      }))}
      onChange={(customerId) => onPick(customerId ?? '')}
    />
  );
}
