/** Promotions: what each does and where it stands, made and tried in an editor, with its codes and versions. */
import { Route, Switch } from 'wouter';
import { EditPromotion, NewPromotion } from './editor.tsx';
import { PromotionList } from './list.tsx';
import './promotions.css';
import { PromotionPage } from './record.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/promotions">
        <PromotionList />
      </Route>
      <Route path="/promotions/new">
        <NewPromotion />
      </Route>
      <Route path="/promotions/:id/edit">{({ id }) => <EditPromotion key={id} promotionId={id ?? ''} />}</Route>
      <Route path="/promotions/:id">{({ id }) => <PromotionPage key={id} promotionId={id ?? ''} />}</Route>
    </Switch>
  );
}
