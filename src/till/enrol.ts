import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { channelById } from '#channels';
import { enrolDevice } from '#identity';
import { firstHash, type Device } from './model.ts';
import { tillById } from './queries.ts';

export type EnrolTill = { readonly deviceId: string; readonly channelId: string; readonly name: string };

/**
 * Makes a device a till of a channel: it is trusted for PINs at the channel's site and begins a chain of tickets. Enrolled again it
 * gets a new token and goes on with the chain it has. Refuses `till.unknown_channel` (none of kind till with a site),
 * `till.device_elsewhere`, and with what `maySellAt` throws when the person sells at other sites.
 */
export async function enrolTill(
  tx: Tx,
  input: EnrolTill,
  maySellAt: (siteId: string) => void = () => undefined,
): Promise<{ till: Device; token: string }> {
  const channel = await channelById(tx.database, input.channelId);
  if (!channel || channel.kind !== 'till' || channel.siteId === null)
    refuse('till.unknown_channel', { detail: input.channelId });
  const { siteId, code } = channel;
  maySellAt(siteId);
  const known = await tillById(tx, input.deviceId);
  if (known && known.channelId !== input.channelId) refuse('till.device_elsewhere', { detail: known.code });
  const { deviceId, channelId, name } = input;
  const { token } = await enrolDevice(tx, { deviceId, siteId, name });
  if (known) return { till: known, token };
  // Two at once on one channel would take the same number. New tills are rare: tickets may wait a moment for one.
  await tx.query(sql`LOCK TABLE till.device IN SHARE ROW EXCLUSIVE MODE`);
  const [till] = await tx.query<Device>(sql`
    INSERT INTO till.device (device_id, channel_id, site_id, number, code, name, last_hash, enrolled_at)
    SELECT ${deviceId}, ${channelId}, ${siteId}, n, ${code} || '-' || n, ${name}, ${firstHash(deviceId)}, ${tx.now}::timestamptz
    FROM (SELECT coalesce(max(number), 0) + 1 AS n FROM till.device WHERE channel_id = ${channelId}) c
    RETURNING device_id AS "deviceId", channel_id AS "channelId", site_id AS "siteId", number, code, name,
      last_sequence AS "lastSequence", last_hash AS "lastHash"`);
  if (!till) refuse('till.unknown_channel', { detail: channelId });
  announce(tx, {
    type: 'till.enrolled',
    subjectKind: 'till',
    subjectId: deviceId,
    channelId,
    mentions: [siteId],
    body: { code: till.code },
  });
  return { till, token };
}
