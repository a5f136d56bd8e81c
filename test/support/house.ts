/** The whole house as a user starts it: a child process with its own port and data directory. */
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elapsed, sleep } from '#base/time';
import { stopPostgres } from '#base/postgres';

const bin = join(import.meta.dirname, '../../bin/halle.js');

export type RunningHouse = {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** Waits until these words are printed. */
  said(words: string, patienceMs?: number): Promise<void>;
  /** Asks it to stop, and waits. */
  stop(): Promise<number | null>;
};

export async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Starts it and waits until it is ready. */
export async function startHouse(
  args: readonly string[] = [],
  options: { dataDir?: string; port?: number; env?: Record<string, string> } = {},
): Promise<RunningHouse> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'halle-journey-'));
  const port = options.port ?? (await freePort());
  const env = {
    ...process.env,
    PORT: String(port),
    HALLE_DATA: dataDir,
    HALLE_DEMO_DAYS: process.env.HALLE_DEMO_DAYS ?? '3',
    NODE_TEST_CONTEXT: '',
    ...options.env,
  };
  // A group of processes of its own, as a terminal gives it: Ctrl-C reaches all of them at once.
  const child = spawn(process.execPath, [bin, 'start', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const signal = (name: NodeJS.Signals): void => void (child.pid && process.kill(-child.pid, name));
  process.once('exit', () => child.exitCode === null && child.signalCode === null && signal('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (text += String(part)));
  const url = `http://127.0.0.1:${port}`;
  const waitFor = async (what: () => Promise<boolean>, patienceMs: number, name: string): Promise<void> => {
    const begun = elapsed();
    while (!(await what())) {
      if (child.exitCode !== null || elapsed() - begun > patienceMs)
        throw new Error(`${name}: the house said\n${text}`);
      await sleep(50);
    }
  };
  await waitFor(
    async () => (await fetch(`${url}/health`).catch(() => undefined))?.status === 200,
    120_000,
    'not ready',
  );
  return {
    url,
    port,
    dataDir,
    child,
    output: () => text,
    said: (words, patienceMs = 120_000) =>
      waitFor(async () => text.includes(words), patienceMs, `did not say "${words}"`),
    stop: async () => {
      if (child.exitCode !== null) return child.exitCode;
      const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
      signal('SIGINT');
      return gone;
    },
  };
}

/** Runs one verb to its end. */
export async function runHalle(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += String(part)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

/** Stops what is left of a house and deletes its data. */
export async function tearDown(house: RunningHouse): Promise<void> {
  await house.stop();
  await stopPostgres(house.dataDir);
  rmSync(house.dataDir, { recursive: true, force: true });
}

export type Visitor = {
  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: T }>;
  readonly cookies: Map<string, string>;
};

/** Somebody with a browser's cookies, speaking JSON. */
export function visitor(url: string): Visitor {
  const cookies = new Map<string, string>();
  return {
    cookies,
    call: async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const answer = await fetch(url + path, {
        method,
        redirect: 'manual',
        headers: {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        const at = pair.indexOf('=');
        cookies.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const text = await answer.text();
      return {
        status: answer.status,
        body: (text === '' ? undefined : text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text) as T,
      };
    },
  };
}
