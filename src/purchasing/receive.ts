/** Goods arrive: whole, in parts, damaged, too many, or not those that were ordered. */
import { contentHash } from '#base/canonical';
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { skuFacts } from '#catalog';
import { lockSupply, writeSupply, type SupplyMove } from '#inventory';
import { settings } from '#org';
import { converted, lineValue, receiveCost } from './costs.ts';
import { lockBooks, writeBooks } from './ledger.ts';
import {
  openOf,
  placeOfState,
  planReceipt,
  type PurchaseHead,
  type PurchaseLine,
  type ReceivedInput,
} from './model.ts';
import { lockPurchase, tellOf } from './order.ts';
import { purchaseHead, purchaseLines } from './queries.ts';

export type ReceiveInput = {
  readonly receiptId: string;
  readonly purchaseId: string;
  readonly deliveryNote: string;
  readonly lines: readonly ReceivedInput[];
};
export type ReceiveOutput = {
  readonly receiptId: string;
  readonly purchaseId: string;
  readonly number: string;
  readonly state: 'sent' | 'closed';
  /** What of the order has not come yet. */
  readonly open: number;
};

/** An article in one state stands once: what a scanner sent in pieces is summed. */
function summed(lines: readonly ReceivedInput[]): ReceivedInput[] {
  const sums = new Map<string, ReceivedInput>();
  for (const line of lines) {
    const key = `${line.skuId}|${line.state}`;
    sums.set(key, { ...line, quantity: line.quantity + (sums.get(key)?.quantity ?? 0) });
  }
  return [...sums.values()];
}

/**
 * Takes in a delivery of an order: good units to the sellable place, damaged ones to the damaged place, wrong articles to quarantine, each
 * as a movement from `suppliers` with the order as its document; the cost of good and damaged units enters the books. An order of which
 * all has come is closed. The same receipt id again is the same delivery. Refuses `purchasing.unknown_purchase`, `purchasing.not_open`,
 * `purchasing.unknown_sku`, what `planReceipt` refuses, and `request.id_reused`.
 */
export async function receivePurchase(tx: Tx, input: ReceiveInput): Promise<ReceiveOutput> {
  const hash = contentHash(input);
  const first =
    (await purchaseHead(tx, input.purchaseId)) ?? refuse('purchasing.unknown_purchase', { detail: input.purchaseId });
  const fresh = await tx.affected(sql`
    INSERT INTO purchasing.receipt (receipt_id, purchase_id, delivery_note, at, actor, content_hash)
    VALUES (${input.receiptId}, ${input.purchaseId}, ${input.deliveryNote}, ${tx.now}::timestamptz, ${tx.caller.actor}, ${hash})
    ON CONFLICT DO NOTHING`);
  if (fresh === 0) return sameReceipt(tx, input, hash);
  const received = summed(input.lines);
  await checkArticles(tx, received);
  const moves = received.map((line): SupplyMove => ({
    way: 'in',
    movementId: newId('mov'),
    skuId: line.skuId,
    siteId: first.siteId,
    kind: placeOfState[line.state],
    quantity: line.quantity,
    reason: line.state === 'good' ? 'receipt' : `receipt_${line.state}`,
    document: input.purchaseId,
  }));
  const shelves = await lockSupply(tx, moves);
  const head = await lockPurchase(tx, input.purchaseId);
  if (head.state !== 'sent') refuse('purchasing.not_open', { detail: head.state });
  const plan = planReceipt(await purchaseLines(tx, input.purchaseId), received);
  const values = await valuesOf(tx, head, plan.lines, received);
  await writeCosts(tx, head, received, values);
  await writeReceipt(tx, input.receiptId, moves, received, values);
  await writeOrder(tx, head, plan.lines, plan.complete);
  await writeSupply(tx, shelves, moves);
  const skuIds = [...new Set(received.map((line) => line.skuId))];
  const units = received.reduce((sum, line) => sum + line.quantity, 0);
  const states = Map.groupBy(received, (line) => line.state);
  tellOf(
    tx,
    head,
    'received',
    {
      receiptId: input.receiptId,
      skuIds,
      units,
      damaged: (states.get('damaged') ?? []).reduce((sum, line) => sum + line.quantity, 0),
      wrong: (states.get('wrong') ?? []).reduce((sum, line) => sum + line.quantity, 0),
      complete: plan.complete,
    },
    [...skuIds, input.receiptId],
  );
  return outputOf(input, head, plan.lines, plan.complete ? 'closed' : 'sent');
}

function outputOf(
  { receiptId, purchaseId }: ReceiveInput,
  head: PurchaseHead,
  lines: readonly PurchaseLine[],
  state: 'sent' | 'closed',
): ReceiveOutput {
  return {
    receiptId,
    purchaseId,
    number: head.number,
    state,
    open: lines.reduce((sum, line) => sum + openOf(line), 0),
  };
}

async function sameReceipt(tx: Tx, input: ReceiveInput, hash: string): Promise<ReceiveOutput> {
  const [known] = await tx.query<{ hash: string }>(
    sql`SELECT content_hash AS hash FROM purchasing.receipt WHERE receipt_id = ${input.receiptId}`,
  );
  if (known?.hash !== hash) refuse('request.id_reused', { detail: input.receiptId });
  const head = (await purchaseHead(tx, input.purchaseId)) ?? refuse('purchasing.unknown_purchase');
  const lines = await purchaseLines(tx, input.purchaseId);
  return outputOf(input, head, lines, head.state === 'closed' ? 'closed' : 'sent');
}

async function checkArticles(tx: Tx, lines: readonly { readonly skuId: string }[]): Promise<void> {
  const skuIds = lines.map((line) => line.skuId);
  const known = await skuFacts(tx.database, skuIds);
  const missing = skuIds.find((skuId) => !known.has(skuId));
  if (missing !== undefined) refuse('purchasing.unknown_sku', { detail: missing });
}

/** What each line of a delivery is worth in our currency by the order; a wrong article has no price of ours. */
async function valuesOf(
  tx: Tx,
  head: PurchaseHead,
  lines: readonly PurchaseLine[],
  received: readonly ReceivedInput[],
): Promise<number[]> {
  const ours = (await settings(tx.database)).currency;
  const costs = new Map(lines.map((line) => [line.skuId, line.costMilli]));
  return received.map(({ skuId, quantity, state }) =>
    state === 'wrong' || head.fxNano === null
      ? 0
      : converted(lineValue(quantity, costs.get(skuId) ?? 0), head.fxNano, head.currency, ours),
  );
}

async function writeCosts(
  tx: Tx,
  head: PurchaseHead,
  received: readonly ReceivedInput[],
  values: readonly number[],
): Promise<void> {
  const bought = new Map<string, { units: number; valueMilli: number }>();
  received.forEach(({ skuId, quantity, state }, i) => {
    if (state === 'wrong') return;
    const sum = bought.get(skuId) ?? { units: 0, valueMilli: 0 };
    bought.set(skuId, { units: sum.units + quantity, valueMilli: sum.valueMilli + (values[i] ?? 0) });
  });
  const books = await lockBooks(tx, head.entityId, [...bought.keys()]);
  for (const [skuId, goods] of bought) {
    const entry = books.get(skuId);
    if (entry) receiveCost(entry.book, entry.onHand, { ...goods, document: head.purchaseId });
  }
  await writeBooks(
    tx,
    [...books.values()].map((entry) => entry.book),
  );
}

async function writeReceipt(
  tx: Tx,
  receiptId: string,
  moves: readonly SupplyMove[],
  received: readonly ReceivedInput[],
  values: readonly number[],
): Promise<void> {
  await tx.query(sql`
    INSERT INTO purchasing.receipt_line (receipt_id, line_no, sku_id, quantity, state, movement_id, value_milli)
    SELECT ${receiptId}, l.* FROM unnest(${received.map((_, i) => i + 1)}::int[], ${received.map((l) => l.skuId)}::text[],
      ${received.map((l) => l.quantity)}::bigint[], ${received.map((l) => l.state)}::text[], ${moves.map((m) => m.movementId)}::text[],
      ${[...values]}::bigint[]) AS l`);
}

async function writeOrder(
  tx: Tx,
  head: PurchaseHead,
  lines: readonly PurchaseLine[],
  complete: boolean,
): Promise<void> {
  await tx.query(sql`
    UPDATE purchasing.purchase_line l SET good = d.good, damaged = d.damaged
    FROM unnest(${lines.map((l) => l.skuId)}::text[], ${lines.map((l) => l.good)}::bigint[], ${lines.map((l) => l.damaged)}::bigint[])
      AS d(sku_id, good, damaged)
    WHERE l.purchase_id = ${head.purchaseId} AND l.sku_id = d.sku_id AND (l.good <> d.good OR l.damaged <> d.damaged)`);
  await tx.query(sql`
    UPDATE purchasing.purchase SET version = version + 1, state = ${complete ? 'closed' : 'sent'},
      closed_at = CASE WHEN ${complete} THEN ${tx.now}::timestamptz END WHERE purchase_id = ${head.purchaseId}`);
}
