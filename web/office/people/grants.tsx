/** A role and where it is held: to choose, and to read. */
import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { Icon } from '../parts/icon.tsx';
import { useSites } from '../parts/names.ts';
import { useEntities } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useRoles, type Grant } from './data.ts';
import { useRoleName } from './names.ts';
import { peopleWords } from './words.ts';

/** Where a role is held, in words. */
export function usePlaceName(): (grant: Grant) => string {
  const t = useWords(peopleWords);
  const sites = useSites();
  const entities = useEntities().data;
  return ({ siteId, entityId }) => {
    if (siteId !== null) return sites.name(siteId);
    if (entityId === null) return t('everywhere');
    return t('company', { name: entities?.find((one) => one.entityId === entityId)?.name ?? '' });
  };
}

type FieldsProps = { readonly value: Grant; readonly onChange: (next: Grant) => void };

export function GrantFields({ value, onChange }: FieldsProps) {
  const t = useWords(peopleWords);
  const roleName = useRoleName();
  const roles = useRoles().data?.items ?? [];
  const sites = useSites();
  const entities = useEntities().data ?? [];
  const place = value.siteId ?? value.entityId ?? '';
  return (
    <>
      <NativeSelect
        label={t('role')}
        value={value.role}
        onChange={(event) => onChange({ ...value, role: event.currentTarget.value })}
        data={roles.map(({ role }) => ({ value: role, label: roleName(role) }))}
      />
      <NativeSelect
        label={t('where')}
        value={place}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          const siteId = chosen.startsWith('sit_') ? chosen : null;
          onChange({ ...value, siteId, entityId: chosen.startsWith('ent_') ? chosen : null });
        }}
        data={[
          { value: '', label: t('everywhere') },
          ...entities.map((one) => ({ value: one.entityId, label: t('company', { name: one.name }) })),
          ...sites.items.map((site) => ({ value: site.siteId, label: site.name })),
        ]}
      />
    </>
  );
}

type MoreProps = { readonly value: readonly Grant[]; readonly onChange: (next: readonly Grant[]) => void };

/** Further roles, beside the main one. */
export function MoreGrants({ value, onChange }: MoreProps) {
  const t = useWords(peopleWords);
  return (
    <fieldset className="more-roles">
      <legend>{t('moreRoles')}</legend>
      {value.length === 0 && <p className="help">{t('noMore')}</p>}
      {value.map((grant, i) => (
        // A row has no identity of its own: it is its place in the list.
        <div key={i} className="more-role">
          <GrantFields value={grant} onChange={(next) => onChange(value.map((one, j) => (j === i ? next : one)))} />
          <ActionIcon
            variant="subtle"
            aria-label={t('removeRole')}
            onClick={() => onChange(value.filter((_, j) => j !== i))}
          >
            <Icon name="x" size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<Icon name="plus" size={14} />}
        onClick={() => onChange([...value, { role: 'clerk', siteId: null, entityId: null }])}
      >
        {t('addRole')}
      </Button>
    </fieldset>
  );
}
