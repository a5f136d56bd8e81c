/** Prices: lists, what an article costs where, its history and its reason. */
import { Route, Switch } from 'wouter';
import { PricesAt } from './at-instant.tsx';
import { PriceFiles } from './files.tsx';
import { PriceOverview } from './list.tsx';
import './prices.css';
import { PriceRecord } from './record.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/prices">
        <PriceOverview />
      </Route>
      <Route path="/prices/at">
        <PricesAt />
      </Route>
      <Route path="/prices/files">
        <PriceFiles />
      </Route>
      <Route path="/prices/:id">{({ id }) => <PriceRecord key={id} skuId={id ?? ''} />}</Route>
    </Switch>
  );
}
