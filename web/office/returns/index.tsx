/** Returns: goods that come back, and the money for them. */
import { Route, Switch } from 'wouter';
import { ReturnList } from './list.tsx';
import { NewReturn } from './new.tsx';
import { ReturnRecord } from './record.tsx';
import './returns.css';

export function Page() {
  return (
    <Switch>
      <Route path="/returns">
        <ReturnList />
      </Route>
      <Route path="/returns/new/:orderId">{({ orderId }) => <NewReturn key={orderId} orderId={orderId ?? ''} />}</Route>
      <Route path="/returns/:id">{({ id }) => <ReturnRecord key={id} returnId={id ?? ''} />}</Route>
    </Switch>
  );
}
