/** Addresses of the office: each noun answers for what lies below its first word, and is loaded when first asked for. */
import { lazy, Suspense, type ComponentType } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { LoadFailed } from './parts/failed.tsx';
import { PageSkeleton } from './parts/skeleton.tsx';
import { NotFound } from './shell/not-found.tsx';
import { isNew, useFirstSteps } from './start/data.ts';

type Noun = { readonly path: string; readonly page: ComponentType };

type Loaded = Promise<{ Page: ComponentType }>;

/** A noun's `index.tsx` exports the component `Page`, which routes what lies below: `/orders`, `/orders/:id`. */
function noun(path: string, load: () => Loaded): Noun {
  const page = lazy(() =>
    load().then(
      (loaded) => ({ default: loaded.Page }),
      () => ({ default: LoadFailed }),
    ),
  );
  return { path: `${path}/*?`, page };
}

const nouns: readonly Noun[] = [
  noun('/start', () => import('./start/index.tsx')),
  noun('/now', () => import('./now/index.tsx')),
  noun('/orders', () => import('./orders/index.tsx')),
  noun('/returns', () => import('./returns/index.tsx')),
  noun('/documents', () => import('./documents/index.tsx')),
  noun('/payments', () => import('./payments/index.tsx')),
  noun('/carts', () => import('./carts/index.tsx')),
  noun('/customers', () => import('./customers/index.tsx')),
  noun('/companies', () => import('./companies/index.tsx')),
  noun('/products', () => import('./products/index.tsx')),
  noun('/media', () => import('./media/index.tsx')),
  noun('/stock', () => import('./stock/index.tsx')),
  noun('/fulfilment', () => import('./fulfilment/index.tsx')),
  noun('/transfers', () => import('./transfers/index.tsx')),
  noun('/counts', () => import('./counts/index.tsx')),
  noun('/purchasing', () => import('./purchasing/index.tsx')),
  noun('/channels', () => import('./channels/index.tsx')),
  noun('/sourcing', () => import('./sourcing/index.tsx')),
  noun('/prices', () => import('./prices/index.tsx')),
  noun('/promotions', () => import('./promotions/index.tsx')),
  noun('/cards', () => import('./cards/index.tsx')),
  noun('/people', () => import('./people/index.tsx')),
  noun('/settings', () => import('./settings/index.tsx')),
  noun('/developers', () => import('./developers/index.tsx')),
];

/** An owner of a shop without anything in it begins with the first steps, everybody else with the shop now. */
function Home() {
  const steps = useFirstSteps();
  if (steps.isLoading) return <PageSkeleton />;
  return <Redirect to={steps.data && isNew(steps.data) ? '/start' : '/now'} replace />;
}

/** The screen of the present address. */
export function Pages() {
  return (
    <Switch>
      <Route path="/">
        <Home />
      </Route>
      {nouns.map(({ path, page: Noun }) => (
        <Route key={path} path={path}>
          <Suspense fallback={<PageSkeleton />}>
            <Noun />
          </Suspense>
        </Route>
      ))}
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
