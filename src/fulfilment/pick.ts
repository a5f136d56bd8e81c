/** Picking: what is taken from its shelf for an order, put back, or not found. The order's lock is what two pickers meet at. */
import { lock, sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce } from '#base/journal';
import { refuse, Refusal, unwrap } from '#base/refusal';
import { openCount } from '#counts';
import { beginPicking, lockWork, missUnits, type OrderWork, type Resourced } from '#orders';
import { planPick, toPick, type PackLine } from './model.ts';
import { linesAt } from './state.ts';
import { ordersOf, seeWave, type Wave } from './waves.ts';

export type Picked = {
  readonly orderId: string;
  readonly lineNo: number;
  readonly picked: number;
  readonly left: number;
};

/** An open list. Refuses `fulfilment.unknown_wave`, `fulfilment.wave_closed`. */
async function openWave(tx: Tx, waveId: string): Promise<Wave> {
  const wave = await seeWave(tx, waveId);
  return wave.state === 'open' ? wave : refuse('fulfilment.wave_closed', { detail: waveId });
}

/** Locks orders of a list, and tells their lines at its site. */
async function lockLines(
  tx: Tx,
  { siteId }: Pick<Wave, 'siteId'>,
  orderIds: readonly string[],
): Promise<{ work: OrderWork[]; lines: Map<string, PackLine[]> }> {
  const work = await lockWork(tx, orderIds);
  const kept = new Map(work.map((order) => [order.orderId, order.kept.filter((line) => line.siteId === siteId)]));
  lock(tx, 'fulfilment.pick');
  return { work, lines: await linesAt(tx, siteId, kept) };
}

/** Refuses what can't be prepared now: `orders.not_placed`, `orders.on_hold`. */
export function checkOpen(order: OrderWork | undefined, orderId: string): OrderWork {
  if (!order) refuse('orders.not_found', { detail: orderId });
  if (order.state !== 'placed') refuse('orders.not_placed', { detail: order.state });
  if (order.held) refuse('orders.on_hold', { detail: orderId });
  return order;
}

/**
 * Picks units of a line of a list, or puts some back (a quantity below zero). Of two who pick the same unit one is refused
 * `fulfilment.picked_already`. Refuses `fulfilment.unknown_wave`, `fulfilment.wave_closed`, `fulfilment.not_in_wave`,
 * `fulfilment.packed_already`, `orders.on_hold`, `orders.not_placed`.
 */
export async function pickUnits(
  tx: Tx,
  pick: { readonly waveId: string; readonly orderId: string; readonly lineNo: number; readonly quantity: number },
): Promise<Picked> {
  const { waveId, orderId, lineNo, quantity } = pick;
  const wave = await openWave(tx, waveId);
  if (!(await ordersOf(tx, waveId)).includes(orderId)) refuse('fulfilment.not_in_wave', { detail: orderId });
  const { work, lines } = await lockLines(tx, wave, [orderId]);
  const order = work[0];
  if (quantity > 0) checkOpen(order, orderId);
  const line = lines.get(orderId)?.find((one) => one.lineNo === lineNo);
  if (!order || !line) refuse('fulfilment.not_in_wave', { detail: String(lineNo) });
  return writePick(tx, wave, order, line, quantity);
}

/**
 * Picks units of an article that was scanned, for the first order of the list that waits for it. Refuses as `pickUnits`, and
 * `fulfilment.not_in_wave` when no order of it wants the article, `fulfilment.picked_already` when all have it.
 */
export async function pickScanned(
  tx: Tx,
  scan: { readonly waveId: string; readonly skuIds: readonly string[]; readonly quantity: number },
): Promise<Picked> {
  const { waveId, skuIds, quantity } = scan;
  const wave = await openWave(tx, waveId);
  const { work, lines } = await lockLines(tx, wave, await ordersOf(tx, waveId));
  const wanted = work.flatMap((order) =>
    (lines.get(order.orderId) ?? []).filter((line) => skuIds.includes(line.skuId)).map((line) => ({ order, line })),
  );
  if (wanted.length === 0) refuse('fulfilment.not_in_wave');
  const open = wanted.filter(({ order }) => order.state === 'placed' && !order.held);
  const found = open.find(({ line }) => toPick(line) >= quantity);
  if (!found)
    refuse('fulfilment.picked_already', {
      wanted: quantity,
      left: Math.max(0, ...open.map(({ line }) => toPick(line))),
    });
  return writePick(tx, wave, found.order, found.line, quantity);
}

async function writePick(tx: Tx, wave: Wave, order: OrderWork, line: PackLine, quantity: number): Promise<Picked> {
  const picked = unwrap(planPick(line, quantity));
  const { orderId } = order;
  const { lineNo, skuId } = line;
  await tx.query(sql`
    INSERT INTO fulfilment.pick (order_id, line_no, site_id, sku_id, picked, picked_by, picked_at, order_version)
    VALUES (${orderId}, ${lineNo}, ${wave.siteId}, ${skuId}, ${picked}, ${tx.caller.actor}, ${tx.now}::timestamptz, ${order.version})
    ON CONFLICT (order_id, line_no, site_id) DO UPDATE SET picked = excluded.picked, picked_by = excluded.picked_by,
      picked_at = excluded.picked_at, order_version = excluded.order_version`);
  if (quantity > 0) await beginPicking(tx, orderId);
  tellPick(tx, wave, order, 'fulfilment.picked', { lineNo, skuId, units: quantity });
  return { orderId, lineNo, picked, left: toPick({ ...line, picked }) };
}

function tellPick(tx: Tx, wave: Wave, order: OrderWork, type: string, body: Readonly<Record<string, unknown>>): void {
  announce(tx, {
    ...{ type, subjectKind: 'wave', subjectId: wave.waveId, channelId: order.channelId },
    mentions: [order.orderId, wave.siteId],
    body: { siteId: wave.siteId, ...body },
  });
}

export type Missing = {
  readonly missingId: string;
  readonly waveId: string;
  readonly orderId: string;
  readonly lineNo: number;
  readonly quantity: number;
};

/**
 * Says that units are not where they should be: they leave the site's book, a count of the article is asked for, and they are taken at
 * another site if they are there; else a person decides. The id is the key. Refuses `request.id_reused`, `orders.not_allocated`,
 * `fulfilment.picked_already` when they have been picked, and as `pickUnits`.
 */
export async function missPick(tx: Tx, missing: Missing): Promise<Resourced> {
  const wave = await openWave(tx, missing.waveId);
  const known = await saidBefore(tx, missing);
  if (known) return known;
  try {
    return await missOnce(tx, wave, missing);
  } catch (error) {
    // The same was said at once, and what it needed is gone with it: run again, this one is told the same.
    if (error instanceof Refusal && (await saidBefore(tx, missing))) throw raced(missing.missingId);
    throw error;
  }
}

async function missOnce(tx: Tx, wave: Wave, missing: Missing): Promise<Resourced> {
  const { missingId, waveId, orderId, lineNo, quantity } = missing;
  if (!(await ordersOf(tx, waveId)).includes(orderId)) refuse('fulfilment.not_in_wave', { detail: orderId });
  const { siteId } = wave;
  const became = await missUnits(tx, { orderId, lineNo, siteId, quantity, document: waveId });
  const { work, lines } = await lockLines(tx, wave, [orderId]);
  if (await saidBefore(tx, missing)) throw raced(missingId);
  const order = checkOpen(work[0], orderId);
  const line = lines.get(orderId)?.find((one) => one.lineNo === lineNo);
  if (line && line.picked > line.kept) refuse('fulfilment.picked_already', { wanted: quantity, left: 0 });
  const skuId = await articleOf(tx, orderId, lineNo);
  const countId = await askCount(tx, siteId, skuId, waveId);
  await tx.query(sql`
    INSERT INTO fulfilment.missing (missing_id, order_id, line_no, site_id, sku_id, quantity, elsewhere, flagged, count_id, actor, at)
    VALUES (${missingId}, ${orderId}, ${lineNo}, ${siteId}, ${skuId}, ${quantity}, ${became.elsewhere}, ${became.flagged}, ${countId},
      ${tx.caller.actor}, ${tx.now}::timestamptz)`);
  await tx.query(sql`
    UPDATE fulfilment.pick SET order_version = ${order.version} WHERE order_id = ${orderId} AND line_no = ${lineNo} AND site_id = ${siteId}`);
  tellPick(tx, wave, order, 'fulfilment.missing', { lineNo, skuId, units: quantity, ...became });
  return became;
}

const raced = (id: string): Error => Object.assign(new Error(`raced with its twin ${id}`), { code: '40001' });

/** What was answered to the same words before. Refuses `request.id_reused` when they were others. */
async function saidBefore(tx: Tx, { missingId, orderId, lineNo, quantity }: Missing): Promise<Resourced | undefined> {
  const known = await sayOf(tx, missingId);
  if (!known) return undefined;
  const same = known.orderId === orderId && known.lineNo === lineNo && known.quantity === quantity;
  return same ? { elsewhere: known.elsewhere, flagged: known.flagged } : refuse('request.id_reused');
}

async function sayOf(tx: Tx, missingId: string) {
  const [row] = await tx.query<Omit<Missing, 'waveId'> & Resourced>(sql`
    SELECT missing_id AS "missingId", order_id AS "orderId", line_no AS "lineNo", quantity, elsewhere, flagged
    FROM fulfilment.missing WHERE missing_id = ${missingId}`);
  return row;
}

async function articleOf(tx: Tx, orderId: string, lineNo: number): Promise<string> {
  const [row] = await tx.query<{ skuId: string }>(
    sql`SELECT sku_id AS "skuId" FROM orders.line WHERE order_id = ${orderId} AND line_no = ${lineNo}`,
  );
  return row?.skuId ?? refuse('fulfilment.not_in_wave');
}

/** A count of the article where it was missing, unless one was asked for within a day. */
async function askCount(tx: Tx, siteId: string, skuId: string, waveId: string): Promise<string> {
  const [known] = await tx.query<{ countId: string }>(sql`
    SELECT m.count_id AS "countId" FROM fulfilment.missing m
    WHERE m.site_id = ${siteId} AND m.sku_id = ${skuId} AND m.count_id IS NOT NULL AND m.at > ${tx.now}::timestamptz - interval '1 day'
    ORDER BY m.at DESC LIMIT 1`);
  if (known) return known.countId;
  const name = `Introuvable, ${waveId.slice(-6).toUpperCase()}`;
  const { countId } = await openCount(tx, {
    ...{ countId: newId('cnt'), siteId, scope: 'articles', name, blind: true, skuIds: [skuId] },
    ...{ recountUnits: null, recountPercent: null },
  });
  return countId;
}
