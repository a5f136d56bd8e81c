/** Customers: the list and the record. */
import { Route, Switch } from 'wouter';
import { CustomerList } from './list.tsx';
import { CustomerRecord } from './record.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/customers/:customerId">
        {({ customerId }) => <CustomerRecord key={customerId} customerId={customerId} />}
      </Route>
      <Route>
        <CustomerList />
      </Route>
    </Switch>
  );
}
