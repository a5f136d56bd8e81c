/** A transfer under its lock, and what is written of it. Stock is locked before: see "Locks" in ARCHITECTURE.md. */
import { lock, sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Line, State } from './model.ts';

export type Head = {
  readonly transferId: string;
  readonly fromSite: string;
  readonly toSite: string;
  readonly state: State;
  readonly version: number;
};

const head = sql`transfer_id AS "transferId", from_site AS "fromSite", to_site AS "toSite", state, version`;

/** A transfer as it is now, without a lock: to know which stock to lock. Refuses `transfers.unknown`. */
export async function seeHead(db: Db, transferId: string): Promise<Head> {
  const [seen] = await db.query<Head>(sql`SELECT ${head} FROM transfers.transfer WHERE transfer_id = ${transferId}`);
  return seen ?? refuse('transfers.unknown', { detail: transferId });
}

/** Locks it. Refuses `transfers.unknown`, and `transfers.state` unless it is in one of these states. */
export async function lockHead(tx: Tx, transferId: string, allowed: readonly State[]): Promise<Head> {
  lock(tx, 'transfers.transfer');
  const [found] = await tx.query<Head>(
    sql`SELECT ${head} FROM transfers.transfer WHERE transfer_id = ${transferId} FOR NO KEY UPDATE`,
  );
  if (!found) refuse('transfers.unknown', { detail: transferId });
  if (!allowed.includes(found.state)) refuse('transfers.state', { detail: found.state });
  return found;
}

/** Its lines by article. */
export async function linesOf(db: Db, transferIds: readonly string[]): Promise<(Line & { transferId: string })[]> {
  return db.query(sql`
    SELECT transfer_id AS "transferId", sku_id AS "skuId", asked, picked, shipped, received, damaged, lost, sent_back AS "sentBack", extra, found
    FROM transfers.line WHERE transfer_id = ANY(${transferIds}::text[]) ORDER BY transfer_id, sku_id`);
}

/** Writes these lines, new ones too; lines not named stay as they are. */
export async function writeLines(tx: Tx, transferId: string, lines: readonly Line[]): Promise<void> {
  const of = (key: Exclude<keyof Line, 'skuId'>): number[] => lines.map((line) => line[key]);
  await tx.query(sql`
    INSERT INTO transfers.line (transfer_id, sku_id, asked, picked, shipped, received, damaged, lost, sent_back, extra, found)
    SELECT ${transferId}, l.* FROM unnest(${lines.map((line) => line.skuId)}::text[], ${of('asked')}::bigint[], ${of('picked')}::bigint[],
      ${of('shipped')}::bigint[], ${of('received')}::bigint[], ${of('damaged')}::bigint[], ${of('lost')}::bigint[],
      ${of('sentBack')}::bigint[], ${of('extra')}::bigint[], ${of('found')}::bigint[]) AS l
    ON CONFLICT (transfer_id, sku_id) DO UPDATE SET asked = excluded.asked, picked = excluded.picked, shipped = excluded.shipped,
      received = excluded.received, damaged = excluded.damaged, lost = excluded.lost, sent_back = excluded.sent_back,
      extra = excluded.extra, found = excluded.found`);
}

/** Takes a locked transfer to a state, dates it, and tells what happened. */
export async function advance(
  tx: Tx,
  head: Head,
  to: State,
  fact: { readonly type: string; readonly skuIds: readonly string[]; readonly body: Readonly<Record<string, unknown>> },
): Promise<void> {
  await tx.query(sql`
    UPDATE transfers.transfer SET state = ${to}, version = version + 1,
      picked_at = CASE WHEN ${to}::text = 'picked' THEN ${tx.now}::timestamptz WHEN ${to}::text = 'draft' THEN NULL ELSE picked_at END,
      shipped_at = CASE WHEN ${to}::text = 'shipped' THEN ${tx.now}::timestamptz ELSE shipped_at END,
      closed_at = CASE WHEN ${to}::text IN ('closed', 'cancelled') THEN coalesce(closed_at, ${tx.now}::timestamptz) ELSE closed_at END
    WHERE transfer_id = ${head.transferId}`);
  tell(tx, head, head.version + 1, fact);
}

/** Timelines of so many articles show a document; of a larger one only its own does. */
const MOST_MENTIONS = 50;

export function tell(
  tx: Tx,
  head: Pick<Head, 'transferId' | 'fromSite' | 'toSite'>,
  version: number,
  { type, skuIds, body }: { type: string; skuIds: readonly string[]; body: Readonly<Record<string, unknown>> },
): void {
  const { transferId, fromSite, toSite } = head;
  const mentions = [fromSite, toSite, ...skuIds.slice(0, MOST_MENTIONS)];
  announce(tx, { type, subjectKind: 'transfer', subjectId: transferId, version, mentions, body });
}

/** The transfer changed between our look and our lock: the transaction runs again and sees it. */
export function raced(transferId: string): Error {
  return Object.assign(new Error(`raced with another change of ${transferId}`), { code: '40001' });
}
