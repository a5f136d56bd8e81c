/**
 * The only door to the database. `transaction()` is READ COMMITTED and nothing else; correctness comes from locks and floors. A
 * commit has three outcomes: done, failed, unknown. SQL stands in plain sight, as tagged templates, prepared by name.
 */
import pg from 'pg';
import sqlTag, { empty, join, raw, type Sql } from 'sql-template-tag';
import { assert, AssertionError } from './assert.ts';
import { flushEvents, type NewEvent } from './journal-write.ts';
import { Unavailable } from './refusal.ts';
import { sleep, type Instant } from './time.ts';

export { sqlTag as sql, empty, join, raw, type Sql };

export type Row = Record<string, unknown>;

/** Anything that can read: the database itself, or a transaction. */
export interface Db {
  query<R = Row>(statement: Sql): Promise<R[]>;
}

/** Who causes what happens in a transaction; every journal row carries it. */
export type Caller = {
  readonly actor: string;
  readonly channelId?: string;
  readonly commandId?: string;
  /** Tells the transaction as of another moment; only the demo's history and tests set it. */
  readonly at?: Instant;
};

/** An open transaction: one `now` (the database's), one caller, facts announced at its end. */
export interface Tx extends Db {
  /** Whose transaction this is: for the caches of `perDatabase` that are dropped after the commit, never to read or write by. */
  readonly database: Database;
  readonly now: Instant;
  readonly caller: Caller;
  /** Facts queued by `announce()`, written in one statement just before COMMIT. */
  readonly events: NewEvent[];
  /** Runs after the commit is known to be done; for hints and caches only, never for effects. */
  afterCommit(run: () => void): void;
  /** Highest lock class taken, see `lock()`. */
  lockRank: number;
  affected(statement: Sql): Promise<number>;
}

export interface Database extends Db {
  /** Connections for reading, and for libraries that bring statements of their own. */
  readonly pool: pg.Pool;
  readonly url: string;
  transaction<T>(caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Called after each commit of this process: followers wake up by it. */
  onCommit(run: () => void): void;
  close(): Promise<void>;
}

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (format !== 'binary') {
      if (oid === 20) return safeInteger;
      if (oid === 1700) return safeInteger;
      if (oid === 1184) return toInstant;
      if (oid === 1082) return (text: string) => text;
    }
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

function safeInteger(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), `the database holds a number that is not a safe integer: ${text}`);
  return value;
}

/** `2026-11-22 04:26:17.123456+00` → `2026-11-22T04:26:17.123Z`; sessions always speak UTC. */
function toInstant(text: string): Instant | string {
  if (text.length < 19 || text.charCodeAt(10) !== 32) return text;
  const fraction = text.charCodeAt(19) === 46 ? text.slice(20, text.indexOf('+', 20)) : '';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.slice(0, 3).padEnd(3, '0')}Z` as Instant;
}

const SESSION =
  '-c timezone=UTC -c lock_timeout=5000 -c idle_in_transaction_session_timeout=10000 -c default_transaction_isolation=read\\ committed -c jit=off';

/**
 * Opens the connections of a process, about `max`. Half of them write: statements of commands touch rows by their keys, and planning
 * them anew at each call costs more than running them, so those connections keep one plan for all values. The others read.
 */
export function openDatabase(url: string, options: { max?: number; statementTimeoutMs?: number } = {}): Database {
  const { max = 12, statementTimeoutMs = 30_000 } = options;
  const session = `${SESSION} -c statement_timeout=${statementTimeoutMs}`;
  const writing = Math.ceil(max / 2);
  const reading = Math.max(1, Math.min(4, max - writing - 2));
  const writers = openPool(url, `${session} -c plan_cache_mode=force_generic_plan`, writing);
  const pool = openPool(url, session, Math.max(reading + 1, max - writing));
  const listeners: (() => void)[] = [];
  const read = openReaders(pool, reading);
  const database: Database = {
    pool,
    url,
    query: (statement) => read.query(statement),
    transaction: (caller, work) => withRetries(() => runTransaction({ database, writers, listeners }, caller, work)),
    onCommit: (run) => void listeners.push(run),
    close: async () => {
      await read.close();
      await Promise.all([pool.end(), writers.end()]);
    },
  };
  return database;
}

function openPool(url: string, options: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOf(url),
    max,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 8_000,
    options,
    types: types as unknown as pg.CustomTypesConfig,
    pipeline: true,
  } as pg.PoolConfig);
  // A connection that dies idle, or between two queries, is replaced at its next use.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Reads share a few connections, one behind the other: many more would only make the server switch between them. Each goes to the
 * connection with the fewest before it, so that a slow one holds up few.
 */
function openReaders(pool: pg.Pool, count: number): { query<R>(statement: Sql): Promise<R[]>; close(): Promise<void> } {
  type Line = { client: Promise<pg.PoolClient> | undefined; waiting: number };
  const lines = Array.from({ length: count }, (): Line => ({ client: undefined, waiting: 0 }));
  const open = (line: Line): Promise<pg.PoolClient> => {
    const opening = pool.connect();
    const drop = (): void => {
      if (line.client === opening) line.client = undefined;
    };
    opening.then((client) => {
      client.once('end', drop);
      client.once('error', () => {
        if (line.client === opening) client.release(true);
        drop();
      });
    }, drop);
    return opening;
  };
  return {
    query: async <R>(statement: Sql) => {
      let line = lines[0] as Line;
      for (const other of lines) if (other.waiting < line.waiting) line = other;
      line.waiting++;
      try {
        const client = await (line.client ??= open(line)).catch(away);
        return (await send(client, named(statement))).rows as R[];
      } catch (error) {
        if (isConnectionLoss(error)) away(error);
        throw error;
      } finally {
        line.waiting--;
      }
    },
    close: async () => {
      for (const line of lines) {
        const opening = line.client;
        line.client = undefined;
        await opening?.then(
          (client) => client.release(),
          () => undefined,
        );
      }
    },
  };
}

/** A URL may name a socket directory: `postgres://user@/halle?host=/path`. */
export function connectionOf(url: string): pg.ClientConfig {
  const parsed = new URL(url.replace(/^postgres(ql)?:\/\/([^/@]*@)?\//, 'postgres://$2socket/'));
  const host = parsed.searchParams.get('host') ?? parsed.hostname;
  const ssl = parsed.searchParams.get('sslmode');
  return {
    host,
    port: Number(parsed.searchParams.get('port') ?? (parsed.port || 5432)),
    database: decodeURIComponent(parsed.pathname.slice(1)) || 'postgres',
    user: decodeURIComponent(parsed.username) || 'postgres',
    ...(parsed.password === '' ? {} : { password: decodeURIComponent(parsed.password) }),
    ...(ssl === null || ssl === 'disable' ? {} : { ssl: { rejectUnauthorized: ssl === 'verify-full' } }),
  };
}

const names = new Map<string, string>();

/** Statements are prepared once a connection, under a short name for their text; past 4,000 texts they go unnamed. */
function named(statement: Sql): pg.QueryConfig {
  const text = statement.text;
  let name = names.get(text);
  if (name === undefined && names.size < 4_000) {
    name = `s${names.size}`;
    names.set(text, name);
  }
  return name === undefined
    ? { text, values: statement.values as unknown[] }
    : { name, text, values: statement.values as unknown[] };
}

/** Whatever kept a connection from being opened: the caller may try again. */
function away(cause: unknown): never {
  throw new Unavailable('the database is away', { cause });
}

async function runTransaction<T>(
  { database, writers, listeners }: { database: Database; writers: pg.Pool; listeners: readonly (() => void)[] },
  caller: Caller,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await writers.connect().catch(away);
  let committing = false;
  let broken = false;
  const hooks: (() => void)[] = [];
  try {
    const [, now] = (await send(client, 'BEGIN; SELECT now()')) as unknown as [
      unknown,
      pg.QueryResult<{ now: Instant }>,
    ];
    const tx = openTx(database, client, caller, caller.at ?? (now.rows[0]?.now as Instant), hooks);
    const result = await work(tx);
    committing = true;
    await settleBoth(flushEvents(tx), commit(client)); // pipelined: one round trip
    for (const run of hooks) run();
    for (const run of listeners) run();
    return result;
  } catch (error) {
    if (isConnectionLoss(error)) {
      broken = true;
      throw new Unavailable(committing ? 'the connection was lost at commit' : 'the database is away', {
        unknown: committing,
        cause: error,
      });
    }
    if (error instanceof Unavailable && error.unknown) broken = true;
    else await client.query('ROLLBACK').catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
}

const corked = new WeakSet<pg.PoolClient>();

/** Sends a query; all that one turn of the event loop sends goes out in one write, for a write costs more than a statement. */
function send(client: pg.PoolClient, query: pg.QueryConfig | string): Promise<pg.QueryResult> {
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection;
  if (!corked.has(client)) {
    corked.add(client);
    stream.cork();
    process.nextTick(() => {
      corked.delete(client);
      stream.uncork();
    });
  }
  return client.query(query as pg.QueryConfig);
}

/** Waits for both; the first one's error is the cause of the second's. */
async function settleBoth(first: Promise<void>, second: Promise<void>): Promise<void> {
  for (const result of await Promise.allSettled([first, second])) if (result.status === 'rejected') throw result.reason;
}

function openTx(database: Database, client: pg.PoolClient, caller: Caller, now: Instant, hooks: (() => void)[]): Tx {
  return {
    database,
    now,
    caller,
    events: [],
    lockRank: -1,
    query: async <R>(statement: Sql) => (await send(client, named(statement))).rows as R[],
    affected: async (statement) => (await send(client, named(statement))).rowCount ?? 0,
    afterCommit: (run) => void hooks.push(run),
  };
}

/**
 * COMMIT answers ROLLBACK when the transaction had already failed. A wait for a synchronous standby that was cancelled "succeeds"
 * with WARNING 01000: the commit is local only, so its outcome is unknown.
 */
async function commit(client: pg.PoolClient): Promise<void> {
  let warned = false;
  const watch = (notice: { code?: string | undefined }): void => {
    if (notice.code === '01000') warned = true;
  };
  client.on('notice', watch);
  try {
    const done = await send(client, 'COMMIT');
    assert(done.command === 'COMMIT', `the transaction had failed before its commit: ${done.command}`);
    if (warned) throw new Unavailable('the commit is not confirmed by the standby', { unknown: true });
  } finally {
    client.off('notice', watch);
  }
}

/** Deadlocks and serialization failures are tried again, at most three times, with jitter; nothing else is. */
async function withRetries<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const code = sqlState(error);
      if ((code !== '40001' && code !== '40P01') || tries >= 3) throw error;
      await sleep(5 + 20 * tries * jitter());
    }
  }
}

/** A number in [0, 1) for waiting times. */
export function jitter(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

/** The SQLSTATE of a database error, else undefined. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return error instanceof Error && typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** True when the server or the network went away; class 08, 57P0x, or a socket's own error. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof AssertionError) return false;
  const code = (error as { code?: string }).code ?? '';
  return (
    /^(08\d{3}|57P0[1-5])$/.test(code) ||
    /^(ECONNRESET|ECONNREFUSED|EPIPE|ENOENT|ETIMEDOUT|ENOTCONN)$/.test(code) ||
    /Connection terminated|connection error|not queryable|timeout exceeded when trying to connect/i.test(error.message)
  );
}

let ranks: ReadonlyMap<string, number> = new Map();

/** Lock classes in the order they must be taken: that of `modules.ts`. */
export function declareLockOrder(classes: readonly string[]): void {
  ranks = new Map(classes.map((name, i) => [name, i]));
}

/** States that rows of this class are about to be locked; asserts that nobody goes backwards, which is how deadlocks begin. */
export function lock(tx: Tx, name: string): void {
  const rank = ranks.get(name);
  if (rank === undefined) return;
  assert(rank >= tx.lockRank, `lock ${name} is taken after a later class: see ARCHITECTURE.md, "Locks"`);
  tx.lockRank = rank;
}

/** One value for each open database: batchers, caches. State of a process that may be lost at any time. */
export function perDatabase<T>(make: (database: Database) => T): (database: Database) => T {
  const made = new WeakMap<Database, T>();
  return (database) => {
    let value = made.get(database);
    if (value === undefined) {
      value = make(database);
      made.set(database, value);
    }
    return value;
  };
}

/** The only row, or undefined. */
export async function maybeOne<R>(rows: Promise<R[]>): Promise<R | undefined> {
  const found = await rows;
  assert(found.length <= 1, `expected at most one row, got ${found.length}`);
  return found[0];
}

/** The only row; its absence is our bug. */
export async function exactlyOne<R>(rows: Promise<R[]>): Promise<R> {
  const found = await rows;
  assert(found.length === 1 && found[0] !== undefined, `expected one row, got ${found.length}`);
  return found[0];
}
