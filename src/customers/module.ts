import { defineModule } from '#base/module';
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
  },
  locks: ['customers.customer'],
  personal: customersPersonal,
});
