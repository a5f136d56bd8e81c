/** A person with the right to approve posts what was counted: each difference becomes a movement with its reason. */
import { sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { carryLocked, freeUnderLock, lockPlaces, placeOf, type Carry } from '#inventory';
import { advance, linesOf, lockHead, raced, seeHead, type Head, type LineState } from './head.ts';
import type { Reason } from './model.ts';

export type Approval = {
  readonly countId: string;
  /** The version that was looked at: changed since, nothing is posted. */
  readonly version: number;
  /** Why the differences of these articles came about; of the others nobody knows (`count`). */
  readonly reasons?: Readonly<Record<string, Reason>>;
  /** Leaves out what cannot be posted, and ends the count all the same. */
  readonly leave?: boolean;
};
export type Posted = {
  readonly state: 'review' | 'posted';
  readonly posted: number;
  /** Units that were found more, and fewer. */
  readonly more: number;
  readonly fewer: number;
  /** Articles whose count is lower than what is promised: cancel or source those orders elsewhere, then post again. */
  readonly blocked: readonly string[];
};

/**
 * Posts the differences to what the book said at each article's last scan, so that what was sold and received since stays: the book after
 * it is what was counted plus what moved since the scan. What was not scanned stays as it is. A difference that would leave less than
 * is promised is not posted and told as blocked; the count stays in review until it can be, or is left out. Refuses
 * `counts.unknown`, `counts.state`, `counts.changed_meanwhile`.
 */
export async function postCount(tx: Tx, approval: Approval): Promise<Posted> {
  const { countId } = approval;
  const seen = await seeHead(tx, countId);
  const placeId = placeOf(seen.siteId);
  const due = (lines: readonly LineState[]): LineState[] => lines.filter((line) => line.now && !line.posted);
  const before = due(await linesOf(tx, countId));
  const shelves = await lockPlaces(
    tx,
    before.filter((line) => line.now?.difference !== 0).map(({ skuId }) => ({ skuId, placeId })),
  );
  const head = await lockHead(tx, countId, ['review']);
  if (head.version !== approval.version) refuse('counts.changed_meanwhile', { detail: String(head.version) });
  if (head.version !== seen.version) throw raced(countId);
  const free = freeUnderLock(shelves);
  const isBlocked = (line: LineState): boolean =>
    (line.now?.difference ?? 0) < 0 && (free.get(`${line.skuId}|${placeId}`) ?? 0) + (line.now?.difference ?? 0) < 0;
  const blocked = before.filter(isBlocked);
  const posting = before.filter((line) => !blocked.includes(line));
  const reasonOf = (skuId: string): Reason => approval.reasons?.[skuId] ?? 'count';
  const moves = posting.flatMap((line) => moveOf(line, head, placeId, reasonOf(line.skuId)));
  await carryLocked(tx, free, moves);
  await markPosted(tx, countId, posting, reasonOf);
  const state = blocked.length > 0 && approval.leave !== true ? 'review' : 'posted';
  const sum = (up: boolean): number =>
    moves.filter((move) => (move.to === placeId) === up).reduce((total, move) => total + move.quantity, 0);
  const posted: Posted = {
    ...{ state, posted: posting.length, more: sum(true), fewer: sum(false) },
    blocked: blocked.map((line) => line.skuId),
  };
  const body = { lines: posting.length, more: posted.more, fewer: posted.fewer, blocked: blocked.length };
  const skuIds = moves.map((move) => move.skuId);
  await advance(tx, head, state, { type: 'counts.posted', skuIds, body });
  return posted;
}

function moveOf(line: LineState, head: Head, placeId: string, reason: Reason): Carry[] {
  const difference = line.now?.difference ?? 0;
  if (difference === 0) return [];
  const [from, to] = difference > 0 ? ['unaccounted', placeId] : [placeId, 'unaccounted'];
  return [{ skuId: line.skuId, from, to, quantity: Math.abs(difference), reason, document: head.countId }];
}

async function markPosted(
  tx: Tx,
  countId: string,
  lines: readonly LineState[],
  reasonOf: (skuId: string) => Reason,
): Promise<void> {
  await tx.query(sql`
    UPDATE counts.line l SET counted = p.counted, book = p.book, difference = p.counted - p.book, posted_at = ${tx.now}::timestamptz,
      reason = CASE WHEN p.counted <> p.book THEN p.reason END
    FROM unnest(${lines.map((line) => line.skuId)}::text[], ${lines.map((line) => line.now?.counted ?? 0)}::bigint[],
      ${lines.map((line) => line.now?.book ?? 0)}::bigint[], ${lines.map((line) => reasonOf(line.skuId))}::text[]) AS p(sku_id, counted, book, reason)
    WHERE l.count_id = ${countId} AND l.sku_id = p.sku_id`);
}
