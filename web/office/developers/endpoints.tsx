/** The endpoints: who is told what, and how it goes. */
import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { FileMenu } from '../parts/list-tools.tsx';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { endpointTone, useEndpoints, type Endpoint } from './data.ts';
import { EndpointForm } from './form.tsx';
import { developerWords } from './words.ts';

/** The form stands beside the list: what it holds, a secret too, must outlive the list's first row. */
export function Endpoints() {
  const t = useWords(developerWords);
  const mayWrite = useCan('developers.write');
  const [open, setOpen] = useState(false);
  useLive(['webhooks.'], [['developers']]);
  const add = mayWrite && (
    <Button size="xs" leftSection={<Icon name="plus" size={14} />} onClick={() => setOpen(true)}>
      {t('add')}
    </Button>
  );
  return (
    <>
      <List add={add} />
      {open && <EndpointForm onClose={() => setOpen(false)} />}
    </>
  );
}

function List({ add }: { add: ReactNode }) {
  const t = useWords(developerWords);
  const endpoints = useEndpoints();
  if (endpoints.isPending) return <RowsSkeleton rows={4} />;
  if (!endpoints.data) return <ErrorBox error={endpoints.error} retry={() => void endpoints.refetch()} />;
  if (endpoints.data.length === 0)
    return (
      <Panel>
        <Empty icon="flow" title={t('none')} action={add}>
          {t('noneHint')}
        </Empty>
      </Panel>
    );
  return (
    <Panel
      title={t('webhooks')}
      aside={
        <span className="panel-verbs">
          <FileMenu file={{ name: 'webhook-endpoints' }} />
          {add}
        </span>
      }
      flush
    >
      <p className="help developers-hint">{t('hint')}</p>
      <div className="table-scroll" role="region" aria-label={t('webhooks')} tabIndex={0}>
        <table className="table" aria-label={t('webhooks')}>
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col" data-hide="phone">
                {t('types')}
              </th>
              <th scope="col">{t('state')}</th>
            </tr>
          </thead>
          <tbody>
            {endpoints.data.map((endpoint) => (
              <EndpointRow key={endpoint.endpointId} endpoint={endpoint} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function EndpointRow({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(developerWords);
  return (
    <tr>
      <td>
        <Link href={`/developers/webhooks/${endpoint.endpointId}`} className="row-link">
          {endpoint.name}
        </Link>
        <div className="help developers-url">{endpoint.url}</div>
      </td>
      <td className="num" data-hide="phone">
        {t('typesCount', { n: endpoint.eventTypes.length })}
      </td>
      <td>
        <EndpointState endpoint={endpoint} />
      </td>
    </tr>
  );
}

/** Its state in a word; beside it since when it fails. */
export function EndpointState({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(developerWords);
  const { when } = useFormat();
  return (
    <>
      <Tag tone={endpointTone[endpoint.state]}>{t(endpoint.state)}</Tag>
      {endpoint.state === 'active' && endpoint.failingSince !== null && (
        <>
          {' '}
          <Tag tone="warn">{t('failingFor', { since: when(endpoint.failingSince) })}</Tag>
        </>
      )}
    </>
  );
}
