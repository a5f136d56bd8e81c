import { contentHash } from '#base/canonical';
import { sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { siteExists } from '#org';
import { channelChanged } from './events.ts';
import { domains, presetFor, type Channel, type Levels, type Preset } from './model.ts';
import { forgetChannels } from './queries.ts';
import { checkCeilings } from './set-levels.ts';

export type NewChannel = Omit<Channel, 'version'> & {
  readonly preset: Preset;
  /** Domains that differ from the preset. */
  readonly levels?: Partial<Levels> | undefined;
};

/**
 * Opens a channel with a level in each of the eight domains. The same id and content again changes nothing. Refuses
 * channels.code_taken, channels.unknown_site, channels.site_needed, channels.above_ceiling, request.id_reused.
 */
export async function createChannel(tx: Tx, input: NewChannel): Promise<{ channelId: string }> {
  const { channelId, code, kind, name, siteId, currency, language, status, lagS } = input;
  if (siteId === null && kind === 'till') refuse('channels.site_needed');
  if (siteId !== null && !(await siteExists(tx, siteId))) refuse('channels.unknown_site', { detail: siteId });
  checkCeilings(kind, input.levels ?? {});
  const set: Levels = { ...presetFor(kind, input.preset), ...input.levels };
  const hash = contentHash(input);
  const made = await tx.affected(sql`
    INSERT INTO channels.channel (channel_id, code, kind, name, site_id, currency, language, status, lag_s, content_hash, created_at)
    VALUES (${channelId}, ${code}, ${kind}, ${JSON.stringify(name)}::jsonb, ${siteId}, ${currency}, ${language}, ${status}, ${lagS},
      ${hash}, ${tx.now}::timestamptz)
    ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const [known] = await tx.query<{ hash: string }>(
      sql`SELECT content_hash AS hash FROM channels.channel WHERE channel_id = ${channelId}`,
    );
    if (!known) refuse('channels.code_taken', { detail: code, fields: [{ field: 'code', rule: 'unique' }] });
    if (known.hash !== hash) refuse('request.id_reused', { detail: channelId });
    return { channelId };
  }
  await tx.query(sql`
    INSERT INTO channels.channel_level (channel_id, domain, level, since, changed_by)
    SELECT ${channelId}, d.domain, d.level, ${tx.now}::timestamptz, ${tx.caller.actor}
    FROM unnest(${[...domains]}::text[], ${domains.map((domain) => set[domain])}::text[]) AS d(domain, level)`);
  announce(tx, { ...channelChanged(channelId, 1, []), body: { levels: set } });
  tx.afterCommit(() => forgetChannels(tx.database));
  return { channelId };
}
