/** Rights by role: one matrix, and the editor of the merchant's own roles. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { ErrorBox } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useRoles, type RoleLine, type Roles as RolesData } from './data.ts';
import { useRightName, useRoleName } from './names.ts';
import { RoleForm } from './role-form.tsx';
import { peopleWords } from './words.ts';

export function Roles() {
  const t = useWords(peopleWords);
  const roles = useRoles();
  const mayWrite = useCan('roles.write');
  const [open, setOpen] = useState<RoleLine | 'new' | null>(null);
  if (roles.isPending) return <RowsSkeleton />;
  if (!roles.data) return <ErrorBox error={roles.error} retry={() => void roles.refetch()} />;
  return (
    <Panel
      title={t('matrix')}
      note={t('houseHint')}
      flush
      aside={
        mayWrite && (
          <Button size="xs" leftSection={<Icon name="plus" size={14} />} onClick={() => setOpen('new')}>
            {t('newRole')}
          </Button>
        )
      }
    >
      <Matrix roles={roles.data} onEdit={mayWrite ? setOpen : undefined} />
      {open !== null && (
        <RoleForm role={open === 'new' ? undefined : open} all={roles.data} onClose={() => setOpen(null)} />
      )}
    </Panel>
  );
}

type MatrixProps = { readonly roles: RolesData; readonly onEdit: ((role: RoleLine) => void) | undefined };

function Matrix({ roles, onEdit }: MatrixProps) {
  const t = useWords(peopleWords);
  const rightName = useRightName();
  return (
    <div className="table-scroll" role="region" aria-label={t('matrix')} tabIndex={0}>
      <table className="table rights" aria-label={t('matrix')}>
        <thead>
          <tr>
            <th scope="col">{t('right')}</th>
            {roles.items.map((role) => (
              <RoleHead key={role.role} role={role} onEdit={onEdit} />
            ))}
          </tr>
        </thead>
        <tbody>
          {roles.rights.map((right) => (
            <tr key={right.right}>
              <th scope="row">
                {rightName(right)} {right.house && <Tag>{t('house')}</Tag>}
              </th>
              {roles.items.map((role) => {
                const held = role.rights.includes(right.right);
                return (
                  <td key={role.role}>
                    {held ? <Icon name="check" size={16} /> : <span className="no">–</span>}
                    <span className="unseen">{t(held ? 'may' : 'mayNot')}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RoleHead({ role, onEdit }: { role: RoleLine; onEdit: MatrixProps['onEdit'] }) {
  const t = useWords(peopleWords);
  const roleName = useRoleName();
  return (
    <th scope="col">
      {onEdit ? (
        <button type="button" className="link" onClick={() => onEdit(role)}>
          {roleName(role.role)}
        </button>
      ) : (
        roleName(role.role)
      )}
      <div className="help">{t('people', { n: role.people })}</div>
      {role.secondFactor && (
        <span title={t('mustFactor')}>
          <Icon name="shield" size={14} />
          <span className="unseen">{t('mustFactor')}</span>
        </span>
      )}
    </th>
  );
}
