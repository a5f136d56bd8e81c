/** Invoices, credit notes and the accounts. */
import { Route, Switch } from 'wouter';
import { AccountsPage } from './accounts.tsx';
import { DocumentList } from './list.tsx';
import { DocumentRecord } from './record.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/documents">
        <DocumentList />
      </Route>
      <Route path="/documents/accounts">
        <AccountsPage />
      </Route>
      <Route path="/documents/:id">{({ id }) => <DocumentRecord key={id} documentId={id ?? ''} />}</Route>
    </Switch>
  );
}
