import { defineModule } from '#base/module';
import { cartsPersonal } from './personal.ts';
import { HOUR } from '#base/time';
import { sweepHeld } from './approval-hold.ts';
import { approvalRoutes } from './approval-routes.ts';
import { staffApprovalRoutes } from './approval-staff.ts';
import { checkoutRoutes } from './checkout-routes.ts';
import { abandonIdleCarts } from './expire.ts';
import { cartRefusals } from './refusals.ts';
import { cartOracles } from './oracles.ts';
import { onOrders } from './reopen.ts';
import { shopperCartRoutes } from './routes.ts';
import { staffCartRoutes } from './staff-routes.ts';

export const cartsModule = defineModule({
  name: 'carts',
  dir: import.meta.dirname,
  routes: [...shopperCartRoutes, ...checkoutRoutes, ...approvalRoutes, ...staffApprovalRoutes, ...staffCartRoutes],
  refusals: cartRefusals,
  rights: {
    'carts.read': {
      title: 'See shoppers’ carts, where the channel’s level allows it',
      roles: ['clerk', 'agent', 'rep'],
    },
    'carts.write': { title: 'Work in shoppers’ carts and bring them to the till', roles: ['clerk', 'agent', 'rep'] },
  },
  reactions: [
    { name: 'carts.reopen', on: ['orders.expired', 'orders.placed', 'orders.needs_decision'], run: onOrders },
  ],
  schedules: [
    { name: 'carts.idle', everyMs: HOUR, run: abandonIdleCarts },
    { name: 'carts.approvals', everyMs: 10_000, run: sweepHeld },
  ],
  oracles: cartOracles,
  locks: ['carts.shared', 'carts.cart', 'carts.approval'],
  personal: cartsPersonal,
});
