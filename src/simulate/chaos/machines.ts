/** The machines of a chaos run: two APIs and a worker as a supervisor keeps them, each behind a wire of its own, and PostgreSQL. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { assert, must } from '#base/assert';
import { connectionOf } from '#base/db';
import { elapsed, sleep } from '#base/time';
import { openWire, type Wire } from '../wire.ts';
import type { Roll } from '../roll.ts';

export const seats = ['api 1', 'api 2', 'worker'] as const;
export type Seat = (typeof seats)[number];

export type Machine = {
  readonly seat: Seat;
  readonly wire: Wire;
  /** Where it serves; empty for the worker. */
  readonly url: string;
  child: ChildProcess;
  /** It has said that it serves or works. */
  ready: boolean;
  starts: number;
};

export type Machines = {
  readonly all: readonly Machine[];
  readonly apis: readonly Machine[];
  readonly dataDir: string;
  of(seat: Seat): Machine;
  /** The last words of all of them, for a failing run. */
  output(): string;
  /** Stops them: asked first, killed after a while. */
  end(): Promise<void>;
};

const bin = join(import.meta.dirname, '../../../bin/halle.js');
const WORDS = 60_000;

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * Starts them over the embedded PostgreSQL of this folder, which somebody else keeps running, and keeps them running. What they say of
 * answers of 500 goes to `broken`: who asked is not told the cause.
 */
export async function startMachines(
  dataDir: string,
  databaseUrl: string,
  roll: Roll,
  broken: string[],
): Promise<Machines> {
  const state = { ending: false, text: '', broken };
  const all = await Promise.all(seats.map((seat) => startMachine(seat, { dataDir, databaseUrl, roll, state })));
  // Whatever becomes of this process, they don't outlive it.
  const drop = (): void => {
    state.ending = true;
    for (const machine of all) machine.child.kill('SIGKILL');
  };
  process.once('exit', drop);
  return {
    all,
    apis: all.filter((machine) => machine.url !== ''),
    dataDir,
    of: (seat) =>
      must(
        all.find((machine) => machine.seat === seat),
        seat,
      ),
    output: () => state.text,
    end: async () => {
      state.ending = true;
      process.off('exit', drop);
      await Promise.all(all.map(stopped));
      await Promise.all(all.map((machine) => machine.wire.close()));
    },
  };
}

type Setting = {
  dataDir: string;
  databaseUrl: string;
  roll: Roll;
  state: { ending: boolean; text: string; readonly broken: string[] };
};

async function startMachine(seat: Seat, { dataDir, databaseUrl, roll, state }: Setting): Promise<Machine> {
  const { host, port, user, password, database } = connectionOf(databaseUrl);
  assert(typeof host === 'string', 'a database with a place');
  const target = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port: Number(port) };
  const wire = await openWire(target, roll.fork());
  const own = await freePort();
  const through = `postgresql://${user}:${encodeURIComponent(String(password))}@127.0.0.1:${wire.port}/${database}?sslmode=disable`;
  const env = { ...process.env, PORT: String(own), HALLE_DATA: dataDir, DATABASE_URL: through, NODE_TEST_CONTEXT: '' };
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [bin, seat === 'worker' ? 'work' : 'serve'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part: Buffer) => {
        const words = String(part);
        state.text = `${state.text}${seat}: ${words}`.slice(-WORDS);
        state.broken.push(...words.split('\n').filter((line) => line.includes('"msg":"broken"')));
        if (/Halle (serves|works)/.test(words) && machine.child === child) machine.ready = true;
      });
    child.once('exit', (code) => void again(code));
    return child;
  };
  const again = async (code: number | null): Promise<void> => {
    machine.ready = false;
    if (code !== null) await sleep(200); // it gave up by itself: the database is away
    if (state.ending) return;
    machine.starts++;
    machine.child = start();
  };
  const url = seat === 'worker' ? '' : `http://127.0.0.1:${own}`;
  const machine: Machine = { seat, wire, url, child: undefined as never, ready: false, starts: 1 };
  machine.child = start();
  return machine;
}

const PATIENCE_MS = 15_000;

async function stopped({ child }: Machine): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  await Promise.race([gone, sleep(PATIENCE_MS, { unref: true })]);
  child.kill('SIGKILL');
  await gone;
}

/** Waits until all of them are ready; says who is not, and what was said, when they take too long. */
export async function allReady(machines: Machines, patienceMs = 60_000): Promise<void> {
  const begun = elapsed();
  for (;;) {
    const waiting = machines.all.filter((machine) => !machine.ready);
    if (waiting.length === 0) return;
    if (elapsed() - begun > patienceMs)
      throw new Error(
        `${waiting.map((one) => one.seat).join(', ')} do not come back:\n${machines.output().slice(-4_000)}`,
      );
    await sleep(50);
  }
}

/** The processes of the PostgreSQL of this folder: the main one, and those that serve a connection. Linux only. */
export function postgresProcesses(dataDir: string): { all: number[]; backends: number[] } {
  let main: number;
  try {
    main = Number(readFileSync(join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return { all: [], backends: [] };
  }
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === main)
    .map(Number);
  const backends = children.filter((pid) => readProc(`${pid}/cmdline`).includes(' halle halle '));
  return { all: readProc(`${main}/cmdline`).includes('postgres') ? [main, ...children] : [], backends };
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}
const parentOf = (pid: string): number => Number(/^PPid:\s*(\d+)/m.exec(readProc(`${pid}/status`))?.[1] ?? 0);

/** Sends a signal; false when the process has gone by itself. */
export function signal(pid: number | undefined, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): boolean {
  try {
    return pid !== undefined && process.kill(pid, name);
  } catch {
    return false;
  }
}
