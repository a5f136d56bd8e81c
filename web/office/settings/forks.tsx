/** Tickets that did not follow the chain of their till: what was told, and that somebody has looked. */
import { ActTable } from '../parts/act-table.tsx';
import type { Column } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { useWhole } from '../parts/keyset.ts';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useActor, useForks, type Fork } from './data.ts';
import { settingsWords } from './words.ts';
import { useWrite } from './write.ts';

/** Nothing while every till's tickets follow each other. */
export function Forks() {
  const t = useWords(settingsWords);
  const list = useWhole(useForks());
  const columns = useColumns();
  const mayWrite = useCan('staff.write');
  const write = useWrite();
  if (list.rows.length === 0) return null;
  const act = {
    verb: t('forkSeen'),
    may: () => true,
    run: ({ ticketId }: Fork) => write.mutateAsync({ method: 'POST', path: `/api/till/forks/${ticketId}/settle` }),
    done: t('forkSeenDone'),
  };
  return (
    <Panel title={t('forks')} note={<Tag tone="bad">{list.rows.length}</Tag>} flush>
      <p className="help forks-text">{t('forksText')}</p>
      <ActTable
        label={t('forks')}
        columns={columns}
        list={list}
        rowKey={({ ticketId }) => ticketId}
        nameOf={({ name }) => name}
        empty={null}
        act={mayWrite ? act : undefined}
      />
    </Panel>
  );
}

function useColumns(): Column<Fork>[] {
  const t = useWords(settingsWords);
  const { when, money } = useFormat();
  const sites = useSites();
  const actor = useActor();
  return [
    {
      key: 'device',
      head: t('device'),
      cell: (fork) => (
        <>
          <strong>{fork.name}</strong> <span className="muted">{fork.code}</span>
          <div className="help">{sites.name(fork.siteId)}</div>
        </>
      ),
    },
    {
      key: 'ticket',
      head: t('forkTicket'),
      cell: (fork) => (
        <span className="num">
          {t('forkNumber', { n: fork.sequence, stood: fork.stoodSequence })}
          <div className="help">{t('forkUnits', { n: fork.units })}</div>
        </span>
      ),
    },
    { key: 'seller', head: t('forkSeller'), hide: 'wide', cell: (fork) => actor(fork.staffId) },
    {
      key: 'told',
      head: t('forkTold'),
      hide: 'phone',
      cell: (fork) => <span className="num">{when(fork.receivedAt)}</span>,
    },
    {
      key: 'state',
      head: t('state'),
      cell: (fork) =>
        fork.enteredAs === null ? (
          <Tag tone="bad">{t('forkNot')}</Tag>
        ) : (
          <Tag tone="ok">{t('forkEntered', { n: fork.enteredAs })}</Tag>
        ),
    },
    { key: 'total', head: t('forkTotal'), align: 'right', cell: (fork) => money(fork.total) },
  ];
}
