/** Orders: the list and the record. */
import { Route, Switch } from 'wouter';
import { OrderList } from './list.tsx';
import { OrderRecord } from './record.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/orders/:orderId">{({ orderId }) => <OrderRecord key={orderId} orderId={orderId} />}</Route>
      <Route>
        <OrderList />
      </Route>
    </Switch>
  );
}
