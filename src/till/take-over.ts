/** A till goes on with on another device: its chain moves, whole, and the old device sells no more. */
import { sql, lock, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { Instant } from '#base/time';
import { enrolDevice, revokeDevice } from '#identity';
import { blockedTills } from './forks.ts';
import type { Device } from './model.ts';
import { lockTills } from './queries.ts';

/** Who may go on with a till: whoever manages people at its site, and whoever sold on it last. */
export type Taker = { readonly staffId: string; manages(siteId: string): boolean; sells(siteId: string): boolean };

export type TillToTake = Device & {
  /** When it sold last; null: never. */
  readonly lastAt: Instant | null;
  /** A ticket did not follow: who takes it over sells once a person has looked. */
  readonly blocked: boolean;
};
type Row = Omit<TillToTake, 'blocked'> & { readonly lastSeller: string | null };

const tillRows = (db: Db, deviceId: string | null): Promise<Row[]> =>
  db.query<Row>(sql`
    SELECT d.device_id AS "deviceId", d.channel_id AS "channelId", d.site_id AS "siteId", d.number, d.code, d.name,
      d.last_sequence AS "lastSequence", d.last_hash AS "lastHash", t.received_at AS "lastAt", t.body::jsonb->>'staffId' AS "lastSeller"
    FROM till.device d LEFT JOIN till.ticket t ON t.device_id = d.device_id AND t.sequence = d.last_sequence
    WHERE ${deviceId}::text IS NULL OR d.device_id = ${deviceId} ORDER BY t.received_at DESC NULLS LAST, d.code LIMIT 200`);

const mayTake = ({ siteId, lastSeller }: Row, taker: Taker): boolean =>
  taker.manages(siteId) || (taker.sells(siteId) && lastSeller === taker.staffId);

/** Tills that this person may go on with here, the last used first. Others are not named: an id is what opens a till again. */
export async function tillsToTake(database: Database, taker: Taker): Promise<TillToTake[]> {
  const mine = (await tillRows(database, null)).filter((row) => mayTake(row, taker));
  const blocked = await blockedTills(
    database,
    mine.map((row) => row.deviceId),
  );
  return mine.map(({ lastSeller: _who, ...row }) => ({ ...row, blocked: blocked.has(row.deviceId) }));
}

/**
 * Goes on with a till on the device that asks: it gets the only token, the sessions opened by PIN on the old one end, and a ticket the old
 * one still sends is refused. A till that waits for a person goes on waiting. Refuses `till.unknown_till`, also where it is not theirs.
 */
export async function takeOverTill(tx: Tx, deviceId: string, taker: Taker): Promise<{ till: Device; token: string }> {
  const [row] = await tillRows(tx, deviceId);
  if (!row || !mayTake(row, taker)) refuse('till.unknown_till', { detail: deviceId });
  const { siteId, name, code } = row;
  await revokeDevice(tx, deviceId);
  const { token } = await enrolDevice(tx, { deviceId, siteId, name });
  // A ticket under way ends first: the new device begins behind it.
  lock(tx, 'till.device');
  const till = (await lockTills(tx, [deviceId])).get(deviceId) ?? refuse('till.unknown_till', { detail: deviceId });
  announce(tx, {
    type: 'till.taken_over',
    subjectKind: 'till',
    subjectId: deviceId,
    channelId: till.channelId,
    mentions: [siteId],
    body: { siteId, code },
  });
  return { till, token };
}
