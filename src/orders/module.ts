import { defineModule } from '#base/module';
import { ordersPersonal } from './personal.ts';
import { expireOrders } from './cancel.ts';
import { explainRoute, simulateRoute, underRoute } from './explain-route.ts';
import { orderOracles } from './oracles.ts';
import { orderRefusals } from './refusals.ts';
import { orderRoutes } from './routes.ts';
import { onPaymentsSettled } from './settle.ts';
import { fillAll, onStockForWaiting } from './waiting.ts';

export const ordersModule = defineModule({
  name: 'orders',
  dir: import.meta.dirname,
  routes: [...orderRoutes, explainRoute, underRoute, simulateRoute],
  refusals: orderRefusals,
  rights: {
    'orders.read': { title: 'See orders', roles: ['clerk', 'picker', 'agent', 'rep', 'marketer', 'accountant'] },
    'orders.write': { title: 'Ship and cancel orders', roles: ['clerk', 'picker', 'agent'] },
  },
  reactions: [
    { name: 'orders.payments', on: ['payments.settled'], run: onPaymentsSettled },
    { name: 'orders.waiting', on: ['inventory.changed', 'orders.placed'], run: onStockForWaiting },
  ],
  schedules: [
    { name: 'orders.expire', everyMs: 2_000, run: expireOrders },
    { name: 'orders.fill', everyMs: 20_000, run: fillAll },
  ],
  locks: ['orders.order'],
  oracles: orderOracles,
  personal: ordersPersonal,
});
