import { defineModule } from '#base/module';
import { recheckClosed } from './checks.ts';
import { taxPersonal } from './personal.ts';
import { taxRefusals } from './refusals.ts';
import { taxRoutes } from './routes.ts';
import { taxCaches } from './seller.ts';

export const taxModule = defineModule({
  name: 'tax',
  dir: import.meta.dirname,
  routes: taxRoutes,
  refusals: taxRefusals,
  caches: taxCaches,
  personal: taxPersonal,
  locks: ['tax.seller'],
  schedules: [{ name: 'tax.recheck', everyMs: 60_000, run: recheckClosed }],
  rights: {
    'tax.read': { title: 'See VAT: settings, rates, proofs, totals by country', roles: ['accountant'], house: true },
    'tax.write': { title: 'Change VAT: settings and rates; check VAT numbers', roles: ['accountant'], house: true },
  },
});
