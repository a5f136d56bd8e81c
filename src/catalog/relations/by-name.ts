/** Relations and components as a file states them: by handles and SKUs, many products at once. */
import { canonicalJson } from '#base/canonical';
import { sql, type Db, type Tx } from '#base/db';
import { finishChanges, lockProducts } from '../history/record.ts';
import { optionKey, skuKey, type Text } from '../model.ts';
import type { Change } from '../plan.ts';
import {
  componentsOf,
  readRelations,
  relationKinds,
  writeComponents,
  writeRelations,
  type Component,
  type RelationKind,
} from './relations.ts';

export type NamedLinks = {
  readonly handle: string;
  /** All of each kind, by handle, in their order; kinds that are absent stay as they are. */
  readonly related: Readonly<Partial<Record<RelationKind, readonly string[]>>>;
  /** What variants are made of; none: no bundle. */
  readonly bundles: readonly {
    readonly optionValues: readonly Text[];
    readonly parts: readonly { readonly sku: string; readonly quantity: number }[];
  }[];
};

export type LinkProblem = { readonly field: string; readonly rule: string; readonly value: string };
export type LinkPlan = {
  readonly handle: string;
  readonly productId: string;
  readonly changes: readonly Change[];
  /** The same changes in handles and SKUs. */
  readonly said: readonly { readonly field: string; readonly from: string; readonly to: string }[];
  readonly problems: readonly LinkProblem[];
};

type Facts = {
  readonly productOf: ReadonlyMap<string, string>;
  readonly handleOf: ReadonlyMap<string, string>;
  /** By SKU key. */
  readonly skus: ReadonlyMap<string, { readonly skuId: string; readonly productId: string }>;
  readonly skuOf: ReadonlyMap<string, string>;
  /** By product and option values. */
  readonly variants: ReadonlyMap<string, string>;
  readonly relations: Awaited<ReturnType<typeof readRelations>>;
  readonly components: Map<string, readonly Component[]>;
  /** Articles that are in a bundle. */
  readonly inside: Set<string>;
};

/** What these links would change; products that are not there are left out. Names that nobody has are told and left out. */
export async function planLinks(db: Db, links: readonly NamedLinks[]): Promise<LinkPlan[]> {
  const facts = await readFacts(db, links);
  return links.flatMap((one) => {
    const productId = facts.productOf.get(one.handle);
    return productId === undefined ? [] : [planOne(productId, one, facts)];
  });
}

/** Sets them, in one transaction; those that are so already are left alone. */
export async function applyLinks(tx: Tx, links: readonly NamedLinks[]): Promise<LinkPlan[]> {
  const before = await readFacts(tx, links);
  const owners = [...before.skus.values()].map((sku) => sku.productId);
  const own = links.flatMap((one) => before.productOf.get(one.handle) ?? []);
  // The products of the components are locked too: none of them becomes a bundle meanwhile.
  await lockProducts(tx, [...new Set([...own, ...owners])]);
  const plans = await planLinks(tx, links);
  for (const { productId, changes } of plans)
    for (const { field, skuId, to } of changes) {
      if (skuId === undefined)
        await writeRelations(tx, productId, field.slice('relations:'.length) as RelationKind, to as string[]);
      else await writeComponents(tx, skuId, to as Component[]);
    }
  await finishChanges(
    tx,
    plans.filter((plan) => plan.changes.length > 0),
    { fromFile: true },
  );
  return plans;
}

async function readFacts(db: Db, links: readonly NamedLinks[]): Promise<Facts> {
  const handles = links.flatMap((one) => [one.handle, ...relationKinds.flatMap((kind) => one.related[kind] ?? [])]);
  const keys = links.flatMap((one) => one.bundles.flatMap(({ parts }) => parts.map((part) => skuKey(part.sku))));
  const products = await db.query<{ id: string; handle: string }>(
    sql`SELECT product_id AS id, handle FROM catalog.product WHERE handle = ANY(${handles}::text[])`,
  );
  const productOf = new Map(products.map((row) => [row.handle, row.id]));
  const own = links.flatMap((one) => productOf.get(one.handle) ?? []);
  const bundled = links.flatMap((one) => (one.bundles.length > 0 ? (productOf.get(one.handle) ?? []) : []));
  const rows = await db.query<{ skuId: string; productId: string; sku: string; key: string; options: string }>(sql`
    SELECT sku_id AS "skuId", product_id AS "productId", sku, sku_key AS key, option_key AS options FROM catalog.variant
    WHERE sku_key = ANY(${keys}::text[]) OR product_id = ANY(${bundled}::text[])`);
  const ids = rows.map((row) => row.skuId);
  const relations = await readRelations(db, own);
  const components = await componentsOf(db, ids);
  const inside = await db.query<{ id: string }>(
    sql`SELECT DISTINCT component_id AS id FROM catalog.component WHERE component_id = ANY(${ids}::text[])`,
  );
  const others = [...relations.values()].flatMap((one) => relationKinds.flatMap((kind) => one[kind]));
  const named = await db.query<{ id: string; handle: string }>(
    sql`SELECT product_id AS id, handle FROM catalog.product WHERE product_id = ANY(${others}::text[])`,
  );
  const parts = [...components.values()].flatMap((list) => list.map((part) => part.skuId));
  const skuNames = await db.query<{ id: string; sku: string }>(
    sql`SELECT sku_id AS id, sku FROM catalog.variant WHERE sku_id = ANY(${parts}::text[])`,
  );
  return {
    productOf,
    handleOf: new Map([...products, ...named].map((row) => [row.id, row.handle])),
    skus: new Map(rows.map((row) => [row.key, row])),
    skuOf: new Map([
      ...rows.map((row) => [row.skuId, row.sku] as const),
      ...skuNames.map((row) => [row.id, row.sku] as const),
    ]),
    variants: new Map(rows.map((row) => [`${row.productId}|${row.options}`, row.skuId])),
    relations,
    components,
    inside: new Set(inside.map((row) => row.id)),
  };
}

function planOne(productId: string, links: NamedLinks, facts: Facts): LinkPlan {
  const changes: Change[] = [];
  const said: { field: string; from: string; to: string }[] = [];
  const problems: LinkProblem[] = [];
  for (const kind of relationKinds) {
    const wanted = links.related[kind];
    if (!wanted) continue;
    const to = [...new Set(wanted)].flatMap((handle) => {
      const id = facts.productOf.get(handle);
      const rule = id === undefined ? 'unknown_product' : id === productId ? 'not_itself' : undefined;
      if (rule !== undefined) problems.push({ field: `related_${kind}`, rule, value: handle });
      return id === undefined || rule !== undefined ? [] : [id];
    });
    const from = facts.relations.get(productId)?.[kind] ?? [];
    if (canonicalJson(from) === canonicalJson(to)) continue;
    changes.push({ field: `relations:${kind}`, from, to });
    const names = (ids: readonly string[]): string => ids.map((id) => facts.handleOf.get(id) ?? id).join(' ');
    said.push({ field: `related_${kind}`, from: names(from), to: names(to) });
  }
  for (const bundle of links.bundles) {
    const skuId = facts.variants.get(`${productId}|${optionKey(bundle.optionValues)}`);
    if (skuId === undefined) continue;
    const from = facts.components.get(skuId) ?? [];
    const to = componentsFor(productId, skuId, bundle.parts, facts);
    if ('rule' in to) {
      problems.push(to);
      continue;
    }
    if (canonicalJson(from) === canonicalJson(to)) continue;
    changes.push({ field: 'components', skuId, from, to });
    const names = (all: readonly Component[]): string =>
      all.map((one) => `${facts.skuOf.get(one.skuId) ?? one.skuId}*${one.quantity}`).join(', ');
    said.push({ field: `components ${facts.skuOf.get(skuId) ?? ''}`, from: names(from), to: names(to) });
    // Bundles further down are judged by this one.
    if (to.length > 0) facts.components.set(skuId, to);
    else facts.components.delete(skuId);
    for (const part of to) facts.inside.add(part.skuId);
  }
  return { handle: links.handle, productId, changes, said, problems };
}

/** The parts of a bundle, or why they can't be: then it stays as it is. */
function componentsFor(
  productId: string,
  skuId: string,
  parts: NamedLinks['bundles'][number]['parts'],
  facts: Facts,
): Component[] | LinkProblem {
  const field = 'components';
  if (parts.length > 0 && facts.inside.has(skuId))
    return { field, rule: 'inside_a_bundle', value: facts.skuOf.get(skuId) ?? '' };
  const found: Component[] = [];
  for (const { sku, quantity } of parts) {
    const part = facts.skus.get(skuKey(sku));
    const rule = !part
      ? 'unknown_sku'
      : part.productId === productId
        ? 'of_the_same_product'
        : found.some((one) => one.skuId === part.skuId)
          ? 'component_twice'
          : facts.components.has(part.skuId)
            ? 'bundle_in_bundle'
            : undefined;
    if (!part || rule !== undefined) return { field, rule: rule ?? 'unknown_sku', value: sku };
    found.push({ skuId: part.skuId, quantity });
  }
  return found;
}
