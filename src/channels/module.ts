import { sql } from '#base/db';
import { defineModule } from '#base/module';
import { channelsCaches } from './queries.ts';
import { channelsRefusals } from './refusals.ts';
import { channelsRoutes } from './routes.ts';

export const channelsModule = defineModule({
  name: 'channels',
  dir: import.meta.dirname,
  routes: channelsRoutes,
  refusals: channelsRefusals,
  rights: {
    'channels.read': {
      title: 'See channels and their integration levels',
      roles: ['clerk', 'picker', 'agent', 'rep', 'marketer', 'accountant'],
    },
    'channels.write': { title: 'Open channels and set their integration levels', roles: [], house: true },
  },
  caches: channelsCaches,
  locks: ['channels.channel'],
  oracles: [
    {
      code: 'CHN1',
      promise: 'Every channel has a level in each of the eight domains',
      violations: sql`SELECT c.channel_id || ': ' || count(l.domain) || ' domains' AS what FROM channels.channel c
        LEFT JOIN channels.channel_level l USING (channel_id) GROUP BY c.channel_id HAVING count(l.domain) <> 8`,
    },
  ],
});
