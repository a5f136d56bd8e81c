import { defineModule } from '#base/module';
import { buyersCaches } from './companies/buyers.ts';
import { customersPersonal } from './personal.ts';
import { customersRefusals } from './refusals.ts';
import { customersRoutes } from './routes.ts';

export const customersModule = defineModule({
  name: 'customers',
  dir: import.meta.dirname,
  routes: customersRoutes,
  refusals: customersRefusals,
  rights: {
    'customers.read': {
      title: 'Find customers and see their story',
      roles: ['clerk', 'agent', 'rep', 'marketer', 'accountant'],
    },
    'customers.write': { title: 'Add and change customers', roles: ['clerk', 'agent', 'rep'] },
    'companies.write': {
      title: 'Add and change companies, who buys for them, their terms, and groups',
      roles: ['rep', 'accountant'],
      house: true,
    },
  },
  caches: buyersCaches,
  locks: ['customers.customer', 'customers.company', 'customers.buyer_group'],
  personal: customersPersonal,
});
