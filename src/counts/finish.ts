/** Counting ends: what must be counted a second time is named, what nobody scanned is confirmed to be nothing or left alone. */
import { sql, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { advance, linesOf, lockHead, seeHead, type LineState } from './head.ts';
import { recountFor } from './model.ts';
import { recordScans } from './scan.ts';

export type Finished = { readonly state: 'recount' | 'review'; readonly recount: number };

/**
 * Ends counting, or the second count. Articles with a large difference, or that moved while they were counted, wait for a second
 * count; when there are none left the count waits for approval. `accept` takes the first count of those that were not counted again.
 * Refuses `counts.unknown`, `counts.state`, `counts.recount_missing`.
 */
export async function finishCounting(tx: Tx, countId: string, accept = false): Promise<Finished> {
  const head = await lockHead(tx, countId, ['open', 'recount']);
  const lines = await linesOf(tx, countId);
  const again = lines.filter(
    (line) => line.round === 1 && !line.accepted && line.now && recountFor(line.now, head) !== undefined,
  );
  const missing = lines.filter((line) => line.round === 2 && !line.now && !line.accepted);
  if (head.state === 'recount' && missing.length > 0 && !accept)
    refuse('counts.recount_missing', { lines: missing.length, skuIds: missing.slice(0, 20).map((line) => line.skuId) });
  const taken = accept ? [...again, ...missing] : [];
  const waiting = accept ? [] : [...again, ...missing];
  if (taken.length > 0) await markLines(tx, countId, taken, 'accepted');
  if (waiting.length > 0) await markLines(tx, countId, waiting, 'again');
  const state = waiting.length > 0 ? 'recount' : 'review';
  const body = { lines: lines.filter((line) => line.now).length, recount: waiting.length };
  await advance(tx, head, state, { type: state === 'recount' ? 'counts.recount' : 'counts.finished', body });
  return { state, recount: waiting.length };
}

async function markLines(
  tx: Tx,
  countId: string,
  lines: readonly LineState[],
  how: 'accepted' | 'again',
): Promise<void> {
  const ids = lines.map((line) => line.skuId);
  await tx.query(
    how === 'accepted'
      ? sql`UPDATE counts.line SET accepted = true WHERE count_id = ${countId} AND sku_id = ANY(${ids}::text[])`
      : sql`UPDATE counts.line SET round = 2 WHERE count_id = ${countId} AND sku_id = ANY(${ids}::text[])`,
  );
}

/**
 * Confirms that there are none of these articles, or of all that nobody scanned: each is scanned as nothing, now. Without it what was
 * not scanned stays as the book has it. Refuses `counts.unknown`, `counts.state`, `counts.unscanned` for an article that was counted.
 */
export async function confirmNone(tx: Tx, countId: string, skuIds: readonly string[] | 'all'): Promise<number> {
  await seeHead(tx, countId);
  const lines = await linesOf(tx, countId, skuIds === 'all' ? undefined : skuIds);
  const counted = skuIds === 'all' ? undefined : lines.find((line) => line.now);
  if (counted) refuse('counts.unscanned', { detail: counted.skuId });
  const none = lines.filter((line) => !line.now && (skuIds !== 'all' || !line.first));
  if (none.length === 0) return 0;
  const scans = none.map(({ skuId }) => ({ scanId: newId('scn'), skuId, quantity: 0, agoMs: 0, zone: '' }));
  await recordScans(tx, countId, scans);
  return none.length;
}
