/** The floor: what PostgreSQL alone does on this machine in this run. `pgbench -N` when it is on PATH, else the same statements. */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { connectionOf } from '#base/db';
import { elapsed } from '#base/time';
import { withName } from '../test/support/database.ts';

export type Floor = { readonly name: string; readonly tps: number };

const SCALE = 10;
const CLIENTS = 16;

/** Measures on the same server, in a database of its own that goes afterwards. */
export async function measureFloor(url: string, seconds: number): Promise<Floor> {
  const admin = new pg.Client(connectionOf(url));
  await admin.connect();
  await admin.query('DROP DATABASE IF EXISTS bench_floor');
  await admin.query('CREATE DATABASE bench_floor');
  try {
    const own = withName(url, 'bench_floor');
    return hasPgbench() ? await pgbench(own, seconds) : await bare(own, seconds);
  } finally {
    await admin.query('DROP DATABASE bench_floor WITH (FORCE)');
    await admin.end();
  }
}

function hasPgbench(): boolean {
  try {
    execFileSync('pgbench', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function pgbench(url: string, seconds: number): Promise<Floor> {
  const { host, port, user, password, database } = connectionOf(url);
  const env = {
    ...process.env,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password as string,
    PGDATABASE: database,
  };
  const run = promisify(execFile);
  await run('pgbench', ['-i', '-q', '-s', String(SCALE)], { env });
  const { stdout } = await run(
    'pgbench',
    ['-N', '-M', 'prepared', '-c', String(CLIENTS), '-j', '2', '-T', String(seconds)],
    { env },
  );
  return {
    name: `pgbench -N -M prepared -c ${CLIENTS} -j 2 -s ${SCALE}`,
    tps: Math.round(Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? 0)),
  };
}

/** The statements of `pgbench -N` by bare connections: update an account, read it, write history. */
async function bare(url: string, seconds: number): Promise<Floor> {
  const setup = new pg.Client(connectionOf(url));
  await setup.connect();
  await setup.query(`CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84)) WITH (fillfactor = 100);
    INSERT INTO pgbench_accounts SELECT i, 1, 0, '' FROM generate_series(1, ${SCALE * 100_000}) i;
    CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22)); VACUUM ANALYZE`);
  await setup.end();
  let done = 0;
  const until = elapsed() + seconds * 1_000;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, seat) => {
      const client = new pg.Client(connectionOf(url));
      await client.connect();
      for (let i = seat; elapsed() < until; i += 7_919) {
        const aid = (i % (SCALE * 100_000)) + 1;
        await client.query('BEGIN');
        await client.query({
          name: 'u',
          text: 'UPDATE pgbench_accounts SET abalance = abalance + $1 WHERE aid = $2',
          values: [i % 100, aid],
        });
        await client.query({ name: 's', text: 'SELECT abalance FROM pgbench_accounts WHERE aid = $1', values: [aid] });
        await client.query({
          name: 'h',
          text: 'INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (1, 1, $1, $2, now())',
          values: [aid, i % 100],
        });
        await client.query('COMMIT');
        done++;
      }
      await client.end();
    }),
  );
  return { name: `the statements of pgbench -N by ${CLIENTS} bare connections`, tps: Math.round(done / seconds) };
}
