/** What one euro is worth in the other currencies of the accounts: typed here, from a day on. */
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { newId } from '#base/ids';
import { api, ApiProblem } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import './documents.css';
import { documentWords } from './words.ts';

type Rate = { readonly rateId: string; readonly currency: string; readonly fromOn: string; readonly perOne: string };
export type Missing = { readonly currency: string; readonly day: string };

/** The currency and the day for which a rate is missing, if that is what is wrong. */
export function missingOf(error: unknown): Missing | undefined {
  if (!(error instanceof ApiProblem) || error.code !== 'invoicing.no_rate') return undefined;
  const { currency, day } = error.facts;
  return typeof currency === 'string' && typeof day === 'string' ? { currency, day } : undefined;
}

export function RatesPanel({ missing }: { missing: Missing | undefined }) {
  const t = useWords(documentWords);
  const { date } = useFormat();
  const may = useCan('invoicing.credit');
  const found = useQuery({
    queryKey: ['documents', 'rates'],
    queryFn: ({ signal }) => api<{ items: readonly Rate[] }>('GET', '/api/invoicing/rates', { signal }),
  });
  const items = found.data?.items ?? [];
  if (!missing && items.length === 0 && !may) return null;
  return (
    <Panel title={t('rates')} note={t('ratesText')}>
      <div className="column">
        {missing && (
          <p className="bad" role="alert">
            {t('rateMissing', { currency: missing.currency, day: date(missing.day) })}
          </p>
        )}
        {may && <SetRate key={`${missing?.currency ?? ''} ${missing?.day ?? ''}`} missing={missing} />}
        {items.length > 0 && (
          <ul>
            {items.slice(0, 30).map(({ rateId, currency, fromOn, perOne }) => (
              <li key={rateId}>{t('rateFrom', { perOne: perOne.replace('.', ','), currency, day: date(fromOn) })}</li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

function SetRate({ missing }: { missing: Missing | undefined }) {
  const t = useWords(documentWords);
  const c = useWords(common);
  const client = useQueryClient();
  const [currency, setCurrency] = useState(missing?.currency ?? 'CHF');
  const [fromOn, setFrom] = useState(missing?.day ?? '');
  const [typed, type] = useState('');
  const [rateId, setId] = useState(() => newId('rat'));
  const perOne = typed.trim().replace(',', '.');
  const isRate = /^\d{1,6}(?:\.\d{1,6})?$/.test(perOne) && /[1-9]/.test(perOne);
  const save = useMutation({
    mutationFn: () => api('POST', '/api/invoicing/rates', { body: { rateId, currency, fromOn, perOne } }),
    onSuccess: async () => {
      setId(newId('rat'));
      type('');
      await client.invalidateQueries({ queryKey: ['documents'] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className="rate-form">
      <TextInput
        label={t('currency')}
        value={currency}
        maxLength={3}
        onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())}
      />
      <TextInput
        label={t('rateOfEuro')}
        inputMode="decimal"
        value={typed}
        maxLength={13}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('rateSince')}
        value={fromOn}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        loading={save.isPending}
        disabled={!isRate || fromOn === '' || !/^[A-Z]{3}$/.test(currency) || currency === 'EUR'}
      >
        {t('rateSave')}
      </Button>
      {save.error && (
        <p className="bad" role="alert">
          {sentenceOf(save.error, c('error.network'))}
        </p>
      )}
    </form>
  );
}
