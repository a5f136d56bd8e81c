/** Channels: the matrix of levels, and the record of each. */
import { Route, Switch } from 'wouter';
import './channels.css';
import { Matrix } from './matrix.tsx';
import { ChannelRecord } from './record.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/channels">
        <Matrix />
      </Route>
      <Route path="/channels/:id">{({ id }) => <ChannelRecord key={id} channelId={id ?? ''} />}</Route>
    </Switch>
  );
}
