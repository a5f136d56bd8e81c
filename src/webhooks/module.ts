import { defineModule } from '#base/module';
import { HOUR } from '#base/time';
import { sealEndpoints } from './endpoints.ts';
import { eventTypes } from './model.ts';
import { onFacts, runReplay, sweepDeliveries } from './queue.ts';
import { webhookRefusals } from './refusals.ts';
import { webhookRoutes } from './routes.ts';
import { sendDue } from './send.ts';

export const webhooksModule = defineModule({
  name: 'webhooks',
  dir: import.meta.dirname,
  routes: webhookRoutes,
  refusals: webhookRefusals,
  rights: {
    'events.read': {
      title: 'Hear what happens live, as far as one’s other rights go',
      roles: ['clerk', 'picker', 'agent', 'rep', 'marketer', 'accountant'],
    },
    'developers.read': { title: 'See webhooks and recent calls of the API', roles: [], house: true },
    'developers.write': { title: 'Set up webhooks and send messages again', roles: [], house: true },
  },
  reactions: [{ name: 'webhooks.facts', on: Object.keys(eventTypes), run: onFacts }],
  schedules: [
    { name: 'webhooks.send', everyMs: 500, run: sendDue },
    { name: 'webhooks.sweep', everyMs: HOUR, run: sweepDeliveries },
  ],
  jobs: [{ name: 'webhooks.replay', run: runReplay }],
  secrets: sealEndpoints,
  locks: ['webhooks.endpoint'],
});
