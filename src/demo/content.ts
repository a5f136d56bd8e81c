/** What the demo's products say: families, attributes, values, what goes with what, what the gift sets are made of. */
import { setRule } from '#assortment';
import { sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import {
  defineAttribute,
  defineFamily,
  productVersions,
  setComponents,
  setFamily,
  setRelations,
  setValues,
  type ValuesInput,
} from '#catalog';
import { idFor } from './ids.ts';
import { attributes, families } from './products/attributes.ts';
import { demoProducts, soldProducts } from './products/index.ts';
import { bundles, familyOf, relations, valuesOf } from './products/values.ts';
import { seedSourcing } from './sourcing.ts';
import type { DemoProduct } from './types.ts';

const caller = { actor: 'demo' };
/** Products in a transaction. */
const AT_ONCE = 40;

/**
 * What the demo's products say in full, behind the first page. Once; begun again, an interrupted one does the same once more. In small
 * transactions, since the shop is open by now.
 */
export async function describeProducts(database: Database): Promise<void> {
  if (await isDescribed(database)) return;
  for (const attribute of attributes) await database.transaction(caller, (tx) => defineAttribute(tx, attribute));
  for (const family of families) await database.transaction(caller, (tx) => defineFamily(tx, family));
  for (const [family, members] of Map.groupBy(soldProducts, familyOf))
    await database.transaction(caller, (tx) =>
      setFamily(tx, { productIds: members.map((product) => idFor('prd', product.handle)), family }),
    );
  for (let i = 0; i < soldProducts.length; i += AT_ONCE)
    await database.transaction(caller, (tx) => setValues(tx, soldProducts.slice(i, i + AT_ONCE).map(inputOf)));
  await database.transaction(caller, seedRelations);
  await database.transaction(caller, seedSourcing);
  await database.transaction(caller, async (tx) => {
    await seedRange(tx);
    announce(tx, { type: 'demo.described', subjectKind: 'demo', subjectId: 'ourcel' });
  });
}

async function isDescribed(database: Database): Promise<boolean> {
  return (await database.query(sql`SELECT 1 FROM journal.event WHERE type = 'demo.described' LIMIT 1`)).length > 0;
}

const inputOf = (product: DemoProduct): ValuesInput => ({
  productId: idFor('prd', product.handle),
  values: valuesOf(product, (sku) => idFor('sku', sku)),
});

/** Between products that are all there. */
async function seedRelations(tx: Tx): Promise<void> {
  const handles = [...relations.map(([handle]) => handle), ...bundles.map(([handle]) => handle)];
  const versions = await productVersions(
    tx,
    handles.map((handle) => idFor('prd', handle)),
  );
  const version = (productId: string): number => versions.get(productId) ?? 1;
  for (const [handle, kind, others] of relations) {
    const productId = idFor('prd', handle);
    const productIds = others.map((other) => idFor('prd', other));
    versions.set(
      productId,
      (await setRelations(tx, { productId, version: version(productId), kind, productIds })).version,
    );
  }
  for (const [handle, parts] of bundles) {
    const productId = idFor('prd', handle);
    const skuId = firstSku(handle);
    const components = parts.map(([part, quantity]) => ({ skuId: firstSku(part), quantity }));
    await setComponents(tx, { productId, version: version(productId), skuId, components });
  }
}

function firstSku(handle: string): string {
  const sku = demoProducts.find((product) => product.handle === handle)?.variants[0]?.sku;
  if (sku === undefined) throw new Error(`no product ${handle} in the demo`);
  return idFor('sku', sku);
}

/** Part of the range goes to the social network: what is bought at a glance, well pictured and complete. */
async function seedRange(tx: Tx): Promise<void> {
  const families = ['clothing', 'accessories', 'makeup', 'fragrance', 'candles'];
  const when = { all: [{ family: families }, { pictures: 2 }, { completeness: 80 }, { priced: true }] };
  await setRule(tx, { channelId: idFor('chn', 'instagram'), version: 0, when, from: null, until: null, enabled: true });
}
