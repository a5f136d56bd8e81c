/** Starts the pretend marketplace in a process of its own and joins the demo's marketplace channel to it. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#base/config';
import { sql, type Database } from '#base/db';
import { newSecret } from '#base/ids';
import { channelByCode } from '#channels';
import { historyLoaded } from '#demo';
import { productIdsOnSale, productsById } from '#catalog';
import { joinMarketplace, openedConfig, setMarketplaceState, tellEverything } from '#marketplaces';

export type Pretend = {
  readonly url: string;
  /** Goes live: orders are pulled and everything on sale is told. */
  open(): Promise<void>;
  close(): Promise<void>;
};

/** Undefined when there is no such channel. It goes live when the demo's past is loaded: until then its stock is spoken for. */
export async function startPretendMarketplace(database: Database, config: Config): Promise<Pretend | undefined> {
  const channel = await channelByCode(database, 'marche');
  if (!channel) return undefined;
  const folder = join(config.dataDir, 'market');
  await mkdir(folder, { recursive: true });
  const key = newSecret(10);
  const child = fork(
    join(import.meta.dirname, 'marketplaces/connectors/pretend/market.ts'),
    ['0', join(folder, 'book.jsonl'), key],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  const url = `http://127.0.0.1:${await portOf(child)}`;
  const live = await historyLoaded(database);
  await database.transaction({ actor: 'demo' }, (tx) =>
    joinMarketplace(tx, { channelId: channel.channelId, connector: 'pretend', config: { url, key }, live }),
  );
  await database.query(sql`UPDATE marketplaces.account SET wait_until = NULL WHERE channel_id = ${channel.channelId}`);
  return {
    url: `${url}/`,
    open: async () => {
      const productIds = await productIdsOnSale(database, channel.channelId);
      const products = [...(await productsById(database, productIds)).values()];
      const skuIds = products.flatMap((product) => product.variants.map((variant) => variant.skuId));
      await database.transaction({ actor: 'demo' }, async (tx) => {
        await setMarketplaceState(tx, channel.channelId, 'live');
        await tellEverything(tx, channel.channelId, skuIds);
      });
    },
    close: async () => {
      // A signal to the whole group of processes has ended it already: it will not end again.
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (text: Buffer) => resolve(Number(String(text).trim())));
    child.once('exit', () => reject(new Error('the pretend marketplace did not start')));
  });
}

/** Where the pretend marketplace listens, for the demo's own page; undefined when there is none. */
export async function marketUrl(database: Database): Promise<string | undefined> {
  const [row] = await database.query<{ channelId: string; config: unknown }>(sql`
    SELECT channel_id AS "channelId", config FROM marketplaces.account WHERE connector = 'pretend' ORDER BY channel_id LIMIT 1`);
  return row && openedConfig(row.channelId, row.config)['url'];
}
