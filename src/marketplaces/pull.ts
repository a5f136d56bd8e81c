import { crashPoint } from '#base/crash-point';
import { sql, type Database } from '#base/db';
import { log } from '#base/log';
import { Unavailable } from '#base/refusal';
import { instantOfMs, msOf, clock, SECOND } from '#base/time';
import { acceptInbox, storeInbox } from './accept.ts';
import { openedConfig } from './account.ts';
import { connectors } from './connectors/index.ts';
import { Throttled, type Connector } from './connectors/connector.ts';

export type Account = {
  readonly channelId: string;
  readonly connector: string;
  readonly config: Readonly<Record<string, string>>;
  readonly cursor: string;
};

/** Accounts that are live and not asked to wait. */
export async function readyAccounts(database: Database): Promise<Account[]> {
  const rows = await database.query<Account>(sql`
    SELECT channel_id AS "channelId", connector, config, cursor FROM marketplaces.account
    WHERE state = 'live' AND (wait_until IS NULL OR wait_until < now()) ORDER BY channel_id`);
  return rows.map(opened);
}

const opened = (account: Account): Account => ({
  ...account,
  config: openedConfig(account.channelId, account.config),
});

/** Asks each marketplace what is new, stores it raw, and takes it through the gate. The network comes first, then the transaction. */
export async function pullMarketplaces(database: Database): Promise<void> {
  for (const account of await readyAccounts(database)) {
    await speaking(database, account, async (connector) => {
      const { orders, malformed, cursor } = await connector.pullOrders(account.config, account.cursor);
      if (orders.length > 0) crashPoint('marketplaces.pull.heard');
      await database.transaction(
        { actor: `channel:${account.channelId}`, channelId: account.channelId },
        async (tx) => {
          await storeInbox(tx, account.channelId, orders);
          await tx.query(sql`UPDATE marketplaces.account SET cursor = ${cursor}, pulled_at = ${tx.now}::timestamptz,
          problem = ${malformed.length === 0 ? null : `${malformed.length} orders could not be read: ${malformed[0]}`} WHERE channel_id = ${account.channelId}`);
        },
      );
      if (orders.length > 0) crashPoint('marketplaces.pull.stored');
    });
  }
  await acceptInbox(database);
}

/** Calls a marketplace; when it asks us to wait, or does not answer, the account says so and is left alone for a while. */
export async function speaking(
  database: Database,
  account: Account,
  talk: (connector: Connector) => Promise<void>,
): Promise<boolean> {
  const connector = connectors[account.connector];
  if (!connector) return false;
  try {
    await talk(connector);
    return true;
  } catch (error) {
    const waitS =
      error instanceof Throttled
        ? error.retryAfterS
        : error instanceof Unavailable || error instanceof SyntaxError || (error as Error).name === 'ZodError'
          ? 5
          : undefined;
    if (waitS === undefined) throw error;
    log.info({ channel: account.channelId, problem: (error as Error).message }, 'a marketplace asked us to wait');
    const until = instantOfMs(msOf(clock()) + waitS * SECOND);
    await database.transaction({ actor: `channel:${account.channelId}` }, (tx) =>
      tx.query(
        sql`UPDATE marketplaces.account SET wait_until = ${until}::timestamptz, problem = ${(error as Error).message.slice(0, 300)} WHERE channel_id = ${account.channelId}`,
      ),
    );
    return false;
  }
}

/** The job after an order was taken: tells the marketplace our number. */
export async function acknowledgeOrder(database: Database, payload: Readonly<Record<string, unknown>>): Promise<void> {
  const { channelId, externalId, number } = payload as { channelId: string; externalId: string; number: string };
  const [account] = await database.query<Account>(sql`
    SELECT channel_id AS "channelId", connector, config, cursor FROM marketplaces.account WHERE channel_id = ${channelId}`);
  const connector = account && connectors[account.connector];
  if (account && connector) await connector.acknowledge(opened(account).config, externalId, number);
  crashPoint('marketplaces.acknowledge.told');
}
