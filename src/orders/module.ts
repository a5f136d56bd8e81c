import { defineModule } from '#base/module';
import { expireOrders } from './cancel.ts';
import { explainRoute } from './explain-route.ts';
import { orderOracles } from './oracles.ts';
import { orderRefusals } from './refusals.ts';
import { orderRoutes } from './routes.ts';
import { onPaymentsSettled } from './settle.ts';

export const ordersModule = defineModule({
  name: 'orders',
  dir: import.meta.dirname,
  routes: [...orderRoutes, explainRoute],
  refusals: orderRefusals,
  rights: {
    'orders.read': { title: 'See orders', roles: ['clerk', 'picker', 'agent', 'rep', 'marketer', 'accountant'] },
    'orders.write': { title: 'Ship and cancel orders', roles: ['clerk', 'picker', 'agent'] },
  },
  reactions: [{ name: 'orders.payments', on: ['payments.settled'], run: onPaymentsSettled }],
  schedules: [{ name: 'orders.expire', everyMs: 2_000, run: expireOrders }],
  locks: ['orders.order'],
  oracles: orderOracles,
});
