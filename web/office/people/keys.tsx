/** Keys of programs: made, shown once, revoked. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { clock, type Instant } from '#base/time';
import { ActTable } from '../parts/act-table.tsx';
import type { Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useWhole } from '../parts/keyset.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { Panel } from '../parts/panel.tsx';
import { StoryButton } from '../parts/record-story.tsx';
import { sortWords, type SortBy } from '../parts/sort.ts';
import { Tag } from '../parts/tag.tsx';
import { useWrite } from '../settings/write.ts';
import { useWords } from '../shell/lang.tsx';
import { useKeys, type KeyLine } from './data.ts';
import { KeyForm } from './key-form.tsx';
import { peopleWords } from './words.ts';

function stateOf(line: KeyLine): 'revoked' | 'expired' | 'valid' {
  const over = line.expiresAt !== null && (line.expiresAt as Instant) < clock();
  return line.revokedAt !== null ? 'revoked' : over ? 'expired' : 'valid';
}

const sorts: SortBy<KeyLine> = {
  key: (line) => line.name,
  used: (line) => line.usedAt ?? '',
  ends: (line) => line.expiresAt ?? '9',
  state: stateOf,
};

export function Keys() {
  const t = useWords(peopleWords);
  const keys = useKeys();
  const list = useWhole({ ...keys, data: keys.data?.items }, sorts);
  const columns = useColumns();
  const write = useWrite();
  const [making, setMaking] = useState(false);
  const make = (
    <Button size="xs" leftSection={<Icon name="plus" size={14} />} onClick={() => setMaking(true)}>
      {t('newKey')}
    </Button>
  );
  return (
    <Panel
      title={t('keys')}
      flush
      aside={
        list.rows.length > 0 && (
          <span className="row">
            <FileMenu file={{ name: 'keys' }} />
            {make}
          </span>
        )
      }
    >
      <ActTable
        label={t('keys')}
        columns={columns}
        list={list}
        rowKey={(line) => line.keyId}
        nameOf={(line) => line.name}
        empty={
          <Empty icon="lock" title={t('noKeys')} action={make}>
            {t('noKeysText')}
          </Empty>
        }
        act={{
          verb: t('revoke'),
          may: (line) => stateOf(line) === 'valid',
          ask: { title: ({ name }) => t('revokeTitle', { name }), text: t('revokeText'), danger: true },
          run: ({ keyId }) => write.mutateAsync({ method: 'DELETE', path: `/api/keys/${keyId}` }),
          done: t('revokedDone'),
        }}
      />
      {making && <KeyForm onClose={() => setMaking(false)} />}
    </Panel>
  );
}

function useColumns(): Column<KeyLine>[] {
  const t = useWords(peopleWords);
  const { date, when } = useFormat();
  return [
    {
      key: 'key',
      head: t('key'),
      sort: sortWords('key'),
      cell: (line) => (
        <>
          <strong>{line.name}</strong> <StoryButton id={line.keyId} name={line.name} />
          <div className="help">{line.prefix}…</div>
        </>
      ),
    },
    { key: 'rights', head: t('keyRights'), hide: 'wide', cell: (line) => line.rights.join(', ') },
    {
      key: 'used',
      head: t('used'),
      hide: 'phone',
      sort: sortWords('used'),
      cell: (line) => <span className="num">{line.usedAt === null ? t('notUsed') : when(line.usedAt)}</span>,
    },
    {
      key: 'ends',
      head: t('keyEnds'),
      hide: 'phone',
      sort: sortWords('ends'),
      cell: (line) => <span className="num">{line.expiresAt === null ? t('never') : date(line.expiresAt)}</span>,
    },
    {
      key: 'state',
      head: t('state'),
      sort: sortWords('state'),
      cell: (line) => <Tag tone={stateOf(line) === 'valid' ? 'ok' : 'plain'}>{t(stateOf(line))}</Tag>,
    },
  ];
}
