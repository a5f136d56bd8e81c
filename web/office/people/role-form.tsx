/** A role: name and rights of one's own; for every role whether it needs a second factor. */
import { Button, Checkbox, Modal, NativeSelect, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { newId } from '#base/ids';
import { Refused, Verbs } from '../settings/form-parts.tsx';
import { useWrite } from '../settings/write.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import type { RightLine, RoleLine, Roles } from './data.ts';
import { useRightName, useRoleName } from './names.ts';
import { peopleWords } from './words.ts';

type Props = { readonly role: RoleLine | undefined; readonly all: Roles; readonly onClose: () => void };

export function RoleForm({ role, all, onClose }: Props) {
  const t = useWords(peopleWords);
  const c = useWords(common);
  const roleName = useRoleName();
  const write = useWrite();
  const [id] = useState(() => role?.role ?? newId('rol'));
  const [name, setName] = useState(role?.name ?? '');
  const [rights, setRights] = useState<readonly string[]>(role?.rights ?? []);
  const [secondFactor, setSecondFactor] = useState(role?.secondFactor ?? false);
  const own = id.startsWith('rol_');
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = { ...(own ? { name, rights } : {}), secondFactor, version: role?.version ?? 0 };
    await write.mutateAsync({ method: 'PUT', path: `/api/roles/${id}`, body });
    notifications.show({ message: t('saved'), color: 'cresson' });
    onClose();
  };
  const remove = async () => {
    await write.mutateAsync({ method: 'DELETE', path: `/api/roles/${id}` });
    notifications.show({ message: t('removed'), color: 'cresson' });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={role ? t('editTitle', { name: roleName(role.role) }) : t('newRoleTitle')}
      closeButtonProps={{ 'aria-label': c('close') }}
    >
      <form className="column fields-tight" onSubmit={(event) => void save(event).catch(() => undefined)}>
        {own && (
          <TextInput
            label={t('roleName')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
            maxLength={60}
          />
        )}
        {own && !role && <StartFrom all={all} onChoose={setRights} />}
        {own && <Ticks label={t('keyRights')} rights={all.rights} chosen={rights} onChange={setRights} />}
        <Switch
          label={t('mustFactor')}
          description={t('mustFactorHint')}
          checked={secondFactor}
          onChange={(event) => setSecondFactor(event.currentTarget.checked)}
        />
        <Refused error={write.error} />
        {own && role?.people === 0 && (
          <Button size="xs" variant="subtle" color="groseille" onClick={() => void remove().catch(() => undefined)}>
            {t('remove')}
          </Button>
        )}
        <Verbs busy={write.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

function StartFrom({ all, onChoose }: { all: Roles; onChoose: (rights: readonly string[]) => void }) {
  const t = useWords(peopleWords);
  const roleName = useRoleName();
  return (
    <NativeSelect
      label={t('startFrom')}
      onChange={(event) => {
        const chosen = all.items.find((one) => one.role === event.currentTarget.value);
        onChoose(chosen?.rights ?? []);
      }}
      data={[{ value: '', label: '—' }, ...all.items.map((one) => ({ value: one.role, label: roleName(one.role) }))]}
    />
  );
}

type TicksProps = {
  readonly label: string;
  readonly rights: readonly RightLine[];
  readonly chosen: readonly string[];
  readonly onChange: (next: readonly string[]) => void;
};

/** Rights to tick; one's own sign-in comes with every role. */
export function Ticks({ label, rights, chosen, onChange }: TicksProps) {
  const rightName = useRightName();
  return (
    <fieldset className="more-roles">
      <legend>{label}</legend>
      <div className="ticks" role="group" aria-label={label} tabIndex={0}>
        {rights
          .filter(({ right }) => right !== 'self')
          .map((right) => (
            <Checkbox
              key={right.right}
              size="xs"
              label={rightName(right)}
              checked={chosen.includes(right.right)}
              onChange={(event) =>
                onChange(
                  event.currentTarget.checked ? [...chosen, right.right] : chosen.filter((one) => one !== right.right),
                )
              }
            />
          ))}
      </div>
    </fieldset>
  );
}
