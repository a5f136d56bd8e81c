import { defineModule } from '#base/module';
import { bankOracles } from './oracles.ts';
import { payoutOracles } from './payouts/oracles.ts';
import { payoutRoutes } from './payouts/routes.ts';
import { bankPersonal } from './personal.ts';
import { bankRefusals } from './refusals.ts';
import { bankRoutes } from './routes.ts';

export const bankModule = defineModule({
  name: 'bank',
  dir: import.meta.dirname,
  routes: [...bankRoutes, ...payoutRoutes],
  refusals: bankRefusals,
  locks: ['bank.entry'],
  oracles: [...bankOracles, ...payoutOracles],
  personal: bankPersonal,
});
