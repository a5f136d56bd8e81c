import { defineModule } from '#base/module';
import { costRoutes } from './cost-routes.ts';
import { purchasingOracles } from './oracles.ts';
import { purchaseRoutes } from './purchase-routes.ts';
import { purchasingRefusals } from './refusals.ts';
import { supplierRoutes } from './supplier-routes.ts';

export const purchasingModule = defineModule({
  name: 'purchasing',
  dir: import.meta.dirname,
  routes: [...supplierRoutes, ...purchaseRoutes, ...costRoutes],
  refusals: purchasingRefusals,
  rights: {
    'purchasing.read': {
      title: 'See suppliers, purchase orders and what is on its way',
      roles: ['clerk', 'picker', 'accountant'],
    },
    'purchasing.write': { title: 'Order from suppliers', roles: [] },
    'purchasing.receive': { title: 'Receive deliveries, send goods back', roles: ['clerk', 'picker'] },
    'suppliers.write': { title: 'Add and change suppliers', roles: [], house: true },
    'costs.read': { title: 'See what stock costs and is worth', roles: ['accountant'], house: true },
    'costs.write': { title: 'Add landed costs, set the cost of articles', roles: ['accountant'], house: true },
  },
  locks: ['purchasing.supplier', 'purchasing.purchase', 'purchasing.cost'],
  oracles: purchasingOracles,
});
