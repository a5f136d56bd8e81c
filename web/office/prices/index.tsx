/** Prices: lists, what an article costs where, its history and its reason. */
import { Route, Switch } from 'wouter';
import { PriceOverview } from './list.tsx';
import './prices.css';
import { PriceRecord } from './record.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/prices">
        <PriceOverview />
      </Route>
      <Route path="/prices/:id">{({ id }) => <PriceRecord key={id} skuId={id ?? ''} />}</Route>
    </Switch>
  );
}
