/** Developers: webhooks with their deliveries, and the latest calls of the API. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Icon } from '../parts/icon.tsx';
import { Views } from '../parts/list-page.tsx';
import { Help } from '../parts/help.tsx';
import { useTitle } from '../parts/record.tsx';
import { useWords } from '../shell/lang.tsx';
import { Calls } from './calls.tsx';
import { DeliveryRecord } from './delivery.tsx';
import './developers.css';
import { EndpointRecord } from './endpoint.tsx';
import { Endpoints } from './endpoints.tsx';
import { developerWords } from './words.ts';

const tabs = ['webhooks', 'calls'] as const;

export function Page() {
  return (
    <Switch>
      <Route path="/developers/webhooks">
        <Tabbed tab="webhooks">
          <Endpoints />
        </Tabbed>
      </Route>
      <Route path="/developers/calls">
        <Tabbed tab="calls">
          <Calls />
        </Tabbed>
      </Route>
      <Route path="/developers/webhooks/:id">{({ id }) => <EndpointRecord key={id} endpointId={id ?? ''} />}</Route>
      <Route path="/developers/webhooks/:id/:message">
        {({ id, message }) => <DeliveryRecord key={message} endpointId={id ?? ''} messageId={message ?? ''} />}
      </Route>
      <Route>
        <Redirect to="/developers/webhooks" replace />
      </Route>
    </Switch>
  );
}

function Tabbed({ tab, children }: { tab: (typeof tabs)[number]; children: ReactNode }) {
  const t = useWords(developerWords);
  const [, go] = useLocation();
  useTitle(`${t('title')}, ${t(tab)}`);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('title')}</h1>
        <Help about="developers" title={t('title')} />
        <div className="page-actions">
          <Button component="a" href="/api/docs" variant="default" leftSection={<Icon name="book" size={14} />}>
            {t('docs')}
          </Button>
        </div>
      </header>
      <Views
        label={t('title')}
        value={tab}
        onChange={(next) => go(`/developers/${next}`)}
        views={tabs.map((key) => ({ key, label: t(key) }))}
      />
      {children}
    </div>
  );
}
