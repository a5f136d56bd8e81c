/** Tickets that did not follow the chain of their till: what was told, and that somebody has looked. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useFormat } from '../parts/format.ts';
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
  const forks = useForks().data ?? [];
  const write = useWrite();
  if (forks.length === 0) return null;
  const seen = async ({ ticketId }: Fork): Promise<void> => {
    await write.mutateAsync({ method: 'POST', path: `/api/till/forks/${ticketId}/settle` });
    notifications.show({ message: t('forkSeenDone'), color: 'cresson' });
  };
  return (
    <Panel title={t('forks')} note={<Tag tone="bad">{forks.length}</Tag>} flush>
      <p className="help forks-text">{t('forksText')}</p>
      <ForkTable forks={forks} onSeen={(fork) => void seen(fork)} />
    </Panel>
  );
}

function ForkTable({ forks, onSeen }: { forks: readonly Fork[]; onSeen: (fork: Fork) => void }) {
  const t = useWords(settingsWords);
  const { when, money } = useFormat();
  const sites = useSites();
  const actor = useActor();
  const mayWrite = useCan('staff.write');
  return (
    <div className="table-scroll" role="region" aria-label={t('forks')} tabIndex={0}>
      <table className="table" aria-label={t('forks')}>
        <thead>
          <tr>
            <th scope="col">{t('device')}</th>
            <th scope="col">{t('forkTicket')}</th>
            <th scope="col" data-hide="wide">
              {t('forkSeller')}
            </th>
            <th scope="col" data-hide="phone">
              {t('forkTold')}
            </th>
            <th scope="col">{t('state')}</th>
            <th scope="col" data-align="right">
              {t('forkTotal')}
            </th>
            {mayWrite && <td />}
          </tr>
        </thead>
        <tbody>
          {forks.map((fork) => (
            <tr key={fork.ticketId}>
              <td>
                <strong>{fork.name}</strong> <span className="muted">{fork.code}</span>
                <div className="help">{sites.name(fork.siteId)}</div>
              </td>
              <td className="num">
                {t('forkNumber', { n: fork.sequence, stood: fork.stoodSequence })}
                <div className="help">{t('forkUnits', { n: fork.units })}</div>
              </td>
              <td data-hide="wide">{actor(fork.staffId)}</td>
              <td className="num" data-hide="phone">
                {when(fork.receivedAt)}
              </td>
              <td>
                {fork.enteredAs === null ? (
                  <Tag tone="bad">{t('forkNot')}</Tag>
                ) : (
                  <Tag tone="ok">{t('forkEntered', { n: fork.enteredAs })}</Tag>
                )}
              </td>
              <td className="num" data-align="right">
                {money(fork.total)}
              </td>
              {mayWrite && (
                <td data-align="right">
                  <Button size="xs" variant="default" onClick={() => onSeen(fork)}>
                    {t('forkSeen')}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
