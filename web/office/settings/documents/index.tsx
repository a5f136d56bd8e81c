/** What a legal entity decides about its documents: when they are made, how they are numbered, what they say, and whether they are mailed. */
import { NativeSelect, TextInput, Textarea, Checkbox } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { api } from '#kit/api';
import { ErrorBox } from '../../parts/failed.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowsSkeleton } from '../../parts/skeleton.tsx';
import { useWords } from '../../shell/lang.tsx';
import { useEntities, type Entity } from '../data.ts';
import { Refused, Verbs } from '../form-parts.tsx';
import { Policies } from './policies.tsx';
import { accountNames, bookCurrencies, kinds, type Profile } from './data.ts';
import { profileWords } from './words.ts';

export function DocumentSettings() {
  const entities = useEntities();
  if (entities.isPending) return <RowsSkeleton rows={5} />;
  if (!entities.data) return <ErrorBox error={entities.error} retry={() => void entities.refetch()} />;
  return (
    <div className="column">
      {entities.data.map((entity) => (
        <OfEntity key={entity.entityId} entity={entity} />
      ))}
    </div>
  );
}

type Read = { readonly version: number; readonly profile: Profile };

function OfEntity({ entity }: { entity: Entity }) {
  const read = useQuery({
    queryKey: ['settings', 'documents', entity.entityId],
    queryFn: ({ signal }) => api<Read>('GET', `/api/invoicing/profiles/${entity.entityId}`, { signal }),
  });
  if (read.isError) return <ErrorBox error={read.error} retry={() => void read.refetch()} />;
  if (!read.data) return <RowsSkeleton rows={5} />;
  return <ProfileForm key={read.data.version} entity={entity} read={read.data} />;
}

type FormProps = { readonly entity: Entity; readonly read: Read };

function ProfileForm({ entity, read }: FormProps) {
  const t = useWords(profileWords);
  const client = useQueryClient();
  const [edit, setEdit] = useState(read.profile);
  const set = (change: Partial<Profile>) => setEdit({ ...edit, ...change });
  const write = useMutation({
    mutationFn: () =>
      api('PUT', `/api/invoicing/profiles/${entity.entityId}`, { body: { version: read.version, profile: edit } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['settings', 'documents'] }),
  });
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    await write.mutateAsync();
    notifications.show({ message: t('saved'), color: 'cresson' });
  };
  const part = { edit, set };
  return (
    <form className="column" onSubmit={(event) => void save(event).catch(() => undefined)}>
      <Panel title={t('when')} note={entity.name}>
        <Policies {...part} of={entity.name} />
      </Panel>
      <Panel title={t('numbers')} note={t('numbersHint')}>
        <div className="settings-fields">
          {kinds.map((kind) => (
            <TextInput
              key={kind}
              label={t(`prefix.${kind}`)}
              description={t('prefixHint', { example: exampleOf(edit.prefixes[kind]) })}
              value={edit.prefixes[kind]}
              maxLength={26}
              onChange={(event) => set({ prefixes: { ...edit.prefixes, [kind]: event.currentTarget.value } })}
            />
          ))}
        </div>
      </Panel>
      <Panel title={t('says')} note={t('saysHint')}>
        <Identity {...part} />
        <Mentions {...part} />
      </Panel>
      <Panel title={t('accounts')} note={t('accountsHint')}>
        <div className="settings-fields">
          <NativeSelect
            label={t('bookCurrency')}
            value={edit.currency}
            onChange={(event) => set({ currency: event.currentTarget.value })}
            data={[{ value: '', label: t('ofCountry') }, ...bookCurrencies.map((value) => ({ value, label: value }))]}
          />
          {accountNames.map((name) => (
            <TextInput
              key={name}
              label={t(`account.${name}`)}
              value={edit.accounts[name]}
              inputMode="numeric"
              maxLength={12}
              onChange={(event) => set({ accounts: { ...edit.accounts, [name]: event.currentTarget.value } })}
            />
          ))}
        </div>
      </Panel>
      <Refused error={write.error} />
      <Verbs busy={write.isPending} />
    </form>
  );
}

/** As the first number of this year would be. */
const exampleOf = (prefix: string): string => `${prefix.replace('{yyyy}', String(new Date().getFullYear()))}000001`;

type PartProps = { readonly edit: Profile; readonly set: (change: Partial<Profile>) => void };

function Identity({ edit, set }: PartProps) {
  const t = useWords(profileWords);
  const fields = ['legalForm', 'capital', 'register', 'siret', 'iban', 'bic'] as const;
  return (
    <div className="settings-fields">
      {fields.map((name) => (
        <TextInput
          key={name}
          label={t(name)}
          value={edit[name]}
          maxLength={80}
          onChange={(event) => set({ [name]: event.currentTarget.value })}
        />
      ))}
      <NativeSelect
        label={t('nature')}
        value={edit.nature}
        onChange={(event) => set({ nature: event.currentTarget.value as Profile['nature'] })}
        data={(['goods', 'services', 'mixed'] as const).map((value) => ({ value, label: t(`nature.${value}`) }))}
      />
      <TextInput
        label={t('paymentDays')}
        type="number"
        min={0}
        max={60}
        value={String(edit.paymentDays)}
        onChange={(event) =>
          set({ paymentDays: Math.min(60, Math.max(0, Math.trunc(Number(event.currentTarget.value)))) })
        }
      />
      <NativeSelect
        label={t('regime')}
        value={edit.regime}
        onChange={(event) => set({ regime: event.currentTarget.value as Profile['regime'] })}
        data={(['monthly', 'quarterly', 'simplified', 'exempt'] as const).map((value) => ({
          value,
          label: t(`regime.${value}`),
        }))}
      />
      <NativeSelect
        label={t('platform')}
        value={edit.platform}
        onChange={(event) => set({ platform: event.currentTarget.value === 'pretend' ? 'pretend' : 'none' })}
        data={(['none', 'pretend'] as const).map((value) => ({ value, label: t(`platform.${value}`) }))}
      />
      <Checkbox
        label={t('onDebits')}
        description={t('onDebitsHint')}
        checked={edit.onDebits}
        onChange={(event) => set({ onDebits: event.currentTarget.checked })}
      />
    </div>
  );
}

const mentions = ['penalty', 'recovery', 'discount', 'footer'] as const;

function Mentions({ edit, set }: PartProps) {
  const t = useWords(profileWords);
  return (
    <div className="settings-fields">
      {mentions.flatMap((name) =>
        (['fr', 'en'] as const).map((lang) => (
          <Textarea
            key={`${name} ${lang}`}
            label={`${t(name)} (${t(lang)})`}
            value={edit[name][lang]}
            autosize
            minRows={2}
            maxLength={400}
            onChange={(event) => set({ [name]: { ...edit[name], [lang]: event.currentTarget.value } })}
          />
        )),
      )}
    </div>
  );
}
