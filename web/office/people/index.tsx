/** People: the team, roles, keys of programs, the list of privileged changes, my own account. */
import type { ReactNode } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Views } from '../parts/list-page.tsx';
import { Help } from '../parts/help.tsx';
import { useTitle } from '../parts/record.tsx';
import { useWords } from '../shell/lang.tsx';
import { useSession } from '../shell/session.tsx';
import { Approvals } from './approvals.tsx';
import { Audit } from './audit.tsx';
import { Keys } from './keys.tsx';
import { Me } from './me.tsx';
import './people.css';
import { Roles } from './roles.tsx';
import { Team } from './team.tsx';
import { peopleWords } from './words.ts';

const tabs = [
  { key: 'team', right: 'staff.read', page: Team },
  { key: 'roles', right: 'staff.read', page: Roles },
  { key: 'keys', right: 'keys.write', page: Keys },
  { key: 'audit', right: 'audit.read', page: Audit },
  { key: 'approvals', right: 'self', page: Approvals },
  { key: 'me', right: 'self', page: Me },
] as const;
type Tab = (typeof tabs)[number]['key'];

export function Page() {
  const { staff } = useSession();
  const open = tabs.filter((tab) => staff.rights.includes(tab.right));
  return (
    <Switch>
      {open.map(({ key, page: Screen }) => (
        <Route key={key} path={`/people/${key}`}>
          <Tabbed tab={key} open={open.map((one) => one.key)}>
            <Screen />
          </Tabbed>
        </Route>
      ))}
      <Route>
        <Redirect to={`/people/${open[0]?.key ?? 'me'}`} replace />
      </Route>
    </Switch>
  );
}

function Tabbed({ tab, open, children }: { tab: Tab; open: readonly Tab[]; children: ReactNode }) {
  const t = useWords(peopleWords);
  const [, go] = useLocation();
  useTitle(`${t('title')}, ${t(tab)}`);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('title')}</h1>
        <Help about="people" title={t('title')} />
      </header>
      <Views
        label={t('title')}
        value={tab}
        onChange={(next) => go(`/people/${next}`)}
        views={open.map((key) => ({ key, label: t(key) }))}
      />
      {children}
    </div>
  );
}
