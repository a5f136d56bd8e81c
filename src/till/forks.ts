/** Tickets that do not follow the chain of their till (RELIABILITY D5): refused, kept as they were told, and shown to a person. */
import { sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { ticketHash, type Device, type TicketBody, type TicketDraft } from './model.ts';

export type ForkedTicket = {
  readonly ticketId: string;
  readonly deviceId: string;
  readonly code: string;
  readonly name: string;
  readonly siteId: string;
  /** The number it claimed, and the one at which the chain stood. */
  readonly sequence: number;
  readonly stoodSequence: number;
  readonly staffId: string;
  readonly units: number;
  readonly total: { readonly minor: number; readonly currency: string };
  readonly at: Instant;
  readonly receivedAt: Instant;
  /** Under which number the same sale entered the chain later; null: it is in no book. */
  readonly enteredAs: number | null;
};

/** A ticket as its device told it, with its body as text, and where the chain stood. */
type Fork = {
  readonly link: Pick<TicketDraft, 'ticketId' | 'orderId' | 'sequence' | 'previousHash' | 'at'>;
  readonly body: string;
  readonly stood: Device;
};

/** Puts forked tickets aside in the transaction that refuses them; the same ticket told again is there already. */
export async function putAside(tx: Tx, forks: readonly Fork[]): Promise<void> {
  if (forks.length === 0) return;
  const rows = forks.map(({ link, stood, body }) => ({
    ...{ draft: link, stood, body, hash: ticketHash(link.previousHash, body) },
  }));
  const of = <T>(pick: (row: (typeof rows)[number]) => T): T[] => rows.map(pick);
  const fresh = await tx.query<{ ticketId: string; deviceId: string; sequence: number }>(sql`
    INSERT INTO till.forked_ticket (ticket_id, device_id, sequence, previous_hash, hash, order_id, body, stood_sequence, stood_hash, at, received_at)
    SELECT n.*, ${tx.now}::timestamptz FROM unnest(${of((row) => row.draft.ticketId)}::text[], ${of((row) => row.stood.deviceId)}::text[],
      ${of((row) => row.draft.sequence)}::bigint[], ${of((row) => row.draft.previousHash)}::text[], ${of((row) => row.hash)}::text[],
      ${of((row) => row.draft.orderId)}::text[], ${of((row) => row.body)}::text[], ${of((row) => row.stood.lastSequence)}::bigint[],
      ${of((row) => row.stood.lastHash)}::text[], ${of((row) => row.draft.at)}::timestamptz[]) AS n
    ON CONFLICT (ticket_id) DO NOTHING RETURNING ticket_id AS "ticketId", device_id AS "deviceId", sequence`);
  announce(
    tx,
    fresh.map(({ ticketId, deviceId, sequence }) => ({
      type: 'till.forked',
      subjectKind: 'till',
      subjectId: deviceId,
      mentions: [ticketId],
      body: { ticketId, sequence },
    })),
  );
}

type Row = Omit<ForkedTicket, 'staffId' | 'units' | 'total'> & { readonly body: string };

/** Forked tickets that nobody has looked at yet, the last first; at most `limit`, of all sites or some. */
export async function openForks(db: Db, limit: number, siteIds?: readonly string[]): Promise<ForkedTicket[]> {
  const rows = await db.query<Row>(sql`
    SELECT f.ticket_id AS "ticketId", f.device_id AS "deviceId", d.code, d.name, d.site_id AS "siteId", f.sequence,
      f.stood_sequence AS "stoodSequence", f.body, f.at, f.received_at AS "receivedAt", t.sequence AS "enteredAs"
    FROM till.forked_ticket f JOIN till.device d USING (device_id) LEFT JOIN till.ticket t USING (ticket_id)
    WHERE f.settled_at IS NULL AND (${siteIds ?? null}::text[] IS NULL OR d.site_id = ANY(${siteIds ?? null}::text[])) ORDER BY f.received_at DESC, f.ticket_id LIMIT ${limit}`);
  return rows.map(({ body, ...row }) => {
    const { staffId, lines, totalMinor: minor, currency } = JSON.parse(body) as TicketBody;
    const units = lines.reduce((sum, line) => sum + line.quantity, 0);
    return { ...row, staffId, units, total: { minor, currency } };
  });
}

/**
 * Tills among these with a forked ticket that nobody has looked at: they sell nothing until somebody has, for one of two devices with one
 * chain is not ours. Under the devices' locks, in a statement of its own, so that a fork that came just before is seen.
 */
export async function blockedTills(db: Db, deviceIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ deviceId: string }>(sql`
    SELECT DISTINCT device_id AS "deviceId" FROM till.forked_ticket
    WHERE settled_at IS NULL AND device_id = ANY(${[...new Set(deviceIds)]}::text[])`);
  return new Set(rows.map((row) => row.deviceId));
}

/** The site of the till that told a forked ticket. */
export async function siteOfFork(db: Db, ticketId: string): Promise<string | undefined> {
  const [row] = await db.query<{ siteId: string }>(sql`
    SELECT d.site_id AS "siteId" FROM till.forked_ticket f JOIN till.device d USING (device_id) WHERE f.ticket_id = ${ticketId}`);
  return row?.siteId;
}

/** Somebody has looked. Refuses `till.unknown_ticket`. Repeatable: the first one stays. */
export async function settleFork(tx: Tx, ticketId: string, staffId: string): Promise<void> {
  const [settled] = await tx.query<{ deviceId: string }>(sql`
    UPDATE till.forked_ticket SET settled_at = ${tx.now}::timestamptz, settled_by = ${staffId}
    WHERE ticket_id = ${ticketId} AND settled_at IS NULL RETURNING device_id AS "deviceId"`);
  if (settled) {
    const subject = { subjectKind: 'till', subjectId: settled.deviceId } as const;
    announce(tx, { type: 'till.fork_settled', ...subject, mentions: [ticketId], body: { ticketId } });
    return;
  }
  const known = await tx.query(sql`SELECT 1 FROM till.forked_ticket WHERE ticket_id = ${ticketId}`);
  if (known.length === 0) refuse('till.unknown_ticket', { detail: ticketId });
}
