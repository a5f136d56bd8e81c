import { defineModule } from '#base/module';
import { orgCaches } from './queries.ts';
import { orgRefusals } from './refusals.ts';
import { orgRoutes } from './routes.ts';

export const orgModule = defineModule({
  name: 'org',
  dir: import.meta.dirname,
  routes: orgRoutes,
  refusals: orgRefusals,
  rights: {
    'settings.read': {
      title: 'See settings, sites and legal entities',
      roles: ['clerk', 'picker', 'agent', 'rep', 'marketer', 'accountant'],
    },
    'settings.write': { title: 'Change settings, sites and legal entities', roles: [], house: true },
  },
  caches: orgCaches,
  locks: ['org.settings', 'org.entity', 'org.site'],
});
