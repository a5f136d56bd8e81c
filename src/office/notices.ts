/** Notices: facts of the journal that need a person, told to those who hold the right, each until it is settled or put away. */
import { maybeOne, sql, type Database, type Db, type Tx } from '#base/db';
import { newId } from '#base/ids';
import { announce, type JournalEvent, type Reaction } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { siteOfPlace } from '#inventory';
import { noticeKinds, settlings, type NoticeKind } from './model.ts';

export type Notice = {
  readonly noticeId: string;
  readonly kind: NoticeKind;
  readonly subjectId: string;
  readonly channelId: string | null;
  readonly siteId: string | null;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly at: Instant;
  readonly unread: boolean;
};

/** Who asks: the rights they hold, with the sites where they hold some of them only there. */
export type Reader = {
  readonly staffId: string;
  readonly rights: ReadonlySet<string>;
  readonly sites: ReadonlyMap<string, ReadonlySet<string>>;
};

/** Writes notices for facts that need a person and closes those that were settled; the same facts again change nothing. */
export async function onFacts(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
  const told = events.filter((event) => event.type in noticeKinds);
  const made = told.length === 0 ? [] : await writeNotices(tx, told);
  const closed = await closeNotices(tx, events);
  for (const noticeId of made) announce(tx, { type: 'office.noticed', subjectKind: 'notice', subjectId: noticeId });
  for (const noticeId of closed)
    announce(tx, { type: 'office.notice_settled', subjectKind: 'notice', subjectId: noticeId });
}

export const noticeReaction: Reaction = {
  name: 'office.notices',
  on: [...Object.keys(noticeKinds), ...Object.keys(settlings)],
  run: onFacts,
};

async function writeNotices(tx: Tx, events: readonly JournalEvent[]): Promise<string[]> {
  const of = <T>(pick: (event: JournalEvent) => T): T[] => events.map(pick);
  const rows = await tx.query<{ noticeId: string }>(sql`
    INSERT INTO office.notice (notice_id, kind, subject_id, right_needed, channel_id, site_id, facts, at)
    SELECT n.* FROM unnest(${of(() => newId('ntc'))}::text[], ${of((e) => e.type)}::text[], ${of(subjectOf)}::text[],
      ${of((e) => noticeKinds[e.type as NoticeKind])}::text[], ${of((e) => e.channelId)}::text[], ${of(siteIn)}::text[],
      ${of((e) => JSON.stringify(factsOf(e)))}::jsonb[], ${of((e) => e.at)}::timestamptz[]) AS n
    ON CONFLICT (kind, subject_id, at) DO NOTHING RETURNING notice_id AS "noticeId"`);
  return rows.map((row) => row.noticeId);
}

/** A fact that settles closes what was told of the same record before it. */
async function closeNotices(tx: Tx, events: readonly JournalEvent[]): Promise<string[]> {
  const ends = events.flatMap((event) =>
    (settlings[event.type] ?? []).map((kind) => ({ kind, subjectId: subjectOf(event), at: event.at })),
  );
  if (ends.length === 0) return [];
  const rows = await tx.query<{ noticeId: string }>(sql`
    UPDATE office.notice n SET settled_at = e.at
    FROM unnest(${ends.map((e) => e.kind)}::text[], ${ends.map((e) => e.subjectId)}::text[], ${ends.map((e) => e.at)}::timestamptz[])
      AS e(kind, subject_id, at)
    WHERE n.subject_id = e.subject_id AND n.kind = e.kind AND n.at <= e.at AND n.settled_at IS NULL
    RETURNING n.notice_id AS "noticeId"`);
  return rows.map((row) => row.noticeId);
}

/** The record a fact is about; of a till's forks each is one. */
function subjectOf({ type, subjectId, body }: JournalEvent): string {
  return type.startsWith('till.fork') && typeof body.ticketId === 'string' ? body.ticketId : subjectId;
}

function siteIn({ body }: JournalEvent): string | null {
  if (typeof body.siteId === 'string') return body.siteId;
  return typeof body.placeId === 'string' ? (siteOfPlace(body.placeId)?.siteId ?? null) : null;
}

const toldFacts = ['number', 'units', 'quantity', 'skuId', 'orderId', 'code', 'cause', 'externalId', 'sequence'];

function factsOf({ body }: JournalEvent): Record<string, string | number> {
  return Object.fromEntries(
    toldFacts.flatMap((name) => {
      const value = body[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );
}

/**
 * What waits for this person, newest first, at most a hundred, and how much of it they have not seen. What happened at a site is told
 * to those who hold the right there; what happened nowhere in particular, to those who hold it everywhere.
 */
export async function noticesFor(db: Db, reader: Reader): Promise<{ items: Notice[]; unread: number }> {
  const scoped = [...reader.sites].flatMap(([right, sites]) => [...sites].map((siteId) => ({ right, siteId })));
  const everywhere = [...reader.rights].filter((right) => !reader.sites.has(right));
  const items = await db.query<Notice>(sql`
    SELECT n.notice_id AS "noticeId", n.kind, n.subject_id AS "subjectId", n.channel_id AS "channelId", n.site_id AS "siteId", n.facts, n.at,
      n.at > coalesce((SELECT read_to FROM office.notice_read WHERE staff_id = ${reader.staffId}), '-infinity') AS unread
    FROM office.notice n
    WHERE n.settled_at IS NULL
      AND (n.right_needed = ANY(${everywhere}::text[]) OR (n.right_needed, n.site_id) IN
        (SELECT * FROM unnest(${scoped.map((s) => s.right)}::text[], ${scoped.map((s) => s.siteId)}::text[])))
      AND NOT EXISTS (SELECT FROM office.notice_dismissed d WHERE d.staff_id = ${reader.staffId} AND d.notice_id = n.notice_id)
    ORDER BY n.at DESC, n.notice_id DESC LIMIT 100`);
  return { items, unread: items.filter((notice) => notice.unread).length };
}

/** Marks as seen all that was told up to a moment, never backwards. Not a fact of the shop: the journal is not told. */
export async function readNotices(database: Database, staffId: string, readTo: Instant): Promise<void> {
  await database.query(sql`
    INSERT INTO office.notice_read (staff_id, read_to) VALUES (${staffId}, least(${readTo}::timestamptz, now()))
    ON CONFLICT (staff_id) DO UPDATE SET read_to = greatest(office.notice_read.read_to, excluded.read_to)`);
}

/** Puts a notice away for one person, or takes it back (`isAway` false). Refuses office.unknown_notice. */
export async function dismissNotice(tx: Tx, reader: Reader, noticeId: string, isAway: boolean): Promise<void> {
  const known = await maybeOne(
    tx.query<{ right: string; siteId: string | null }>(
      sql`SELECT right_needed AS right, site_id AS "siteId" FROM office.notice WHERE notice_id = ${noticeId}`,
    ),
  );
  const sites = known && reader.sites.get(known.right);
  const told =
    known && reader.rights.has(known.right) && (!sites || (known.siteId !== null && sites.has(known.siteId)));
  if (!told) refuse('office.unknown_notice', { detail: noticeId });
  const changed = isAway
    ? await tx.affected(sql`
        INSERT INTO office.notice_dismissed (staff_id, notice_id) VALUES (${reader.staffId}, ${noticeId}) ON CONFLICT DO NOTHING`)
    : await tx.affected(
        sql`DELETE FROM office.notice_dismissed WHERE staff_id = ${reader.staffId} AND notice_id = ${noticeId}`,
      );
  if (changed > 0)
    announce(tx, {
      type: isAway ? 'office.notice_dismissed' : 'office.notice_taken_back',
      subjectKind: 'notice',
      subjectId: noticeId,
    });
}
