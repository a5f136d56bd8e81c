/** Opens the house for a verb: the database (embedded, or DATABASE_URL), migrated, with the lock order declared. */
import { readConfig, type Config } from '#base/config';
import { declareLockOrder, openDatabase, type Database } from '#base/db';
import { migrateJobs } from '#base/jobs';
import { migrate } from '#base/migrate';
import { log } from '#base/log';
import { SealError } from '#base/seal';
import { startPostgres, type StartedPostgres } from '#base/postgres';
import { sleep } from '#base/time';
import { lockOrder, migrations, modules } from './modules.ts';

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
  const kept = server && keepRunning(config.dataDir, server);
  const url = config.databaseUrl ?? server?.url ?? '';
  if (options.migrate ?? true) await migrate(url, await migrations());
  declareLockOrder(lockOrder);
  const database = openDatabase(url, { max: options.max ?? 12 });
  const close = async (): Promise<void> => {
    const last = await kept?.leave();
    await database.close();
    if (last && !last.adopted) await last.stop({ onlyIfUnused: true });
  };
  try {
    if (options.migrate ?? true) {
      await migrateJobs(database);
      await sealSecrets(database);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { config, database, url, close };
}

/** Seals what is readable or sealed with an older key. A key that is missing is told in one sentence, before anything is served. */
export async function sealSecrets(database: Database): Promise<void> {
  try {
    for (const module of modules) await module.secrets?.(database);
  } catch (error) {
    throw error instanceof SealError ? new UsageError(error.message) : error;
  }
}

const LOOK_MS = 500;

/** Starts the embedded server again when it has died; the pool finds it by the same address. `leave` ends that, and gives the last one. */
function keepRunning(dataDir: string, first: StartedPostgres): { leave(): Promise<StartedPostgres> } {
  let server = first;
  let left = false;
  let starting: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    while (!left) {
      await sleep(LOOK_MS, { unref: true });
      if (left || !server.died()) continue;
      starting = startAgain();
      await starting;
    }
  };
  const startAgain = async (): Promise<void> => {
    try {
      server = await startPostgres(dataDir);
      log.error({ pid: server.pid }, 'the embedded PostgreSQL had died and was started again');
      if (server.url !== first.url) log.error('it has another address now: Halle must be started again');
    } catch (error) {
      log.error({ error: (error as Error).message }, 'the embedded PostgreSQL died and cannot be started');
    }
  };
  void look();
  return {
    leave: async () => {
      left = true;
      await starting;
      return server;
    },
  };
}
