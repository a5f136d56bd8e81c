/** Money into a drawer and out of it without a sale: a petty expense, change from the safe, a deposit at the bank. */
import { contentHash } from '#base/canonical';
import { lock, sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { channelById } from '#channels';
import { moveInDrawer } from '#payments';
import { cashReasons, type CashReason } from '#payments/model';
import type { Device } from './model.ts';
import { lockTills } from './queries.ts';

export type CashMove = {
  readonly moveId: string;
  readonly deviceId: string;
  readonly sessionNumber: number;
  readonly reason: CashReason;
  /** Minor units, above zero it came in. */
  readonly minor: number;
  readonly currency: string;
  readonly note: string;
  readonly staffId: string;
  readonly at: Instant;
};

/** What the moves of a day come to, by reason; minor units, below zero it went out. */
export type MoveSum = { readonly reason: CashReason; readonly count: number; readonly minor: number };

const columns = sql`move_id AS "moveId", device_id AS "deviceId", session_number AS "sessionNumber", reason, minor, currency, note,
  staff_id AS "staffId", at`;

const moveById = async (db: Db, moveId: string): Promise<CashMove | undefined> =>
  (await db.query<CashMove>(sql`SELECT ${columns} FROM till.cash_move WHERE move_id = ${moveId}`))[0];

/** The moves of a till's day, the first one first; at most `MOST_MOVES`. */
export const cashMovesOf = (db: Db, deviceId: string, sessionNumber: number): Promise<CashMove[]> =>
  db.query<CashMove>(sql`
    SELECT ${columns} FROM till.cash_move WHERE device_id = ${deviceId} AND session_number = ${sessionNumber}
    ORDER BY at, move_id LIMIT ${MOST_MOVES}`);

const MOST_MOVES = 500;

/** What the moves of a till's day come to. */
export const moveSums = (db: Db, deviceId: string, sessionNumber: number): Promise<MoveSum[]> =>
  db.query<MoveSum>(sql`
    SELECT reason, count(*)::int AS count, sum(minor)::bigint AS minor FROM till.cash_move
    WHERE device_id = ${deviceId} AND session_number = ${sessionNumber} GROUP BY reason ORDER BY reason`);

/**
 * Moves money between a till's drawer and where its reason says. `minor` is what changes hands, above zero; the reason says whether it comes
 * in. The same id and content again is the same move. What the book does not have in the drawer can't leave it. Refuses
 * `till.drawer_short`, `request.id_reused`.
 */
export async function moveCash(
  tx: Tx,
  device: Device,
  asked: { readonly moveId: string; readonly reason: CashReason; readonly minor: number; readonly note: string },
): Promise<CashMove> {
  const { moveId, reason, note } = asked;
  const { deviceId } = device;
  const minor = cashReasons[reason].way === 'in' ? asked.minor : -asked.minor;
  const said = { deviceId, reason, minor, note };
  const known = await moveById(tx, moveId);
  if (known) {
    const { deviceId: ofTill, reason: why, minor: sum, note: words } = known;
    const same = contentHash({ deviceId: ofTill, reason: why, minor: sum, note: words }) === contentHash(said);
    return same ? known : refuse('request.id_reused', { detail: moveId });
  }
  const currency = (await channelById(tx.database, device.channelId))?.currency ?? 'EUR';
  const movementId = await moveInDrawer(tx, { deviceId, currency }, { reason, minor });
  if (movementId === undefined) refuse('till.drawer_short', { detail: device.code });
  lock(tx, 'till.device');
  await lockTills(tx, [deviceId]);
  const [day] = await tx.query<{ number: number }>(sql`
    SELECT coalesce(max(number) FILTER (WHERE closed_at IS NULL), coalesce(max(number), 0) + 1)::int AS number FROM till.session
    WHERE device_id = ${deviceId}`);
  const number = day?.number ?? 1;
  const [row] = await tx.query<CashMove>(sql`
    INSERT INTO till.cash_move (move_id, device_id, session_number, reason, minor, currency, note, movement_id, staff_id, at)
    VALUES (${moveId}, ${deviceId}, ${number}, ${reason}, ${minor}, ${currency}, ${note}, ${movementId}, ${tx.caller.actor}, ${tx.now}::timestamptz)
    RETURNING ${columns}`);
  announce(tx, {
    ...{ type: 'till.cash_moved', subjectKind: 'till', subjectId: deviceId, channelId: device.channelId },
    ...{ mentions: [device.siteId], body: { moveId, reason, minor, currency } },
  });
  return row ?? refuse('request.id_reused', { detail: moveId });
}
