/** What the demo's products say is read out of their own facts, fits their families, and shows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Database } from '#base/db';
import { elapsed } from '#base/time';
import { runDueRules } from '#assortment';
import { completenessOf, componentsOf, facetValues, relatedProducts, shownAttributes } from '#catalog';
import { testDatabase } from '../../test/support/database.ts';
import { idFor } from './ids.ts';
import { describeProducts } from './content.ts';
import { openSwiss } from './swiss.ts';
import { attributes, families } from './products/attributes.ts';
import { demoProducts } from './products/index.ts';
import { familyOf, valuesOf } from './products/values.ts';
import { seedDemo } from './seed.ts';

test('every product has a family, and says something its family asks for', () => {
  const codes = new Set(families.map((family) => family.code));
  const silent = demoProducts.filter((product) => valuesOf(product, (sku) => sku).length === 0).map((p) => p.handle);
  assert.deepEqual(
    demoProducts.map(familyOf).filter((family) => !codes.has(family)),
    [],
  );
  assert.ok(silent.length <= 8, `without any value: ${silent.join()}`);
  const used = new Set(
    demoProducts.flatMap((product) => valuesOf(product, (sku) => sku).map((value) => value.attribute)),
  );
  assert.deepEqual(
    attributes.flatMap(({ code }) => (used.has(code) ? [] : [code])),
    [],
    'attributes that nothing says',
  );
});

test('the seeded shop shows them, in both languages, and knows what is missing', async (t) => {
  const database = await testDatabase(t);
  const began = elapsed();
  await seedDemo(database);
  t.diagnostic(`seeded in ${Math.round(elapsed() - began)} ms`);
  await openSwiss(database); // the rules by which orders leave name its shop
  for (const after of [3, 30, 40]) await assert.rejects(describeProducts(dying(database, after)), /died/);
  await describeProducts(database);
  await runDueRules(database);
  const instagram = await database.query<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM catalog.publication WHERE channel_id = ${idFor('chn', 'instagram')}`,
  );
  assert.ok((instagram[0]?.n ?? 0) > 20 && (instagram[0]?.n ?? 0) < 80, 'part of the range, by rule');
  const web = idFor('chn', 'web');
  const dress = idFor('prd', 'robe-bellecour');
  const shown = (await shownAttributes(database, [dress], web)).get(dress) ?? [];
  const of = (code: string) => shown.find((one) => one.code === code)?.text;
  assert.deepEqual(of('material'), { fr: 'Coton, Viscose', en: 'Cotton, Viscose' });
  assert.deepEqual(of('wash_at'), { fr: '30\u00a0°C', en: '30\u00a0°C' });
  assert.deepEqual(of('size')?.fr, '34, 36, 38, 40, 42, 44, 46');
  const armchair = idFor('prd', 'fauteuil-presqu-ile');
  const chair = (await shownAttributes(database, [armchair], web)).get(armchair) ?? [];
  assert.deepEqual(
    chair.flatMap((one) => (['width', 'depth', 'height'].includes(one.code) ? [one.text.fr] : [])),
    ['78\u00a0cm', '76\u00a0cm', '82\u00a0cm'],
  );
  const all = await database.query<{ id: string }>(sql`SELECT product_id AS id FROM catalog.product ORDER BY 1`);
  const ids = all.map((row) => row.id);
  const lines = [...(await completenessOf(database, ids)).values()].flatMap((of) =>
    of.filter((one) => one.channelId === web),
  );
  const whole = lines.filter((line) => line.missing.length === 0).length;
  assert.ok(
    whole > lines.length * 0.6 && whole < lines.length,
    `${whole} of ${lines.length} are complete: there is something to do`,
  );
  const facets = [...(await facetValues(database, ids, web)).values()].flat();
  assert.ok(facets.filter((facet) => facet.attribute === 'colour').length > 80);
  assert.equal((await relatedProducts(database, dress, 'complement')).length, 3);
  const set = await database.query<{ id: string }>(
    sql`SELECT sku_id AS id FROM catalog.variant WHERE product_id = ${idFor('prd', 'coffret-cafe-du-matin')}`,
  );
  const parts = await componentsOf(
    database,
    set.map((row) => row.id),
  );
  assert.deepEqual(
    [...parts.values()][0]?.map((part) => part.quantity),
    [2],
  );
});

/** This database until so many transactions have been done. */
function dying(database: Database, after: number): Database {
  let left = after;
  const transaction: Database['transaction'] = (caller, run) =>
    left-- > 0 ? database.transaction(caller, run) : Promise.reject(new Error('died'));
  return { ...database, transaction };
}
