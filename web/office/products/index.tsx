/** Products: the list, the record, a new one, the tree of categories, and the import of catalogues. */
import { Route, Switch } from 'wouter';
import { DefinitionsPage } from '../content/definitions.tsx';
import { ProductPart } from '../content/index.tsx';
import { RulesPage } from '../content/rules.tsx';
import { CategoriesPage } from './categories.tsx';
import { GridPage } from './grid.tsx';
import { ImportPage } from './import.tsx';
import { ProductList } from './list.tsx';
import { NewProductPage } from './new.tsx';
import './products.css';
import { ProductRecord } from './record.tsx';
import { SimpleProductPage } from './simple.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/products">
        <ProductList />
      </Route>
      <Route path="/products/new">
        <NewProductPage />
      </Route>
      <Route path="/products/simple">
        <SimpleProductPage />
      </Route>
      <Route path="/products/families">
        <DefinitionsPage />
      </Route>
      <Route path="/products/assortment">
        <RulesPage />
      </Route>
      <Route path="/products/grid">
        <GridPage />
      </Route>
      <Route path="/products/categories">
        <CategoriesPage />
      </Route>
      <Route path="/products/import">
        <ImportPage />
      </Route>
      <Route path="/products/:id/:part">
        {({ id, part }) => <ProductPart key={`${id} ${part}`} productId={id ?? ''} part={part ?? ''} />}
      </Route>
      <Route path="/products/:id">{({ id }) => <ProductRecord key={id} productId={id ?? ''} />}</Route>
    </Switch>
  );
}
