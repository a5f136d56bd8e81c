/** The team: who works here, with which roles, where; and who was invited. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { StoryButton } from '../parts/record-story.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWrite } from '../settings/write.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useInvitations, usePeople, type Invitation, type Person } from './data.ts';
import { usePlaceName } from './grants.tsx';
import { InviteForm } from './invite.tsx';
import { useRoleName } from './names.ts';
import { PersonForm } from './person.tsx';
import { peopleWords } from './words.ts';

export function Team() {
  const t = useWords(peopleWords);
  const people = usePeople();
  const mayWrite = useCan('staff.write');
  const [open, setOpen] = useState<Person | 'new' | 'invite' | null>(null);
  if (people.isPending) return <RowsSkeleton />;
  if (!people.data) return <ErrorBox error={people.error} retry={() => void people.refetch()} />;
  return (
    <div className="column">
      <Panel title={t('team')} flush aside={mayWrite && <TeamVerbs onOpen={setOpen} />}>
        <PeopleTable people={people.data} onEdit={mayWrite ? setOpen : undefined} />
      </Panel>
      <Invitations />
      {open === 'invite' && <InviteForm onClose={() => setOpen(null)} />}
      {open !== null && open !== 'invite' && (
        <PersonForm person={open === 'new' ? undefined : open} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

function TeamVerbs({ onOpen }: { onOpen: (what: 'new' | 'invite') => void }) {
  const t = useWords(peopleWords);
  return (
    <span className="row">
      <Button size="xs" variant="default" onClick={() => onOpen('new')}>
        {t('add')}
      </Button>
      <Button size="xs" leftSection={<Icon name="mail" size={14} />} onClick={() => onOpen('invite')}>
        {t('invite')}
      </Button>
    </span>
  );
}

type TableProps = { readonly people: readonly Person[]; readonly onEdit: ((person: Person) => void) | undefined };

function PeopleTable({ people, onEdit }: TableProps) {
  const t = useWords(peopleWords);
  return (
    <div className="table-scroll" role="region" aria-label={t('team')} tabIndex={0}>
      <table className="table" aria-label={t('team')}>
        <thead>
          <tr>
            <th scope="col">{t('person')}</th>
            <th scope="col">{t('role')}</th>
            <th scope="col" data-hide="phone">
              {t('where')}
            </th>
            <th scope="col" data-hide="wide">
              {t('factor')}
            </th>
            <th scope="col" data-hide="phone">
              {t('state')}
            </th>
            {onEdit && <td />}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <PersonRow key={person.staffId} person={person} onEdit={onEdit} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PersonRow({ person, onEdit }: { person: Person; onEdit: TableProps['onEdit'] }) {
  const t = useWords(peopleWords);
  const roleName = useRoleName();
  const placeName = usePlaceName();
  const grants = [person, ...person.more];
  return (
    <tr>
      <td>
        <strong>{person.name}</strong> <StoryButton id={person.staffId} name={person.name} />
        <div className="help">{person.email}</div>
      </td>
      <td>
        {grants.map((grant, i) => (
          <div key={i}>{roleName(grant.role)}</div>
        ))}
      </td>
      <td data-hide="phone">
        {grants.map((grant, i) => (
          <div key={i}>{placeName(grant)}</div>
        ))}
      </td>
      <td data-hide="wide">{t(person.secondFactor ? 'factorOn' : 'factorOff')}</td>
      <td data-hide="phone">
        <Tag tone={person.active ? 'ok' : 'plain'}>{t(person.active ? 'active' : 'left')}</Tag>
      </td>
      {onEdit && (
        <td data-align="right">
          <Button size="xs" variant="default" onClick={() => onEdit(person)}>
            {t('edit')}
            <span className="unseen"> {person.name}</span>
          </Button>
        </td>
      )}
    </tr>
  );
}

function Invitations() {
  const t = useWords(peopleWords);
  const { longDate } = useFormat();
  const roleName = useRoleName();
  const placeName = usePlaceName();
  const mayWrite = useCan('staff.write');
  const write = useWrite();
  const [chosen, setChosen] = useState<Invitation | null>(null);
  const open = useInvitations().data?.items ?? [];
  if (open.length === 0) return null;
  return (
    <Panel title={t('invitations')} flush>
      <div className="table-scroll" role="region" aria-label={t('invitations')} tabIndex={0}>
        <table className="table" aria-label={t('invitations')}>
          <thead>
            <tr>
              <th scope="col">{t('person')}</th>
              <th scope="col">{t('role')}</th>
              <th scope="col" data-hide="phone">
                {t('where')}
              </th>
              <th scope="col" data-hide="phone">
                {t('until')}
              </th>
              {mayWrite && <td />}
            </tr>
          </thead>
          <tbody>
            {open.map((one) => (
              <tr key={one.invitationId}>
                <td>
                  <strong>{one.name}</strong>
                  <div className="help">{one.email}</div>
                </td>
                <td>{roleName(one.role)}</td>
                <td data-hide="phone">{placeName(one)}</td>
                <td data-hide="phone">{longDate(one.expiresAt)}</td>
                {mayWrite && (
                  <td data-align="right">
                    <Button size="xs" variant="default" onClick={() => setChosen(one)}>
                      {t('withdraw')}
                      <span className="unseen"> {one.name}</span>
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen && (
        <Confirm
          opened
          onClose={() => setChosen(null)}
          title={t('withdrawTitle', { name: chosen.name })}
          verb={t('withdraw')}
          danger
          run={async () => {
            await write.mutateAsync({ method: 'DELETE', path: `/api/invitations/${chosen.invitationId}` });
            notifications.show({ message: t('withdrawn'), color: 'cresson' });
          }}
        >
          <p>{t('withdrawText')}</p>
        </Confirm>
      )}
    </Panel>
  );
}
