/** Changes a customer's record; what the server refuses is told beneath its field. */
import { Button, Modal, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ApiProblem } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { customers } from '../words/customers.ts';
import type { Customer } from './data.ts';

type Wrong = { readonly field: string; readonly text: string };

export function EditCustomer({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useWords(customers);
  const c = useWords(common);
  const [language, setLanguage] = useState<string>(customer.language);
  const { save, busy, wrong } = useSave(customer, onClose);
  const at = (field: string) => (wrong?.field === field ? wrong.text : undefined);
  const { name, email, phone } = customer;
  return (
    <Modal opened onClose={onClose} title={t('edit')}>
      <form
        className="column"
        onSubmit={(event) => {
          event.preventDefault();
          void save(new FormData(event.currentTarget), language);
        }}
      >
        <TextInput name="name" label={t('name')} defaultValue={name} maxLength={80} error={at('name')} required />
        <TextInput name="email" type="email" label={t('email')} defaultValue={email ?? ''} error={at('email')} />
        <TextInput name="phone" type="tel" label={t('phone')} defaultValue={phone ?? ''} error={at('phone')} />
        <Select
          label={t('language')}
          allowDeselect={false}
          value={language}
          onChange={(next) => setLanguage(next ?? 'fr')}
          data={(['fr', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
        />
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

function useSave(customer: Customer, onDone: () => void) {
  const t = useWords(customers);
  const c = useWords(common);
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Wrong>();
  const save = async (form: FormData, language: string) => {
    const value = (name: string) => String(form.get(name) ?? '').trim();
    setBusy(true);
    setWrong(undefined);
    try {
      const contact = { name: value('name'), email: value('email') || null, phone: value('phone') || null };
      const body = { ...contact, language, version: customer.version };
      await api('PATCH', `/api/customers/${customer.customerId}`, { body });
      await client.invalidateQueries({ queryKey: ['customers'] });
      notifications.show({ message: t('saved') });
      onDone();
    } catch (error) {
      setWrong(wrongOf(error, c('error.network'), t('changed')));
    } finally {
      setBusy(false);
    }
  };
  return { save, busy, wrong };
}

function wrongOf(error: unknown, unreachable: string, changed: string): Wrong {
  if (!(error instanceof ApiProblem)) return { field: '', text: String(error) };
  if (/version|changed/.test(error.code)) return { field: '', text: changed };
  const first = error.fields[0];
  const named = ['name', 'email', 'phone'].find((name) => first?.field.endsWith(name) || error.code.includes(name));
  return { field: named ?? '', text: sentenceOf(error, unreachable) };
}
