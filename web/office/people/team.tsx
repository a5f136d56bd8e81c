/** The team: who works here, with which roles, where; and who was invited. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { ActTable } from '../parts/act-table.tsx';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useWhole } from '../parts/keyset.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { Panel } from '../parts/panel.tsx';
import { StoryButton } from '../parts/record-story.tsx';
import { sortWords } from '../parts/sort.ts';
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
  const mayWrite = useCan('staff.write');
  const [open, setOpen] = useState<Person | 'new' | 'invite' | null>(null);
  return (
    <div className="column">
      <Panel
        title={t('team')}
        flush
        aside={
          <span className="row">
            <FileMenu file={{ name: 'staff' }} />
            {mayWrite && <TeamVerbs onOpen={setOpen} />}
          </span>
        }
      >
        <PeopleTable onEdit={mayWrite ? setOpen : undefined} />
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

type TableProps = { readonly onEdit: ((person: Person) => void) | undefined };

function PeopleTable({ onEdit }: TableProps) {
  const t = useWords(peopleWords);
  const roleName = useRoleName();
  const placeName = usePlaceName();
  const list = useWhole(usePeople(), {
    person: ({ name }) => name,
    role: ({ role }) => roleName(role),
    where: (person) => placeName(person),
    factor: ({ secondFactor }) => (secondFactor ? 0 : 1),
    state: ({ active }) => (active ? 0 : 1),
  });
  const columns = usePeopleColumns(onEdit);
  return <DataTable label={t('team')} columns={columns} list={list} rowKey={({ staffId }) => staffId} empty={null} />;
}

function usePeopleColumns(onEdit: TableProps['onEdit']): Column<Person>[] {
  const t = useWords(peopleWords);
  const roleName = useRoleName();
  const placeName = usePlaceName();
  const grants = (person: Person) => [person, ...person.more];
  const columns: Column<Person>[] = [
    {
      key: 'person',
      head: t('person'),
      sort: sortWords('person'),
      cell: ({ staffId, name, email }) => (
        <>
          <strong>{name}</strong> <StoryButton id={staffId} name={name} />
          <div className="help">{email}</div>
        </>
      ),
    },
    {
      key: 'role',
      head: t('role'),
      sort: sortWords('role'),
      cell: (person) => grants(person).map((grant, i) => <div key={i}>{roleName(grant.role)}</div>),
    },
    {
      key: 'where',
      head: t('where'),
      hide: 'phone',
      sort: sortWords('where'),
      cell: (person) => grants(person).map((grant, i) => <div key={i}>{placeName(grant)}</div>),
    },
    {
      key: 'factor',
      head: t('factor'),
      hide: 'wide',
      sort: sortWords('factor'),
      cell: ({ secondFactor }) => t(secondFactor ? 'factorOn' : 'factorOff'),
    },
    {
      key: 'state',
      head: t('state'),
      hide: 'phone',
      sort: sortWords('state'),
      cell: ({ active }) => <Tag tone={active ? 'ok' : 'plain'}>{t(active ? 'active' : 'left')}</Tag>,
    },
  ];
  const verbs: Column<Person> = {
    key: 'act',
    head: <span className="unseen">{t('edit')}</span>,
    align: 'right',
    cell: (person) => (
      <Button size="xs" variant="default" onClick={() => onEdit?.(person)}>
        {t('edit')}
        <span className="unseen"> {person.name}</span>
      </Button>
    ),
  };
  return onEdit ? [...columns, verbs] : columns;
}

function Invitations() {
  const t = useWords(peopleWords);
  const columns = useInvitationColumns();
  const mayWrite = useCan('staff.write');
  const write = useWrite();
  const open = useInvitations();
  const list = useWhole({ ...open, data: open.data?.items });
  if (list.rows.length === 0) return null;
  const act = {
    verb: t('withdraw'),
    may: () => true,
    ask: { title: ({ name }: Invitation) => t('withdrawTitle', { name }), text: t('withdrawText'), danger: true },
    run: ({ invitationId }: Invitation) =>
      write.mutateAsync({ method: 'DELETE', path: `/api/invitations/${invitationId}` }),
    done: t('withdrawn'),
  };
  return (
    <Panel title={t('invitations')} flush>
      <ActTable
        label={t('invitations')}
        columns={columns}
        list={list}
        rowKey={({ invitationId }) => invitationId}
        nameOf={({ name }) => name}
        empty={null}
        act={mayWrite ? act : undefined}
      />
    </Panel>
  );
}

function useInvitationColumns(): Column<Invitation>[] {
  const t = useWords(peopleWords);
  const { longDate } = useFormat();
  const roleName = useRoleName();
  const placeName = usePlaceName();
  return [
    {
      key: 'invited',
      head: t('person'),
      cell: ({ name, email }) => (
        <>
          <strong>{name}</strong>
          <div className="help">{email}</div>
        </>
      ),
    },
    { key: 'role', head: t('role'), cell: ({ role }) => roleName(role) },
    { key: 'where', head: t('where'), hide: 'phone', cell: (one) => placeName(one) },
    { key: 'until', head: t('until'), hide: 'phone', cell: ({ expiresAt }) => longDate(expiresAt) },
  ];
}
