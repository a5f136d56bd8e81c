/** What the embedded database promises: data survives every kind of death, one server a directory, root and normal users alike. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import pg from 'pg';
import { findPackage, isReachable, prepareBinaries } from './postgres/binaries.ts';
import { acquireLock } from './postgres/lock.ts';
import { clusterName } from './postgres/server.ts';
import { startPostgres, StartError, stopPostgres } from './postgres.ts';
import { sleep } from './time.ts';

const home = mkdtempSync(join(tmpdir(), 'pgtest-start-'));
chmodSync(home, 0o755);
const dirs: string[] = [];
const isRoot = process.getuid?.() === 0;

function newDir(name: string): string {
  const dir = join(home, name);
  dirs.push(dir);
  return dir;
}

after(async () => {
  for (const dir of dirs) if (existsSync(join(dir, 'pg'))) await stopPostgres(dir);
  rmSync(home, { recursive: true, force: true });
});

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

/** Starts in a process of its own, as `uid`; resolves with what it printed. */
function startElsewhere(dir: string, uid?: number): Promise<{ url: string; pid: number; adopted: boolean }> {
  const script = `
    import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))};
    const { url, pid, adopted } = await startPostgres(${JSON.stringify(dir)});
    process.stdout.write(JSON.stringify({ url, pid, adopted }));`;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      ...(uid === undefined ? {} : { uid, gid: uid }),
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.once('close', (code) => (code === 0 ? resolve(JSON.parse(out)) : reject(new Error(err))));
  });
}

/** One that has ended by itself meanwhile is dead too. */
function kill9(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'ESRCH');
  }
}

describe('embedded PostgreSQL', () => {
  const dir = newDir('main');

  test('makes a durable, checksummed UTF-8 cluster that speaks French and listens on its socket only', async () => {
    const lines: string[] = [];
    const server = await startPostgres(dir, { log: (line) => lines.push(line) });
    assert.equal(server.adopted, false);
    assert.ok(lines.includes('creating the database'));
    const [set] = await query(
      server.url,
      `SELECT current_user AS who, current_database() AS base, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super,
        current_setting('listen_addresses') AS listens, current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commits,
        current_setting('data_checksums') AS sums, current_setting('TimeZone') AS zone, current_setting('jit') AS jit,
        current_setting('max_connections') AS connections, current_setting('idle_in_transaction_session_timeout') AS idle,
        (SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'halle') AS locale, lower('ÉTÉ') AS lower`,
    );
    assert.deepEqual(set, {
      who: 'halle',
      base: 'halle',
      super: false,
      listens: '',
      fsync: 'on',
      commits: 'on',
      sums: 'on',
      zone: 'UTC',
      jit: 'off',
      connections: '60',
      idle: '10s',
      locale: 'b C.UTF-8',
      lower: 'été',
    });
    const [words] = await query(
      server.url,
      `CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; CREATE EXTENSION pgcrypto; CREATE EXTENSION btree_gist;
       CREATE TABLE kept (n int); SET session_replication_role = replica;`,
    ).then(() =>
      query(
        server.url,
        `SELECT unaccent('déçu') AS plain, similarity('éléphant', 'éléphants') > 0.7 AS near,
        to_tsvector('french', 'les chemises bleues') @@ to_tsquery('french', 'chemise & bleu') AS french, 'é' < 'z' COLLATE "fr-x-icu" AS sorted`,
      ),
    );
    assert.deepEqual(words, { plain: 'decu', near: true, french: true, sorted: true });
    for (const secret of ['pg.password', 'pg.log']) assert.equal(statSync(join(dir, secret)).mode & 0o777, 0o600);
    assert.equal(statSync(join(dir, 'pg')).mode & 0o777, 0o700);
    assert.ok(!readdirSync(dir).some((name) => name.startsWith('pg.new-') || name === 'pg.lock'), 'no leftovers');
  });

  test('a wrong password is refused', async () => {
    const server = await startPostgres(dir);
    await assert.rejects(query(server.url.replace(/:[^:@/]+@/, ':wrong@'), 'SELECT 1'), /password authentication/);
  });

  test('the server outlives a killed starter, and the next start adopts it', async () => {
    const first = await startElsewhere(dir); // has ended, without stopping anything
    const second = await startPostgres(dir);
    assert.deepEqual([second.adopted, second.pid, second.url], [true, first.pid, first.url]);
  });

  test('what was committed is there after kill -9 of the server and all its children', async () => {
    const before = await startPostgres(dir);
    await query(before.url, 'INSERT INTO kept SELECT generate_series(1, 1000)');
    const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(before.pid)], { encoding: 'utf8' })
      .stdout.trim()
      .split(/\s+/);
    assert.ok(children.length > 2);
    kill9(before.pid);
    for (const child of children) kill9(Number(child));
    const next = await startPostgres(dir);
    assert.equal(next.adopted, false);
    assert.notEqual(next.pid, before.pid);
    assert.deepEqual(await query(next.url, 'SELECT count(*)::int AS n FROM kept'), [{ n: 1000 }]);
  });

  test('kill -9 of the main process alone, with a busy child that does not notice', async () => {
    const before = await startPostgres(dir);
    const busy = new pg.Client({ connectionString: before.url });
    busy.on('error', () => undefined);
    await busy.connect();
    const lost = busy
      .query(`DO $$ DECLARE n bigint := 0; BEGIN LOOP n := n + 1; END LOOP; END $$`)
      .catch(() => undefined);
    await sleep(200);
    kill9(before.pid);
    const next = await startPostgres(dir);
    assert.deepEqual(await query(next.url, 'SELECT count(*)::int AS n FROM kept'), [{ n: 1000 }]);
    await lost;
  });

  test('a process id reused by another program does not keep the server from starting', async () => {
    const before = await startPostgres(dir);
    await before.stop();
    const sleeper = spawn('sleep', ['60'], isRoot ? { uid: 65_534, gid: 65_534 } : {});
    try {
      const left = `${sleeper.pid}\n${join(dir, 'pg')}\n1700000000\n5432\n.\n\n  1  1\nready   \n`;
      writeFileSync(join(dir, 'pg/postmaster.pid'), left);
      if (isRoot) chownSync(join(dir, 'pg/postmaster.pid'), 65_534, 65_534);
      const next = await startPostgres(dir);
      assert.notEqual(next.pid, sleeper.pid);
      assert.equal(next.adopted, false);
      assert.equal(sleeper.exitCode, null);
    } finally {
      sleeper.kill();
    }
  });

  test('stop ends the server cleanly, open transactions and all, and starts again', async () => {
    const server = await startPostgres(dir);
    const guest = new pg.Client({ connectionString: server.url });
    guest.on('error', () => undefined);
    await guest.connect();
    await guest.query('BEGIN; DELETE FROM kept');
    assert.equal(await server.stop({ onlyIfUnused: true }), false, 'somebody is connected');
    assert.equal(await server.stop(), true);
    assert.equal(existsSync(join(dir, 'pg/postmaster.pid')), false);
    assert.equal(await stopPostgres(dir), false, 'nothing left to stop');
    const next = await startPostgres(dir);
    assert.deepEqual(await query(next.url, 'SELECT count(*)::int AS n FROM kept'), [{ n: 1000 }]);
    assert.equal(await next.stop({ onlyIfUnused: true }), true, 'nobody is connected');
  });

  test('a cluster of another major version, or without its password, is refused in one sentence', async () => {
    const version = join(dir, 'pg/PG_VERSION');
    writeFileSync(version, '17\n');
    await assert.rejects(
      startPostgres(dir),
      (error) => error instanceof StartError && /is PostgreSQL 17, this release brings 18/.test(error.message),
    );
    writeFileSync(version, '18\n');
    const secret = join(dir, 'pg.password');
    const password = readFileSync(secret, 'utf8');
    rmSync(secret);
    await assert.rejects(
      startPostgres(dir),
      (error) => error instanceof StartError && /password file .* is missing/.test(error.message),
    );
    writeFileSync(secret, password, { mode: 0o600 });
  });
});

describe('several starts', () => {
  test('four at once on a new directory, from three processes, make one cluster and one server', async () => {
    const dir = newDir('many');
    const servers = await Promise.all([
      startPostgres(dir),
      startPostgres(dir),
      startElsewhere(dir),
      startElsewhere(dir),
    ]);
    assert.equal(new Set(servers.map((server) => server.pid)).size, 1);
    assert.equal(servers.filter((server) => !server.adopted).length, 1);
    await query(servers[0].url, 'CREATE TABLE t (n int)');
    await stopPostgres(dir);
  });

  test('a lock left by a killed process, or by an earlier life of our own process id, is taken over', async () => {
    const path = join(home, 'lock');
    const dead = spawnSync('true').pid;
    for (const left of [`${dead} token\n`, `${process.pid} token-of-an-earlier-life\n`]) {
      writeFileSync(path, left);
      const unlock = await acquireLock(path);
      let second = false;
      const waiting = acquireLock(path).then((release) => {
        second = true;
        release();
      });
      await sleep(100);
      assert.equal(second, false, 'a living holder keeps its lock');
      unlock();
      await waiting;
      assert.equal(existsSync(path), false);
    }
  });
});

describe('who starts it', () => {
  test('a normal user', { skip: isRoot ? false : 'all other tests are this one' }, async () => {
    const dir = newDir('normal');
    mkdirSync(dir, { mode: 0o700 });
    chownSync(dir, 65_533, 65_533);
    const { url, pid } = await startElsewhere(dir, 65_533).catch((error: Error) => {
      assert.match(error.message, /look up effective user ID/, error.message); // initdb wants a name for the user
      chownSync(dir, 65_534, 65_534);
      return startElsewhere(dir, 65_534);
    });
    assert.deepEqual(await query(url, 'SELECT 1 AS one'), [{ one: 1 }]);
    assert.equal(statSync(join(dir, 'pg')).uid, statSync(dir).uid);
    const asRoot = await startPostgres(dir); // root adopts it, under the account that owns it
    assert.deepEqual([asRoot.pid, asRoot.adopted], [pid, true]);
    await asRoot.stop();
    assert.equal((await startPostgres(dir)).adopted, false);
    await assert.rejects(startElsewhere(dir, 1), /cannot be written \(EACCES\)/);
    await stopPostgres(dir);
  });

  test('root, with everything below a folder that only root may enter', { skip: !isRoot && 'needs root' }, async () => {
    const closed = join(home, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const dir = newDir('closed/halle/.halle');
    const server = await startPostgres(dir);
    assert.deepEqual(await query(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    assert.equal(statSync(closed).mode & 0o777, 0o700, 'no folder was opened wider');
    kill9(server.pid);
    const next = await startPostgres(dir);
    assert.equal((await startPostgres(dir)).pid, next.pid);
    await query(next.url, 'CREATE EXTENSION pg_trgm; CREATE TABLE t AS SELECT generate_series(1, 9999); CHECKPOINT');
    await stopPostgres(dir);
  });

  test(
    'a copy of the cluster that root made belongs to the server again',
    { skip: !isRoot && 'needs root' },
    async () => {
      const from = newDir('original');
      await startPostgres(from);
      await stopPostgres(from);
      const to = newDir('copied');
      cpSync(from, to, { recursive: true });
      const server = await startPostgres(to);
      assert.deepEqual(await query(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
      await stopPostgres(to);
    },
  );

  test('a path too long for a socket gets a short folder', async () => {
    const dir = newDir('long'.repeat(30));
    const server = await startPostgres(dir);
    assert.ok(server.socketDir.startsWith(tmpdir()) && server.socketDir.length < 80, server.socketDir);
    assert.equal((await startPostgres(dir)).pid, server.pid);
    assert.deepEqual(await query(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    await server.stop();
    assert.equal(existsSync(server.socketDir), false);
  });
});

describe('what cannot start says what to do', () => {
  test('no package for the platform', () => {
    assert.throws(
      () => findPackage('linux', 'riscv64'),
      (error) => error instanceof StartError && /linux-riscv64\) is not installed.*DATABASE_URL/.test(error.message),
    );
  });

  test('a data directory that is a file, or a folder of somebody else', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    for (const dir of [file, join(file, 'below')]) {
      await assert.rejects(
        startPostgres(dir),
        (error) => error instanceof StartError && /HALLE_DATA.*DATABASE_URL/.test(error.message),
      );
    }
    mkdirSync(newDir('strange/pg'), { recursive: true });
    await assert.rejects(startPostgres(join(home, 'strange')), (error) => error instanceof StartError);
  });
});

describe('binaries', () => {
  test(
    'symbolic links that an install without scripts left out are made; a closed folder is copied from',
    { skip: process.platform === 'win32' },
    () => {
      const shut = join(home, 'shut');
      const native = join(shut, 'native');
      cpSync(findPackage(), native, { recursive: true, verbatimSymlinks: true });
      writeFileSync(join(shut, 'package.json'), '{"version":"18.4.0-test"}');
      const links = readdirSync(join(native, 'lib')).filter((name) =>
        lstatSync(join(native, 'lib', name)).isSymbolicLink(),
      );
      for (const link of links) rmSync(join(native, 'lib', link));
      const account = isRoot ? { uid: 65_534, gid: 65_534 } : undefined;
      const runs = (program: string): string =>
        spawnSync(program, ['--version'], { ...account, cwd: '/', encoding: 'utf8' }).stdout ?? '';

      const inPlace = prepareBinaries(native, account, [], () => undefined);
      assert.equal(dirname(dirname(inPlace.postgres)), native);
      assert.match(runs(inPlace.postgres), /PostgreSQL\) 18/);
      if (!isRoot) return; // nothing is closed to the account that we run as

      for (const link of links) rmSync(join(native, 'lib', link));
      chmodSync(shut, 0o700);
      assert.equal(isReachable(inPlace.postgres, account), false);
      assert.throws(() => prepareBinaries(native, account, [], () => undefined), StartError);
      const said: string[] = [];
      const copied = prepareBinaries(native, account, [join(home, 'lib')], (line) => said.push(line));
      assert.equal(dirname(dirname(copied.postgres)), join(home, 'lib/postgres-18.4.0-test'));
      assert.match(runs(copied.postgres), /PostgreSQL\) 18/);
      rmSync(join(home, 'lib/postgres-18.4.0-test/lib/libpq.so.5.18'));
      prepareBinaries(native, account, [join(home, 'lib')], (line) => said.push(line));
      assert.match(runs(prepareBinaries(native, account, [join(home, 'lib')], (line) => said.push(line)).initdb), /18/);
      assert.equal(said.length, 2, 'copied once, and once more because a file was lost');
    },
  );

  test('the mark of a cluster is that of its place', () => {
    assert.match(clusterName(home), /^halle-[0-9a-f]{12}$/);
    assert.notEqual(clusterName(home), clusterName(tmpdir()));
  });
});

test(
  'a place where nothing can be made is refused in one sentence, at once',
  { skip: process.platform !== 'linux' },
  async () => {
    await assert.rejects(startPostgres('/proc/halle/data'), (error: Error) => {
      assert.equal(error.name, 'StartError');
      assert.match(error.message, /^The data directory .* cannot be written .*HALLE_DATA/);
      return true;
    });
  },
);
