import { assert } from '#base/assert';
import { perDatabase, sql, type Database, type Db } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { createSnapshot } from '#base/snapshot';
import { eachDomain, type Channel, type Domain, type Level, type Levels } from './model.ts';

export type ChannelFacts = Channel & { readonly levels: Levels };

/** Every channel with its levels, as one value: what hot paths decide by. */
export type Policies = {
  readonly channels: readonly ChannelFacts[];
  readonly byId: ReadonlyMap<string, ChannelFacts>;
  readonly byCode: ReadonlyMap<string, ChannelFacts>;
  /** The level of a channel in a domain; a channel nobody knows shares nothing. */
  level(channelId: string, domain: Domain): Level;
};

const snapshot = perDatabase((database) => createSnapshot(async () => policiesOf(await readChannels(database))));

function policiesOf(channels: readonly ChannelFacts[]): Policies {
  const byId = new Map(channels.map((channel) => [channel.channelId, channel]));
  return {
    channels,
    byId,
    byCode: new Map(channels.map((channel) => [channel.code, channel])),
    level: (channelId, domain) => byId.get(channelId)?.levels[domain] ?? 'isolated',
  };
}

const columns = sql`c.channel_id AS "channelId", c.code, c.kind, c.name, c.site_id AS "siteId", c.currency, c.language, c.status,
  c.lag_s AS "lagS", c.version`;

/** Straight from the tables, by code; `channelId` for one alone. */
export async function readChannels(db: Db, channelId: string | null = null): Promise<ChannelFacts[]> {
  const rows = await db.query<Channel & { set: Partial<Record<Domain, Level>> }>(sql`
    SELECT ${columns}, jsonb_object_agg(l.domain, l.level) AS set
    FROM channels.channel c JOIN channels.channel_level l USING (channel_id)
    WHERE ${channelId}::text IS NULL OR c.channel_id = ${channelId} GROUP BY c.channel_id ORDER BY c.code`);
  return rows.map(({ set, ...channel }) => ({ ...channel, levels: eachDomain((domain) => set[domain] ?? 'isolated') }));
}

/** Loads the channels where they are not known yet; a serving process awaits it once before it listens. */
export const loadPolicies = (database: Database): Promise<Policies> => snapshot(database).get();

/**
 * The channels as this process last knew them, at once: for hot paths. After a change elsewhere it is right within the journal's
 * few milliseconds.
 */
export function policies(database: Database): Policies {
  const known = snapshot(database).peek();
  void loadPolicies(database).catch(() => undefined); // nothing while it is fresh; tries again where a reload had failed
  assert(known, 'policies() is asked before loadPolicies()');
  return known;
}

export const channelsOf = async (database: Database): Promise<readonly ChannelFacts[]> =>
  (await loadPolicies(database)).channels;
export const channelById = async (database: Database, channelId: string): Promise<ChannelFacts | undefined> =>
  (await loadPolicies(database)).byId.get(channelId);
export const channelByCode = async (database: Database, code: string): Promise<ChannelFacts | undefined> =>
  (await loadPolicies(database)).byCode.get(code);

/** The level of a channel in a domain: what every module asks before it shares something. */
export const policy = async (database: Database, channelId: string, domain: Domain): Promise<Level> =>
  (await loadPolicies(database)).level(channelId, domain);

/** Drops what this process knows and begins to read it again, so that `policies()` is soon right too. */
export function forgetChannels(database: Database): void {
  snapshot(database).forget();
  if (snapshot(database).peek()) void loadPolicies(database).catch(() => undefined);
}

/** Given to the journal's tail. */
export const channelsCaches =
  (database: Database) =>
  (events: readonly JournalEvent[]): void => {
    if (events.some((event) => event.type.startsWith('channels.'))) forgetChannels(database);
  };
