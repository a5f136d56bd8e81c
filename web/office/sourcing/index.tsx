/** Sourcing: the rules that choose the place of an order, and what is sold beyond stock. */
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Views } from '../parts/list-page.tsx';
import { useTitle } from '../parts/record.tsx';
import { useWords } from '../shell/lang.tsx';
import { LaterPage } from './later.tsx';
import { RulesPage } from './rules.tsx';
import './sourcing.css';
import { sourcingWords } from './words.ts';

const tabs = ['rules', 'later'] as const;

export function Page() {
  const t = useWords(sourcingWords);
  const [here, go] = useLocation();
  const tab = here.startsWith('/sourcing/later') ? 'later' : 'rules';
  useTitle(`${t('title')}, ${t(tab)}`);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('title')}</h1>
      </header>
      <Views
        label={t('title')}
        value={tab}
        onChange={(next) => go(`/sourcing/${next}`)}
        views={tabs.map((key) => ({ key, label: t(key) }))}
      />
      <Switch>
        <Route path="/sourcing">
          <Redirect to="/sourcing/rules" replace />
        </Route>
        <Route path="/sourcing/rules">
          <RulesPage />
        </Route>
        <Route path="/sourcing/later">
          <LaterPage />
        </Route>
        <Route>
          <Redirect to="/sourcing/rules" replace />
        </Route>
      </Switch>
    </div>
  );
}
