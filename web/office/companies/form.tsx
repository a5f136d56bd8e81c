/** A company's data: a new one, or a change. What the server refuses is told beneath its field. */
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { newId } from '#base/ids';
import { api, ApiProblem } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { minorOf, typedOf } from '../prices/amount.ts';
import { useSettings } from '../settings/data.ts';
import { useLang, useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { COMPANIES, type Company } from './data.ts';
import { companyWords } from './words.ts';

const plain = ['name', 'legalForm', 'siren', 'siret', 'vatNumber', 'invoiceEmail', 'serviceCode'] as const;
const ofAddress = ['line1', 'postcode', 'city', 'country'] as const;
type Wrong = { readonly field: string; readonly text: string };

export function CompanyForm({ company, onClose }: { company?: Company; onClose: () => void }) {
  const t = useWords(companyWords);
  const c = useWords(common);
  const currency = useSettings().data?.currency ?? 'EUR';
  const { save, busy, wrong } = useSave(company, currency, onClose);
  const at = (field: string) => (wrong?.field === field ? wrong.text : undefined);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(company ? 'edit' : 'newTitle')}
      size="lg"
      closeButtonProps={{ 'aria-label': c('close') }}
    >
      <form
        className="column"
        onSubmit={(event) => {
          event.preventDefault();
          void save(new FormData(event.currentTarget));
        }}
      >
        {plain.map((name) => (
          <TextInput
            key={name}
            name={name}
            label={t(name)}
            defaultValue={company?.[name] ?? ''}
            maxLength={120}
            error={at(name)}
            required={name === 'name'}
          />
        ))}
        {ofAddress.map((name) => (
          <TextInput
            key={name}
            name={name}
            label={t(name)}
            defaultValue={company?.address[name] ?? (name === 'country' ? 'FR' : '')}
            maxLength={name === 'country' ? 2 : 120}
            error={at(name)}
            required
          />
        ))}
        <TermsFields terms={company?.terms ?? null} at={at} />
        {wrong?.field === '' && (
          <p className="bad" role="alert">
            {wrong.text}
          </p>
        )}
        <div className="confirm-verbs">
          <Button variant="default" onClick={onClose}>
            {c('cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {c('save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

type TermsProps = { readonly terms: Company['terms']; readonly at: (field: string) => string | undefined };

function TermsFields({ terms, at }: TermsProps) {
  const t = useWords(companyWords);
  const { lang } = useLang();
  const currency = useSettings().data?.currency ?? 'EUR';
  return (
    <>
      <TextInput
        name="days"
        label={t('days')}
        description={t('daysHint')}
        defaultValue={terms?.days ?? ''}
        inputMode="numeric"
        error={at('days')}
      />
      <Checkbox name="endOfMonth" label={t('endOfMonth')} defaultChecked={terms?.endOfMonth ?? false} />
      <TextInput
        name="limit"
        label={`${t('limit')} (${currency})`}
        description={t('limitHint')}
        defaultValue={typedOf(terms?.limitMinor, currency, lang)}
        inputMode="decimal"
        error={at('limit')}
      />
    </>
  );
}

/** What was typed, or the field that is no number. */
function bodyOf(form: FormData, currency: string): { readonly body: object } | { readonly wrong: 'days' | 'limit' } {
  const value = (name: string) => String(form.get(name) ?? '').trim();
  const days = value('days');
  const limitMinor = minorOf(value('limit'), currency);
  if (!/^\d{0,3}$/.test(days)) return { wrong: 'days' };
  if (limitMinor === undefined) return { wrong: 'limit' };
  const orNull = (name: string): string | null => value(name) || null;
  const address = Object.fromEntries(ofAddress.map((name) => [name, value(name)]));
  return {
    body: {
      ...{ name: value('name'), legalForm: value('legalForm'), siren: orNull('siren'), siret: orNull('siret') },
      ...{ vatNumber: orNull('vatNumber'), invoiceEmail: orNull('invoiceEmail'), serviceCode: orNull('serviceCode') },
      address: { name: value('name'), ...address },
      terms: days === '' ? null : { days: Number(days), endOfMonth: form.get('endOfMonth') !== null, limitMinor },
    },
  };
}

function useSave(company: Company | undefined, currency: string, onDone: () => void) {
  const t = useWords(companyWords);
  const c = useWords(common);
  const client = useQueryClient();
  const [, go] = useLocation();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Wrong>();
  const [companyId] = useState(() => company?.companyId ?? newId('com'));
  const save = async (form: FormData) => {
    const made = bodyOf(form, currency);
    if ('wrong' in made) return setWrong({ field: made.wrong, text: t(made.wrong === 'days' ? 'badDays' : 'bad') });
    setBusy(true);
    setWrong(undefined);
    try {
      if (company)
        await api('PATCH', `${COMPANIES}/${companyId}`, { body: { ...made.body, version: company.version } });
      else await api('POST', COMPANIES, { body: { companyId, ...made.body, language: 'fr', blocked: false } });
      await client.invalidateQueries({ queryKey: ['companies'] });
      notifications.show({ message: t(company ? 'saved' : 'made'), color: 'cresson' });
      onDone();
      if (!company) go(`/companies/${companyId}`);
    } catch (error) {
      setWrong(wrongOf(error, c('error.network')));
    } finally {
      setBusy(false);
    }
    return undefined;
  };
  return { save, busy, wrong };
}

function wrongOf(error: unknown, unreachable: string): Wrong {
  if (!(error instanceof ApiProblem)) return { field: '', text: String(error) };
  const last = error.fields[0]?.field.split('.').at(-1) ?? '';
  const named = [...plain, ...ofAddress, 'days'].find((name) => name === last);
  return { field: named ?? '', text: sentenceOf(error, unreachable) };
}
