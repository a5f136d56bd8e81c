/** Keys of programs: made, shown once, revoked. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { clock, type Instant } from '#base/time';
import { Confirm } from '../parts/confirm.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { StoryButton } from '../parts/record-story.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWrite } from '../settings/write.ts';
import { useWords } from '../shell/lang.tsx';
import { useKeys, type KeyLine } from './data.ts';
import { KeyForm } from './key-form.tsx';
import { peopleWords } from './words.ts';

export function Keys() {
  const t = useWords(peopleWords);
  const keys = useKeys();
  const write = useWrite();
  const [making, setMaking] = useState(false);
  const [chosen, setChosen] = useState<KeyLine | null>(null);
  if (keys.isPending) return <RowsSkeleton rows={4} />;
  if (!keys.data) return <ErrorBox error={keys.error} retry={() => void keys.refetch()} />;
  const make = (
    <Button size="xs" leftSection={<Icon name="plus" size={14} />} onClick={() => setMaking(true)}>
      {t('newKey')}
    </Button>
  );
  const none = keys.data.items.length === 0;
  return (
    <Panel title={t('keys')} flush={!none} aside={!none && make}>
      {none ? (
        <Empty icon="lock" title={t('noKeys')} action={make}>
          {t('noKeysText')}
        </Empty>
      ) : (
        <KeyTable keys={keys.data.items} onRevoke={setChosen} />
      )}
      {making && <KeyForm onClose={() => setMaking(false)} />}
      {chosen && (
        <Confirm
          opened
          onClose={() => setChosen(null)}
          title={t('revokeTitle', { name: chosen.name })}
          verb={t('revoke')}
          danger
          run={async () => {
            await write.mutateAsync({ method: 'DELETE', path: `/api/keys/${chosen.keyId}` });
            notifications.show({ message: t('revokedDone'), color: 'cresson' });
          }}
        >
          <p>{t('revokeText')}</p>
        </Confirm>
      )}
    </Panel>
  );
}

type TableProps = { readonly keys: readonly KeyLine[]; readonly onRevoke: (key: KeyLine) => void };

function KeyTable({ keys, onRevoke }: TableProps) {
  const t = useWords(peopleWords);
  return (
    <div className="table-scroll" role="region" aria-label={t('keys')} tabIndex={0}>
      <table className="table" aria-label={t('keys')}>
        <thead>
          <tr>
            <th scope="col">{t('key')}</th>
            <th scope="col" data-hide="wide">
              {t('keyRights')}
            </th>
            <th scope="col" data-hide="phone">
              {t('used')}
            </th>
            <th scope="col" data-hide="phone">
              {t('keyEnds')}
            </th>
            <th scope="col">{t('state')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.keyId} line={key} onRevoke={onRevoke} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function KeyRow({ line, onRevoke }: { line: KeyLine; onRevoke: (key: KeyLine) => void }) {
  const t = useWords(peopleWords);
  const { date, when } = useFormat();
  const over = line.expiresAt !== null && (line.expiresAt as Instant) < clock();
  const state = line.revokedAt !== null ? 'revoked' : over ? 'expired' : 'valid';
  return (
    <tr>
      <td>
        <strong>{line.name}</strong> <StoryButton id={line.keyId} name={line.name} />
        <div className="help">{line.prefix}…</div>
      </td>
      <td data-hide="wide">{line.rights.join(', ')}</td>
      <td className="num" data-hide="phone">
        {line.usedAt === null ? t('notUsed') : when(line.usedAt)}
      </td>
      <td className="num" data-hide="phone">
        {line.expiresAt === null ? t('never') : date(line.expiresAt)}
      </td>
      <td>
        <Tag tone={state === 'valid' ? 'ok' : 'plain'}>{t(state)}</Tag>
      </td>
      <td data-align="right">
        {state === 'valid' && (
          <Button size="xs" variant="default" onClick={() => onRevoke(line)}>
            {t('revoke')}
            <span className="unseen"> {line.name}</span>
          </Button>
        )}
      </td>
    </tr>
  );
}
