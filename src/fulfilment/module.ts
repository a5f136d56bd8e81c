import { defineModule } from '#base/module';
import { sweepCollections } from './collect.ts';
import { changesOfOrders, onOrdersChanged } from './follow.ts';
import { fetchLabel } from './labels.ts';
import { fulfilmentOracles } from './oracles.ts';
import { fulfilmentRefusals } from './refusals.ts';
import { fulfilmentRoutes } from './routes.ts';
import { fulfilmentPersonal } from './personal.ts';
import { trackParcels } from './tracking.ts';

export const fulfilmentModule = defineModule({
  name: 'fulfilment',
  dir: import.meta.dirname,
  routes: fulfilmentRoutes,
  refusals: fulfilmentRefusals,
  rights: {
    'fulfilment.read': { title: 'See what is to be prepared, and parcels', roles: ['clerk', 'picker', 'agent', 'rep'] },
    'fulfilment.write': { title: 'Pick, pack, send and hand over', roles: ['clerk', 'picker'] },
    'fulfilment.manage': { title: 'Set how a site prepares and keeps orders', roles: [] },
  },
  reactions: [{ name: 'fulfilment.orders', on: changesOfOrders, run: onOrdersChanged }],
  schedules: [
    { name: 'fulfilment.track', everyMs: 15_000, run: trackParcels },
    { name: 'fulfilment.collect', everyMs: 60_000, run: sweepCollections },
  ],
  jobs: [
    {
      name: 'fulfilment.label',
      run: (database, { parcelId }) => fetchLabel(database, String(parcelId)),
    },
  ],
  locks: ['fulfilment.wave', 'fulfilment.pick', 'fulfilment.parcel', 'fulfilment.collection', 'fulfilment.setting'],
  oracles: fulfilmentOracles,
  personal: fulfilmentPersonal,
});
