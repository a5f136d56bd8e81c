/** A count under its lock, its lines and scans, and what is written of it. Stock is locked before: see "Locks" in ARCHITECTURE.md. */
import { lock, sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { countOf, type Counted, type Scan, type Scope, type State, type Threshold } from './model.ts';

export type Head = Threshold & {
  readonly countId: string;
  readonly siteId: string;
  readonly scope: Scope;
  readonly state: State;
  readonly blind: boolean;
  readonly version: number;
};

const head = sql`count_id AS "countId", site_id AS "siteId", scope, state, blind, version, recount_units AS "recountUnits",
  recount_percent AS "recountPercent"`;

/** A count as it is now, without a lock. Refuses `counts.unknown`. */
export async function seeHead(db: Db, countId: string): Promise<Head> {
  const [seen] = await db.query<Head>(sql`SELECT ${head} FROM counts.count WHERE count_id = ${countId}`);
  return seen ?? refuse('counts.unknown', { detail: countId });
}

/**
 * Locks it. Those who scan share the lock, so that many count at once and nobody ends the count under them. Refuses `counts.unknown`,
 * and `counts.state` unless it is in one of these states.
 */
export async function lockHead(
  tx: Tx,
  countId: string,
  allowed: readonly State[],
  how: 'alone' | 'shared' = 'alone',
): Promise<Head> {
  lock(tx, 'counts.count');
  const mode = how === 'shared' ? sql`FOR SHARE` : sql`FOR NO KEY UPDATE`;
  const [found] = await tx.query<Head>(sql`SELECT ${head} FROM counts.count WHERE count_id = ${countId} ${mode}`);
  if (!found) refuse('counts.unknown', { detail: countId });
  if (!allowed.includes(found.state)) refuse('counts.state', { detail: found.state });
  return found;
}

export type LineState = {
  readonly skuId: string;
  readonly expected: boolean;
  readonly round: number;
  readonly accepted: boolean;
  /** By this count's rounds; undefined: nobody scanned it. */
  readonly now: Counted | undefined;
  readonly first: Counted | undefined;
  readonly counters: number;
  readonly posted: { readonly counted: number; readonly book: number; readonly reason: string } | undefined;
};

/** Lines with what their scans say; of some articles or all. */
export async function linesOf(db: Db, countId: string, skuIds?: readonly string[]): Promise<LineState[]> {
  const rows = await db.query<{
    skuId: string;
    expected: boolean;
    round: number;
    accepted: boolean;
    counted: number | null;
    book: number | null;
    reason: string | null;
    scans: readonly (Scan & { counter: string })[] | null;
  }>(sql`
    SELECT l.sku_id AS "skuId", l.expected, l.round, l.accepted, l.counted, l.book, l.reason,
      (SELECT json_agg(json_build_object('round', s.round, 'quantity', s.quantity, 'book', s.book, 'counter', s.counter,
          'at', to_char(s.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY s.at, s.seq)
        FROM counts.scan s WHERE s.count_id = l.count_id AND s.sku_id = l.sku_id) AS scans
    FROM counts.line l WHERE l.count_id = ${countId} AND (${skuIds ?? null}::text[] IS NULL OR l.sku_id = ANY(${skuIds ?? null}::text[]))
    ORDER BY l.sku_id`);
  return rows.map(({ scans, counted, book, reason, ...row }) => ({
    ...row,
    now: countOf(scans ?? [], row.accepted ? 1 : row.round),
    first: countOf(scans ?? [], 1),
    counters: new Set(scans?.map((scan) => scan.counter)).size,
    posted: counted === null || book === null ? undefined : { counted, book, reason: reason ?? 'count' },
  }));
}

/** Takes a locked count to a state and tells what happened. */
export async function advance(
  tx: Tx,
  head: Head,
  to: State,
  fact: {
    readonly type: string;
    readonly body?: Readonly<Record<string, unknown>>;
    readonly skuIds?: readonly string[];
  },
): Promise<void> {
  await tx.query(sql`
    UPDATE counts.count SET state = ${to}, version = version + 1,
      finished_at = CASE WHEN ${to}::text = 'review' THEN ${tx.now}::timestamptz ELSE finished_at END,
      closed_at = CASE WHEN ${to}::text IN ('posted', 'cancelled') THEN ${tx.now}::timestamptz ELSE closed_at END,
      closed_by = CASE WHEN ${to}::text IN ('posted', 'cancelled') THEN ${tx.caller.actor} ELSE closed_by END
    WHERE count_id = ${head.countId}`);
  tell(tx, head, { ...fact, version: head.version + 1 });
}

/** Timelines of so many articles show a count; of a larger one only its own does. */
const MOST_MENTIONS = 50;

export function tell(
  tx: Tx,
  { countId, siteId }: Pick<Head, 'countId' | 'siteId'>,
  fact: {
    readonly type: string;
    readonly version?: number;
    readonly body?: Readonly<Record<string, unknown>>;
    readonly skuIds?: readonly string[];
  },
): void {
  const { type, version, body = {}, skuIds = [] } = fact;
  const mentions = [siteId, ...skuIds.slice(0, MOST_MENTIONS)];
  announce(tx, {
    ...{ type, subjectKind: 'count', subjectId: countId, mentions, body },
    ...(version === undefined ? {} : { version }),
  });
}

/** The count changed between our look and our lock: the transaction runs again and sees it. */
export function raced(countId: string): Error {
  return Object.assign(new Error(`raced with another change of ${countId}`), { code: '40001' });
}
