import { lock, sql, type Database, type Db, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { channelsOf } from '#channels';
import { finishChanges, lockProducts } from '../history/record.ts';
import { readContents, readDefinitions } from './definitions.ts';
import type { StoredValue, ValueIn } from './model.ts';
import { planValues, type ValuePlan, type ValueWorld } from './plan-values.ts';

export type ValuesInput = { readonly productId: string; readonly values: readonly ValueIn[] };

/** The attributes given stay as they are while values of them are written. Before the products are locked. */
export async function lockAttributes(tx: Tx, codes: readonly string[]): Promise<void> {
  lock(tx, 'catalog.attribute');
  await tx.query(sql`SELECT 1 FROM catalog.attribute WHERE code = ANY(${codes}::text[]) ORDER BY code FOR KEY SHARE`);
}

/** What values of these products are judged by. */
export async function valueWorld(database: Database, db: Db, productIds: readonly string[]): Promise<ValueWorld> {
  const definitions = await readDefinitions(db);
  const skus = await db.query<{ id: string }>(
    sql`SELECT sku_id AS id FROM catalog.variant WHERE product_id = ANY(${productIds}::text[])`,
  );
  const channels = await channelsOf(database); // channels are never removed
  return {
    definitions,
    skuIds: new Set(skus.map((row) => row.id)),
    channelIds: new Set(channels.map((channel) => channel.channelId)),
  };
}

/**
 * Sets and clears values of products, whole or not at all. Refuses `catalog.product_unknown`, and `catalog.value_invalid` naming field
 * and rule (`body.values.3.value`), and `catalog.version_changed` when a version is given and is not theirs. Values that are so already are left alone. `fromFile`: a file said so, not a hand.
 */
export async function setValues(
  tx: Tx,
  inputs: readonly ValuesInput[],
  options: { readonly fromFile?: boolean; readonly version?: number } = {},
): Promise<{ changed: number }> {
  await lockAttributes(tx, [...new Set(inputs.flatMap((input) => input.values.map((value) => value.attribute)))]);
  const ids = inputs.map((input) => input.productId);
  await lockProducts(tx, ids, options.version);
  const world = await valueWorld(tx.database, tx, ids);
  const contents = await readContents(tx, ids);
  const plans = new Map<string, ValuePlan>();
  for (const { productId, values } of inputs) {
    const content = contents.get(productId);
    if (!content) continue;
    const plan = planValues(content, values, world);
    refuseValues(productId, plan);
    if (plan.changes.length > 0) plans.set(productId, plan);
  }
  await writeValues(tx, plans);
  await finishChanges(
    tx,
    [...plans].map(([productId, { changes }]) => ({ productId, changes })),
    options,
  );
  return { changed: plans.size };
}

/** Refuses `catalog.value_invalid` naming each field and rule. */
export function refuseValues(productId: string, plan: Pick<ValuePlan, 'problems'>): void {
  if (plan.problems.length > 0)
    refuse('catalog.value_invalid', {
      detail: productId,
      fields: plan.problems.map(({ index, part, rule }) => ({ field: `body.values.${index}.${part}`, rule })),
    });
}

type Where = Omit<StoredValue, 'value'>;

/** The only writer of values: set-wise, over products that are locked. */
export async function writeValues(
  tx: Tx,
  plans: ReadonlyMap<string, Pick<ValuePlan, 'set' | 'cleared'>>,
): Promise<void> {
  const where = (productId: string, value: Where): Record<string, string> => ({
    product_id: productId,
    attribute: value.attribute,
    sku_id: value.skuId ?? '',
    language: value.language ?? '',
    channel_id: value.channelId ?? '',
  });
  const cleared = [...plans].flatMap(([id, plan]) => plan.cleared.map((value) => where(id, value)));
  const set = [...plans].flatMap(([id, plan]) => plan.set.map((v) => ({ ...where(id, v), value: v.value })));
  const columns = sql`product_id text, attribute text, sku_id text, language text, channel_id text, value jsonb`;
  if (cleared.length > 0)
    await tx.query(sql`
      DELETE FROM catalog.attribute_value v USING json_to_recordset(${JSON.stringify(cleared)}::json) AS d(${columns})
      WHERE v.product_id = d.product_id AND v.attribute = d.attribute AND v.sku_id = d.sku_id AND v.language = d.language
        AND v.channel_id = d.channel_id`);
  if (set.length > 0)
    await tx.query(sql`
      INSERT INTO catalog.attribute_value AS v (product_id, attribute, sku_id, language, channel_id, value)
      SELECT product_id, attribute, sku_id, language, channel_id, value
      FROM json_to_recordset(${JSON.stringify(set)}::json) AS d(${columns})
      ON CONFLICT (product_id, attribute, sku_id, language, channel_id) DO UPDATE SET value = excluded.value`);
}
