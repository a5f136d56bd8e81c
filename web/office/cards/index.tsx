/** Gift cards, store credits, and what companies owe. */
import { Route, Switch } from 'wouter';
import { CompanyAccount } from './company.tsx';
import { CreditList, CreditRecord } from './credits.tsx';
import { CardList } from './list.tsx';
import { ReceivableList } from './receivables.tsx';
import { CardRecord } from './record.tsx';
import './cards.css';

export function Page() {
  return (
    <Switch>
      <Route path="/cards/gift/:id">{({ id }) => <CardRecord key={id} cardId={id} />}</Route>
      <Route path="/cards/credits">
        <CreditList />
      </Route>
      <Route path="/cards/credits/:id">{({ id }) => <CreditRecord key={id} customerId={id} />}</Route>
      <Route path="/cards/receivables">
        <ReceivableList />
      </Route>
      <Route path="/cards/receivables/:id">{({ id }) => <CompanyAccount key={id} companyId={id} />}</Route>
      <Route>
        <CardList />
      </Route>
    </Switch>
  );
}
