/** Buying: purchase orders, what to buy, suppliers, what the stock is worth. */
import { Route, Switch } from 'wouter';
import { EditDraft, NewDraft } from './draft.tsx';
import { PurchaseList } from './list.tsx';
import { Proposals } from './proposals.tsx';
import { Receive } from './receive.tsx';
import { PurchaseRecord } from './record.tsx';
import { Rules } from './rules.tsx';
import { SupplierList } from './suppliers.tsx';
import { SupplierRecord } from './supplier.tsx';
import { StockValue } from './value.tsx';
import { CostRecord } from './cost.tsx';
import './purchasing.css';

export function Page() {
  return (
    <Switch>
      <Route path="/purchasing/new">
        <NewDraft />
      </Route>
      <Route path="/purchasing/proposals">
        <Proposals />
      </Route>
      <Route path="/purchasing/rules">
        <Rules />
      </Route>
      <Route path="/purchasing/suppliers">
        <SupplierList />
      </Route>
      <Route path="/purchasing/suppliers/:id">{({ id }) => <SupplierRecord key={id} supplierId={id} />}</Route>
      <Route path="/purchasing/value">
        <StockValue />
      </Route>
      <Route path="/purchasing/value/:id">{({ id }) => <CostRecord key={id} skuId={id} />}</Route>
      <Route path="/purchasing/orders/:id">{({ id }) => <PurchaseRecord key={id} purchaseId={id} />}</Route>
      <Route path="/purchasing/orders/:id/edit">{({ id }) => <EditDraft key={id} purchaseId={id} />}</Route>
      <Route path="/purchasing/orders/:id/receive">{({ id }) => <Receive key={id} purchaseId={id} />}</Route>
      <Route>
        <PurchaseList />
      </Route>
    </Switch>
  );
}
