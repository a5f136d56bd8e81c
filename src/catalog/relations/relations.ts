/** Which products go with a product, in the merchant's order; and what a bundle is made of. */
import { sql, type Database, type Db, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { canonicalJson } from '#base/canonical';
import { finishChanges, lockProducts } from '../history/record.ts';

export const relationKinds = ['complement', 'alternative', 'spare_part'] as const;
export type RelationKind = (typeof relationKinds)[number];
export const MAX_RELATED = 50;
export const MAX_COMPONENTS = 50;

export type RelationsInput = {
  readonly productId: string;
  readonly version: number;
  readonly kind: RelationKind;
  /** All of that kind, in their order. */
  readonly productIds: readonly string[];
};

/**
 * States which products go with a product. Refuses `catalog.product_unknown`, `catalog.version_changed`, and
 * `catalog.relation_invalid` for the product itself, for one named twice and for one that does not exist.
 */
export async function setRelations(tx: Tx, input: RelationsInput): Promise<{ productId: string; version: number }> {
  const { productId, kind, productIds } = input;
  await lockProducts(tx, [productId], input.version);
  const known = await tx.query<{ id: string }>(
    sql`SELECT product_id AS id FROM catalog.product WHERE product_id = ANY(${productIds}::text[])`,
  );
  const fields = productIds.flatMap((id, i) => {
    const rule =
      id === productId
        ? 'another product'
        : productIds.indexOf(id) !== i
          ? 'each product once'
          : known.every((row) => row.id !== id)
            ? 'a product that exists'
            : undefined;
    return rule === undefined ? [] : [{ field: `body.productIds.${i}`, rule }];
  });
  if (fields.length > 0) refuse('catalog.relation_invalid', { fields });
  const from = (await readRelations(tx, [productId])).get(productId)?.[kind] ?? [];
  if (canonicalJson(from) === canonicalJson(productIds)) return { productId, version: input.version };
  await writeRelations(tx, productId, kind, productIds);
  const changes = [{ field: `relations:${kind}`, from, to: productIds }];
  const [touched] = await finishChanges(tx, [{ productId, changes }]);
  return { productId, version: touched?.version ?? input.version };
}

/** Of a product that is locked. */
export async function writeRelations(
  tx: Tx,
  productId: string,
  kind: RelationKind,
  productIds: readonly string[],
): Promise<void> {
  await tx.query(sql`DELETE FROM catalog.relation WHERE product_id = ${productId} AND kind = ${kind}`);
  await tx.query(sql`
    INSERT INTO catalog.relation (product_id, kind, related_id, position)
    SELECT ${productId}, ${kind}, id, n FROM unnest(${productIds}::text[]) WITH ORDINALITY AS r(id, n)`);
}

export type Relations = Readonly<Record<RelationKind, readonly string[]>>;

/** What goes with products, whatever its status; every product asked for has an entry. */
export async function readRelations(db: Db, productIds: readonly string[]): Promise<Map<string, Relations>> {
  const rows = await db.query<{ productId: string; kind: RelationKind; relatedId: string }>(sql`
    SELECT product_id AS "productId", kind, related_id AS "relatedId" FROM catalog.relation
    WHERE product_id = ANY(${productIds}::text[]) ORDER BY position, related_id`);
  const of = (productId: string, kind: RelationKind): string[] =>
    rows.flatMap((row) => (row.productId === productId && row.kind === kind ? [row.relatedId] : []));
  return new Map(
    productIds.map((id) => [
      id,
      { complement: of(id, 'complement'), alternative: of(id, 'alternative'), spare_part: of(id, 'spare_part') },
    ]),
  );
}

/** Active products that go with one, in the merchant's order; that a channel offers them is the caller's to look at. */
export async function relatedProducts(db: Database, productId: string, kind: RelationKind): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    SELECT r.related_id AS id FROM catalog.relation r JOIN catalog.product p ON p.product_id = r.related_id
    WHERE r.product_id = ${productId} AND r.kind = ${kind} AND p.status = 'active' ORDER BY r.position, r.related_id`);
  return rows.map((row) => row.id);
}

export type Component = { readonly skuId: string; readonly quantity: number };
export type ComponentsInput = {
  readonly productId: string;
  readonly version: number;
  readonly skuId: string;
  /** All of them; none: not a bundle any more. */
  readonly components: readonly Component[];
};

/**
 * States what a bundle is made of: articles, with how many of each go into one. Refuses `catalog.product_unknown`,
 * `catalog.version_changed`, and `catalog.bundle_invalid` for an article that is not the product's, one of the same product, one named
 * twice or unknown, and for bundles of bundles. Stock does not follow components yet.
 */
export async function setComponents(tx: Tx, input: ComponentsInput): Promise<{ productId: string; version: number }> {
  const { productId, skuId, components } = input;
  const ids = components.map((component) => component.skuId);
  const ownerOf = await ownersOf(tx, [skuId, ...ids]);
  // The products of the components are locked too: none of them becomes a bundle meanwhile.
  await lockProducts(tx, [...new Set([productId, ...ids.flatMap((id) => ownerOf.get(id) ?? [])])]);
  await lockProducts(tx, [productId], input.version);
  await refuseComponents(tx, input);
  const from = (await componentsOf(tx, [skuId])).get(skuId) ?? [];
  if (canonicalJson(from) === canonicalJson(components)) return { productId, version: input.version };
  await writeComponents(tx, skuId, components);
  const changes = [{ field: 'components', skuId, from, to: components }];
  const [touched] = await finishChanges(tx, [{ productId, changes }]);
  return { productId, version: touched?.version ?? input.version };
}

async function ownersOf(tx: Tx, skuIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ skuId: string; productId: string }>(sql`
    SELECT sku_id AS "skuId", product_id AS "productId" FROM catalog.variant WHERE sku_id = ANY(${skuIds}::text[])`);
  return new Map(rows.map((row) => [row.skuId, row.productId]));
}

/** Refuses `catalog.bundle_invalid` for components that can't be. */
export async function refuseComponents(
  tx: Tx,
  { productId, skuId, components }: Pick<ComponentsInput, 'productId' | 'skuId' | 'components'>,
): Promise<void> {
  const ids = components.map((component) => component.skuId);
  const ownerOf = await ownersOf(tx, [skuId, ...ids]);
  if (ownerOf.get(skuId) !== productId)
    refuse('catalog.bundle_invalid', { fields: [{ field: 'body.skuId', rule: 'an article of the product' }] });
  const bundles = await componentsOf(tx, ids);
  const [inside] = await tx.query(sql`SELECT 1 FROM catalog.component WHERE component_id = ${skuId} LIMIT 1`);
  if (inside && components.length > 0)
    refuse('catalog.bundle_invalid', { fields: [{ field: 'body.skuId', rule: 'not inside another bundle' }] });
  const fields = ids.flatMap((id, i) => {
    const rule = !ownerOf.has(id)
      ? 'an article that exists'
      : ownerOf.get(id) === productId
        ? 'of another product'
        : ids.indexOf(id) !== i
          ? 'each article once'
          : bundles.has(id)
            ? 'not a bundle itself'
            : undefined;
    return rule === undefined ? [] : [{ field: `body.components.${i}.skuId`, rule }];
  });
  if (fields.length > 0) refuse('catalog.bundle_invalid', { fields });
}

/** Of an article whose product is locked. */
export async function writeComponents(tx: Tx, skuId: string, components: readonly Component[]): Promise<void> {
  await tx.query(sql`DELETE FROM catalog.component WHERE sku_id = ${skuId}`);
  await tx.query(sql`
    INSERT INTO catalog.component (sku_id, component_id, quantity, position)
    SELECT ${skuId}, id, quantity, n
    FROM unnest(${components.map((c) => c.skuId)}::text[], ${components.map((c) => c.quantity)}::int[]) WITH ORDINALITY AS c(id, quantity, n)`);
}

/** What bundles are made of, by article; articles that are no bundles are absent. */
export async function componentsOf(db: Db, skuIds: readonly string[]): Promise<Map<string, readonly Component[]>> {
  const rows = await db.query<{ bundle: string; skuId: string; quantity: number }>(sql`
    SELECT sku_id AS bundle, component_id AS "skuId", quantity FROM catalog.component
    WHERE sku_id = ANY(${skuIds}::text[]) ORDER BY sku_id, position`);
  const found = new Map<string, Component[]>();
  for (const { bundle, ...component } of rows) found.set(bundle, [...(found.get(bundle) ?? []), component]);
  return found;
}
