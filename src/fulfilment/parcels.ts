/** Packing: what was picked is laid into parcels, each by a scan; what does not belong there is refused. */
import { enqueue } from '#base/jobs';
import { lock, sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse, unwrap } from '#base/refusal';
import type { Instant } from '#base/time';
import { lockWork, type OrderWork } from '#orders';
import type { CarrierName, Label } from './carriers/carrier.ts';
import { parcelNumber, planPack, toPack, type PackLine, type TrackingKind } from './model.ts';
import { checkOpen } from './pick.ts';
import { linesAt } from './state.ts';

export type ParcelState = 'packing' | 'packed' | 'left' | 'dropped';
export type Parcel = {
  readonly parcelId: string;
  readonly orderId: string;
  readonly siteId: string;
  readonly state: ParcelState;
  readonly weightG: number | null;
  readonly carrier: string | null;
  readonly labelState: 'none' | 'asked' | 'known' | 'refused';
  readonly tracking: string | null;
  readonly label: Label | null;
  readonly status: TrackingKind | null;
  readonly version: number;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly packedAt: Instant | null;
  readonly leftAt: Instant | null;
  readonly deliveredAt: Instant | null;
};
export type ParcelLine = { readonly lineNo: number; readonly skuId: string; readonly quantity: number };

const columns = sql`p.parcel_id AS "parcelId", p.order_id AS "orderId", p.site_id AS "siteId", p.state, p.weight_g AS "weightG", p.carrier,
  p.label_state AS "labelState", p.tracking, p.label, p.status, p.version, p.made_by AS "madeBy", p.made_at AS "madeAt",
  p.packed_at AS "packedAt", p.left_at AS "leftAt", p.delivered_at AS "deliveredAt"`;

/** A parcel. Refuses `fulfilment.unknown_parcel`. */
export async function seeParcel(db: Db, parcelId: string): Promise<Parcel> {
  const [parcel] = await db.query<Parcel>(
    sql`SELECT ${columns} FROM fulfilment.parcel p WHERE p.parcel_id = ${parcelId}`,
  );
  return parcel ?? refuse('fulfilment.unknown_parcel', { detail: parcelId });
}

/** Parcels of orders with their lines, the oldest first; those that were unpacked again are left out. */
export async function parcelsOf(db: Db, orderIds: readonly string[]): Promise<(Parcel & { lines: ParcelLine[] })[]> {
  return db.query(sql`
    SELECT ${columns}, coalesce((SELECT jsonb_agg(jsonb_build_object('lineNo', l.line_no, 'skuId', l.sku_id, 'quantity', l.quantity) ORDER BY l.line_no)
      FROM fulfilment.parcel_line l WHERE l.parcel_id = p.parcel_id), '[]') AS lines
    FROM fulfilment.parcel p WHERE p.order_id = ANY(${orderIds}::text[]) AND p.state <> 'dropped' ORDER BY p.made_at, p.parcel_id`);
}

export const contentsOf = (db: Db, parcelId: string): Promise<ParcelLine[]> =>
  db.query<ParcelLine>(sql`
    SELECT line_no AS "lineNo", sku_id AS "skuId", quantity FROM fulfilment.parcel_line WHERE parcel_id = ${parcelId} ORDER BY line_no`);

/** Locks a parcel. Refuses `fulfilment.unknown_parcel`, and `fulfilment.parcel_state` unless it is in one of these states. */
export async function lockParcel(tx: Tx, parcelId: string, allowed: readonly ParcelState[]): Promise<Parcel> {
  lock(tx, 'fulfilment.parcel');
  const [parcel] = await tx.query<Parcel>(
    sql`SELECT ${columns} FROM fulfilment.parcel p WHERE p.parcel_id = ${parcelId} FOR NO KEY UPDATE`,
  );
  if (!parcel) refuse('fulfilment.unknown_parcel', { detail: parcelId });
  if (!allowed.includes(parcel.state)) refuse('fulfilment.parcel_state', { detail: parcel.state });
  return parcel;
}

export type NewParcel = {
  readonly parcelId: string;
  readonly orderId: string;
  readonly siteId: string;
  /** Lays in all that was picked and lies in no parcel. */
  readonly all?: boolean | undefined;
};
export type ParcelReceipt = { readonly parcelId: string; readonly number: string };

/**
 * Begins a parcel of an order at a site. The id is the key: the same again is the same parcel. Refuses `request.id_reused`,
 * `orders.not_found`, `orders.not_placed`, `orders.delivery` (it is collected), `orders.on_hold`, `fulfilment.not_picked` when all is
 * wanted and nothing was picked.
 */
export async function openParcel(tx: Tx, { parcelId, orderId, siteId, all }: NewParcel): Promise<ParcelReceipt> {
  const receipt = { parcelId, number: parcelNumber(parcelId) };
  const [work] = await lockWork(tx, [orderId]);
  const [known] = await tx.query<{ orderId: string; siteId: string }>(
    sql`SELECT order_id AS "orderId", site_id AS "siteId" FROM fulfilment.parcel WHERE parcel_id = ${parcelId}`,
  );
  if (known)
    return known.orderId === orderId && known.siteId === siteId
      ? receipt
      : refuse('request.id_reused', { detail: parcelId });
  const order = checkOpen(work, orderId);
  const { method } = order.delivery;
  if (method !== 'delivery' && method !== 'marketplace') refuse('orders.delivery', { detail: method });
  const lines = await packLines(tx, order, siteId);
  lock(tx, 'fulfilment.parcel');
  await tx.query(sql`
    INSERT INTO fulfilment.parcel (parcel_id, order_id, site_id, state, made_by, made_at)
    VALUES (${parcelId}, ${orderId}, ${siteId}, 'packing', ${tx.caller.actor}, ${tx.now}::timestamptz)`);
  const loose = lines.filter((line) => toPack(line) > 0);
  if (all === true && loose.length === 0) refuse('fulfilment.not_picked', { detail: order.number });
  if (all === true) for (const line of loose) await lay(tx, parcelId, line, toPack(line));
  tellParcel(tx, { parcelId, siteId, version: 1 }, order, 'fulfilment.parcel_opened', {});
  return receipt;
}

async function packLines(tx: Tx, order: OrderWork, siteId: string): Promise<PackLine[]> {
  const kept = order.kept.filter((line) => line.siteId === siteId);
  return (await linesAt(tx, siteId, new Map([[order.orderId, kept]]))).get(order.orderId) ?? [];
}

function lay(tx: Tx, parcelId: string, { lineNo, skuId }: PackLine, quantity: number): Promise<unknown> {
  return tx.query(sql`
    INSERT INTO fulfilment.parcel_line (parcel_id, line_no, sku_id, quantity) VALUES (${parcelId}, ${lineNo}, ${skuId}, ${quantity})
    ON CONFLICT (parcel_id, line_no) DO UPDATE SET quantity = fulfilment.parcel_line.quantity + excluded.quantity`);
}

/**
 * Lays units of a scanned article into a parcel. Refuses `fulfilment.wrong_article`, `fulfilment.surplus`, `fulfilment.not_picked`,
 * `fulfilment.unknown_parcel`, `fulfilment.parcel_state`, `orders.on_hold`, `orders.not_placed`.
 */
export async function packUnits(
  tx: Tx,
  pack: { readonly parcelId: string; readonly skuIds: readonly string[]; readonly quantity: number },
): Promise<{ lineNo: number; quantity: number; left: number }> {
  const { parcelId, skuIds, quantity } = pack;
  const seen = await seeParcel(tx, parcelId);
  const [work] = await lockWork(tx, [seen.orderId]);
  const order = checkOpen(work, seen.orderId);
  await lockParcel(tx, parcelId, ['packing']);
  const lines = await packLines(tx, order, seen.siteId);
  const skuId = skuIds.find((id) => lines.some((line) => line.skuId === id)) ?? skuIds[0] ?? '';
  const line = unwrap(planPack(lines, skuId, quantity));
  await lay(tx, parcelId, line, quantity);
  return { lineNo: line.lineNo, quantity, left: toPack(line) - quantity };
}

/** Takes a line out of a parcel again, whole. Refuses `fulfilment.unknown_parcel`, `fulfilment.parcel_state`. */
export async function unpackLine(tx: Tx, parcelId: string, lineNo: number): Promise<void> {
  const seen = await seeParcel(tx, parcelId);
  await lockWork(tx, [seen.orderId]);
  await lockParcel(tx, parcelId, ['packing']);
  await tx.query(sql`DELETE FROM fulfilment.parcel_line WHERE parcel_id = ${parcelId} AND line_no = ${lineNo}`);
}

/**
 * Closes a parcel: it is weighed, and its carrier is asked for a label, outside this transaction. Repeatable. Refuses
 * `fulfilment.unknown_parcel`, `fulfilment.parcel_state`, `fulfilment.empty`, `orders.not_placed`, `orders.on_hold`.
 */
export async function closeParcel(
  tx: Tx,
  close: { readonly parcelId: string; readonly weightG: number; readonly carrier: CarrierName | null },
): Promise<void> {
  const { parcelId, weightG, carrier } = close;
  const seen = await seeParcel(tx, parcelId);
  const [work] = await lockWork(tx, [seen.orderId]);
  const parcel = await lockParcel(tx, parcelId, ['packing', 'packed']);
  if (parcel.state === 'packed') return;
  const order = checkOpen(work, seen.orderId);
  const lines = await contentsOf(tx, parcelId);
  if (lines.length === 0) refuse('fulfilment.empty');
  const labelState = carrier === null ? 'none' : 'asked';
  await tx.query(sql`
    UPDATE fulfilment.parcel SET state = 'packed', weight_g = ${weightG}, carrier = ${carrier}, label_state = ${labelState},
      packed_at = ${tx.now}::timestamptz, version = version + 1 WHERE parcel_id = ${parcelId}`);
  if (carrier !== null) await enqueue(tx, 'fulfilment.label', { parcelId }, { key: `label:${parcelId}` });
  const units = lines.reduce((sum, line) => sum + line.quantity, 0);
  tellParcel(tx, { ...parcel, version: parcel.version + 1 }, order, 'fulfilment.packed', { units, weightG, carrier });
}

/** Unpacks a parcel that has not left: its articles lie picked again. Repeatable. Refuses `fulfilment.parcel_state` once it left. */
export async function dropParcel(tx: Tx, parcelId: string): Promise<void> {
  const seen = await seeParcel(tx, parcelId);
  const [order] = await lockWork(tx, [seen.orderId]);
  const parcel = await lockParcel(tx, parcelId, ['packing', 'packed', 'dropped']);
  if (parcel.state === 'dropped' || !order) return;
  await tx.query(sql`
    UPDATE fulfilment.parcel SET state = 'dropped', version = version + 1 WHERE parcel_id = ${parcelId}`);
  tellParcel(tx, { ...parcel, version: parcel.version + 1 }, order, 'fulfilment.unpacked', {});
}

/** A fact of a parcel: its order's and its buyer's timelines show it too. */
export function tellParcel(
  tx: Tx,
  { parcelId, siteId, version }: Pick<Parcel, 'parcelId' | 'siteId' | 'version'>,
  order: Pick<OrderWork, 'orderId' | 'customerId' | 'channelId'>,
  type: string,
  body: Readonly<Record<string, unknown>>,
): void {
  announce(tx, {
    ...{ type, subjectKind: 'parcel', subjectId: parcelId, version, channelId: order.channelId },
    mentions: [order.orderId, siteId, order.customerId].filter((id) => id !== null),
    body: { orderId: order.orderId, number: parcelNumber(parcelId), siteId, ...body },
  });
}
