import { sql, type Database, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { resealed, seal, unseal } from '#base/seal';
import { connectors } from './connectors/index.ts';
import type { Config } from './connectors/connector.ts';

/** Joins a channel to a connector, or changes how it is reached. Refuses `marketplaces.unknown_connector`. */
export async function joinMarketplace(
  tx: Tx,
  input: { channelId: string; connector: string; config: Config; live: boolean },
): Promise<void> {
  if (!connectors[input.connector]) refuse('marketplaces.unknown_connector', { detail: input.connector });
  const state = input.live ? 'live' : 'paused';
  await tx.query(sql`
    INSERT INTO marketplaces.account (channel_id, connector, config, state) VALUES (${input.channelId}, ${input.connector}, ${JSON.stringify(sealedConfig(input))}::jsonb, ${state})
    ON CONFLICT (channel_id) DO UPDATE SET connector = excluded.connector, config = excluded.config, state = excluded.state`);
  announce(tx, {
    type: 'marketplaces.joined',
    subjectKind: 'channel',
    subjectId: input.channelId,
    body: { connector: input.connector, state },
  });
}

/** How an account is reached, as it is stored: a JSON text that holds what is sealed. */
const sealedConfig = ({ channelId, config }: { channelId: string; config: Config }): string =>
  seal(JSON.stringify(config), sealedFor(channelId));
const sealedFor = (channelId: string): string => `marketplace ${channelId}`;

/** The account's config as stored: sealed, or readable where an older version kept it. */
export const openedConfig = (channelId: string, stored: unknown): Config =>
  (typeof stored === 'string' ? JSON.parse(unseal(stored, sealedFor(channelId))) : stored) as Config;

/** Seals the accounts that are readable, or sealed with an older key. */
export async function sealAccounts(database: Database): Promise<void> {
  await database.transaction({ actor: 'marketplaces.seal' }, async (tx) => {
    const rows = await tx.query<{ channelId: string; config: unknown }>(
      sql`SELECT channel_id AS "channelId", config FROM marketplaces.account ORDER BY channel_id FOR UPDATE`,
    );
    for (const { channelId, config } of rows) {
      const text = typeof config === 'string' ? config : JSON.stringify(config);
      const fresh = resealed(text, sealedFor(channelId));
      if (fresh !== undefined)
        await tx.query(sql`
          UPDATE marketplaces.account SET config = ${JSON.stringify(fresh)}::jsonb WHERE channel_id = ${channelId}`);
    }
  });
}

/** Stops or goes on talking to a marketplace. Refuses `marketplaces.not_joined`. */
export async function setMarketplaceState(tx: Tx, channelId: string, state: 'live' | 'paused'): Promise<void> {
  const changed = await tx.affected(
    sql`UPDATE marketplaces.account SET state = ${state}, wait_until = NULL WHERE channel_id = ${channelId}`,
  );
  if (changed === 0) refuse('marketplaces.not_joined', { detail: channelId });
  announce(tx, {
    type: `marketplaces.${state === 'live' ? 'resumed' : 'paused'}`,
    subjectKind: 'channel',
    subjectId: channelId,
  });
}

/** Everything on sale there is told again: after joining, or when what it shows is in doubt. */
export async function tellEverything(tx: Tx, channelId: string, skuIds: readonly string[]): Promise<void> {
  await tx.query(sql`
    INSERT INTO marketplaces.listing (channel_id, sku_id) SELECT ${channelId}, s FROM unnest(${[...skuIds].sort()}::text[]) AS s
    ON CONFLICT (channel_id, sku_id) DO UPDATE SET dirty = true`);
}
