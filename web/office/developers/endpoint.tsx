/** One endpoint: how it goes, what was sent, and what one can do about it. */
import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { Empty, NoResult } from '../parts/empty.tsx';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { Views } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { deliveryTone, pathOf, useEndpoint, type Delivery, type Endpoint } from './data.ts';
import { EndpointState } from './endpoints.tsx';
import { EndpointVerb, type Verb } from './verbs.tsx';
import { developerWords } from './words.ts';

export function EndpointRecord({ endpointId }: { endpointId: string }) {
  const t = useWords(developerWords);
  const endpoint = useEndpoint(endpointId);
  useLive(['webhooks.'], [['developers']]);
  if (endpoint.isPending) return <PageSkeleton />;
  if (!endpoint.data) return <ErrorBox error={endpoint.error} retry={() => void endpoint.refetch()} page />;
  return (
    <Record
      back={{ href: '/developers/webhooks', label: t('back') }}
      title={endpoint.data.name}
      tags={<EndpointState endpoint={endpoint.data} />}
      actions={<Verbs endpoint={endpoint.data} />}
      main={<Deliveries endpoint={endpoint.data} />}
      side={<Side endpoint={endpoint.data} />}
    />
  );
}

function Verbs({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(developerWords);
  const mayWrite = useCan('developers.write');
  const [verb, setVerb] = useState<Verb>();
  if (!mayWrite) return null;
  const on = endpoint.state === 'active';
  return (
    <>
      <Button onClick={() => setVerb(on ? 'test' : 'switchOn')}>{t(on ? 'test' : 'switchOn')}</Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<Icon name="down" size={14} />}>
            {t('edit')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setVerb('edit')}>{t('edit')}</Menu.Item>
          {on && <Menu.Item onClick={() => setVerb('replay')}>{t('replay')}</Menu.Item>}
          <Menu.Item onClick={() => setVerb('rotate')}>{t('rotate')}</Menu.Item>
          {on && <Menu.Item onClick={() => setVerb('switchOff')}>{t('switchOff')}</Menu.Item>}
          <Menu.Item onClick={() => setVerb('remove')}>{t('remove')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {verb && <EndpointVerb verb={verb} endpoint={endpoint} onClose={() => setVerb(undefined)} />}
    </>
  );
}

function Side({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(developerWords);
  const { when } = useFormat();
  const why = endpoint.disabledWhy;
  return (
    <>
      <Panel>
        {endpoint.state === 'disabled' && (
          <p className="bad" role="status">
            {t(why === 'gone' ? 'disabledGone' : 'disabledFailing')}
          </p>
        )}
        <Facts
          items={[
            [
              t('url'),
              <span key="url" className="developers-url">
                {endpoint.url}
              </span>,
            ],
            [t('createdAt'), when(endpoint.createdAt)],
            endpoint.oldSecretUntil !== null && [t('oldSecret'), when(endpoint.oldSecretUntil)],
          ]}
        />
      </Panel>
      <Panel title={t('types')} note={endpoint.eventTypes.length}>
        <ul className="developers-list">
          {endpoint.eventTypes.map((type) => (
            <li key={type}>
              <code>{type}</code>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

const states = ['all', 'waiting', 'delivered', 'dead', 'held'] as const;
const tabOf = {
  all: 'all',
  waiting: 'waitingTab',
  delivered: 'deliveredTab',
  dead: 'deadTab',
  held: 'heldTab',
} as const;

function useColumns(): Column<Delivery>[] {
  const t = useWords(developerWords);
  const { when } = useFormat();
  return [
    { key: 'type', head: t('event'), cell: (row) => row.type },
    { key: 'state', head: t('state'), cell: ({ state }) => <Tag tone={deliveryTone[state]}>{t(state)}</Tag> },
    { key: 'answer', head: t('answer'), cell: (row) => answerOf(row, t('noAnswer')), hide: 'phone' },
    { key: 'tries', head: t('tries'), cell: (row) => row.tries, align: 'right', hide: 'wide' },
    { key: 'made', head: t('made'), cell: (row) => when(row.madeAt), hide: 'phone' },
  ];
}

function Deliveries({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(developerWords);
  const { values, set, clear } = useFilters(['state']);
  const state = states.find((one) => one === values.state) ?? 'all';
  const query = state === 'all' ? {} : { state };
  const list = useKeyset<Delivery>('webhook-deliveries', `${pathOf(endpoint.endpointId)}/deliveries`, query);
  const columns = useColumns();
  return (
    <section className="panel" data-flush aria-label={t('deliveries')}>
      <header className="panel-head">
        <h2>{t('deliveries')}</h2>
      </header>
      <Views
        label={t('deliveries')}
        value={state}
        onChange={(next) => set({ state: next === 'all' ? '' : next })}
        views={states.map((key) => ({ key, label: t(tabOf[key]) }))}
      />
      <DataTable
        label={t('deliveries')}
        columns={columns}
        list={list}
        rowKey={(row) => row.messageId}
        href={(row) => `/developers/webhooks/${endpoint.endpointId}/${row.messageId}`}
        empty={
          state === 'all' ? (
            <Empty icon="mail" title={t('deliveriesNone')}>
              {t('deliveriesNoneHint')}
            </Empty>
          ) : (
            <NoResult onClear={clear} />
          )
        }
      />
    </section>
  );
}

const answerOf = ({ tries, lastStatus, lastError }: Delivery, none: string): string => {
  if (tries === 0) return '';
  return lastStatus === null ? (lastError ?? none) : String(lastStatus);
};
