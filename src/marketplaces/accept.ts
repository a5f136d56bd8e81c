import { createHash } from 'node:crypto';
import { maskCardNumbers } from '#base/card-numbers';
import { sql, type Database, type Tx } from '#base/db';
import { crockford } from '#base/ids';
import { enqueue } from '#base/jobs';
import { announce } from '#base/journal';
import { Refusal, type Outcome } from '#base/refusal';
import { skuIdsBySku } from '#catalog';
import {
  cancelOrder,
  cancelUnits,
  findOrder,
  placeOrders,
  prepareOrder,
  type Order,
  type OrderReceipt,
  type PreparedOrder,
} from '#orders';
import type { MarketOrder } from './model.ts';

/** Our order's id from theirs: the same order told twice is one order, whatever else happens. */
export function marketOrderId(prefix: 'ord' | 'pay', channelId: string, externalId: string): string {
  return `${prefix}_${crockford(createHash('sha256').update(`${prefix}|${channelId}|${externalId}`).digest(), 26)}`;
}

/** Stores what was pulled, raw, in one statement; what is there already stays. */
export async function storeInbox(tx: Tx, channelId: string, orders: readonly MarketOrder[]): Promise<number> {
  if (orders.length === 0) return 0;
  return tx.affected(sql`
    INSERT INTO marketplaces.inbox (channel_id, external_id, version, body, received_at)
    SELECT ${channelId}, o.external_id, o.version, o.body, ${tx.now}::timestamptz
    FROM unnest(${orders.map((o) => o.externalId)}::text[], ${orders.map((o) => o.version)}::int[], ${orders.map((o) => JSON.stringify({ ...o, buyer: masked(o.buyer) }))}::jsonb[]) AS o(external_id, version, body)
    ON CONFLICT DO NOTHING`);
}

/** What buyers typed elsewhere may hold a card number; it is never stored here. */
const masked = (buyer: MarketOrder['buyer']): unknown =>
  JSON.parse(JSON.stringify(buyer, (_key, part: unknown) => (typeof part === 'string' ? maskCardNumbers(part) : part)));

const CANCELLED_THERE = 'cancelled on the marketplace';

type Waiting = { channelId: string; externalId: string };

/** Takes what is new in the inbox through the gate, an order at a time in its own transaction; one that fails is set aside with its reason. */
export async function acceptInbox(database: Database): Promise<number> {
  const waiting = await database.query<Waiting>(sql`
    SELECT channel_id AS "channelId", external_id AS "externalId" FROM marketplaces.inbox WHERE state = 'new'
    GROUP BY 1, 2 ORDER BY min(received_at) LIMIT 100`);
  for (const one of waiting) await acceptOne(database, one);
  return waiting.length;
}

async function acceptOne(database: Database, { channelId, externalId }: Waiting): Promise<void> {
  const orderId = marketOrderId('ord', channelId, externalId);
  const [latest] = await database.query<{ version: number; body: MarketOrder }>(sql`
    SELECT version, body FROM marketplaces.inbox WHERE channel_id = ${channelId} AND external_id = ${externalId} ORDER BY version DESC LIMIT 1`);
  if (!latest) return;
  const { version, body: order } = latest;
  const cancelled = order.state === 'cancelled';
  try {
    const known = await findOrder(database, orderId);
    const prepared = known || cancelled ? undefined : await prepareMarketOrder(database, channelId, order);
    if (known && cancelled) await cancelRest(database, known, channelId);
    await database.transaction({ actor: `channel:${channelId}`, channelId }, async (tx) => {
      if (!(await newestUnder(tx, channelId, externalId, version))) return;
      // Cancelled before we ever heard of it: nothing is placed, and a placing that comes later is an older version.
      if (cancelled && !(await cancelTold(tx, orderId, channelId, externalId))) return;
      const receipt = prepared === undefined ? undefined : await place(tx, prepared);
      await tx.query(sql`UPDATE marketplaces.inbox SET state = 'applied', problem = NULL, applied_at = ${tx.now}::timestamptz
        WHERE channel_id = ${channelId} AND external_id = ${externalId} AND version <= ${version} AND state = 'new'`);
      if (receipt)
        await enqueue(
          tx,
          'marketplaces.acknowledge',
          { channelId, externalId, number: receipt.number },
          { key: `ack:${orderId}` },
        );
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await setAside(database, { channelId, externalId }, version, error);
  }
}

/**
 * Locks what was told of an order, so that two processes never apply it at once: one that heard of the sale, the other of its
 * cancellation. False when another has done it meanwhile, or when something newer came since it was read: that stays new, for the next round.
 */
async function newestUnder(tx: Tx, channelId: string, externalId: string, version: number): Promise<boolean> {
  const told = await tx.query<{ version: number; state: string }>(sql`
    SELECT version, state FROM marketplaces.inbox WHERE channel_id = ${channelId} AND external_id = ${externalId} ORDER BY version FOR UPDATE`);
  return told.at(-1)?.version === version && told.some((row) => row.state === 'new');
}

const restOf = ({ lines }: Order): { lineNo: number; quantity: number }[] =>
  lines
    .map(({ lineNo, ordered, cancelled, shipped }) => ({ lineNo, quantity: ordered - cancelled - shipped }))
    .filter((line) => line.quantity > 0);

const partlyGone = (order: Order): boolean => order.lines.some((line) => line.shipped > 0);

/** Of a cancelled order a part of which has left, the rest does not leave. Repeatable: what is cancelled is no rest. */
async function cancelRest(database: Database, order: Order, channelId: string): Promise<void> {
  const lines = restOf(order);
  if (order.state === 'cancelled' || lines.length === 0 || !partlyGone(order)) return;
  const { orderId } = order;
  const editId = `edt_${crockford(
    createHash('sha256')
      .update(JSON.stringify([orderId, lines]))
      .digest(),
    26,
  )}`;
  const cancel = { orderId, editId, lines, reason: CANCELLED_THERE, by: 'staff' as const };
  await cancelUnits(database, cancel, `channel:${channelId}`);
}

/**
 * A cancellation of what has left already can't be done: a person is told. False when some of it left since the look at what is to be
 * cancelled: then the next round cancels the rest.
 */
async function cancelTold(tx: Tx, orderId: string, channelId: string, externalId: string): Promise<boolean> {
  const order = await findOrder(tx, orderId);
  if (!order || order.state === 'cancelled') return true;
  if (!partlyGone(order)) {
    await cancelOrder(tx, { orderId, reason: CANCELLED_THERE });
    return true;
  }
  if (restOf(order).length > 0) return false;
  announce(tx, {
    type: 'marketplaces.late_cancellation',
    subjectKind: 'order',
    subjectId: orderId,
    channelId,
    body: { externalId },
  });
  return true;
}

async function prepareMarketOrder(database: Database, channelId: string, order: MarketOrder): Promise<PreparedOrder> {
  const skuIds = await skuIdsBySku(
    database,
    order.lines.map((line) => line.sku),
  );
  const outcome = await prepareOrder(
    database,
    {
      orderId: marketOrderId('ord', channelId, order.externalId),
      channelId,
      sourceRef: order.externalId,
      contact: { name: order.buyer.name },
      delivery: { method: 'marketplace', ...(order.buyer.address ? { address: order.buyer.address } : {}) },
      lines: order.lines.map((line) => {
        const skuId = skuIds.get(line.sku);
        if (skuId === undefined) throw new Refusal('marketplaces.unknown_sku', { detail: line.sku });
        return { skuId, quantity: line.quantity, unitMinor: line.unitMinor };
      }),
      payments: [
        { paymentId: marketOrderId('pay', channelId, order.externalId), method: 'given', provider: 'marketplace' },
      ],
      price: 'given',
      short: 'accept',
    },
    { actor: `channel:${channelId}` },
  );
  if (!outcome.ok) throw outcome.refusal;
  return outcome.value;
}

async function place(tx: Tx, prepared: PreparedOrder): Promise<OrderReceipt> {
  const [outcome]: Outcome<OrderReceipt>[] = await placeOrders(tx, [prepared]);
  if (!outcome?.ok) throw outcome?.refusal ?? new Refusal('marketplaces.not_placed');
  return outcome.value;
}

/** What was refused waits for a person; what came since, or was done by another process meanwhile, is left alone. */
async function setAside(
  database: Database,
  { channelId, externalId }: Waiting,
  version: number,
  error: Refusal,
): Promise<void> {
  await database.transaction({ actor: `channel:${channelId}`, channelId }, async (tx) => {
    const refused =
      await tx.affected(sql`UPDATE marketplaces.inbox SET state = 'failed', problem = ${error.message.slice(0, 300)}
      WHERE channel_id = ${channelId} AND external_id = ${externalId} AND version <= ${version} AND state = 'new'`);
    if (refused > 0)
      announce(tx, {
        type: 'marketplaces.set_aside',
        subjectKind: 'inbox',
        subjectId: externalId,
        channelId,
        body: { code: error.code },
      });
  });
}
