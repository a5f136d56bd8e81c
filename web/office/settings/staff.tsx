/** The team: who may do what, where, and with which code at the till. */
import { Button, Modal, NativeSelect, PasswordInput, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { newId } from '#base/ids';
import { ErrorBox } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useStaff, type StaffLine } from './data.ts';
import { Refused, Verbs } from './form-parts.tsx';
import { settingsWords } from './words.ts';
import { useWrite } from './write.ts';

export function StaffList() {
  const t = useWords(settingsWords);
  const staff = useStaff();
  const mayWrite = useCan('staff.write');
  const [open, setOpen] = useState<StaffLine | 'new' | null>(null);
  if (staff.isPending) return <RowsSkeleton />;
  if (!staff.data) return <ErrorBox error={staff.error} retry={() => void staff.refetch()} />;
  return (
    <Panel
      title={t('staff')}
      flush
      aside={
        mayWrite && (
          <Button size="xs" leftSection={<Icon name="plus" size={14} />} onClick={() => setOpen('new')}>
            {t('addPerson')}
          </Button>
        )
      }
    >
      <div className="table-scroll" role="region" aria-label={t('staff')} tabIndex={0}>
        <table className="table" aria-label={t('staff')}>
          <thead>
            <tr>
              <th scope="col">{t('person')}</th>
              <th scope="col">{t('role')}</th>
              <th scope="col" data-hide="phone">
                {t('workplace')}
              </th>
              <th scope="col" data-hide="wide">
                {t('pin')}
              </th>
              <th scope="col" data-hide="phone">
                {t('state')}
              </th>
              {mayWrite && <td />}
            </tr>
          </thead>
          <tbody>
            {staff.data.map((person) => (
              <PersonRow key={person.staffId} person={person} onEdit={mayWrite ? () => setOpen(person) : undefined} />
            ))}
          </tbody>
        </table>
      </div>
      {open !== null && <PersonForm person={open === 'new' ? undefined : open} onClose={() => setOpen(null)} />}
    </Panel>
  );
}

function PersonRow({ person, onEdit }: { person: StaffLine; onEdit: (() => void) | undefined }) {
  const t = useWords(settingsWords);
  const sites = useSites();
  return (
    <tr>
      <td>
        <strong>{person.name}</strong>
        <div className="help">{person.email}</div>
      </td>
      <td>{t(person.role)}</td>
      <td data-hide="phone">{person.siteId === null ? t('everywhere') : sites.name(person.siteId)}</td>
      <td data-hide="wide">{t(person.hasPin ? 'pinSet' : 'pinNone')}</td>
      <td data-hide="phone">
        <Tag tone={person.active ? 'ok' : 'plain'}>{t(person.active ? 'active' : 'inactive')}</Tag>
      </td>
      {onEdit && (
        <td data-align="right">
          <Button size="xs" variant="default" onClick={onEdit}>
            {t('edit')}
            <span className="hidden"> {person.name}</span>
          </Button>
        </td>
      )}
    </tr>
  );
}

type Typed = {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly siteId: string;
  readonly password: string;
  readonly pin: string;
  readonly active: boolean;
};

/** What is asked of the server: a new person whole, a known one only what may change. */
function bodyOf(typed: Typed, staffId: string, person: StaffLine | undefined): Record<string, unknown> {
  const { name, role, email, password, pin, active } = typed;
  const secrets = { ...(password === '' ? {} : { password }), ...(pin === '' ? {} : { pin }) };
  const told = { name, role, siteId: typed.siteId || null, ...secrets };
  return person ? { ...told, active, version: person.version } : { ...told, staffId, email };
}

function PersonForm({ person, onClose }: { person: StaffLine | undefined; onClose: () => void }) {
  const t = useWords(settingsWords);
  const c = useWords(common);
  const write = useWrite();
  const [staffId] = useState(() => person?.staffId ?? newId('stf'));
  const [typed, setTyped] = useState<Typed>({
    name: person?.name ?? '',
    email: person?.email ?? '',
    role: person?.role ?? 'clerk',
    siteId: person?.siteId ?? '',
    password: '',
    pin: '',
    active: person?.active ?? true,
  });
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = bodyOf(typed, staffId, person);
    await write.mutateAsync(
      person ? { method: 'PATCH', path: `/api/staff/${staffId}`, body } : { method: 'POST', path: '/api/staff', body },
    );
    notifications.show({ message: t(person ? 'savedPerson' : 'addedPerson'), color: 'cresson' });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={person ? t('editPerson', { name: person.name }) : t('addPersonTitle')}
      closeButtonProps={{ 'aria-label': c('close') }}
    >
      <form className="column fields-tight" onSubmit={(event) => void save(event).catch(() => undefined)}>
        <PersonFields typed={typed} set={(next) => setTyped({ ...typed, ...next })} person={person} />
        <Refused error={write.error} />
        <Verbs busy={write.isPending} onCancel={onClose} label={person ? t('save') : t('create')} />
      </form>
    </Modal>
  );
}

type FieldsProps = {
  readonly typed: Typed;
  readonly set: (next: Partial<Typed>) => void;
  readonly person: StaffLine | undefined;
};

function PersonFields({ typed, set, person }: FieldsProps) {
  const t = useWords(settingsWords);
  const sites = useSites();
  return (
    <>
      <TextInput
        label={t('name')}
        value={typed.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        required
        maxLength={120}
      />
      {!person && (
        <TextInput
          label={t('email')}
          type="email"
          value={typed.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
          required
          maxLength={254}
        />
      )}
      <NativeSelect
        label={t('role')}
        value={typed.role}
        onChange={(event) => set({ role: event.currentTarget.value })}
        data={[
          { value: 'clerk', label: `${t('clerk')} (${t('clerkHint')})` },
          { value: 'owner', label: `${t('owner')} (${t('ownerHint')})` },
        ]}
      />
      <NativeSelect
        label={t('workplace')}
        value={typed.siteId}
        onChange={(event) => set({ siteId: event.currentTarget.value })}
        data={[
          { value: '', label: t('everywhere') },
          ...sites.items.map((site) => ({ value: site.siteId, label: site.name })),
        ]}
      />
      <PasswordInput
        label={t('password')}
        description={t(person ? 'passwordHintEdit' : 'passwordHint')}
        value={typed.password}
        onChange={(event) => set({ password: event.currentTarget.value })}
        required={!person}
        minLength={8}
        maxLength={200}
        autoComplete="new-password"
      />
      <TextInput
        label={t('pin')}
        description={t(person ? 'pinHint' : 'pinHintNew')}
        value={typed.pin}
        onChange={(event) => set({ pin: event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 8) })}
        inputMode="numeric"
        autoComplete="off"
      />
      {person && (
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
