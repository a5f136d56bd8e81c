/** Tills' devices: opened once with a password, then their people sign in by PIN. */
import { sha256 } from '#base/canonical';
import { sql, type Db, type Tx } from '#base/db';
import { newSecret } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { RequestFacts } from '#base/route';
import { siteExists } from '#org';
import type { Device } from './model.ts';
import { closeSessionsAt } from './session.ts';
import { worksAt } from './staff.ts';

export const deviceCookie = 'halle_device';

/** Trusts a device for PINs at a site, and gives its token. Opened again, the device gets a new token. Refuses identity.unknown_site. */
export async function enrolDevice(tx: Tx, device: Device): Promise<{ token: string }> {
  if (!(await siteExists(tx, device.siteId))) refuse('identity.unknown_site', { detail: device.siteId });
  const token = newSecret(20);
  await tx.query(sql`
    INSERT INTO identity.device (device_id, token_hash, site_id, name, enrolled_by, enrolled_at)
    VALUES (${device.deviceId}, ${sha256(token)}, ${device.siteId}, ${device.name}, ${tx.caller.actor}, ${tx.now}::timestamptz)
    ON CONFLICT (device_id) DO UPDATE SET token_hash = excluded.token_hash, site_id = excluded.site_id, name = excluded.name,
      enrolled_by = excluded.enrolled_by, enrolled_at = excluded.enrolled_at, revoked_at = NULL`);
  announce(tx, {
    type: 'identity.device_enrolled',
    subjectKind: 'device',
    subjectId: device.deviceId,
    mentions: [device.siteId],
  });
  return { token };
}

/** Where a device stands already; undefined for a new one. */
export async function siteOfDevice(db: Db, deviceId: string): Promise<string | undefined> {
  const [row] = await db.query<{ siteId: string }>(
    sql`SELECT site_id AS "siteId" FROM identity.device WHERE device_id = ${deviceId}`,
  );
  return row?.siteId;
}

/** From now on PINs mean nothing on this device, and who signed in there by PIN is signed out; an unknown device is no error. */
export async function revokeDevice(tx: Tx, deviceId: string): Promise<void> {
  const changed = await tx.affected(sql`
    UPDATE identity.device SET revoked_at = ${tx.now}::timestamptz WHERE device_id = ${deviceId} AND revoked_at IS NULL`);
  if (changed === 0) return;
  await closeSessionsAt(tx, deviceId);
  announce(tx, { type: 'identity.device_revoked', subjectKind: 'device', subjectId: deviceId });
}

/** The trusted device a request comes from, by its cookie. */
export async function deviceOf(db: Db, request: RequestFacts): Promise<Device | undefined> {
  const token = request.cookies[deviceCookie];
  if (token === undefined || !/^[0-9a-z]{32}$/.test(token)) return undefined;
  const [row] = await db.query<Device>(sql`
    SELECT device_id AS "deviceId", site_id AS "siteId", name FROM identity.device
    WHERE token_hash = ${sha256(token)} AND revoked_at IS NULL`);
  return row;
}

export type DeviceRow = Device & {
  readonly enrolledBy: string;
  readonly enrolledAt: string;
  readonly revoked: boolean;
};

/** The last enrolled first; of these sites only, when they are named. */
export async function listDevices(db: Db, siteIds?: readonly string[]): Promise<DeviceRow[]> {
  return db.query<DeviceRow>(sql`
    SELECT device_id AS "deviceId", site_id AS "siteId", name, enrolled_by AS "enrolledBy", enrolled_at AS "enrolledAt",
      revoked_at IS NOT NULL AS revoked FROM identity.device
    WHERE ${siteIds ?? null}::text[] IS NULL OR site_id = ANY(${siteIds ?? null}::text[]) ORDER BY enrolled_at DESC, device_id LIMIT 500`);
}

/** Who may sign in by PIN on a device: active, with a PIN, working at its site or everywhere. */
export async function peopleAt(db: Db, siteId: string): Promise<{ staffId: string; name: string }[]> {
  return db.query<{ staffId: string; name: string }>(sql`
    SELECT f.staff_id AS "staffId", f.name FROM identity.staff f
    WHERE f.active AND f.pin_hash IS NOT NULL AND ${worksAt(siteId)} ORDER BY f.name, f.staff_id LIMIT 200`);
}
