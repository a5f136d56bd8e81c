/** The company that sells: what stands on its invoices. */
import { TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { ErrorBox } from '../parts/failed.tsx';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useEntities, type Entity } from './data.ts';
import { AddressFields, Refused, Verbs } from './form-parts.tsx';
import { settingsWords } from './words.ts';
import { useWrite } from './write.ts';

export function EntityPanel() {
  const entities = useEntities();
  if (entities.isPending) return <RowsSkeleton rows={5} />;
  if (!entities.data) return <ErrorBox error={entities.error} retry={() => void entities.refetch()} />;
  return (
    <div className="column">
      {entities.data.map((entity) => (
        <EntityForm key={`${entity.entityId}${entity.version}`} entity={entity} />
      ))}
    </div>
  );
}

function EntityForm({ entity }: { entity: Entity }) {
  const t = useWords(settingsWords);
  const mayWrite = useCan('settings.write');
  const write = useWrite();
  const { name, siren, vatNumber, address } = entity;
  const [edit, setEdit] = useState({ name, siren, vatNumber, address });
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = { ...edit, version: entity.version };
    await write.mutateAsync({ method: 'PATCH', path: `/api/entities/${entity.entityId}`, body });
    notifications.show({ message: t('savedEntity'), color: 'cresson' });
  };
  return (
    <Panel title={entity.name}>
      <form className="column" onSubmit={(event) => void save(event).catch(() => undefined)}>
        <div className="settings-fields">
          <TextInput
            label={t('legalName')}
            value={edit.name}
            onChange={(event) => setEdit({ ...edit, name: event.currentTarget.value })}
            required
            maxLength={120}
            readOnly={!mayWrite}
          />
          <TextInput
            label={t('siren')}
            placeholder={t('sirenHint')}
            value={edit.siren ?? ''}
            onChange={(event) =>
              setEdit({ ...edit, siren: event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 9) || null })
            }
            inputMode="numeric"
            readOnly={!mayWrite}
          />
          <TextInput
            label={t('vatNumber')}
            value={edit.vatNumber ?? ''}
            onChange={(event) =>
              setEdit({ ...edit, vatNumber: event.currentTarget.value.toUpperCase().replaceAll(/\s/g, '') || null })
            }
            maxLength={15}
            readOnly={!mayWrite}
          />
          <AddressFields
            value={edit.address}
            onChange={(next) => setEdit({ ...edit, address: next })}
            readOnly={!mayWrite}
          />
        </div>
        <Refused error={write.error} />
        {mayWrite && <Verbs busy={write.isPending} />}
      </form>
    </Panel>
  );
}
