/** Suppliers and what they sell us. */
import { contentHash } from '#base/canonical';
import { lock, maybeOne, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { skuFacts } from '#catalog';
import { checkOnce, type Supplier, type Supply } from './model.ts';
import { supplierById } from './queries.ts';

export type NewSupplier = Omit<Supplier, 'version' | 'active'>;

const changed = (supplierId: string, version: number, body: Record<string, unknown> = {}) => ({
  type: 'purchasing.supplier_changed',
  subjectKind: 'supplier',
  subjectId: supplierId,
  version,
  body,
});

/** Makes a supplier; the same id and content again changes nothing. Refuses `request.id_reused`. */
export async function createSupplier(tx: Tx, input: NewSupplier): Promise<Supplier> {
  const hash = contentHash(input);
  const made = await tx.affected(sql`
    INSERT INTO purchasing.supplier (supplier_id, name, currency, lead_days, min_order_minor, tolerance_percent, language, email, contacts, note,
      content_hash, created_at)
    VALUES (${input.supplierId}, ${input.name}, ${input.currency}, ${input.leadDays}, ${input.minOrderMinor}, ${input.tolerancePercent},
      ${input.language}, ${input.email}, ${JSON.stringify(input.contacts)}::jsonb, ${input.note}, ${hash}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (made > 0) announce(tx, changed(input.supplierId, 1));
  else {
    const known = await maybeOne(
      tx.query<{ hash: string }>(
        sql`SELECT content_hash AS hash FROM purchasing.supplier WHERE supplier_id = ${input.supplierId}`,
      ),
    );
    if (known?.hash !== hash) refuse('request.id_reused', { detail: input.supplierId });
  }
  return (await supplierById(tx, input.supplierId)) ?? refuse('purchasing.unknown_supplier');
}

export type SupplierPatch = Partial<Omit<Supplier, 'supplierId' | 'version' | 'currency'>>;

/** Changes what is given; the currency stays. Refuses `purchasing.unknown_supplier`, `purchasing.changed_meanwhile`. */
export async function changeSupplier(
  tx: Tx,
  supplierId: string,
  version: number,
  patch: SupplierPatch,
): Promise<Supplier> {
  const now = await lockSupplier(tx, supplierId);
  if (now.version !== version) refuse('purchasing.changed_meanwhile', { detail: String(now.version) });
  const next = { ...now, ...patch };
  await tx.query(sql`
    UPDATE purchasing.supplier SET name = ${next.name}, lead_days = ${next.leadDays}, min_order_minor = ${next.minOrderMinor},
      tolerance_percent = ${next.tolerancePercent}, language = ${next.language}, email = ${next.email},
      contacts = ${JSON.stringify(next.contacts)}::jsonb, note = ${next.note}, active = ${next.active}, version = version + 1
    WHERE supplier_id = ${supplierId}`);
  announce(tx, changed(supplierId, version + 1));
  return { ...next, version: version + 1 };
}

async function lockSupplier(tx: Tx, supplierId: string): Promise<Supplier> {
  lock(tx, 'purchasing.supplier');
  await tx.query(sql`SELECT 1 FROM purchasing.supplier WHERE supplier_id = ${supplierId} FOR NO KEY UPDATE`);
  return (await supplierById(tx, supplierId)) ?? refuse('purchasing.unknown_supplier', { detail: supplierId });
}

export type SupplyInput = Omit<Supply, 'supplierId'> & { readonly remove?: boolean | undefined };

/**
 * Sets what a supplier sells us, article by article; `remove` takes one out. The first supplier of an article is preferred, and one that
 * becomes preferred takes it from the other. Refuses `purchasing.unknown_supplier`, `purchasing.unknown_sku`, `purchasing.sku_twice`.
 */
export async function setSupplies(
  tx: Tx,
  supplierId: string,
  articles: readonly SupplyInput[],
): Promise<{ changed: number }> {
  checkOnce(articles);
  const skuIds = articles.map((article) => article.skuId);
  const known = await skuFacts(tx.database, skuIds);
  const missing = skuIds.find((skuId) => !known.has(skuId));
  if (missing !== undefined) refuse('purchasing.unknown_sku', { detail: missing });
  const supplier = await lockSupplier(tx, supplierId);
  // Two suppliers at once would both be the first of an article. Prices are set rarely: they may wait a moment for each other.
  await tx.query(sql`LOCK TABLE purchasing.supply IN SHARE ROW EXCLUSIVE MODE`);
  const kept = articles.filter((article) => article.remove !== true);
  const gone = articles.filter((article) => article.remove === true).map((article) => article.skuId);
  await tx.query(
    sql`DELETE FROM purchasing.supply WHERE supplier_id = ${supplierId} AND sku_id = ANY(${gone}::text[])`,
  );
  const preferred = kept.filter((article) => article.preferred).map((article) => article.skuId);
  await tx.query(sql`
    UPDATE purchasing.supply SET preferred = false
    WHERE sku_id = ANY(${preferred}::text[]) AND supplier_id <> ${supplierId} AND preferred`);
  const of = <T>(pick: (article: SupplyInput) => T): T[] => kept.map(pick);
  await tx.query(sql`
    INSERT INTO purchasing.supply AS s (sku_id, supplier_id, supplier_sku, pack_units, cost_milli, lead_days, preferred)
    SELECT a.sku_id, ${supplierId}, a.supplier_sku, a.pack_units, a.cost_milli, a.lead_days,
      a.preferred OR NOT EXISTS (SELECT 1 FROM purchasing.supply o WHERE o.sku_id = a.sku_id AND o.preferred AND o.supplier_id <> ${supplierId})
    FROM unnest(${of((a) => a.skuId)}::text[], ${of((a) => a.supplierSku)}::text[], ${of((a) => a.packUnits)}::int[],
      ${of((a) => a.costMilli)}::bigint[], ${of((a) => a.leadDays)}::int[], ${of((a) => a.preferred)}::boolean[])
      AS a(sku_id, supplier_sku, pack_units, cost_milli, lead_days, preferred)
    ORDER BY a.sku_id
    ON CONFLICT (sku_id, supplier_id) DO UPDATE SET supplier_sku = excluded.supplier_sku, pack_units = excluded.pack_units,
      cost_milli = excluded.cost_milli, lead_days = excluded.lead_days, preferred = excluded.preferred`);
  await tx.query(sql`UPDATE purchasing.supplier SET version = version + 1 WHERE supplier_id = ${supplierId}`);
  announce(tx, changed(supplierId, supplier.version + 1, { skuIds }));
  return { changed: articles.length };
}

export type RuleInput = {
  readonly skuId: string;
  readonly min: number | null;
  readonly max: number | null;
  readonly targetDays: number | null;
  readonly skip: boolean;
};

/** What a person decides of articles at a site; all null and not skipped: the house decides again. Refuses `purchasing.bad_rule`, `purchasing.unknown_sku`. */
export async function setReorderRules(
  tx: Tx,
  siteId: string,
  rules: readonly RuleInput[],
): Promise<{ changed: number }> {
  checkOnce(rules);
  const wrong = rules.findIndex(
    ({ min, max }) => (min === null) !== (max === null) || (min !== null && max !== null && max < min),
  );
  if (wrong >= 0) refuse('purchasing.bad_rule', { fields: [{ field: `rules.${wrong}.max`, rule: 'at least min' }] });
  const skuIds = rules.map((rule) => rule.skuId);
  const known = await skuFacts(tx.database, skuIds);
  const missing = skuIds.find((skuId) => !known.has(skuId));
  if (missing !== undefined) refuse('purchasing.unknown_sku', { detail: missing });
  const of = <T>(pick: (rule: RuleInput) => T): T[] => rules.map(pick);
  await tx.query(sql`
    INSERT INTO purchasing.reorder_rule (sku_id, site_id, min_units, max_units, target_days, skip)
    SELECT r.sku_id, ${siteId}, r.min_units, r.max_units, r.target_days, r.skip
    FROM unnest(${of((r) => r.skuId)}::text[], ${of((r) => r.min)}::bigint[], ${of((r) => r.max)}::bigint[], ${of((r) => r.targetDays)}::int[],
      ${of((r) => r.skip)}::boolean[]) AS r(sku_id, min_units, max_units, target_days, skip)
    ORDER BY r.sku_id
    ON CONFLICT (sku_id, site_id) DO UPDATE SET min_units = excluded.min_units, max_units = excluded.max_units,
      target_days = excluded.target_days, skip = excluded.skip`);
  announce(tx, {
    type: 'purchasing.rules_changed',
    subjectKind: 'site',
    subjectId: siteId,
    mentions: skuIds,
    body: { skuIds },
  });
  return { changed: rules.length };
}
