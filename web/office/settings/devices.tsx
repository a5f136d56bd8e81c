/** Tills that are trusted for codes. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Confirm } from '../parts/confirm.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { StoryButton } from '../parts/record-story.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useActor, useDevices, type DeviceLine } from './data.ts';
import { settingsWords } from './words.ts';
import { useWrite } from './write.ts';

export function Devices() {
  const t = useWords(settingsWords);
  const devices = useDevices();
  const write = useWrite();
  const [chosen, setChosen] = useState<DeviceLine | null>(null);
  if (devices.isPending) return <RowsSkeleton rows={4} />;
  if (!devices.data) return <ErrorBox error={devices.error} retry={() => void devices.refetch()} />;
  if (devices.data.length === 0)
    return (
      <Panel>
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
      </Panel>
    );
  return (
    <Panel title={t('devices')} flush>
      <DeviceTable devices={devices.data} onRevoke={setChosen} />
      {chosen && (
        <Confirm
          opened
          onClose={() => setChosen(null)}
          title={t('revokeTitle', { name: chosen.name })}
          verb={t('revoke')}
          danger
          run={async () => {
            await write.mutateAsync({ method: 'DELETE', path: `/api/devices/${chosen.deviceId}` });
            notifications.show({ message: t('revokedDone'), color: 'cresson' });
          }}
        >
          <p>{t('revokeText')}</p>
        </Confirm>
      )}
    </Panel>
  );
}

type TableProps = { readonly devices: readonly DeviceLine[]; readonly onRevoke: (device: DeviceLine) => void };

function DeviceTable({ devices, onRevoke }: TableProps) {
  const t = useWords(settingsWords);
  const { when } = useFormat();
  const sites = useSites();
  const actor = useActor();
  const mayWrite = useCan('staff.write');
  return (
    <div className="table-scroll" role="region" aria-label={t('devices')} tabIndex={0}>
      <table className="table" aria-label={t('devices')}>
        <thead>
          <tr>
            <th scope="col">{t('device')}</th>
            <th scope="col">{t('site')}</th>
            <th scope="col" data-hide="phone">
              {t('enrolledBy')}
            </th>
            <th scope="col" data-hide="wide">
              {t('enrolledAt')}
            </th>
            <th scope="col">{t('state')}</th>
            {mayWrite && <td />}
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => (
            <tr key={device.deviceId}>
              <td>
                <strong>{device.name}</strong> <StoryButton id={device.deviceId} name={device.name} />
              </td>
              <td>{sites.name(device.siteId)}</td>
              <td data-hide="phone">{actor(device.enrolledBy)}</td>
              <td className="num" data-hide="wide">
                {when(device.enrolledAt)}
              </td>
              <td>
                <Tag tone={device.revoked ? 'plain' : 'ok'}>{t(device.revoked ? 'revoked' : 'trusted')}</Tag>
              </td>
              {mayWrite && (
                <td data-align="right">
                  {!device.revoked && (
                    <Button size="xs" variant="default" onClick={() => onRevoke(device)}>
                      {t('revoke')}
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
