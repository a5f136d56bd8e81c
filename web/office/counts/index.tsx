/** Counts: what lies at a site, counted while it sells. */
import { Route, Switch } from 'wouter';
import { CountList } from './list.tsx';
import { NewCountPage } from './new.tsx';
import { CountRecord } from './record.tsx';
import { ScanPage } from './scan.tsx';
import { ShrinkagePage } from './shrinkage.tsx';
import '../stock/stock.css';
import './counts.css';

export function Page() {
  return (
    <Switch>
      <Route path="/counts">
        <CountList />
      </Route>
      <Route path="/counts/new">
        <NewCountPage />
      </Route>
      <Route path="/counts/shrinkage">
        <ShrinkagePage />
      </Route>
      <Route path="/counts/:id/scan">{({ id }) => <ScanPage key={id} countId={id ?? ''} />}</Route>
      <Route path="/counts/:id">{({ id }) => <CountRecord key={id} countId={id ?? ''} />}</Route>
    </Switch>
  );
}
