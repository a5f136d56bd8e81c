import { defineModule } from '#base/module';
import { sql } from '#base/db';
import { catalogCaches } from './cache.ts';
import { fetchPictures, measurePictures } from './media/fetch.ts';
import { trimRenditions } from './media/renditions.ts';
import { catalogRefusals } from './refusals.ts';
import { catalogRoutes } from './routes.ts';

export const catalogModule = defineModule({
  name: 'catalog',
  dir: import.meta.dirname,
  routes: catalogRoutes,
  refusals: catalogRefusals,
  rights: {
    'catalog.read': {
      title: 'See products and categories',
      roles: ['clerk', 'picker', 'agent', 'rep', 'marketer', 'accountant'],
    },
    'catalog.write': { title: 'Change products and categories, import and publish', roles: ['marketer'], house: true },
  },
  caches: catalogCaches,
  schedules: [
    {
      name: 'catalog.pictures',
      everyMs: 5_000,
      run: async (database) => {
        await fetchPictures(database);
        await measurePictures(database);
      },
    },
    { name: 'catalog.renditions', everyMs: 600_000, run: async () => void (await trimRenditions()) },
  ],
  locks: ['catalog.attribute', 'catalog.family', 'catalog.category', 'catalog.product'],
  oracles: [
    {
      code: 'CAT1',
      promise: 'every variant has one value for each option of its product',
      violations: sql`
        SELECT 'variant ' || v.sku_id || ' of ' || p.handle AS what FROM catalog.variant v JOIN catalog.product p USING (product_id)
        WHERE v.status = 'active' AND jsonb_array_length(v.option_values) <> jsonb_array_length(p.options)`,
    },
    {
      code: 'CAT2',
      promise: 'variants, pictures, shelves and publications belong to products that exist',
      violations: sql`
        SELECT o.kind || ' of unknown product ' || o.product_id AS what FROM (
          SELECT 'variant' AS kind, product_id FROM catalog.variant
          UNION ALL SELECT 'picture', product_id FROM catalog.media WHERE product_id IS NOT NULL
          UNION ALL SELECT 'place', product_id FROM catalog.product_category
          UNION ALL SELECT 'publication', product_id FROM catalog.publication) o
        WHERE NOT EXISTS (SELECT 1 FROM catalog.product p WHERE p.product_id = o.product_id)`,
    },
    {
      code: 'CAT3',
      promise: 'values, families, relations and components name what exists',
      violations: sql`
        SELECT 'value of ' || v.attribute || ' of product ' || v.product_id AS what FROM catalog.attribute_value v
        WHERE NOT EXISTS (SELECT 1 FROM catalog.attribute a WHERE a.code = v.attribute)
          OR NOT EXISTS (SELECT 1 FROM catalog.product p WHERE p.product_id = v.product_id)
          OR (v.sku_id <> '' AND NOT EXISTS (SELECT 1 FROM catalog.variant s WHERE s.sku_id = v.sku_id AND s.product_id = v.product_id))
        UNION ALL SELECT 'product ' || p.handle || ' of unknown family ' || p.family FROM catalog.product p
        WHERE p.family IS NOT NULL AND NOT EXISTS (SELECT 1 FROM catalog.family f WHERE f.code = p.family)
        UNION ALL SELECT 'relation of ' || r.product_id || ' with ' || r.related_id FROM catalog.relation r
        WHERE NOT EXISTS (SELECT 1 FROM catalog.product p WHERE p.product_id = r.product_id)
          OR NOT EXISTS (SELECT 1 FROM catalog.product p WHERE p.product_id = r.related_id)
        UNION ALL SELECT 'component ' || c.component_id || ' of ' || c.sku_id FROM catalog.component c
        WHERE NOT EXISTS (SELECT 1 FROM catalog.variant v WHERE v.sku_id = c.component_id)
          OR EXISTS (SELECT 1 FROM catalog.component inner_one WHERE inner_one.sku_id = c.component_id)`,
    },
  ],
});
