/** Carts: the list and the record. */
import { Route, Switch } from 'wouter';
import { CartList } from './list.tsx';
import { CartRecord } from './record.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/carts/:cartId">{({ cartId }) => <CartRecord key={cartId} cartId={cartId} />}</Route>
      <Route>
        <CartList />
      </Route>
    </Switch>
  );
}
