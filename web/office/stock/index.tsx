/** Stock: what lies where, and the record of each article. */
import { Route, Switch } from 'wouter';
import { Breaches } from './breaches.tsx';
import { StockList } from './list.tsx';
import { AsOfPage, DifferencePage } from './past.tsx';
import { StockRecord } from './record.tsx';
import './stock.css';

export function Page() {
  return (
    <Switch>
      <Route path="/stock">
        <StockList />
      </Route>
      <Route path="/stock/breaches">
        <Breaches />
      </Route>
      <Route path="/stock/as-of">
        <AsOfPage />
      </Route>
      <Route path="/stock/difference">
        <DifferencePage />
      </Route>
      <Route path="/stock/:id">{({ id }) => <StockRecord key={id} skuId={id ?? ''} />}</Route>
    </Switch>
  );
}
