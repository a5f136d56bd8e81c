import { defineModule } from '#base/module';
import { identityPersonal } from './personal.ts';
import { HOUR } from '#base/time';
import { identityCaches } from './principal.ts';
import { identityRefusals } from './refusals.ts';
import { identityRoutes } from './routes.ts';
import { sealLinks } from './links.ts';
import { sealSecondFactors } from './second-factor.ts';
import { sweepSessions } from './session.ts';

export const identityModule = defineModule({
  name: 'identity',
  dir: import.meta.dirname,
  routes: identityRoutes,
  refusals: identityRefusals,
  rights: {
    self: {
      title: 'Look after one’s own sign-in',
      roles: ['clerk', 'picker', 'agent', 'rep', 'marketer', 'accountant'],
    },
    'staff.read': { title: 'See who works here', roles: ['clerk', 'picker', 'agent', 'rep', 'marketer', 'accountant'] },
    'staff.write': { title: 'Invite, change and dismiss staff', roles: [] },
    'roles.write': { title: 'Make roles, and say who needs a second factor', roles: [], house: true },
    'keys.write': { title: 'Make and revoke keys of programs', roles: [], house: true },
    'audit.read': { title: 'See the list of privileged changes', roles: ['accountant'] },
    'till.sell': { title: 'Sell at a till', roles: ['clerk'] },
  },
  schedules: [{ name: 'identity.sweep', everyMs: HOUR, run: sweepSessions }],
  caches: identityCaches,
  secrets: async (database) => {
    await sealSecondFactors(database);
    await sealLinks(database);
  },
  locks: ['identity.staff'],
  personal: identityPersonal,
});
