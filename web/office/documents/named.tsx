/** An invoice in a name that somebody says: of a company by its number, or of a person; the old one, if there is any, is taken back. */
import { SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '#kit/api';
import { companyNumber, invoiceName, type InvoiceTyped } from '#kit/invoice-name';
import { Confirm } from '../parts/confirm.tsx';
import { useWords } from '../shell/lang.tsx';
import { documentWords } from './words.ts';

const fields = ['name', 'line1', 'postcode', 'city'] as const;
const empty: InvoiceTyped = { id: '', name: '', line1: '', postcode: '', city: '' };

type Props = {
  readonly orderId: string;
  /** The name that the order has. */
  readonly name: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onIssued: () => Promise<unknown>;
};

export function InvoiceInName({ orderId, name, opened, onClose, onIssued }: Props) {
  const t = useWords(documentWords);
  const [who, setWho] = useState<'company' | 'person'>('company');
  const [typed, setTyped] = useState<InvoiceTyped>(empty);
  const [country, setCountry] = useState('FR');
  const named = invoiceName(who, typed, country.trim().toUpperCase());
  const isFull = fields.every((field) => typed[field].trim() !== '') && /^[A-Za-z]{2}$/.test(country.trim());
  const read = typed.id.trim() === '' ? undefined : companyNumber(typed.id);
  const fault = read && 'fault' in read && typed.id.trim().length >= 9 ? t(`name.${read.fault}`) : undefined;
  const choose = (one: string): void => {
    setWho(one === 'person' ? 'person' : 'company');
    if (one === 'person' && typed.name === '') setTyped({ ...typed, name });
  };
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={t('name.title')}
      verb={t('name.make')}
      disabled={!isFull || named === undefined}
      run={async () => {
        await api('POST', `/api/orders/${orderId}/invoice`, { body: { atOnce: true, ...named } });
        await onIssued();
      }}
    >
      <div className="column">
        <p className="muted">{t('name.why')}</p>
        <SegmentedControl
          value={who}
          onChange={choose}
          data={(['company', 'person'] as const).map((one) => ({ value: one, label: t(`name.${one}`) }))}
        />
        {who === 'company' && (
          <TextInput
            label={t('name.number')}
            description={read && !('fault' in read) ? t('name.right', { number: read.vatNumber }) : t('name.form')}
            error={fault}
            maxLength={20}
            value={typed.id}
            onChange={(event) => setTyped({ ...typed, id: event.currentTarget.value })}
          />
        )}
        {fields.map((field) => (
          <TextInput
            key={field}
            label={t(`name.${field}`)}
            maxLength={field === 'postcode' ? 20 : 120}
            value={typed[field]}
            onChange={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
          />
        ))}
        {who === 'person' && (
          <TextInput
            label={t('name.country')}
            maxLength={2}
            value={country}
            onChange={(event) => setCountry(event.currentTarget.value)}
          />
        )}
      </div>
    </Confirm>
  );
}
