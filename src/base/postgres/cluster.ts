/** The data directory: what lies where, who owns it, and the making of a new cluster. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Account, type Binaries } from './binaries.ts';
import { codeOf, OR_YOUR_OWN, StartError } from './errors.ts';
import { clusterName, explain, identity, placeFor, serverEnvironment } from './server.ts';

/** `nobody`: PostgreSQL refuses to run as root. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** `sockaddr_un` holds 104 to 108 bytes; a longer path needs a shorter folder. */
const LONGEST_SOCKET_PATH = 100;

export type Layout = {
  readonly dataDir: string;
  /** The cluster; also holds the socket, so that the server needs to reach nothing else. */
  readonly pgDir: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly lockFile: string;
};

/** Makes a folder and those above it, one by one: Node's own recursive way never ends below /proc, where nothing can be made. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error; // another start was faster
  }
}

/** Makes the data directory and says what lies where. Refuses one that can't be made or written. */
export function openDataDir(path: string): Layout {
  let dataDir = resolve(path);
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    dataDir = realpathSync(dataDir);
  } catch (error) {
    throw new StartError(
      `The data directory ${dataDir} cannot be written (${codeOf(error)}): choose another one with HALLE_DATA, ${OR_YOUR_OWN}.`,
      { cause: error },
    );
  }
  const inside = (name: string): string => join(dataDir, name);
  return {
    dataDir,
    pgDir: inside('pg'),
    passwordFile: inside('pg.password'),
    logFile: inside('pg.log'),
    lockFile: inside('pg.lock'),
  };
}

/**
 * The account that runs the server: ourselves, or, when we are root, the one that owns the cluster already, else
 * `nobody`. Refuses a cluster of another user, because PostgreSQL does.
 */
export function chooseAccount(layout: Layout): Account {
  const me = process.getuid?.();
  const owner = statSync(layout.pgDir, { throwIfNoEntry: false });
  if (me === undefined) return undefined;
  // A copy or an archive may have lost the private mode that PostgreSQL insists on.
  if (owner !== undefined && (owner.mode & 0o077) !== 0 && (me === 0 || me === owner.uid))
    chmodSync(layout.pgDir, 0o700);
  if (me !== 0) {
    if (owner === undefined || owner.uid === me) return undefined;
    throw new StartError(
      `The database in ${layout.pgDir} belongs to another user (uid ${owner.uid}): start Halle as the user that made it (or as root), ` +
        `choose another HALLE_DATA, ${OR_YOUR_OWN}.`,
    );
  }
  if (process.platform !== 'linux') {
    throw new StartError(`The embedded PostgreSQL does not run as root: start Halle as a normal user, ${OR_YOUR_OWN}.`);
  }
  if (owner === undefined) return NOBODY;
  if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  giveTree(layout.pgDir, NOBODY); // a copy made by root, or unpacked from an archive
  return NOBODY;
}

function giveTree(folder: string, account: { uid: number; gid: number }): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    lchownSync(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
  chownSync(folder, account.uid, account.gid);
}

/**
 * The password of both roles: 256 random bits, readable by whoever starts Halle alone. Made with the cluster, kept
 * ever after.
 */
export function readPassword(layout: Layout): string {
  try {
    if (!existsSync(layout.pgDir)) writeDurably(layout.passwordFile, `${randomBytes(32).toString('base64url')}\n`);
    return readFileSync(layout.passwordFile, 'utf8').trim();
  } catch (error) {
    const lost = codeOf(error) === 'ENOENT';
    throw new StartError(
      lost
        ? `The password file ${layout.passwordFile} is missing beside its database: put it back, or move ${layout.pgDir} away to begin anew.`
        : `The password file ${layout.passwordFile} cannot be used (${codeOf(error)}): start Halle as the user that made it, ${OR_YOUR_OWN}.`,
      { cause: error },
    );
  }
}

function writeDurably(path: string, content: string): void {
  const part = `${path}.part`;
  rmSync(part, { force: true });
  const file = openSync(part, 'wx', 0o600);
  writeSync(file, content);
  fsyncSync(file);
  closeSync(file);
  renameSync(part, path);
}

/**
 * Makes the cluster when there is none: in a folder beside, then one rename, so that a start cut short leaves no half
 * cluster. Refuses a cluster of another major version, which these programs can't read.
 */
export async function ensureCluster(
  layout: Layout,
  binaries: Binaries,
  account: Account,
  password: string,
): Promise<void> {
  if (existsSync(layout.pgDir)) {
    const made = readVersion(layout.pgDir);
    if (made === binaries.major) return;
    throw new StartError(
      made === ''
        ? `${layout.pgDir} is not a PostgreSQL data directory: move it away, or choose another HALLE_DATA.`
        : `The database in ${layout.pgDir} is PostgreSQL ${made}, this release brings ${binaries.major}: make a backup with the old release, ` +
            `move the folder away, start, and restore.`,
    );
  }
  for (const left of readdirSync(layout.dataDir)) {
    if (left.startsWith('pg.new-')) rmSync(join(layout.dataDir, left), { recursive: true, force: true });
  }
  const nest = mkdtempSync(join(layout.dataDir, 'pg.new-'));
  try {
    const made = join(nest, 'pg');
    mkdirSync(made, { mode: 0o700 });
    writeFileSync(join(nest, 'password'), `${password}\n`, { mode: 0o600 });
    if (account !== undefined) giveAway(nest, account);
    await runInitdb(layout, binaries, account, made);
    renameSync(made, layout.pgDir);
    syncFolder(layout.dataDir);
  } finally {
    rmSync(nest, { recursive: true, force: true });
  }
}

function giveAway(nest: string, account: { uid: number; gid: number }): void {
  try {
    giveTree(nest, account);
  } catch (error) {
    throw new StartError(
      `PostgreSQL refuses to run as root, and files cannot be given to the account "nobody" here (${codeOf(error)}): ` +
        `start Halle as a normal user, ${OR_YOUR_OWN}.`,
      { cause: error },
    );
  }
}

/**
 * The order of texts is the code points' (builtin C.UTF-8), the same on every machine for ever: indexes outlive a
 * system's upgrade.
 */
async function runInitdb(layout: Layout, binaries: Binaries, account: Account, made: string): Promise<void> {
  const wanted = [
    ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums'],
    [
      '--username=postgres',
      '--auth=scram-sha-256',
      '--pwfile=../password',
      '--no-instructions',
      `--pgdata=${placeFor(made, account)}`,
    ],
  ].flat();
  // The system's character classes still decide what a letter is for trigrams; C knows ASCII only, so it comes last.
  let said = '';
  for (const characters of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
    const locale = ['--locale=C', `--lc-ctype=${characters}`, '--lc-messages=C'];
    const { code, output } = await run(binaries.initdb, [...wanted, ...locale], made, account);
    if (code === 0) return;
    said = output;
    if (!/invalid locale/.test(output)) break;
  }
  throw new StartError(explain(said, { logFile: layout.dataDir }));
}

function run(
  program: string,
  args: string[],
  cwd: string,
  account: Account,
): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const child = spawn(program, args, {
      ...identity(account),
      cwd,
      env: serverEnvironment(),
      windowsHide: true,
      stdio: [...stdio],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => done({ code: -1, output: `${output}\n${error.message}` }));
    child.once('close', (code) => done({ code: code ?? -1, output }));
  });
}

function readVersion(pgDir: string): string {
  try {
    return readFileSync(join(pgDir, 'PG_VERSION'), 'utf8').trim();
  } catch {
    return '';
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return; // folders can't be opened there
  const file = openSync(folder, 'r');
  fsyncSync(file);
  closeSync(file);
}

/**
 * Where the server puts its socket, as it must name it: its own working directory; a short private folder when that
 * path is too long for a socket; empty (127.0.0.1 and a random port) on Windows. Refuses a short folder that somebody
 * else has made.
 */
export function chooseSocketDir(layout: Layout, account: Account): string {
  if (process.platform === 'win32') return '';
  if (Buffer.byteLength(join(layout.pgDir, '.s.PGSQL.5432')) <= LONGEST_SOCKET_PATH) return '.';
  const short = join(tmpdir(), clusterName(layout.pgDir));
  const uid = account?.uid ?? process.getuid?.();
  try {
    mkdirSync(short, { mode: 0o700 });
    if (account !== undefined) chownSync(short, account.uid, account.gid);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const stats = lstatSync(short);
  if (!stats.isDirectory() || stats.uid !== uid || (stats.mode & 0o077) !== 0) {
    throw new StartError(
      `${short}, the folder for PostgreSQL's socket, belongs to somebody else: choose a shorter HALLE_DATA.`,
    );
  }
  return short;
}
