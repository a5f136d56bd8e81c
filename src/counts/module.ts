import { defineModule } from '#base/module';
import { countOracles } from './oracles.ts';
import { countRefusals } from './refusals.ts';
import { countRoutes } from './routes.ts';

export const countsModule = defineModule({
  name: 'counts',
  dir: import.meta.dirname,
  routes: countRoutes,
  refusals: countRefusals,
  rights: {
    'counts.read': { title: 'See counts and what went missing', roles: ['clerk', 'picker', 'accountant'] },
    'counts.write': { title: 'Count stock', roles: ['clerk', 'picker'] },
    'counts.approve': { title: 'Approve counts and post their differences', roles: [] },
  },
  locks: ['counts.count'],
  oracles: countOracles,
});
