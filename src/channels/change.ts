import { lock, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { siteExists } from '#org';
import { channelChanged } from './events.ts';
import type { Channel } from './model.ts';
import { forgetChannels, readChannels, type ChannelFacts } from './queries.ts';

const changeable = ['name', 'siteId', 'language', 'status', 'lagS'] as const;
export type ChannelChange = { readonly channelId: string; readonly version?: number | undefined } & {
  readonly [K in (typeof changeable)[number]]?: Channel[K] | undefined;
};

/**
 * Changes a channel; its code, kind and currency stay for good, since orders were told in them. Refuses channels.unknown,
 * channels.unknown_site, channels.site_needed, channels.changed_meanwhile.
 */
export async function changeChannel(tx: Tx, change: ChannelChange): Promise<ChannelFacts> {
  lock(tx, 'channels.channel');
  await tx.query(sql`SELECT 1 FROM channels.channel WHERE channel_id = ${change.channelId} FOR NO KEY UPDATE`);
  const [before] = await readChannels(tx, change.channelId);
  if (!before) refuse('channels.unknown', { detail: change.channelId });
  if (change.version !== undefined && change.version !== before.version)
    refuse('channels.changed_meanwhile', { version: before.version });
  const fields = changeable.filter(
    (key) => change[key] !== undefined && JSON.stringify(change[key]) !== JSON.stringify(before[key]),
  );
  if (fields.length === 0) return before;
  const named = Object.fromEntries(fields.map((key) => [key, change[key]]));
  const after: ChannelFacts = { ...before, ...named, version: before.version + 1 };
  if (after.siteId === null && after.kind === 'till') refuse('channels.site_needed');
  if (after.siteId !== null && !(await siteExists(tx, after.siteId)))
    refuse('channels.unknown_site', { detail: after.siteId });
  await tx.query(sql`
    UPDATE channels.channel SET name = ${JSON.stringify(after.name)}::jsonb, site_id = ${after.siteId}, language = ${after.language},
      status = ${after.status}, lag_s = ${after.lagS}, version = ${after.version} WHERE channel_id = ${change.channelId}`);
  announce(tx, channelChanged(change.channelId, after.version, fields));
  tx.afterCommit(() => forgetChannels(tx.database));
  return after;
}
