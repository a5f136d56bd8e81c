/** Goods arrive, in one or several parts; what is missing, damaged, extra or found again is told; the rest comes to an end. */
import { sql, type Tx } from '#base/db';
import { refuse, unwrap } from '#base/refusal';
import { carryLocked, lockPlaces, placeOf, transitOf } from '#inventory';
import { advance, linesOf, lockHead, seeHead, tell, writeLines, type Head } from './head.ts';
import { freshLine, numberOf, planArrivals, restLost, underWay, type Arrival, type Line, type State } from './model.ts';
import type { TransferReceipt } from './draft.ts';

/**
 * Receives what arrived: whole units may be sold at once, damaged ones stand in the site's damaged place, lost ones are written off.
 * Two people who receive the same units are not both believed. Refuses `transfers.unknown`, `transfers.state`,
 * `transfers.more_than_sent`, `transfers.more_than_lost`, `transfers.nothing`, `transfers.sku_twice`.
 */
export async function receiveTransfer(tx: Tx, transferId: string, arrivals: readonly Arrival[]): Promise<void> {
  const told = arrivals.filter((one) => one.received + one.damaged + one.lost + one.extra + one.found > 0);
  if (told.length === 0) refuse('transfers.nothing');
  if (new Set(told.map((one) => one.skuId)).size < told.length) refuse('transfers.sku_twice');
  const { toSite } = await seeHead(tx, transferId); // never changes
  await lockPlaces(
    tx,
    told.flatMap(({ skuId, damaged }) => [
      { skuId, placeId: placeOf(toSite) },
      ...(damaged > 0 ? [{ skuId, placeId: placeOf(toSite, 'damaged') }] : []),
    ]),
  );
  const head = await lockHead(tx, transferId, ['shipped', 'receiving', 'closed']);
  const lines = await arrive(tx, head, told);
  const to: State = head.state === 'closed' ? 'closed' : 'receiving';
  await advance(tx, head, to, {
    type: 'transfers.received',
    skuIds: told.map((one) => one.skuId),
    body: { ...sums(told), underWay: lines.reduce((sum, line) => sum + underWay(line), 0) },
  });
}

/** Writes arrivals whose shelves and transfer are locked; returns all lines as they are after. */
async function arrive(tx: Tx, head: Head, arrivals: readonly Arrival[]): Promise<readonly Line[]> {
  const known = await linesOf(tx, [head.transferId]);
  const { lines, steps } = unwrap(planArrivals(head, known, arrivals));
  await carryLocked(
    tx,
    new Map(),
    steps.map((step) => ({ ...step, document: head.transferId })),
  );
  const touched = new Set(arrivals.map((one) => one.skuId));
  await writeLines(
    tx,
    head.transferId,
    lines.filter((line) => touched.has(line.skuId)),
  );
  return lines;
}

/** Units by what was said of them; what is zero is left out. */
function sums(arrivals: readonly Arrival[]): Record<string, number> {
  const keys = ['received', 'damaged', 'lost', 'extra', 'found'] as const;
  const all = keys.map((key) => [key, arrivals.reduce((sum, one) => sum + one[key], 0)] as const);
  return { units: all.reduce((sum, [, n]) => sum + n, 0), ...Object.fromEntries(all.filter(([, n]) => n > 0)) };
}

/**
 * Ends a transfer. What is still under way is lost when `missing` says so, else the close is refused `transfers.under_way` with how
 * much that is. Closing a closed one changes nothing. Refuses `transfers.unknown`, `transfers.state`.
 */
export async function closeTransfer(tx: Tx, transferId: string, missing: 'refuse' | 'lost' = 'refuse'): Promise<void> {
  const head = await lockHead(tx, transferId, ['shipped', 'receiving', 'closed']);
  if (head.state === 'closed') return;
  const rest = restLost(await linesOf(tx, [transferId]));
  if (rest.length > 0 && missing === 'refuse')
    refuse('transfers.under_way', { units: rest.reduce((sum, one) => sum + one.lost, 0) });
  // From the road to `lost`: no shelf of ours is touched, so none had to be locked.
  await arrive(tx, head, rest);
  const skuIds = rest.map((one) => one.skuId);
  await advance(tx, head, 'closed', { type: 'transfers.closed', skuIds, body: rest.length > 0 ? sums(rest) : {} });
}

/**
 * Turns around all that is still under way: a transfer of its own takes it over, back to where it came from, where it is received as
 * any other. The new id is the key. Refuses `transfers.unknown`, `transfers.state`, `transfers.nothing`, `request.id_reused`.
 */
export async function sendBack(
  tx: Tx,
  input: { readonly transferId: string; readonly backId: string; readonly note: string },
): Promise<TransferReceipt> {
  const { transferId, backId, note } = input;
  const receipt = { transferId: backId, number: numberOf(backId) };
  const head = await lockHead(tx, transferId, ['shipped', 'receiving', 'closed']);
  const [known] = await tx.query<{ reverseOf: string | null }>(
    sql`SELECT reverse_of AS "reverseOf" FROM transfers.transfer WHERE transfer_id = ${backId}`,
  );
  if (known) return known.reverseOf === transferId ? receipt : refuse('request.id_reused', { detail: backId });
  if (head.state === 'closed') refuse('transfers.state', { detail: head.state });
  const moving = (await linesOf(tx, [transferId])).filter((line) => underWay(line) > 0);
  if (moving.length === 0) refuse('transfers.nothing');
  await carryLocked(
    tx,
    new Map(),
    moving.map((line) => ({
      ...{ skuId: line.skuId, from: transitOf(transferId), to: transitOf(backId), quantity: underWay(line) },
      ...{ reason: 'transfer_back', document: backId },
    })),
  );
  await tx.query(sql`
    INSERT INTO transfers.transfer (transfer_id, from_site, to_site, state, note, reverse_of, content_hash, made_by, made_at, picked_at, shipped_at)
    VALUES (${backId}, ${head.toSite}, ${head.fromSite}, 'shipped', ${note}, ${transferId}, '', ${tx.caller.actor}, ${tx.now}::timestamptz,
      ${tx.now}::timestamptz, ${tx.now}::timestamptz)`);
  await writeLines(
    tx,
    backId,
    moving.map((line) => {
      const units = underWay(line);
      return { ...freshLine(line.skuId, units), picked: units, shipped: units };
    }),
  );
  await writeLines(
    tx,
    transferId,
    moving.map((line) => ({ ...line, sentBack: line.sentBack + underWay(line) })),
  );
  const skuIds = moving.map((line) => line.skuId);
  const units = moving.reduce((sum, line) => sum + underWay(line), 0);
  const back = { transferId: backId, fromSite: head.toSite, toSite: head.fromSite };
  tell(tx, back, 1, {
    type: 'transfers.shipped',
    skuIds: [transferId, ...skuIds],
    body: { units, reverseOf: transferId },
  });
  await advance(tx, head, 'receiving', {
    type: 'transfers.sent_back',
    skuIds: [backId, ...skuIds],
    body: { units, backId, note },
  });
  return receipt;
}
