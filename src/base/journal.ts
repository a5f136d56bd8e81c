/**
 * Reading the journal. Identity values commit out of order, so every reader stops before the snapshot horizon and orders by
 * (xid, seq); a reader that used `seq > last` alone would lose a late commit for ever.
 */
import { sql, type Database, type Db, type Tx } from './db.ts';
import { elapsed, sleep, type Instant } from './time.ts';

export { announce, type NewEvent } from './journal-write.ts';

export type Position = { readonly xid: string; readonly seq: number };
export type JournalEvent = {
  readonly xid: string;
  readonly seq: number;
  readonly at: Instant;
  readonly type: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly version: number | null;
  readonly mentions: readonly string[];
  readonly channelId: string | null;
  readonly actor: string;
  readonly body: Readonly<Record<string, unknown>>;
};

const columns = sql`xid::text AS xid, seq, at, type, subject_kind AS "subjectKind", subject_id AS "subjectId", version, mentions, channel_id AS "channelId", actor, body`;

export const eventId = (at: Position): string => `${at.xid}-${at.seq}`;

/** Parses an event id as SSE clients send it back; undefined when it is not one. */
export function positionOf(id: string): Position | undefined {
  const match = /^(\d{1,20})-(\d{1,15})$/.exec(id);
  return match ? { xid: match[1] ?? '0', seq: Number(match[2]) } : undefined;
}

/** Whether a place in the journal comes after another one. */
export function isAfter(a: Position, b: Position): boolean {
  if (a.xid === b.xid) return a.seq > b.seq;
  return a.xid.length === b.xid.length ? a.xid > b.xid : a.xid.length > b.xid.length;
}

/** Events after a position and before the horizon, oldest first. */
export async function eventsAfter(db: Db, after: Position, limit: number): Promise<JournalEvent[]> {
  return db.query<JournalEvent>(sql`
    SELECT ${columns} FROM journal.event
    WHERE (xid, seq) > (${after.xid}::xid8, ${after.seq}) AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, seq LIMIT ${limit}`);
}

/** Events before a position, or the newest, latest first: for those who look back. */
export async function eventsBefore(db: Db, before: Position | undefined, limit: number): Promise<JournalEvent[]> {
  return db.query<JournalEvent>(sql`
    SELECT ${columns} FROM journal.event
    WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
      AND (${before === undefined} OR (xid, seq) < (${before?.xid ?? '0'}::xid8, ${before?.seq ?? 0}))
    ORDER BY xid DESC, seq DESC LIMIT ${limit}`);
}

/** Where the journal ends now: everything after it is new. */
export async function journalEnd(db: Db): Promise<Position> {
  const [row] = await db.query<Position>(sql`
    SELECT xid::text AS xid, seq FROM journal.event WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid DESC, seq DESC LIMIT 1`);
  return row ?? { xid: '0', seq: 0 };
}

/**
 * The facts that concern a record, newest first: its own and those that mention it. Two searches by two indexes: one with OR would
 * read the whole journal.
 */
export async function timeline(db: Db, id: string, limit = 100): Promise<JournalEvent[]> {
  return db.query<JournalEvent>(sql`
    (SELECT ${columns} FROM journal.event WHERE subject_id = ${id} ORDER BY seq DESC LIMIT ${limit})
    UNION ALL (SELECT ${columns} FROM journal.event WHERE mentions <> '{}' AND mentions @> ARRAY[${id}]::text[] AND subject_id <> ${id}
      ORDER BY seq DESC LIMIT ${limit})
    ORDER BY seq DESC LIMIT ${limit}`);
}

/** Age in ms of the oldest write transaction of the whole server: it holds every follower back. */
export async function horizonAge(db: Db): Promise<number> {
  const [row] = await db.query<{ ms: number }>(sql`
    SELECT coalesce(max((extract(epoch FROM clock_timestamp() - xact_start) * 1000)::bigint), 0) AS ms
    FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()`);
  return row?.ms ?? 0;
}

export type Tail = {
  /** Hears every committed event of the whole cluster, in order, a few ms after its commit. */
  subscribe(hear: (events: readonly JournalEvent[]) => void): () => void;
  /** What it has heard after a position, oldest first; undefined when that lies further back than it remembers. */
  since(after: Position): readonly JournalEvent[] | undefined;
  wake(): void;
  position(): Position;
  stop(): Promise<void>;
};

/** Events that a tail remembers, for the reactions of its process: each would read the same rows again. */
const REMEMBERED = 5_000;

/** One reader a process: wakes after each commit of its own, and polls as the truth for the commits of others. */
export async function startTail(database: Database, options: { idleMs?: number } = {}): Promise<Tail> {
  const idleMs = options.idleMs ?? 50;
  let position = await journalEnd(database);
  let begin = position;
  const heard: JournalEvent[] = [];
  let stopped = false;
  let nudge: (() => void) | undefined;
  let hot = 0;
  const listeners = new Set<(events: readonly JournalEvent[]) => void>();
  const wake = (): void => {
    hot = elapsed() + 40;
    nudge?.();
  };
  database.onCommit(wake);

  async function loop(): Promise<void> {
    while (!stopped) {
      let events: JournalEvent[] = [];
      try {
        events = await eventsAfter(database, position, 1_000);
      } catch {
        // Another server may answer next time: what is remembered is not asked any more.
        begin = position;
        heard.length = 0;
        await sleep(250, { unref: true });
      }
      const last = events.at(-1);
      if (last) {
        position = { xid: last.xid, seq: last.seq };
        heard.push(...events);
        if (heard.length > 2 * REMEMBERED) begin = heard.splice(0, heard.length - REMEMBERED).at(-1) ?? begin;
        for (const hear of listeners) hear(events);
      }
      if (events.length < 1_000) await nap(elapsed() < hot ? 5 : idleMs);
    }
  }
  const nap = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      timer.unref();
      function done(): void {
        clearTimeout(timer);
        nudge = undefined;
        resolve();
      }
      if (ms > 5) nudge = done;
    });
  const running = loop();
  return {
    subscribe: (hear) => {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
    since: (after) => (isAfter(begin, after) ? undefined : heard.slice(firstAfter(heard, after))),
    wake,
    position: () => position,
    stop: async () => {
      stopped = true;
      nudge?.();
      await running;
    },
  };
}

/** Index of the first event after a position, by halves. */
function firstAfter(events: readonly JournalEvent[], after: Position): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(events[middle] as JournalEvent, after)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A reaction: a command run for batches of events, with its cursor moved in the same transaction: exactly once in effect. */
export type Reaction = {
  readonly name: string;
  readonly on: readonly string[];
  readonly run: (tx: Tx, events: readonly JournalEvent[]) => Promise<void>;
};

/** Journal rows that a reaction passes at once. */
export const REACTION_ROWS = 1_000;

/** The rows after a position that a reaction passes at once: where they end, how many they are, and those it wants. */
type Window = { readonly end: Position; readonly passed: number; readonly wanted: readonly JournalEvent[] };

/** The next window, from what the tail remembers or from the journal. */
async function windowAfter(
  tx: Tx,
  after: Position,
  { on }: Reaction,
  { limit = REACTION_ROWS, tail }: Reading,
): Promise<Window | undefined> {
  const heard = tail?.since(after)?.slice(0, limit);
  if (heard) {
    const end = heard.at(-1);
    return end && { end, passed: heard.length, wanted: heard.filter(({ type }) => on.includes(type)) };
  }
  const end = await endAfter(tx, after, limit);
  if (!end) return undefined;
  const wanted = await tx.query<JournalEvent>(sql`
    SELECT ${columns} FROM journal.event
    WHERE (xid, seq) > (${after.xid}::xid8, ${after.seq}) AND (xid, seq) <= (${end.xid}::xid8, ${end.seq}) AND type = ANY(${on}::text[])
    ORDER BY xid, seq`);
  return { end, passed: end.passed, wanted };
}

/** Where the next rows end, and how many they are; read by the index alone, since most rows concern most reactions not at all. */
async function endAfter(db: Db, after: Position, limit: number): Promise<(Position & { passed: number }) | undefined> {
  const [end] = await db.query<Position & { passed: number }>(sql`
    SELECT xid::text AS xid, seq, count(*) OVER () AS passed FROM (
      SELECT xid, seq FROM journal.event
      WHERE (xid, seq) > (${after.xid}::xid8, ${after.seq}) AND xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY xid, seq LIMIT ${limit}) w
    ORDER BY w.xid DESC, w.seq DESC LIMIT 1`);
  return end;
}

/** How many rows at once, and whose memory may be asked before the journal. */
type Reading = { readonly limit?: number; readonly tail?: Pick<Tail, 'since'> };

/**
 * Runs one batch of a reaction. Returns how many journal rows were passed. The cursor row is locked, so that of many workers one
 * works and the others pass by; a changed epoch (a restored cluster) makes the cursor begin at the journal's start again.
 */
export async function reactOnce(database: Database, reaction: Reaction, reading: Reading = {}): Promise<number> {
  return database.transaction({ actor: `reaction:${reaction.name}` }, async (tx) => {
    const [cursor] = await tx.query<Position & { stale: boolean }>(sql`
      SELECT xid::text AS xid, seq, epoch <> (SELECT epoch FROM journal.epoch) AS stale
      FROM journal.cursor WHERE follower = ${reaction.name} FOR UPDATE SKIP LOCKED`);
    if (!cursor) {
      await tx.query(sql`INSERT INTO journal.cursor (follower, epoch, xid, seq)
        SELECT ${reaction.name}, epoch, '0', 0 FROM journal.epoch ON CONFLICT DO NOTHING`);
      return 0;
    }
    const from = cursor.stale ? { xid: '0', seq: 0 } : cursor;
    const found = await windowAfter(tx, from, reaction, reading);
    if (!found) return 0;
    const { end, passed, wanted } = found;
    if (wanted.length > 0) await reaction.run(tx, wanted);
    await tx.query(sql`UPDATE journal.cursor SET epoch = (SELECT epoch FROM journal.epoch), xid = ${end.xid}::xid8, seq = ${end.seq},
      moved_at = ${tx.now}::timestamptz WHERE follower = ${reaction.name}`);
    return passed;
  });
}
