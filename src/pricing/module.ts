import { defineModule } from '#base/module';
import { pricingCaches } from './queries.ts';
import { pricingRefusals } from './refusals.ts';
import { pricingRoutes } from './routes.ts';

export const pricingModule = defineModule({
  name: 'pricing',
  dir: import.meta.dirname,
  routes: pricingRoutes,
  refusals: pricingRefusals,
  caches: pricingCaches,
  rights: { 'prices.write': { title: 'Change prices and price lists', roles: [], house: true } },
});
