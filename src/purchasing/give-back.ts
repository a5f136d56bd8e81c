/** Goods go back to a supplier; costs that came late reach the goods they belong to; a person says what an article costs. */
import { contentHash } from '#base/canonical';
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { skuFacts } from '#catalog';
import { lockSupply, writeSupply, type PlaceKind, type SupplyMove } from '#inventory';
import { entityExists, siteById } from '#org';
import { landCost, returnCost, revalue, spread } from './costs.ts';
import { lockBooks, writeBooks } from './ledger.ts';
import { purchaseHead, supplierById } from './queries.ts';

export type ReturnInput = {
  readonly returnId: string;
  readonly supplierId: string;
  readonly purchaseId: string | null;
  readonly siteId: string;
  readonly reason: string;
  /** The number of the credit note that the supplier gave for it, where one is known. */
  readonly creditNote?: string | undefined;
  readonly lines: readonly { readonly skuId: string; readonly kind: PlaceKind; readonly quantity: number }[];
};

/**
 * Sends goods back to a supplier from a place of a site: movements to `suppliers` with the return as their document, out of the books at
 * the average. The same id again is the same return. Refuses `inventory.short`, `purchasing.unknown_supplier`, `purchasing.unknown_site`,
 * `purchasing.unknown_purchase`, `purchasing.unknown_sku`, `request.id_reused`.
 */
export async function returnToSupplier(tx: Tx, input: ReturnInput): Promise<{ returnId: string }> {
  const hash = contentHash(input);
  const { returnId, supplierId, purchaseId, siteId } = input;
  const site = (await siteById(tx.database, siteId)) ?? refuse('purchasing.unknown_site', { detail: siteId });
  if (!(await supplierById(tx, supplierId))) refuse('purchasing.unknown_supplier', { detail: supplierId });
  const purchase = purchaseId === null ? undefined : await purchaseHead(tx, purchaseId);
  if (purchaseId !== null && purchase?.supplierId !== supplierId)
    refuse('purchasing.unknown_purchase', { detail: purchaseId });
  const fresh = await tx.affected(sql`
    INSERT INTO purchasing.supplier_return (return_id, supplier_id, purchase_id, site_id, reason, credit_note, at, actor, content_hash)
    VALUES (${returnId}, ${supplierId}, ${purchaseId}, ${siteId}, ${input.reason}, ${input.creditNote ?? ''}, ${tx.now}::timestamptz, ${tx.caller.actor}, ${hash})
    ON CONFLICT DO NOTHING`);
  if (fresh === 0) return sameAs(tx, 'supplier_return', returnId, hash);
  const skuIds = [...new Set(input.lines.map((line) => line.skuId))];
  const known = await skuFacts(tx.database, skuIds);
  const missing = skuIds.find((skuId) => !known.has(skuId));
  if (missing !== undefined) refuse('purchasing.unknown_sku', { detail: missing });
  const moves = input.lines.map((line): SupplyMove => ({
    ...line,
    way: 'out',
    movementId: newId('mov'),
    siteId,
    reason: 'supplier_return',
    document: returnId,
  }));
  const shelves = await lockSupply(tx, moves);
  const books = await lockBooks(tx, site.entityId, skuIds);
  const units = Map.groupBy(input.lines, (line) => line.skuId);
  for (const [skuId, lines] of units) {
    const entry = books.get(skuId);
    const quantity = lines.reduce((sum, line) => sum + line.quantity, 0);
    if (entry && quantity <= entry.onHand) returnCost(entry.book, entry.onHand, quantity, returnId);
  }
  // Refuses what is not there before anything is kept: the books above go with the transaction.
  await writeSupply(tx, shelves, moves);
  await writeBooks(
    tx,
    [...books.values()].map((entry) => entry.book),
  );
  await tx.query(sql`
    INSERT INTO purchasing.supplier_return_line (return_id, line_no, sku_id, kind, quantity, movement_id)
    SELECT ${returnId}, l.* FROM unnest(${moves.map((_, i) => i + 1)}::int[], ${moves.map((m) => m.skuId)}::text[], ${moves.map((m) => m.kind)}::text[],
      ${moves.map((m) => m.quantity)}::bigint[], ${moves.map((m) => m.movementId)}::text[]) AS l`);
  announce(tx, {
    type: 'purchasing.returned',
    subjectKind: 'supplier_return',
    subjectId: returnId,
    mentions: [supplierId, siteId, ...(purchaseId === null ? [] : [purchaseId]), ...skuIds],
    body: {
      siteId,
      skuIds,
      reason: input.reason,
      creditNote: input.creditNote ?? '',
      units: moves.reduce((sum, move) => sum + move.quantity, 0),
    },
  });
  return { returnId };
}

async function sameAs(
  tx: Tx,
  table: 'supplier_return' | 'landed',
  id: string,
  hash: string,
): Promise<{ returnId: string }> {
  const [known] = await tx.query<{ hash: string }>(
    table === 'landed'
      ? sql`SELECT content_hash AS hash FROM purchasing.landed WHERE landed_id = ${id}`
      : sql`SELECT content_hash AS hash FROM purchasing.supplier_return WHERE return_id = ${id}`,
  );
  if (known?.hash !== hash) refuse('request.id_reused', { detail: id });
  return { returnId: id };
}

export type LandedInput = {
  readonly landedId: string;
  readonly receiptId: string;
  readonly kind: 'freight' | 'customs' | 'insurance' | 'other';
  /** Minor units of our currency. */
  readonly minor: number;
};

/**
 * Spreads freight, customs and the like over the lines of a delivery by their value, by largest remainder. What has left meanwhile takes
 * its share as an expense. The same id again is the same cost. Refuses `purchasing.unknown_receipt`, `request.id_reused`.
 */
export async function addLandedCost(tx: Tx, input: LandedInput): Promise<{ landedId: string }> {
  const hash = contentHash(input);
  const { landedId, receiptId, kind, minor } = input;
  type Row = { purchaseId: string; entityId: string; siteId: string; skuId: string; units: number; valueMilli: number };
  const lines = await tx.query<Row>(sql`
    SELECT p.purchase_id AS "purchaseId", p.entity_id AS "entityId", p.site_id AS "siteId", l.sku_id AS "skuId",
      sum(l.quantity)::bigint AS units, sum(l.value_milli)::bigint AS "valueMilli"
    FROM purchasing.receipt r JOIN purchasing.purchase p USING (purchase_id) JOIN purchasing.receipt_line l USING (receipt_id)
    WHERE r.receipt_id = ${receiptId} AND l.state <> 'wrong' GROUP BY 1, 2, 3, 4 ORDER BY l.sku_id`);
  const [first] = lines;
  if (!first) refuse('purchasing.unknown_receipt', { detail: receiptId });
  const fresh = await tx.affected(sql`
    INSERT INTO purchasing.landed (landed_id, receipt_id, kind, minor, at, actor, content_hash)
    VALUES (${landedId}, ${receiptId}, ${kind}, ${minor}, ${tx.now}::timestamptz, ${tx.caller.actor}, ${hash}) ON CONFLICT DO NOTHING`);
  if (fresh === 0) {
    await sameAs(tx, 'landed', landedId, hash);
    return { landedId };
  }
  const parts = spread(
    minor,
    lines.map((line) => line.valueMilli),
  );
  const books = await lockBooks(
    tx,
    first.entityId,
    lines.map((line) => line.skuId),
  );
  lines.forEach((line, i) => {
    const entry = books.get(line.skuId);
    const valueMilli = parts[i] ?? 0;
    if (entry && valueMilli > 0)
      landCost(entry.book, entry.onHand, { received: line.units, valueMilli, document: receiptId });
  });
  await writeBooks(
    tx,
    [...books.values()].map((entry) => entry.book),
  );
  announce(tx, {
    type: 'purchasing.landed',
    subjectKind: 'receipt',
    subjectId: receiptId,
    mentions: [first.purchaseId, first.siteId],
    body: { kind, siteId: first.siteId },
  });
  return { landedId };
}

/**
 * Says what one unit of articles costs a legal entity, in thousandths of a minor unit: how costs begin where nothing was bought through
 * here, and how they are written down. Refuses `purchasing.unknown_entity`, `purchasing.unknown_sku`, `purchasing.too_large`.
 */
export async function setCosts(
  tx: Tx,
  entityId: string,
  costs: readonly { readonly skuId: string; readonly costMilli: number }[],
  reason: string,
): Promise<void> {
  const skuIds = costs.map((cost) => cost.skuId);
  const known = await skuFacts(tx.database, skuIds);
  const missing = skuIds.find((skuId) => !known.has(skuId));
  if (missing !== undefined) refuse('purchasing.unknown_sku', { detail: missing });
  if (!(await entityExists(tx, entityId))) refuse('purchasing.unknown_entity', { detail: entityId });
  const books = await lockBooks(tx, entityId, skuIds);
  for (const { skuId, costMilli } of costs) {
    const entry = books.get(skuId);
    if (entry) revalue(entry.book, entry.onHand, costMilli, reason);
  }
  await writeBooks(
    tx,
    [...books.values()].map((entry) => entry.book),
  );
  announce(tx, {
    type: 'purchasing.costs_set',
    subjectKind: 'entity',
    subjectId: entityId,
    mentions: skuIds.slice(0, 100),
    body: { skuIds: skuIds.slice(0, 100), reason },
  });
}
