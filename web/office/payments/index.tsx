/** Payments: all of them, what waits for a person, statements of the bank, disputes. */
import { Route, Switch } from 'wouter';
import { DisputeList } from './disputes.tsx';
import { LineRecord } from './line.tsx';
import { LineList } from './lines.tsx';
import { PaymentList } from './list.tsx';
import './payments.css';
import { PayoutRecord } from './payout.tsx';
import { PayoutList } from './payouts.tsx';
import { StatementPage } from './statements.tsx';
import { TillDayRecord } from './till-day.tsx';
import { TillDayList } from './till-days.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/payments/lines">
        <LineList />
      </Route>
      <Route path="/payments/lines/:id">{({ id }) => <LineRecord key={id} entryId={id} />}</Route>
      <Route path="/payments/statements">
        <StatementPage />
      </Route>
      <Route path="/payments/payouts">
        <PayoutList />
      </Route>
      <Route path="/payments/payouts/:id">{({ id }) => <PayoutRecord key={id} payoutId={id} />}</Route>
      <Route path="/payments/disputes">
        <DisputeList />
      </Route>
      <Route path="/payments/tills">
        <TillDayList />
      </Route>
      <Route path="/payments/tills/:id">{({ id }) => <TillDayRecord key={id} sessionId={id} />}</Route>
      <Route>
        <PaymentList />
      </Route>
    </Switch>
  );
}
