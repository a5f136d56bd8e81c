/** Store credit given by a person, for a reason: a movement of its own, which the customer sees in their account. */
import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useLocation } from 'wouter';
import { newId } from '#base/ids';
import { api } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { minorOf } from '../prices/amount.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { useWrite } from './data.ts';
import { cards } from './words.ts';

type Props = {
  /** Whose; absent: they are looked for here. */
  readonly customerId?: string;
  readonly onClose: () => void;
};

export function GiveCredit({ customerId, onClose }: Props) {
  const t = useWords(cards);
  const c = useWords(common);
  const [, go] = useLocation();
  const [movementId] = useState(() => newId('mny'));
  const [picked, pick] = useState(customerId ?? '');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const write = useWrite('/api/store-credits');
  const minor = minorOf(typed, 'EUR');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    await write.mutateAsync({ movementId, customerId: picked, minor, currency: 'EUR', reason });
    onClose();
    if (customerId === undefined) go(`/cards/credits/${picked}`);
  };
  return (
    <Modal opened onClose={onClose} title={t('giveCredit')} closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        {customerId === undefined && <PickCustomer value={picked} onPick={pick} />}
        <TextInput
          label={t('amount')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          inputMode="decimal"
          rightSection="€"
          required
        />
        <TextInput
          label={t('reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={200}
          required
        />
        {write.error && (
          <p className="bad" role="alert">
            {sentenceOf(write.error, c('error.network'))}
          </p>
        )}
        <div className="confirm-verbs">
          <Button
            type="submit"
            loading={write.isPending}
            disabled={picked === '' || !minor || minor <= 0 || reason.trim() === ''}
          >
            {t('giveCredit')}
          </Button>
        </div>
      </form>
    </Modal>
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
