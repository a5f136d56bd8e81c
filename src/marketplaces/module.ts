import { defineModule } from '#base/module';
import { marketplacesPersonal } from './personal.ts';
import { sealAccounts } from './account.ts';
import { onOffersChanged, pushOffers } from './push.ts';
import { acknowledgeOrder, pullMarketplaces } from './pull.ts';
import { marketplaceRefusals } from './refusals.ts';
import { marketplaceRoutes } from './routes.ts';

export const marketplacesModule = defineModule({
  name: 'marketplaces',
  dir: import.meta.dirname,
  routes: marketplaceRoutes,
  refusals: marketplaceRefusals,
  reactions: [
    {
      name: 'marketplaces.offers',
      on: [
        'inventory.changed',
        'pricing.changed',
        'catalog.product_changed',
        'catalog.published',
        'channels.level_changed',
      ],
      run: onOffersChanged,
    },
  ],
  schedules: [
    { name: 'marketplaces.pull', everyMs: 1_000, run: pullMarketplaces },
    { name: 'marketplaces.push', everyMs: 250, run: pushOffers },
  ],
  secrets: sealAccounts,
  personal: marketplacesPersonal,
  jobs: [{ name: 'marketplaces.acknowledge', run: acknowledgeOrder }],
});
