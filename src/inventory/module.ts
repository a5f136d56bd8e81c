import { defineModule } from '#base/module';
import { expireLeases } from './lease.ts';
import { inventoryOracles } from './oracles.ts';
import { pastRoutes } from './past-routes.ts';
import { forgetStock } from './queries.ts';
import { inventoryRefusals } from './refusals.ts';
import { inventoryRoutes } from './routes.ts';

export const inventoryModule = defineModule({
  name: 'inventory',
  dir: import.meta.dirname,
  routes: [...inventoryRoutes, ...pastRoutes],
  refusals: inventoryRefusals,
  rights: {
    'stock.read': {
      title: 'See stock and its movements',
      roles: ['clerk', 'picker', 'agent', 'rep', 'marketer', 'accountant'],
    },
    'stock.write': { title: 'Receive, count and move stock', roles: ['clerk', 'picker'] },
  },
  schedules: [{ name: 'inventory.leases', everyMs: 5_000, run: expireLeases }],
  locks: ['inventory.shelf', 'inventory.lease', 'inventory.reservation'],
  oracles: inventoryOracles,
  caches: forgetStock,
});
