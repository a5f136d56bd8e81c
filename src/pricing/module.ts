import { defineModule } from '#base/module';
import { articleRoutes } from './article-routes.ts';
import { pricingOracles } from './oracles.ts';
import { pricingPersonal } from './personal.ts';
import { promotionRoutes } from './promotions/routes.ts';
import { pricingCaches } from './queries.ts';
import { onOrdersCancelled } from './promotions/uses.ts';
import { pricingRefusals } from './refusals.ts';
import { pricingRoutes } from './routes.ts';

export const pricingModule = defineModule({
  name: 'pricing',
  dir: import.meta.dirname,
  routes: [...pricingRoutes, ...articleRoutes, ...promotionRoutes],
  refusals: pricingRefusals,
  reactions: [{ name: 'pricing.uses', on: ['orders.cancelled', 'orders.expired'], run: onOrdersCancelled }],
  caches: pricingCaches,
  oracles: pricingOracles,
  personal: pricingPersonal,
  locks: ['pricing.promotion_tally', 'pricing.promotion_code'],
  rights: {
    'prices.write': { title: 'Change prices and price lists', roles: [], house: true },
    'promotions.write': { title: 'Make and switch promotions, and their codes', roles: ['marketer'], house: true },
  },
});
