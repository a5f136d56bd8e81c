import { defineModule } from '#base/module';
import { pushPersonal } from './personal.ts';
import { SECOND } from '#base/time';
import { pushRefusals } from './refusals.ts';
import { pushRoutes } from './routes.ts';
import { sealServerKey } from './subscribe.ts';
import { newsOf, onOrders } from './hear.ts';
import { onWithdrawn, tellDue } from './tell.ts';

export const pushModule = defineModule({
  name: 'push',
  dir: import.meta.dirname,
  routes: pushRoutes,
  refusals: pushRefusals,
  reactions: [
    { name: 'push.orders', on: newsOf, run: onOrders },
    { name: 'push.consents', on: ['customers.consent_withdrawn'], run: onWithdrawn },
  ],
  secrets: sealServerKey,
  personal: pushPersonal,
  schedules: [{ name: 'push.send', everyMs: 2 * SECOND, run: tellDue }],
});
