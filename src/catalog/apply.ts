/**
 * Making and changing products, a batch at a time: the only writer of products, variants and pictures' places. The fixed number of
 * statements does not grow with the batch; imports give at most 500 file rows a transaction.
 */
import { announce } from '#base/journal';
import { lock, sql, type Db, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { contentWorld, planContent, type ContentProblem, type ContentWorld } from './attributes/draft-content.ts';
import { writeValues } from './attributes/set-values.ts';
import { dropAfterCommit } from './cache.ts';
import { productChanged } from './events.ts';
import { movedHandles } from './handles.ts';
import { recordChanges, type Entry } from './history/record.ts';
import { skuKey, type ProductDraft } from './model.ts';
import { derivedSkus, planProduct, type ProductPlan, type SkuOwners, type StoredProduct } from './plan.ts';

export type ApplyOptions = {
  /** Channels on which a newly published product is offered. */
  readonly channelIds: readonly string[];
  /** False: the caller keeps the history itself. */
  readonly record?: boolean;
  /** All channels there are; needed by drafts that state values of a channel. */
  readonly knownChannelIds?: readonly string[];
};

export type Applied = {
  readonly plan: ProductPlan;
  /** Variants left out because their SKU belongs to another: index in the draft. */
  readonly conflicts: readonly { readonly index: number; readonly sku: string }[];
  /** Why the product was left alone: values that it can't have. */
  readonly problems: readonly ContentProblem[];
};

/**
 * Applies whole products by handle. A draft whose `sourceHash` is the stored one is unchanged without being read further; one
 * without any difference writes nothing and announces nothing. SKUs that belong to another product come back as conflicts; a product
 * with a value that it can't have is left alone and told. Where drafts state values, `lockContent` goes before.
 */
export async function applyProducts(
  tx: Tx,
  drafts: readonly ProductDraft[],
  options: ApplyOptions,
): Promise<Applied[]> {
  lock(tx, 'catalog.product');
  const applied = await planProducts(tx, drafts, options, true);
  const plans = applied.map((a) => a.plan);
  const changed = plans.filter((plan) => plan.kind !== 'unchanged');
  await writeProducts(tx, plans);
  if (changed.length > 0) {
    await writeVariants(tx, changed);
    await writeMedia(tx, changed);
    await writeSets(tx, changed);
    await writeValues(tx, new Map(changed.flatMap((plan) => (plan.content ? [[plan.productId, plan.content]] : []))));
    const entries = (kind: ProductPlan['kind']): Entry[] => changed.filter((plan) => plan.kind === kind);
    if (options.record !== false) {
      await recordChanges(tx, entries('created'), 'made');
      await recordChanges(tx, entries('updated'));
    }
    announce(
      tx,
      changed.map((plan) => productChanged(plan.productId, plan.version, plan.allSkuIds)),
    );
    dropAfterCommit(
      tx,
      changed.map((plan) => plan.productId),
      changed.flatMap((plan) => plan.allSkuIds),
    );
  }
  return applied;
}

/** The same decisions without writing: for a dry run. With `locked` (inside a command) the products found are locked in id order. */
export async function planProducts(
  db: Db,
  given: readonly ProductDraft[],
  options: ApplyOptions,
  locked = false,
): Promise<Applied[]> {
  const drafts = await underCurrentHandles(db, given);
  const known = await readHeads(
    db,
    drafts.map((draft) => draft.handle),
    locked,
  );
  const stale = drafts.flatMap((draft) => {
    const head = known.get(draft.handle);
    return head && (draft.sourceHash === null || head.sourceHash !== draft.sourceHash) ? [head.productId] : [];
  });
  const fresh = drafts.filter((draft) => {
    const head = known.get(draft.handle);
    return !head || draft.sourceHash === null || head.sourceHash !== draft.sourceHash;
  });
  const stored = new Map((await readStored(db, stale)).map((product) => [product.handle, product]));
  const owners = new Map(await readOwners(db, fresh));
  const idOf = (handle: string): string | undefined => known.get(handle)?.productId;
  const world = await contentWorld(db, fresh, idOf, options.knownChannelIds ?? []);
  return drafts.map((draft) => {
    const head = known.get(draft.handle);
    if (head && draft.sourceHash !== null && head.sourceHash === draft.sourceHash) return unchanged(draft, head);
    const result = withContent(planProduct(draft, stored.get(draft.handle), owners, options.channelIds), draft, world);
    for (const { skuId, sku } of result.plan.skus) owners.set(skuKey(sku), { skuId, productId: result.plan.productId });
    return result;
  });
}

/**
 * A file that still has a product's old handle means that product, not a new one; unless it names another by its id, or has the product
 * under its present handle too.
 */
async function underCurrentHandles(db: Db, drafts: readonly ProductDraft[]): Promise<readonly ProductDraft[]> {
  const named = new Set(drafts.map((draft) => draft.handle));
  const moved = await movedHandles(db, 'product', [...named]);
  if (moved.size === 0) return drafts;
  return drafts.map((draft) => {
    const now = draft.productId === undefined ? moved.get(draft.handle) : undefined;
    if (now === undefined || named.has(now)) return draft;
    named.add(now);
    return { ...draft, handle: now };
  });
}

/** The plan with what the draft states of family and values; with one that can't be, the product is left as it is. */
function withContent(
  { plan, conflicts }: Omit<Applied, 'problems'>,
  draft: ProductDraft,
  world: ContentWorld | undefined,
): Applied {
  const { content } = draft;
  if (!content || !world || (plan.kind === 'unchanged' && plan.skus.length === 0))
    return { plan, conflicts, problems: [] };
  const left = new Set(conflicts.map((conflict) => conflict.index));
  let next = 0;
  const skuIds = draft.variants.map((_, i) => (left.has(i) ? undefined : plan.skus[next++]?.skuId));
  const said = planContent(plan.productId, { ...draft, content }, skuIds, world);
  if (said.problems.length > 0) {
    const { productId, version } = plan;
    const alone = unchanged(draft, { productId, handle: draft.handle, sourceHash: null, version });
    return { plan: alone.plan, conflicts: [], problems: said.problems };
  }
  if (said.plan.changes.length === 0) return { plan, conflicts, problems: [] };
  const made = plan.kind === 'created';
  return {
    plan: {
      ...plan,
      kind: made ? 'created' : 'updated',
      version: plan.kind === 'unchanged' ? plan.version + 1 : plan.version,
      changes: made ? plan.changes : [...plan.changes, ...said.plan.changes],
      content: said.plan,
    },
    conflicts,
    problems: [],
  };
}

type Head = {
  readonly productId: string;
  readonly handle: string;
  readonly sourceHash: string | null;
  readonly version: number;
};

async function readHeads(db: Db, handles: readonly string[], locked: boolean): Promise<Map<string, Head>> {
  const columns = sql`product_id AS "productId", handle, source_hash AS "sourceHash", version`;
  const rows = await db.query<Head>(
    locked
      ? sql`SELECT ${columns} FROM catalog.product WHERE handle = ANY(${handles}::text[]) ORDER BY product_id FOR NO KEY UPDATE`
      : sql`SELECT ${columns} FROM catalog.product WHERE handle = ANY(${handles}::text[])`,
  );
  return new Map(rows.map((row) => [row.handle, row]));
}

function unchanged(draft: ProductDraft, head: Head): Applied {
  const plan: ProductPlan = {
    productId: head.productId,
    draft,
    kind: 'unchanged',
    version: head.version,
    changes: [],
    productChanged: false,
    newVariants: [],
    changedVariants: [],
    newMedia: [],
    changedMedia: [],
    droppedMedia: [],
    categoryIds: undefined,
    channels: undefined,
    skus: [],
    allSkuIds: [],
  };
  return { plan, conflicts: [], problems: [] };
}

/** Whole products as stored. */
export async function readStored(db: Db, productIds: readonly string[]): Promise<StoredProduct[]> {
  if (productIds.length === 0) return [];
  return db.query<StoredProduct>(sql`
    SELECT p.product_id AS "productId", p.handle, p.name, p.description, p.facts, p.brand, p.product_type AS "productType",
      p.tax_class AS "taxClass", p.tags, p.options, p.status, p.attributes, p.source_hash AS "sourceHash", p.version,
      coalesce((SELECT json_agg(json_build_object('skuId', v.sku_id, 'position', v.position, 'sku', v.sku, 'skuDerived', v.sku_derived,
        'gtin', v.gtin, 'optionValues', v.option_values, 'optionKey', v.option_key, 'weightG', v.weight_g, 'mediaId', v.media_id,
        'attributes', v.attributes, 'status', v.status) ORDER BY v.position, v.sku_id)
        FROM catalog.variant v WHERE v.product_id = p.product_id), '[]') AS variants,
      coalesce((SELECT json_agg(json_build_object('mediaId', m.media_id, 'position', m.position, 'kind', m.kind, 'drawing', m.drawing,
        'sourceUrl', m.source_url, 'alt', m.alt, 'state', m.state) ORDER BY m.position, m.media_id)
        FROM catalog.media m WHERE m.product_id = p.product_id), '[]') AS media,
      ARRAY(SELECT b.channel_id FROM catalog.publication b WHERE b.product_id = p.product_id ORDER BY b.channel_id) AS channels,
      ARRAY(SELECT c.category_id FROM catalog.product_category c WHERE c.product_id = p.product_id ORDER BY c.position, c.category_id)
        AS "categoryIds"
    FROM catalog.product p WHERE p.product_id = ANY(${productIds}::text[])`);
}

async function readOwners(db: Db, drafts: readonly ProductDraft[]): Promise<SkuOwners> {
  const keys = drafts.flatMap((draft) =>
    draft.variants.flatMap((v) =>
      v.sku === null ? derivedSkus(draft.handle, v.optionValues).map(skuKey) : [skuKey(v.sku)],
    ),
  );
  if (keys.length === 0) return new Map();
  const rows = await db.query<{ key: string; skuId: string; productId: string }>(sql`
    SELECT sku_key AS key, sku_id AS "skuId", product_id AS "productId" FROM catalog.variant WHERE sku_key = ANY(${keys}::text[])`);
  return new Map(rows.map((row) => [row.key, { skuId: row.skuId, productId: row.productId }]));
}

/** New products, changed ones, and those whose source alone is new (no event: nothing anyone sees has changed). */
async function writeProducts(tx: Tx, plans: readonly ProductPlan[]): Promise<void> {
  const record = (plan: ProductPlan): Record<string, unknown> => {
    const { draft } = plan;
    return {
      product_id: plan.productId,
      handle: draft.handle,
      name: draft.name,
      description: draft.description,
      facts: draft.facts,
      brand: draft.brand,
      product_type: draft.productType,
      tax_class: draft.taxClass,
      tags: draft.tags,
      options: draft.options,
      status: draft.status,
      attributes: draft.attributes,
      source_hash: draft.sourceHash,
      created_at: draft.createdAt ?? tx.now,
      version: plan.version,
      family: plan.content?.family ?? null,
      moved: plan.content?.family !== undefined,
    };
  };
  const columns = sql`product_id text, handle text, name jsonb, description jsonb, facts jsonb, brand text, product_type text, tax_class text,
    tags text[], options jsonb, status text, attributes jsonb, source_hash text, created_at timestamptz, version integer, family text, moved boolean`;
  const made = plans.filter((plan) => plan.kind === 'created').map(record);
  if (made.length > 0)
    await tx.query(sql`
      INSERT INTO catalog.product (product_id, handle, name, description, facts, brand, product_type, tax_class, tags, options, status,
        attributes, source_hash, created_at, updated_at, version, family)
      SELECT product_id, handle, name, description, facts, brand, product_type, tax_class, tags, options, status, attributes, source_hash,
        created_at, ${tx.now}::timestamptz, version, family
      FROM json_to_recordset(${JSON.stringify(made)}::json) AS d(${columns})`);
  const changed = plans.filter((plan) => plan.kind === 'updated').map(record);
  if (changed.length > 0)
    await tx.query(sql`
      UPDATE catalog.product p SET name = d.name, description = d.description, facts = d.facts, brand = d.brand,
        product_type = d.product_type, tax_class = d.tax_class, tags = d.tags, options = d.options, status = d.status,
        attributes = d.attributes, source_hash = d.source_hash, updated_at = ${tx.now}::timestamptz, version = d.version,
        family = CASE WHEN d.moved THEN d.family ELSE p.family END
      FROM json_to_recordset(${JSON.stringify(changed)}::json) AS d(${columns}) WHERE p.product_id = d.product_id`);
  const rehashed = plans.filter(
    (plan) => plan.kind === 'unchanged' && plan.draft.sourceHash !== null && plan.allSkuIds.length > 0,
  );
  if (rehashed.length > 0)
    await tx.query(sql`
      UPDATE catalog.product p SET source_hash = d.hash
      FROM unnest(${rehashed.map((plan) => plan.productId)}::text[], ${rehashed.map((plan) => plan.draft.sourceHash)}::text[]) AS d(id, hash)
      WHERE p.product_id = d.id`);
}

async function writeVariants(tx: Tx, plans: readonly ProductPlan[]): Promise<void> {
  const record = (plan: ProductPlan, list: ProductPlan['newVariants']): Record<string, unknown>[] =>
    list.map((v) => ({
      sku_id: v.skuId,
      product_id: plan.productId,
      position: v.position,
      sku: v.sku,
      sku_key: skuKey(v.sku),
      sku_derived: v.skuDerived,
      gtin: v.gtin,
      option_values: v.optionValues,
      option_key: v.optionKey,
      weight_g: v.weightG,
      media_id: v.mediaId,
      attributes: v.attributes,
      status: v.status,
    }));
  const columns = sql`sku_id text, product_id text, position integer, sku text, sku_key text, sku_derived boolean, gtin text,
    option_values jsonb, option_key text, weight_g integer, media_id text, attributes jsonb, status text`;
  const changed = plans.flatMap((plan) => record(plan, plan.changedVariants));
  if (changed.length > 0)
    await tx.query(sql`
      UPDATE catalog.variant v SET sku = d.sku, sku_key = d.sku_key, sku_derived = d.sku_derived, gtin = d.gtin,
        option_values = d.option_values, option_key = d.option_key, weight_g = d.weight_g, media_id = d.media_id,
        attributes = d.attributes, status = d.status
      FROM json_to_recordset(${JSON.stringify(changed)}::json) AS d(${columns}) WHERE v.sku_id = d.sku_id`);
  const made = plans.flatMap((plan) => record(plan, plan.newVariants));
  if (made.length > 0)
    await tx.query(sql`
      INSERT INTO catalog.variant (sku_id, product_id, position, sku, sku_key, sku_derived, gtin, option_values, option_key, weight_g,
        media_id, attributes, status)
      SELECT sku_id, product_id, position, sku, sku_key, sku_derived, gtin, option_values, option_key, weight_g, media_id, attributes, status
      FROM json_to_recordset(${JSON.stringify(made)}::json) AS d(${columns})`);
}

async function writeMedia(tx: Tx, plans: readonly ProductPlan[]): Promise<void> {
  const dropped = plans.flatMap((plan) => plan.droppedMedia);
  if (dropped.length > 0) await tx.query(sql`DELETE FROM catalog.media WHERE media_id = ANY(${dropped}::text[])`);
  const changed = plans.flatMap((plan) => plan.changedMedia);
  if (changed.length > 0)
    await tx.query(sql`
      UPDATE catalog.media m SET position = d.position, alt = d.alt
      FROM unnest(${changed.map((m) => m.mediaId)}::text[], ${changed.map((m) => m.position)}::int[],
        ${changed.map((m) => JSON.stringify(m.alt))}::jsonb[]) AS d(media_id, position, alt) WHERE m.media_id = d.media_id`);
  const made = plans.flatMap((plan) => plan.newMedia.map((m) => ({ plan, m })));
  if (made.length > 0)
    await tx.query(sql`
      INSERT INTO catalog.media (media_id, product_id, position, kind, drawing, source_url, alt, state, try_at, created_at)
      SELECT d.media_id, d.product_id, d.position, d.kind, d.drawing, d.source_url, d.alt, d.state,
        CASE WHEN d.state = 'pending' THEN ${tx.now}::timestamptz END, ${tx.now}::timestamptz
      FROM unnest(${made.map(({ m }) => m.mediaId)}::text[], ${made.map(({ plan }) => plan.productId)}::text[],
        ${made.map(({ m }) => m.position)}::int[], ${made.map(({ m }) => m.kind)}::text[],
        ${made.map(({ m }) => (m.drawing === null ? null : JSON.stringify(m.drawing)))}::jsonb[], ${made.map(({ m }) => m.sourceUrl)}::text[],
        ${made.map(({ m }) => JSON.stringify(m.alt))}::jsonb[], ${made.map(({ m }) => m.state)}::text[])
        AS d(media_id, product_id, position, kind, drawing, source_url, alt, state)`);
}

/** Categories and channels: the whole set of those that changed. */
async function writeSets(tx: Tx, plans: readonly ProductPlan[]): Promise<void> {
  const placed = plans.filter((plan) => plan.categoryIds !== undefined);
  if (placed.some((plan) => plan.kind === 'updated'))
    await tx.query(
      sql`DELETE FROM catalog.product_category WHERE product_id = ANY(${placed.map((plan) => plan.productId)}::text[])`,
    );
  const places = placed.flatMap((plan) =>
    (plan.categoryIds ?? []).map((id, i) => ({ product: plan.productId, id, i })),
  );
  if (places.length > 0)
    await tx.query(sql`INSERT INTO catalog.product_category (product_id, category_id, position)
      SELECT * FROM unnest(${places.map((p) => p.product)}::text[], ${places.map((p) => p.id)}::text[], ${places.map((p) => p.i)}::int[])`);
  const offered = plans.filter((plan) => plan.channels !== undefined);
  if (offered.some((plan) => plan.kind === 'updated'))
    await tx.query(
      sql`DELETE FROM catalog.publication WHERE product_id = ANY(${offered.map((plan) => plan.productId)}::text[])`,
    );
  const offers = offered.flatMap((plan) => (plan.channels ?? []).map((id) => ({ product: plan.productId, id })));
  if (offers.length > 0)
    await tx.query(sql`INSERT INTO catalog.publication (product_id, channel_id)
      SELECT * FROM unnest(${offers.map((p) => p.product)}::text[], ${offers.map((p) => p.id)}::text[])`);
}

/** Refuses when a batch of one left a variant out. */
export function refuseConflicts(applied: Applied): void {
  const [conflict] = applied.conflicts;
  if (conflict)
    refuse('catalog.sku_taken', {
      detail: conflict.sku,
      fields: [{ field: `body.variants.${conflict.index}.sku`, rule: 'unique' }],
    });
}
