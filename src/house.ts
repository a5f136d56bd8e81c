/** Opens the house for a verb: the database (embedded, or DATABASE_URL), migrated, with the lock order declared. */
import { readConfig, type Config } from '#base/config';
import { declareLockOrder, openDatabase, type Database } from '#base/db';
import { migrateJobs } from '#base/jobs';
import { migrate } from '#base/migrate';
import { startPostgres } from '#base/postgres';
import { lockOrder, migrations } from './modules.ts';

export type House = {
  readonly config: Config;
  readonly database: Database;
  readonly url: string;
  /** Closes the pool, and stops the embedded server if we started it and nobody else is using it. */
  close(): Promise<void>;
};

/** A wrong call of a verb: said in one sentence. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export type OpenOptions = { readonly migrate?: boolean; readonly max?: number; readonly log?: (line: string) => void };

/** Finds or starts the database and brings it up to date. */
export async function openHouse(options: OpenOptions = {}): Promise<House> {
  const config = readConfig();
  const server =
    config.databaseUrl === undefined
      ? await startPostgres(config.dataDir, options.log ? { log: options.log } : {})
      : undefined;
  const url = config.databaseUrl ?? server?.url ?? '';
  if (options.migrate ?? true) await migrate(url, await migrations());
  declareLockOrder(lockOrder);
  const database = openDatabase(url, { max: options.max ?? 12 });
  if (options.migrate ?? true) await migrateJobs(database);
  return {
    config,
    database,
    url,
    close: async () => {
      await database.close();
      if (server && !server.adopted) await server.stop({ onlyIfUnused: true });
    },
  };
}
