import { defineModule } from '#base/module';
import { tillPersonal } from './personal.ts';
import { tillExchangeRoutes } from './exchange-routes.ts';
import { tillDayRoutes } from './day-routes.ts';
import { tillDaysRoutes } from './days-routes.ts';
import { tillOracles } from './oracles.ts';
import { tillRefusals } from './refusals.ts';
import { tillPickupRoutes } from './pickup-routes.ts';
import { tillVoucherRoutes } from './voucher-routes.ts';
import { tillReturnRoutes } from './return-routes.ts';
import { tillRoutes } from './routes.ts';

/** The right `till.sell` is declared by identity, below, because devices are enrolled there. */
export const tillModule = defineModule({
  name: 'till',
  dir: import.meta.dirname,
  routes: [
    ...tillRoutes,
    ...tillReturnRoutes,
    ...tillPickupRoutes,
    ...tillExchangeRoutes,
    ...tillVoucherRoutes,
    ...tillDayRoutes,
    ...tillDaysRoutes,
  ],
  rights: { 'till.cash': { title: 'Put money into a drawer, or take it out', roles: ['clerk'] } },
  refusals: tillRefusals,
  locks: ['till.device'],
  oracles: tillOracles,
  personal: tillPersonal,
});
