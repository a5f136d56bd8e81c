/** The media library: all pictures in a grid, and one with its text, focus and uses. */
import { Route, Switch } from 'wouter';
import { MediaList } from './list.tsx';
import './media.css';
import { MediaRecord } from './record.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/media">
        <MediaList />
      </Route>
      <Route path="/media/:id">{({ id }) => <MediaRecord key={id} mediaId={id ?? ''} />}</Route>
    </Switch>
  );
}
