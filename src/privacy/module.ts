import { defineModule } from '#base/module';
import { sql } from '#base/db';
import { privacyRefusals } from './refusals.ts';
import { privacyRoutes } from './routes.ts';

export const privacyModule = defineModule({
  name: 'privacy',
  dir: import.meta.dirname,
  routes: privacyRoutes,
  refusals: privacyRefusals,
  rights: {
    'privacy.export': { title: 'Give a customer all that is known of them', roles: [], house: true },
    'privacy.erase': { title: 'Erase a customer, for ever', roles: [], house: true },
  },
  oracles: [
    {
      code: 'PRV1',
      promise: 'who was erased has no name, address, password or session left',
      violations: sql`
        SELECT e.customer_id AS what FROM privacy.erasure e JOIN customers.customer c USING (customer_id)
        WHERE c.erased_at IS NULL OR c.name <> '' OR c.email IS NOT NULL OR c.phone IS NOT NULL OR c.password_hash IS NOT NULL
          OR EXISTS (SELECT 1 FROM customers.address a WHERE a.customer_id = e.customer_id)
          OR EXISTS (SELECT 1 FROM identity.session s WHERE s.subject_id = e.customer_id)`,
    },
  ],
});
