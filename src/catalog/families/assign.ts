import { lock, sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { channelsOf } from '#channels';
import { settings } from '#org';
import { htmlText } from '../html.ts';
import { finishChanges, lockProducts } from '../history/record.ts';
import { readStored } from '../apply.ts';
import { readContents, readDefinitions } from '../attributes/definitions.ts';
import { mayMove, type Enrichment } from '../attributes/model.ts';
import { completeness } from './completeness.ts';

/** The family is held as it is until the products are in it. Refuses `catalog.family_unknown`. Before the products are locked. */
export async function lockFamilies(tx: Tx, codes: readonly string[]): Promise<void> {
  lock(tx, 'catalog.family');
  const known = await tx.query<{ code: string }>(
    sql`SELECT code FROM catalog.family WHERE code = ANY(${codes}::text[]) ORDER BY code FOR KEY SHARE`,
  );
  const missing = codes.find((code) => known.every((one) => one.code !== code));
  if (missing !== undefined) refuse('catalog.family_unknown', { detail: missing });
}

/**
 * Puts products into a family, or out of any (null). Values of attributes that the new family does not list stay, unseen. Refuses
 * `catalog.family_unknown`, `catalog.product_unknown`, and `catalog.version_changed` when a version is given and is not theirs.
 */
export async function setFamily(
  tx: Tx,
  input: { readonly productIds: readonly string[]; readonly family: string | null; readonly version?: number },
): Promise<{ changed: number }> {
  const { productIds, family } = input;
  if (family !== null) await lockFamilies(tx, [family]);
  await lockProducts(tx, productIds, input.version);
  const rows = await tx.query<{ id: string; family: string | null }>(sql`
    SELECT product_id AS id, family FROM catalog.product
    WHERE product_id = ANY(${productIds}::text[]) AND family IS DISTINCT FROM ${family} ORDER BY product_id`);
  await tx.query(
    sql`UPDATE catalog.product SET family = ${family} WHERE product_id = ANY(${rows.map((row) => row.id)}::text[])`,
  );
  await finishChanges(
    tx,
    rows.map((row) => ({ productId: row.id, changes: [{ field: 'family', from: row.family, to: family }] })),
  );
  return { changed: rows.length };
}

/**
 * Moves a product's content to another state. Refuses `catalog.product_unknown`, `catalog.version_changed`, `catalog.move_not_allowed`,
 * and `catalog.incomplete` for `ready` while something is missing on a channel where the product is offered (all, when it is on none).
 */
export async function setEnrichment(
  tx: Tx,
  input: { readonly productId: string; readonly version: number; readonly to: Enrichment },
): Promise<{ productId: string; version: number }> {
  await lockProducts(tx, [input.productId], input.version);
  const content = (await readContents(tx, [input.productId])).get(input.productId);
  const [stored] = await readStored(tx, [input.productId]);
  if (!content || !stored) throw new Error('a locked product is gone');
  const from = content.enrichment;
  if (from === input.to) return { productId: input.productId, version: input.version };
  if (!mayMove(from, input.to)) refuse('catalog.move_not_allowed', { detail: `${from} → ${input.to}` });
  if (input.to === 'ready') {
    const all = (await channelsOf(tx.database)).map((channel) => channel.channelId);
    const lines = completeness(
      content,
      {
        name: stored.name,
        description: { fr: htmlText(stored.description.fr), en: htmlText(stored.description.en) },
        pictures: stored.media.filter((one) => one.position !== null).length,
        activeSkuIds: stored.variants.flatMap((v) => (v.status === 'active' ? [v.skuId] : [])),
      },
      await readDefinitions(tx),
      stored.channels.length > 0 ? stored.channels : all,
      (await settings(tx.database)).languages,
    );
    const fields = lines.flatMap(({ channelId, language, missing }) =>
      missing.map((what) => ({ field: `${what}@${language}@${channelId}`, rule: 'needed' })),
    );
    if (fields.length > 0) refuse('catalog.incomplete', { fields: fields.slice(0, 100) });
  }
  await tx.query(sql`UPDATE catalog.product SET enrichment = ${input.to} WHERE product_id = ${input.productId}`);
  const change = { field: 'enrichment', from, to: input.to };
  const [touched] = await finishChanges(tx, [{ productId: input.productId, changes: [change] }]);
  return { productId: input.productId, version: touched?.version ?? input.version };
}
