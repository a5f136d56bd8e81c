/** Preparing: a site's queue, pick lists, parcels. Made for a phone of 390 px, and the same on a screen. */
import { Route, Switch } from 'wouter';
import { PackPage } from './packing.tsx';
import { Queue } from './queue.tsx';
import { SettingPage } from './setting.tsx';
import { WavePage } from './wave.tsx';
import '../stock/stock.css';
import '../stock/scanner.css';
import './fulfilment.css';

export function Page() {
  return (
    <Switch>
      <Route path="/fulfilment">
        <Queue />
      </Route>
      <Route path="/fulfilment/settings/:siteId">
        {({ siteId }) => <SettingPage key={siteId} siteId={siteId ?? ''} />}
      </Route>
      <Route path="/fulfilment/waves/:id">{({ id }) => <WavePage key={id} waveId={id ?? ''} />}</Route>
      <Route path="/fulfilment/orders/:id">{({ id }) => <PackPage key={id} orderId={id ?? ''} />}</Route>
    </Switch>
  );
}
