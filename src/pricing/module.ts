import { defineModule } from '#base/module';
import { pricingRefusals } from './refusals.ts';
import { pricingRoutes } from './routes.ts';

export const pricingModule = defineModule({
  name: 'pricing',
  dir: import.meta.dirname,
  routes: pricingRoutes,
  refusals: pricingRefusals,
  rights: { 'prices.write': { title: 'Change prices and price lists', roles: ['owner'] } },
});
