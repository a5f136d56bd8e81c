import { defineModule } from '#base/module';
import { shopPersonal } from './personal.ts';
import { shopRefusals } from './refusals.ts';
import { shopRoutes } from './routes.ts';
import { offersFollowRules } from './offers.ts';
import { sweepGifts } from './gifts.ts';
import { sweepWishes } from './wish.ts';
import { DAY, SECOND } from '#base/time';
import { sweepBack, tellBack } from './back.ts';

export const shopModule = defineModule({
  name: 'shop',
  dir: import.meta.dirname,
  routes: shopRoutes,
  refusals: shopRefusals,
  personal: shopPersonal,
  schedules: [
    { name: 'shop.wishes', everyMs: DAY, run: sweepWishes },
    { name: 'shop.gifts', everyMs: DAY, run: sweepGifts },
    { name: 'shop.back', everyMs: 10 * SECOND, run: tellBack },
    { name: 'shop.back_sweep', everyMs: DAY, run: sweepBack },
  ],
  caches: offersFollowRules,
});
