/** A person: name, roles, secrets; who has left. */
import { Button, Modal, PasswordInput, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { newId } from '#base/ids';
import { Refused, Verbs } from '../settings/form-parts.tsx';
import { useWrite } from '../settings/write.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import type { Grant, Person } from './data.ts';
import { GrantFields, MoreGrants } from './grants.tsx';
import { peopleWords } from './words.ts';

type Typed = {
  readonly name: string;
  readonly email: string;
  readonly grant: Grant;
  readonly more: readonly Grant[];
  readonly password: string;
  readonly pin: string;
  readonly active: boolean;
};

const typedOf = (person: Person | undefined): Typed => ({
  name: person?.name ?? '',
  email: person?.email ?? '',
  grant: {
    role: person?.role ?? 'clerk',
    siteId: person?.siteId ?? null,
    entityId: person?.entityId ?? null,
  },
  more: person?.more ?? [],
  password: '',
  pin: '',
  active: person?.active ?? true,
});

/** What is asked of the server: a new person whole, a known one only what may change. */
function bodyOf(typed: Typed, staffId: string, person: Person | undefined): Record<string, unknown> {
  const { name, email, grant, more, password, pin, active } = typed;
  const secrets = { ...(password === '' ? {} : { password }), ...(pin === '' ? {} : { pin }) };
  const told = { name, ...grant, more, ...secrets };
  return person ? { ...told, active, version: person.version } : { ...told, staffId, email };
}

export function PersonForm({ person, onClose }: { person: Person | undefined; onClose: () => void }) {
  const t = useWords(peopleWords);
  const c = useWords(common);
  const write = useWrite();
  const [staffId] = useState(() => person?.staffId ?? newId('stf'));
  const [typed, setTyped] = useState<Typed>(() => typedOf(person));
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = bodyOf(typed, staffId, person);
    await write.mutateAsync(
      person ? { method: 'PATCH', path: `/api/staff/${staffId}`, body } : { method: 'POST', path: '/api/staff', body },
    );
    notifications.show({ message: t('saved'), color: 'cresson' });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={person ? t('editTitle', { name: person.name }) : t('addTitle')}
      closeButtonProps={{ 'aria-label': c('close') }}
    >
      <form className="column fields-tight" onSubmit={(event) => void save(event).catch(() => undefined)}>
        <Fields typed={typed} set={(next) => setTyped({ ...typed, ...next })} isNew={!person} />
        {person && <Rescue person={person} />}
        <Refused error={write.error} />
        <Verbs busy={write.isPending} onCancel={onClose} label={t(person ? 'save' : 'create')} />
      </form>
    </Modal>
  );
}

type FieldsProps = {
  readonly typed: Typed;
  readonly set: (next: Partial<Typed>) => void;
  readonly isNew: boolean;
};

function Fields({ typed, set, isNew }: FieldsProps) {
  const t = useWords(peopleWords);
  return (
    <>
      <TextInput
        label={t('name')}
        value={typed.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        required
        maxLength={120}
      />
      {isNew && (
        <TextInput
          label={t('email')}
          type="email"
          value={typed.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
          required
          maxLength={254}
        />
      )}
      <GrantFields value={typed.grant} onChange={(grant) => set({ grant })} />
      <MoreGrants value={typed.more} onChange={(more) => set({ more })} />
      <PasswordInput
        label={t('password')}
        description={t(isNew ? 'passwordHint' : 'passwordEdit')}
        value={typed.password}
        onChange={(event) => set({ password: event.currentTarget.value })}
        required={isNew}
        minLength={8}
        maxLength={200}
        autoComplete="new-password"
      />
      <TextInput
        label={t('pin')}
        description={t('pinHint')}
        value={typed.pin}
        onChange={(event) => set({ pin: event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 8) })}
        inputMode="numeric"
        autoComplete="off"
      />
      {!isNew && (
        <Switch
          label={t('active')}
          description={t('activeHint')}
          checked={typed.active}
          onChange={(event) => set({ active: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

/** After a lost telephone or a left-open screen. */
function Rescue({ person }: { person: Person }) {
  const t = useWords(peopleWords);
  const write = useWrite();
  const act = async (what: 'sessions' | 'second-factor') => {
    await write.mutateAsync({ method: 'DELETE', path: `/api/staff/${person.staffId}/${what}` });
    notifications.show({ message: t(what === 'sessions' ? 'signedOutAll' : 'droppedFactor'), color: 'cresson' });
  };
  return (
    <>
      <div className="row">
        <Button size="xs" variant="default" onClick={() => void act('sessions').catch(() => undefined)}>
          {t('signOutAll')}
        </Button>
        {person.secondFactor && (
          <Button size="xs" variant="default" onClick={() => void act('second-factor').catch(() => undefined)}>
            {t('dropFactor')}
          </Button>
        )}
      </div>
      <Refused error={write.error} />
    </>
  );
}
