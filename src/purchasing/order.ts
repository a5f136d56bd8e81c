/** The life of a purchase order but for its deliveries: draft, sent, closed or cancelled. */
import { contentHash } from '#base/canonical';
import { lock, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { DAY, dayIn, instantOfMs, msOf, type Day } from '#base/time';
import { settings, siteById } from '#org';
import { exact, FX_SCALE, toMinor } from './costs.ts';
import {
  arrivedOf,
  draftLines,
  totalOf,
  type LineInput,
  type PurchaseHead,
  type PurchaseLine,
  type Supply,
} from './model.ts';
import { purchaseHead, purchaseLines, supplierById, suppliesOf } from './queries.ts';

export type PurchaseReceipt = { readonly purchaseId: string; readonly number: string; readonly version: number };
export type NewPurchase = {
  readonly purchaseId: string;
  readonly supplierId: string;
  readonly siteId: string;
  readonly lines: readonly LineInput[];
  readonly expectedOn?: Day | null | undefined;
  readonly reference?: string | undefined;
  readonly note?: string | undefined;
  /** Billionths of our currency for one of theirs. */
  readonly fxNano?: number | null | undefined;
};

/**
 * Drafts a purchase order; the same id and content again changes nothing. Refuses `purchasing.unknown_supplier`,
 * `purchasing.supplier_closed`, `purchasing.unknown_site`, what `draftLines` refuses, and `request.id_reused`.
 */
export async function createPurchase(tx: Tx, input: NewPurchase): Promise<PurchaseReceipt> {
  const hash = contentHash(input);
  const [known] = await tx.query<{ hash: string }>(
    sql`SELECT content_hash AS hash FROM purchasing.purchase WHERE purchase_id = ${input.purchaseId}`,
  );
  if (known) {
    if (known.hash !== hash) refuse('request.id_reused', { detail: input.purchaseId });
    return receiptOf(tx, input.purchaseId);
  }
  const supplier =
    (await supplierById(tx, input.supplierId)) ?? refuse('purchasing.unknown_supplier', { detail: input.supplierId });
  if (!supplier.active) refuse('purchasing.supplier_closed', { detail: supplier.name });
  const site =
    (await siteById(tx.database, input.siteId)) ?? refuse('purchasing.unknown_site', { detail: input.siteId });
  const house = await settings(tx.database);
  const lines = draftLines(
    input.lines,
    await suppliesFor(tx, input.supplierId, input.lines),
    supplier.tolerancePercent,
  );
  const fxNano = supplier.currency === house.currency ? FX_SCALE : (input.fxNano ?? null);
  const made = await tx.affected(sql`
    INSERT INTO purchasing.purchase (purchase_id, supplier_id, site_id, entity_id, currency, fx_nano, tolerance_percent, expected_on, reference, note, created_at,
      created_by, content_hash)
    VALUES (${input.purchaseId}, ${input.supplierId}, ${input.siteId}, ${site.entityId}, ${supplier.currency}, ${fxNano}, ${supplier.tolerancePercent},
      ${input.expectedOn ?? null}::date, ${input.reference ?? ''}, ${input.note ?? ''}, ${tx.now}::timestamptz, ${tx.caller.actor}, ${hash})
    ON CONFLICT (purchase_id) DO NOTHING`);
  if (made === 0) return createPurchase(tx, input); // the same came a moment before, and is there now
  await writeLines(tx, input.purchaseId, lines);
  tellOf(tx, { ...input, version: 0 }, 'drafted', { lines: lines.length });
  return receiptOf(tx, input.purchaseId);
}

async function receiptOf(tx: Tx, purchaseId: string): Promise<PurchaseReceipt> {
  const head = (await purchaseHead(tx, purchaseId)) ?? refuse('purchasing.unknown_purchase', { detail: purchaseId });
  return { purchaseId, number: head.number, version: head.version };
}

async function suppliesFor(
  tx: Tx,
  supplierId: string,
  lines: readonly { readonly skuId: string }[],
): Promise<Map<string, Supply>> {
  const skuIds = lines.map((line) => line.skuId);
  const supplies = await suppliesOf(tx, supplierId, { skuIds, limit: skuIds.length });
  return new Map(supplies.map((supply) => [supply.skuId, supply]));
}

async function writeLines(tx: Tx, purchaseId: string, lines: readonly PurchaseLine[]): Promise<void> {
  const of = <T>(pick: (line: PurchaseLine) => T): T[] => lines.map(pick);
  await tx.query(sql`
    INSERT INTO purchasing.purchase_line (purchase_id, sku_id, line_no, ordered, allowed, supplier_sku, pack_units, cost_milli)
    SELECT ${purchaseId}, l.* FROM unnest(${of((l) => l.skuId)}::text[], ${of((l) => l.lineNo)}::int[], ${of((l) => l.ordered)}::bigint[],
      ${of((l) => l.allowed)}::bigint[], ${of((l) => l.supplierSku)}::text[], ${of((l) => l.packUnits)}::int[], ${of((l) => l.costMilli)}::bigint[]) AS l`);
}

/** Locks an order. Refuses `purchasing.unknown_purchase`. */
export async function lockPurchase(tx: Tx, purchaseId: string): Promise<PurchaseHead> {
  lock(tx, 'purchasing.purchase');
  await tx.query(sql`SELECT 1 FROM purchasing.purchase WHERE purchase_id = ${purchaseId} FOR NO KEY UPDATE`);
  return (await purchaseHead(tx, purchaseId)) ?? refuse('purchasing.unknown_purchase', { detail: purchaseId });
}

type Told = Pick<PurchaseHead, 'purchaseId' | 'supplierId' | 'siteId' | 'version'>;

/** Says what happened to an order; its next version. Bodies carry no cost: who hears of deliveries need not see prices. */
export function tellOf(
  tx: Tx,
  head: Told,
  what: string,
  body: Readonly<Record<string, unknown>> = {},
  mentions: readonly string[] = [],
): void {
  announce(tx, {
    type: `purchasing.${what}`,
    subjectKind: 'purchase',
    subjectId: head.purchaseId,
    version: head.version + 1,
    mentions: [head.supplierId, head.siteId, ...mentions],
    body: { siteId: head.siteId, ...body },
  });
}

export type PurchasePatch = {
  readonly version: number;
  readonly lines?: readonly LineInput[] | undefined;
  readonly expectedOn?: Day | null | undefined;
  readonly reference?: string | undefined;
  readonly note?: string | undefined;
  readonly fxNano?: number | null | undefined;
};

/**
 * Changes an order: lines and rate while it is a draft; the expected day, the supplier's reference and the note until it is closed.
 * Refuses `purchasing.not_draft`, `purchasing.not_open`, `purchasing.changed_meanwhile` and what `draftLines` refuses.
 */
export async function changePurchase(tx: Tx, purchaseId: string, patch: PurchasePatch): Promise<PurchaseReceipt> {
  const head = await lockPurchase(tx, purchaseId);
  if (head.version !== patch.version) refuse('purchasing.changed_meanwhile', { detail: String(head.version) });
  if (head.state === 'closed' || head.state === 'cancelled') refuse('purchasing.not_open', { detail: head.state });
  const touchesDraft = patch.lines !== undefined || patch.fxNano !== undefined;
  if (touchesDraft && head.state !== 'draft') refuse('purchasing.not_draft', { detail: head.number });
  if (patch.lines !== undefined) {
    const supplies = await suppliesFor(tx, head.supplierId, patch.lines);
    const lines = draftLines(patch.lines, supplies, head.tolerancePercent);
    await tx.query(sql`DELETE FROM purchasing.purchase_line WHERE purchase_id = ${purchaseId}`);
    await writeLines(tx, purchaseId, lines);
  }
  const house = await settings(tx.database);
  const fxNano = head.currency === house.currency || patch.fxNano === undefined ? head.fxNano : patch.fxNano;
  const expectedOn = patch.expectedOn === undefined ? head.expectedOn : patch.expectedOn;
  await tx.query(sql`
    UPDATE purchasing.purchase SET expected_on = ${expectedOn}::date, reference = ${patch.reference ?? head.reference},
      note = ${patch.note ?? head.note}, fx_nano = ${fxNano}, version = version + 1 WHERE purchase_id = ${purchaseId}`);
  tellOf(tx, head, 'changed', expectedOn === head.expectedOn ? {} : { expectedOn });
  return { purchaseId, number: head.number, version: head.version + 1 };
}

/**
 * Sends an order: from now on its goods are on their way, expected after the supplier's days unless the draft names a day. `how: 'mail'`
 * writes to the supplier (notifications hears of it), `'file'` leaves that to a person. Refuses `purchasing.not_draft`,
 * `purchasing.supplier_closed`, `purchasing.no_mail`, `purchasing.fx_needed`, `purchasing.below_minimum` unless `anyAmount`.
 */
export async function sendPurchase(
  tx: Tx,
  purchaseId: string,
  options: { how: 'mail' | 'file'; anyAmount?: boolean | undefined },
): Promise<PurchaseReceipt> {
  const head = await lockPurchase(tx, purchaseId);
  if (head.state !== 'draft') refuse('purchasing.not_draft', { detail: head.number });
  const supplier = (await supplierById(tx, head.supplierId)) ?? refuse('purchasing.unknown_supplier');
  if (!supplier.active) refuse('purchasing.supplier_closed', { detail: supplier.name });
  if (options.how === 'mail' && supplier.email === null) refuse('purchasing.no_mail', { detail: supplier.name });
  if (head.fxNano === null) refuse('purchasing.fx_needed', { detail: head.currency });
  const lines = await purchaseLines(tx, purchaseId);
  const total = toMinor(totalOf(lines));
  if (total < supplier.minOrderMinor && options.anyAmount !== true)
    refuse('purchasing.below_minimum', {
      detail: String(supplier.minOrderMinor),
      minimum: { minor: supplier.minOrderMinor, currency: head.currency },
    });
  const supplies = await suppliesFor(tx, head.supplierId, lines);
  const days = Math.max(...lines.map((line) => supplies.get(line.skuId)?.leadDays ?? supplier.leadDays));
  const zone = (await settings(tx.database)).timeZone;
  const expectedOn = head.expectedOn ?? dayIn(instantOfMs(msOf(tx.now) + days * DAY), zone);
  await tx.query(sql`
    UPDATE purchasing.purchase SET state = 'sent', sent_at = ${tx.now}::timestamptz, sent_how = ${options.how}, expected_on = ${expectedOn}::date,
      version = version + 1 WHERE purchase_id = ${purchaseId}`);
  const skuIds = lines.map((line) => line.skuId);
  const units = exact(lines.reduce((sum, line) => sum + BigInt(line.ordered), 0n));
  tellOf(tx, head, 'sent', { units, how: options.how, expectedOn, skuIds }, skuIds);
  return { purchaseId, number: head.number, version: head.version + 1 };
}

/** Gives up an order of which nothing has come; again changes nothing. Refuses `purchasing.received_already`, `purchasing.not_open`. */
export async function cancelPurchase(tx: Tx, purchaseId: string, reason: string): Promise<PurchaseReceipt> {
  const head = await lockPurchase(tx, purchaseId);
  if (head.state === 'cancelled') return { purchaseId, number: head.number, version: head.version };
  if (head.state === 'closed') refuse('purchasing.not_open', { detail: head.state });
  const lines = await purchaseLines(tx, purchaseId);
  if (lines.some((line) => arrivedOf(line) > 0)) refuse('purchasing.received_already', { detail: head.number });
  return endPurchase(tx, head, 'cancelled', reason);
}

/** Waits for no more of an order, whatever is missing; again changes nothing. Refuses `purchasing.not_open` for what was never sent. */
export async function closePurchase(tx: Tx, purchaseId: string, reason: string): Promise<PurchaseReceipt> {
  const head = await lockPurchase(tx, purchaseId);
  if (head.state === 'closed') return { purchaseId, number: head.number, version: head.version };
  if (head.state !== 'sent') refuse('purchasing.not_open', { detail: head.state });
  return endPurchase(tx, head, 'closed', reason);
}

async function endPurchase(
  tx: Tx,
  head: PurchaseHead,
  state: 'closed' | 'cancelled',
  reason: string,
): Promise<PurchaseReceipt> {
  await tx.query(sql`
    UPDATE purchasing.purchase SET state = ${state}, closed_at = ${tx.now}::timestamptz, version = version + 1
    WHERE purchase_id = ${head.purchaseId}`);
  tellOf(tx, head, state, { reason });
  return { purchaseId: head.purchaseId, number: head.number, version: head.version + 1 };
}

/**
 * Allows more of an article than the tolerance does: the goods stand at the door and a person decides. An order that was closed because
 * all had come waits again. Refuses `purchasing.not_ordered`, `purchasing.not_open`.
 */
export async function allowMore(
  tx: Tx,
  purchaseId: string,
  { skuId, allowed }: { skuId: string; allowed: number },
): Promise<PurchaseReceipt> {
  const head = await lockPurchase(tx, purchaseId);
  if (head.state !== 'sent' && head.state !== 'closed') refuse('purchasing.not_open', { detail: head.state });
  const changed = await tx.affected(sql`
    UPDATE purchasing.purchase_line SET allowed = greatest(allowed, ${allowed}), allowed_by = ${tx.caller.actor}
    WHERE purchase_id = ${purchaseId} AND sku_id = ${skuId}`);
  if (changed === 0) refuse('purchasing.not_ordered', { detail: skuId });
  await tx.query(sql`
    UPDATE purchasing.purchase SET state = 'sent', closed_at = NULL, version = version + 1 WHERE purchase_id = ${purchaseId}`);
  tellOf(tx, head, 'allowed', { skuId, allowed }, [skuId]);
  return { purchaseId, number: head.number, version: head.version + 1 };
}
