/**
 * The server's process: what postmaster.pid says, whether it is alive and ours, how it is started, waited for and
 * stopped.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { elapsed, SECOND, sleep } from '../time.ts';
import { type Account, type Binaries, isReachable } from './binaries.ts';
import { OR_YOUR_OWN, StartError } from './errors.ts';
import { isAlive } from './lock.ts';

/**
 * What a live or dead server wrote into postmaster.pid (its lines: pid, data directory, start, port, socket
 * directory, address, shared memory, status).
 */
export type PidFile = {
  readonly pid: number;
  readonly port: number;
  readonly socketDir: string;
  readonly status: string;
  readonly text: string;
};

/** With a socket there is no port to share; the number only names the socket file. */
export const SOCKET_PORT = 5432;

const LOG_LIMIT_BYTES = 10_000_000;

/** Reads postmaster.pid; undefined when there is none (the server was shut down) or it is not written yet. */
export function readPidFile(pgDir: string): PidFile | undefined {
  let text: string;
  try {
    text = readFileSync(join(pgDir, 'postmaster.pid'), 'utf8');
  } catch {
    return undefined;
  }
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), socketDir: lines[4] ?? '', status: lines[7] ?? '', text };
}

/**
 * The mark of this cluster's processes: PostgreSQL shows `cluster_name` in their command lines, which any account may
 * read, so that a reused process id is told from the server. (/proc/<pid>/cwd would be closed to root in a
 * container.)
 */
export function clusterName(pgDir: string): string {
  return `halle-${createHash('sha256').update(realpathSync(pgDir)).digest('hex').slice(0, 12)}`;
}

/** True when `pid` is a living process of the cluster `name`; a zombie, which has no command line, is dead. */
export function isOurs(pid: number, name: string): boolean {
  if (!isAlive(pid)) return false;
  return process.platform === 'win32' || commandLine(pid).includes(name);
}

function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/** OLTP on one machine, nothing lost on a power cut (but of a throw-away cluster). Sessions set their own statement and lock limits. */
function settings(name: string, socketDir: string, port: number, throwAway: boolean): Record<string, string | number> {
  return {
    cluster_name: name,
    listen_addresses: socketDir === '' ? '127.0.0.1' : '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    port,
    max_connections: 60,
    shared_buffers: '128MB',
    effective_cache_size: '1GB',
    random_page_cost: 1.1,
    fsync: throwAway ? 'off' : 'on',
    synchronous_commit: 'on',
    wal_buffers: '16MB',
    min_wal_size: '128MB',
    max_wal_size: '1GB',
    checkpoint_timeout: '15min',
    idle_in_transaction_session_timeout: '10s',
    jit: 'off',
    timezone: 'UTC',
    // An ERROR's text quotes the values that a person typed: the application logs errors by class, this log keeps the
    // server's own life.
    log_timezone: 'UTC',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
  };
}

export type Launch = {
  readonly pgDir: string;
  readonly logFile: string;
  readonly binaries: Binaries;
  readonly account: Account;
  /** Where the server puts its socket, as it names it; empty = 127.0.0.1 and a free port. */
  readonly socketDir: string;
  /** A cluster of tests, which a power cut may take: nothing waits for the disk. */
  readonly throwAway: boolean;
  readonly log: (line: string) => void;
};

/**
 * Starts the server, detached: it outlives us, whatever ends us. Waits until it accepts connections; after a crash
 * that may take as long as it takes to replay the log. Refuses with a StartError that quotes the server's last words.
 */
export async function launch(options: Launch): Promise<PidFile> {
  const name = clusterName(options.pgDir);
  disownForeignPid(options.pgDir, name);
  const began = elapsed();
  for (;;) {
    const attempt = await tryLaunch(options, name);
    if (attempt.ready !== undefined) return attempt.ready;
    // The main process was killed and its children have not all noticed: they leave at the end of their statement.
    const orphans = attempt.lastWords.includes('shared memory block') && elapsed() - began < 20 * SECOND;
    if (!orphans) throw new StartError(explain(attempt.lastWords, options));
    options.log('waiting for processes of a killed PostgreSQL to end');
    await sleep(200);
    if (elapsed() - began > SECOND) endOrphans(name);
  }
}

async function tryLaunch(options: Launch, name: string): Promise<{ ready?: PidFile; lastWords: string }> {
  const { pgDir, binaries, account, socketDir } = options;
  const port = socketDir === '' ? await freePort() : SOCKET_PORT;
  const args = ['-D', placeFor(pgDir, account)];
  for (const [key, value] of Object.entries(settings(name, socketDir, port, options.throwAway)))
    args.push('-c', `${key}=${value}`);
  rotate(options.logFile);
  const log = openSync(options.logFile, 'a', 0o600);
  try {
    const from = fstatSync(log).size;
    const child = spawn(binaries.postgres, args, {
      ...identity(account),
      cwd: pgDir,
      env: serverEnvironment(),
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log, log],
    });
    let ended: string | undefined;
    child.once('error', (error) => (ended = error.message));
    child.once('exit', (code, signal) => (ended ??= `it ended with ${signal ?? code}`));
    child.unref();
    const ready = await waitUntilReady(pgDir, () => ended !== undefined, child.pid, options.log);
    if (ready !== undefined) return { ready, lastWords: '' };
    return { lastWords: `${ended ?? ''}\n${readFrom(options.logFile, from)}` };
  } finally {
    closeSync(log);
  }
}

/** Waits until postmaster.pid of `pid` says "ready". Undefined when `ended()` turns true before that. */
export async function waitUntilReady(
  pgDir: string,
  ended: () => boolean,
  pid: number | undefined,
  log: (line: string) => void,
): Promise<PidFile | undefined> {
  let next = elapsed() + 5 * SECOND;
  for (;;) {
    const found = readPidFile(pgDir);
    if (found !== undefined && found.pid === pid && found.status === 'ready') return found;
    if (ended()) return undefined;
    if (elapsed() > next) {
      log('PostgreSQL is still starting: after a crash it replays its log first');
      next = elapsed() + 5 * SECOND;
    }
    await sleep(4);
  }
}

/**
 * The data directory as the server's account may name it. Below a folder that the account can't enter (root's
 * checkout in /root) it is the working directory that we, as root, give to the process; every later path of
 * PostgreSQL is relative to it. So the data stays where the user put it and no folder is opened wider.
 */
export function placeFor(pgDir: string, account: Account): string {
  return account === undefined || isReachable(pgDir, account) ? pgDir : '/proc/self/cwd';
}

/** What `spawn` needs to run as another account. */
export function identity(account: Account): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/** Ours, without what would lead PostgreSQL elsewhere or make its messages another language than we read. */
export function serverEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([key]) => !/^(PG|LC_|LANG|LD_|DATABASE_URL|NODE_)/.test(key));
  return { ...Object.fromEntries(kept), LANG: 'C', TZ: 'UTC' };
}

/**
 * After a reboot, or in a new container, another program may have the id that postmaster.pid names, and PostgreSQL
 * would not start. Naming our own id instead (a parent's id counts as stale) keeps the file's other line, by which it
 * finds out whether old processes still use the shared memory.
 */
function disownForeignPid(pgDir: string, name: string): void {
  const found = readPidFile(pgDir);
  if (found === undefined || !isAlive(found.pid) || isOurs(found.pid, name)) return;
  writeFileSync(join(pgDir, 'postmaster.pid'), found.text.replace(/^\d+/, String(process.pid)));
}

/**
 * Ends the children of a killed server; only Linux tells us who they are. SIGQUIT is PostgreSQL's own "leave at
 * once".
 */
function endOrphans(name: string): void {
  if (process.platform !== 'linux') return;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || !commandLine(Number(entry)).startsWith(`postgres: ${name}`)) continue;
    try {
      process.kill(Number(entry), 'SIGQUIT');
    } catch {
      // It has just left.
    }
  }
}

/**
 * Fast shutdown: open transactions are undone, the cluster is closed cleanly. Waits until the process is gone; one
 * that doesn't leave within 30 seconds is told to leave at once (crash recovery at the next start). Nothing to do
 * when no server runs.
 */
export async function shutDown(pgDir: string, pgCtl: string): Promise<void> {
  const found = readPidFile(pgDir);
  if (found === undefined) return;
  const name = clusterName(pgDir);
  const gone = (): boolean => !isOurs(found.pid, name) || readPidFile(pgDir)?.pid !== found.pid;
  for (const [signal, mode, patienceMs] of [
    ['SIGINT', 'fast', 30 * SECOND],
    ['SIGQUIT', 'immediate', 10 * SECOND],
  ] as const) {
    if (gone()) return;
    // Windows has no signals between programs: pg_ctl speaks to PostgreSQL's own pipe.
    if (process.platform === 'win32')
      spawn(pgCtl, ['stop', '-D', pgDir, '-m', mode, '-W'], { stdio: 'ignore', windowsHide: true });
    else process.kill(found.pid, signal);
    const began = elapsed();
    while (!gone() && elapsed() - began < patienceMs) await sleep(10);
  }
  if (!gone()) throw new Error(`PostgreSQL (process ${found.pid}) did not stop`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** The log is short (errors are not in it); this only keeps a log of years from filling the disk. */
function rotate(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
}

function readFrom(path: string, from: number): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(64_000, Math.max(0, fstatSync(file).size - from)));
    readSync(file, bytes, 0, bytes.length, from);
    return bytes.toString('utf8');
  } finally {
    closeSync(file);
  }
}

/** One clear sentence from what a PostgreSQL program said last. */
export function explain(lastWords: string, where: { readonly logFile: string }): string {
  const lines = lastWords.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => /FATAL:|PANIC:|error:|ENOENT|EACCES|EPERM|EINVAL|could not/.test(line));
  const words = (said.at(-1) ?? lines.findLast((line) => line !== '') ?? 'it said nothing').replace(
    /^.*(FATAL|PANIC|error): +/,
    '',
  );
  if (/No space left/.test(lastWords))
    return `The embedded PostgreSQL could not start, the disk is full: make room, ${OR_YOUR_OWN}.`;
  return `The embedded PostgreSQL could not start (${words}): see ${where.logFile}, ${OR_YOUR_OWN}.`;
}
