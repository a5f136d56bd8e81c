import { defineModule } from '#base/module';
import { sourcingOracles } from './oracles.ts';
import { sourcingCaches } from './policies.ts';
import { sourcingRefusals } from './refusals.ts';
import { sourcingRoutes } from './routes.ts';
import { stockWhyRoute } from './stock-why.ts';

export const sourcingModule = defineModule({
  name: 'sourcing',
  dir: import.meta.dirname,
  routes: [...sourcingRoutes, stockWhyRoute],
  refusals: sourcingRefusals,
  rights: {
    'sourcing.read': {
      title: 'See which rules choose the place that serves an order, and what is sold beyond stock',
      roles: ['clerk', 'picker', 'agent'],
    },
    'sourcing.write': { title: 'Change the sourcing rules, back-orders and pre-orders', roles: [], house: true },
  },
  locks: ['sourcing.later'],
  oracles: sourcingOracles,
  caches: sourcingCaches,
});
