/** Tills that are trusted for codes. */
import { Button } from '@mantine/core';
import { ActTable } from '../parts/act-table.tsx';
import type { Column } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { useFormat } from '../parts/format.ts';
import { useWhole } from '../parts/keyset.ts';
import { FileMenu } from '../parts/list-tools.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { StoryButton } from '../parts/record-story.tsx';
import { sortWords } from '../parts/sort.ts';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useActor, useDevices, type DeviceLine } from './data.ts';
import { settingsWords } from './words.ts';
import { useWrite } from './write.ts';

export function Devices() {
  const t = useWords(settingsWords);
  const sites = useSites();
  const columns = useColumns();
  const mayWrite = useCan('staff.write');
  const write = useWrite();
  const list = useWhole(useDevices(), {
    device: ({ name }) => name,
    site: ({ siteId }) => sites.name(siteId),
    since: ({ enrolledAt }) => enrolledAt,
    state: ({ revoked }) => (revoked ? 1 : 0),
  });
  return (
    <Panel title={t('devices')} flush aside={list.rows.length > 0 && <FileMenu file={{ name: 'devices' }} />}>
      <ActTable
        label={t('devices')}
        columns={columns}
        list={list}
        rowKey={({ deviceId }) => deviceId}
        nameOf={({ name }) => name}
        empty={
          <Empty
            icon="scan"
            title={t('noDevice')}
            action={
              <Button component="a" href="/till" variant="default">
                {t('goTill')}
              </Button>
            }
          >
            {t('noDeviceHint')}
          </Empty>
        }
        act={
          mayWrite
            ? {
                verb: t('revoke'),
                may: ({ revoked }) => !revoked,
                ask: { title: ({ name }) => t('revokeTitle', { name }), text: t('revokeText'), danger: true },
                run: ({ deviceId }) => write.mutateAsync({ method: 'DELETE', path: `/api/devices/${deviceId}` }),
                done: t('revokedDone'),
              }
            : undefined
        }
      />
    </Panel>
  );
}

function useColumns(): Column<DeviceLine>[] {
  const t = useWords(settingsWords);
  const { when } = useFormat();
  const sites = useSites();
  const actor = useActor();
  return [
    {
      key: 'device',
      head: t('device'),
      sort: sortWords('device'),
      cell: ({ deviceId, name }) => (
        <>
          <strong>{name}</strong> <StoryButton id={deviceId} name={name} />
        </>
      ),
    },
    { key: 'site', head: t('site'), sort: sortWords('site'), cell: ({ siteId }) => sites.name(siteId) },
    { key: 'by', head: t('enrolledBy'), hide: 'phone', cell: ({ enrolledBy }) => actor(enrolledBy) },
    {
      key: 'since',
      head: t('enrolledAt'),
      hide: 'wide',
      sort: sortWords('since'),
      cell: ({ enrolledAt }) => <span className="num">{when(enrolledAt)}</span>,
    },
    {
      key: 'state',
      head: t('state'),
      sort: sortWords('state'),
      cell: ({ revoked }) => <Tag tone={revoked ? 'plain' : 'ok'}>{t(revoked ? 'revoked' : 'trusted')}</Tag>,
    },
  ];
}
