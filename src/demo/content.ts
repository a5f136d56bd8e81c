/** What the demo's products say: families, attributes, values, what goes with what, what the gift sets are made of. */
import { setRule } from '#assortment';
import type { Tx } from '#base/db';
import {
  defineAttribute,
  defineFamily,
  productVersions,
  setComponents,
  setFamily,
  setRelations,
  setValues,
} from '#catalog';
import { idFor } from './ids.ts';
import { attributes, families } from './products/attributes.ts';
import { demoProducts } from './products/index.ts';
import { bundles, familyOf, relations, valuesOf } from './products/values.ts';
import type { DemoProduct } from './types.ts';

export async function seedDefinitions(tx: Tx): Promise<void> {
  for (const attribute of attributes) await defineAttribute(tx, attribute);
  for (const family of families) {
    tx.lockRank = -1; // nobody else is there yet
    await defineFamily(tx, family);
  }
}

/** Of products that are there. */
export async function seedContent(tx: Tx, products: readonly DemoProduct[]): Promise<void> {
  tx.lockRank = -1;
  for (const [family, members] of Map.groupBy(products, familyOf)) {
    await setFamily(tx, { productIds: members.map((product) => idFor('prd', product.handle)), family });
    tx.lockRank = -1;
  }
  const inputs = products.map((product) => ({
    productId: idFor('prd', product.handle),
    values: valuesOf(product, (sku) => idFor('sku', sku)),
  }));
  await setValues(tx, inputs);
}

/** Between products that are all there. */
export async function seedRelations(tx: Tx): Promise<void> {
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
export async function seedRange(tx: Tx): Promise<void> {
  const families = ['clothing', 'accessories', 'makeup', 'fragrance', 'candles'];
  const when = { all: [{ family: families }, { pictures: 2 }, { completeness: 80 }, { priced: true }] };
  await setRule(tx, { channelId: idFor('chn', 'instagram'), version: 0, when, from: null, until: null, enabled: true });
}
