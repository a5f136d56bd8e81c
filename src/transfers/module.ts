import { defineModule } from '#base/module';
import { transferOracles } from './oracles.ts';
import { transferRefusals } from './refusals.ts';
import { transferRoutes } from './routes.ts';

export const transfersModule = defineModule({
  name: 'transfers',
  dir: import.meta.dirname,
  routes: transferRoutes,
  refusals: transferRefusals,
  rights: {
    'transfers.read': {
      title: 'See transfers and what is under way',
      roles: ['clerk', 'picker', 'agent', 'accountant'],
    },
    'transfers.write': { title: 'Ask for, send and receive transfers', roles: ['clerk', 'picker'] },
  },
  locks: ['transfers.transfer'],
  oracles: transferOracles,
});
