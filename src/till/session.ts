/** A till's day: opened with a float, counted blindly, closed with a report that follows the one before (Z). */
import { canonicalJson } from '#base/canonical';
import { lock, sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { channelById } from '#channels';
import { countDrawer, floatDrawer } from '#payments';
import { moveSums } from './cash.ts';
import { spanSums, type TicketSums, type TillSums } from './day.ts';
import type { Device } from './model.ts';
import { lockTills } from './queries.ts';

/** Amounts are minor units; what belongs to the close is null while it is open. */
export type Session = {
  readonly sessionId: string;
  readonly number: number;
  readonly currency: string;
  readonly floatMinor: number;
  readonly firstSequence: number;
  readonly openedBy: string;
  readonly openedAt: Instant;
  readonly lastSequence: number | null;
  readonly expectedMinor: number | null;
  readonly countedMinor: number | null;
  readonly leftMinor: number | null;
  readonly report: TillSums | null;
  readonly closedBy: string | null;
  readonly closedAt: Instant | null;
};

type Row = Omit<Session, 'report'> & { readonly report: string | null };
const columns = sql`session_id AS "sessionId", number, currency, float_minor AS "floatMinor", first_sequence AS "firstSequence",
  opened_by AS "openedBy", opened_at AS "openedAt", last_sequence AS "lastSequence", expected_minor AS "expectedMinor",
  counted_minor AS "countedMinor", left_minor AS "leftMinor", report, closed_by AS "closedBy", closed_at AS "closedAt"`;
/** Days that were closed before money was moved by hand say nothing of it. */
export const withMoves = (report: TicketSums & Partial<TillSums>): TillSums => ({
  ...report,
  moves: report.moves ?? [],
});
const sessionOf = (row: Row): Session => ({
  ...row,
  report: row.report === null ? null : withMoves(JSON.parse(row.report) as TicketSums & Partial<TillSums>),
});

/** The sessions of a till, the newest first; the first of them may be open. */
export async function sessionsOf(
  db: Db,
  { deviceId }: Pick<Device, 'deviceId'>,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<Session[]> {
  const rows = await db.query<Row>(sql`
    SELECT ${columns} FROM till.session WHERE device_id = ${deviceId} AND (${before ?? null}::int IS NULL OR number < ${before ?? null}::int)
    ORDER BY number DESC LIMIT ${limit}`);
  return rows.map(sessionOf);
}

async function sessionById(db: Db, sessionId: string): Promise<(Session & { readonly deviceId: string }) | undefined> {
  const [row] = await db.query<Row & { readonly deviceId: string }>(
    sql`SELECT ${columns}, device_id AS "deviceId" FROM till.session WHERE session_id = ${sessionId}`,
  );
  return row && { ...sessionOf(row), deviceId: row.deviceId };
}

/** After the drawer: money is locked before tills. */
async function lockDevice(tx: Tx, { deviceId }: Device): Promise<Device> {
  lock(tx, 'till.device');
  return (await lockTills(tx, [deviceId])).get(deviceId) ?? refuse('till.unknown_device');
}

const tell = (tx: Tx, type: 'opened' | 'closed', { deviceId, channelId, siteId }: Device, body: object): void =>
  announce(tx, {
    ...{ type: `till.session_${type}`, subjectKind: 'till', subjectId: deviceId, channelId, mentions: [siteId] },
    body: { ...body },
  });

/**
 * Opens a till's day with the float that was counted into its drawer. The same id and float again is the same session. Refuses
 * `till.session_open`, `request.id_reused`.
 */
export async function openSession(
  tx: Tx,
  device: Device,
  { sessionId, floatMinor }: { readonly sessionId: string; readonly floatMinor: number },
): Promise<Session> {
  const currency = (await channelById(tx.database, device.channelId))?.currency ?? 'EUR';
  const { deviceId } = device;
  const known = await sessionById(tx, sessionId);
  if (known)
    return known.deviceId === deviceId && known.floatMinor === floatMinor
      ? known
      : refuse('request.id_reused', { detail: sessionId });
  await floatDrawer(tx, { deviceId, currency }, floatMinor);
  await lockDevice(tx, device);
  const [last] = await sessionsOf(tx, device, { limit: 1 });
  if (last && last.closedAt === null) refuse('till.session_open', { detail: last.sessionId });
  const [number, first] = [(last?.number ?? 0) + 1, (last?.lastSequence ?? 0) + 1];
  const [row] = await tx.query<Row>(sql`
    INSERT INTO till.session (session_id, device_id, number, currency, float_minor, first_sequence, opened_by, opened_at)
    VALUES (${sessionId}, ${deviceId}, ${number}, ${currency}, ${floatMinor}, ${first}, ${tx.caller.actor}, ${tx.now}::timestamptz)
    RETURNING ${columns}`);
  tell(tx, 'opened', device, { sessionId, number, floatMinor, currency });
  return row ? sessionOf(row) : refuse('till.session_open');
}

/**
 * Closes a till's day: what was counted without being told what there should be, and what stays in the drawer; the rest goes to the safe. The
 * report covers each ticket since the close before, and is never made again: the same close again gives it. Refuses `till.session_none`,
 * `till.left_too_much`, `request.id_reused`.
 */
export async function closeSession(
  tx: Tx,
  device: Device,
  close: { readonly sessionId: string; readonly countedMinor: number; readonly leftMinor: number },
): Promise<Session> {
  const { sessionId, countedMinor, leftMinor } = close;
  if (leftMinor > countedMinor) refuse('till.left_too_much', { detail: String(countedMinor) });
  const known = await sessionById(tx, sessionId);
  if (!known || known.deviceId !== device.deviceId) refuse('till.session_none', { detail: sessionId });
  const { deviceId } = device;
  const expected = await countDrawer(tx, { deviceId, currency: known.currency }, close);
  const { lastSequence } = await lockDevice(tx, device);
  const now = await sessionById(tx, sessionId);
  if (now?.closedAt != null) refuse('till.session_none', { detail: sessionId });
  const [tickets, moves] = [
    await spanSums(tx, device, { first: known.firstSequence, last: lastSequence }),
    await moveSums(tx, deviceId, known.number),
  ];
  const sums: TillSums = { ...tickets, moves };
  const [row] = await tx.query<Row>(sql`
    UPDATE till.session SET last_sequence = ${lastSequence}, expected_minor = ${expected}, counted_minor = ${countedMinor}, left_minor = ${leftMinor},
      report = ${canonicalJson(sums)}, closed_by = ${tx.caller.actor}, closed_at = ${tx.now}::timestamptz
    WHERE session_id = ${sessionId} RETURNING ${columns}`);
  const { number, currency } = known;
  tell(tx, 'closed', device, { sessionId, number, currency, differenceMinor: countedMinor - expected });
  return row ? sessionOf(row) : refuse('till.session_none', { detail: sessionId });
}

/** The close of a session that was closed with just these figures; refuses `request.id_reused` for others. Undefined: it is open, or unknown. */
export async function closedAlready(
  db: Db,
  { deviceId }: Pick<Device, 'deviceId'>,
  close: Parameters<typeof closeSession>[2],
): Promise<Session | undefined> {
  const known = await sessionById(db, close.sessionId);
  if (!known || known.deviceId !== deviceId || known.closedAt === null) return undefined;
  const same = known.countedMinor === close.countedMinor && known.leftMinor === close.leftMinor;
  return same ? known : refuse('request.id_reused', { detail: close.sessionId });
}
