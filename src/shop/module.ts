import { defineModule } from '#base/module';
import { shopRefusals } from './refusals.ts';
import { shopRoutes } from './routes.ts';
import { sweepWishes } from './wish.ts';
import { DAY } from '#base/time';

export const shopModule = defineModule({
  name: 'shop',
  dir: import.meta.dirname,
  routes: shopRoutes,
  refusals: shopRefusals,
  schedules: [{ name: 'shop.wishes', everyMs: DAY, run: sweepWishes }],
});
