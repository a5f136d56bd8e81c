import { defineModule } from '#base/module';
import { HOUR } from '#base/time';
import { identityCaches } from './principal.ts';
import { identityRefusals } from './refusals.ts';
import { identityRoutes } from './routes.ts';
import { sweepSessions } from './session.ts';

export const identityModule = defineModule({
  name: 'identity',
  dir: import.meta.dirname,
  routes: identityRoutes,
  refusals: identityRefusals,
  rights: {
    self: { title: 'Look after one’s own sign-in', roles: ['clerk'] },
    'staff.read': { title: 'See who works here', roles: ['clerk'] },
    'staff.write': { title: 'Add, change and dismiss staff', roles: [] },
    'till.sell': { title: 'Sell at a till', roles: ['clerk'] },
  },
  schedules: [{ name: 'identity.sweep', everyMs: HOUR, run: sweepSessions }],
  caches: identityCaches,
  locks: ['identity.staff'],
});
