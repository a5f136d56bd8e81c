/** Transfers: goods between our sites. */
import { Route, Switch } from 'wouter';
import { IncomingList } from './incoming.tsx';
import { TransferList } from './list.tsx';
import { NewTransfer } from './new.tsx';
import { Receive } from './receive.tsx';
import { TransferRecord } from './record.tsx';
import '../stock/stock.css';
import './transfers.css';

export function Page() {
  return (
    <Switch>
      <Route path="/transfers">
        <TransferList />
      </Route>
      <Route path="/transfers/new">
        <NewTransfer />
      </Route>
      <Route path="/transfers/incoming">
        <IncomingList />
      </Route>
      <Route path="/transfers/:id/receive">{({ id }) => <Receive key={id} transferId={id ?? ''} />}</Route>
      <Route path="/transfers/:id">{({ id }) => <TransferRecord key={id} transferId={id ?? ''} />}</Route>
    </Switch>
  );
}
