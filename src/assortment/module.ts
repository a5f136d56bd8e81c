import { defineModule } from '#base/module';
import { sql } from '#base/db';
import { assortmentRefusals } from './refusals.ts';
import { assortmentRoutes } from './routes.ts';
import { followEvents, runDueRules } from './rules.ts';

export const assortmentModule = defineModule({
  name: 'assortment',
  dir: import.meta.dirname,
  routes: assortmentRoutes,
  refusals: assortmentRefusals,
  reactions: [
    {
      name: 'assortment.follow',
      on: [
        'catalog.product_changed',
        'catalog.published',
        'catalog.category_changed',
        'catalog.attribute_changed',
        'catalog.family_changed',
        'pricing.changed',
      ],
      run: followEvents,
    },
  ],
  schedules: [
    { name: 'assortment.rules', everyMs: 1_000, run: async (database) => void (await runDueRules(database)) },
  ],
  locks: ['assortment.rule'],
  oracles: [
    {
      code: 'ASS1',
      promise: 'exceptions are of channels that have a rule',
      violations: sql`
        SELECT 'exception of ' || e.product_id || ' on ' || e.channel_id AS what FROM assortment.exception e
        WHERE NOT EXISTS (SELECT 1 FROM assortment.rule r WHERE r.channel_id = e.channel_id)`,
    },
  ],
});
