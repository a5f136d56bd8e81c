/** Settings: the shop, its places, its company, its people and devices, and the rates of VAT. */
import type { ReactNode } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Views } from '../parts/list-page.tsx';
import { Help } from '../parts/help.tsx';
import { useTitle } from '../parts/record.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { Devices } from './devices.tsx';
import { DocumentSettings } from './documents/index.tsx';
import { EntityPanel } from './entity.tsx';
import { Forks } from './forks.tsx';
import { LookForm } from './look.tsx';
import './settings.css';
import { PaymentSettings } from './payments.tsx';
import { ShopForm } from './shop.tsx';
import { SiteRecord } from './site.tsx';
import { SiteList } from './sites.tsx';
import { Texts } from './texts.tsx';
import { Vat } from './vat/index.tsx';
import { settingsWords } from './words.ts';

const tabs = ['shop', 'look', 'texts', 'sites', 'entity', 'devices', 'payments', 'vat', 'documents'] as const;
type Tab = (typeof tabs)[number];

export function Page() {
  return (
    <Switch>
      <Route path="/settings">
        <Redirect to="/settings/shop" replace />
      </Route>
      <Route path="/settings/shop">
        <Tabbed tab="shop">
          <ShopForm />
        </Tabbed>
      </Route>
      <Route path="/settings/look">
        <Tabbed tab="look">
          <LookForm />
        </Tabbed>
      </Route>
      <Route path="/settings/texts">
        <Tabbed tab="texts">
          <Texts />
        </Tabbed>
      </Route>
      <Route path="/settings/sites">
        <Tabbed tab="sites">
          <SiteList />
        </Tabbed>
      </Route>
      <Route path="/settings/sites/:id">{({ id }) => <SiteRecord key={id} siteId={id ?? ''} />}</Route>
      <Route path="/settings/entity">
        <Tabbed tab="entity">
          <EntityPanel />
        </Tabbed>
      </Route>
      <Route path="/settings/staff">
        <Redirect to="/people/team" replace />
      </Route>
      <Route path="/settings/devices">
        <Tabbed tab="devices">
          <Forks />
          <Devices />
        </Tabbed>
      </Route>
      <Route path="/settings/payments">
        <Tabbed tab="payments">
          <PaymentSettings />
        </Tabbed>
      </Route>
      <Route path="/settings/vat">
        <Tabbed tab="vat">
          <Vat />
        </Tabbed>
      </Route>
      <Route path="/settings/documents">
        <Tabbed tab="documents">
          <DocumentSettings />
        </Tabbed>
      </Route>
      <Route>
        <Redirect to="/settings/shop" replace />
      </Route>
    </Switch>
  );
}

function Tabbed({ tab, children }: { tab: Tab; children: ReactNode }) {
  const t = useWords(settingsWords);
  const [, go] = useLocation();
  const maySeeStaff = useCan('staff.read');
  useTitle(`${t('title')}, ${t(tab)}`);
  const maySeeTax = useCan('tax.read');
  const maySeeMoney = useCan('payments.read');
  const maySetDocuments = useCan('invoicing.settings');
  const hidden = { devices: !maySeeStaff, payments: !maySeeMoney, vat: !maySeeTax, documents: !maySetDocuments };
  const open = tabs.filter((one) => !(hidden as Readonly<Record<string, boolean>>)[one]);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('title')}</h1>
        <Help about="settings" title={t('title')} />
      </header>
      <Views
        label={t('title')}
        value={tab}
        onChange={(next) => go(`/settings/${next}`)}
        views={open.map((key) => ({ key, label: t(key) }))}
      />
      {children}
    </div>
  );
}
